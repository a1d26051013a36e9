/** Rendered reports put where they belong: files that replace what was there in one step, and logs in which nothing is a command. */
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'

/** A name that nobody can foresee. The global `crypto` is loaded only when it is asked. */
const unforeseen = (): string => crypto.randomUUID().replaceAll('-', '')

const nearestExisting = (folder: string): string => {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}

const isBelow = (root: string, folder: string): boolean => {
  const real = realpathSync(folder)
  const realRoot = realpathSync(root)
  return real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)
}

/**
 * Writes `text` to `path` and gives the full path. A relative path stays inside `root`: code under review may hold links that lead elsewhere,
 * so a linked folder is refused and a linked file is replaced, not followed.
 */
export const writeReport = (root: string, path: string, text: string): string => {
  const target = resolve(root, path)
  const folder = dirname(target)
  if (!isAbsolute(path) && !isBelow(root, nearestExisting(folder))) throw new Error(`\`${path}\` leads out of the workspace`)
  mkdirSync(folder, { recursive: true })
  const draft = join(folder, `.${basename(target)}.${unforeseen()}`)
  try {
    writeFileSync(draft, text, { flag: 'wx' })
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  return target
}

/** Writes a file that is not there yet to a relative path, and says whether it did: what is there, if only a link, is neither followed nor replaced. */
export const writeNew = (root: string, path: string, text: string): boolean => {
  const target = resolve(root, path)
  const folder = dirname(target)
  if (!isBelow(root, nearestExisting(folder))) throw new Error(`\`${path}\` leads out of the repository`)
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(target, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Text for the log of a workflow run, in which no line of it is read as a command: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands */
export const guarded = (text: string): string => {
  const token = unforeseen()
  return `::stop-commands::${token}\n${text}${text.endsWith('\n') ? '' : '\n'}::${token}::\n`
}

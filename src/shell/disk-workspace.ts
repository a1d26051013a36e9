/** A folder on disk as a workspace: nothing outside it is read, nothing larger than the budget, nothing that is not UTF-8 text. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { budget } from '../text/budget.ts'
import { type Entry, joinPath, type ReadFailure, type ReadResult, type Workspace } from '../text/workspace.ts'

export interface DiskWorkspace extends Workspace {
  /** Real path of the folder. */
  readonly root: string
}

export interface DiskBudget {
  readonly fileBytes: number
  readonly runBytes: number
  readonly runFiles: number
}

const refused = (why: ReadFailure): ReadResult => ({ ok: false, why })

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** No more than `limit` bytes are looked at, whatever the file does meanwhile. `expected`: its size as it was told. */
const readBytes = (descriptor: number, expected: number, limit: number): Uint8Array | undefined => {
  let content = Buffer.allocUnsafe(Math.min(expected, limit) + 1)
  let total = 0
  for (;;) {
    const count = readSync(descriptor, content, total, content.length - total, null)
    total += count
    if (total > limit) return undefined
    if (count === 0) return content.subarray(0, total)
    if (total === content.length) content = Buffer.concat([content], Math.min(total * 2, limit + 1))
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

/** A byte order mark is dropped, as Terraform does (https://github.com/hashicorp/hcl/blob/main/hclsyntax/token.go) and as editors count columns. Overlong and broken sequences make a file no text. */
export const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

export const diskWorkspace = (folder: string, limits: DiskBudget = budget): DiskWorkspace => {
  const root = realpathSync(folder)
  const inside = (path: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
  // What was read once is the same for the whole run, whatever happens to the disk.
  const results = new Map<string, ReadResult>()
  let files = 0
  let bytes = 0

  /** Real path of each folder that was listed, and what is in it and no link. */
  const folders = new Map<string, { readonly real: string; readonly plain: ReadonlySet<string> }>()
  const plainPath = (path: string): string | undefined => {
    if (path === '') return root
    const at = path.lastIndexOf('/')
    const folder = folders.get(path.slice(0, Math.max(0, at)))
    const name = path.slice(at + 1)
    return folder?.plain.has(name) === true ? join(folder.real, name) : undefined
  }

  /** The real path of a workspace path, or why there is none. */
  const locate = (path: string): { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: ReadFailure } => {
    if (path.includes('\0')) return { ok: false, why: 'missing' }
    if (/^([\\/]|[A-Za-z]:[\\/])/.test(path)) return { ok: false, why: 'outside' }
    const normal = joinPath('', path)
    if (normal === undefined) return { ok: false, why: 'outside' }
    const known = plainPath(normal)
    if (known !== undefined) return { ok: true, path: known }
    try {
      const full = join(root, normal)
      if (statSync(full, { throwIfNoEntry: false }) === undefined) return { ok: false, why: 'missing' }
      const real = realpathSync(full)
      return inside(real) ? { ok: true, path: real } : { ok: false, why: 'outside' }
    } catch (error) {
      const code = codeOf(error)
      return { ok: false, why: code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' ? 'missing' : 'unreadable' }
    }
  }

  const readReal = (path: string, mostBytes: number): ReadResult => {
    if (files >= limits.runFiles || bytes >= limits.runBytes) return refused('budget')
    let descriptor: number
    try {
      // The real path was resolved already, so a link in its place now is a race; a pipe must not make us wait.
      descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    } catch (error) {
      return refused(codeOf(error) === 'ENOENT' ? 'missing' : 'unreadable')
    }
    try {
      const stats = fstatSync(descriptor)
      if (!stats.isFile()) return refused('unreadable')
      if (stats.size > mostBytes) return refused('too-large')
      if (bytes + stats.size > limits.runBytes) return refused('budget')
      const content = readBytes(descriptor, stats.size, mostBytes)
      if (content === undefined) return refused('too-large')
      files++
      bytes += content.length
      const text = textOf(content)
      return text === undefined ? refused('unreadable') : { ok: true, text }
    } catch {
      return refused('unreadable')
    } finally {
      closeSync(descriptor)
    }
  }

  const read = (path: string, mostBytes = limits.fileBytes): ReadResult => {
    const earlier = results.get(path)
    if (earlier !== undefined) return earlier
    const located = locate(path)
    const result = located.ok ? readReal(located.path, mostBytes) : refused(located.why)
    // What is too large for one who asks may not be for another.
    if (result.ok || result.why !== 'too-large') results.set(path, result)
    return result
  }

  const lists = new Map<string, readonly Entry[]>()
  const list = (path: string): readonly Entry[] => {
    let entries = lists.get(path)
    if (entries === undefined) {
      entries = listReal(path)
      lists.set(path, entries)
    }
    return entries
  }
  const listReal = (path: string): readonly Entry[] => {
    const located = locate(path)
    if (!located.ok) return []
    const found: Entry[] = []
    const plain = new Set<string>()
    try {
      for (const entry of readdirSync(located.path, { withFileTypes: true })) {
        if (entry.isFile() || entry.isDirectory()) plain.add(entry.name)
        if (entry.isFile()) found.push({ name: entry.name, kind: 'file' })
        else if (entry.isDirectory()) found.push({ name: entry.name, kind: 'folder' })
        else if (entry.isSymbolicLink()) {
          // A linked folder is reached by its own path; listing it here too would make walks endless, or exponentially long.
          // A link that leaves the workspace is listed as a file, so that who wants to read it hears why it cannot.
          const target = locate(path === '' ? entry.name : `${path}/${entry.name}`)
          if (!target.ok || statSync(target.path, { throwIfNoEntry: false })?.isFile() === true)
            found.push({ name: entry.name, kind: 'file' })
        }
      }
    } catch {
      return []
    }
    folders.set(path, { real: located.path, plain })
    return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  return { root, read, list }
}

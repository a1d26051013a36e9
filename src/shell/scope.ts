/** What was typed at a terminal → a workspace, paths in it, and the way back to what was typed. */
import { statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { configurationPaths } from '../policy/configuration.ts'
import { nearest } from '../text/nearest.ts'
import type { Workspace } from '../text/workspace.ts'
import { type DiskWorkspace, diskWorkspace } from './disk-workspace.ts'

export interface Scope {
  readonly workspace: Workspace
  /** Real path of the workspace's root. */
  readonly root: string
  /** The same scope with other contents of the root; what was named outside of it stays. */
  over(contents: Workspace): Workspace
  /** Relative to the workspace; `''` is all of it. */
  readonly paths: readonly string[]
  /** The workspace path of a file or folder that was named on its own; outside the workspace only this one is let in. */
  admit(typed: string): string
  /** A workspace path as the person at `cwd` would type it. */
  showPath(path: string): string
  readonly mistakes: readonly string[]
}

const slashed = (path: string): string => path.split(sep).join('/')

const isWithin = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const commonParent = (folders: readonly string[]): string => {
  let [common = sep] = folders
  while (!folders.every((folder) => isWithin(common, folder))) common = dirname(common)
  return common
}

const missing = (cwd: string, typed: string): string => {
  const folder = dirname(resolve(cwd, typed))
  const names = isFolder(folder)
    ? diskWorkspace(folder)
        .list('')
        .map(({ name }) => name)
    : []
  const near = nearest(basename(typed), names)
  return `there is no file or folder \`${typed}\`${near === undefined ? '' : `; did you mean \`${slashed(join(dirname(typed), near))}\`?`}`
}

interface Mount {
  readonly name: string
  readonly folder: string
  readonly workspace: DiskWorkspace
  /** Files of the folder that were named; absent when the folder itself was. */
  readonly only?: Set<string>
}

/** The nearest folder at or above this one that holds a git repository. */
export const repositoryOf = (folder: string): string | undefined => {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at
    if (dirname(at) === at) return undefined
  }
}

/**
 * The root is the repository that holds `cwd` and every path, so that modules beside the folder asked for can be read; where there is no repository,
 * or `cwd` has a configuration of its own, it is `cwd` itself, or the folder that holds all paths. Nothing typed means `cwd`.
 */
export const scopeOf = (cwd: string, typed: readonly string[]): Scope => {
  const mistakes: string[] = []
  const found: string[] = []
  for (const path of typed.length === 0 ? ['.'] : typed) {
    const full = resolve(cwd, path)
    if (statSync(full, { throwIfNoEntry: false }) === undefined) mistakes.push(missing(cwd, path))
    else found.push(full)
  }
  const common = found.every((path) => isWithin(cwd, path))
    ? cwd
    : commonParent(found.map((path) => (isFolder(path) ? path : dirname(path))))
  const isConfigured = configurationPaths.some((path) => statSync(join(cwd, path), { throwIfNoEntry: false }) !== undefined)
  const root = (isConfigured ? undefined : repositoryOf(common)) ?? common
  const disk = diskWorkspace(root)
  const mounts: Mount[] = []

  const mountOf = (path: string): { readonly mount: Mount; readonly rest: string } | undefined => {
    const mount = mounts.find(({ name }) => path === name || path.startsWith(`${name}/`))
    return mount && { mount, rest: path.slice(mount.name.length + 1) }
  }
  const over = (contents: Workspace): Workspace => ({
    read: (path, mostBytes) => {
      const mounted = mountOf(path)
      if (mounted === undefined) return contents.read(path, mostBytes)
      const { mount, rest } = mounted
      // The code under review may name such a path too: what lies beside a named file stays shut.
      return mount.only === undefined || mount.only.has(rest) ? mount.workspace.read(rest, mostBytes) : { ok: false, why: 'outside' }
    },
    list: (folder) => {
      const mounted = mountOf(folder)
      if (mounted === undefined) return contents.list(folder)
      return mounted.mount.only === undefined ? mounted.mount.workspace.list(mounted.rest) : []
    },
  })
  const admit = (path: string): string => {
    const full = resolve(cwd, path)
    if (isWithin(root, full)) return slashed(relative(root, full))
    const whole = isFolder(full)
    const folder = whole ? full : dirname(full)
    // What is not there is told by whoever reads it.
    if (!isFolder(folder)) return slashed(relative(root, full))
    let mount = mounts.find((one) => one.folder === folder && (one.only === undefined) === whole)
    if (mount === undefined) {
      mount = {
        name: `(outside ${mounts.length + 1})`,
        folder,
        workspace: diskWorkspace(folder),
        ...(whole ? {} : { only: new Set<string>() }),
      }
      mounts.push(mount)
    }
    mount.only?.add(basename(full))
    return whole ? mount.name : `${mount.name}/${basename(full)}`
  }
  const showPath = (path: string): string => {
    const mounted = mountOf(path)
    const full = mounted === undefined ? join(root, path) : join(mounted.mount.folder, mounted.rest)
    const shown = slashed(relative(cwd, full))
    return shown === '' ? '.' : shown
  }
  return {
    workspace: over(disk),
    root: disk.root,
    over,
    paths: found.map((path) => slashed(relative(root, path))),
    admit,
    showPath,
    mistakes,
  }
}

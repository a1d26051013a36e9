/** What a checkout holds, and a revision as it would be checked out in its place: with all that lies beside the code, without what was left out. */
import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { type Entry, joinPath, type Workspace } from '../text/workspace.ts'
import { commitOf, type GitPlace, parentsOf, treeOf } from './git.ts'
import type { Entries } from './objects.ts'
import type { Tree } from './tree-workspace.ts'

export interface Checkout {
  readonly place: GitPlace
  /** Real path of the repository. */
  readonly root: string
  /** Where it lies in the folder; `''`, or the name of a folder in it. */
  readonly prefix: string
  readonly commit: string
  readonly parents: readonly string[]
}

export const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

const checkoutAt = (folder: string, prefix: string): Checkout | undefined => {
  const root = join(folder, prefix)
  const gitFolder = join(root, '.git')
  if (!isThere(gitFolder)) return undefined
  const place = { folder: root, gitFolder }
  const commit = commitOf(place, 'HEAD')
  return commit === undefined ? undefined : { place, root, prefix, commit, parents: parentsOf(place, commit) }
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

export const isEmptyFolder = (folder: string): boolean => namesIn(folder).length === 0

const mostFolders = 200

/** The checkout in a folder, which is the folder itself or, with `path:` of `actions/checkout`, one in it: the one that is meant, where there are several. */
export const checkoutIn = (folder: string, isMeant: (checkout: Checkout) => boolean): Checkout | undefined => {
  let real: string
  try {
    real = realpathSync(folder)
  } catch {
    return undefined
  }
  const own = checkoutAt(real, '')
  if (own !== undefined && isMeant(own)) return own
  const inner = namesIn(real)
    .slice(0, mostFolders)
    .flatMap((name) => (name !== '.git' && lstatSync(join(real, name), { throwIfNoEntry: false })?.isDirectory() === true ? [name] : []))
    .flatMap((name) => checkoutAt(real, name) ?? [])
  const meant = inner.find(isMeant)
  if (meant !== undefined) return meant
  return own ?? (inner.length === 1 ? inner[0] : undefined)
}

/** What the commit holds that is checked out; undefined where git cannot list it. */
export const trackedIn = ({ place, commit }: Checkout): Tree | undefined => {
  const tree = treeOf(place, commit, 'without sizes')
  return tree.ok ? tree : undefined
}

export interface Surroundings {
  /** Real path of the folder that would be checked out into, and what is read of it. */
  readonly root: string
  readonly disk: Workspace
  /** What lies there because it is checked out. */
  readonly tracked: Entries
  /** Commits of the repositories that lie there in folders of their own (submodules), as far as they are checked out. */
  readonly submodules: ReadonlyMap<string, string>
  /** Limits what is seen of the rest. */
  readonly isMeant?: (path: string) => boolean
  /** What is tracked and does not lie there (a sparse checkout) is not there in the revision either. */
  readonly hides: boolean
}

/** What a job makes or fetches beside its code (variables, modules, service tags) is there whichever revision is judged. */
export const asCheckedOut = (
  { workspace: revision, submodules: meant }: { readonly workspace: Workspace; readonly submodules: ReadonlyMap<string, string> },
  { root, disk, tracked, submodules, isMeant = () => true, hides }: Surroundings,
): Workspace => {
  const folders = new Set<string>()
  for (const path of tracked.keys())
    for (let at = path.lastIndexOf('/'); at > 0 && !folders.has(path.slice(0, at)); at = path.lastIndexOf('/', at - 1))
      folders.add(path.slice(0, at))

  /** The first of the path and the folders above it, from the top, for which it is so. */
  const firstOf = (path: string, is: (part: string) => boolean): string | undefined => {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) if (is(path.slice(0, at))) return path.slice(0, at)
    return is(path) ? path : undefined
  }
  const isBeside = (path: string): boolean => {
    if (path === '' || path === '.git' || path.startsWith('.git/') || path.includes('\0') || !isMeant(path)) return false
    const top = firstOf(path, (part) => !folders.has(part))
    if (top === undefined || tracked.has(top)) return false
    // What lies there is another commit of it than the revision means.
    const submodule = submodules.size === 0 ? undefined : firstOf(path, (part) => submodules.has(part))
    if (submodule !== undefined && meant.get(submodule) !== submodules.get(submodule)) return false
    try {
      // A link could lead back to what is checked out.
      return realpathSync.native(join(root, path)) === join(root, path)
    } catch {
      return false
    }
  }
  const seen = new Map<string, boolean>()
  const lies = (path: string): boolean => {
    let known = seen.get(path)
    if (known === undefined) seen.set(path, (known = isThere(join(root, path))))
    return known
  }
  const isHidden = (path: string): boolean =>
    hides &&
    path !== '' &&
    !path.includes('\0') &&
    firstOf(path, (part) => (folders.has(part) || tracked.has(part)) && !lies(part)) !== undefined

  return {
    read: (path, mostBytes) => {
      const normal = joinPath('', path)
      if (normal === undefined || /^[\\/]/.test(path)) return revision.read(path, mostBytes)
      if (isHidden(normal)) return { ok: false, why: 'missing' }
      const read = revision.read(path, mostBytes)
      return !read.ok && read.why === 'missing' && isBeside(normal) ? disk.read(normal, mostBytes) : read
    },
    list: (folder) => {
      const normal = joinPath('', folder)
      if (normal === undefined) return []
      const pathOf = ({ name }: Entry): string => (normal === '' ? name : `${normal}/${name}`)
      const own = revision.list(folder).filter((entry) => !isHidden(pathOf(entry)))
      const names = new Set(own.map(({ name }) => name))
      const more = disk.list(normal).filter((entry) => !names.has(entry.name) && isBeside(pathOf(entry)))
      return more.length === 0 ? own : [...own, ...more].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    },
  }
}

/** A workspace in a folder of another. */
export const mounted = (inner: Workspace, prefix: string, outer: Workspace): Workspace => {
  if (prefix === '') return inner
  const restOf = (path: string): string | undefined => {
    const normal = joinPath('', path)
    return normal === prefix ? '' : normal?.startsWith(`${prefix}/`) ? normal.slice(prefix.length + 1) : undefined
  }
  return {
    read: (path, mostBytes) => {
      const rest = restOf(path)
      return rest === undefined ? outer.read(path, mostBytes) : inner.read(rest, mostBytes)
    },
    list: (folder) => {
      const rest = restOf(folder)
      return rest === undefined ? outer.list(folder) : inner.list(rest)
    },
  }
}

/** A folder of a workspace, by its own paths. */
export const folderIn = (outer: Workspace, prefix: string): Workspace =>
  prefix === ''
    ? outer
    : {
        read: (path, mostBytes) => {
          const normal = joinPath('', path)
          return normal === undefined ? { ok: false, why: 'outside' } : outer.read(`${prefix}/${normal}`, mostBytes)
        },
        list: (folder) => {
          const normal = joinPath('', folder)
          return normal === undefined ? [] : outer.list(normal === '' ? prefix : `${prefix}/${normal}`)
        },
      }

/** Files and links of one revision, and a store of their contents, as a workspace: under the budgets and limits of a folder on disk. */
import { budget } from '../text/budget.ts'
import { type Entry, joinPath, type ReadFailure, type ReadResult, type Workspace } from '../text/workspace.ts'
import { type DiskBudget, textOf } from './disk-workspace.ts'

export interface TreeEntry {
  readonly kind: 'file' | 'link'
  /** Name of the blob. */
  readonly object: string
  /** Bytes; absent where only the blob itself tells. */
  readonly size?: number
}

/** What a commit holds, by paths. */
export interface Tree {
  readonly entries: ReadonlyMap<string, TreeEntry>
  /** Commits of other repositories that it only points to (submodules). */
  readonly submodules: ReadonlyMap<string, string>
}

export interface BlobStore {
  /** Bytes of a blob that is at hand; undefined where it is not. */
  sizeOf(object: string): number | undefined
  /** Contents of those that are at hand. */
  read(objects: readonly string[]): ReadonlyMap<string, Buffer>
}

/** Links within links, as Linux counts them: https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const mostLinks = 40
/** No path is longer, so that no link's target is: https://man7.org/linux/man-pages/man7/symlink.7.html */
const longestPath = 4_096

const refused = (why: ReadFailure): { readonly ok: false; readonly why: ReadFailure } => ({ ok: false, why })

/** Files that are wanted together, once one of them is. */
const familyOf = (path: string, entry: TreeEntry): string => {
  if (entry.kind === 'link') return 'link'
  if (/\.(tf|tfvars)(\.json)?$/.test(path)) return 'terraform'
  return /\.ya?ml$/.test(path) ? path.slice(0, path.lastIndexOf('/') + 1) : path
}

/** A tree made by hand may hold such names; git checks them out nowhere. */
export const isSafePath = (path: string): boolean => path.length <= longestPath && !path.includes('\0') && !/(^|\/)\.{0,2}(\/|$)/.test(path)

type Located = { readonly ok: true; readonly path: string; readonly entry?: TreeEntry } | { readonly ok: false; readonly why: ReadFailure }

/** `lacks` hears of each blob that was wanted and is not at hand; it is asked for again when it is read again. */
export const treeWorkspace = (
  entries: ReadonlyMap<string, TreeEntry>,
  store: BlobStore,
  limits: DiskBudget = budget,
  lacks: (path: string, entry: TreeEntry) => void = () => undefined,
): Workspace => {
  const children = new Map<string, Map<string, TreeEntry | 'folder'>>([['', new Map()]])
  const families = new Map<string, string[]>()
  const placeOf = new Map<string, number>()
  const childrenOf = (path: string): Map<string, TreeEntry | 'folder'> => {
    const known = children.get(path)
    if (known !== undefined) return known
    const made = new Map<string, TreeEntry | 'folder'>()
    children.set(path, made)
    const slash = path.lastIndexOf('/')
    childrenOf(path.slice(0, Math.max(0, slash))).set(path.slice(slash + 1), 'folder')
    return made
  }
  for (const [path, entry] of entries) {
    if (!isSafePath(path)) continue
    const slash = path.lastIndexOf('/')
    childrenOf(path.slice(0, Math.max(0, slash))).set(path.slice(slash + 1), entry)
    const name = familyOf(path, entry)
    const family = families.get(name) ?? []
    families.set(name, family)
    placeOf.set(path, family.length)
    family.push(path)
  }

  const blobs = new Map<string, Buffer>()
  /** The file's bytes; those of its family that come after it are read with it, as many as one answer of the store shall hold. */
  const bytesOf = (path: string, entry: TreeEntry, size: number): Buffer | undefined => {
    const known = blobs.get(entry.object)
    if (known !== undefined) return known
    const most = entry.kind === 'link' ? longestPath : limits.fileBytes
    const family = families.get(familyOf(path, entry)) ?? []
    const wanted = new Set([entry.object])
    let left = budget.gitBatchBytes - size
    for (let at = (placeOf.get(path) ?? 0) + 1; at < family.length; at++) {
      const { object } = entries.get(family[at]!)!
      const other = store.sizeOf(object)
      if (other === undefined || other > most || blobs.has(object) || wanted.has(object)) continue
      left -= other + 100
      if (left < 0) break
      wanted.add(object)
    }
    for (const [object, bytes] of store.read([...wanted])) blobs.set(object, bytes)
    return blobs.get(entry.object)
  }

  /** Follows links inside the revision only. */
  const locate = (path: string): Located & { readonly isLacking?: boolean } => {
    if (path.includes('\0')) return refused('missing')
    if (/^([\\/]|[A-Za-z]:[\\/])/.test(path)) return refused('outside')
    const normal = joinPath('', path)
    if (normal === undefined) return refused('outside')
    const ahead = normal.split('/').reverse()
    const way: string[] = []
    let links = 0
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      if (name === '' || name === '.') continue
      if (name === '..') {
        if (way.length === 0) return refused('outside')
        way.pop()
        continue
      }
      const at = way.join('/')
      const entry = children.get(at)?.get(name)
      if (entry === undefined) return refused('missing')
      if (entry === 'folder' || entry.kind === 'file') {
        way.push(name)
        continue
      }
      const link = at === '' ? name : `${at}/${name}`
      const size = entry.size ?? store.sizeOf(entry.object)
      if (++links > mostLinks || (size ?? 0) > longestPath) return refused('unreadable')
      if (size === undefined || store.sizeOf(entry.object) === undefined) {
        lacks(link, entry)
        return { ...refused('unreadable'), isLacking: true }
      }
      const target = bytesOf(link, entry, size)?.toString('utf8')
      if (target === undefined || target === '') return refused('unreadable')
      if (target.startsWith('/')) return refused('outside')
      ahead.push(...target.split('/').reverse())
    }
    const found = way.join('/')
    const entry = entries.get(found)
    return entry === undefined ? { ok: true, path: found } : { ok: true, path: found, entry }
  }

  // A file counts once for each of its paths, as on disk.
  const results = new Map<string, ReadResult>()
  let files = 0
  let total = 0
  /** Undefined where the blob is not at hand. */
  const readFound = (path: string, entry: TreeEntry, mostBytes: number): ReadResult | undefined => {
    if (files >= limits.runFiles || total >= limits.runBytes) return refused('budget')
    const size = entry.size ?? store.sizeOf(entry.object)
    if (size !== undefined && !(size <= mostBytes)) return refused('too-large')
    if (size === undefined || store.sizeOf(entry.object) === undefined) return undefined
    if (total + size > limits.runBytes) return refused('budget')
    const bytes = bytesOf(path, entry, size)
    if (bytes === undefined) return refused('unreadable')
    files++
    total += bytes.length
    const text = textOf(bytes)
    return text === undefined ? refused('unreadable') : { ok: true, text }
  }
  const read = (path: string, mostBytes = limits.fileBytes): ReadResult => {
    const earlier = results.get(path)
    if (earlier !== undefined) return earlier
    const located = locate(path)
    if (!located.ok && located.isLacking === true) return refused(located.why)
    const result = !located.ok
      ? located
      : located.entry === undefined
        ? refused('unreadable')
        : readFound(located.path, located.entry, mostBytes)
    if (result === undefined) {
      if (located.ok && located.entry !== undefined) lacks(located.path, located.entry)
      return refused('unreadable')
    }
    if (result.ok || result.why !== 'too-large') results.set(path, result)
    return result
  }

  const list = (path: string): readonly Entry[] => {
    const located = locate(path)
    const found: Entry[] = []
    for (const [name, entry] of (located.ok ? children.get(located.path) : undefined) ?? []) {
      if (entry === 'folder') found.push({ name, kind: 'folder' })
      else if (entry.kind === 'file') found.push({ name, kind: 'file' })
      else {
        // As on disk: a linked folder is reached by its own path, and who wants to read a link that leads nowhere hears why it cannot.
        const target = locate(located.ok && located.path !== '' ? `${located.path}/${name}` : name)
        if (!target.ok || target.entry !== undefined) found.push({ name, kind: 'file' })
      }
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  return { read, list }
}

/** One revision of the git repository that holds a folder, as a workspace: read from git's objects, under the budgets and limits of a folder on disk. */
import { budget } from '../text/budget.ts'
import { type Entry, joinPath, type ReadFailure, type ReadResult, type Workspace } from '../text/workspace.ts'
import { type DiskBudget, textOf } from './disk-workspace.ts'
import { blobsOf, commitOf, type GitEntry, treeOf } from './git.ts'

export interface GitWorkspace extends Workspace {
  /** Full name of the commit. */
  readonly commit: string
}

export type OpenedRevision =
  | { readonly ok: true; readonly workspace: GitWorkspace }
  | { readonly ok: false; readonly why: 'no-revision' | 'unreadable'; readonly reason: string }

/** Links within links, as Linux counts them: https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const mostLinks = 40
/** No path is longer, so that no link's target is: https://man7.org/linux/man-pages/man7/symlink.7.html */
const longestTarget = 4_096

const refused = (why: ReadFailure): { readonly ok: false; readonly why: ReadFailure } => ({ ok: false, why })

/** Files that are wanted together, once one of them is. */
const familyOf = (path: string, entry: GitEntry): string => {
  if (entry.kind === 'link') return 'link'
  if (/\.(tf|tfvars)(\.json)?$/.test(path)) return 'terraform'
  return /\.ya?ml$/.test(path) ? path.slice(0, path.lastIndexOf('/') + 1) : path
}

type Located = { readonly ok: true; readonly path: string; readonly entry?: GitEntry } | { readonly ok: false; readonly why: ReadFailure }

/** `folder`: a real path inside the repository. */
export const gitWorkspace = (folder: string, revision: string, limits: DiskBudget = budget): OpenedRevision => {
  const commit = commitOf(folder, revision)
  if (commit === undefined) return { ok: false, why: 'no-revision', reason: 'git knows no such revision here' }
  const tree = treeOf(folder, commit)
  if (!tree.ok) return { ok: false, why: 'unreadable', reason: tree.why }
  const { entries } = tree

  const children = new Map<string, Map<string, GitEntry | 'folder'>>([['', new Map()]])
  const families = new Map<string, string[]>()
  const placeOf = new Map<string, number>()
  const childrenOf = (path: string): Map<string, GitEntry | 'folder'> => {
    const known = children.get(path)
    if (known !== undefined) return known
    const made = new Map<string, GitEntry | 'folder'>()
    children.set(path, made)
    const slash = path.lastIndexOf('/')
    childrenOf(path.slice(0, Math.max(0, slash))).set(path.slice(slash + 1), 'folder')
    return made
  }
  for (const [path, entry] of entries) {
    // A tree made by hand may hold such names; git checks them out nowhere.
    if (/(^|\/)\.{0,2}(\/|$)/.test(path)) continue
    const slash = path.lastIndexOf('/')
    childrenOf(path.slice(0, Math.max(0, slash))).set(path.slice(slash + 1), entry)
    const name = familyOf(path, entry)
    const family = families.get(name) ?? []
    families.set(name, family)
    placeOf.set(path, family.length)
    family.push(path)
  }

  const blobs = new Map<string, Buffer>()
  /** The file's bytes; those of its family that come after it are fetched with it, as many as one answer of git holds. */
  const bytesOf = (path: string, entry: GitEntry): Buffer | undefined => {
    const fetched = blobs.get(entry.object)
    if (fetched !== undefined) return fetched
    const most = entry.kind === 'link' ? longestTarget : limits.fileBytes
    const family = families.get(familyOf(path, entry)) ?? []
    const wanted = new Set([entry.object])
    let left = budget.gitBatchBytes - entry.size
    for (let at = (placeOf.get(path) ?? 0) + 1; at < family.length; at++) {
      const { object, size } = entries.get(family[at]!)!
      if (size > most || blobs.has(object) || wanted.has(object)) continue
      left -= size + 100
      if (left < 0) break
      wanted.add(object)
    }
    for (const [object, bytes] of blobsOf(folder, [...wanted])) blobs.set(object, bytes)
    return blobs.get(entry.object)
  }

  /** Follows links inside the revision only. */
  const locate = (path: string): Located => {
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
      if (++links > mostLinks || entry.size > longestTarget) return refused('unreadable')
      const target = bytesOf(at === '' ? name : `${at}/${name}`, entry)?.toString('utf8')
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
  const readFound = (path: string, entry: GitEntry): ReadResult => {
    if (files >= limits.runFiles || total >= limits.runBytes) return refused('budget')
    if (!(entry.size <= limits.fileBytes)) return refused('too-large')
    if (total + entry.size > limits.runBytes) return refused('budget')
    const bytes = bytesOf(path, entry)
    if (bytes === undefined) return refused('unreadable')
    files++
    total += bytes.length
    const text = textOf(bytes)
    return text === undefined ? refused('unreadable') : { ok: true, text }
  }
  const read = (path: string): ReadResult => {
    const earlier = results.get(path)
    if (earlier !== undefined) return earlier
    const located = locate(path)
    const result = !located.ok ? located : located.entry === undefined ? refused('unreadable') : readFound(located.path, located.entry)
    results.set(path, result)
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

  return { ok: true, workspace: { commit, read, list } }
}

/** The port through which every file is read: synchronous, budgeted, and inside the workspace only. */

/** Why a path gave no text. `outside`: it leaves the workspace, by `..` or by a symbolic link. `unreadable`: no permission, a folder, not text. */
export type ReadFailure = 'missing' | 'outside' | 'too-large' | 'unreadable' | 'budget'

/** Why, as a message ends. */
export const whyNotRead: Readonly<Record<ReadFailure, string>> = {
  missing: 'it is not there',
  outside: 'it lies outside the workspace',
  'too-large': 'it is too large',
  unreadable: 'it is no text in UTF-8',
  budget: 'this run has read as much as it may',
}

export type ReadResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: ReadFailure }

export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder'
}

/** Paths are relative to the workspace root, with forward slashes; `''` is the root itself. */
export interface Workspace {
  /** `mostBytes`: how large the file may be, where it may be larger than source code is. */
  read(path: string, mostBytes?: number): ReadResult
  /** Entries sorted by name. A symbolic link that leaves the workspace counts as a file (reading it tells why not); linked folders and what is neither file nor folder are left out. Empty when there is no such folder. */
  list(folder: string): readonly Entry[]
}

/** Joins and normalises workspace paths; undefined when the result would leave the workspace. */
export const joinPath = (folder: string, relative: string): string | undefined => {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of relative.split(/[\\/]/)) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.length === 0) return undefined
      parts.pop()
    } else parts.push(part)
  }
  return parts.join('/')
}

/** Path of an entry of a folder. Undefined where its name holds a backslash, as names may outside Windows: paths take it for a slash, so nothing can be read there without mistaking it for something else. */
export const entryPath = (folder: string, name: string): string | undefined =>
  name.includes('\\') ? undefined : folder === '' ? name : `${folder}/${name}`

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** A workspace made of text in memory: for tests, and for files that came by other ways than the disk. */
export const memoryWorkspace = (files: Readonly<Record<string, string>>): Workspace => ({
  read: (path) => (Object.hasOwn(files, path) ? { ok: true, text: files[path]! } : { ok: false, why: 'missing' }),
  list: (folder) => {
    const prefix = folder === '' ? '' : `${folder}/`
    const found = new Map<string, Entry>()
    for (const path of Object.keys(files)) {
      if (!path.startsWith(prefix)) continue
      const [name, ...rest] = path.slice(prefix.length).split('/')
      if (name) found.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' })
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  },
})

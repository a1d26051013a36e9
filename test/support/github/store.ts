/** Git objects in memory under their true names: contents go in, blobs, trees and commits come out; what is not yet on disk is kept apart. */
import { createHash } from 'node:crypto'

export interface Entry {
  readonly mode: '100644' | '100755' | '120000'
  readonly blob: string
}

/** Every file of a commit by its full path. */
export type Files = ReadonlyMap<string, Entry>

export interface Person {
  readonly name: string
  readonly email: string
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Person
  /** Seconds since 1970. */
  readonly date: number
  readonly files: Files
}

export interface TreeItem {
  readonly name: string
  readonly mode: string
  readonly type: 'blob' | 'tree'
  readonly sha: string
}

export interface GitObject {
  readonly type: 'blob' | 'tree' | 'commit'
  readonly body: Buffer
}

export interface Store {
  readonly blob: (content: string | Uint8Array) => string
  readonly commit: (files: Files, parents: readonly string[], message: string, author: Person, date: number) => Commit
  readonly commitOf: (sha: string) => Commit | undefined
  readonly contentOf: (blob: string) => Buffer | undefined
  readonly treeOf: (sha: string) => readonly TreeItem[] | undefined
  /** What was made since the last call. */
  readonly takeNew: () => ReadonlyMap<string, GitObject>
}

export const openStore = (): Store => {
  const blobs = new Map<string, Buffer>()
  const trees = new Map<string, readonly TreeItem[]>()
  const commits = new Map<string, Commit>()
  let fresh = new Map<string, GitObject>()

  const write = (type: GitObject['type'], body: Buffer): string => {
    const sha = createHash('sha1').update(`${type} ${body.length}\0`).update(body).digest('hex')
    fresh.set(sha, { type, body })
    return sha
  }
  const blob = (content: string | Uint8Array): string => {
    const bytes = Buffer.from(content)
    const sha = write('blob', bytes)
    blobs.set(sha, bytes)
    return sha
  }
  const tree = (files: readonly (readonly [path: string, entry: Entry])[]): string => {
    const below = new Map<string, [string, Entry][]>()
    const items: TreeItem[] = []
    for (const [path, entry] of files) {
      const slash = path.indexOf('/')
      if (slash === -1) items.push({ name: path, mode: entry.mode, type: 'blob', sha: entry.blob })
      else {
        const folder = path.slice(0, slash)
        if (!below.has(folder)) below.set(folder, [])
        below.get(folder)!.push([path.slice(slash + 1), entry])
      }
    }
    for (const [name, inner] of below) items.push({ name, mode: '40000', type: 'tree', sha: tree(inner) })
    // Git sorts by bytes, a folder as if its name ended with a slash.
    const key = ({ name, type }: TreeItem): Buffer => Buffer.from(type === 'tree' ? `${name}/` : name)
    items.sort((a, b) => Buffer.compare(key(a), key(b)))
    const sha = write(
      'tree',
      Buffer.concat(items.flatMap((item) => [Buffer.from(`${item.mode} ${item.name}\0`), Buffer.from(item.sha, 'hex')])),
    )
    trees.set(sha, items)
    return sha
  }
  return {
    blob,
    commit: (files, parents, message, author, date) => {
      const root = tree([...files])
      const person = `${author.name} <${author.email}> ${date} +0000`
      const lines = [`tree ${root}`, ...parents.map((parent) => `parent ${parent}`), `author ${person}`, `committer ${person}`, '', message]
      const sha = write('commit', Buffer.from(`${lines.join('\n')}\n`))
      const commit: Commit = { sha, tree: root, parents, message, author, date, files }
      commits.set(sha, commit)
      return commit
    },
    commitOf: (sha) => commits.get(sha),
    contentOf: (sha) => blobs.get(sha),
    treeOf: (sha) => trees.get(sha),
    takeNew: () => {
      const taken = fresh
      fresh = new Map()
      return taken
    },
  }
}

/** Contents of revisions from wherever they are to be had: the checkout's own repository, else the server through git, else GitHub's API; each way that fails is told once. */
import { budget } from '../text/budget.ts'
import { blobsOf, commitOf, type GitPlace, sizesOf, treeOf } from './git.ts'
import type { GitFetcher } from './git-fetch.ts'
import { blobName, filesOfArchive, type WantedFile } from './github/archive.ts'
import { type Questions, whyNot } from './github/questions.ts'
import type { BlobStore, Tree, TreeEntry } from './tree-workspace.ts'

export type Entries = ReadonlyMap<string, TreeEntry>

export type TreeAnswer = ({ readonly ok: true } & Tree) | { readonly ok: false; readonly why: string }

export interface Objects extends BlobStore {
  treeOf(commit: string): Promise<TreeAnswer>
  /** Brings contents at hand, by whatever way is open; `archive`: the commit whose files they all are. What is at hand then is what `sizeOf` knows. */
  bring(wanted: Entries, archive?: string): Promise<void>
  /** It was to be brought, and is nowhere to be had. */
  isLost(object: string): boolean
}

export interface ObjectSources {
  /** The checkout's repository. */
  readonly local?: GitPlace
  readonly fetcher?: GitFetcher
  readonly questions?: Questions
  readonly remark: (text: string) => void
}

/** Requests that wait for answers at one time. */
const atOnce = 8

export const objectsFrom = ({ local, fetcher, questions, remark }: ObjectSources): Objects => {
  const inLocal = new Map<string, number>()
  const inFetched = new Map<string, number>()
  const inMemory = new Map<string, Buffer>()
  /** Asked of every source, and nowhere to be had. */
  const lost = new Set<string>()
  let noFetch: string | undefined
  let isFetchTold = false

  const sizeOf = (object: string): number | undefined => inLocal.get(object) ?? inFetched.get(object) ?? inMemory.get(object)?.length

  const noteSizes = (place: GitPlace | undefined, known: Map<string, number>, objects: readonly string[]): void => {
    if (place === undefined || objects.length === 0) return
    for (const [object, size] of sizesOf(place, objects)) known.set(object, size)
  }

  /** Undefined: done. */
  const tryFetch = async (how: (from: GitFetcher) => Promise<string | undefined>): Promise<string | undefined> => {
    if (fetcher === undefined) return 'there is no server to fetch from'
    if (noFetch !== undefined) return noFetch
    noFetch = await how(fetcher)
    return noFetch
  }
  const tellFetch = (): void => {
    if (noFetch === undefined || isFetchTold) return
    isFetchTold = true
    remark(`git could not fetch what is compared (${noFetch}), so it is asked of GitHub's API`)
  }

  const noteLocal = (entries: Entries): void => {
    const objects = new Set([...entries.values()].map(({ object }) => object).filter((object) => sizeOf(object) === undefined))
    noteSizes(local, inLocal, [...objects])
  }

  const treeAnswer = async (commit: string): Promise<TreeAnswer> => {
    if (local !== undefined && commitOf(local, commit) !== undefined) {
      const tree = treeOf(local, commit, 'without sizes')
      if (tree.ok) return tree
    }
    const failed = await tryFetch((from) => from.fetchCommit(commit))
    const place = fetcher?.place()
    if (failed === undefined && place !== undefined) {
      const tree = treeOf(place, commit, 'without sizes')
      if (tree.ok) return tree
    }
    if (questions === undefined) return { ok: false, why: failed ?? 'git did not bring it' }
    tellFetch()
    const asked = await questions.treeOf(commit)
    return asked.ok ? { ok: true, ...asked.value } : { ok: false, why: whyNot(asked.fault, '`contents: read`') }
  }

  const askBlobs = async (from: Questions, objects: readonly string[]): Promise<void> => {
    for (let at = 0; at < objects.length; at += atOnce)
      await Promise.all(
        objects.slice(at, at + atOnce).map(async (object) => {
          const asked = await from.blob(object)
          if (asked.ok && blobName(asked.value, object) === object) inMemory.set(object, asked.value)
        }),
      )
  }
  const askArchive = async (from: Questions, commit: string, wanted: Entries): Promise<void> => {
    const files = new Map<string, WantedFile>()
    for (const [path, { kind, object, size }] of wanted) if (kind === 'file' && size !== undefined) files.set(path, { object, size })
    const archive = await from.archiveOf(commit)
    if (archive.ok) for (const [object, bytes] of await filesOfArchive(archive.value, files)) inMemory.set(object, bytes)
  }

  const lacking = (wanted: Entries): Map<string, TreeEntry> =>
    new Map([...wanted].filter(([, { object }]) => sizeOf(object) === undefined && !lost.has(object)))
  const namesIn = (wanted: Entries): readonly string[] => [...new Set([...wanted.values()].map(({ object }) => object))]

  const bring = async (wanted: Entries, archive?: string): Promise<void> => {
    noteLocal(wanted)
    let left = lacking(wanted)
    if (left.size > 0) {
      const failed = await tryFetch((from) => from.fetchBlobs(namesIn(left)))
      if (failed === undefined) noteSizes(fetcher?.place(), inFetched, namesIn(left))
      left = lacking(wanted)
    }
    if (left.size > 0 && questions !== undefined) {
      tellFetch()
      // What is larger is not read, and told as such.
      left = new Map([...left].filter(([, { size }]) => size === undefined || size <= budget.fileBytes))
      if (archive !== undefined && namesIn(left).length > budget.blobRequests) {
        await askArchive(questions, archive, left)
        left = lacking(left)
        await askBlobs(questions, namesIn(left).slice(0, budget.archiveGaps))
      } else await askBlobs(questions, namesIn(left).slice(0, budget.blobRequests))
    }
    for (const object of namesIn(lacking(wanted))) lost.add(object)
  }

  const read = (objects: readonly string[]): ReadonlyMap<string, Buffer> => {
    const found = new Map<string, Buffer>()
    const from = (place: GitPlace | undefined, known: ReadonlyMap<string, number>): void => {
      const there = objects.filter((object) => known.has(object) && !found.has(object))
      if (place === undefined || there.length === 0) return
      for (const [object, bytes] of blobsOf(place, there)) found.set(object, bytes)
    }
    for (const object of objects) {
      const bytes = inMemory.get(object)
      if (bytes !== undefined) found.set(object, bytes)
    }
    from(local, inLocal)
    from(fetcher?.place(), inFetched)
    return found
  }

  return {
    sizeOf,
    read,
    treeOf: async (commit) => {
      const answer = await treeAnswer(commit)
      if (answer.ok) noteLocal(answer.entries)
      return answer
    },
    bring,
    isLost: (object) => lost.has(object),
  }
}

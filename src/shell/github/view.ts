/** The changed files of a pull request, and the tree that is judged → what its reader sees: the diff of each file, and the line of the head for a line that is judged. */
import type { ChangedFile, PullRequestView } from '../../report/review/review.ts'
import { budget } from '../../text/budget.ts'
import type { Workspace } from '../../text/workspace.ts'
import { textOf } from '../disk-workspace.ts'
import { hunksOf, linesOf, matchLines } from '../match-lines.ts'
import type { Entries, Objects } from '../objects.ts'
import type { TreeEntry } from '../tree-workspace.ts'
import { isWanted } from '../wanted.ts'
import { blobName } from './archive.ts'
import type { ListedFile } from './changed-files.ts'

export interface ViewRequest {
  readonly head: string
  readonly files: readonly ListedFile[]
  /** What is judged, by paths of the repository. */
  readonly judged: Workspace
  /** It is the head itself, byte for byte. */
  readonly isHead: boolean
  readonly objects: Objects
  /** Files where base and head parted, from which GitHub counts changes; asked only where a diff is missing. */
  readonly parted: () => Promise<Entries | undefined>
  readonly remark: (text: string) => void
}

const textIn = (objects: Objects, object: string | undefined): string | undefined => {
  const size = object === undefined ? undefined : objects.sizeOf(object)
  if (object === undefined || size === undefined || size > budget.diffedBytes) return undefined
  const bytes = objects.read([object]).get(object)
  return bytes === undefined ? undefined : textOf(bytes)
}

const entryOf = (object: string): TreeEntry => ({ kind: 'file', object })

/** Something may be told there. What is too large to be judged is not fetched to be shown either. */
const mayBeTold = ({ path, status }: ListedFile, judged: Workspace): boolean =>
  status !== 'removed' && isWanted(path) && judged.read(path).ok

/** Diffs that GitHub leaves out of long lists and of long files; only of files of which something may be told. */
const missingDiffs = async ({ files, judged, objects, parted, remark }: ViewRequest): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  const without = files.filter((file) => file.patch === undefined && mayBeTold(file, judged))
  const wanted = without.slice(0, budget.diffedFiles)
  if (wanted.length === 0) return found
  // What is added or only renamed has no other side.
  const before = wanted.some(({ status }) => status !== 'added') ? await parted() : new Map<string, TreeEntry>()
  const sides = wanted
    .map(({ path, previousPath, status, object }) => ({
      path,
      isNew: status === 'added',
      old: status === 'added' ? undefined : before?.get(previousPath ?? path)?.object,
      object,
    }))
    // Renamed, or with another mode.
    .filter(({ old, object }) => old === undefined || old !== object)
  const names = sides.flatMap(({ old, object }) => [old, object].filter((name) => name !== undefined))
  await objects.bring(new Map(names.map((name) => [name, entryOf(name)])))
  for (const { path, isNew, old, object } of sides) {
    const text = textIn(objects, object)
    const was = isNew ? '' : textIn(objects, old)
    const hunks = text === undefined || was === undefined ? '' : hunksOf(was, text)
    if (hunks !== '') found.set(path, hunks)
  }
  const left = sides.length - found.size + without.length - wanted.length
  if (left > 0) remark(`GitHub shows no diff of ${left} changed ${left === 1 ? 'file' : 'files'}: what is found there is not told inline`)
  return found
}

const lineMap = (judged: string, head: string): ((line: number) => number | undefined) => {
  const matched = matchLines(linesOf(judged), linesOf(head))
  return (line) => {
    const other = matched[line - 1]
    return other === undefined || other === -1 ? undefined : other + 1
  }
}

export const viewOf = async (request: ViewRequest): Promise<PullRequestView> => {
  const { head, files, judged, isHead, objects } = request
  const diffs = await missingDiffs(request)
  const byPath = new Map(files.filter(({ status }) => status !== 'removed').map((file) => [file.path, file]))

  const sameAsHead = ({ path, object }: ListedFile): boolean => {
    if (object === undefined) return false
    const read = judged.read(path)
    return read.ok && blobName(Buffer.from(read.text), object) === object
  }
  if (!isHead) {
    const others = files.filter((file) => mayBeTold(file, judged) && !sameAsHead(file))
    await objects.bring(new Map(others.flatMap(({ path, object }) => (object === undefined ? [] : [[path, entryOf(object)]]))))
  }

  const maps = new Map<string, (line: number) => number | undefined>()
  const mapOf = (file: ListedFile): ((line: number) => number | undefined) => {
    const known = maps.get(file.path)
    if (known !== undefined) return known
    const read = judged.read(file.path)
    const text = sameAsHead(file) || !read.ok ? undefined : textIn(objects, file.object)
    const made = !read.ok
      ? () => undefined
      : sameAsHead(file)
        ? (line: number) => line
        : text === undefined
          ? () => undefined
          : lineMap(read.text, text)
    maps.set(file.path, made)
    return made
  }
  return {
    head,
    files: files.map(({ object: _, ...file }): ChangedFile => {
      const patch = file.patch ?? diffs.get(file.path)
      return patch === undefined ? file : { ...file, patch }
    }),
    lineAtHead: (path, line) => {
      if (isHead) return line
      const file = byPath.get(path)
      return file === undefined ? undefined : mapOf(file)(line)
    },
  }
}

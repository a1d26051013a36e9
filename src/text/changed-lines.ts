/** A fix in, the lines that it changes out: what goes and what comes in its place, each place for itself. */
import { applyEdits, type Edit, type Fix } from './edit.ts'
import { lineStarts, positionAt, type SourceFile } from './source.ts'

export interface ChangedLines {
  readonly file: SourceFile
  /** 1-based; the first of `removed`, or the line that `added` comes before. */
  readonly line: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split(/\r?\n/)

/** Whole lines around edits that share lines, from the start of the first through the line end of the last. */
interface Stretch {
  readonly edits: Edit[]
  start: number
  end: number
}

const stretchesOf = (file: SourceFile, edits: readonly Edit[]): readonly Stretch[] => {
  const starts = lineStarts(file)
  const found: Stretch[] = []
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    const start = starts[positionAt(file, edit.span.start).line - 1]!
    const end = starts[positionAt(file, edit.span.end).line] ?? file.text.length
    const last = found.at(-1)
    if (last !== undefined && start < last.end) {
      last.edits.push(edit)
      last.end = Math.max(last.end, end)
    } else found.push({ edits: [edit], start, end })
  }
  return found
}

const changesIn = (file: SourceFile, { edits, start, end }: Stretch): readonly ChangedLines[] => {
  const part: SourceFile = { ...file, text: file.text.slice(start, end) }
  const moved = edits.map(({ span, text }) => ({ span: { file: part, start: span.start - start, end: span.end - start }, text }))
  const text = applyEdits(moved)?.get(file.path)
  if (text === undefined) return []
  const [before, after] = [linesOf(part.text), linesOf(text)]
  let same = 0
  while (same < before.length && same < after.length && before[same] === after[same]) same++
  let below = 0
  const most = Math.min(before.length, after.length) - same
  while (below < most && before[before.length - 1 - below] === after[after.length - 1 - below]) below++
  const [removed, added] = [before.slice(same, before.length - below), after.slice(same, after.length - below)]
  return removed.length + added.length === 0 ? [] : [{ file, line: positionAt(file, start).line + same, removed, added }]
}

/** Lines that are changed right below each other are one place. */
const joined = (changes: readonly ChangedLines[]): readonly ChangedLines[] => {
  const found: ChangedLines[] = []
  for (const change of changes) {
    const last = found.at(-1)
    const isBelow = last !== undefined && last.removed.length > 0 && last.line + last.removed.length === change.line
    if (!isBelow || change.removed.length === 0) found.push(change)
    else found[found.length - 1] = { ...last, removed: [...last.removed, ...change.removed], added: [...last.added, ...change.added] }
  }
  return found
}

/** In the order of the files as they are first edited, and of the lines. */
export const changedLines = ({ edits }: Fix): readonly ChangedLines[] => {
  const byPath = new Map<string, Edit[]>()
  for (const edit of edits) byPath.set(edit.span.file.path, [...(byPath.get(edit.span.file.path) ?? []), edit])
  return [...byPath.values()].flatMap((own) => {
    const { file } = own[0]!.span
    return joined(stretchesOf(file, own).flatMap((stretch) => changesIn(file, stretch)))
  })
}

/** As lines of a diff: `- ` before what goes, `+ ` before what comes; at most so many, and how many are left out. */
export const diffLines = (fix: Fix, most: number): { readonly lines: readonly string[]; readonly left: number } => {
  const all = changedLines(fix).flatMap(({ removed, added }) => [
    ...removed.map((line) => `- ${line}`),
    ...added.map((line) => `+ ${line}`),
  ])
  return all.length <= most ? { lines: all, left: 0 } : { lines: all.slice(0, most - 1), left: all.length - most + 1 }
}

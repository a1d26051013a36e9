/** A fix in: out come the whole lines that it replaces and what replaces them, as a suggestion on the lines of a hunk or as a diff to read. */
import { budget } from '../../text/budget.ts'
import type { Edit, Fix } from '../../text/edit.ts'
import { lineStarts, positionAt, type SourceFile } from '../../text/source.ts'
import { fenced, isShownAsIs, verbatim } from '../markdown.ts'
import type { Diff, Range } from './anchor.ts'
import { hunkAt } from './hunks.ts'

/** Lines `first` to `last` of the judged tree, without their line ends, and what comes in their place. */
interface Region {
  readonly file: SourceFile
  readonly first: number
  readonly last: number
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** `above`: a text of whole lines that is put before a line belongs to the line above it. */
const linesOf = ({ span, text }: Edit, above: boolean): { readonly first: number; readonly last: number } => {
  const start = positionAt(span.file, span.start)
  const end = positionAt(span.file, span.end)
  const isWhole = end.column === 1 && (text === '' || text.endsWith('\n'))
  if (span.start === span.end) {
    const line = isWhole && above && start.line > 1 ? start.line - 1 : start.line
    return { first: line, last: line }
  }
  return { first: start.line, last: isWhole ? end.line - 1 : end.line }
}

/** The lines of a text, whatever ends them; a line end at its end begins no further one. */
const split = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** Undefined where edits overlap. */
const regionsIn = (file: SourceFile, edits: readonly Edit[], above: boolean): readonly Region[] | undefined => {
  const starts = lineStarts(file)
  const startOf = (line: number): number => starts[line - 1] ?? file.text.length
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  const regions: Region[] = []
  for (let at = 0; at < sorted.length; ) {
    let { first, last } = linesOf(sorted[at]!, above)
    const mine: Edit[] = []
    let after = ''
    for (;;) {
      // Edits of neighbouring lines are one region.
      while (at < sorted.length) {
        const next = linesOf(sorted[at]!, above)
        if (mine.length > 0 && next.first > last + 1) break
        first = Math.min(first, next.first)
        last = Math.max(last, next.last)
        mine.push(sorted[at++]!)
      }
      let from = startOf(first)
      after = ''
      for (const { span, text } of mine) {
        if (span.start < from) return undefined
        after += file.text.slice(from, span.start) + text
        from = span.end
      }
      const end = startOf(last + 1)
      if (end < from) return undefined
      after += file.text.slice(from, end)
      // What takes away a line end joins the next line to this one.
      if (after === '' || after.endsWith('\n') || last >= starts.length) break
      last++
    }
    regions.push({ file, first, last, before: split(file.text.slice(startOf(first), startOf(last + 1))), after: split(after) })
  }
  return regions
}

const regionsOf = ({ edits }: Fix, above = false): readonly Region[] | undefined => {
  const byPath = new Map<string, Edit[]>()
  for (const edit of edits) {
    const own = byPath.get(edit.span.file.path)
    if (own === undefined) byPath.set(edit.span.file.path, [edit])
    else if (own[0]!.span.file.text !== edit.span.file.text) return undefined
    else own.push(edit)
  }
  const found: Region[] = []
  for (const own of byPath.values()) {
    const regions = regionsIn(own[0]!.span.file, own, above)
    if (regions === undefined) return undefined
    found.push(...regions)
  }
  return found
}

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0)

const isShort = ({ before, after }: Region): boolean =>
  before.length <= budget.fixLines &&
  after.length <= budget.fixLines &&
  lengthOf(before) <= budget.fixLength &&
  lengthOf(after) <= budget.fixLength

/** A block that replaces exactly the lines of `range` when a reader takes it. */
export interface Suggestion {
  readonly range: Range
  readonly block: string
}

/** Lines of the judged tree that follow one another in one hunk of the head as they do here. */
const rangeOf = ({ file: { path }, first, last }: Region, diff: Diff): Range | undefined => {
  const start = diff.lineAtHead(path, first)
  const hunk = start === undefined ? undefined : hunkAt(diff.hunksOf(path), start)
  if (hunk === undefined) return undefined
  for (let line = first; line <= last; line++) {
    const head = diff.lineAtHead(path, line)
    if (head !== start! + line - first || head > hunk.last) return undefined
  }
  return { path, first: start!, last: start! + last - first }
}

/** Where all of the fix is one range of a hunk of that file, and can be shown as it will be written. */
export const suggestionOf = (fix: Fix, path: string, diff: Diff): Suggestion | undefined => {
  if (fix.edits.some(({ span }) => span.file.path !== path)) return undefined
  for (const above of [false, true]) {
    const regions = regionsOf(fix, above)
    const [region] = regions ?? []
    if (region === undefined || regions!.length > 1 || !isShort(region)) continue
    // GitHub does not say what becomes of other line ends; text that hides something is not offered for a click.
    if (!isShownAsIs(region.before) || !isShownAsIs(region.after)) continue
    const range = rangeOf(region, diff)
    if (range !== undefined) return { range, block: verbatim(region.after, 'suggestion') }
  }
  return undefined
}

/** To read, not to take; nothing where it is too long to read. */
export const diffBlock = (fix: Fix, placeOf: (path: string, line: number) => string): string | undefined => {
  const regions = regionsOf(fix)
  if (regions === undefined || regions.length === 0 || !regions.every(isShort)) return undefined
  const lines = regions.flatMap(({ file, first, before, after }) => [
    `@@ ${placeOf(file.path, first)} @@`,
    ...before.map((line) => `-${line.replace(/\r$/, '')}`),
    ...after.map((line) => `+${line.replace(/\r$/, '')}`),
  ])
  return lines.length > 2 * budget.fixLines || lengthOf(lines) > 2 * budget.fixLength ? undefined : fenced(lines.join('\n'), 'diff')
}

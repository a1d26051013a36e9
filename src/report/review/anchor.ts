/** Where in a pull request's diff something of the judged tree is told: a range of lines on the right side of one hunk, or nowhere. */
import type { SecurityRule } from '../../model/kinds/nsg.ts'
import { budget } from '../../text/budget.ts'
import { positionAt, type Span } from '../../text/source.ts'
import type { Matter } from '../matters.ts'
import { type Hunk, hunkAt, readHunks } from './hunks.ts'
import type { PullRequestView } from './review.ts'

/** Lines `first` to `last` of the head, all in one hunk. */
export interface Range {
  readonly path: string
  readonly first: number
  readonly last: number
}

export interface Diff {
  /** Of the file at the head; none where it has no text to compare or is not changed. */
  hunksOf(path: string): readonly Hunk[]
  lineAtHead(path: string, line: number): number | undefined
}

/** Each patch is read once, when it is asked for. */
export const diffOf = (view: PullRequestView): Diff => {
  const patches = new Map(view.files.flatMap(({ path, patch }) => (patch === undefined ? [] : [[path, patch] as const])))
  const read = new Map<string, readonly Hunk[]>()
  return {
    hunksOf: (path) => {
      const known = read.get(path) ?? readHunks(patches.get(path) ?? '')
      read.set(path, known)
      return known
    },
    lineAtHead: (path, line) => view.lineAtHead(path, line),
  }
}

/** 1-based lines of the judged tree that a span stands on. */
export const linesOf = ({ file, start, end }: Span): { readonly first: number; readonly last: number } => ({
  first: positionAt(file, start).line,
  last: positionAt(file, Math.max(start, end - 1)).line,
})

/** Lines of a span at the head that one may comment on, with their hunk. */
const shownLines = (span: Span, diff: Diff): readonly { readonly line: number; readonly hunk: Hunk }[] => {
  const { path } = span.file
  const hunks = diff.hunksOf(path)
  if (hunks.length === 0) return []
  const { first, last } = linesOf(span)
  const found: { line: number; hunk: Hunk }[] = []
  for (let judged = first; judged <= last && judged - first < budget.anchorLines; judged++) {
    const line = diff.lineAtHead(path, judged)
    const hunk = line === undefined ? undefined : hunkAt(hunks, line)
    if (hunk !== undefined) found.push({ line: line!, hunk })
  }
  return found
}

/** From one of the lines on, as far as they follow one another in its hunk. */
const rangeFrom = (path: string, lines: readonly { readonly line: number; readonly hunk: Hunk }[], from: number): Range => {
  const first = lines[from]!.line
  let last = first
  for (let at = from + 1; at < lines.length && lines[at]!.line === last + 1 && lines[at]!.hunk === lines[from]!.hunk; at++)
    if (++last - first + 1 >= budget.commentLines) break
  return { path, first, last }
}

/** The lines of a span where they are in the diff, new ones rather than others. */
export const ownRange = (span: Span, diff: Diff): Range | undefined => {
  const lines = shownLines(span, diff)
  if (lines.length === 0) return undefined
  const added = lines.findIndex(({ line, hunk }) => hunk.added.has(line))
  const start = lines[0]!
  // The beginning says most, where what is new follows soon.
  const isNear = added >= 0 && lines[added]!.hunk === start.hunk && lines[added]!.line - start.line < budget.commentLines
  return rangeFrom(span.file.path, lines, added < 0 || isNear ? 0 : added)
}

/** The lines of a span that the pull request adds. */
const addedRange = (span: Span, diff: Diff): Range | undefined => {
  const lines = shownLines(span, diff).filter(({ line, hunk }) => hunk.added.has(line))
  return lines.length === 0 ? undefined : rangeFrom(span.file.path, lines, 0)
}

/** Its header, and where each of its properties is written. */
const ruleSpans = ({ span, access, priority, direction, protocol, source, destination, destinationPorts, sourcePorts }: SecurityRule) => [
  span,
  ...[access, priority, direction, protocol, source, destination, destinationPorts, sourcePorts].map(({ origin }) => origin.span),
]

const placesOf = ({ diagnostic, finding }: Matter): readonly Span[] => [
  ...(finding?.decidedBy ?? []).flatMap((decider) => (decider.kind === 'rule' ? ruleSpans(decider.rule) : [])),
  // What would mend it by being changed is where it went wrong; what is only put there could stand anywhere.
  ...(diagnostic.fix?.edits ?? []).flatMap(({ span }) => (span.start < span.end ? [span] : [])),
  ...(diagnostic.related ?? []).map(({ span }) => span),
  ...(finding?.subjectSpan === undefined ? [] : [finding.subjectSpan]),
]

/** Its own lines, else those of the first deciding rule, mended place, related place or subject that the pull request adds. */
export const anchorOf = (matter: Matter, diff: Diff): Range | undefined => {
  const own = ownRange(matter.diagnostic.span, diff)
  if (own !== undefined) return own
  for (const place of placesOf(matter)) {
    const range = addedRange(place, diff)
    if (range !== undefined) return range
  }
  return undefined
}

/** Whether a comment there stands on a line of the span; GitHub says whether that line is in the diff. */
export const standsOn = (span: Span, path: string, line: number | undefined, diff: Diff): boolean => {
  if (line === undefined || span.file.path !== path) return false
  const { first, last } = linesOf(span)
  for (let judged = first; judged <= last && judged - first < budget.anchorLines; judged++)
    if (diff.lineAtHead(path, judged) === line) return true
  return false
}

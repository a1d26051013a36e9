/** A report in: a check run of its own name out, with every matter as an annotation at a line of the head. */
import { budget } from '../../text/budget.ts'
import { headlineOf } from '../headline.ts'
import { bytesOf, shortened } from '../markdown.ts'
import { mattersOf } from '../matters.ts'
import { annotationOf, type Placed } from '../outputs/annotations.ts'
import { summaryOf } from '../outputs/summary.ts'
import { plain } from '../plain.ts'
import type { Report } from '../report.ts'
import { exitCodeOf, verdictOf } from '../verdict.ts'
import { counted } from '../wording.ts'
import type { CheckAnnotation, PlannedCheckRun, PullRequestView } from './review.ts'

const conclusionOf = (report: Report): PlannedCheckRun['conclusion'] =>
  exitCodeOf(report) !== 0 ? 'failure' : verdictOf(report) === 'unsure' ? 'neutral' : 'success'

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const

/** At most so many bytes of UTF-8. */
const withinBytes = (text: string, limit: number): string => {
  if (bytesOf(text) <= limit) return text
  // A character has at most four bytes, three of them for one UTF-16 unit.
  let cut = shortened(text, Math.floor(limit / 3))
  for (let more = 256; more > 0; more = Math.floor(more / 2)) {
    const longer = shortened(text, cut.length + more)
    if (bytesOf(longer) <= limit) cut = longer
  }
  return cut
}

/** Undefined where the head has no such line, or the file no path that GitHub knows. */
const annotated = ({ annotation, path, first, last }: Placed, view: PullRequestView | undefined): CheckAnnotation | undefined => {
  const startLine = view === undefined ? first : view.lineAtHead(path, first)
  if (startLine === undefined || path === '') return undefined
  const end = view === undefined ? last : (view.lineAtHead(path, last) ?? startLine)
  const { level, title, message, column, endColumn } = annotation
  return {
    path,
    startLine,
    endLine: Math.max(startLine, end),
    ...(end !== startLine || column === undefined || endColumn === undefined ? {} : { startColumn: column, endColumn }),
    level: levels[level],
    title: shortened(title, budget.checkTitle),
    message: withinBytes(message === '' ? title : message, budget.checkBytes - 1_535),
  }
}

/** `view`: absent where the judged tree is the head. What has no line there is told in the summary. */
export const checkRunOf = (report: Report, view?: PullRequestView): PlannedCheckRun => {
  const found: CheckAnnotation[] = []
  let left = 0
  for (const matter of [...report.mistakes.map((diagnostic) => ({ diagnostic, level: 'error' as const })), ...mattersOf(report)]) {
    const annotation = annotated(annotationOf(report, matter), view)
    if (annotation === undefined) continue
    if (found.length < budget.checkAnnotations) found.push(annotation)
    else left++
  }
  const more = left === 0 ? '' : `\n${counted(left, 'annotation')} more ${left === 1 ? 'is' : 'are'} left out.\n`
  return {
    conclusion: conclusionOf(report),
    title: shortened(plain(headlineOf(report)), budget.checkTitle),
    summary: summaryOf(report, (path) => path, budget.checkBytes - bytesOf(more)) + more,
    annotations: found,
  }
}

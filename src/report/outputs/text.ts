/** The report for a person at a terminal: each failure with its source and witness, each unknown once, one last line that counts. */
import type { Finding } from '../../policy/policy.ts'
import { changedLines, diffLines } from '../../text/changed-lines.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Fix } from '../../text/edit.ts'
import type { Span } from '../../text/source.ts'
import { comparedText, isInScope, leadOf, leftByComparison, stateText } from '../compared.ts'
import { excerptOf, placeText } from '../excerpt.ts'
import { newWaiversOf, newWaiverText } from '../new-waivers.ts'
import { type Paint, paintOf, type Tone } from '../paint.ts'
import { plain } from '../plain.ts'
import type { Output, RenderOptions, Report } from '../report.ts'
import { readNothing, tallyOf } from '../verdict.ts'
import {
  blockedText,
  counted,
  type DoubtGroup,
  deciderText,
  doubtText,
  groupByDoubts,
  leftOut,
  packetText,
  rootsText,
  tallyText,
  withoutDeciders,
} from '../wording.ts'

interface Remark {
  readonly label: string
  readonly text: string
  /** Shown under it, indented. */
  readonly lines?: readonly string[]
}

/** Lines of a fix that are shown. */
const fixLines = 12

interface Page {
  readonly report: Report
  readonly paint: Paint
  readonly showPath: (path: string) => string
}

const heading = ({ paint }: Page, tone: Tone, word: string, code: string | undefined, message: string): string =>
  `${paint(tone, code === undefined ? word : `${word}[${plain(code)}]`)}${paint('strong', `: ${plain(message)}`)}`

const remarkLines = ({ paint }: Page, gutter: number, remarks: readonly Remark[]): readonly string[] => {
  const width = Math.max(8, ...remarks.map(({ label }) => label.length)) + 2
  return remarks.flatMap(({ label, text, lines = [] }) => [
    `${' '.repeat(gutter)} ${paint('faint', '=')} ${label.padEnd(width)}${plain(text)}`,
    ...lines.map((line) => `${' '.repeat(gutter + 3)}${plain(line, lineWidth).trimEnd()}`),
  ])
}

/** Columns of a shown line of a fix. */
const lineWidth = 160

/** Columns kept before what changes when the beginning of a long line is cut. */
const fixLead = 60

/** Long lines that stand against each other begin near what changes in them, which would else be cut off. */
const aroundChange = (lines: readonly string[]): readonly string[] => {
  const shown = [...lines]
  for (const [at, before] of lines.entries()) {
    const after = lines[at + 1]
    if (!before.startsWith('-') || after?.startsWith('+') !== true || Math.max(before.length, after.length) <= lineWidth) continue
    let same = 1
    while (same < before.length && before[same] === after[same]) same++
    if (same <= lineWidth - fixLead) continue
    shown[at] = `- …${before.slice(same - fixLead)}`
    shown[at + 1] = `+ …${after.slice(same - fixLead)}`
  }
  return shown
}

const fixRemark = (page: Page, fix: Fix): Remark => {
  const [first] = changedLines(fix)
  const { lines, left } = diffLines(fix, fixLines)
  const place = first === undefined ? '' : `, ${page.showPath(first.file.path)}:${first.line}`
  const shown = aroundChange(lines)
  return { label: 'fix', text: `${fix.title}${place}`, lines: left === 0 ? shown : [...shown, `… and ${left} more lines`] }
}

const placed = (page: Page, span: Span): string => placeText(span, page.showPath)

const policyRemark = (page: Page, finding: Finding): Remark => {
  const builtin = page.report.policies.find(({ id }) => id === finding.judgement.policy)?.builtin === true
  const place = placeText(finding.policySpan, builtin ? (path) => path : page.showPath).replace(/:\d+$/, '')
  return { label: 'policy', text: finding.about === undefined ? place : `${place}   ${finding.about}` }
}

const remarksOf = (page: Page, diagnostic: Diagnostic): readonly Remark[] => [
  ...(diagnostic.related ?? []).map(({ message, span }) => ({ label: 'see', text: `${placed(page, span)}: ${message}` })),
  ...(diagnostic.fix === undefined ? [] : [fixRemark(page, diagnostic.fix)]),
  ...(diagnostic.help === undefined ? [] : [{ label: 'help', text: diagnostic.help }]),
]

const stateRemarks = ({ report }: Page, finding: Finding): readonly Remark[] => {
  const state = stateText(report, finding)
  return state === undefined ? [] : [{ label: 'compared', text: state }]
}

const findingRemarks = (page: Page, finding: Finding): readonly Remark[] => [
  ...stateRemarks(page, finding),
  ...(finding.packet === undefined ? [] : [{ label: 'witness', text: packetText(finding.packet) }]),
  ...finding.decidedBy.map((decider) => ({
    label: 'decided by',
    text: deciderText(decider) + (decider.kind === 'rule' ? `, ${placed(page, decider.rule.span)}` : ''),
  })),
  ...(finding.why === undefined ? [] : [{ label: 'why', text: finding.why }]),
  ...finding.leansOn.map((text) => ({ label: 'leans on', text })),
  ...remarksOf(page, withoutDeciders(finding)),
  policyRemark(page, finding),
]

const block = (page: Page, tone: Tone, span: Span, label: string | undefined, head: string, remarks: readonly Remark[]): string => {
  const { paint, showPath } = page
  const excerpt = excerptOf(span, label === undefined ? { paint, tone, showPath } : { paint, tone, showPath, label })
  return [head, ...excerpt.lines, ...remarkLines(page, excerpt.gutter, remarks)].join('\n')
}

const failing = (page: Page, finding: Finding): string =>
  block(
    page,
    finding.severity,
    finding.span,
    finding.label,
    heading(page, finding.severity, finding.severity, finding.code, finding.message),
    [{ label: 'subject', text: subjectText(page, finding) }, ...findingRemarks(page, finding)],
  )

/** The root is told only where there are several. */
const subjectText = ({ report }: Page, { judgement }: Finding): string =>
  report.run.roots.length > 1 ? `${judgement.subject} in ${judgement.root}` : judgement.subject

const doubtRemarks = (page: Page, group: DoubtGroup): readonly Remark[] =>
  group.doubts.map((doubt) => ({ label: 'unknown', text: `${doubtText(doubt)}, ${placed(page, doubt.span)}` }))

const unsure = (page: Page, group: DoubtGroup): string => {
  const [first, ...others] = group.findings
  if (first === undefined) return ''
  const [doubt] = group.doubts
  if (others.length === 0) {
    const remarks = [{ label: 'subject', text: subjectText(page, first) }, ...doubtRemarks(page, group), ...findingRemarks(page, first)]
    return block(page, 'unsure', first.span, first.label, heading(page, 'unsure', 'unsure', first.code, first.message), remarks)
  }
  const what = `${counted(group.findings.length, 'judgement')} ${group.doubts.length > 1 ? `wait for ${group.doubts.length} unknowns` : 'wait for one unknown'}`
  const remarks = [
    ...doubtRemarks(page, group),
    ...blockedText(group.findings).map(({ subject, codes }) => ({ label: 'blocks', text: `${codes} (${subject})` })),
    ...[...new Set(group.findings.flatMap(({ help }) => help ?? []))].map((text) => ({ label: 'help', text })),
  ]
  return block(page, 'unsure', doubt?.span ?? first.span, undefined, heading(page, 'unsure', 'unsure', undefined, what), remarks)
}

/** Notes that say the same are one note with several places. */
const notes = (page: Page, list: readonly Diagnostic[]): readonly string[] => {
  const groups = new Map<string, Diagnostic[]>()
  for (const note of list) {
    // A fix is for its own place only.
    const key = JSON.stringify([note.code, note.message, note.fix?.edits.map(({ span, text }) => [span.file.path, span.start, text])])
    groups.set(key, [...(groups.get(key) ?? []), note])
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Diagnostic]
    const places = [...new Set(group.map(({ span }) => placed(page, span)))].map((text) => ({ label: 'at', text }))
    return [
      heading(page, 'note', 'note', first.code, first.message),
      ...remarkLines(page, 2, [...places, ...remarksOf(page, { ...first, related: [] })]),
    ].join('\n')
  })
}

const diagnosed = (page: Page, list: readonly Diagnostic[]): readonly string[] =>
  list.map((one) =>
    block(page, one.severity, one.span, undefined, heading(page, one.severity, one.severity, one.code, one.message), remarksOf(page, one)),
  )

/** One line for a finding that is not the matter of this run. */
const brief = (page: Page, word: string, finding: Finding, place: string): string =>
  `${heading(page, 'faint', word, finding.code, finding.message)} (${plain(subjectText(page, finding))}, ${place})`

const render = (report: Report, { colour, showPath = (path) => path }: RenderOptions): string => {
  const page: Page = { report, paint: paintOf(colour), showPath }
  const isNote = ({ severity }: Diagnostic): boolean => severity === 'note'
  const told = report.findings.filter(({ judgement }) => isInScope(report, judgement))
  const fails = told.filter(({ outcome }) => outcome === 'fails')
  const doubts = told.filter(({ outcome }) => outcome === 'unsure')
  const briefly = [
    ...report.findings
      .filter((finding) => !told.includes(finding))
      .map((finding) => brief(page, stateText(report, finding)!, finding, placed(page, finding.span))),
    ...(report.comparison?.fixed ?? []).map((finding) =>
      brief(page, 'fixed', finding, `${placed(page, finding.span)} in ${plain(report.comparison!.base.revision)}`),
    ),
  ]
  const sections = [
    ...newWaiversOf(report).map(
      (waiver) => `${heading(page, 'warning', 'warning', undefined, newWaiverText(report, waiver))} (${placed(page, waiver.span)})`,
    ),
    ...leadOf(report).map((sentence) => heading(page, 'warning', 'warning', undefined, sentence)),
    ...diagnosed(page, report.mistakes),
    ...fails.filter((one) => !isNote(one)).map((one) => failing(page, one)),
    ...diagnosed(
      page,
      report.diagnostics.filter((one) => !isNote(one)),
    ),
    ...groupByDoubts(doubts).map((group) => unsure(page, group)),
    ...notes(page, [...fails.filter(isNote), ...report.diagnostics.filter(isNote)]),
    ...(briefly.length === 0 ? [] : [briefly.join('\n')]),
  ]
  const remarks = [
    ...(report.run.files === 0 && !report.run.roots.some(({ judged }) => judged) && !readNothing(report) && report.mistakes.length === 0
      ? ['no Terraform, Bicep or template here: nothing to judge']
      : []),
    ...(readNothing(report) ? [`none of ${counted(report.run.filesNotRead ?? 0, 'Terraform file')} could be read`] : []),
    ...leftOut(report.run),
    ...leftByComparison(report),
  ]
  if (remarks.length > 0) sections.push(remarks.map((text) => `${page.paint('faint', '·')} ${plain(text)}`).join('\n'))
  const compared = comparedText(report)
  const counts = compared === undefined ? tallyText(tallyOf(report)) : `${tallyText(tallyOf(report))} · ${plain(compared)}`
  const last = `${rootsText(report.run)} · ${counts} · ${Math.round(report.run.milliseconds)} ms`
  return `${[...sections, page.paint('strong', last)].join('\n\n')}\n`
}

export const text: Output = { name: 'text', mediaType: 'text/plain', render }

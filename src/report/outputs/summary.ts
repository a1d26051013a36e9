/** The report as GitHub Markdown for a job summary: complete where it fits, worst first where it does not. */
import type { Finding } from '../../policy/policy.ts'
import type { Waived } from '../../policy/waiver.ts'
import { diffLines } from '../../text/changed-lines.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { lineText, positionAt, type Span } from '../../text/source.ts'
import { addressesIn } from '../code-address.ts'
import { comparedText, isInScope, leadOf, leftByComparison, stateText } from '../compared.ts'
import { headlineOf } from '../headline.ts'
import { bytesOf, code, codeLink, fenced, link, prose, row, words } from '../markdown.ts'
import { inMarkdown } from '../model/mermaid.ts'
import { newWaiversOf, newWaiverText } from '../new-waivers.ts'
import type { Output, RenderOptions, Report } from '../report.ts'
import { tallyOf } from '../verdict.ts'
import {
  blockedText,
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

// A longer summary is not shown at all: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
export const summaryBytes = 1_000_000
/** Kept for the last lines, which count what was left out. */
const closingBytes = 40_000
const excerptLines = 12
/** Lines of a fix. */
const fixLines = 40

type Show = (path: string) => string
/** A code, as a link to where it is explained. */
type Codes = (text: string, code?: string) => string

const placeText = (span: Span, show: Show): string => `${show(span.file.path)}:${positionAt(span.file, span.start).line}`

const excerpt = (span: Span): string => {
  const first = positionAt(span.file, span.start).line
  const last = positionAt(span.file, Math.max(span.start, span.end - 1)).line
  const lines: string[] = []
  for (let line = first; line <= last && lines.length < excerptLines; line++) lines.push(lineText(span.file, line).slice(0, 400))
  if (last >= first + excerptLines) lines.push('…')
  return fenced(lines.join('\n'), 'terraform')
}

const remarks = (list: readonly (readonly [string, string])[]): string =>
  list.length === 0 ? '' : ['', '| | |', '|---|---|', ...list.map(([label, text]) => row([label, text])), ''].join('\n')

const common = (diagnostic: Diagnostic, show: Show): readonly (readonly [string, string])[] => [
  ...(diagnostic.related ?? []).map(({ message, span }) => ['see', `${prose(message)} ${code(placeText(span, show))}`] as const),
  ...(diagnostic.fix === undefined ? [] : [['fix', prose(diagnostic.fix.title)] as const]),
  ...(diagnostic.help === undefined ? [] : [['help', prose(diagnostic.help)] as const]),
]

const evidence = (finding: Finding, show: Show): readonly (readonly [string, string])[] => [
  ...(finding.packet === undefined ? [] : [['witness', code(packetText(finding.packet))] as const]),
  ...finding.decidedBy.map(
    (decider) =>
      [
        'decided by',
        prose(deciderText(decider)) + (decider.kind === 'rule' ? ` ${code(placeText(decider.rule.span, show))}` : ''),
      ] as const,
  ),
  ...(finding.why === undefined ? [] : [['why', prose(finding.why)] as const]),
  ...finding.leansOn.map((text) => ['leans on', prose(text)] as const),
  ...common(withoutDeciders(finding), show),
  [
    'policy',
    finding.about === undefined ? code(placeText(finding.policySpan, (path) => path)) : link(finding.judgement.policy, finding.about),
  ],
]

/** What the fix changes, as a block of its own under the table. */
const changes = ({ fix }: Diagnostic): string => {
  if (fix === undefined) return ''
  const { lines, left } = diffLines(fix, fixLines)
  const more = left === 0 ? [] : [`… and ${left} more lines`]
  return `\n${fenced([...lines, ...more].join('\n'), 'diff')}\n`
}

const stateWords = (report: Report, finding: Finding): string => {
  const state = stateText(report, finding)
  return state === undefined ? '' : `${words(state)} · `
}

const failing = (report: Report, finding: Finding, show: Show, codes: Codes): string =>
  [
    `### ${prose(finding.message)}`,
    '',
    `${stateWords(report, finding)}${words(finding.severity)} · ${codes(finding.code)} · ${code(finding.judgement.subject)} · ${code(placeText(finding.span, show))}`,
    '',
    excerpt(finding.span),
    remarks(evidence(finding, show)) + changes(finding),
  ].join('\n')

const diagnosed = (diagnostic: Diagnostic, show: Show, codes: Codes): string =>
  [
    `### ${prose(diagnostic.message)}`,
    '',
    `${words(diagnostic.severity)} · ${codes(diagnostic.code)} · ${code(placeText(diagnostic.span, show))}`,
    '',
    excerpt(diagnostic.span),
    remarks(common(diagnostic, show)),
  ].join('\n')

const doubtful = (group: DoubtGroup, show: Show, codes: Codes): string => {
  const reasons = group.doubts.map((doubt) => `${prose(doubtText(doubt))} (${code(placeText(doubt.span, show))})`)
  const messages = group.findings.length === 1 ? [`  - ${prose(group.findings[0]!.message)}`] : []
  const blocked = blockedText(group.findings, codes).map(({ subject, codes: all }) => `  - ${all} of ${code(subject)}`)
  const helps = [...new Set(group.findings.flatMap(({ help }) => help ?? []))].map((help) => `  - ${prose(help)}`)
  return [`- ${reasons.length === 0 ? 'not decided' : reasons.join('; ')}`, ...messages, ...blocked, ...helps].join('\n')
}

const noted = (note: Diagnostic, show: Show, codes: Codes): string =>
  `- ${prose(note.message)} · ${codes(note.code)} · ${code(placeText(note.span, show))}${note.fix === undefined ? '' : ` · fix: ${prose(note.fix.title)}`}`

const waivedItem = ({ finding, waiver }: Waived, show: Show, codes: Codes): string => {
  const { subject } = finding.judgement
  const outcome = finding.outcome === 'unsure' ? ' · unsure' : ''
  const owner = waiver.owner === undefined ? '' : ` · ${words(waiver.owner)}`
  return `- ${codes(finding.code)} · ${code(subject)}${outcome} · until ${words(waiver.until)}: ${words(waiver.reason)}${owner} · ${code(placeText(waiver.span, show))}`
}

/** One line for a finding that is not the matter of this run. */
const brief = (finding: Finding, show: Show, codes: Codes): string =>
  `${noted(finding, show, codes).slice(2)} · ${code(finding.judgement.subject)}`

interface Section {
  readonly heading: string
  readonly items: readonly string[]
  readonly between: string
}

const sectionsOf = (report: Report, show: Show): readonly Section[] => {
  const isNote = ({ severity }: Diagnostic): boolean => severity === 'note'
  const told = report.findings.filter(({ judgement }) => isInScope(report, judgement))
  const others = report.findings.filter(({ judgement }) => !isInScope(report, judgement))
  const fails = told.filter(({ outcome }) => outcome === 'fails')
  const worse = report.diagnostics.filter((one) => !isNote(one))
  const waivers = newWaiversOf(report).map((waiver) => `- ${prose(newWaiverText(report, waiver))} · ${code(placeText(waiver.span, show))}`)
  const groups = groupByDoubts(told.filter(({ outcome }) => outcome === 'unsure'))
  const address = addressesIn(report)
  const codes: Codes = (text, own = text) => codeLink(text, address(own))
  return [
    { heading: '## First of all', items: [...waivers, ...leadOf(report).map((sentence) => `- ${prose(sentence)}`)], between: '\n' },
    { heading: '## Mistakes', items: report.mistakes.map((one) => diagnosed(one, show, codes)), between: '\n\n' },
    { heading: '## Fails', items: fails.filter((one) => !isNote(one)).map((one) => failing(report, one, show, codes)), between: '\n\n' },
    {
      heading: '## The network around it',
      items: (report.diagrams ?? []).map(({ root, diagram }) => `${code(root)}\n\n${inMarkdown(diagram)}`),
      between: '\n\n',
    },
    { heading: '## In the code', items: worse.map((one) => diagnosed(one, show, codes)), between: '\n\n' },
    { heading: '## Unsure, by what is not known', items: groups.map((group) => doubtful(group, show, codes)), between: '\n' },
    {
      heading: '## Notes',
      items: [...fails.filter(isNote), ...report.diagnostics.filter(isNote)].map((one) => noted(one, show, codes)),
      between: '\n',
    },
    { heading: '## Waived', items: report.waived.map((one) => waivedItem(one, show, codes)), between: '\n' },
    { heading: '## Not in scope', items: others.map((one) => `- ${stateWords(report, one)}${brief(one, show, codes)}`), between: '\n' },
    { heading: '## Fixed', items: (report.comparison?.fixed ?? []).map((one) => `- ${brief(one, show, codes)}`), between: '\n' },
    {
      heading: '## Left out',
      items: [...leftOut(report.run), ...leftByComparison(report)].map((text) => `- ${prose(text)}`),
      between: '\n',
    },
  ].filter(({ items }) => items.length > 0)
}

/** `limit`: bytes of UTF-8; items that do not fit are counted, and the last line is always there. */
export const summaryOf = (report: Report, show: Show, limit = summaryBytes): string => {
  const compared = comparedText(report)
  const counts = compared === undefined ? tallyText(tallyOf(report)) : `${tallyText(tallyOf(report))} · ${compared}`
  const closing = words(`${rootsText(report.run)} · ${counts} · ${Math.round(report.run.milliseconds)} ms`)
  const parts = [`# ${words(headlineOf(report))}`]
  let left = limit - Math.min(closingBytes, limit / 10) - bytesOf(parts[0]!) - bytesOf(closing)
  const dropped: string[] = []
  for (const { heading, items, between } of sectionsOf(report, show)) {
    const kept: string[] = []
    let size = bytesOf(heading) + 4
    for (const item of items) {
      const bytes = bytesOf(item) + between.length
      if (size + bytes > left) continue
      size += bytes
      kept.push(item)
    }
    if (kept.length > 0) {
      parts.push(heading, kept.join(between))
      left -= size
    }
    if (kept.length < items.length) dropped.push(`${items.length - kept.length} under ${heading.replace(/^#+ /, '')}`)
  }
  if (dropped.length > 0)
    parts.push(words(`And more that does not fit here: ${dropped.join(', ')}. The JSON report and the log hold all of it.`))
  return `${[...parts, closing].join('\n\n')}\n`
}

const render = (report: Report, { showPath = (path) => path }: RenderOptions): string => summaryOf(report, showPath)

export const summary: Output = { name: 'markdown', mediaType: 'text/markdown', render }

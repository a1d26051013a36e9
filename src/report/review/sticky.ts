/** A report in: the one comment that sums a pull request up out, worst first, and whether it is to be written at all. */
import type { Finding } from '../../policy/policy.ts'
import { budget } from '../../text/budget.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { addressesIn } from '../code-address.ts'
import { isFailing, isInScope, leadOf, leftByComparison, stateOf, stateText } from '../compared.ts'
import { headlineOf } from '../headline.ts'
import { code, codeLink, link, prose, row, sentence, shortened, words } from '../markdown.ts'
import { levelOf, mattersOf } from '../matters.ts'
import { inMarkdown } from '../model/mermaid.ts'
import { newWaiversOf, newWaiverText } from '../new-waivers.ts'
import type { Report } from '../report.ts'
import { isLeftOpen, tallyOf } from '../verdict.ts'
import { blockedText, type DoubtGroup, doubtText, groupByDoubts, rootsText, tallyText } from '../wording.ts'
import { evidenceRows, tableOf } from './body.ts'
import { markerOf } from './marker.ts'
import type { Places } from './place.ts'
import type { PlanOptions, Posted, PublishPlan } from './review.ts'
import { isSameText } from './same-text.ts'

const cellLength = 400
/** Items of a list of which the summary has all. */
const mostItems = 12

const short = (text: string): string => prose(shortened(text, cellLength))

const sentenceOf = (text: string): string => sentence(shortened(text, cellLength))

/** Items of a list; what is left out is counted. */
const listOf = (items: readonly string[], most: number): readonly string[] =>
  items.length <= most ? items : [...items.slice(0, most), `- ${items.length - most} more in the summary`]

/** Waivers in the code that the base has not. */
export const newWaiverItems = (report: Report, places: Places): readonly string[] =>
  listOf(
    newWaiversOf(report).map((waiver) => `- ${short(newWaiverText(report, waiver))} · ${places.of(waiver.span)}`),
    mostItems,
  )

type Addresses = ReturnType<typeof addressesIn>

interface Row {
  readonly level: string
  readonly diagnostic: Diagnostic
  readonly state: string
}

/** What fails, in scope first; doubts and notes are told elsewhere. */
const rowsOf = (report: Report): readonly Row[] => {
  // The headline says since when.
  const stateIn = (finding: Finding): string => (stateText(report, finding) ?? '').replace(/ since .*$/s, '')
  const matters = mattersOf(report)
  const told = new Set(matters.flatMap(({ finding }) => finding ?? []))
  return [
    ...matters.flatMap(({ level, diagnostic, finding, isInline }): readonly Row[] => {
      if (finding !== undefined) return isFailing(finding) ? [{ level, diagnostic, state: stateIn(finding) }] : []
      return [{ level, diagnostic, state: isInline ? 'new, and not read' : '' }]
    }),
    ...report.mistakes.map((diagnostic) => ({ level: 'error', diagnostic, state: '' })),
    ...report.findings
      .filter((finding) => isFailing(finding) && !told.has(finding))
      .map((finding) => ({ level: finding.severity, diagnostic: finding, state: stateIn(finding) })),
  ]
}

const tableRow = ({ level, diagnostic, state }: Row, places: Places, address: Addresses): string =>
  row([
    `${short(diagnostic.message)} · ${codeLink(shortened(diagnostic.code, cellLength), address(diagnostic.code))}`,
    places.of(diagnostic.span),
    words(level),
    words(state),
  ])

const doubtItem = ({ doubts, findings }: DoubtGroup, places: Places): string => {
  const reasons = doubts.slice(0, mostItems).map((doubt) => `${short(doubtText(doubt))} (${places.of(doubt.span)})`)
  const more = doubts.length > mostItems ? [`${doubts.length - mostItems} more`] : []
  const blocked = blockedText(findings).map(
    ({ subject, codes }) => `  - ${code(shortened(codes, cellLength))} of ${code(shortened(subject, cellLength))}`,
  )
  const helps = [...new Set(findings.flatMap(({ help }) => help ?? []))].map((help) => `  - ${short(help)}`)
  return [`- ${[...reasons, ...more].join('; ') || short(findings[0]!.message)}`, ...listOf(blocked, mostItems), ...helps.slice(0, 3)].join(
    '\n',
  )
}

const folded = (report: Report, finding: Finding, places: Places): string => {
  const table = tableOf(evidenceRows(report, { diagnostic: finding, finding }, places))
  const { fix, help } = finding
  const remedies = [...(help === undefined ? [] : [help]), ...(fix === undefined ? [] : [`fix: ${fix.title}`])]
  return `<details><summary>${short(finding.message)}</summary>\n\n${[table, ...remedies.map(sentenceOf)].join('\n\n')}\n\n</details>`
}

/** Parts in order, each whole or not at all. */
interface Page {
  add(part: string): void
  /** How much more fits. */
  left(): number
  text(): string
}

const pageOf = (limit: number): Page => {
  const parts: string[] = []
  let left = limit
  return {
    add: (part) => {
      if (part.length + 2 > left) return
      left -= part.length + 2
      parts.push(part)
    },
    left: () => left,
    text: () => parts.join('\n\n'),
  }
}

/** A heading with as many items as fit. */
const addList = (page: Page, heading: string, items: readonly string[], room: number, between = '\n'): void => {
  const kept: string[] = []
  let length = heading.length + 40
  for (const item of items) {
    if (length + item.length + between.length > room) break
    length += item.length + between.length
    kept.push(item)
  }
  if (items.length === 0) return
  const more = kept.length < items.length ? [`${items.length - kept.length} more in the summary.`] : []
  page.add([heading, ...(kept.length === 0 ? [] : [kept.join(between)]), ...more].join('\n\n'))
}

export const stickyBody = (report: Report, places: Places, options: Pick<PlanOptions, 'run' | 'summaryUrl'>): string => {
  const marker = markerOf({ run: options.run, kind: 'sticky' })
  const page = pageOf(budget.stickyLength - marker.length - 2)
  page.add(`## ${words(headlineOf(report))}`)
  const lead = [...newWaiverItems(report, places), ...leadOf(report).map((text) => `- ${short(text)}`)]
  const summary = options.summaryUrl === undefined ? '' : ` · ${link('job summary', options.summaryUrl)}`
  // No time in it: the same result is the same text.
  const counts = `<sub>${words(`${rootsText(report.run)} · ${tallyText(tallyOf(report))}`)}${summary}</sub>`
  const room = budget.stickyLength - marker.length - counts.length - 200
  if (lead.length > 0) addList(page, '**First of all**', lead, room / 4)

  const rows = rowsOf(report)
  const table = rows.slice(0, budget.commentRows).map((one) => tableRow(one, places, addressesIn(report)))
  let used = 0
  const fitting = table.filter((line) => (used += line.length + 1) < room / 4)
  if (rows.length > 0) {
    const head = ['| what | where | | state |', '|---|---|---|---|', ...fitting].join('\n')
    page.add(fitting.length < rows.length ? `${head}\n\n${rows.length - fitting.length} more in the summary.` : head)
  }
  const told = report.findings.filter((finding) => isInScope(report, finding.judgement))
  const fixed = (report.comparison?.fixed ?? []).map(
    ({ message, code: own, judgement }) =>
      `- ${short(message)} · ${code(shortened(own, cellLength))} · ${code(shortened(judgement.subject, cellLength))}`,
  )
  addList(page, '**Fixed**', listOf(fixed, budget.commentRows), room / 8)
  const doubts = groupByDoubts(told.filter(({ outcome }) => outcome === 'unsure')).map((group) => doubtItem(group, places))
  addList(page, '**Unsure, by what is not known**', listOf(doubts, mostItems), room / 8)
  const left = leftByComparison(report).map((text) => `- ${short(text)}`)
  addList(page, '**Left out**', left, room / 16)
  for (const { root, diagram } of report.diagrams ?? []) {
    const picture = `<details><summary>The network around it: ${code(shortened(root, cellLength))}</summary>\n\n${inMarkdown(diagram)}\n\n</details>`
    if (picture.length < room / 8) page.add(picture)
  }
  const evidence = told.filter((finding) => isFailing(finding) && levelOf(report, finding) !== undefined)
  addList(
    page,
    '**Evidence**',
    evidence.slice(0, budget.commentRows).map((finding) => folded(report, finding, places)),
    page.left() - counts.length - 4,
    '\n\n',
  )
  page.add(counts)
  return `${page.text()}\n\n${marker}`
}

const isNews = (report: Report): boolean =>
  (report.comparison?.fixed.length ?? 0) > 0 ||
  newWaiversOf(report).length > 0 ||
  mattersOf(report).some(({ finding, isInline }) => finding === undefined && isInline) ||
  report.findings.some((finding) => finding.severity !== 'note' && stateOf(report, finding) === 'introduced')

/** Whether the comment is wanted where there is none yet. */
const isWanted = (report: Report, { comment }: Pick<PlanOptions, 'comment'>): boolean => {
  switch (comment) {
    case 'never':
      return false
    case 'always':
      return true
    case 'on-change':
      return isNews(report)
    case 'on-findings':
      return isNews(report) || report.mistakes.length > 0 || leadOf(report).length > 0 || isLeftOpen(report) || mattersOf(report).length > 0
  }
}

/** Once there it is kept true; absent where it is right as it stands. */
export const stickyOf = (report: Report, places: Places, posted: Posted['sticky'], options: PlanOptions): PublishPlan['sticky'] => {
  if (options.comment === 'never' || (posted === undefined && !isWanted(report, options))) return undefined
  const body = stickyBody(report, places, options)
  if (posted === undefined) return { body }
  return isSameText(posted.body, body) ? undefined : { id: posted.id, body }
}

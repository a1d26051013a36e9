/** One matter in: the Markdown of its comment out, with evidence, remedy and hidden marker; the same text on every push for as long as it is the same. */
import { isCode } from '../../policy/waiver.ts'
import { budget } from '../../text/budget.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { lineText, type Span } from '../../text/source.ts'
import { addressesIn } from '../code-address.ts'
import { stateText } from '../compared.ts'
import { digestOf } from '../fingerprint.ts'
import { code, codeLink, fenced, link, prose, row, sentence, shortened, words } from '../markdown.ts'
import type { Matter } from '../matters.ts'
import type { Report } from '../report.ts'
import { deciderText, doubtText, packetText, withoutDeciders } from '../wording.ts'
import { type Diff, linesOf, type Range, standsOn } from './anchor.ts'
import { diffBlock, type Suggestion } from './fix.ts'
import { marked } from './marker.ts'
import type { Places } from './place.ts'

/** Where the comment stands: `line` is absent where the diff has no such line any more. */
export interface Standing {
  readonly path: string
  readonly line?: number
  /** How many lines it stands on; the last of them is `line`. */
  readonly lines: number
}

export interface BodyContext {
  readonly report: Report
  readonly diff: Diff
  readonly places: Places
  readonly run: string
}

const titleLength = 400
const cellLength = 600
const textLength = 1_200
const mostRows = 12
const excerptLines = 10
/** Of the table: what is left is for fix and excerpt. */
const tableLength = 20_000

/** `**What is wrong** · error · code`; text of others in it ends no line. */
export const titleLine = (diagnostic: Diagnostic, level: string, address?: string): string => {
  const message = shortened(diagnostic.message, titleLength).trim()
  const first = message.slice(0, 1)
  const title = prose(/^[a-z]$/.test(first) ? first.toUpperCase() + message.slice(1) : message)
  return `**${title === '' ? code(diagnostic.code) : title}** · ${code(level)} · ${codeLink(shortened(diagnostic.code, cellLength), address)}`
}

const cell = (text: string): string => prose(shortened(text, cellLength))

type Row = readonly [label: string, text: string]

/** What proves it, and who decides. */
export const evidenceRows = (
  report: Report,
  { diagnostic, finding }: Pick<Matter, 'diagnostic' | 'finding'>,
  places: Places,
): readonly Row[] => {
  if (finding === undefined)
    return (diagnostic.related ?? []).map(({ message, span }): Row => ['see', `${cell(message)} ${places.of(span)}`])
  const state = stateText(report, finding)
  const { root, subject } = finding.judgement
  const inRoot = report.run.roots.length > 1 ? ` in ${code(shortened(root, cellLength))}` : ''
  return [
    ['subject', code(shortened(subject, cellLength)) + inRoot],
    ...(finding.packet === undefined ? [] : [['witness', code(shortened(packetText(finding.packet), cellLength))] as const]),
    ...finding.decidedBy.map(
      (decider): Row => ['decided by', cell(deciderText(decider)) + (decider.kind === 'rule' ? ` ${places.of(decider.rule.span)}` : '')],
    ),
    ...finding.doubts.map((doubt): Row => ['unknown', `${cell(doubtText(doubt))} ${places.of(doubt.span)}`]),
    ...finding.leansOn.map((text): Row => ['leans on', cell(text)]),
    ...(withoutDeciders(finding).related ?? []).map(({ message, span }): Row => ['see', `${cell(message)} ${places.of(span)}`]),
    ...(state === undefined ? [] : [['compared', words(state)] as const]),
  ]
}

/** No more than some rows; the rest is counted. */
export const tableOf = (rows: readonly Row[]): string => {
  if (rows.length === 0) return ''
  const kept: string[] = []
  let length = 0
  for (const [label, text] of rows) {
    const line = row([words(label), text])
    length += line.length + 1
    if (kept.length >= mostRows || length > tableLength) break
    kept.push(line)
  }
  if (kept.length < rows.length) kept.push(row(['', `${rows.length - kept.length} more in the summary`]))
  return ['| | |', '|---|---|', ...kept].join('\n')
}

export const excerptOf = (span: Span): string => {
  const { first, last } = linesOf(span)
  const lines: string[] = []
  for (let line = first; line <= last && lines.length < excerptLines; line++) lines.push(lineText(span.file, line).slice(0, 400))
  if (last - first >= excerptLines) lines.push('…')
  return fenced(lines.join('\n'), 'terraform')
}

/** Waivers in the code are read in Terraform's native syntax only. */
const waiverHint = ({ code: own, span }: Diagnostic): string | undefined =>
  isCode(own) && own.length <= cellLength && span.file.path.endsWith('.tf')
    ? `waive with ${code(`# vnetproof:ignore ${own} until DATE: reason`)}`
    : undefined

const closingLine = ({ diagnostic, finding }: Matter): string => {
  const policy =
    finding === undefined
      ? undefined
      : finding.about === undefined
        ? `policy ${code(shortened(finding.judgement.policy, cellLength))}`
        : link(`policy ${shortened(finding.judgement.policy, cellLength)}`, shortened(finding.about, cellLength))
  const parts = [policy, finding === undefined ? undefined : waiverHint(diagnostic)].flatMap((part) => part ?? [])
  return parts.length === 0 ? '' : `<sub>${parts.join(' · ')}</sub>`
}

const sameRange = (range: Range, { path, line, lines }: Standing): boolean =>
  range.path === path && range.last === line && range.last - range.first + 1 === lines

/** Sections in the order in which they are read; of those that are not needed the last ones give way where it is too long. */
const within = (limit: number, sections: readonly { readonly text: string; readonly weight: number }[]): string => {
  let kept = sections.filter(({ text }) => text !== '')
  const length = (): number => kept.reduce((sum, { text }) => sum + text.length + 2, 0)
  while (length() > limit) {
    const lightest = kept.reduce((least, one) => (one.weight < least.weight ? one : least))
    if (lightest.weight === Number.POSITIVE_INFINITY) break
    kept = kept.filter((one) => one !== lightest)
  }
  return kept.map(({ text }) => text).join('\n\n')
}

/** A suggestion is offered only where the comment stands on exactly the lines that it replaces. */
export const bodyOf = (matter: Matter, standing: Standing, suggestion: Suggestion | undefined, context: BodyContext): string => {
  const { report, diff, places, run } = context
  const { diagnostic, finding, key, level } = matter
  const { fix, help, span } = diagnostic
  const taken = suggestion !== undefined && sameRange(suggestion.range, standing) ? suggestion.block : undefined
  const fixed = fix === undefined ? undefined : (taken ?? diffBlock(fix, places.textOf))
  const isSeen = standsOn(span, standing.path, standing.line, diff)
  const needed = Number.POSITIVE_INFINITY
  const text = within(budget.openCommentLength, [
    { text: titleLine(diagnostic, finding?.outcome === 'unsure' ? 'unsure' : level, addressesIn(report)(diagnostic.code)), weight: needed },
    { text: finding?.why === undefined ? '' : sentence(`why it is asked for: ${shortened(finding.why, textLength)}`), weight: 2 },
    { text: tableOf(evidenceRows(report, matter, places)), weight: 5 },
    { text: isSeen ? '' : `The deciding line is ${places.of(span)}:\n\n${excerptOf(span)}`, weight: 1 },
    { text: help === undefined ? '' : sentence(shortened(help, textLength)), weight: 3 },
    {
      text: fix === undefined ? '' : `Fix: ${prose(shortened(fix.title, textLength))}${fixed === undefined ? '' : `\n\n${fixed}`}`,
      weight: 4,
    },
    { text: closingLine(matter), weight: needed },
  ])
  return marked(text, {
    run,
    kind: 'finding',
    key,
    state: 'open',
    lines: standing.lines,
    ...(finding === undefined ? {} : { root: rootDigest(finding.judgement.root) }),
  })
}

/** Names a root where its name is not to be shown. */
export const rootDigest = (root: string): string => digestOf([root]).slice(0, 16)

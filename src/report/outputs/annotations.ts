/** The report as annotations of a workflow run: worst first, no more than the runner keeps, nothing of the user's read as a command. */
import type { Finding } from '../../policy/policy.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { positionAt } from '../../text/source.ts'
import { addressesIn } from '../code-address.ts'
import { comparedText, leadOf, stateText } from '../compared.ts'
import { shortened } from '../markdown.ts'
import { type Matter, mattersOf } from '../matters.ts'
import { newWaiversOf } from '../new-waivers.ts'
import { plain } from '../plain.ts'
import type { Output, RenderOptions, Report } from '../report.ts'
import { tallyOf } from '../verdict.ts'
import { counted, deciderText, doubtText, packetText } from '../wording.ts'

export type Level = 'error' | 'warning' | 'notice'

export interface Annotation {
  readonly level: Level
  readonly title: string
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly endLine?: number
  /** Columns are told only within one line. */
  readonly column?: number
  readonly endColumn?: number
}

// The runner keeps 10 of each level in a step and 4,096 characters of a message:
// https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs
export const mostOfLevel = 10
const longestMessage = 4_096
const longestTitle = 255

/** An annotation and where it stands, as the workspace knows it. */
export interface Placed {
  readonly annotation: Annotation
  readonly path: string
  readonly first: number
  readonly last: number
}

const placed = (diagnostic: Diagnostic, level: Level, lines: readonly string[], showPath: (path: string) => string): Placed => {
  const { file, start, end } = diagnostic.span
  const first = positionAt(file, start)
  const last = positionAt(file, Math.max(start, end - 1))
  const columns = first.line === last.line ? { column: first.column, endColumn: last.column + 1 } : {}
  return {
    annotation: {
      level,
      title: shortened(plain(diagnostic.code), longestTitle),
      message: shortened(lines.map((line) => plain(line)).join('\n'), longestMessage),
      file: plain(showPath(file.path)),
      line: first.line,
      endLine: last.line,
      ...columns,
    },
    path: file.path,
    first: first.line,
    last: last.line,
  }
}

const helpLines = ({ help, fix }: Diagnostic): readonly string[] => [
  ...(fix === undefined ? [] : [`fix: ${fix.title}`]),
  ...(help === undefined ? [] : [`help: ${help}`]),
]

const stateLines = (state: string | undefined): readonly string[] => (state === undefined ? [] : [`compared: ${state}`])

const findingLines = (report: Report, finding: Finding): readonly string[] => [
  finding.message,
  ...stateLines(stateText(report, finding)),
  `subject: ${finding.judgement.subject}`,
  ...(finding.packet === undefined ? [] : [`witness: ${packetText(finding.packet)}`]),
  ...finding.decidedBy.map((decider) => `decided by: ${deciderText(decider)}`),
  ...finding.doubts.map((doubt) => `unknown: ${doubtText(doubt)}`),
  ...helpLines(finding),
]

/** Of a matter, or of a mistake. */
export const annotationOf = (
  report: Report,
  { diagnostic, finding, level }: Pick<Matter, 'diagnostic' | 'finding' | 'level'>,
  showPath: (path: string) => string = (path) => path,
): Placed => {
  const own = finding === undefined ? [diagnostic.message, ...helpLines(diagnostic)] : findingLines(report, finding)
  const address = addressesIn(report)(diagnostic.code)
  const lines = address === undefined ? own : [...own, `more: ${address}`]
  return placed(diagnostic, level, lines, showPath)
}

const notice = (level: Level, text: string): Annotation => ({ level, title: 'VNetProof', message: shortened(plain(text), longestMessage) })

/** What to annotate, worst first; what does not fit is counted in one last notice. `told`: keys of the matters that comments tell. */
export const annotationsOf = (
  report: Report,
  showPath: (path: string) => string = (path) => path,
  told: ReadonlySet<string> = new Set(),
): readonly Annotation[] => {
  const matters = mattersOf(report)
  const found: readonly Annotation[] = [
    ...leadOf(report).map((text) => notice('warning', text)),
    ...report.mistakes.map((diagnostic) => annotationOf(report, { diagnostic, level: 'error' }, showPath).annotation),
    ...matters.filter(({ key }) => !told.has(key)).map((matter) => annotationOf(report, matter, showPath).annotation),
  ]
  const kept: Annotation[] = []
  const left: string[] = []
  for (const level of ['error', 'warning'] as const) {
    const all = found.filter((one) => one.level === level)
    kept.push(...all.slice(0, mostOfLevel))
    if (all.length > mostOfLevel) left.push(counted(all.length - mostOfLevel, level))
  }
  const waivers = newWaiversOf(report).length
  const { fails, unsure } = tallyOf(report).waived
  const compared = comparedText(report)
  return [
    ...kept,
    ...(left.length === 0 ? [] : [notice('notice', `and ${left.join(' and ')} more: see the summary`)]),
    ...(waivers === 0 ? [] : [notice('notice', `${counted(waivers, 'waiver is', 'waivers are')} new: see the summary`)]),
    ...(fails + unsure === 0 ? [] : [notice('notice', `${counted(fails + unsure, 'finding is', 'findings are')} waived: see the summary`)]),
    ...(compared === undefined ? [] : [notice('notice', compared)]),
  ]
}

// What ends a command's data and properties: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
const data = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C')

/** One workflow command, one line. */
export const commandOf = ({ level, title, message, file, line, endLine, column, endColumn }: Annotation): string => {
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['title', title],
    ['file', file],
    ['line', line],
    ['endLine', endLine],
    ['col', column],
    ['endColumn', endColumn],
  ]
  const told = properties.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]))
  return `::${level} ${told.join(',')}::${data(message)}`
}

const render = (report: Report, { showPath }: RenderOptions): string =>
  annotationsOf(report, showPath)
    .map((annotation) => `${commandOf(annotation)}\n`)
    .join('')

export const annotations: Output = { name: 'github', mediaType: 'text/plain', render }

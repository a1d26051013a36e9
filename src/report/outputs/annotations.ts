/** The report as annotations of a workflow run: worst first, no more than the runner keeps, nothing of the user's read as a command. */
import type { Finding } from '../../policy/policy.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { positionAt } from '../../text/source.ts'
import { comparedText, isInScope, isNewlyUnread, leadOf, stateText } from '../compared.ts'
import { plain } from '../plain.ts'
import type { Output, RenderOptions, Report } from '../report.ts'
import { failsRun, tallyOf } from '../verdict.ts'
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

const cut = (text: string, limit: number): string => (text.length > limit ? `${text.slice(0, limit - 1).replace(/\p{Cs}$/u, '')}…` : text)

const placed = (diagnostic: Diagnostic, level: Level, lines: readonly string[], showPath: (path: string) => string): Annotation => {
  const { file, start, end } = diagnostic.span
  const first = positionAt(file, start)
  const last = positionAt(file, Math.max(start, end - 1))
  const columns = first.line === last.line ? { column: first.column, endColumn: last.column + 1 } : {}
  return {
    level,
    title: cut(plain(diagnostic.code), longestTitle),
    message: cut(lines.map((line) => plain(line)).join('\n'), longestMessage),
    file: plain(showPath(file.path)),
    line: first.line,
    endLine: last.line,
    ...columns,
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

/** Failures that are notes are told in the summary only, and so are doubts unless the run fails by them. */
const levelOf = (report: Report, finding: Finding): Level | undefined => {
  if (!isInScope(report, finding.judgement)) return undefined
  if (finding.outcome === 'unsure') return failsRun(report.failOn, finding.judgement) ? 'error' : undefined
  return finding.severity === 'note' ? undefined : finding.severity
}

/** What was wrong in the code before is the summary's matter where only what is introduced counts. */
const isMatter = (report: Report, diagnostic: Diagnostic): boolean =>
  diagnostic.severity !== 'note' && (report.comparison?.scope !== 'introduced' || isNewlyUnread(report, diagnostic))

const comparedNotice = (report: Report): readonly Annotation[] => {
  const message = comparedText(report)
  return message === undefined ? [] : [{ level: 'notice', title: 'VNetProof', message: cut(plain(message), longestMessage) }]
}

/** What to annotate, worst first; what does not fit is counted in one last notice. */
export const annotationsOf = (report: Report, showPath: (path: string) => string = (path) => path): readonly Annotation[] => {
  const found: Annotation[] = []
  const tell = (diagnostic: Diagnostic, level: Level): void => {
    found.push(placed(diagnostic, level, [diagnostic.message, ...helpLines(diagnostic)], showPath))
  }
  for (const sentence of leadOf(report)) found.push({ level: 'warning', title: 'VNetProof', message: cut(plain(sentence), longestMessage) })
  for (const mistake of report.mistakes) tell(mistake, 'error')
  for (const finding of report.findings) {
    const level = levelOf(report, finding)
    if (level !== undefined) found.push(placed(finding, level, findingLines(report, finding), showPath))
  }
  for (const diagnostic of report.diagnostics)
    if (isMatter(report, diagnostic)) tell(diagnostic, diagnostic.severity as 'error' | 'warning')

  const kept: Annotation[] = []
  const left: string[] = []
  for (const level of ['error', 'warning'] as const) {
    const all = found.filter((one) => one.level === level)
    kept.push(...all.slice(0, mostOfLevel))
    if (all.length > mostOfLevel) left.push(counted(all.length - mostOfLevel, level))
  }
  if (left.length > 0) kept.push({ level: 'notice', title: 'VNetProof', message: `and ${left.join(' and ')} more: see the summary` })
  const { fails, unsure } = tallyOf(report).waived
  if (fails + unsure > 0)
    kept.push({
      level: 'notice',
      title: 'VNetProof',
      message: `${counted(fails + unsure, 'finding is', 'findings are')} waived: see the summary`,
    })
  return [...kept, ...comparedNotice(report)]
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

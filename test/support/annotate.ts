/** A report written into the source it is about: what golden cases compare, and what a person writes beside it to say what must come out. */
import type { Finding } from '../../src/policy/policy.ts'
import type { Report } from '../../src/report/report.ts'
import { deciderText, doubtText, packetText } from '../../src/report/wording.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { lineText, positionAt } from '../../src/text/source.ts'

export interface Expectation {
  /** `note`: a failure that is advice. `problem`: a diagnostic of the code. `waived`: a failure or doubt that a waiver covers. */
  readonly what: 'fails' | 'unsure' | 'holds' | 'note' | 'problem' | 'waived'
  readonly code: string
  readonly file: string
  /** The line it must be told at; absent for `expect anywhere:`. */
  readonly line?: number
}

/**
 * `# expect: fails a/b/c, a/b/d` at the end of a line or on the line above speaks of that line; `# expect anywhere: …` of the whole case.
 * `a/b/*` stands for every judgement whose code begins so.
 */
export const expectationsIn = (file: string, text: string): readonly Expectation[] => {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const match = /^(.*?)#\s*expect( anywhere)?: (fails|unsure|holds|note|problem|waived) (.+)$/.exec(line)
    if (match === null) return []
    let at = index
    if (match[1]!.trim() === '') while (at < lines.length && /^\s*(#|$)/.test(lines[at]!)) at++
    return match[4]!.split(',').map((code) => ({
      what: match[3] as Expectation['what'],
      code: code.trim(),
      file,
      ...(match[2] === undefined ? { line: at + 1 } : {}),
    }))
  })
}

const matches = (expected: string, code: string): boolean =>
  expected.endsWith('*') ? code.startsWith(expected.slice(0, -1)) : expected === code

const placeOf = ({ span }: Diagnostic): { readonly file: string; readonly line: number } => ({
  file: span.file.path,
  line: positionAt(span.file, span.start).line,
})

/** What differs between the report and what a person wrote; empty when nothing does. */
export const differences = (report: Report, expectations: readonly Expectation[]): readonly string[] => {
  const told: readonly { readonly what: Expectation['what']; readonly code: string; readonly at?: Diagnostic }[] = [
    ...report.findings.map((finding) => ({
      what: finding.outcome === 'fails' && finding.severity === 'note' ? ('note' as const) : finding.outcome,
      code: finding.code,
      at: finding,
    })),
    ...report.waived.map(({ finding }) => ({ what: 'waived' as const, code: finding.code, at: finding })),
    ...report.judgements.filter(({ outcome }) => outcome === 'holds').map(({ code }) => ({ what: 'holds' as const, code })),
    ...[...report.diagnostics, ...report.mistakes].map((diagnostic) => ({
      what: 'problem' as const,
      code: diagnostic.code,
      at: diagnostic,
    })),
  ]
  const answers = (expected: Expectation, one: (typeof told)[number]): boolean => {
    if (expected.what !== one.what || !matches(expected.code, one.code)) return false
    if (expected.line === undefined || one.at === undefined) return true
    const { file, line } = placeOf(one.at)
    return file === expected.file && line === expected.line
  }
  const missing = expectations
    .filter((expected) => !told.some((one) => answers(expected, one)))
    .map(({ what, code, file, line }) => `expected, but not told: ${what} ${code} at ${file}${line === undefined ? '' : `:${line}`}`)
  const surplus = told
    // What holds, advice and notes need no word; everything else does.
    .filter(
      (one) =>
        one.what === 'fails' || one.what === 'unsure' || one.what === 'waived' || (one.what === 'problem' && one.at?.severity !== 'note'),
    )
    .filter((one) => !expectations.some((expected) => answers(expected, one)))
    .map(
      ({ what, code, at }) =>
        `told, but not expected: ${what} ${code}${at === undefined ? '' : ` at ${placeOf(at).file}:${placeOf(at).line}`}`,
    )
  return [...missing, ...surplus]
}

const isFinding = (diagnostic: Diagnostic): diagnostic is Finding => 'judgement' in diagnostic

const underline = (diagnostic: Diagnostic): readonly string[] => {
  const { file, start, end } = diagnostic.span
  const { line, column } = positionAt(file, start)
  const width = Math.max(1, Math.min(end - start, lineText(file, line).length - column + 1))
  const pad = ' '.repeat(column - 1)
  const word = isFinding(diagnostic) && diagnostic.outcome === 'unsure' ? 'unsure' : diagnostic.severity
  const more = isFinding(diagnostic)
    ? [
        ...(diagnostic.packet === undefined ? [] : [`witness: ${packetText(diagnostic.packet)}`]),
        ...diagnostic.decidedBy.map((decider) => `decided by: ${deciderText(decider)}`),
        ...diagnostic.doubts.map((doubt) => `unknown: ${doubtText(doubt)}`),
      ]
    : []
  const waived = isFinding(diagnostic) && diagnostic.label?.startsWith('waived until ') === true ? [diagnostic.label] : []
  const fix = diagnostic.fix === undefined ? [] : [`fix: ${diagnostic.fix.title}`]
  const help = diagnostic.help === undefined ? [] : [`help: ${diagnostic.help}`]
  return [
    `${pad}${'~'.repeat(width)} ${word} ${diagnostic.code}: ${diagnostic.message}`,
    ...[...more, ...waived, ...fix, ...help].map((text) => `${pad}  ${text}`),
  ]
}

/** Each file with what is told under its lines, then every judgement in a table. */
export const annotate = (report: Report, files: readonly { readonly path: string; readonly text: string }[]): string => {
  const waived = report.waived.map(({ finding, waiver }) => ({ ...finding, label: `waived until ${waiver.until}: ${waiver.reason}` }))
  const told = [...report.findings, ...waived, ...report.diagnostics, ...report.mistakes]
  const parts = files.map(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n')
    const annotated = lines.flatMap((line, index) => [
      line,
      ...told.filter((one) => placeOf(one).file === path && placeOf(one).line === index + 1).flatMap(underline),
    ])
    return `── ${path}\n${annotated.join('\n')}\n`
  })
  const elsewhere = told.filter((one) => !files.some(({ path }) => path === placeOf(one).file)).flatMap(underline)
  const table = [...report.judgements, ...report.waived.map(({ finding }) => ({ ...finding.judgement, outcome: 'waived' as const }))]
    .map(({ outcome, severity, code, subject }) => `${outcome.padEnd(6)} ${severity.padEnd(7)} ${code}  ${subject}`)
    .sort()
  return [
    ...parts,
    ...(elsewhere.length === 0 ? [] : [`── elsewhere\n${elsewhere.join('\n')}\n`]),
    `── judgements\n${table.join('\n')}\n`,
  ].join('\n')
}

/** The report as SARIF 2.1.0, in the part of it that code scanning reads. */
import type { Location, Log, Notification, ReportingDescriptor, Result, Fix as SarifFix } from 'sarif'
import type { Finding } from '../../policy/policy.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Edit, Fix } from '../../text/edit.ts'
import { positionAt, type Span } from '../../text/source.ts'
import { addressesIn, codeSays } from '../code-address.ts'
import { comparedCounts, isNewlyUnread, leadOf, stateOf } from '../compared.ts'
import { digestOf, fingerprintOf, fingerprintScheme, identityOf } from '../fingerprint.ts'
import { newWaiversOf, newWaiverText } from '../new-waivers.ts'
import { plain } from '../plain.ts'
import type { FindingState, Output, RenderOptions, Report } from '../report.ts'
import { exitCodeOf } from '../verdict.ts'
import { deciderText, doubtText, packetText } from '../wording.ts'

// Code scanning takes no more results in one run and keeps the first 5,000: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
const mostResults = 5_000

/** A relative URI reference of a workspace path: every segment percent-encoded, lone surrogates replaced. */
export const uriOf = (path: string): string => {
  const encoded = path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')).replace(
        /[!'()*]/g,
        (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/')
  // A colon is encoded, so no first segment can be read as a scheme: https://www.rfc-editor.org/rfc/rfc3986#section-4.2
  return encoded === '' ? '.' : encoded
}

const artifactOf = (path: string) => ({ uri: uriOf(path), uriBaseId: '%SRCROOT%' })

const regionOf = (span: Span) => {
  const start = positionAt(span.file, span.start)
  const end = positionAt(span.file, Math.max(span.start, span.end))
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

const locationOf = (span: Span): Location => ({
  physicalLocation: { artifactLocation: artifactOf(span.file.path), region: regionOf(span) },
})

/** SARIF reads `[text](target)` as a link and `{0}` as a placeholder; empty texts are not allowed. */
const messageText = (text: string): string => {
  let escaped = plain(text)
  if (escaped.includes('](')) escaped = escaped.replace(/[\\[\]]/g, '\\$&')
  if (/\{\d+\}/.test(escaped)) escaped = escaped.replace(/[{}]/g, '$&$&')
  return escaped === '' ? '-' : escaped
}

// One change for each file: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317881
const fixOf = ({ title, edits }: Fix): SarifFix => {
  const byPath = new Map<string, Edit[]>()
  for (const edit of edits) byPath.set(edit.span.file.path, [...(byPath.get(edit.span.file.path) ?? []), edit])
  return {
    description: { text: messageText(title) },
    artifactChanges: [...byPath].map(([path, own]) => ({
      artifactLocation: artifactOf(path),
      replacements: own.map(({ span, text }) => ({ deletedRegion: regionOf(span), insertedContent: { text } })),
    })),
  }
}

const textOf = (diagnostic: Diagnostic, more: readonly string[]): string =>
  messageText(
    [
      diagnostic.message,
      ...more,
      ...(diagnostic.fix === undefined ? [] : [diagnostic.fix.title]),
      ...(diagnostic.help === undefined ? [] : [diagnostic.help]),
    ].join('; '),
  )

const isWebAddress = (text: string | undefined): text is string =>
  text !== undefined && /^https?:\/\/[\w.-]+(\/[\w./~%#?=&+:@!$,;-]*)?$/.test(text)

/** What the base has as well is unchanged, with other packets updated. What the base alone has is no result: code scanning would open an alert for it. */
const baselineOf = ({ comparison }: Report, finding: Finding, state: FindingState | undefined): Pick<Result, 'baselineState'> => {
  if (comparison === undefined || state === undefined) return {}
  if (state === 'still-there') return { baselineState: 'unchanged' }
  return { baselineState: comparison.widened.has(identityOf(finding.judgement)) ? 'updated' : 'new' }
}

const findingResult = (report: Report, finding: Finding): Result => {
  const state = stateOf(report, finding)
  const unsure = finding.outcome === 'unsure'
  const more = [
    ...(finding.packet === undefined ? [] : [`witness: ${packetText(finding.packet)}`]),
    ...finding.decidedBy.map(deciderText),
    ...finding.doubts.map((doubt) => `not known: ${doubtText(doubt)}`),
  ]
  const related = [
    ...finding.decidedBy.flatMap((decider) =>
      decider.kind === 'rule' ? [{ ...locationOf(decider.rule.span), message: { text: messageText(deciderText(decider)) } }] : [],
    ),
    ...finding.doubts.map((doubt) => ({ ...locationOf(doubt.span), message: { text: messageText(doubtText(doubt)) } })),
    ...(finding.related ?? []).map(({ message, span }) => ({ ...locationOf(span), message: { text: messageText(message) } })),
  ]
  return {
    ruleId: finding.code,
    // `open`: evaluated, and there was not enough to decide; then the level must be none: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317647
    kind: unsure ? 'open' : 'fail',
    level: unsure ? 'none' : finding.severity,
    message: { text: textOf(finding, more) },
    locations: [locationOf(finding.span)],
    ...baselineOf(report, finding, state),
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(finding.fix === undefined ? {} : { fixes: [fixOf(finding.fix)] }),
    partialFingerprints: { [fingerprintScheme]: fingerprintOf(finding.judgement) },
    properties: {
      subject: finding.judgement.subject,
      root: finding.judgement.root,
      outcome: finding.outcome,
      ...(state === undefined ? {} : { state }),
    },
  }
}

/** Either every result says what suppresses it or none does: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317661 */
const withWaived = (results: readonly Result[], report: Report): readonly Result[] => {
  const { waived } = report
  if (waived.length === 0) return results
  const suppressed = waived.map(({ finding, waiver }): Result => {
    const owner = waiver.owner === undefined ? '' : `, ${waiver.owner}`
    const justification = messageText(`${waiver.reason} (until ${waiver.until}${owner})`)
    const kind = waiver.by.kind === 'code' ? 'inSource' : 'external'
    return {
      ...findingResult(report, finding),
      suppressions: [{ kind, status: 'accepted', justification, location: locationOf(waiver.span) }],
    }
  })
  return [...results.map((result) => ({ ...result, suppressions: [] })), ...suppressed]
}

/** `nth` tells apart diagnostics that say the same in one file; lines move, so they take no part. */
const diagnosticResult = (report: Report, diagnostic: Diagnostic, nth: number): Result => ({
  ruleId: diagnostic.code,
  level: diagnostic.severity,
  message: { text: textOf(diagnostic, []) },
  locations: [locationOf(diagnostic.span)],
  // Of other faults nobody asked whether the base has them.
  ...(isNewlyUnread(report, diagnostic) ? { baselineState: 'new' as const } : {}),
  partialFingerprints: {
    [fingerprintScheme]: digestOf([diagnostic.code, diagnostic.span.file.path, diagnostic.message, nth]),
  },
})

const diagnosticResults = (report: Report): readonly Result[] => {
  const seen = new Map<string, number>()
  return report.diagnostics.map((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.span.file.path, diagnostic.message])
    const nth = seen.get(key) ?? 0
    seen.set(key, nth + 1)
    return diagnosticResult(report, diagnostic, nth)
  })
}

/** One rule for each code that occurs; how bad it is by default is what it is here. */
const rulesOf = (report: Report): readonly ReportingDescriptor[] => {
  const rules = new Map<string, ReportingDescriptor>()
  const address = addressesIn(report)
  const add = (diagnostic: Diagnostic, description: string, about: string | undefined): void => {
    if (rules.has(diagnostic.code)) return
    const helpUri = address(diagnostic.code) ?? about
    rules.set(diagnostic.code, {
      id: diagnostic.code,
      shortDescription: { text: messageText(description) },
      ...(isWebAddress(helpUri) ? { helpUri } : {}),
      help: { text: messageText(about === undefined ? description : `${description}: ${about}`) },
      defaultConfiguration: { level: diagnostic.severity },
      properties: { tags: ['azure', 'network', 'terraform'], precision: 'very-high' },
    })
  }
  for (const finding of [...report.findings, ...report.waived.map((one) => one.finding)]) {
    const policy = report.policies.find(({ id }) => id === finding.judgement.policy)
    add(finding, `${policy?.title ?? finding.judgement.policy}: ${finding.why ?? finding.code}`, finding.about ?? policy?.about)
  }
  for (const diagnostic of report.diagnostics) add(diagnostic, codeSays(diagnostic.code) ?? diagnostic.code, undefined)
  return [...rules.values()]
}

const notificationOf = (mistake: Diagnostic): Notification => ({
  descriptor: { id: mistake.code },
  level: mistake.severity,
  message: { text: textOf(mistake, []) },
  locations: [locationOf(mistake.span)],
})

/** The log as data, before it is written out. */
export const logOf = (report: Report, category: string): Log => {
  const rules = rulesOf(report)
  const indexOf = new Map(rules.map((rule, index) => [rule.id, index]))
  const told = [...report.findings.map((finding) => findingResult(report, finding)), ...diagnosticResults(report)]
  const results = withWaived(told, report).slice(0, mostResults)
  const exitCode = exitCodeOf(report)
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'VNetProof', semanticVersion: report.run.tool.version, rules: [...rules] } },
        // The part before the last slash is the category; two runs of one category in one upload are rejected.
        automationDetails: { id: `${messageText(category)}/` },
        invocations: [
          {
            executionSuccessful: exitCode !== 2,
            exitCode,
            ...(report.mistakes.length === 0 ? {} : { toolConfigurationNotifications: report.mistakes.map(notificationOf) }),
          },
        ],
        ...(report.comparison === undefined
          ? {}
          : {
              properties: {
                base: report.comparison.base.commit,
                ...comparedCounts(report, report.comparison),
                fixedFingerprints: report.comparison.fixed.map(({ judgement }) => fingerprintOf(judgement)),
                remarks: [...newWaiversOf(report).map((waiver) => newWaiverText(report, waiver)), ...leadOf(report)],
              },
            }),
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({ ...result, ruleIndex: indexOf.get(result.ruleId ?? '') ?? -1 })),
      },
    ],
  }
}

const render = (report: Report, { category = 'vnetproof' }: RenderOptions): string =>
  `${JSON.stringify(logOf(report, category), undefined, 2)}\n`

export const sarif: Output = { name: 'sarif', mediaType: 'application/sarif+json', render }

/** The report for programs: every judgement and finding with its place and evidence; its shape is `schema/report.schema.json`. */
import type { Doubt } from '../../eval/value.ts'
import type { Finding } from '../../policy/policy.ts'
import type { Waiver } from '../../policy/waiver.ts'
import type { Decider } from '../../semantics/flow.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { positionAt, type Span } from '../../text/source.ts'
import { addressesIn } from '../code-address.ts'
import { comparedCounts, isNewlyUnread, stateOf } from '../compared.ts'
import { fingerprintOf } from '../fingerprint.ts'
import type { Output, RenderOptions, Report } from '../report.ts'
import { exitCodeOf, tallyOf, verdictOf } from '../verdict.ts'
import { deciderText, doubtText, packetText } from '../wording.ts'

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
export const reportVersion = 1

type Show = (path: string) => string

const locationOf = (span: Span, show: Show) => {
  const start = positionAt(span.file, span.start)
  const end = positionAt(span.file, span.end)
  return { file: show(span.file.path), line: start.line, column: start.column, endLine: end.line, endColumn: end.column }
}

const deciderOf = (decider: Decider, show: Show) => ({
  kind: decider.kind,
  access: decider.access,
  ...(decider.kind === 'platform' ? {} : { at: decider.at }),
  ...(decider.kind === 'rule' || decider.kind === 'default-rule' ? { nsg: decider.nsg.id } : {}),
  ...(decider.kind === 'default-rule' ? { rule: decider.name, priority: decider.priority } : {}),
  ...(decider.kind === 'rule' && decider.rule.name.known ? { rule: decider.rule.name.value } : {}),
  ...(decider.kind === 'rule' && decider.rule.priority.known ? { priority: decider.rule.priority.value } : {}),
  ...(decider.kind === 'rule' ? { location: locationOf(decider.rule.span, show) } : {}),
  text: deciderText(decider),
})

const doubtOf = (doubt: Doubt, show: Show) => ({
  reason: doubt.reason,
  what: doubt.what,
  text: doubtText(doubt),
  location: locationOf(doubt.span, show),
})

/** Where a code is explained. */
type Addresses = ReturnType<typeof addressesIn>

const helpUriOf = (address: string | undefined) => (address === undefined ? {} : { helpUri: address })

const diagnosticOf = (diagnostic: Diagnostic, show: Show, address: Addresses) => ({
  code: diagnostic.code,
  severity: diagnostic.severity,
  message: diagnostic.message,
  location: locationOf(diagnostic.span, show),
  ...helpUriOf(address(diagnostic.code)),
  ...(diagnostic.help === undefined ? {} : { help: diagnostic.help }),
  ...(diagnostic.related === undefined
    ? {}
    : { related: diagnostic.related.map(({ message, span }) => ({ message, location: locationOf(span, show) })) }),
  ...(diagnostic.fix === undefined
    ? {}
    : {
        fix: {
          title: diagnostic.fix.title,
          edits: diagnostic.fix.edits.map(({ span, text }) => ({ location: locationOf(span, show), text })),
        },
      }),
})

const findingOf = (finding: Finding, show: Show, address: Addresses) => ({
  ...diagnosticOf(finding, show, address),
  outcome: finding.outcome,
  policy: finding.judgement.policy,
  root: finding.judgement.root,
  subject: finding.judgement.subject,
  ...(finding.label === undefined ? {} : { label: finding.label }),
  ...(finding.packet === undefined ? {} : { witness: { ...finding.packet, text: packetText(finding.packet) } }),
  decidedBy: finding.decidedBy.map((decider) => deciderOf(decider, show)),
  doubts: finding.doubts.map((doubt) => doubtOf(doubt, show)),
  leansOn: finding.leansOn,
  ...(finding.why === undefined ? {} : { why: finding.why }),
  ...(finding.about === undefined ? {} : { about: finding.about }),
  policyLocation: locationOf(finding.policySpan, (path) => path),
  fingerprint: fingerprintOf(finding.judgement),
})

const waiverOf = ({ reason, until, owner, span }: Waiver, show: Show) => ({
  reason,
  until,
  ...(owner === undefined ? {} : { owner }),
  location: locationOf(span, show),
})

const comparisonOf = (report: Report, show: Show, address: Addresses) => {
  const { comparison } = report
  if (comparison === undefined) return {}
  const { base, scope, judgedByHead, notJudged, newWaivers, doNewWaiversCount } = comparison
  return {
    fixed: comparison.fixed.map((finding) => findingOf(finding, show, address)),
    comparison: {
      base,
      scope,
      notJudged,
      newlyUnread: report.diagnostics
        .filter((diagnostic) => isNewlyUnread(report, diagnostic))
        .map((diagnostic) => diagnosticOf(diagnostic, show, address)),
      newWaivers: newWaivers.map((waiver) => ({ code: waiver.code, ...waiverOf(waiver, show), counts: doNewWaiversCount })),
      ...(judgedByHead === undefined ? {} : { judgedByHead }),
    },
  }
}

const comparedSummary = (report: Report) => (report.comparison === undefined ? {} : comparedCounts(report, report.comparison))

const stateField = (report: Report, finding: Finding) => {
  const state = stateOf(report, finding)
  return state === undefined ? {} : { state }
}

/** The document as data, before it is written out. */
export const documentOf = (report: Report, show: Show) => {
  const { failing, waived, ...tally } = tallyOf(report)
  const { run } = report
  const address = addressesIn(report)
  return {
    version: reportVersion,
    tool: run.tool,
    verdict: verdictOf(report),
    exitCode: exitCodeOf(report),
    failOn: report.failOn,
    summary: { ...tally, failing, waived, ...comparedSummary(report) },
    findings: report.findings.map((finding) => ({ ...findingOf(finding, show, address), ...stateField(report, finding) })),
    ...comparisonOf(report, show, address),
    waived: report.waived.map(({ finding, waiver }) => ({
      finding: findingOf(finding, show, address),
      waiver: waiverOf(waiver, show),
    })),
    judgements: report.judgements.map(({ code, policy, severity, root, subject, outcome, leansOn }) => ({
      code,
      policy,
      severity,
      root,
      subject,
      outcome,
      ...(leansOn === undefined ? {} : { leansOn }),
    })),
    diagnostics: report.diagnostics.map((diagnostic) => diagnosticOf(diagnostic, show, address)),
    mistakes: report.mistakes.map((diagnostic) => diagnosticOf(diagnostic, show, address)),
    policies: report.policies.map(({ id, title, about, builtin }) => ({ id, title, ...(about === undefined ? {} : { about }), builtin })),
    run: {
      roots: run.roots,
      files: run.files,
      ...(run.filesNotRead === undefined ? {} : { filesNotRead: run.filesNotRead }),
      bytes: run.bytes,
      modulesNotRead: run.modulesNotRead,
      functionsNotRead: run.functionsNotRead,
      caveats: run.notCompared === undefined ? run.caveats : [run.notCompared, ...run.caveats],
      ...(run.tagSnapshot === undefined ? {} : { tagSnapshot: run.tagSnapshot }),
      milliseconds: run.milliseconds,
    },
  }
}

// A lone surrogate is no Unicode text; JSON.stringify escapes it, so the file stays UTF-8.
const render = (report: Report, { showPath = (path) => path }: RenderOptions): string =>
  `${JSON.stringify(documentOf(report, showPath), undefined, 2)}\n`

export const json: Output = { name: 'json', mediaType: 'application/json', render }

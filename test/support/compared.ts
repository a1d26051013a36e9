/** Reports that are compared with a base: of two findings one is new, one was there; one more is fixed. */
import type { Finding } from '../../src/policy/policy.ts'
import { identityOf } from '../../src/report/fingerprint.ts'
import type { Comparison, Report } from '../../src/report/report.ts'
import { denied, finding, judgement, monitored, network, reportOf, spanOf } from './report.ts'

export const comparisonOf = (introduced: readonly Finding[], more: Partial<Comparison> = {}): Comparison => ({
  base: { revision: 'main', commit: 'b'.repeat(40) },
  scope: 'introduced',
  introduced: new Set(introduced.map((one) => identityOf(one.judgement))),
  widened: new Set(),
  fixed: [],
  touched: new Set(['infra']),
  settled: new Set(['infra']),
  newWaivers: [],
  doNewWaiversCount: true,
  unread: new Set(),
  notJudged: 0,
  ...more,
})

/** All of them are introduced, where nothing else is said. */
export const comparedReport = (findings: readonly Finding[], more: Partial<Report> = {}, comparison: Partial<Comparison> = {}): Report =>
  reportOf(findings, { comparison: comparisonOf(findings, comparison), ...more })

/** A fix that opens the rule. */
export const mended: Finding = {
  ...denied,
  fix: { title: 'allow what the rule denies', edits: [{ span: spanOf(network, '"Deny"'), text: '"Allow"' }] },
}

export const closed = finding('api-management/nsg/storage', 'fails', '`Storage` is not reached on tcp 443', { severity: 'warning' })

export const example: Report = reportOf([mended, monitored], {
  comparison: comparisonOf([mended], { fixed: [closed] }),
})

export const holdsNow = (findings: readonly Finding[], held: Finding): Report =>
  comparedReport(findings, {
    judgements: [
      ...findings.map((one) => one.judgement),
      { ...judgement(held.code, 'holds'), subject: held.judgement.subject, root: held.judgement.root },
    ],
  })

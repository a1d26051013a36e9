/** What a report comes to: counts, the verdict in one word, and the exit code. */
import type { Judgement, Outcome } from '../policy/policy.ts'
import type { Severity } from '../text/diagnostic.ts'
import { isInScope, isNewlyUnread } from './compared.ts'
import type { FailOn, Report } from './report.ts'

export interface Tally {
  readonly judgements: number
  readonly holds: number
  readonly fails: number
  readonly unsure: number
  /** Failing judgements by severity. */
  readonly failing: Readonly<Record<Severity, number>>
  /** Judgements that are waived; they are in none of the other counts but the first. */
  readonly waived: { readonly fails: number; readonly unsure: number }
}

export const tallyOf = (report: Report): Tally => {
  const count = { holds: 0, fails: 0, unsure: 0 }
  const failing = { error: 0, warning: 0, note: 0 }
  for (const judgement of report.judgements) {
    count[judgement.outcome]++
    if (judgement.outcome === 'fails') failing[judgement.severity]++
  }
  const waived = { fails: 0, unsure: 0 }
  for (const { finding } of report.waived) waived[finding.outcome]++
  return { judgements: report.judgements.length + report.waived.length, ...count, failing, waived }
}

/** Whether this outcome makes the run fail. */
export const failsRun = (failOn: FailOn, judgement: Pick<Judgement, 'outcome' | 'severity'>): boolean => {
  if (failOn === 'never' || judgement.outcome === 'holds' || judgement.severity === 'note') return false
  if (judgement.outcome === 'unsure') return failOn === 'unsure'
  return judgement.severity === 'error' || failOn !== 'error'
}

/** There was Terraform, and none of it could be read. */
export const readNothing = (report: Report): boolean => (report.run.filesNotRead ?? 0) > 0 && report.run.files === 0

const hasNewlyUnread = (report: Report): boolean => report.diagnostics.some((diagnostic) => isNewlyUnread(report, diagnostic))

/** The base was judged where nobody can judge this, and nobody can say that there is nothing left to judge. */
export const isLeftOpen = ({ comparison }: Report): boolean => (comparison?.notJudged ?? 0) > 0

/** 2: the work could not be done; 1: something in scope failed at or above `failOn`; 0: everything else. */
export const exitCodeOf = (report: Report): 0 | 1 | 2 => {
  if (report.mistakes.length > 0 || readNothing(report)) return 2
  if (report.failOn !== 'never' && hasNewlyUnread(report)) return 1
  if (report.failOn === 'unsure' && isLeftOpen(report)) return 1
  return report.judgements.some((judgement) => failsRun(report.failOn, judgement) && isInScope(report, judgement)) ? 1 : 0
}

/**
 * The worst outcome among judgements in scope whose severity is at or above `failOn` (notes never are; `unsure` and `never` take errors and warnings).
 * `unsure` also where the work could not be done, or what the base judges is not judged here: what was not judged is never said to hold.
 */
export const verdictOf = (report: Report): Outcome => {
  const severities: readonly Severity[] = report.failOn === 'error' ? ['error'] : ['error', 'warning']
  const counting = report.judgements.filter((judgement) => severities.includes(judgement.severity) && isInScope(report, judgement))
  const outcomes = new Set(counting.map(({ outcome }) => outcome))
  if (outcomes.has('fails') || hasNewlyUnread(report)) return 'fails'
  return outcomes.has('unsure') || isLeftOpen(report) || exitCodeOf(report) === 2 ? 'unsure' : 'holds'
}

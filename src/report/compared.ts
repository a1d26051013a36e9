/** What a comparison with a base revision says of each judgement and finding of a report, and how it reads. */
import type { Finding, Judgement } from '../policy/policy.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { identityOf } from './fingerprint.ts'
import type { Comparison, FindingState, Report } from './report.ts'
import { counted } from './wording.ts'

/** Which diagnostic this is within one revision. */
export const diagnosticKey = ({ code, message, span }: Diagnostic): string => JSON.stringify([code, message, span.file.path, span.start])

/** Undefined where nothing was compared. */
export const stateOf = ({ comparison }: Report, { judgement }: Finding): FindingState | undefined =>
  comparison === undefined ? undefined : comparison.introduced.has(identityOf(judgement)) ? 'introduced' : 'still-there'

/** Whether verdict and exit code take it into account. */
export const isInScope = ({ comparison }: Report, judgement: Judgement): boolean => {
  if (comparison === undefined || comparison.scope === 'all') return true
  return comparison.scope === 'changed' ? comparison.touched.has(judgement.root) : comparison.introduced.has(identityOf(judgement))
}

/** A fault for which part of the code cannot be read, and which the base does not have: it counts as an error. */
export const isNewlyUnread = ({ comparison }: Report, diagnostic: Diagnostic): boolean =>
  comparison?.unread.has(diagnosticKey(diagnostic)) === true

export interface ComparedCounts {
  readonly introduced: number
  readonly stillThere: number
  readonly fixed: number
}

export const comparedCounts = (report: Report, comparison: Comparison): ComparedCounts => {
  const introduced = report.findings.filter((finding) => stateOf(report, finding) === 'introduced').length
  return { introduced, stillThere: report.findings.length - introduced, fixed: comparison.fixed.length }
}

/** What is told as an error or a warning: neither a doubt nor a note. */
export const isFailing = ({ outcome, severity }: Finding): boolean => outcome === 'fails' && severity !== 'note'

/** `1 new, 2 still there, 1 fixed since main; also new: 1 doubt, 2 notes`; nothing where nothing was compared. */
export const comparedText = (report: Report): string | undefined => {
  const { comparison, findings } = report
  if (comparison === undefined) return undefined
  const introduced = findings.filter((finding) => stateOf(report, finding) === 'introduced')
  const failing = introduced.filter(isFailing).length
  const doubts = introduced.filter(({ outcome }) => outcome === 'unsure').length
  const notes = introduced.length - failing - doubts
  const also = [...(doubts === 0 ? [] : [counted(doubts, 'doubt')]), ...(notes === 0 ? [] : [counted(notes, 'note')])]
  return [
    `${failing} new, ${findings.filter(isFailing).length - failing} still there, ${comparison.fixed.length} fixed since ${comparison.base.revision}`,
    ...(also.length === 0 ? [] : [`also new: ${also.join(', ')}`]),
  ].join('; ')
}

const stateWords: Readonly<Record<FindingState, string>> = { introduced: 'new', 'still-there': 'still there' }

/** `new since main`; `new packets since main` where only the packets are new. */
export const stateText = (report: Report, finding: Finding): string | undefined => {
  const state = stateOf(report, finding)
  if (state === undefined) return undefined
  const { base, widened } = report.comparison!
  return `${widened.has(identityOf(finding.judgement)) ? 'new packets' : stateWords[state]} since ${base.revision}`
}

/** Sentences that a reader has to know before the findings. */
export const leadOf = ({ comparison, run }: Report): readonly string[] =>
  comparison?.judgedByHead === undefined
    ? run.notCompared === undefined
      ? []
      : [run.notCompared]
    : [
        `policies, configuration or service tags of \`${comparison.base.revision}\` do not read (${comparison.judgedByHead}): both revisions are judged by those of the code at hand`,
      ]

/** Sentences about what the comparison could not tell. */
export const leftByComparison = ({ comparison }: Report): readonly string[] => {
  if (comparison === undefined) return []
  const { notJudged } = comparison
  return notJudged === 0
    ? []
    : [
        `${counted(notJudged, 'judgement')} of the base ${notJudged === 1 ? 'is' : 'are'} not made here and not said to be fixed: part of the code is not read, or the folder is no root any more`,
      ]
}

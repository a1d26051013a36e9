/** A report in one line: the verdict and its counts. */
import { comparedText } from './compared.ts'
import type { Report } from './report.ts'
import { isLeftOpen, readNothing, tallyOf, verdictOf } from './verdict.ts'
import { counted, tallyText } from './wording.ts'

const said = { holds: 'holds', fails: 'fails', unsure: 'is not sure' } as const

export const headlineOf = (report: Report): string => {
  const tally = tallyOf(report)
  if (report.mistakes.length > 0) return `VNetProof could not do its work: ${counted(report.mistakes.length, 'mistake')}`
  if (readNothing(report)) return 'VNetProof could read none of the Terraform files'
  if (tally.judgements === 0 && !isLeftOpen(report)) return 'VNetProof: nothing to judge'
  return `VNetProof ${said[verdictOf(report)]}: ${comparedText(report) ?? tallyText(tally).replace(/^.*?: /, '')}`
}

/** How a waiver reads that the code has and its base has not: a reviewer is told before anything else. */
import type { Waiver } from '../policy/waiver.ts'
import type { Report } from './report.ts'

export const newWaiversOf = ({ comparison }: Report): readonly Waiver[] => comparison?.newWaivers ?? []

/** Text of others in it; code in backticks. */
export const newWaiverText = ({ comparison }: Report, { code, until, reason }: Waiver): string => {
  const counts = comparison?.doNewWaiversCount === false ? 'does not count, for only those of the base do' : `counts until ${until}`
  return `a waiver of \`${code}\` is new since ${comparison?.base.revision ?? 'the base'} and ${counts}: ${reason}`
}

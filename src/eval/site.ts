/** The place of an operation, with its ways of not giving a value. */
import type { Site } from './dialect.ts'
import { doubtsOf, failure, isTooLarge, mergeDoubts, type Origin, unknown, type Value } from './value.ts'

/** Not known, because these values are not. */
export const unknownFrom = (values: readonly Value[], origin: Origin, mayFail: boolean): Value => {
  const causes = mergeDoubts(...values.map(doubtsOf))
  const mayTurnOut = mayFail || values.some((value) => (value.kind === 'unknown' || value.kind === 'reference') && value.mayFail === true)
  return unknown(causes, origin, mayTurnOut ? { mayFail: true } : {})
}

/** Not known, because a limit of this program was reached. */
export const outOfBudget = (what: string, origin: Origin): Value =>
  unknown([{ reason: 'budget', what, span: origin.span }], origin, { mayFail: true })

/** What stands for whatever is made of values one of which is too large to be walked. */
export const tooLarge = (values: readonly Value[], origin: Origin): Value | undefined => {
  const large = values.find(isTooLarge)
  return large === undefined ? undefined : outOfBudget('a value that grows too large', { ...origin, via: large.origin })
}

export const siteAt = (origin: Origin): Site => ({
  origin,
  fail: (message) => failure(message, origin),
  unknownFrom: (values, mayFail = false) => unknownFrom(values, origin, mayFail),
  unsupported: (what) => unknown([{ reason: 'unsupported', what, span: origin.span }], origin, { mayFail: true }),
})

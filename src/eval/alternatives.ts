/** Values that may be one of a few: trying an operation on each, and joining what may come out. */
import { budget } from '../text/budget.ts'
import type { Doubt, Origin, Value } from './value.ts'
import { doubtsOf, isFailure, isTooLarge, isWhollyKnown, mergeDoubts, unknown } from './value.ts'

const sameNumber = (a: Value & { kind: 'number' }, b: Value & { kind: 'number' }): boolean =>
  typeof a.value === 'number' || typeof b.value === 'number' ? a.value === b.value : a.value.equals(b.value)

/** The same value in every world: equal when known, or one identity. False when that is not certain. */
export const isSame = (a: Value, b: Value): boolean => a === b || (!isTooLarge(a) && !isTooLarge(b) && isAlike(a, b))

const isAlike = (a: Value, b: Value): boolean => {
  if (a === b) return true
  switch (a.kind) {
    case 'null':
      return b.kind === 'null'
    case 'bool':
    case 'string':
      return b.kind === a.kind && a.value === b.value
    case 'number':
      return b.kind === 'number' && sameNumber(a, b)
    case 'list': {
      if (b.kind !== 'list' || a.shape !== b.shape || a.items.length !== b.items.length) return false
      return a.items.every((item, index) => isAlike(item, b.items[index]!))
    }
    case 'object': {
      if (b.kind !== 'object' || a.shape !== b.shape || a.possible !== undefined || b.possible !== undefined) return false
      if (a.open !== undefined || b.open !== undefined)
        return a.open !== undefined && b.open !== undefined && a.open.to === b.open.to && a.open.path.join('\n') === b.open.path.join('\n')
      if (a.entries.size !== b.entries.size) return false
      for (const [key, entry] of a.entries) {
        const other = b.entries.get(key)
        if (other === undefined || !isAlike(entry, other)) return false
      }
      return true
    }
    case 'reference':
      return b.kind === 'reference' && a.to === b.to && a.path.length === b.path.length && a.path.every((step, at) => step === b.path[at])
    case 'unknown':
      // A conversion keeps the identity, and may still change the value.
      return b.kind === 'unknown' && a.identity !== undefined && a.identity === b.identity && a.type === b.type
    default:
      return false
  }
}

/** What a value can be, when that is itself or a short list. */
const alternativesOf = (value: Value): readonly Value[] | undefined => (value.kind === 'unknown' ? value.among : [value])

/** Nulls of different types are told apart: what they are brought to differs. */
const isSameOption = (a: Value, b: Value): boolean => isSame(a, b) && (a.kind !== 'null' || a.type === b.type)

/** One value that stands for "one of these, it is not known which". `causes` say why. */
export const oneOf = (values: readonly Value[], causes: readonly Doubt[], origin: Origin): Value => {
  const distinct: Value[] = []
  let mayFail = false
  let closed = true
  const doubts: (readonly Doubt[])[] = [causes]
  const failures: (readonly Doubt[])[] = []
  for (const value of values) {
    if (value.mayFail) mayFail = true
    if (isFailure(value)) {
      failures.push(doubtsOf(value))
      continue
    }
    const options =
      value.kind === 'unknown' && value.among === undefined && value.identity === undefined ? undefined : (alternativesOf(value) ?? [value])
    if (value.kind === 'unknown') doubts.push(value.causes)
    if (options === undefined) closed = false
    else for (const option of options) if (!distinct.some((known) => isSameOption(known, option))) distinct.push(option)
  }
  if (distinct.length === 0 && closed) return unknown(mergeDoubts(...doubts, ...failures), origin, { mayFail: true, failed: true })
  // What fails is never deployed: it is told only where there is no other cause.
  if (doubts.every((list) => list.length === 0)) doubts.push(...failures)
  if (closed && distinct.length === 1 && !mayFail) return distinct[0]!
  const few = closed && distinct.length <= budget.alternatives
  return unknown(mergeDoubts(...doubts), origin, { ...(few ? { among: distinct } : {}), ...(mayFail ? { mayFail } : {}) })
}

/** Calls `f` with every combination of alternatives and joins the results; undefined when a value is not a short list or the combinations are many. */
export const overAlternatives = (
  values: readonly Value[],
  origin: Origin,
  acceptable: (value: Value) => boolean,
  f: (values: readonly Value[]) => Value,
): Value | undefined => {
  let combinations: (readonly Value[])[] = [[]]
  const causes: (readonly Doubt[])[] = []
  let mayFail = false
  for (const value of values) {
    const options = alternativesOf(value)
    if (options === undefined || combinations.length * options.length > budget.alternatives || !options.every(acceptable)) return undefined
    if (value.kind === 'unknown') {
      causes.push(value.causes)
      if (value.mayFail) mayFail = true
    }
    combinations = combinations.flatMap((chosen) => options.map((option) => [...chosen, option]))
  }
  const result = oneOf(combinations.map(f), mergeDoubts(...causes), origin)
  if (!mayFail) return result
  if (result.kind === 'unknown') return { ...result, mayFail: true }
  return unknown(mergeDoubts(...causes), origin, { among: [result], mayFail: true })
}

export const isTopKnown = (value: Value): boolean => value.kind !== 'unknown' && value.kind !== 'reference'

export { isWhollyKnown }

/** What a value may be, as far as the few alternatives of its parts tell; combined until a fact can be made of it. */
import { type Doubt, mergeDoubts, type Origin, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { type Fact, known, notKnown } from './entity.ts'

/** `options` are all that it can be, unless `complete` is false: then it may be anything else too. */
export interface Possible<T> {
  readonly options: readonly T[]
  readonly complete: boolean
  readonly doubts: readonly Doubt[]
}

export const only = <T>(option: T): Possible<T> => ({ options: [option], complete: true, doubts: [] })
export const anything = (doubts: readonly Doubt[]): Possible<never> => ({ options: [], complete: false, doubts })

export const union = <T>(list: readonly Possible<T>[], doubts: readonly Doubt[] = []): Possible<T> => {
  const options = list.flatMap((one) => one.options)
  const all = mergeDoubts(doubts, ...list.map((one) => one.doubts))
  if (options.length > budget.alternatives) return anything(all)
  return { options, complete: list.every((one) => one.complete), doubts: all }
}

/** `leaf` reads what has no alternatives. */
export const eachAlternative = <T>(value: Value, leaf: (value: Value) => Possible<T>): Possible<T> =>
  value.kind === 'unknown' && value.among !== undefined
    ? union(
        value.among.map((one) => leaf(one)),
        value.causes,
      )
    : leaf(value)

/** All ways of taking one option of each; undefined where they are too many. */
export const product = <T>(list: readonly Possible<T>[]): Possible<readonly T[]> => {
  const doubts = mergeDoubts(...list.map((one) => one.doubts))
  if (!list.every((one) => one.complete)) return anything(doubts)
  let ways = 1
  for (const one of list) if ((ways *= one.options.length) > budget.alternatives) return anything(doubts)
  let options: T[][] = [[]]
  for (const one of list) {
    if (one.options.length === 1) for (const taken of options) taken.push(one.options[0]!)
    else options = options.flatMap((taken) => one.options.map((option) => [...taken, option]))
  }
  return { options, complete: true, doubts }
}

export const mapPossible = <A, B>(possible: Possible<A>, f: (option: A) => B): Possible<B> => ({
  ...possible,
  options: possible.options.map(f),
})

export const possibleFact = <T>(possible: Possible<T>, origin: Origin): Fact<T> => {
  if (!possible.complete || possible.options.length === 0) return notKnown(possible.doubts, origin)
  return possible.options.length === 1 ? known(possible.options[0]!, origin) : notKnown(possible.doubts, origin, possible.options)
}

/** One of several attributes that exclude each other (`…_prefix`, `…_prefixes`). */
export interface Spelling<T> {
  readonly attribute: string
  readonly value: Possible<T>
  /** `no`: surely not given. */
  readonly given: 'yes' | 'no' | 'maybe'
  readonly origin: Origin
}

export type Exclusive<T> =
  | { readonly kind: 'fact'; readonly fact: Fact<T> }
  | { readonly kind: 'none' }
  | { readonly kind: 'conflict'; readonly given: readonly Spelling<T>[] }

/** Exactly one of the attributes is given wherever the resource can be deployed at all. */
export const exclusive = <T>(spellings: readonly Spelling<T>[]): Exclusive<T> => {
  const possible = spellings.filter((one) => one.given !== 'no')
  const sure = possible.filter((one) => one.given === 'yes')
  if (sure.length > 1) return { kind: 'conflict', given: sure }
  const [first] = sure.length === 1 ? sure : possible
  if (first === undefined) return { kind: 'none' }
  if (sure.length === 1 || possible.length === 1) return { kind: 'fact', fact: possibleFact(first.value, first.origin) }
  return { kind: 'fact', fact: possibleFact(union(possible.map((one) => one.value)), first.origin) }
}

/** Functions on sets: `setunion`, `setintersection`, `setsubtract`. */
import type { Site } from '../../eval/dialect.ts'
import type { Type, Value } from '../../eval/value.ts'
import { convert } from '../convert.ts'
import { identityOf, makeSet } from '../order.ts'
import { setOf, typeOf, unify } from '../types.ts'
import { define, type FunctionTable, type Parameter } from './define.ts'

const aSet: Parameter = { type: setOf({ kind: 'any' }) }

type Combine = (kept: readonly Value[], other: readonly Value[]) => readonly Value[]

/** Of elements of one type, wholly known. */
const identities = (items: readonly Value[]): ReadonlySet<string> => new Set(items.map(identityOf))

/** Sets are brought to one element type first; an empty one of no type fits any. */
const combined = (args: readonly Value[], site: Site, combine: Combine): Value => {
  const types = args.map(typeOf).filter((type) => !(type.kind === 'set' && type.element.kind === 'any'))
  const type: Type | undefined = unify(types)
  if (type === undefined) return site.fail('the sets have no element type in common')
  const wanted = type.kind === 'any' ? setOf(type) : type
  const [first, ...rest] = args.map((arg) => convert(arg, wanted, site))
  if (first?.kind !== 'list') return first ?? site.fail('a set is needed')
  let items = first.items
  for (const other of rest) {
    if (other.kind !== 'list') return other
    items = combine(items, other.items)
  }
  return makeSet(items, site.origin, wanted) ?? site.unknownFrom(args)
}

const setFunction = (combine: Combine): FunctionTable[string] =>
  define({ params: [aSet], rest: aSet }, (args, site) => combined(args, site, combine))

const ofTwoSets = (combine: Combine): FunctionTable[string] =>
  define({ params: [aSet, aSet] }, (args, site) => combined(args, site, combine))

export const setFunctions: FunctionTable = {
  setunion: setFunction((kept, other) => [...kept, ...other]),
  setintersection: setFunction((kept, other) => {
    const known = identities(other)
    return kept.filter((item) => known.has(identityOf(item)))
  }),
  setsubtract: ofTwoSets((kept, other) => {
    const known = identities(other)
    return kept.filter((item) => !known.has(identityOf(item)))
  }),
}

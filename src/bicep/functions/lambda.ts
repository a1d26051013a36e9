/** Functions that take functions: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-lambda And what the language spells alone. */
import { isSame, isTopKnown, overAlternatives } from '../../eval/alternatives.ts'
import type { EagerEntry, Site } from '../../eval/dialect.ts'
import { isFailure, nullValue, object, type Value } from '../../eval/value.ts'
import { fromEnd, safeFromEnd, shortCircuit } from '../lower.ts'
import { array, define, type FunctionTable, itemsAt, objectAt, whole, wholeAt } from './define.ts'

const applied = (args: readonly Value[], at: number, ...given: readonly Value[]): Value | undefined => {
  const lambda = args[at]
  return lambda?.kind === 'lambda' ? lambda.apply(given) : undefined
}

const shape = { sees: 'shape' } as const

const map = define(
  ['list', 'lambda'],
  (args, site) => {
    const made = itemsAt(args, 0).map((item, at) => applied(args, 1, item, whole(at, site))!)
    return made.find(isFailure) ?? array(made, site)
  },
  shape,
)

const filter = define(
  ['list', 'lambda'],
  (args, site) => {
    const kept: Value[] = []
    for (const [at, item] of itemsAt(args, 0).entries()) {
      const test = applied(args, 1, item, whole(at, site))!
      if (isFailure(test)) return test
      if (!isTopKnown(test)) return site.unknownFrom([test], true)
      if (test.kind !== 'bool') return site.fail('a filter needs true or false')
      if (test.value) kept.push(item)
    }
    return array(kept, site)
  },
  shape,
)

const reduce: EagerEntry = {
  sees: 'anything',
  call: (args, site) => {
    const from = args[0]
    if (args.length !== 3 || args[2]?.kind !== 'lambda') return site.fail('this function takes a list, a beginning and a lambda')
    if (from !== undefined && !isTopKnown(from)) return site.unknownFrom([from], true)
    if (from?.kind !== 'list') return site.fail('only lists are reduced')
    let result = args[1]!
    for (const [at, item] of from.items.entries()) {
      result = applied(args, 2, result, item, whole(at, site))!
      if (isFailure(result)) return result
    }
    return result
  },
}

/** Whether `a` comes before `b`; a value where that cannot be said. */
const precedes = (args: readonly Value[], a: Value, b: Value, site: Site): boolean | Value => {
  const answer = applied(args, 1, a, b)!
  if (answer.kind === 'bool') return answer.value
  if (isFailure(answer)) return answer
  return isTopKnown(answer) ? site.fail('the order needs true or false') : site.unknownFrom([answer], true)
}

const mostSorted = 1_000

/** Each is put in its place among those before; two of which neither comes first may stand either way. */
const sort = define(
  ['list', 'lambda'],
  (args, site) => {
    const items = itemsAt(args, 0)
    if (items.length > mostSorted) return site.unsupported(`sorting more than ${mostSorted} elements`)
    const sorted: Value[] = []
    for (const item of items) {
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >> 1
        const before = precedes(args, item, sorted[middle]!, site)
        if (typeof before !== 'boolean') return before
        const after = precedes(args, sorted[middle]!, item, site)
        if (typeof after !== 'boolean') return after
        if (before === after && !isSame(item, sorted[middle]!)) return site.unsupported('the order of elements that are equal')
        if (before) high = middle
        else low = middle + 1
      }
      sorted.splice(low, 0, item)
    }
    return array(sorted, site)
  },
  shape,
)

/** Values by the keys that a lambda gives them; a value where one cannot be said. */
const keyed = (args: readonly Value[], site: Site): readonly (readonly [key: string, value: Value])[] | Value => {
  const found: (readonly [string, Value])[] = []
  for (const item of itemsAt(args, 0)) {
    const key = applied(args, 1, item)!
    if (isFailure(key)) return key
    if (!isTopKnown(key)) return site.unknownFrom([key], true)
    if (key.kind !== 'string') return site.fail('a key is a text')
    const value = args[2] === undefined ? item : applied(args, 2, item)!
    if (isFailure(value)) return value
    found.push([key.value, value])
  }
  return found
}

const isValue = (keyed: readonly (readonly [string, Value])[] | Value): keyed is Value => !Array.isArray(keyed)

const toObject = define(
  ['list', 'lambda', 'lambda'],
  (args, site) => {
    const pairs = keyed(args, site)
    if (isValue(pairs)) return pairs
    if (new Set(pairs.map(([key]) => key.toLowerCase())).size < pairs.length) return site.unsupported('a key that comes twice')
    return object(new Map(pairs), site.origin)
  },
  { sees: 'shape', needs: 2 },
)

const groupBy = define(
  ['list', 'lambda', 'lambda'],
  (args, site) => {
    const pairs = keyed(args, site)
    if (isValue(pairs)) return pairs
    const groups = new Map<string, Value[]>()
    for (const [key, value] of pairs) {
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [value])
      else group.push(value)
    }
    if (new Set([...groups.keys()].map((key) => key.toLowerCase())).size < groups.size)
      return site.unsupported('keys that differ only in case')
    return object(new Map([...groups].map(([key, group]) => [key, array(group, site)])), site.origin)
  },
  { sees: 'shape', needs: 2 },
)

const mapValues = define(
  ['object', 'lambda'],
  (args, site) => {
    const made = [...(objectAt(args, 0)?.entries ?? [])].map(([key, entry]) => [key, applied(args, 1, entry)!] as const)
    return made.map(([, value]) => value).find(isFailure) ?? object(new Map(made), site.origin)
  },
  shape,
)

/** The rest of a chain behind a safe access. */
const rest: EagerEntry = {
  sees: 'anything',
  call: (args, site) => {
    const value = args[0]!
    if (value.kind === 'null') return nullValue(site.origin)
    if (value.kind !== 'unknown') return applied(args, 1, value)!
    return (
      overAlternatives([value], site.origin, isTopKnown, ([known]) => rest.call([known!, args[1]!], site)) ??
      site.unknownFrom([value], true)
    )
  },
}

const counted = (safe: boolean): EagerEntry =>
  define(
    ['any', 'number'],
    (args, site) => {
      if (args[0]!.kind === 'null' && safe) return nullValue(site.origin)
      const index = wholeAt(args, 1)
      if (args[0]!.kind !== 'list' || index === undefined || index < 1)
        return site.fail('elements of lists are counted from the end, from 1')
      const items = itemsAt(args, 0)
      return (
        items[items.length - index] ?? (safe ? nullValue(site.origin) : site.fail(`a list of ${items.length} has no element ^${index}`))
      )
    },
    shape,
  )

export const lambdaFunctions: FunctionTable = {
  map,
  filter,
  reduce,
  sort,
  toObject,
  groupBy,
  mapValues,
  [shortCircuit]: rest,
  [fromEnd]: counted(false),
  [safeFromEnd]: counted(true),
}

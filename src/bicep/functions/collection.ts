/** Functions on lists and objects: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-array and …-object */
import { isTopKnown } from '../../eval/alternatives.ts'
import type { EagerEntry, Site } from '../../eval/dialect.ts'
import { bool, nullValue, type ObjectValue, object, string, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { equals } from '../equality.ts'
import { propertyOf } from '../members.ts'
import { toBigInt } from '../numbers.ts'
import { compareKeys, textOf } from '../text.ts'
import { array, define, type FunctionTable, itemsAt, objectAt, outOfBudget, text, whole, wholeAt } from './define.ts'
import { indexInText, lastIndexInText } from './string.ts'

/** Keys in their order; undefined where that depends on the culture. */
export const sortedKeys = (entries: ReadonlyMap<string, Value>): readonly string[] | undefined => {
  let isSure = true
  const keys = [...entries.keys()].sort((a, b) => {
    const order = compareKeys(a, b)
    if (order === undefined) isSure = false
    return order ?? 0
  })
  return isSure ? keys : undefined
}

const onSorted = (args: readonly Value[], site: Site, call: (keys: readonly string[], from: ObjectValue) => Value): Value => {
  const from = objectAt(args, 0)
  const keys = from === undefined ? undefined : sortedKeys(from.entries)
  return from === undefined || keys === undefined ? site.unsupported('the order of these keys') : call(keys, from)
}

/** Equal to one of the items; undefined where that is not known. */
const isAmong = (items: readonly Value[], wanted: Value): boolean | undefined => {
  const answers = items.map((item) => equals(item, wanted))
  if (answers.includes(true)) return true
  return answers.includes(undefined) ? undefined : false
}

const shape = { sees: 'shape' } as const

const contains = define(
  ['any', 'any'],
  ([container, wanted], site) => {
    if (container?.kind === 'string') {
      const part = wanted?.kind === 'string' || wanted?.kind === 'number' ? textOf(wanted) : undefined
      return part === undefined ? site.fail('a text holds only texts') : bool(container.value.includes(part), site.origin)
    }
    if (container?.kind === 'object') {
      const key = wanted === undefined ? undefined : textOf(wanted)
      return wanted?.kind !== 'string' || key === undefined
        ? site.fail('a key is a text')
        : bool(propertyOf(container, key) !== undefined, site.origin)
    }
    if (container?.kind !== 'list') return site.fail('only texts, lists and objects hold something')
    const answer = isAmong(container.items, wanted!)
    return answer === undefined ? site.unknownFrom([container, wanted!]) : bool(answer, site.origin)
  },
  shape,
)

const sized = (value: Value): number | undefined => {
  if (value.kind === 'string') return value.value.length
  if (value.kind === 'list') return value.items.length
  return value.kind === 'object' ? value.entries.size : undefined
}

const firstOrLast = (at: 0 | -1): EagerEntry =>
  define(
    ['text-or-list'],
    (args, site) => {
      const from = args[0]!
      if (from.kind === 'string') return text(from.value.at(at) ?? '', site)
      return itemsAt(args, 0).at(at) ?? nullValue(site.origin)
    },
    shape,
  )

const part = (cut: (length: number, count: number) => readonly [number, number]): EagerEntry =>
  define(
    ['text-or-list', 'number'],
    (args, site) => {
      const from = args[0]!
      const count = wholeAt(args, 1)
      if (count === undefined) return site.unsupported('a count that is no whole number')
      const [start, end] = cut(sized(from) ?? 0, Math.max(0, count))
      return from.kind === 'string' ? text(from.value.slice(start, end), site) : array(itemsAt(args, 0).slice(start, end), site)
    },
    shape,
  )

const place = (inText: (args: readonly Value[], site: Site) => Value, first: boolean): EagerEntry =>
  define(
    ['text-or-list', 'any'],
    (args, site) => {
      if (args[0]!.kind === 'string') return args[1]!.kind === 'string' ? inText(args, site) : site.fail('a text holds only texts')
      const items = first ? itemsAt(args, 0) : [...itemsAt(args, 0)].reverse()
      for (const [at, item] of items.entries()) {
        const answer = equals(item, args[1]!)
        if (answer === undefined) return site.unknownFrom([args[0]!, args[1]!])
        if (answer) return whole(first ? at : items.length - 1 - at, site)
      }
      return whole(-1, site)
    },
    shape,
  )

const extreme = (isBetter: (a: bigint, b: bigint) => boolean): EagerEntry =>
  define(
    [],
    (args, site) => {
      const items = args.length === 1 && args[0]!.kind === 'list' ? args[0]!.items : args
      let best: Value | undefined
      for (const item of items) {
        const value = item.kind === 'number' ? toBigInt(item.value) : undefined
        if (value === undefined) return site.fail('only whole numbers are compared')
        const known = best?.kind === 'number' ? toBigInt(best.value) : undefined
        if (known === undefined || isBetter(value, known)) best = item
      }
      return best ?? site.fail('there is no number to choose from')
    },
    { rest: 'any' },
  )

const range = define(['number', 'number'], (args, site) => {
  const start = wholeAt(args, 0)
  const count = wholeAt(args, 1)
  // https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-array#range
  if (start === undefined || count === undefined || count < 0 || count > 10_000) return site.fail('a range has up to 10000 numbers')
  if (start + count > 2_147_483_647) return site.fail('a range ends before 2147483647')
  return array(
    Array.from({ length: count }, (_, at) => whole(start + at, site)),
    site,
  )
})

const flatten = define(
  ['list'],
  (args, site) => {
    const lists = itemsAt(args, 0)
    if (!lists.every(isTopKnown)) return site.unknownFrom(lists, true)
    if (!lists.every((item) => item.kind === 'list')) return site.fail('only lists of lists are flattened')
    return array(
      lists.flatMap((item) => (item.kind === 'list' ? item.items : [])),
      site,
    )
  },
  shape,
)

/** Both objects, and objects in both, made one: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-object#union */
const merged = (a: ObjectValue, b: ObjectValue, site: Site): Value => {
  const entries = new Map(a.entries)
  const spellings = new Set([...entries.keys()].map((key) => key.toLowerCase()))
  for (const [key, later] of b.entries) {
    const earlier = entries.get(key)
    if (earlier === undefined) {
      if (spellings.has(key.toLowerCase())) return site.unsupported('keys that differ only in case')
      entries.set(key, later)
    } else if (later.kind === 'null') return site.unsupported('null over another value')
    else if (earlier.kind === 'object' && later.kind === 'object') {
      if (earlier.open !== undefined || later.open !== undefined) return site.unknownFrom([earlier, later], true)
      const inner = merged(earlier, later, site)
      if (inner.kind !== 'object') return inner
      entries.set(key, inner)
    } else if (!isTopKnown(later) || (!isTopKnown(earlier) && later.kind === 'object'))
      entries.set(key, site.unknownFrom([earlier, later], true))
    else entries.set(key, later)
  }
  return object(entries, site.origin)
}

/** Each is compared with each. */
const mostCompared = budget.elements / 50

const distinct = (items: readonly Value[], site: Site): Value => {
  const kept: Value[] = []
  if (items.length > mostCompared) return outOfBudget('a list of too many elements', site)
  for (const item of items) {
    const answer = isAmong(kept, item)
    if (answer === undefined) return site.unknownFrom(items)
    if (!answer) kept.push(item)
  }
  return array(kept, site)
}

const union = define(
  ['any'],
  (args, site) => {
    if (args.every((arg) => arg.kind === 'list'))
      return distinct(
        args.flatMap((arg) => (arg.kind === 'list' ? arg.items : [])),
        site,
      )
    let result: Value = args[0]!
    for (const arg of args.slice(1)) {
      if (result.kind !== 'object' || arg.kind !== 'object') return site.fail('only lists, or only objects, are united')
      result = merged(result, arg, site)
      if (result.kind !== 'object') return result
    }
    return result.kind === 'object' ? result : site.fail('only lists, or only objects, are united')
  },
  { sees: 'shape', rest: 'any' },
)

const intersection = define(
  ['any'],
  ([first, ...others], site) => {
    if (first?.kind === 'list' && others.every((other) => other.kind === 'list'))
      return distinct(
        first.items.filter((item) => others.every((other) => other.kind === 'list' && isAmong(other.items, item) === true)),
        site,
      )
    if (first?.kind !== 'object' || !others.every((other) => other.kind === 'object'))
      return site.fail('only lists, or only objects, are intersected')
    const common = [...first.entries].filter(([key, entry]) =>
      others.every((other) => other.kind === 'object' && other.entries.has(key) && equals(other.entries.get(key)!, entry) === true),
    )
    return object(new Map(common), site.origin)
  },
  { rest: 'any' },
)

const shallowMerge = define(
  ['list'],
  (args, site) => {
    const entries = new Map<string, Value>()
    const spellings = new Map<string, string>()
    for (const item of itemsAt(args, 0)) {
      if (!isTopKnown(item)) return site.unknownFrom([item], true)
      if (item.kind !== 'object' || item.open !== undefined) return site.fail('only objects are merged')
      for (const [key, entry] of item.entries) {
        if ((spellings.get(key.toLowerCase()) ?? key) !== key) return site.unsupported('keys that differ only in case')
        spellings.set(key.toLowerCase(), key)
        entries.set(key, entry)
      }
    }
    return object(entries, site.origin)
  },
  shape,
)

export const collectionFunctions: FunctionTable = {
  any: define(['any'], (args) => args[0]!, shape),
  array: define(['any'], (args, site) => (args[0]!.kind === 'list' ? args[0]! : array([args[0]!], site)), shape),
  contains,
  empty: define(
    ['any'],
    (args, site) => {
      const size = args[0]!.kind === 'null' ? 0 : sized(args[0]!)
      return size === undefined ? site.fail('only texts, lists and objects can be empty') : bool(size === 0, site.origin)
    },
    shape,
  ),
  length: define(
    ['any'],
    (args, site) => {
      const size = sized(args[0]!)
      return size === undefined ? site.fail('only texts, lists and objects have a length') : whole(size, site)
    },
    shape,
  ),
  first: firstOrLast(0),
  last: firstOrLast(-1),
  take: part((length, count) => [0, Math.min(length, count)]),
  skip: part((length, count) => [Math.min(length, count), length]),
  indexOf: place(indexInText, true),
  lastIndexOf: place(lastIndexInText, false),
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  range,
  flatten,
  union,
  intersection,
  shallowMerge,
  items: define(
    ['object'],
    (args, site) =>
      onSorted(args, site, (keys, from) =>
        array(
          keys.map((key) =>
            object(
              new Map<string, Value>([
                ['key', string(key, site.origin)],
                ['value', from.entries.get(key)!],
              ]),
              site.origin,
            ),
          ),
          site,
        ),
      ),
    shape,
  ),
  objectKeys: define(
    ['object'],
    (args, site) =>
      onSorted(args, site, (keys) =>
        array(
          keys.map((key) => string(key, site.origin)),
          site,
        ),
      ),
    shape,
  ),
}

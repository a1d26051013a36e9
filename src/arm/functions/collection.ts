/** Functions that make lists and objects: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-object */
import { isTopKnown } from '../../eval/alternatives.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import { mayTurnOutToFail, string, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { equals } from '../equality.ts'
import { sortedKeys } from '../text-order.ts'
import { array, boundedArray, define, entryOf, type FunctionTable, outOfBudget, record, whole, wholeOf, wrong } from './define.ts'

/** The elements without repetition; undefined where it cannot be told whether two are equal. */
const distinct = (items: readonly Value[]): readonly Value[] | undefined => {
  const kept: Value[] = []
  // Texts are found at once, so that long lists of them take no square of their length.
  const texts = new Set<string>()
  const others: Value[] = []
  for (const item of items) {
    const among = item.kind === 'string' ? (texts.has(item.value) ? undefined : others) : kept
    if (among === undefined) continue
    const answers = among.map((one) => equals(one, item))
    if (answers.includes(true)) continue
    if (answers.includes(undefined)) return undefined
    if (item.kind === 'string') texts.add(item.value)
    else others.push(item)
    kept.push(item)
  }
  return kept
}

/** Members of both, those of `patch` in place of those of `source`; objects within them alike. */
const merge = (source: Value, patch: Value, site: Site, depth: number): Value => {
  if (depth > budget.nesting) return outOfBudget('an object that nests too deep', site)
  if (source.kind !== 'object' || patch.kind !== 'object') {
    if (patch.kind === 'null' && source.kind !== 'null') return site.unsupported('`union` of a value with null')
    if (patch.kind === 'unknown' || patch.kind === 'reference') return site.unknownFrom([source, patch], mayTurnOutToFail(patch))
    return source.kind === 'unknown' && patch.kind === 'object' ? site.unknownFrom([source], true) : patch
  }
  const entries = new Map(source.entries)
  for (const [key, entry] of patch.entries) {
    const known = entryOf(entries, key)
    if (known === undefined) entries.set(key, entry)
    else if (known[0] !== key) return site.unsupported('keys that differ only in case')
    else entries.set(known[0], merge(known[1], entry, site, depth + 1))
  }
  return record(entries, site)
}

const isLists = (args: readonly Value[]): boolean => args.every((arg) => arg.kind === 'list')
const isObjects = (args: readonly Value[]): boolean => args.every((arg) => arg.kind === 'object')

const union: Operation = (args, site) => {
  if (isLists(args)) {
    const items = args.flatMap((arg) => (arg.kind === 'list' ? arg.items : []))
    if (items.length > budget.instances) return outOfBudget('a collection of too many elements', site)
    const found = distinct(items)
    return found === undefined ? site.unknownFrom(args, true) : array(found, site)
  }
  return isObjects(args)
    ? args.reduce((source, patch) => merge(source, patch, site, 0))
    : site.fail('lists alone or objects alone were expected')
}

const intersection: Operation = (args, site) => {
  const [first, ...rest] = args
  if (first?.kind === 'list' && isLists(args)) {
    if (args.reduce((sum, arg) => sum + (arg.kind === 'list' ? arg.items.length : 0), 0) > budget.instances)
      return outOfBudget('a collection of too many elements', site)
    const own = distinct(first.items)
    if (own === undefined) return site.unknownFrom(args, true)
    const kept: Value[] = []
    for (const item of own) {
      const answers = rest.map((other) => {
        const each = (other.kind === 'list' ? other.items : []).map((one) => equals(one, item))
        return each.includes(true) ? true : each.includes(undefined) ? undefined : false
      })
      if (answers.every((answer) => answer === true)) kept.push(item)
      else if (!answers.includes(false)) return site.unknownFrom(args, true)
    }
    return array(kept, site)
  }
  if (first?.kind !== 'object' || !isObjects(args)) return site.fail('lists alone or objects alone were expected')
  const kept = new Map<string, Value>()
  for (const [key, entry] of first.entries) {
    const answers = rest.map((other) => {
      const found = other.kind === 'object' ? entryOf(other.entries, key) : undefined
      if (found === undefined) return false
      const same = equals(entry, found[1])
      // Objects within objects are not documented.
      return same === false && entry.kind === 'object' ? undefined : same
    })
    if (answers.every((answer) => answer === true)) kept.set(key, entry)
    else if (!answers.includes(false)) return site.unknownFrom(args, true)
  }
  return record(kept, site)
}

const shallowMerge: Operation = ([given], site) => {
  if (given?.kind !== 'list') return wrong(site, 'a list of objects', given)
  const entries = new Map<string, Value>()
  for (const item of given.items) {
    if (!isTopKnown(item)) return site.unknownFrom([item], true)
    if (item.kind !== 'object') return wrong(site, 'an object', item)
    for (const [key, entry] of item.entries) entries.set(entryOf(entries, key)?.[0] ?? key, entry)
  }
  return record(entries, site)
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-object#items: in alphabetical order of the keys. */
const items: Operation = ([given], site) => {
  if (given?.kind !== 'object') return wrong(site, 'an object', given)
  const keys = sortedKeys(given.entries.keys())
  if (keys === undefined) return site.unsupported('the order of keys with capitals or signs')
  return array(
    keys.map((key) =>
      record(
        new Map<string, Value>([
          ['key', string(key, site.origin)],
          ['value', given.entries.get(key)!],
        ]),
        site,
      ),
    ),
    site,
  )
}

const objectKeys: Operation = ([given], site) => {
  if (given?.kind !== 'object') return wrong(site, 'an object', given)
  const written = [...given.entries.keys()]
  const keys = sortedKeys(written)
  if (keys === undefined || keys.some((key, at) => key !== written[at])) return site.unsupported('the order of the keys of an object')
  return array(
    keys.map((key) => string(key, site.origin)),
    site,
  )
}

const flatten: Operation = ([given], site) => {
  if (given?.kind !== 'list') return wrong(site, 'a list of lists', given)
  const found: Value[] = []
  for (const item of given.items) {
    if (!isTopKnown(item)) return site.unknownFrom([item], true)
    if (item.kind !== 'list') return wrong(site, 'a list', item)
    for (const inner of item.items) found.push(inner)
    if (found.length > budget.elements) break
  }
  return boundedArray(found, site)
}

const range: Operation = ([from, count], site) => {
  const [start, many] = [wholeOf(from), wholeOf(count)]
  // At most 10,000: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array#range
  if (start === undefined || many === undefined || many < 0 || many > 10_000)
    return site.fail('a start and a count up to 10,000 were expected')
  return array(
    Array.from({ length: many }, (_, at) => whole(start + at, site)),
    site,
  )
}

const extreme =
  (isMax: boolean): Operation =>
  (args, site) => {
    const values = args.length === 1 && args[0]!.kind === 'list' ? args[0]!.items : args
    const numbers = values.map(wholeOf)
    if (values.length === 0 || numbers.includes(undefined)) return site.fail('whole numbers were expected')
    let found = numbers[0]!
    for (const one of numbers as readonly number[]) if (isMax ? one > found : one < found) found = one
    return whole(found, site)
  }

export const collectionFunctions: FunctionTable = {
  array: define(1, 1, ([given], site) => (given!.kind === 'list' ? given! : array([given!], site)), 'shape'),
  union: define(2, Number.POSITIVE_INFINITY, union, 'shape'),
  intersection: define(2, Number.POSITIVE_INFINITY, intersection, 'shape'),
  shallowmerge: define(1, 1, shallowMerge, 'shape'),
  items: define(1, 1, items, 'shape'),
  objectkeys: define(1, 1, objectKeys, 'shape'),
  flatten: define(1, 1, flatten, 'shape'),
  range: define(2, 2, range),
  min: define(1, Number.POSITIVE_INFINITY, extreme(false)),
  max: define(1, Number.POSITIVE_INFINITY, extreme(true)),
}

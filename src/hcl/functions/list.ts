/** Functions of lists, tuples and sets: length, order, membership and shape; elements that are not known stay so. */
import { oneOf, overAlternatives } from '../../eval/alternatives.ts'
import type { Site } from '../../eval/dialect.ts'
import {
  bool,
  doubtsOf,
  isFailure,
  isWhollyKnown,
  type ListValue,
  list,
  mergeDoubts,
  number,
  type Type,
  type Value,
} from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { convert } from '../convert.ts'
import { equals } from '../equality.ts'
import { graphemes } from '../graphemes.ts'
import { makeSet, withoutRepeats } from '../order.ts'
import { isSettled, isTold, listOf, surelyConverts, typeOf, unify } from '../types.ts'
import {
  aList,
  aListOfStrings,
  aNumber,
  anything,
  define,
  type FunctionTable,
  fallible,
  itemsAt,
  nullable,
  orUnknown,
  outOfBudget,
  wholeAt,
} from './define.ts'
import { attributesUnknown, doubted, elementOf, isCountable, mayGrow, part, typed } from './elements.ts'

const length = define({ params: [anything], sees: 'shape' }, ([value], site) => {
  if (value?.kind === 'string') return number(graphemes(value.value).length, site.origin)
  if (value?.kind === 'list') return isCountable(value) ? number(value.items.length, site.origin) : site.unknownFrom([value])
  if (value?.kind !== 'object') return site.fail('`length` takes a text, a list or a map')
  return value.open === undefined && value.possible === undefined ? number(value.entries.size, site.origin) : attributesUnknown(value, site)
})

const concat = define({ params: [anything], rest: anything, sees: 'shape' }, (args, site) => {
  if (args.some((arg) => arg.kind !== 'list' || arg.shape === 'set')) return site.fail('`concat` takes lists')
  const common = args.every((arg) => arg.kind === 'list' && arg.shape === 'list') ? unify(args.map(typeOf)) : undefined
  const lists = common === undefined ? args : args.map((arg) => convert(arg, common, site))
  const failed = lists.find(isFailure)
  if (failed !== undefined) return failed
  if (lists.some((value) => value.kind !== 'list')) return site.unknownFrom(args, true)
  const items = lists.flatMap((_, at) => itemsAt(lists, at))
  if (items.length > budget.elements) return outOfBudget('a list of too many elements', site)
  const made = list(items, site.origin, common === undefined ? 'tuple' : 'list')
  if (common === undefined) return made
  const result = items.length === 0 ? typed(made, common) : made
  if (args.every((arg) => isSettled(typeOf(arg)))) return result
  // Lists whose types turn out to have nothing in common make a tuple.
  const isSure = args.length === 1 || args.every((arg) => isTold(typeOf(arg)))
  if (isSure) return fallible(result)
  const tuple = list(
    args.flatMap((_, at) => itemsAt(args, at)),
    site.origin,
    'tuple',
  )
  return fallible(oneOf([result, tuple], mergeDoubts(...args.map(doubtsOf)), site.origin))
})

/** Undefined: elements that are not known may themselves be lists. */
const flattened = (value: ListValue): readonly Value[] | undefined => {
  if (!isCountable(value)) return undefined
  const items: Value[] = []
  for (const item of value.items) {
    if (item.kind === 'list') {
      const inner = flattened(item)
      if (inner === undefined) return undefined
      for (const each of inner) items.push(each)
    } else if ((item.kind === 'unknown' || item.kind === 'reference') && !isNoList(item)) return undefined
    else items.push(item)
    if (items.length > budget.elements) return items
  }
  return items
}

const isNoList = (value: Value): boolean => {
  const { kind } = typeOf(value)
  return kind === 'string' || kind === 'number' || kind === 'bool' || kind === 'object' || kind === 'map'
}

const flatten = define({ params: [anything], sees: 'shape' }, ([value], site) => {
  if (value?.kind !== 'list') return site.fail('`flatten` takes a list')
  const items = flattened(value)
  if (items === undefined) return site.unknownFrom([value])
  return items.length > budget.elements ? outOfBudget('a list of too many elements', site) : list(items, site.origin, 'tuple')
})

const element = define({ params: [anything, aNumber], sees: 'shape' }, (args, site) => {
  const [value] = args
  const index = wholeAt(args, 1)
  if (value?.kind !== 'list' || value.shape === 'set') return site.fail('`element` takes a list')
  // Only lists proper are counted from their end: https://developer.hashicorp.com/terraform/language/functions/element
  if (index === undefined || (index < 0 && value.shape !== 'list')) return site.fail('the index must be a whole number, zero or more')
  if (!isCountable(value)) return site.unknownFrom([value], true)
  const count = value.items.length
  return value.items[((index % count) + count) % count] ?? site.fail('`element` takes no empty list')
})

const slice = define({ params: [anything, aNumber, aNumber], sees: 'shape' }, (args, site) => {
  const [value] = args
  const [start, end] = [wholeAt(args, 1), wholeAt(args, 2)]
  if (value?.kind !== 'list' || value.shape === 'set') return site.fail('`slice` takes a list')
  if (!isCountable(value)) return site.unknownFrom([value], true)
  if (start === undefined || end === undefined || start < 0 || end > value.items.length || start > end)
    return site.fail(`from ${start} to ${end} is no part of a list of ${value.items.length}`)
  return part(value.items.slice(start, end), value, site)
})

const contains = define({ params: [anything, anything], sees: 'anything' }, (args, site) => {
  const isAcceptable = (value: Value): boolean => value.kind !== 'unknown' && value.kind !== 'reference'
  return orUnknown(
    args.slice(0, 1),
    site,
    ([value]) =>
      overAlternatives(
        args.slice(1),
        site.origin,
        () => true,
        ([wanted]) => holdsElement(value!, wanted!, site),
      ) ?? holdsElement(value!, args[1]!, site),
    isAcceptable,
  )
})

const holdsElement = (value: Value, wanted: Value, site: Site): Value => {
  if (value.kind !== 'list') return site.fail('`contains` takes a list, a set or a tuple')
  const answers = value.items.map((item) => (mayGrow(item) ? undefined : equals(item, wanted)))
  if (answers.includes(true)) return bool(true, site.origin)
  return answers.includes(undefined) ? doubted([...value.items, wanted], site) : bool(false, site.origin)
}

const index = define({ params: [anything, anything] }, ([value, wanted], site) => {
  if (value?.kind !== 'list' || value.shape === 'set') return site.fail('`index` takes a list')
  for (const [at, item] of value.items.entries()) {
    const equal = equals(item, wanted!)
    if (equal === undefined) return doubted([value, wanted!], site)
    if (equal) return number(at, site.origin)
  }
  return site.fail('the list does not hold the value')
})

/** Elements known in part are compared one with another up to this many. */
const mostPairs = 200

const distinct = define({ params: [aList], sees: 'shape' }, ([value], site) => {
  if (value?.kind !== 'list') return site.fail('`distinct` takes a list')
  if (isWhollyKnown(value)) return part(withoutRepeats(value.items), value, site, 'list')
  const kept: Value[] = []
  for (const item of value.items) {
    const answers = value.items.length > mostPairs ? [undefined] : kept.map((other) => equals(item, other))
    if (mayGrow(item) || answers.includes(undefined)) return site.unknownFrom([value])
    if (!answers.includes(true)) kept.push(item)
  }
  return part(kept, value, site, 'list')
})

const compact = define({ params: [aListOfStrings], sees: 'shape' }, ([value], site) => {
  if (value?.kind !== 'list') return site.fail('`compact` takes a list')
  const kept: Value[] = []
  for (const item of value.items) {
    if (item.kind === 'null' || (item.kind === 'string' && item.value === '')) continue
    // Not known, but surely a text that is not empty.
    const isKept = item.kind === 'string' || (item.kind === 'reference' && item.path.at(-1) === 'id') || hasText(item)
    if (!isKept) return site.unknownFrom(value.items)
    kept.push(item)
  }
  return part(kept, value, site, 'list')
})

const hasText = (item: Value): boolean => item.kind === 'unknown' && item.parts?.some((piece) => piece.kind === 'string') === true

const chunklist = define({ params: [aList, aNumber], sees: 'shape' }, (args, site) => {
  const [value] = args
  const size = wholeAt(args, 1)
  if (value?.kind !== 'list' || size === undefined || size < 0) return site.fail('the size must be a whole number, zero or more')
  if (!isCountable(value)) return site.unknownFrom([value], true)
  const chunks: Value[] = []
  for (let at = 0; at < value.items.length; at += size || value.items.length)
    chunks.push(part(value.items.slice(at, at + (size || value.items.length)), value, site, 'list'))
  return chunks.length > 0 ? list(chunks, site.origin) : typed(list(chunks, site.origin), listOf(listOf(elementOf(value))))
})

const reverse = define({ params: [anything], sees: 'shape' }, ([value], site) => {
  if (value?.kind !== 'list') return site.fail('`reverse` takes a list')
  if (!isCountable(value)) return site.unknownFrom([value])
  return part([...value.items].reverse(), value, site, value.shape === 'tuple' ? 'tuple' : 'list')
})

const setproduct = define({ params: [anything, anything], rest: anything, sees: 'shape' }, (args, site) => {
  const columns: (readonly Value[])[] = []
  const types: Type[] = []
  let total = 1
  for (const arg of args) {
    if (arg.kind !== 'list') return site.fail('`setproduct` takes lists and sets')
    if (!isCountable(arg)) return site.unknownFrom(args, true)
    const column = convert(arg, arg.shape === 'set' ? { kind: 'any' } : listOf({ kind: 'any' }), site)
    if (isFailure(column)) return column
    if (column.kind !== 'list') return site.unknownFrom(args, true)
    columns.push(column.items)
    types.push(elementOf(column))
    total *= column.items.length
    if (total > budget.elements) return outOfBudget('a product of too many elements', site)
  }
  let rows: (readonly Value[])[] = [[]]
  for (const column of columns) rows = rows.flatMap((row) => column.map((item) => [...row, item]))
  const tuples = total === 0 ? [] : rows.map((row) => list(row, site.origin, 'tuple'))
  const isSure = args.every((arg) => surelyConverts(typeOf(arg), listOf({ kind: 'any' })))
  const kept = <V extends Value>(made: V): V => (isSure ? made : fallible(made))
  const ofSets = args.some((arg) => arg.kind === 'list' && arg.shape === 'set')
  const type: Type = { kind: ofSets ? 'set' : 'list', element: { kind: 'tuple', elements: types } }
  if (ofSets) return kept(makeSet(tuples, site.origin, type) ?? site.unknownFrom(args))
  return kept(tuples.length > 0 ? list(tuples, site.origin) : typed(list(tuples, site.origin), type))
})

const truths = (decides: boolean): FunctionTable[string] =>
  define({ params: [{ type: listOf({ kind: 'bool' }) }], sees: 'shape' }, ([value], site) => {
    const items = value?.kind === 'list' ? value.items : []
    // Null is not true.
    if (items.some((item) => (item.kind === 'bool' ? item.value : item.kind === 'null' ? false : undefined) === decides))
      return bool(decides, site.origin)
    const open = items.filter((item) => item.kind !== 'bool' && item.kind !== 'null')
    return open.length === 0 ? bool(!decides, site.origin) : site.unknownFrom(open)
  })

const matchkeys = define({ params: [aList, aList, aList] }, (args, site) => {
  const [found, wantedKeys, wanted] = args
  if (found?.kind !== 'list' || wantedKeys?.kind !== 'list' || wanted?.kind !== 'list') return site.fail('`matchkeys` takes three lists')
  if (found.items.length !== wantedKeys.items.length) return site.fail('there must be as many keys as values')
  const type = unify([typeOf(wantedKeys), typeOf(wanted)])
  if (type === undefined) return site.fail('keys and wanted keys have no type in common')
  const [left, right] = [convert(wantedKeys, type, site), convert(wanted, type, site)]
  if (left.kind !== 'list' || right.kind !== 'list') return site.unknownFrom([left, right], true)
  if (left.items.length * right.items.length > budget.elements * 10) return outOfBudget('a search through too many elements', site)
  const answers = left.items.map((key) => right.items.map((other) => equals(key, other)))
  if (answers.some((row) => row.includes(undefined))) return doubted(args, site)
  return part(
    found.items.filter((_, at) => answers[at]!.includes(true)),
    found,
    site,
  )
})

/** What a splat iterates: null is no element, what is no list one element. https://developer.hashicorp.com/terraform/language/expressions/splat#single-values-as-lists */
const splat = define({ params: [nullable], sees: 'anything', total: true }, (args, site) => {
  const isAcceptable = (value: Value): boolean => value.kind !== 'unknown' && value.kind !== 'reference'
  const result = orUnknown(
    args,
    site,
    ([value]) => (value!.kind === 'list' ? value! : list(value!.kind === 'null' ? [] : [value!], site.origin, 'tuple')),
    isAcceptable,
  )
  if (result.kind !== 'unknown' || args[0]!.mayFail === true) return result
  const { mayFail: _, ...rest } = result
  return rest
})

export const listFunctions: FunctionTable = {
  '*': splat,
  length,
  concat,
  flatten,
  element,
  slice,
  contains,
  index,
  distinct,
  compact,
  chunklist,
  reverse,
  setproduct,
  alltrue: truths(false),
  anytrue: truths(true),
  matchkeys,
}

/** Functions on maps and objects: https://developer.hashicorp.com/terraform/language/functions, group "Collection Functions". */
import { oneOf } from '../../eval/alternatives.ts'
import type { Site } from '../../eval/dialect.ts'
import { doubtsOf, isFailure, isWhollyKnown, list, type ObjectValue, object, string, type Type, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'
import { convert } from '../convert.ts'
import { sortedKeys } from '../order.ts'
import { isSettled, listOf, mapOf, sameType, stringType, surelyConverts, typeOf } from '../types.ts'
import {
  aListOfStrings,
  anything,
  aString,
  define,
  type FunctionTable,
  fallible,
  itemsAt,
  nullable,
  orUnknown,
  outOfBudget,
  textAt,
  textsOf,
} from './define.ts'
import { attributesUnknown, elementOf, inEachShape, isCountable, isKnownObject, typed } from './elements.ts'

const onObject = (call: (value: ObjectValue, site: Site) => Value): FunctionTable[string] =>
  define({ params: [anything], sees: 'shape' }, ([value], site) => {
    if (value?.kind !== 'object') return site.fail('a map or an object is needed')
    return isKnownObject(value) ? inEachShape(value, (shaped) => call(shaped, site), site) : attributesUnknown(value, site)
  })

const keys = onObject((value, site) => {
  const names = sortedKeys(value.entries).map((key) => string(key, site.origin))
  const made = list(names, site.origin, value.shape === 'map' ? 'list' : 'tuple')
  return names.length === 0 && value.shape === 'map' ? typed(made, listOf(stringType)) : made
})

const values = onObject((value, site) => {
  const items = sortedKeys(value.entries).map((key) => value.entries.get(key)!)
  if (value.shape === 'object') return list(items, site.origin, 'tuple')
  const type = typeOf(value)
  return items.length > 0 || type.kind !== 'map' ? list(items, site.origin) : typed(list(items, site.origin), listOf(type.element))
})

// https://developer.hashicorp.com/terraform/language/functions/lookup
const lookup = define({ params: [anything, aString], rest: nullable, sees: 'anything' }, (args, site) => {
  if (args.length > 3) return site.fail('`lookup` takes two or three arguments')
  const isAcceptable = (value: Value): boolean => value.kind !== 'unknown' && value.kind !== 'reference'
  return (
    anyOf(args, site) ?? orUnknown(args.slice(0, 2), site, ([from, key]) => lookUp(from!, textAt([key!], 0), args[2], site), isAcceptable)
  )
})

/** The default as an element of the map; objects take any. */
const defaultFor = (from: ObjectValue, fallback: Value, site: Site): Value => {
  const type = from.open === undefined && from.possible === undefined ? typeOf(from) : undefined
  if (type?.kind !== 'map') return fallback
  const converted = convert(fallback, type.element, site)
  const isSure = surelyConverts(typeOf(fallback), type.element) || (isWhollyKnown(fallback) && isSettled(type.element))
  return isSure || isFailure(converted) ? converted : fallible(converted)
}

/** With a key that is not known: one of the elements, or the default. */
const anyOf = ([from, key, fallback]: readonly Value[], site: Site): Value | undefined => {
  const isOpenKey = key?.kind === 'reference' || (key?.kind === 'unknown' && key.among === undefined)
  if (!isOpenKey || key.mayFail === true || fallback === undefined || !isKnownObject(from) || from.type?.kind === 'unsure') return undefined
  if (from.entries.size >= budget.alternatives) return undefined
  const converted = defaultFor(from, fallback, site)
  return isFailure(converted) ? converted : oneOf([...from.entries.values(), converted], doubtsOf(key), site.origin)
}

const lookUp = (from: Value, key: string, fallback: Value | undefined, site: Site): Value => {
  if (from.kind !== 'object') return site.fail('`lookup` takes a map')
  if (from.possible !== undefined || (from.open !== undefined && !from.entries.has(key))) return attributesUnknown(from, site)
  return inEachShape(
    from,
    (shaped) => {
      // The default must be of the type of a map's elements, also where it is not needed.
      const converted = fallback === undefined ? undefined : defaultFor(shaped, fallback, site)
      if (converted !== undefined && isFailure(converted)) return converted
      const found = from.entries.get(key) ?? converted ?? site.fail(`there is no element \`${key}\``)
      return converted?.mayFail === true ? fallible(found) : found
    },
    site,
  )
}

/** The type that `merge` gives its result: that of the arguments where they have one, else an object. */
const mergedShape = (args: readonly Value[]): { readonly shape: ObjectValue['shape']; readonly type?: Type } => {
  const [first, ...rest] = args.map(typeOf)
  if (first?.kind !== 'map') return { shape: 'object' }
  return rest.every((type) => sameType(first, type) || (type.kind === 'map' && (isLoose(first) || isLoose(type))))
    ? { shape: 'map', type: first }
    : { shape: 'object' }
}

/** Not told apart by what was kept of its type. */
const isLoose = (type: Type): boolean => type.kind === 'map' && type.element.kind === 'unsure'

const merge = define({ params: [], rest: nullable, sees: 'shape' }, (args, site) => {
  const objects: ObjectValue[] = []
  for (const arg of args) {
    if (arg.kind === 'null') continue
    if (arg.kind !== 'object') return site.fail('`merge` takes maps and objects')
    if (!isKnownObject(arg)) return site.unknownFrom(args, true)
    objects.push(arg)
  }
  const entries = new Map<string, Value>()
  for (const value of objects) for (const [key, item] of value.entries) entries.set(key, item)
  if (entries.size > budget.elements) return outOfBudget('a map of too many elements', site)
  const { shape, type } = mergedShape(args)
  const unsure = args.find((arg) => arg.type?.kind === 'unsure')
  if (unsure !== undefined) return { ...object(entries, site.origin, shape), type: unsure.type! }
  return typed(object(entries, site.origin, shape), entries.size === 0 ? type : undefined)
})

const zipmap = define({ params: [aListOfStrings, anything], sees: 'shape' }, (args, site) => {
  const [names, items] = args
  if (names?.kind !== 'list' || items?.kind !== 'list' || items.shape === 'set') return site.fail('`zipmap` takes two lists')
  if (!isWhollyKnown(names) || !isCountable(items)) return site.unknownFrom(args, true)
  const texts = textsOf(names.items)
  if (texts === undefined) return site.fail('a key must not be null')
  if (texts.length !== items.items.length) return site.fail(`there are ${texts.length} keys and ${items.items.length} values`)
  const entries = new Map(texts.map((key, at) => [key, items.items[at]!]))
  const made = object(entries, site.origin, items.shape === 'tuple' ? 'object' : 'map')
  return entries.size === 0 && items.shape === 'list' ? typed(made, mapOf(elementOf(items))) : made
})

const transpose = define({ params: [{ type: mapOf(listOf(stringType)) }] }, ([value], site) => {
  const made = new Map<string, Value[]>()
  if (value?.kind !== 'object') return site.fail('`transpose` takes a map of lists')
  for (const key of sortedKeys(value.entries)) {
    const texts = textsOf(itemsAt([value.entries.get(key)!], 0))
    if (value.entries.get(key)!.kind === 'null' || texts === undefined) return site.fail('`transpose` takes no null')
    for (const item of texts) {
      const names = made.get(item)
      if (names === undefined) made.set(item, [string(key, site.origin)])
      else names.push(string(key, site.origin))
    }
  }
  const entries = new Map(sortedKeys(made).map((key): [string, Value] => [key, list(made.get(key)!, site.origin)]))
  const result = object(entries, site.origin, 'map')
  return entries.size > 0 ? result : typed(result, mapOf(listOf(stringType)))
})

export const mapFunctions: FunctionTable = { keys, values, lookup, merge, zipmap, transpose }

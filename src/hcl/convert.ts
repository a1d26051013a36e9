/** A value and a type in, the value as Terraform brings it to that type out: deep, with defaults, the unknown staying unknown. */
import { oneOf, overAlternatives } from '../eval/alternatives.ts'
import type { Site } from '../eval/dialect.ts'
import {
  bool,
  type Doubt,
  doubtsOf,
  isFailure,
  isWhollyKnown,
  type ListValue,
  list,
  mergeDoubts,
  number,
  type ObjectValue,
  object,
  reference,
  string,
  type Type,
  type UnknownValue,
  unknown,
  type Value,
} from '../eval/value.ts'
import { isFilledText } from './exported.ts'
import { numberText, parseNumber } from './numbers.ts'
import { makeSet, sortedKeys } from './order.ts'
import { describeType, isPrimitive, isSettled, plain, sameType, typeOf, unify } from './types.ts'

export { readType } from './read-type.ts'

export type TypeConstraint = Type

/** What holds of the evaluation of a value holds of what it was converted to. */
const marked = (result: Value, from: Value): Value => {
  if (from.sensitive !== true && from.mayFail !== true) return result
  return { ...result, ...(from.sensitive ? { sensitive: true } : {}), ...(from.mayFail ? { mayFail: true } : {}) }
}

const typed = <V extends Value>(value: V, type: Type): V => ({ ...value, type })

/** Text of a known primitive; undefined when it has none. */
export const textOf = (value: Value): string | undefined => {
  if (value.kind === 'string') return value.value
  if (value.kind === 'number') return numberText(value.value)
  return value.kind === 'bool' ? String(value.value) : undefined
}

// https://github.com/zclconf/go-cty/blob/v1.16.2/cty/convert/conversion_primitive.go
export const truthOf = (value: Value): boolean | undefined => {
  if (value.kind === 'bool') return value.value
  if (value.kind !== 'string') return undefined
  if (value.value === 'true' || value.value === '1') return true
  return value.value === 'false' || value.value === '0' ? false : undefined
}

/** The value as a value of the type. A failure when it cannot be one; null stays null, whatever the type. */
export const convert = (value: Value, type: TypeConstraint, site: Site): Value => {
  if (type.kind === 'any' || isFailure(value)) return value
  if (type.kind === 'unsure') return doubtful(value, type.causes, type.base, site)
  if (value.kind === 'null') return typed(value, type)
  if (value.kind === 'unknown') return convertUnknown(value, type, site)
  if (value.kind === 'reference') return value
  if (value.kind === 'object' && value.possible !== undefined) return site.unknownFrom([value], true)
  return marked(convertKnown(value, type, site), value)
}

const convertKnown = (value: Value, type: TypeConstraint, site: Site): Value => {
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return convertPrimitive(value, type.kind, site)
    case 'list':
    case 'set':
      return convertElements(value, type.kind, type.element, site)
    case 'map':
      return convertMap(value, type.element, site)
    case 'tuple':
      return convertTuple(value, type.elements, site)
    case 'object':
      return convertObject(value, type, site)
    default:
      return value
  }
}

const convertPrimitive = (value: Value, to: 'string' | 'number' | 'bool', site: Site): Value => {
  if (value.kind === to) return value
  if (to === 'string') {
    const text = textOf(value)
    return text === undefined ? mismatch(value, { kind: to }, site) : string(text, value.origin)
  }
  if (to === 'bool') {
    const truth = truthOf(value)
    return truth === undefined ? mismatch(value, { kind: to }, site) : bool(truth, value.origin)
  }
  const parsed = value.kind === 'string' ? parseNumber(value.value) : undefined
  return parsed === undefined ? mismatch(value, { kind: to }, site) : number(parsed, value.origin)
}

const mismatch = (value: Value, type: Type, site: Site): Value =>
  site.fail(`a ${value.kind === 'list' || value.kind === 'object' ? value.shape : value.kind} cannot be a ${describeType(type)}`)

const convertUnknown = (value: UnknownValue, type: TypeConstraint, site: Site): Value => {
  if (value.type !== undefined && sameType(value.type, type)) return value
  const tried = overAlternatives(
    [value],
    value.origin,
    () => true,
    ([known]) => convert(known!, type, site),
  )
  if (tried !== undefined) return marked(tried, value)
  const { type: declared, parts, identity, ...rest } = value
  const shown = declared ?? (parts === undefined ? undefined : { kind: 'string' as const })
  // An input of type number is not the same value as the text of it; one of no declared type is what it is used as.
  const changes = shown !== undefined && isPrimitive(shown) && !sameType(shown, type)
  const isText = type.kind === 'string' && parts !== undefined
  return {
    ...rest,
    ...(isText ? { parts } : {}),
    // Neither is a map the object that it was made of, nor a list the tuple.
    ...(identity !== undefined && !changes ? { identity: isSettled(type) ? identity : `${identity} as ${describeType(type)}` } : {}),
    ...(isSettled(type) ? { type: plain(type) } : {}),
  }
}

const bubbled = (items: readonly Value[]): Value | undefined => items.find(isFailure)

const convertElements = (value: Value, shape: 'list' | 'set', element: Type, site: Site): Value => {
  if (value.kind !== 'list') return mismatch(value, { kind: shape, element }, site)
  const types = element.kind === 'any' && value.shape === 'tuple' ? value.items.map(typeOf) : undefined
  const wanted = types === undefined ? element : unifyElements(value.items, types)
  if (wanted === undefined) return site.fail(`the elements have no type in common, as a ${shape} needs it`)
  const items = value.items.map((item) => convert(item, wanted, site))
  const failed = bubbled(items)
  if (failed !== undefined) return failed
  const result = shaped(items, value, shape, wanted, site)
  // A bare null has no type that a collection could be unified with, but this null may have come from a place where it had one.
  const uncertain = types !== undefined && !isPrimitive(wanted) && wanted.kind !== 'any' && types.some((type) => type.kind === 'any')
  if (!uncertain || isFailure(result)) return result
  const doubt: Doubt = { reason: 'unsupported', what: `a null beside collections in a ${shape}`, span: site.origin.span }
  return unknown([doubt], value.origin, { among: [result], mayFail: true })
}

const shaped = (items: readonly Value[], from: ListValue, shape: 'list' | 'set', element: Type, site: Site): Value => {
  const type: Type = { kind: shape, element }
  if (shape === 'set') return makeSet(items, from.origin, type) ?? site.unknownFrom(items)
  if (from.shape === 'set' && items.length > 1 && !items.every(isWhollyKnown)) return site.unknownFrom(items)
  const result = list(items, from.origin, 'list')
  return items.length === 0
    ? typed(
        result,
        from.shape !== 'tuple' && from.type?.kind === from.shape && element.kind === 'any'
          ? { kind: shape, element: from.type.element }
          : type,
      )
    : result
}

/** `typeOf` of the open is not known; resources of one type are of one type all the same. */
const unifyElements = (items: readonly Value[], types: readonly Type[]): Type | undefined => {
  if (areOneResourceType(items)) return { kind: 'any' }
  const type = unify(types)
  return type?.kind === 'any' && types.some((one) => one.kind !== 'any') ? undefined : type
}

const resourceType = (item: Value): string | undefined => {
  if (item.kind !== 'object' || item.open === undefined || item.open.path.length > 0) return undefined
  return /(?:^|\.)((?:data\.)?[\w-]+)\.[\w-]+(?:\[(?:\d+|\*|"[^"]*")\])?$/.exec(item.open.to)?.[1]
}

const areOneResourceType = (items: readonly Value[]): boolean => {
  const first = items[0] === undefined ? undefined : resourceType(items[0])
  return first !== undefined && items.every((item) => resourceType(item) === first)
}

const convertMap = (value: Value, element: Type, site: Site): Value => {
  const type: Type = { kind: 'map', element }
  if (value.kind !== 'object') return mismatch(value, type, site)
  if (value.open !== undefined) return site.unsupported('a resource as a map')
  const items = [...value.entries.values()]
  const wanted = element.kind === 'any' && value.shape === 'object' ? unifyElements(items, items.map(typeOf)) : element
  if (wanted === undefined) return site.fail('the attributes have no type in common, as a map needs it')
  const entries = new Map<string, Value>()
  for (const [key, item] of value.entries) {
    const converted = convert(item, wanted, site)
    if (isFailure(converted)) return converted
    entries.set(key, converted)
  }
  const result = object(entries, value.origin, 'map')
  if (entries.size > 0) return result
  return typed(
    result,
    value.shape === 'map' && value.type !== undefined && element.kind === 'any' ? value.type : { kind: 'map', element: wanted },
  )
}

const convertTuple = (value: Value, elements: readonly Type[], site: Site): Value => {
  if (value.kind !== 'list' || value.shape !== 'tuple' || value.items.length !== elements.length)
    return mismatch(value, { kind: 'tuple', elements }, site)
  const items = value.items.map((item, at) => convert(item, elements[at]!, site))
  return bubbled(items) ?? list(items, value.origin, 'tuple')
}

const convertObject = (value: Value, type: Type & { kind: 'object' }, site: Site): Value => {
  if (value.kind !== 'object') return mismatch(value, type, site)
  const entries = new Map<string, Value>()
  for (const [name, wanted] of type.attributes) {
    const item = value.entries.get(name)
    const converted = convertAttribute(value, item, name, wanted, type, site)
    if (isFailure(converted)) return converted
    entries.set(name, converted)
  }
  return object(entries, value.origin)
}

const convertAttribute = (
  from: ObjectValue,
  item: Value | undefined,
  name: string,
  wanted: Type,
  type: Type & { kind: 'object' },
  site: Site,
): Value => {
  const isOptional = type.optional?.has(name) === true
  const fallback = type.optional?.get(name)
  if (item === undefined && from.open !== undefined) return ofResource(from, name, isOptional)
  if (item === undefined && !isOptional) return site.fail(`attribute \`${name}\` is required`)
  // A default stands in for null too: https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes
  if (item === undefined || (item.kind === 'null' && fallback !== undefined))
    return convert(fallback ?? { kind: 'null', origin: from.origin }, wanted, site)
  const converted = convert(item, wanted, site)
  const mayBeNull = fallback !== undefined && (item.kind === 'unknown' || item.kind === 'reference') && !isNeverNull(item)
  return mayBeNull ? oneOf([converted, convert(fallback, wanted, site)], doubtsOf(item), item.origin) : converted
}

/** Surely not null, though not known. */
export const isNeverNull = (value: Value): boolean => {
  if (value.kind === 'reference') return isFilledText(value)
  if (value.kind !== 'unknown') return value.kind !== 'null' && !(value.kind === 'object' && value.possible !== undefined)
  return value.parts !== undefined || (value.among?.every(isNeverNull) ?? false)
}

/** An attribute that was not written down of a resource, as part of an object made of the resource. */
const ofResource = (from: ObjectValue, name: string, isOptional: boolean): Value => {
  const open = from.open!
  const attribute = { to: open.to, path: [...open.path, name] }
  const reason = /(?:^|\.)data\.[^.]+\.[^.]+$/.test(open.to) ? 'external' : 'computed'
  const doubt: Doubt = { reason, what: [open.to, ...attribute.path].join('.'), span: from.origin.span }
  const origin = { span: from.origin.span, via: from.origin, of: attribute }
  return isOptional ? unknown([doubt], origin) : reference(attribute, doubt, origin)
}

/** What a value may become when the type it is brought to is not known because of `causes`. */
const doubtful = (value: Value, causes: readonly Doubt[], base: Type | undefined, site: Site): Value => {
  if (value.kind === 'unknown' && value.among !== undefined) {
    const options = value.among.map((option) => doubtful(option, causes, base, site))
    return marked(oneOf(options, mergeDoubts(value.causes, causes), value.origin), value)
  }
  // The base alone may lack what this value has, and bringing it there would cut it short.
  const shared = base === undefined || value.kind === 'null' ? undefined : unify([typeOf(value), base])
  const converted = shared === undefined || shared.kind === 'unsure' ? value : convert(value, shared, site)
  // What has nothing in common yet may have it with what is not known.
  const based = isFailure(converted) ? value : converted
  if (based.kind === 'unknown' && based.among !== undefined) return marked(doubtful(based, causes, undefined, site), based)
  if (based.kind === 'number' || based.kind === 'bool')
    return unknown(causes, based.origin, {
      among: [based, string(textOf(based)!, based.origin)],
      ...(based.sensitive ? { sensitive: true } : {}),
    })
  if (based.kind === 'object' && based.open === undefined && based.possible === undefined) {
    const entries = new Map<string, Value>()
    for (const key of sortedKeys(based.entries)) entries.set(key, doubtful(based.entries.get(key)!, causes, undefined, site))
    // Beside a map, an object becomes a map.
    return { ...based, entries, type: { kind: 'unsure', causes } }
  }
  if (based.kind !== 'list') return based
  const items = based.items.map((item) => doubtful(item, causes, undefined, site))
  const made: Value = { ...based, items }
  // Beside a list, a tuple or a set becomes a list; beside a set a tuple becomes a set, and its order and repetitions are lost.
  const set = makeSet(items, based.origin)
  if (set === undefined) return unknown(causes, based.origin, based.sensitive ? { sensitive: true } : {})
  const options: readonly Value[] = based.shape === 'list' ? [made] : [made, { ...made, shape: 'list' }, set]
  return marked(oneOf(options, causes, based.origin), based)
}

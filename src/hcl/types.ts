/** Types of values, told from the values, and the one type to which several can be brought. */
import { type Doubt, doubtsOf, mergeDoubts, type Type, type Value } from '../eval/value.ts'
import { isText } from './exported.ts'

export const anyType: Type = { kind: 'any' }
export const stringType: Type = { kind: 'string' }
export const numberType: Type = { kind: 'number' }
export const boolType: Type = { kind: 'bool' }
export const listOf = (element: Type): Type => ({ kind: 'list', element })
export const setOf = (element: Type): Type => ({ kind: 'set', element })
export const mapOf = (element: Type): Type => ({ kind: 'map', element })

export const isPrimitive = (type: Type): boolean => type.kind === 'string' || type.kind === 'number' || type.kind === 'bool'

/** The same type; optional attributes make no difference. */
export const sameType = (a: Type, b: Type): boolean => {
  if (a === b) return true
  if (a.kind === 'list' || a.kind === 'set' || a.kind === 'map') return b.kind === a.kind && sameType(a.element, b.element)
  if (a.kind === 'tuple')
    return b.kind === 'tuple' && a.elements.length === b.elements.length && a.elements.every((type, at) => sameType(type, b.elements[at]!))
  if (a.kind === 'object') {
    if (b.kind !== 'object' || a.attributes.size !== b.attributes.size) return false
    for (const [name, type] of a.attributes) {
      const other = b.attributes.get(name)
      if (other === undefined || !sameType(type, other)) return false
    }
    return true
  }
  return a.kind !== 'unsure' && a.kind === b.kind
}

/** Nothing in the type is `any` or `unsure`. */
export const isSettled = (type: Type): boolean => {
  switch (type.kind) {
    case 'any':
    case 'unsure':
      return false
    case 'list':
    case 'set':
    case 'map':
      return isSettled(type.element)
    case 'tuple':
      return type.elements.every(isSettled)
    case 'object':
      for (const attribute of type.attributes.values()) if (!isSettled(attribute)) return false
      return true
    default:
      return true
  }
}

/** Nothing in the type is `unsure`. */
export const isTold = (type: Type): boolean => {
  switch (type.kind) {
    case 'unsure':
      return false
    case 'list':
    case 'set':
    case 'map':
      return isTold(type.element)
    case 'tuple':
      return type.elements.every(isTold)
    case 'object':
      for (const attribute of type.attributes.values()) if (!isTold(attribute)) return false
      return true
    default:
      return true
  }
}

const map = <T>(from: ReadonlyMap<string, T>, change: (value: T) => Type): ReadonlyMap<string, Type> => {
  const changed = new Map<string, Type>()
  for (const [key, value] of from) changed.set(key, change(value))
  return changed
}

/** A declared type of a value that is not known: wherever it says `any`, the type is not known either. */
const doubted = (type: Type, causes: readonly Doubt[]): Type => {
  switch (type.kind) {
    case 'any':
      return { kind: 'unsure', causes }
    case 'list':
    case 'set':
    case 'map':
      return { kind: type.kind, element: doubted(type.element, causes) }
    case 'tuple':
      return { kind: 'tuple', elements: type.elements.map((element) => doubted(element, causes)) }
    case 'object':
      return { kind: 'object', attributes: map(type.attributes, (attribute) => doubted(attribute, causes)) }
    default:
      return type
  }
}

const plainOf = new WeakMap<Type, Type>()

/** The type of values that were brought to this type: none of its attributes can be left out any more. */
export const plain = (type: Type): Type => {
  const known = plainOf.get(type)
  if (known !== undefined) return known
  let result = type
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') result = { kind: type.kind, element: plain(type.element) }
  else if (type.kind === 'tuple') result = { kind: 'tuple', elements: type.elements.map(plain) }
  else if (type.kind === 'object') result = { kind: 'object', attributes: map(type.attributes, plain) }
  plainOf.set(type, result)
  return result
}

/** The element type of a collection of one element type: of all its elements, what the most telling ones show. */
const elementType = (items: Iterable<Value>): Type => {
  let found: Type | undefined
  for (const item of items) {
    const type = typeOf(item)
    if (isSettled(type)) return type
    if (found === undefined || found.kind === 'any') found = type
  }
  return found ?? anyType
}

export const typeOf = (value: Value): Type => {
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return value.kind === 'string' ? stringType : value.kind === 'number' ? numberType : boolType
    case 'null':
      return value.type === undefined ? anyType : plain(value.type)
    case 'reference':
      return isText(value) ? stringType : { kind: 'unsure', causes: [value.doubt] }
    case 'unknown': {
      if (value.parts !== undefined) return stringType
      if (value.type !== undefined) return doubted(value.type, value.causes)
      const [first, ...rest] = (value.among ?? []).map(typeOf)
      return first !== undefined && rest.every((type) => sameType(first, type)) ? first : { kind: 'unsure', causes: value.causes }
    }
    case 'list':
      if (value.shape === 'tuple') return { kind: 'tuple', elements: value.items.map(typeOf) }
      if (value.items.length === 0) return value.type?.kind === value.shape ? plain(value.type) : { kind: value.shape, element: anyType }
      return { kind: value.shape, element: elementType(value.items) }
    case 'object':
      if (value.open !== undefined || value.possible !== undefined) return { kind: 'unsure', causes: doubtsOf(value) }
      if (value.type?.kind === 'unsure') return value.type
      if (value.shape === 'object') return { kind: 'object', attributes: map(value.entries, typeOf) }
      if (value.entries.size === 0) return value.type?.kind === 'map' ? plain(value.type) : mapOf(anyType)
      return mapOf(elementType(value.entries.values()))
    default:
      return { kind: 'unsure', causes: [] }
  }
}

const distinct = (types: readonly Type[]): readonly Type[] => {
  const found: Type[] = []
  for (const type of types) if (!found.some((known) => sameType(known, type))) found.push(type)
  return found
}

/**
 * The one type to which values of all these types can be brought; undefined when there is none.
 * A type that is not known makes the result `unsure` (unless the others are strings, which stay strings), with what the others give as its base.
 */
export const unify = (types: readonly Type[]): Type | undefined => {
  const [first] = types
  if (first === undefined) return anyType
  if (types.every((type) => sameType(first, type))) return first
  const causes: (readonly Doubt[])[] = []
  const concrete: Type[] = []
  for (const type of types) {
    if (type.kind === 'unsure') {
      causes.push(type.causes)
      if (type.base !== undefined) concrete.push(type.base)
    } else if (type.kind !== 'any') concrete.push(type)
  }
  const base = concrete.length === 0 ? undefined : unifyKnown(distinct(concrete))
  // A bare null beside types that do not fit leaves each as it is.
  const hasBareNull = types.some((type) => type.kind === 'any')
  if (causes.length === 0) {
    if (base !== undefined && hasBareNull && !concrete.every(isTold))
      return { kind: 'unsure', causes: mergeDoubts(...concrete.map(causesIn)) }
    return base ?? (hasBareNull ? anyType : undefined)
  }
  // Numbers and truths have no type in common, until a text joins them.
  if (base?.kind === 'string' && ((!hasBareNull && causes.length === 1) || concrete.every((type) => type.kind === 'string'))) return base
  return { kind: 'unsure', causes: mergeDoubts(...causes), ...(base === undefined || types.some(hasAny) ? {} : { base }) }
}

/** There may be a bare null in it. */
const hasAny = (type: Type): boolean => type.kind === 'any' || elementsOf(type).some(hasAny)

/** Why parts of the type are not known. */
const causesIn = (type: Type): readonly Doubt[] => {
  if (type.kind === 'unsure') return mergeDoubts(type.causes, type.base === undefined ? [] : causesIn(type.base))
  return mergeDoubts(...elementsOf(type).map(causesIn))
}

// https://github.com/zclconf/go-cty/blob/v1.16.2/cty/convert/unify.go
const unifyKnown = (types: readonly Type[]): Type | undefined => {
  const [first] = types
  if (first === undefined || types.length === 1) return first
  if (types.every(isPrimitive)) return types.some((type) => type.kind === 'string') ? stringType : undefined
  const kinds = new Set(types.map((type) => type.kind))
  const only = (...allowed: readonly Type['kind'][]): boolean => [...kinds].every((kind) => allowed.includes(kind))
  if (only('map')) return collection('map', types)
  if (only('set')) return collection('set', types)
  if (only('list')) return collection('list', types)
  if (only('object')) return unifyObjects(types)
  if (only('tuple')) return unifyTuples(types)
  if (only('map', 'object')) return theObject(types) ?? collection('map', types)
  if (only('list', 'tuple')) return collection('list', types)
  // Of lists and sets together, the lists' type is wanted as it is, and else the sets'.
  const ofKind = (kind: 'list' | 'set'): Type | undefined =>
    collection(
      kind,
      types.filter((type) => type.kind === kind),
    )
  if (only('list', 'set', 'tuple') && kinds.has('list')) return ofKind('list')
  return only('set', 'tuple') ? ofKind('set') : undefined
}

/** The one object there is, where its attributes have no type in common: it cannot become a map, and maps without any type of elements become objects. */
const theObject = (types: readonly Type[]): Type | undefined => {
  const [object, ...more] = types.filter((type) => type.kind === 'object')
  if (object === undefined || more.length > 0 || types.some((type) => type.kind === 'map' && type.element.kind !== 'any')) return undefined
  return unify(elementsOf(object).filter((type) => type.kind !== 'any')) === undefined ? object : undefined
}

const elementsOf = (type: Type): readonly Type[] => {
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') return [type.element]
  if (type.kind === 'tuple') return type.elements
  return type.kind === 'object' ? [...type.attributes.values()] : []
}

const collection = (kind: 'list' | 'set' | 'map', types: readonly Type[]): Type | undefined => {
  const element = unify(types.flatMap(elementsOf))
  return element === undefined ? undefined : { kind, element }
}

const unifyObjects = (types: readonly Type[]): Type | undefined => {
  const objects = types.flatMap((type) => (type.kind === 'object' ? [type.attributes] : []))
  const [first] = objects
  if (first === undefined) return undefined
  for (const other of objects)
    if (other.size !== first.size || [...first.keys()].some((name) => !other.has(name))) return collection('map', types)
  const attributes = new Map<string, Type>()
  for (const name of first.keys()) {
    const type = unify(objects.map((attribute) => attribute.get(name)!))
    if (type === undefined) return undefined
    attributes.set(name, type)
  }
  return { kind: 'object', attributes }
}

const unifyTuples = (types: readonly Type[]): Type | undefined => {
  const tuples = types.flatMap((type) => (type.kind === 'tuple' ? [type.elements] : []))
  const [first] = tuples
  if (first === undefined) return undefined
  if (tuples.some((other) => other.length !== first.length)) return collection('list', types)
  const elements: Type[] = []
  for (const at of first.keys()) {
    const type = unify(tuples.map((tuple) => tuple[at]!))
    if (type === undefined) return undefined
    elements.push(type)
  }
  return { kind: 'tuple', elements }
}

/** Every value of the one type can be brought to the other, whatever the value is. */
export const surelyConverts = (from: Type, to: Type): boolean => {
  if (to.kind === 'any' || from.kind === 'any' || sameType(from, to)) return true
  if (isPrimitive(to)) return to.kind === 'string' && isPrimitive(from)
  if (to.kind === 'list' || to.kind === 'set') {
    if (from.kind === 'list' || from.kind === 'set') return surelyConverts(from.element, to.element)
    return from.kind === 'tuple' && allConvert(from.elements, to.element)
  }
  if (to.kind !== 'map') return false
  if (from.kind === 'map') return surelyConverts(from.element, to.element)
  return from.kind === 'object' && allConvert([...from.attributes.values()], to.element)
}

/** Elements of these types can be brought to the one type, or to one type among themselves where any will do. */
const allConvert = (from: readonly Type[], to: Type): boolean => {
  if (to.kind !== 'any') return from.every((type) => surelyConverts(type, to))
  return from.length < 2 || (from.every(isSettled) && unify(from) !== undefined)
}

/** A type as people read it. */
export const describeType = (type: Type): string => {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return type.element.kind === 'any' || type.element.kind === 'unsure' ? type.kind : `${type.kind} of ${describeType(type.element)}`
    default:
      return type.kind === 'unsure' || type.kind === 'any' ? 'any type' : type.kind
  }
}

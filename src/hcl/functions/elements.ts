/** What can be said of collections that are known in part: how many elements, of which type, in which shape. */
import { oneOf } from '../../eval/alternatives.ts'
import type { Site } from '../../eval/dialect.ts'
import { isWhollyKnown, type ListValue, list, type ObjectValue, type Type, type Value } from '../../eval/value.ts'
import { typeOf, unify } from '../types.ts'

export const mayGrow = (item: Value): boolean => item.kind === 'object' && item.possible !== undefined

/** Which elements there are is known, whatever they are. */
export const isCountable = (value: ListValue): boolean =>
  !value.items.some(mayGrow) && (value.shape !== 'set' || value.items.length < 2 || isWhollyKnown(value))

export const typed = <V extends Value>(value: V, type: Type | undefined): V => (type === undefined ? value : { ...value, type })

/** A list made of elements of this one, keeping what is known of its type when none is left. */
export const part = (items: readonly Value[], from: ListValue, site: Site, shape: ListValue['shape'] = from.shape): ListValue => {
  const made = list(items, site.origin, shape)
  return items.length > 0 || shape === 'tuple' ? made : typed(made, { kind: shape, element: elementOf(from) })
}

export const elementOf = (value: ListValue): Type => {
  const type = typeOf(value)
  return 'element' in type ? type.element : (unify(type.kind === 'tuple' ? type.elements : []) ?? { kind: 'any' })
}

export const attributesUnknown = (value: ObjectValue, site: Site): Value => site.unknownFrom([value], true)

export const isKnownObject = (value: Value | undefined): value is ObjectValue =>
  value?.kind === 'object' && value.open === undefined && value.possible === undefined

/** Once for an object, once for a map, where it is not known which of them this is. */
export const inEachShape = (value: ObjectValue, call: (shaped: ObjectValue) => Value, site: Site): Value => {
  const { type, ...rest } = value
  return type?.kind === 'unsure'
    ? oneOf([call({ ...rest, shape: 'object' }), call({ ...rest, shape: 'map' })], type.causes, site.origin)
    : call(value)
}

/** True or false, depending on these. */
export const doubted = (from: readonly Value[], site: Site): Value => {
  const result = site.unknownFrom(from)
  return result.kind === 'unknown' && result.causes.length === 0 ? site.unsupported('equality of values whose types were not kept') : result
}

/** Conversions and marks: https://developer.hashicorp.com/terraform/language/functions, group "Type Conversion Functions". */
import type { Site } from '../../eval/dialect.ts'
import { bool, isSensitive, type Type, type Value } from '../../eval/value.ts'
import { convert } from '../convert.ts'
import { boolType, isPrimitive, isSettled, listOf, mapOf, numberType, setOf, stringType, typeOf } from '../types.ts'
import { define, type FunctionTable, nullable } from './define.ts'

/** A value of this type surely becomes one of the other. */
const surely = (from: Type, to: Type): boolean => {
  if (isPrimitive(to)) return to.kind === 'string' ? isPrimitive(from) : from.kind === to.kind
  return from.kind === to.kind && isSettled(from)
}

const to = (type: Type): FunctionTable[string] =>
  define({ params: [nullable], sees: 'anything' }, ([value], site) => converted(value!, type, site))

const converted = (value: Value, type: Type, site: Site): Value => {
  const result = convert(value, type, site)
  if (value.kind !== 'unknown' || result.kind !== 'unknown' || surely(typeOf(value), type)) return result
  return { ...result, mayFail: true }
}

const passing = (change: (value: Value) => Value): FunctionTable[string] =>
  define({ params: [nullable], sees: 'anything', total: true }, ([value]) => change(value!))

/** The same value without marks, at every depth. */
const unmarked = (value: Value): Value => {
  const { sensitive: _, ...rest } = value
  return rest
}

export const typeFunctions: FunctionTable = {
  tostring: to(stringType),
  tonumber: to(numberType),
  tobool: to(boolType),
  tolist: to(listOf({ kind: 'any' })),
  toset: to(setOf({ kind: 'any' })),
  tomap: to(mapOf({ kind: 'any' })),
  sensitive: passing((value) => ({ ...value, sensitive: true })),
  nonsensitive: passing(unmarked),
  issensitive: define({ params: [nullable], sees: 'known' }, ([value], site) => bool(isSensitive(value!), site.origin)),
  // Nothing here is ephemeral: such values come from resources that are only there while Terraform runs.
  ephemeralasnull: passing((value) => value),
}

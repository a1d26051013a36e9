/** Conversions and marks: https://developer.hashicorp.com/terraform/language/functions, group "Type Conversion Functions". */
import type { Site } from '../../eval/dialect.ts'
import { bool, isWhollyKnown, type Type, type Value } from '../../eval/value.ts'
import { convert } from '../convert.ts'
import { boolType, listOf, mapOf, numberType, setOf, stringType, surelyConverts, typeOf } from '../types.ts'
import { define, type FunctionTable, fallible, nullable } from './define.ts'

const to = (type: Type): FunctionTable[string] =>
  define({ params: [nullable], sees: 'anything' }, ([value], site) => converted(value!, type, site))

const converted = (value: Value, type: Type, site: Site): Value => {
  const result = convert(value, type, site)
  return isWhollyKnown(value) || surelyConverts(typeOf(value), type) ? result : fallible(result)
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
  nonsensitive: { ...passing(unmarked), marks: true },
  issensitive: {
    ...define({ params: [nullable], sees: 'known' }, ([value], site) => bool(value!.sensitive === true, site.origin)),
    marks: true,
  },
  // Nothing here is ephemeral: such values come from resources that are only there while Terraform runs.
  ephemeralasnull: passing((value) => value),
}

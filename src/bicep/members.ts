/** Members of objects and lists, and the order of iteration; the language without its functions. */
import type { Dialect, Site } from '../eval/dialect.ts'
import type { ObjectValue, Value } from '../eval/value.ts'
import { binary, unary } from './operators.ts'
import { textOf } from './text.ts'

/** The property of that name in any case, the same case first: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/data-types#objects */
export const propertyOf = (object: ObjectValue, name: string): Value | undefined => {
  const exact = object.entries.get(name)
  if (exact !== undefined) return exact
  const lower = name.toLowerCase()
  for (const [key, entry] of object.entries) if (key.length === name.length && key.toLowerCase() === lower) return entry
  return undefined
}

const member = (from: Value, key: Value, site: Site): Value | undefined => {
  if (from.kind === 'object') {
    if (from.possible !== undefined) return site.unknownFrom([from], true)
    return key.kind === 'string' ? propertyOf(from, key.value) : undefined
  }
  return from.kind === 'list' && key.kind === 'number' && typeof key.value === 'number' ? from.items[key.value] : undefined
}

/** All that differs from other languages but the functions. */
export const language: Dialect = {
  binary,
  unary,
  functions: {},
  member,
  /** Only lists are iterated. */
  walk: (value) => (value.kind === 'list' ? value.items.map((item, at) => [at, item] as const) : undefined),
  text: textOf,
  truth: (value) => (value.kind === 'bool' ? value.value : undefined),
}

/** Values and the texts that stand for them: inside other text, and as JSON both ways. */
import type { Tree } from '../data/tree.ts'
import { bool, list, type Numeric, nullValue, number, type Origin, object, string, type Value } from '../eval/value.ts'
import { readNumber } from './parse-expression.ts'

/** A whole number in full; undefined for others, whose texts depend on how the number was written. */
export const numberText = (value: Numeric): string | undefined => {
  if (typeof value === 'number') return String(value)
  return value.isInteger() && value.abs().gt(Number.MAX_SAFE_INTEGER) && value.abs().lt('1e19') ? value.toFixed(0) : undefined
}

/** Text of a primitive inside another: `true` is `True`, null is nothing. Lists and objects have none here. */
export const textOf = (value: Value): string | undefined => {
  switch (value.kind) {
    case 'string':
      return value.value
    case 'number':
      return numberText(value.value)
    case 'bool':
      return value.value ? 'True' : 'False'
    case 'null':
      return ''
    default:
      return undefined
  }
}

/** Compact JSON of a wholly known value; undefined where a number in it cannot be written surely. */
export const jsonOf = (value: Value): string | undefined => {
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'number':
      return numberText(value.value)
    case 'string':
      return JSON.stringify(value.value)
    case 'list': {
      const items = value.items.map(jsonOf)
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`
    }
    case 'object': {
      const entries = [...value.entries].map(([key, entry]) => [JSON.stringify(key), jsonOf(entry)] as const)
      return entries.some(([, entry]) => entry === undefined) ? undefined : `{${entries.map((pair) => pair.join(':')).join(',')}}`
    }
    default:
      return undefined
  }
}

/** A tree of JSON as it stands, nothing in it evaluated. Each value is where it is written, or all of them at `place`. */
export const literalOf = (tree: Tree, place?: Origin): Value => {
  const origin = place ?? { span: tree.span }
  switch (tree.kind) {
    case 'list':
      return list(
        tree.items.map((item) => literalOf(item, place)),
        origin,
        'tuple',
      )
    case 'map':
      return object(new Map(tree.entries.map((entry) => [entry.key, literalOf(entry.value, place)])), origin)
    default:
      if (tree.value === null) return nullValue(origin)
      if (typeof tree.value === 'string') return string(tree.value, origin)
      return typeof tree.value === 'boolean' ? bool(tree.value, origin) : number(readNumber(tree.raw), origin)
  }
}

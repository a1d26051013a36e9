/** Values and the texts that stand for them: inside other text, and as JSON both ways. */
import type { Tree } from '../data/tree.ts'
import { bool, list, type Numeric, nullValue, number, type Origin, object, string, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
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

/** How many characters there is still room for. */
export interface Room {
  left: number
}

/** The text, as long as there is room for it. */
export const within = (text: string | undefined, room: Room): string | undefined => {
  room.left -= text?.length ?? 0
  return room.left < 0 ? undefined : text
}

/** The texts of all, in order; undefined where one has none or there is no room for it. */
export const eachText = <T>(values: Iterable<T>, textOfOne: (value: T) => string | undefined): readonly string[] | undefined => {
  const texts: string[] = []
  for (const value of values) {
    const text = textOfOne(value)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return texts
}

/** Compact JSON of a wholly known value; undefined where a number in it cannot be written surely, or where it grows too long. */
export const jsonOf = (value: Value, room: Room = { left: budget.stringLength }): string | undefined => {
  switch (value.kind) {
    case 'null':
      return within('null', room)
    case 'bool':
      return within(String(value.value), room)
    case 'number':
      return within(numberText(value.value), room)
    case 'string':
      return value.value.length > room.left ? undefined : within(JSON.stringify(value.value), room)
    case 'list': {
      const items = eachText(value.items, (item) => jsonOf(item, room))
      return items && `[${items.join(',')}]`
    }
    case 'object': {
      const entries = eachText(value.entries, ([key, entry]) => {
        const written = within(JSON.stringify(key), room)
        const text = written && jsonOf(entry, room)
        return text && `${written}:${text}`
      })
      return entries && `{${entries.join(',')}}`
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

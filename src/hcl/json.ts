/** Values as JSON text and back, as `jsonencode` and `jsondecode` write and read it. */

import { readJson } from '../data/json.ts'
import type { Tree } from '../data/tree.ts'
import type { Site } from '../eval/dialect.ts'
import { bool, list, nullValue, number, object, string, type Value } from '../eval/value.ts'
import { numberText, parseNumber } from './numbers.ts'
import { sortedKeys } from './order.ts'

// https://pkg.go.dev/encoding/json#Marshal: these are escaped as well, so that the text may stand inside HTML
const unsafe = /[<>&\u2028\u2029]/g

const quoted = (value: string): string =>
  JSON.stringify(value).replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Undefined: a value that JSON has no form for. */
export const toJson = (value: Value): string | undefined => {
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'number':
      return numberText(value.value)
    case 'string':
      return quoted(value.value)
    case 'list': {
      const items = value.items.map(toJson)
      return items.includes(undefined) ? undefined : `[${items.join(',')}]`
    }
    case 'object': {
      const entries = sortedKeys(value.entries).map((key) => [key, toJson(value.entries.get(key)!)] as const)
      return entries.some(([, item]) => item === undefined)
        ? undefined
        : `{${entries.map(([key, item]) => `${quoted(key)}:${item}`).join(',')}}`
    }
    default:
      return undefined
  }
}

const toValue = (tree: Tree, site: Site): Value | undefined => {
  const { origin } = site
  if (tree.kind === 'list') {
    const items: Value[] = []
    for (const item of tree.items) {
      const value = toValue(item, site)
      if (value === undefined) return undefined
      items.push(value)
    }
    return list(items, origin, 'tuple')
  }
  if (tree.kind === 'map') {
    const entries = new Map<string, Value>()
    for (const entry of tree.entries) {
      const value = toValue(entry.value, site)
      if (value === undefined) return undefined
      entries.set(entry.key.normalize('NFC'), value)
    }
    return object(entries, origin)
  }
  if (tree.value === null) return nullValue(origin)
  if (typeof tree.value === 'boolean') return bool(tree.value, origin)
  if (typeof tree.value === 'string') return string(tree.value.normalize('NFC'), origin)
  const read = parseNumber(tree.raw)
  return read === undefined ? undefined : number(read, origin)
}

/** The value of a JSON text: objects and tuples. A failure when the text is none. */
export const fromJson = (text: string, site: Site): Value => {
  const file = { path: 'jsondecode', text, language: 'json' as const }
  let problem = 'this is no JSON'
  const tree = readJson(
    file,
    ({ message }) => {
      problem = message
    },
    { duplicateKeys: 'keep' },
  )
  if (tree !== undefined) return toValue(tree, site) ?? site.unsupported('a number of this size')
  return problem === 'this is nested too deeply' ? site.unsupported('JSON nested this deeply') : site.fail(`invalid JSON: ${problem}`)
}

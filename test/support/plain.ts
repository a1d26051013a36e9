/** Values written as plain data, so that a test reads: unknowns as `?why`, references as `→address.path`. */
import type { Value } from '../../src/eval/value.ts'

export const plain = (value: Value): unknown => {
  switch (value.kind) {
    case 'null':
      return null
    case 'bool':
    case 'string':
      return value.value
    case 'number':
      return typeof value.value === 'number' ? value.value : value.value.toString()
    case 'list':
      return value.items.map(plain)
    case 'object': {
      const entries = Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]))
      return value.possible === undefined ? entries : { '?possible': value.possible.map((doubt) => doubt.what), ...entries }
    }
    case 'reference':
      return `→${[value.to, ...value.path].join('.')}`
    case 'unknown':
      if (value.among !== undefined) return { '?one of': value.among.map(plain) }
      if (value.parts !== undefined) return { '?text': value.parts.map(plain) }
      return `?${value.causes.map((cause) => cause.what).join(', ')}`
    default:
      return value.kind
  }
}

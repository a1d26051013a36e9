/** What is particular to deployment templates once their syntax is gone. */
import type { Dialect } from '../eval/dialect.ts'
import { entryOf } from './functions/define.ts'
import { functions } from './functions/table.ts'
import { binary, unary } from './operators.ts'
import { textOf } from './texts.ts'

export const armDialect: Dialect = {
  binary,
  unary,
  functions,
  member: (from, key, site) => {
    if (from.kind === 'object') {
      if (from.possible !== undefined) return site.unknownFrom([from], true)
      return key.kind === 'string' ? entryOf(from.entries, key.value)?.[1] : undefined
    }
    return from.kind === 'list' && key.kind === 'number' && typeof key.value === 'number' && key.value >= 0
      ? from.items[key.value]
      : undefined
  },
  walk: (value) => {
    if (value.kind === 'object') return [...value.entries]
    return value.kind === 'list' ? value.items.map((item, at) => [at, item] as const) : undefined
  },
  text: textOf,
  truth: (value) => (value.kind === 'bool' ? value.value : undefined),
}

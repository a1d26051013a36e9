/** Functions of text whose result is not known where an argument is not, and is the same unknown wherever the arguments are. */
import { overAlternatives } from '../../eval/alternatives.ts'
import type { Dialect, EagerEntry, Operation, Site } from '../../eval/dialect.ts'
import { isWhollyKnown, unknown, type Value } from '../../eval/value.ts'
import { eachText, jsonOf, textOf } from '../texts.ts'
import { define } from './define.ts'

/** Longer keys are not kept: they are those of whole objects. */
const longest = 1_000

/** Equal keys are equal values; undefined where the value may be anything. */
export const keyOf = (value: Value): string | undefined => {
  if (isWhollyKnown(value)) return jsonOf(value, { left: longest })
  if (value.kind === 'reference') {
    const name = [value.to, ...value.path].join('.')
    return name.includes('[*]') ? undefined : `<${name}>`
  }
  if (value.kind === 'unknown') {
    if (value.identity !== undefined) return `<${value.identity}>`
    const parts = value.parts?.map(keyOf)
    return parts === undefined || parts.includes(undefined) ? undefined : `concat(${parts.join(',')})`
  }
  if (value.kind !== 'list') return undefined
  const items = value.items.map(keyOf)
  return items.includes(undefined) ? undefined : `[${items.join(',')}]`
}

const identityOf = (name: string, args: readonly Value[]): string | undefined => {
  const keys = eachText(args, keyOf)
  const identity = keys && `${name}(${keys.join(',')})`
  return identity === undefined || identity.length > longest ? undefined : identity
}

/** What a function does with arguments that are not all known: each of a few, or one unknown with a name of its own. */
export const orSame = (
  name: string,
  args: readonly Value[],
  site: Site,
  call: Operation,
  acceptable: (value: Value) => boolean = isWhollyKnown,
): Value => {
  if (args.every(acceptable)) return call(args, site)
  const tried = overAlternatives(args, site.origin, acceptable, (chosen) => call(chosen, site))
  if (tried !== undefined) return tried
  const result = site.unknownFrom(args, true)
  const identity = identityOf(name, args)
  return result.kind === 'unknown' && identity !== undefined ? unknown(result.causes, site.origin, { identity, mayFail: true }) : result
}

export const pure = (name: string, least: number, most: number, call: Operation): EagerEntry =>
  define(least, most, (args, site) => orSame(name, args, site, call), 'anything')

/** Of a dialect, what making a text asks of it. */
export const textDialect: Dialect = {
  binary: {},
  unary: {},
  functions: {},
  member: () => undefined,
  walk: () => undefined,
  text: textOf,
  truth: () => undefined,
}

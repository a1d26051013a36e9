/** How a function of deployment templates is written down: how many arguments it takes, and what it does with those that fit. */
import type { EagerEntry, FunctionEntry, Operation, Site } from '../../eval/dialect.ts'
import { outOfBudget as outOf } from '../../eval/site.ts'
import { bool, type ListValue, list, number, object, string, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'

/** By name in lower case. */
export type FunctionTable = Readonly<Record<string, FunctionEntry>>

/** `most` is Infinity where there is no limit. */
export const define = (least: number, most: number, call: Operation, sees: EagerEntry['sees'] = 'known'): EagerEntry => ({
  sees,
  call: (args, site) => {
    if (args.length >= least && args.length <= most) return call(args, site)
    const takes = most === Number.POSITIVE_INFINITY ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`
    return site.fail(`this function takes ${takes} argument${takes === '1' ? '' : 's'}, not ${args.length}`)
  },
})

export const wrong = (site: Site, what: string, value: Value | undefined): Value =>
  site.fail(`${what} was expected, not ${value === undefined ? 'nothing' : `a ${value.kind === 'list' ? 'list' : value.kind}`}`)

export const outOfBudget = (what: string, site: Site): Value => outOf(what, site.origin)

/** Known only when the deployment runs. */
export const computed = (what: string, site: Site, identity?: string): Value =>
  unknown([{ reason: 'computed', what, span: site.origin.span }], site.origin, {
    mayFail: true,
    ...(identity === undefined ? {} : { identity }),
  })

// ── reading ──

export const textOf = (value: Value | undefined): string | undefined => (value?.kind === 'string' ? value.value : undefined)
/** A whole number that a double holds exactly. */
export const wholeOf = (value: Value | undefined): number | undefined =>
  value?.kind === 'number' && typeof value.value === 'number' ? value.value : undefined
export const itemsOf = (value: Value | undefined): readonly Value[] | undefined => (value?.kind === 'list' ? value.items : undefined)

/** The entry of an object under a name, in whatever letter case: members are compared so. */
export const entryOf = (entries: ReadonlyMap<string, Value>, name: string): readonly [string, Value] | undefined => {
  const exact = entries.get(name)
  if (exact !== undefined) return [name, exact]
  const lower = name.toLowerCase()
  for (const key of entries.keys()) if (key.length === name.length && key.toLowerCase() === lower) return [key, entries.get(key)!]
  return undefined
}

// ── giving ──

export const text = (value: string, site: Site): Value =>
  value.length > budget.stringLength ? outOfBudget('a text that grows too long', site) : string(value, site.origin)
export const truth = (value: boolean, site: Site): Value => bool(value, site.origin)
export const whole = (value: number, site: Site): Value => number(value, site.origin)
/** All lists are of one shape here. */
export const array = (items: readonly Value[], site: { readonly origin: Value['origin'] }): ListValue => list(items, site.origin, 'tuple')
export const boundedArray = (items: readonly Value[], site: Site): Value =>
  items.length > budget.elements ? outOfBudget('a collection of too many elements', site) : array(items, site)
export const record = (entries: ReadonlyMap<string, Value>, site: { readonly origin: Value['origin'] }): Value =>
  object(entries, site.origin)

/** How a function is written down: the kinds of its parameters, and what it does with arguments that are of these kinds. */
import type { EagerEntry, FunctionEntry, Site } from '../../eval/dialect.ts'
import { type ListValue, list, number, type ObjectValue, string, unknown, type Value } from '../../eval/value.ts'
import { budget } from '../../text/budget.ts'

export type FunctionTable = Readonly<Record<string, FunctionEntry>>

export type Parameter = 'string' | 'number' | 'bool' | 'list' | 'object' | 'lambda' | 'text-or-list' | 'any'

interface Options {
  /** As of `Dialect`; with `shape` the arguments themselves are known, not what is in them. */
  readonly sees?: 'known' | 'shape'
  /** How many of the parameters must be given; all, where it is absent. */
  readonly needs?: number
  /** Any number of further arguments. */
  readonly rest?: Parameter
}

const fits = (value: Value, parameter: Parameter): boolean =>
  parameter === 'any' || value.kind === parameter || (parameter === 'text-or-list' && (value.kind === 'string' || value.kind === 'list'))

/** An entry that checks the number and the kinds of the arguments; nothing is converted. */
export const define = (
  parameters: readonly Parameter[],
  call: (args: readonly Value[], site: Site) => Value,
  { sees = 'known', needs = parameters.length, rest }: Options = {},
): EagerEntry => ({
  sees,
  call: (args, site) => {
    if (args.length < needs || (rest === undefined && args.length > parameters.length))
      return site.fail(`this function does not take ${args.length} argument${args.length === 1 ? '' : 's'}`)
    const wrong = args.findIndex((arg, at) => !fits(arg, parameters[at] ?? rest ?? 'any'))
    if (wrong >= 0) return site.fail(`argument ${wrong + 1} must not be a ${args[wrong]!.kind}`)
    return call(args, site)
  },
})

// ── reading arguments of the right kind ──

export const textAt = (args: readonly Value[], at: number): string => {
  const value = args[at]
  return value?.kind === 'string' ? value.value : ''
}

/** A whole number that fits; undefined for any other. */
export const wholeAt = (args: readonly Value[], at: number): number | undefined => {
  const value = args[at]
  return value?.kind === 'number' && typeof value.value === 'number' ? value.value : undefined
}

export const itemsAt = (args: readonly Value[], at: number): readonly Value[] => {
  const value = args[at]
  return value?.kind === 'list' ? value.items : []
}

export const objectAt = (args: readonly Value[], at: number): ObjectValue | undefined => {
  const value = args[at]
  return value?.kind === 'object' ? value : undefined
}

// ── giving results ──

export const outOfBudget = (what: string, site: Site): Value =>
  unknown([{ reason: 'budget', what, span: site.origin.span }], site.origin, { mayFail: true })

export const text = (value: string, site: Site): Value =>
  value.length > budget.stringLength ? outOfBudget('a text that grows too long', site) : string(value, site.origin)

export const array = (items: readonly Value[], site: Site): ListValue | Value =>
  items.length > budget.elements ? outOfBudget('a list of too many elements', site) : list(items, site.origin, 'tuple')

export const whole = (value: number, site: Site): Value => number(value, site.origin)

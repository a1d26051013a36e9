/** Functions that choose among their arguments: `try`, `can`, `coalesce`, `coalescelist`, `one`. */
import { oneOf, overAlternatives } from '../../eval/alternatives.ts'
import type { Site, Thunk } from '../../eval/dialect.ts'
import { bool, isFailure, isWhollyKnown, mayTurnOutToFail, nullValue, unknown, type Value } from '../../eval/value.ts'
import { convert, isNeverNull } from '../convert.ts'
import { isSettled, typeOf, unify } from '../types.ts'
import { anything, define, type FunctionTable, fallible, nullable } from './define.ts'

/** What evaluating an expression came to, as `try` sees it. */
const outcome = (value: Value): 'fails' | 'succeeds' | 'unsure' => {
  if (fails(value)) return 'fails'
  return mayTurnOutToFail(value) ? 'unsure' : 'succeeds'
}

const fails = (value: Value): boolean => {
  if (isFailure(value)) return true
  if (value.kind === 'list') return value.items.some(fails)
  if (value.kind === 'object' && value.open === undefined) for (const entry of value.entries.values()) if (fails(entry)) return true
  return false
}

/** The value where evaluating it does not fail. */
const succeeding = (value: Value): Value => {
  if (value.kind === 'list') return { ...without(value), items: value.items.map(succeeding) }
  if (value.kind !== 'object' || value.open !== undefined) return without(value)
  const entries = new Map<string, Value>()
  for (const [key, entry] of value.entries) entries.set(key, succeeding(entry))
  return { ...without(value), entries }
}

const without = <V extends Value>(value: V): V => {
  if (value.mayFail !== true) return value
  const { mayFail: _, ...rest } = value
  return rest as V
}

const tryEach = (thunks: readonly Thunk[], site: Site): Value => {
  if (thunks.length === 0) return site.fail('`try` needs an argument')
  const possible: Value[] = []
  for (const thunk of thunks) {
    const value = thunk()
    const result = outcome(value)
    if (result === 'fails') continue
    possible.push(result === 'unsure' ? succeeding(value) : value)
    if (result === 'unsure') continue
    if (possible.length === 1) return value
    return afterDoubt(possible, possible, site, false)
  }
  return possible.length === 0 ? site.fail('no argument of `try` succeeds') : afterDoubt(possible, possible, site, true)
}

/** One of these: each but the last may have failed, and the last as well where `mayFail`. */
const afterDoubt = (possible: readonly Value[], doubted: readonly Value[], site: Site, mayFail: boolean): Value => {
  const doubts = site.unknownFrom(doubted)
  const causes = doubts.kind === 'unknown' ? doubts.causes : []
  const result = oneOf(possible, causes, site.origin)
  return mayFail ? fallible(result) : result
}

const can = (thunks: readonly Thunk[], site: Site): Value => {
  const [thunk] = thunks
  if (thunk === undefined || thunks.length > 1) return site.fail('`can` takes one argument')
  const value = thunk()
  const result = outcome(value)
  if (result !== 'unsure') return bool(result === 'succeeds', site.origin)
  const doubts = site.unknownFrom([value])
  return unknown(doubts.kind === 'unknown' ? doubts.causes : [], site.origin, {
    among: [bool(true, site.origin), bool(false, site.origin)],
  })
}

/** Passed over by `coalesce`, as null and the empty text are; undefined when that is not known. */
const isPassedOver = (value: Value): boolean | undefined => {
  if (value.kind === 'null') return true
  if (value.kind === 'string') return value.value === ''
  if (value.kind === 'unknown' && value.parts !== undefined) return value.parts.some((part) => part.kind === 'string') ? false : undefined
  return value.kind === 'unknown' || (value.kind === 'reference' && !isNeverNull(value)) ? undefined : false
}

// https://developer.hashicorp.com/terraform/language/functions/coalesce
const coalesce = define({ params: [], rest: nullable, sees: 'anything', total: true }, (args, site) => {
  const type = unify(args.map(typeOf))
  if (type === undefined) return site.fail('the arguments of `coalesce` have no type in common')
  const isTypeSure = args.every((arg) => isSettled(typeOf(arg)) || arg.kind === 'null')
  const possible: Value[] = []
  let settled = false
  for (const arg of args) {
    const options = arg.kind === 'unknown' ? (arg.among ?? [arg]) : [arg]
    const passed = options.map(isPassedOver)
    for (const [at, option] of options.entries()) {
      if (passed[at] === true) continue
      const value = convert(succeeding(option), type, site)
      if (isFailure(value)) return isTypeSure && options.length === 1 && possible.length === 0 ? value : site.unknownFrom(args, true)
      possible.push(value)
    }
    settled = passed.every((one) => one === false)
    if (settled) break
  }
  const [only] = possible
  if (only === undefined) return site.fail('every argument of `coalesce` is null or empty')
  const result = settled && possible.length === 1 ? only : afterDoubt(possible, args, site, !settled)
  return isTypeSure && !args.some(mayTurnOutToFail) ? result : fallible(result)
})

const hasUnknownLength = (value: Value): boolean =>
  value.kind !== 'list' || value.items.some((item) => item.kind === 'object' && item.possible !== undefined)

const coalesceList = define({ params: [anything], rest: anything, sees: 'anything' }, (args, site) => {
  if (args.some((arg) => arg.kind !== 'unknown' && arg.kind !== 'reference' && (arg.kind !== 'list' || arg.shape === 'set')))
    return site.fail('`coalescelist` takes lists')
  for (const arg of args) {
    if (arg.kind === 'unknown' || arg.kind === 'reference' || (arg.kind === 'list' && arg.items.length > 0 && hasUnknownLength(arg)))
      return (
        overAlternatives(
          args,
          site.origin,
          (value) => value.kind === 'list' && !hasUnknownLength(value),
          (lists) => lists.find((value) => value.kind === 'list' && value.items.length > 0) ?? site.fail('every list is empty'),
        ) ?? site.unknownFrom(args, true)
      )
    if (arg.kind === 'list' && arg.items.length > 0) return args.every((other) => other.kind === 'list') ? arg : fallible(arg)
  }
  return site.fail('every list is empty')
})

/** The null that stands for the element of an empty collection. */
const emptied = (value: Value, site: Site): Value =>
  value.type !== undefined && 'element' in value.type ? { ...nullValue(site.origin), type: value.type.element } : nullValue(site.origin)

const one = define({ params: [anything], sees: 'shape' }, ([value], site) => {
  if (value?.kind !== 'list') return site.fail('`one` takes a list, a set or a tuple')
  if (hasUnknownLength(value)) return site.unknownFrom([value], true)
  const [item, ...more] = value.items
  if (item === undefined) return emptied(value, site)
  // A set of elements that are not known may turn out to have one.
  if (more.length > 0)
    return value.shape === 'set' && !isWhollyKnown(value)
      ? site.unknownFrom(value.items, true)
      : site.fail('`one` takes at most one element')
  return item
})

export const choiceFunctions: FunctionTable = {
  try: { lazy: tryEach },
  can: { lazy: can },
  coalesce,
  coalescelist: coalesceList,
  one,
}

/** Functions that choose among their arguments: `try`, `can`, `coalesce`, `coalescelist`, `one`. */
import { oneOf, overAlternatives } from '../../eval/alternatives.ts'
import type { Site, Thunk } from '../../eval/dialect.ts'
import { bool, isFailure, isWhollyKnown, nullValue, unknown, type Value } from '../../eval/value.ts'
import { convert, isNeverNull } from '../convert.ts'
import { typeOf, unify } from '../types.ts'
import { anything, define, type FunctionTable, nullable } from './define.ts'

/** What evaluating an expression came to, as `try` sees it. */
const outcome = (value: Value): 'fails' | 'succeeds' | 'unsure' => {
  if (isFailure(value)) return 'fails'
  switch (value.kind) {
    case 'unknown':
    case 'reference':
      return value.mayFail === true ? 'unsure' : 'succeeds'
    case 'list':
      return together(value.items)
    case 'object':
      return value.open === undefined && value.possible === undefined ? together(value.entries.values()) : 'succeeds'
    default:
      return 'succeeds'
  }
}

const together = (parts: Iterable<Value>): 'fails' | 'succeeds' | 'unsure' => {
  let all: 'succeeds' | 'unsure' = 'succeeds'
  for (const part of parts) {
    const one = outcome(part)
    if (one === 'fails') return 'fails'
    if (one === 'unsure') all = 'unsure'
  }
  return all
}

/** The value where it does not fail. */
const succeeding = (value: Value): Value => {
  if (value.kind !== 'unknown' && value.kind !== 'reference') return value
  const { mayFail: _, ...rest } = value
  return rest
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
  if (!mayFail || isFailure(result)) return result
  return result.kind === 'unknown' ? { ...result, mayFail: true } : unknown(causes, site.origin, { among: [result], mayFail: true })
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
const coalesce = define({ params: [], rest: nullable, sees: 'anything' }, (args, site) => {
  const type = unify(args.map(typeOf))
  if (type === undefined) return site.fail('the arguments of `coalesce` have no type in common')
  const possible: Value[] = []
  let settled = false
  for (const arg of args) {
    const options = arg.kind === 'unknown' ? (arg.among ?? [arg]) : [arg]
    const passed = options.map(isPassedOver)
    for (const [at, option] of options.entries()) {
      if (passed[at] === true) continue
      const value = convert(succeeding(option), type, site)
      if (isFailure(value)) return options.length === 1 && possible.length === 0 ? value : site.unknownFrom(args, true)
      possible.push(value)
    }
    settled = passed.every((one) => one === false)
    if (settled) break
  }
  const [only] = possible
  if (only === undefined) return site.fail('every argument of `coalesce` is null or empty')
  const mayFail = !settled || args.some((arg) => outcome(arg) === 'unsure')
  return possible.length === 1 && !mayFail ? only : afterDoubt(possible, args, site, mayFail)
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
    if (arg.kind === 'list' && arg.items.length > 0) return arg
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

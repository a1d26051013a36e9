/** Calls of functions: each is shown only the arguments it can judge, and alternatives are tried one by one. */
import { budget } from '../text/budget.ts'
import { isTopKnown, isWhollyKnown, overAlternatives } from './alternatives.ts'
import type { Dialect, EagerEntry, LazyEntry, Site, Thunk } from './dialect.ts'
import type { Evaluate } from './evaluate.ts'
import type { Expr } from './expr.ts'
import type { Meter, Scope } from './scope.ts'
import { siteAt, tooLarge, unknownFrom } from './site.ts'
import { doubtsOf, isFailure, isSensitive, mergeDoubts, unknown, type Value } from './value.ts'

export const evaluateCall = (expr: Expr & { kind: 'call' }, scope: Scope, dialect: Dialect, evaluate: Evaluate): Value => {
  const site = siteAt({ span: expr.span })
  const entry = Object.hasOwn(dialect.functions, expr.name) ? dialect.functions[expr.name] : dialect.further?.(expr.name)
  if (entry === undefined) return site.unsupported(`function \`${expr.name}\``)
  if ('lazy' in entry) return lazily(expr, entry, site, scope, dialect, evaluate)
  const args = argumentsOf(expr.args, site, scope, dialect, evaluate)
  if (!Array.isArray(args)) return args as Value
  const result = charged(
    args.some(isFailure) ? apply(entry, args, site) : (tooLarge(args, site.origin) ?? apply(entry, args, site)),
    scope.meter,
  )
  // Arguments that are not known may turn out to be of a type that the function does not take.
  if (entry.sees === 'anything' && entry.total !== true && !args.every(isTopKnown))
    scope.meter.mayFail ??= mergeDoubts(...args.map(doubtsOf))
  return result
}

/** What is made takes time and room by its size. */
export const charged = (value: Value, meter: Meter): Value => {
  if (value.kind === 'string') meter.steps += value.value.length >> 3
  else if (value.kind === 'list') meter.steps += value.items.length * budget.elementSteps
  else if (value.kind === 'object' && value.open === undefined) meter.steps += value.entries.size * budget.elementSteps
  return value
}

const lazily = (expr: Expr & { kind: 'call' }, entry: LazyEntry, site: Site, scope: Scope, dialect: Dialect, evaluate: Evaluate): Value => {
  const thunks: Thunk[] = []
  for (const arg of expr.args) {
    if (arg.kind === 'spread') {
      const spread = argumentsOf([arg], site, scope, dialect, evaluate)
      if (!Array.isArray(spread)) return spread as Value
      for (const value of spread as readonly Value[]) thunks.push(() => value)
      continue
    }
    let value: Value | undefined
    thunks.push(() => {
      if (value === undefined) {
        value = watched(() => evaluate(arg, scope, dialect), scope.meter)
        value = tooLarge([value], site.origin) ?? value
      }
      return value
    })
  }
  return entry.lazy(thunks, site)
}

/** The value, marked when something inside may turn out to fail although the value itself does not show it. */
const watched = (evaluated: Thunk, meter: Meter): Value => {
  const before = meter.mayFail
  meter.mayFail = undefined
  const value = evaluated()
  const causes = meter.mayFail
  meter.mayFail = before
  if (causes === undefined || isFailure(value)) return value
  if (value.kind === 'unknown' || value.kind === 'reference') return { ...value, mayFail: true }
  return unknown(causes, value.origin, { among: [value], mayFail: true })
}

/** The arguments in order, or the value that the whole call has because they cannot be told. */
const argumentsOf = (args: readonly Expr[], site: Site, scope: Scope, dialect: Dialect, evaluate: Evaluate): readonly Value[] | Value => {
  const values: Value[] = []
  for (const arg of args) {
    if (arg.kind !== 'spread') {
      const value = evaluate(arg, scope, dialect)
      if (isFailure(value)) return value
      values.push(value)
      continue
    }
    const source = evaluate(arg.source, scope, dialect)
    if (isFailure(source)) return source
    if (!isTopKnown(source)) return unknownFrom([source], site.origin, true)
    const walked = source.kind === 'list' ? dialect.walk(source) : undefined
    if (walked === undefined || source.kind !== 'list') return site.fail('only a list can be expanded into arguments')
    if (source.shape === 'set' && source.items.length > 1 && !source.items.every(isWhollyKnown))
      return unknownFrom([source], site.origin, true)
    for (const [, element] of walked) values.push(element)
  }
  return values
}

/** Calls a function that is not lazy with evaluated arguments. */
export const apply = (entry: EagerEntry, args: readonly Value[], site: Site): Value => {
  const result = applied(entry, args, site)
  return entry.marks !== true && result.sensitive !== true && isLeaf(result) && args.some(isSensitive)
    ? { ...result, sensitive: true }
    : result
}

/** Elements that are moved keep their own mark; what is made of many takes the marks of all. */
const isLeaf = (value: Value): boolean => value.kind !== 'list' && value.kind !== 'object'

/** Which elements there are is known, if not what they are. */
const isShapeKnown = (value: Value): boolean =>
  isTopKnown(value) && (value.kind !== 'object' || (value.open === undefined && value.possible === undefined))

const applied = (entry: EagerEntry, args: readonly Value[], site: Site): Value => {
  const failed = args.find(isFailure)
  if (failed !== undefined) return failed
  if (entry.sees === 'anything') return entry.call(args, site)
  const acceptable = entry.sees === 'shape' ? isShapeKnown : isWhollyKnown
  if (args.every(acceptable)) return entry.call(args, site)
  const tried = overAlternatives(args, site.origin, acceptable, (chosen) => entry.call(chosen, site))
  if (tried !== undefined) return tried
  const result = unknownFrom(args, site.origin, entry.total !== true)
  return result.kind === 'unknown' && result.causes.length === 0
    ? unknown([{ reason: 'unsupported', what: 'a function as an argument', span: site.origin.span }], site.origin, { mayFail: true })
    : result
}

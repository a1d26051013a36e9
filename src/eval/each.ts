/** `for` over collections: elements in the language's order, unknown as a whole where it is not known which elements there are. */
import { budget } from '../text/budget.ts'
import { isTopKnown, isWhollyKnown, overAlternatives } from './alternatives.ts'
import type { Dialect } from './dialect.ts'
import type { Evaluate } from './evaluate.ts'
import type { Expr } from './expr.ts'
import { type Scope, withNames } from './scope.ts'
import { siteAt, unknownFrom } from './site.ts'
import { isFailure, list, number, object, string, unknown, type Value } from './value.ts'

type Each = Expr & { kind: 'each' }

/** Which elements `over` has is known, whatever they are. */
const isCountable = (over: Value): boolean => {
  if (over.kind === 'object') return over.open === undefined && over.possible === undefined
  if (over.kind !== 'list') return true
  if (over.shape === 'set' && over.items.length > 1) return over.items.every(isWhollyKnown)
  return !over.items.some((item) => item.kind === 'object' && item.possible !== undefined)
}

export const evaluateEach = (expr: Each, over: Value, scope: Scope, dialect: Dialect, evaluate: Evaluate): Value => {
  const origin = { span: expr.span }
  if (isFailure(over)) return over
  if (!isTopKnown(over))
    return (
      overAlternatives([over], origin, isTopKnown, ([known]) => evaluateEach(expr, known!, scope, dialect, evaluate)) ??
      unknownFrom([over], origin, true)
    )
  if (!isCountable(over)) {
    const result = unknownFrom([over], origin, true)
    return result.kind === 'unknown' && result.causes.length === 0
      ? unknown([{ reason: 'computed', what: 'the attributes of a resource', span: expr.over.span }], origin, { mayFail: true })
      : result
  }
  const walked = dialect.walk(over)
  if (walked === undefined)
    return siteAt(origin).fail(over.kind === 'null' ? 'null cannot be iterated' : `a ${over.kind} cannot be iterated`)
  if (walked.length > budget.elements)
    return unknown([{ reason: 'budget', what: 'a collection of too many elements', span: expr.span }], origin, { mayFail: true })
  const isSet = over.kind === 'list' && over.shape === 'set'
  const elements = walked.map(([key, item]): Element => ({ key: isSet ? item : keyValue(key, item), item }))
  return expr.resultKey === undefined
    ? toList(expr, expr.keepsShape && over.kind === 'list' && over.shape !== 'tuple' ? 'list' : 'tuple', elements, scope, dialect, evaluate)
    : toObject(expr, expr.resultKey, elements, scope, dialect, evaluate)
}

interface Element {
  readonly key: Value
  readonly item: Value
}

/** Scopes of the elements that `where` lets through; or the value of the whole when that cannot be said of one. */
const selected = (
  expr: Each,
  elements: readonly Element[],
  scope: Scope,
  dialect: Dialect,
  evaluate: Evaluate,
): readonly Scope[] | Value => {
  const scopes: Scope[] = []
  for (const { key, item } of elements) {
    const names = new Map<string, Value>([[expr.item, item]])
    if (expr.key !== undefined) names.set(expr.key, key)
    const inner = withNames(scope, names)
    if (expr.where !== undefined) {
      const test = evaluate(expr.where, inner, dialect)
      if (isFailure(test)) return test
      if (!isTopKnown(test)) return unknownFrom([test], { span: expr.span }, true)
      const truth = dialect.truth(test)
      if (truth === undefined) return siteAt({ span: expr.where.span }).fail('the condition after `if` is neither true nor false')
      if (!truth) continue
    }
    scopes.push(inner)
  }
  return scopes
}

/** Keys of objects are text, of lists numbers; those of sets are the elements themselves. */
const keyValue = (key: string | number, item: Value): Value =>
  typeof key === 'number' ? number(key, { span: item.origin.span }) : string(key, { span: item.origin.span })

const toList = (
  expr: Each,
  shape: 'list' | 'tuple',
  elements: readonly Element[],
  scope: Scope,
  dialect: Dialect,
  evaluate: Evaluate,
): Value => {
  const scopes = selected(expr, elements, scope, dialect, evaluate)
  if (!Array.isArray(scopes)) return scopes as Value
  const items: Value[] = []
  for (const inner of scopes as readonly Scope[]) {
    const value = evaluate(expr.result, inner, dialect)
    if (isFailure(value)) return value
    items.push(value)
  }
  return list(items, { span: expr.span }, shape)
}

const toObject = (expr: Each, resultKey: Expr, elements: readonly Element[], scope: Scope, dialect: Dialect, evaluate: Evaluate): Value => {
  const scopes = selected(expr, elements, scope, dialect, evaluate)
  if (!Array.isArray(scopes)) return scopes as Value
  const site = siteAt({ span: expr.span })
  const entries = new Map<string, Value>()
  const groups = new Map<string, Value[]>()
  const unknownKeys: Value[] = []
  for (const inner of scopes as readonly Scope[]) {
    const key = evaluate(resultKey, inner, dialect)
    if (isFailure(key)) return key
    const value = evaluate(expr.result, inner, dialect)
    if (isFailure(value)) return value
    if (!isTopKnown(key)) {
      unknownKeys.push(key)
      continue
    }
    const text = dialect.text(key)
    if (text === undefined) return site.fail('the key of a `for` must be text')
    if (expr.group) {
      const group = groups.get(text)
      if (group === undefined) groups.set(text, [value])
      else group.push(value)
    } else if (entries.has(text)) return site.fail(`two elements have the key \`${text}\``)
    else entries.set(text, value)
  }
  if (unknownKeys.length > 0) return unknownFrom(unknownKeys, site.origin, true)
  if (expr.group) for (const [key, values] of groups) entries.set(key, list(values, site.origin, 'tuple'))
  return object(entries, site.origin)
}

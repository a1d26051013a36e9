/** Syntax to values: members of objects are evaluated when they are first asked for, so that one which fails or waits does not hold up the others. */
import { functions as shared } from '../arm/functions/table.ts'
import { countOf, lazyObject } from '../arm/structure.ts'
import { isTopKnown, overAlternatives } from '../eval/alternatives.ts'
import { apply } from '../eval/call.ts'
import type { Dialect } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import type { Expr } from '../eval/expr.ts'
import { evaluateGet } from '../eval/get.ts'
import { type Scope, withNames } from '../eval/scope.ts'
import { siteAt, unknownFrom } from '../eval/site.ts'
import { failure, isFailure, list, number, type Origin, unknown, type Value } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { lowerExpression, type Symbols } from './lower.ts'
import type { Expression, ForExpression, Node, ObjectExpression } from './syntax.ts'

/** What syntax is evaluated in. */
export interface Within {
  readonly scope: Scope
  readonly dialect: Dialect
  readonly file: SourceFile
  /** Names that loops around it bind. */
  readonly bound: ReadonlySet<string>
  readonly symbols: Symbols
}

export const spanOf = ({ start, end, part }: Node, { file }: Pick<Within, 'file'>): Span =>
  part === undefined ? { file, start, end } : { file, start, end, part }

const lowered = new WeakMap<Expression, Expr>()

/** Read once: a node stands in one place, so the names around it are always the same. */
const lower = (node: Expression, within: Within): Expr => {
  let expr = lowered.get(node)
  if (expr === undefined) {
    expr = lowerExpression(node, within.file, within.bound, within.symbols)
    lowered.set(node, expr)
  }
  return expr
}

export const evaluateNode = (node: Expression, within: Within): Value => {
  const origin: Origin = { span: spanOf(node, within) }
  switch (node.kind) {
    case 'object': {
      const members = membersOf(node, within)
      return members instanceof Map ? lazyObject(members, origin) : (members as Value)
    }
    case 'array': {
      if (node.items.some((item) => item.kind === 'skipped' || item.kind === 'spread')) break
      return list(
        node.items.map((item) => evaluateNode(item as Expression, within)),
        origin,
        'tuple',
      )
    }
    case 'parenthesised':
      return evaluateNode(node.inner, within)
    case 'for':
      if (node.result.kind !== 'if') return loopOf(node, node.result, within, origin)
  }
  return evaluate(lower(node, within), within.scope, within.dialect)
}

/** Members by their evaluated names; not a map where one cannot be named. */
export const membersOf = (node: ObjectExpression, within: Within): ReadonlyMap<string, () => Value> | Value => {
  const members = new Map<string, () => Value>()
  for (const item of node.items) {
    if (item.kind === 'resource') continue
    const origin: Origin = { span: spanOf(item, within) }
    if (item.kind === 'skipped') return failure('a part of an object that could not be read', origin)
    if (item.kind === 'spread') {
      const source = evaluateNode(item.source, within)
      if (source.kind !== 'object' || source.open !== undefined || source.possible !== undefined)
        return isFailure(source)
          ? source
          : isTopKnown(source) && source.kind !== 'object'
            ? failure('only an object can be spread here', origin)
            : unknownFrom([source], origin, true)
      for (const key of source.entries.keys()) members.set(key, () => source.entries.get(key)!)
      continue
    }
    const key = item.key.kind === 'name' ? item.key.name : evaluateNode(item.key, within)
    if (typeof key !== 'string' && key.kind !== 'string')
      return isTopKnown(key) ? failure('the name of a member must be text', origin) : unknownFrom([key], origin, true)
    const { value } = item
    members.set(typeof key === 'string' ? key : key.value, () => evaluateNode(value, within))
  }
  return members
}

/** A loop stands in one place, so the names around it are always the same. */
const boundIn = new WeakMap<ForExpression, ReadonlySet<string>>()

/** One round of a loop: its item and its index, and the names that they have. */
export const roundOf = (loop: ForExpression, over: Value, index: Value, within: Within): Within => {
  const origin: Origin = { span: spanOf(loop.over, within) }
  const item = evaluateGet(over, index, false, siteAt(origin), within.dialect)
  const names = new Map([[loop.item.name, item]])
  if (loop.index !== undefined) names.set(loop.index.name, index)
  let bound = boundIn.get(loop)
  if (bound === undefined) {
    bound = new Set([...within.bound, ...names.keys()])
    boundIn.set(loop, bound)
  }
  return { ...within, scope: withNames(within.scope, names), bound }
}

/** How many elements: a number, few numbers, or not known. */
export const lengthOf = (over: Value, origin: Origin): Value => {
  const length = shared.length!
  return 'call' in length ? apply(length, [over], siteAt(origin)) : over
}

/** What a loop goes over, as a list; anything else is a failure. */
export const overOf = (loop: ForExpression, within: Within): Value => {
  const over = evaluateNode(loop.over, within)
  return isTopKnown(over) && over.kind !== 'list' ? failure('only a list can be iterated', { span: spanOf(loop.over, within) }) : over
}

const loopOf = (loop: ForExpression, result: Expression, within: Within, origin: Origin): Value => {
  const over = overOf(loop, within)
  const made = (rounds: Value): Value => {
    const many = countOf(rounds, origin)
    if (typeof many !== 'number') return many
    const { meter } = within.scope
    const items: Value[] = []
    for (let at = 0; at < many; at++) {
      meter.steps += budget.callSteps
      if (meter.steps > budget.steps)
        return unknown([{ reason: 'budget', what: 'loops of too many rounds', span: origin.span }], origin, { mayFail: true })
      items.push(evaluateNode(result, roundOf(loop, over, number(at, origin), within)))
    }
    return list(items, origin, 'tuple')
  }
  const rounds = lengthOf(over, origin)
  return isTopKnown(rounds) ? made(rounds) : (overAlternatives([rounds], origin, isTopKnown, ([known]) => made(known!)) ?? made(rounds))
}

export const notRead = (what: string, span: Span): Value => unknown([{ reason: 'error', what, span }], { span }, { mayFail: true })

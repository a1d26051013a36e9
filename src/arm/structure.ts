/** Trees of a template to values: strings are evaluated, members when they are first asked for, loops of properties written out. */
import { child, type Entry, type Tree, type TreeMap, textOf } from '../data/tree.ts'
import { isTopKnown, overAlternatives } from '../eval/alternatives.ts'
import type { Dialect } from '../eval/dialect.ts'
import { evaluate } from '../eval/evaluate.ts'
import { lazyMap } from '../eval/lazy.ts'
import { type Scope, withNames } from '../eval/scope.ts'
import { siteAt, unknownFrom } from '../eval/site.ts'
import {
  bool,
  failure,
  isFailure,
  list,
  nullValue,
  number,
  type ObjectValue,
  type Origin,
  object,
  unknown,
  type Value,
} from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { lowerScalar, names } from './lower.ts'
import { isExpression, readNumber, unescaped } from './parse-expression.ts'

/** What a tree is evaluated in. */
export interface Within {
  readonly scope: Scope
  readonly dialect: Dialect
}

export const evaluateTree = (tree: Tree, within: Within): Value => {
  const origin: Origin = { span: tree.span }
  switch (tree.kind) {
    case 'map':
      return objectOf(tree, within)
    case 'list':
      return list(
        tree.items.map((item) => evaluateTree(item, within)),
        origin,
        'tuple',
      )
    default:
      if (typeof tree.value === 'string') return evaluate(lowerScalar(tree), within.scope, within.dialect)
      if (typeof tree.value === 'number') return number(readNumber(tree.raw), origin)
      return tree.value === null ? nullValue(origin) : bool(tree.value, origin)
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/copy-properties: each entry of `copy` makes a member. Undefined where it is none of that. */
const loopsOf = ({ key, value }: Entry): readonly TreeMap[] | undefined => {
  if (key.toLowerCase() !== 'copy' || value.kind !== 'list') return undefined
  const loops = value.items.filter((item): item is TreeMap => child(item, 'count') !== undefined && child(item, 'input') !== undefined)
  return loops.length > 0 ? loops : undefined
}

/** Members of a map by their evaluated names; `unknown` where a name cannot be told. */
export const membersOf = (tree: TreeMap, within: Within): ReadonlyMap<string, () => Value> | Value => {
  const members = new Map<string, () => Value>()
  for (const entry of tree.entries) {
    const loops = loopsOf(entry)
    if (loops !== undefined) {
      for (const loop of loops) {
        const name = textOf(child(loop, 'name'))
        if (name === undefined || isExpression(name)) return siteAt({ span: loop.span }).unsupported('a loop whose name is no plain text')
        members.set(name, () => loopOf(loop, within))
      }
      continue
    }
    const key = keyOf(entry, within)
    if (typeof key !== 'string') return key
    members.set(key, () => evaluateTree(entry.value, within))
  }
  return members
}

/** Names of members may be expressions too. */
const keyOf = (entry: Entry, within: Within): string | Value => {
  if (!isExpression(entry.key)) return unescaped(entry.key)
  const value = evaluate(
    lowerScalar({ kind: 'scalar', value: entry.key, raw: entry.key, span: entry.keySpan }),
    within.scope,
    within.dialect,
  )
  if (value.kind === 'string') return value.value
  return isTopKnown(value)
    ? failure('the name of a member must be text', { span: entry.keySpan })
    : unknownFrom([value], { span: entry.keySpan }, true)
}

export const objectOf = (tree: TreeMap, within: Within): Value => {
  const origin: Origin = { span: tree.span }
  const members = membersOf(tree, within)
  return members instanceof Map ? lazyObject(members, origin) : (members as Value)
}

export const lazyObject = (members: ReadonlyMap<string, () => Value>, origin: Origin): ObjectValue =>
  object(
    lazyMap(
      [...members.keys()],
      (key) => members.get(key)!(),
      (key) => failure(`\`${key}\` depends on itself`, origin),
    ),
    origin,
  )

/** How many times a loop runs: a number, or the value that stands for all that it makes. */
export const countOf = (count: Value, origin: Origin): number | Value => {
  if (count.kind === 'number' && typeof count.value === 'number' && count.value >= 0)
    return count.value > budget.instances
      ? unknown([{ reason: 'budget', what: 'a loop of too many rounds', span: origin.span }], origin, { mayFail: true })
      : count.value
  if (!isTopKnown(count)) return isFailure(count) ? count : unknownFrom([count], origin, true)
  return siteAt(origin).fail('a loop needs a whole number of rounds')
}

const loopOf = (loop: TreeMap, within: Within): Value => {
  const name = textOf(child(loop, 'name'))!.toLowerCase()
  return repeat(child(loop, 'count')!, child(loop, 'input')!, names.copyIndex(name), within, { span: loop.span })
}

/** A list of what `input` gives in each round. */
export const repeat = (count: Tree, input: Tree, index: string, within: Within, origin: Origin): Value => {
  const made = (rounds: Value): Value => {
    const many = countOf(rounds, origin)
    if (typeof many !== 'number') return many
    const items = Array.from({ length: many }, (_, at) =>
      evaluateTree(input, { ...within, scope: withNames(within.scope, new Map([[index, number(at, origin)]])) }),
    )
    return list(items, origin, 'tuple')
  }
  const rounds = evaluateTree(count, within)
  return isTopKnown(rounds) ? made(rounds) : (overAlternatives([rounds], origin, isTopKnown, ([known]) => made(known!)) ?? made(rounds))
}

/** Syntax becomes expressions: accesses become `get`, strings concatenation, loops iteration; what the language spells alone becomes a call. */
import { interpolated } from '../arm/functions/text.ts'
import { lowerFormat } from '../arm/lower.ts'
import type { Expr, ObjectEntry } from '../eval/expr.ts'
import type { SourceFile, Span } from '../text/source.ts'
import { integer } from './numbers.ts'
import type {
  ArrayExpression,
  Expression,
  ForExpression,
  Index,
  MethodCall,
  Node,
  ObjectExpression,
  PropertyAccess,
  StringExpression,
} from './syntax.ts'

/** Names that a loop or a lambda binds; they hide namespaces of the same spelling. */
interface Bound extends Symbols {
  readonly names: ReadonlySet<string>
}
/** What of the names of resources and modules is no matter of their values. */
export interface Symbols {
  /** Names that many stand behind. */
  readonly collections: ReadonlySet<string>
  /** Names of which it is a question whether anything stands behind them. */
  readonly possible: ReadonlySet<string>
  /** What a name means where resources nested in this one, or beside it in another, go by it. */
  readonly nested?: (name: string) => string | undefined
}

const nothingBound: ReadonlySet<string> = new Set()
const noSymbols: Symbols = { collections: nothingBound, possible: nothingBound }

const binding = (outer: Bound, ...names: readonly string[]): Bound => ({ ...outer, names: new Set([...outer.names, ...names]) })

/**
 * What the language spells alone, as names of functions that nobody can write:
 * `?` (value, lambda): null where the value is null, else the lambda of it, which is the rest of a chain behind a safe access;
 * `[^]` (list, index) and `[?^]`: the element so many places from the end, from 1;
 * `${}` (value), only as a part of a text: what stands there for it; the value itself, but for lists and objects;
 * `[]` (name, index): the resource or module of that index behind a name that many stand behind; with a third argument null where it is not there.
 */
export const shortCircuit = '?'
export const fromEnd = '[^]'
export const safeFromEnd = '[?^]'
export const indexed = '[]'
/** What a name means where what it stands for may not be there: then null. */
export const orAbsent = (name: string): string => `${name}?`

/**
 * Names of parameters, variables, resources, modules and what loops and lambdas bind are names as written; a resource nested in another is `outer::inner`.
 * Functions of the namespaces `sys` and `az` lose their namespace, those of an import keep it: `shared.name`. Resources nested in an object are no part of its value.
 */
export const lowerExpression = (
  expression: Expression,
  file: SourceFile,
  bound: ReadonlySet<string> = nothingBound,
  symbols: Symbols = noSymbols,
): Expr => lower(expression, file, { names: bound, ...symbols })

const spanOf = ({ start, end, part }: Node, file: SourceFile): Span =>
  part === undefined ? { file, start, end } : { file, start, end, part }

const unread = (span: Span): Expr => ({ kind: 'hole', reason: 'error', message: 'an expression that could not be read', span })

const lower = (node: Expression, file: SourceFile, bound: Bound): Expr => {
  const span = spanOf(node, file)
  switch (node.kind) {
    case 'number': {
      const value = integer(node.text)
      return value === undefined
        ? { kind: 'hole', reason: 'unsupported', message: 'a number of more than 63 bits', span }
        : { kind: 'literal', value, span }
    }
    case 'keyword':
      return { kind: 'literal', value: node.value, span }
    case 'string':
      return string(node, span, file, bound)
    case 'array':
      return array(node, span, file, bound)
    case 'object':
      return object(node, span, file, bound)
    case 'variable':
      return { kind: 'name', name: nestedName(node, bound) ?? node.name, span }
    case 'property-access':
    case 'index':
    case 'non-null':
      return access(node, file, bound)
    case 'resource-access': {
      const name = nestedName(node, bound)
      return name === undefined
        ? { kind: 'hole', reason: 'unsupported', message: 'a resource nested in one of many', span }
        : { kind: 'name', name, span }
    }
    case 'call':
      return called(node.name.name, node.args, span, file, bound)
    case 'method-call':
      return method(node, span, file, bound)
    case 'unary':
      return { kind: 'unary', op: node.op, operand: lower(node.operand, file, bound), span }
    case 'binary':
      return { kind: 'binary', op: node.op, left: lower(node.left, file, bound), right: lower(node.right, file, bound), span }
    case 'conditional':
      return {
        kind: 'choose',
        test: lower(node.test, file, bound),
        then: lower(node.then, file, bound),
        otherwise: lower(node.otherwise, file, bound),
        span,
      }
    case 'for':
      return loop(node, span, file, bound)
    case 'lambda': {
      const params = node.parameters.map(({ name }) => name)
      return { kind: 'lambda', params, body: lower(node.body, file, binding(bound, ...params)), span }
    }
    case 'parenthesised':
      return lower(node.inner, file, bound)
    case 'hole':
      return unread(span)
  }
}

/** A lone interpolation is a text too, so it never stands without a text beside it. */
const string = ({ parts }: StringExpression, span: Span, file: SourceFile, bound: Bound): Expr => {
  const only = parts[0]
  if (only === undefined) return { kind: 'literal', value: '', span }
  if (parts.length === 1 && only.kind === 'text') return { kind: 'literal', value: only.value, span }
  const lowered = parts.map((part): Expr => {
    const own = spanOf(part, file)
    if (part.kind === 'text') return { kind: 'literal', value: part.value, span: own }
    const value = lower(part.value, file, bound)
    return { kind: 'call', name: interpolated, args: [value], span: value.span }
  })
  return { kind: 'template', parts: lowered.length === 1 ? [{ kind: 'literal', value: '', span }, ...lowered] : lowered, span }
}

const array = ({ items }: ArrayExpression, span: Span, file: SourceFile, bound: Bound): Expr => {
  const lowered: Expr[] = []
  for (const item of items) {
    // Where an item was skipped, how many there are is not known either.
    if (item.kind === 'skipped') return unread(span)
    lowered.push(
      item.kind === 'spread'
        ? { kind: 'spread', source: lower(item.source, file, bound), span: spanOf(item, file) }
        : lower(item, file, bound),
    )
  }
  return { kind: 'list', items: lowered, span }
}

const object = ({ items }: ObjectExpression, span: Span, file: SourceFile, bound: Bound): Expr => {
  const entries: ObjectEntry[] = []
  for (const item of items) {
    if (item.kind === 'resource') continue
    const own = spanOf(item, file)
    if (item.kind === 'skipped') entries.push({ key: undefined, value: { kind: 'spread', source: unread(own), span: own } })
    else if (item.kind === 'spread')
      entries.push({ key: undefined, value: { kind: 'spread', source: lower(item.source, file, bound), span: own } })
    else {
      const { key } = item
      const named: Expr =
        key.kind === 'name' ? { kind: 'literal', value: key.name, span: spanOf(key, file) } : string(key, spanOf(key, file), file, bound)
      entries.push({ key: named, value: lower(item.value, file, bound) })
    }
  }
  return { kind: 'object', entries, span }
}

const nestedName = (node: Expression, bound: Bound): string | undefined => {
  if (node.kind === 'variable') return bound.names.has(node.name) ? undefined : (bound.nested?.(node.name) ?? node.name)
  if (node.kind !== 'resource-access') return undefined
  const outer = nestedName(node.from, bound)
  return outer === undefined ? undefined : `${outer}::${node.name.name}`
}

/** A chain of properties and indexes. Where a safe one gives null, the rest of the chain does: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/operator-safe-dereference */
const access = (node: Expression, file: SourceFile, bound: Bound): Expr => {
  const chain: (PropertyAccess | Index)[] = []
  let root = node
  while (root.kind === 'property-access' || root.kind === 'index' || root.kind === 'non-null') {
    if (root.kind === 'non-null') root = root.operand
    else {
      chain.push(root)
      root = root.from
    }
  }
  chain.reverse()
  const name = nestedName(root, bound)
  const first = chain[0]
  if (name !== undefined && bound.collections.has(name) && first?.kind === 'index' && !first.fromEnd) {
    const span: Span = { ...spanOf(first, file), start: root.start }
    const named: Expr = { kind: 'literal', value: name, span: spanOf(root, file) }
    const one: Expr & { kind: 'call' } = { kind: 'call', name: indexed, args: [named, lower(first.key, file, bound)], span }
    const next = chain[1]
    // Whether it is there is asked for where the next access is safe.
    const asked: Expr = next?.safe ? { ...one, args: [...one.args, { kind: 'literal', value: true, span }] } : one
    return follow(asked, chain, 1, root.start, file, bound)
  }
  const beginning: Expr =
    name !== undefined && bound.possible.has(name) && first?.safe
      ? { kind: 'name', name: orAbsent(name), span: spanOf(root, file) }
      : lower(root, file, bound)
  return follow(beginning, chain, 0, root.start, file, bound)
}

const follow = (
  from: Expr,
  chain: readonly (PropertyAccess | Index)[],
  at: number,
  start: number,
  file: SourceFile,
  bound: Bound,
): Expr => {
  for (; at < chain.length; at++) {
    const step = chain[at]!
    const span: Span = { ...spanOf(step, file), start }
    from = stepOf(from, step, span, file, bound)
    if (!step.safe || at === chain.length - 1) continue
    const found: Expr = { kind: 'name', name: shortCircuit, span }
    const rest = follow(found, chain, at + 1, start, file, bound)
    return {
      kind: 'call',
      name: shortCircuit,
      args: [from, { kind: 'lambda', params: [shortCircuit], body: rest, span: rest.span }],
      span: { ...spanOf(chain[chain.length - 1]!, file), start },
    }
  }
  return from
}

const stepOf = (from: Expr, step: PropertyAccess | Index, span: Span, file: SourceFile, bound: Bound): Expr => {
  if (step.kind === 'property-access')
    return { kind: 'get', from, key: { kind: 'literal', value: step.name.name, span: spanOf(step.name, file) }, safe: step.safe, span }
  const key = lower(step.key, file, bound)
  return step.fromEnd
    ? { kind: 'call', name: step.safe ? safeFromEnd : fromEnd, args: [from, key], span }
    : { kind: 'get', from, key, safe: step.safe, span }
}

/** Functions that resources have: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-resource#list */
const isOfResource = (name: string): boolean => /^(list[A-Z]|getSecret$)/.test(name)

const method = (node: MethodCall, span: Span, file: SourceFile, bound: Bound): Expr => {
  const { from, name } = node
  if (isOfResource(name.name))
    // What they give is told by Azure alone.
    return { kind: 'call', name: 'list*', args: [{ kind: 'literal', value: name.name, span }, lower(from, file, bound)], span }
  if (from.kind !== 'variable' || bound.names.has(from.name))
    return { kind: 'hole', reason: 'unsupported', message: `function \`${name.name}\` of a value`, span }
  const isBuiltIn = from.name === 'sys' || from.name === 'az'
  return isBuiltIn
    ? called(name.name, node.args, span, file, bound)
    : { kind: 'call', name: `${from.name}.${name.name}`, args: node.args.map((arg) => lower(arg, file, bound)), span }
}

const called = (name: string, args: readonly Expression[], span: Span, file: SourceFile, bound: Bound): Expr => {
  const [first] = args
  // https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions#nameof: the last name of what is written.
  if (name === 'nameof' && first !== undefined && args.length === 1) {
    const key = first.kind === 'index' && first.key.kind === 'string' ? first.key.parts[0] : undefined
    const text = first.kind === 'variable' ? first.name : key?.kind === 'text' ? key.value : 'name' in first ? first.name.name : undefined
    if (text !== undefined) return { kind: 'literal', value: text, span }
  }
  const given = args.map((arg) => lower(arg, file, bound))
  const pattern = name === 'format' && first?.kind === 'string' ? given[0] : undefined
  const text = pattern?.kind === 'literal' && typeof pattern.value === 'string' ? pattern.value : undefined
  return (text === undefined ? undefined : lowerFormat(text, given.slice(1), span)) ?? { kind: 'call', name, args: given, span }
}

/** A loop whose result is a condition leaves out what does not meet it. */
const loop = (node: ForExpression, span: Span, file: SourceFile, bound: Bound): Expr => {
  const { item, index, result } = node
  const inner = binding(bound, item.name, ...(index === undefined ? [] : [index.name]))
  return {
    kind: 'each',
    over: lower(node.over, file, bound),
    ...(index === undefined ? {} : { key: index.name }),
    item: item.name,
    ...(result.kind === 'if' ? { where: lower(result.test, file, inner) } : {}),
    result: lower(result.kind === 'if' ? result.body : result, file, inner),
    group: false,
    span,
  }
}

/**
 * Whatever the inputs turn out to be, the value computed from half-known inputs covers the value computed from the known ones.
 * Catches: taking the then-branch of an unknown condition; concluding from one side of `&&`; dropping an element whose filter is unknown;
 * skipping an unknown key; `try` passing over, or settling on, an argument that only may fail.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { armDialect } from '../../src/arm/dialect.ts'
import type { Dialect } from '../../src/eval/dialect.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import type { Expr } from '../../src/eval/expr.ts'
import { newMeter, type Scope } from '../../src/eval/scope.ts'
import { isFailure, isWhollyKnown, unknown, type Value } from '../../src/eval/value.ts'
import { terraformDialect } from '../../src/hcl/dialect.ts'
import { fileOf } from '../support/source.ts'

const span = { file: fileOf(''), start: 0, end: 0 }
const origin = { span }

const primitive: fc.Arbitrary<Value> = fc.oneof(
  fc.constant<Value>({ kind: 'null', origin }),
  fc.boolean().map((value): Value => ({ kind: 'bool', value, origin })),
  fc.integer({ min: -2, max: 5 }).map((value): Value => ({ kind: 'number', value, origin })),
  fc.constantFrom('', 'a', 'b', 'true', '1', '10.0.0.0/8', 'x-y').map((value): Value => ({ kind: 'string', value, origin })),
)
const concreteValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    fc.array(tie('value'), { maxLength: 3 }).map((items): Value => ({ kind: 'list', shape: 'tuple', items, origin })),
    fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 })
      .chain((keys) =>
        fc
          .tuple(...keys.map(() => tie('value')))
          .map(
            (values): Value => ({ kind: 'object', shape: 'object', entries: new Map(keys.map((key, at) => [key, values[at]!])), origin }),
          ),
      ),
  ),
})).value

const names = ['x', 'y', 'z'] as const
/** Names of functions by their number of arguments. */
type Calls = Readonly<Record<number, readonly string[]>>

const terraformCalls: Calls = {
  1: [
    'length',
    'keys',
    'values',
    'toset',
    'tolist',
    'tomap',
    'tostring',
    'tonumber',
    'tobool',
    'flatten',
    'compact',
    'distinct',
    'can',
    'one',
    'sort',
    'reverse',
    'upper',
    'alltrue',
    'anytrue',
    'jsonencode',
    '*',
    'max',
    'sum',
    'coalesce',
    'merge',
    'sensitive',
  ],
  2: [
    'try',
    'coalesce',
    'merge',
    'concat',
    'contains',
    'element',
    'join',
    'setunion',
    'setsubtract',
    'zipmap',
    'format',
    'startswith',
    'coalescelist',
    'split',
    'index',
    'min',
    'setproduct',
    'chunklist',
    'setintersection',
    'matchkeys',
  ],
  3: ['lookup', 'slice', 'replace', 'try', 'concat', 'merge', 'coalesce'],
}

const armCalls: Calls = {
  1: [
    'concat',
    'string',
    'length',
    'empty',
    'first',
    'last',
    'array',
    'items',
    'objectkeys',
    'flatten',
    'shallowmerge',
    'max',
    'bool',
    'int',
    'tolower',
    'trim',
    'json',
    'uniquestring',
    'parsecidr',
    'base64',
  ],
  2: [
    'concat',
    'union',
    'intersection',
    'contains',
    'indexof',
    'take',
    'skip',
    'split',
    'join',
    'startswith',
    'equals',
    'less',
    'add',
    'div',
    'range',
    'min',
    'format',
    'indexfromend',
    'tryindexfromend',
    'cidrhost',
  ],
  3: ['concat', 'union', 'replace', 'substring', 'padleft', 'format', 'cidrsubnet'],
}

const expressionWith = (calls: Calls): fc.Arbitrary<Expr> =>
  fc.letrec<{ expr: Expr }>((tie) => {
    const expr = tie('expr')
    const call = (name: string, count: number) =>
      fc.tuple(...Array.from({ length: count }, () => expr)).map((args): Expr => ({ kind: 'call', name, args, span }))
    return {
      expr: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom(...names).map((name): Expr => ({ kind: 'name', name, span })),
        fc
          .constantFrom<null | boolean | number | string>(null, true, false, 0, 1, 2, 'a', 'b', '')
          .map((value): Expr => ({ kind: 'literal', value, span })),
        fc.array(expr, { maxLength: 3 }).map((items): Expr => ({ kind: 'list', items, span })),
        fc
          .array(fc.tuple(expr, expr), { maxLength: 2 })
          .map((pairs): Expr => ({ kind: 'object', entries: pairs.map(([key, value]) => ({ key, value })), span })),
        fc
          .tuple(fc.constantFrom('+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||') as fc.Arbitrary<'+'>, expr, expr)
          .map(([op, left, right]): Expr => ({ kind: 'binary', op, left, right, span })),
        fc.tuple(fc.constantFrom('-', '!') as fc.Arbitrary<'-'>, expr).map(([op, operand]): Expr => ({ kind: 'unary', op, operand, span })),
        fc
          .tuple(expr, expr, expr)
          .map(([condition, yes, no]): Expr => ({ kind: 'choose', test: condition, then: yes, otherwise: no, span })),
        fc.tuple(expr, expr).map(([from, key]): Expr => ({ kind: 'get', from, key, safe: false, span })),
        fc.array(expr, { minLength: 2, maxLength: 3 }).map((parts): Expr => ({ kind: 'template', parts, span })),
        fc.tuple(expr, fc.option(expr, { nil: undefined }), fc.option(expr, { nil: undefined }), expr, fc.boolean()).map(
          ([over, where, resultKey, result, group]): Expr => ({
            kind: 'each',
            over,
            key: 'k',
            item: 'x',
            ...(where ? { where } : {}),
            ...(resultKey ? { resultKey } : {}),
            result,
            group: group && resultKey !== undefined,
            span,
          }),
        ),
        ...Object.entries(calls).flatMap(([count, called]) => called.map((name) => call(name, Number(count)))),
      ),
    }
  }).expr

type Hidden = 'known' | 'unknown' | 'few'

const scopeOf = (values: ReadonlyMap<string, Value>): Scope => ({ value: (name) => values.get(name), meter: newMeter() })

/** A value with parts of it hidden, by the choices drawn. */
const hide = (value: Value, how: Hidden, others: readonly Value[], name: string): Value => {
  const causes = [{ reason: 'input' as const, what: name, span }]
  if (how === 'known') return value
  if (how === 'few') return unknown(causes, origin, { among: [...others, value] })
  if (value.kind === 'list' && value.items.length > 0 && others.length > 1) {
    const [, ...rest] = value.items
    return { ...value, items: [unknown(causes, origin, { identity: `${name}[0]` }), ...rest] }
  }
  if (value.kind === 'object' && value.entries.size > 0 && others.length > 1) {
    const entries = new Map(value.entries)
    const key = [...entries.keys()][0]!
    entries.set(key, unknown(causes, origin, { identity: `${name}.${key}` }))
    return { ...value, entries }
  }
  return unknown(causes, origin, { identity: name })
}

const mayFail = (value: Value): boolean => {
  if (value.kind === 'unknown' || value.kind === 'reference') return value.mayFail === true
  if (value.kind === 'list') return value.items.some(mayFail)
  return value.kind === 'object' && [...value.entries.values()].some(mayFail)
}

const failed = (value: Value): boolean =>
  isFailure(value) ||
  (value.kind === 'list' && value.items.some(failed)) ||
  (value.kind === 'object' && [...value.entries.values()].some(failed))

/** Whether `concrete` is one of the values that `abstract` stands for. */
const covers = (abstract: Value, concrete: Value): boolean => {
  if (failed(concrete)) return mayFail(abstract) || failed(abstract)
  switch (abstract.kind) {
    case 'unknown':
      if (abstract.among !== undefined) return abstract.among.some((option) => covers(option, concrete))
      return !isFailure(abstract)
    case 'reference':
      return true
    case 'list':
      return (
        concrete.kind === 'list' &&
        concrete.shape === abstract.shape &&
        concrete.items.length === abstract.items.length &&
        (abstract.shape === 'set' && abstract.items.some((item) => item.kind === 'unknown')
          ? abstract.items.length === 1
            ? covers(abstract.items[0]!, concrete.items[0]!)
            : true
          : abstract.items.every((item, at) => covers(item, concrete.items[at]!)))
      )
    case 'object':
      return (
        concrete.kind === 'object' &&
        concrete.entries.size === abstract.entries.size &&
        [...abstract.entries].every(([key, entry]) => concrete.entries.has(key) && covers(entry, concrete.entries.get(key)!))
      )
    case 'lambda':
      return concrete.kind === 'lambda'
    case 'null':
      return concrete.kind === 'null'
    case 'number':
      return concrete.kind === 'number' && String(concrete.value) === String(abstract.value)
    default:
      return concrete.kind === abstract.kind && concrete.value === abstract.value
  }
}

const dialects: readonly (readonly [string, Dialect, Calls])[] = [
  ['of Terraform', terraformDialect, terraformCalls],
  ['of deployment templates', armDialect, armCalls],
]

test.each(dialects)('the abstract result covers the concrete one: %s', (_, dialect, calls) => {
  const expression = expressionWith(calls)
  const input = fc.tuple(concreteValue, fc.constantFrom<Hidden>('known', 'unknown', 'few'), fc.array(concreteValue, { maxLength: 2 }))
  fc.assert(
    fc.property(expression, input, input, input, (expr, ...inputs) => {
      const concrete = new Map(names.map((name, at) => [name, inputs[at]![0]]))
      const abstract = new Map(names.map((name, at) => [name, hide(inputs[at]![0], inputs[at]![1], inputs[at]![2], name)]))
      const exact = evaluate(expr, scopeOf(concrete), dialect)
      // Where not even the known inputs give a known value (time, chance), there is nothing to cover.
      fc.pre(failed(exact) || isWhollyKnown(exact))
      const scope = scopeOf(abstract)
      const partial = evaluate(expr, scope, dialect)
      // What fails is not deployed; it is enough that `try` and `can` around it would hear that it may.
      if (failed(exact) && scope.meter.mayFail !== undefined) return
      expect(
        covers(partial, exact),
        `${shown(expr)}\n${JSON.stringify({ exact: plain(exact), partial: plain(partial), inputs: Object.fromEntries([...abstract].map(([name, value]) => [name, plain(value)])) })}`,
      ).toBe(true)
    }),
    { numRuns: Number(process.env.VNETPROOF_RUNS ?? 20_000), ...(process.env.VNETPROOF_RUNS === undefined ? { seed: 20_261_122 } : {}) },
  )
})

const shown = (expr: Expr): string => JSON.stringify(expr, (key, value) => (key === 'span' ? undefined : value))

/** A short form for the message of a counterexample. */
const plain = (value: Value): unknown => {
  switch (value.kind) {
    case 'unknown':
      return {
        unknown: value.among?.map(plain) ?? '?',
        ...(value.mayFail ? { mayFail: true } : {}),
        why: value.causes.map((cause) => cause.what),
      }
    case 'list':
      return { [value.shape]: value.items.map(plain) }
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]))
    case 'null':
      return null
    case 'reference':
    case 'lambda':
      return value.kind
    default:
      return String(value.value)
  }
}

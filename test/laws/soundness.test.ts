/**
 * Whatever the inputs turn out to be, the value computed from half-known inputs covers the value computed from the known ones.
 * Catches: taking the then-branch of an unknown condition; concluding from one side of `&&`; dropping an element whose filter is unknown;
 * skipping an unknown key; `try` passing over, or settling on, an argument that only may fail.
 */
import fc from 'fast-check'
import { test } from 'vitest'
import { armDialect } from '../../src/arm/dialect.ts'
import { interpolated } from '../../src/arm/functions/text.ts'
import { bicepDialect } from '../../src/bicep/dialect.ts'
import type { BinaryOp, Expr } from '../../src/eval/expr.ts'
import { terraformDialect } from '../../src/hcl/dialect.ts'
import { expectSound } from '../support/soundness.ts'
import { fileOf } from '../support/source.ts'

const operators: readonly BinaryOp[] = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||']

test("the abstract result covers the concrete one in Terraform's dialect", () => {
  expectSound({
    dialect: terraformDialect,
    operators,
    functions: [
      [],
      [
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
      [
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
      ['lookup', 'slice', 'replace', 'try', 'concat', 'merge', 'coalesce'],
    ],
  })
})

const span = { file: fileOf(''), start: 0, end: 0 }

test("the abstract result covers the concrete one in Bicep's dialect", () => {
  expectSound({
    dialect: bicepDialect,
    operators: [...operators, '=~', '!~', '??'],
    functions: [
      [],
      [
        'any',
        'array',
        'bool',
        'concat',
        'empty',
        'first',
        'flatten',
        'guid',
        'int',
        'items',
        'json',
        'last',
        'length',
        'max',
        'min',
        'objectKeys',
        'shallowMerge',
        'string',
        'toLower',
        'trim',
        'union',
        'uniqueString',
      ],
      [
        'cidrHost',
        'concat',
        'contains',
        'endsWith',
        'format',
        'indexOf',
        'intersection',
        'join',
        'lastIndexOf',
        'max',
        'padLeft',
        'range',
        'skip',
        'split',
        'startsWith',
        'substring',
        'take',
        'union',
        '[^]',
        '[?^]',
      ],
      ['cidrSubnet', 'concat', 'format', 'intersection', 'padLeft', 'replace', 'substring', 'union'],
    ],
    further: (expr) => {
      const lambda = (...params: readonly string[]): fc.Arbitrary<Expr> =>
        expr.map((body): Expr => ({ kind: 'lambda', params, body, span }))
      const call = (name: string, ...args: readonly fc.Arbitrary<Expr>[]): fc.Arbitrary<Expr> =>
        fc.tuple(...args).map((given): Expr => ({ kind: 'call', name, args: given, span }))
      return [
        ...['map', 'filter', 'groupBy', 'toObject', 'mapValues', '?'].map((name) => call(name, expr, lambda('x'))),
        call('sort', expr, lambda('x', 'y')),
        call('reduce', expr, expr, lambda('x', 'y')),
        call('toObject', expr, lambda('x'), lambda('y')),
        fc.tuple(expr, expr).map(([from, key]): Expr => ({ kind: 'get', from, key, safe: true, span })),
        fc.tuple(call(interpolated, expr), call(interpolated, expr)).map((parts): Expr => ({ kind: 'template', parts, span })),
        expr.map((source): Expr => ({ kind: 'list', items: [{ kind: 'spread', source, span }], span })),
      ]
    },
  })
})

test('the abstract result covers the concrete one in the dialect of deployment templates', () => {
  expectSound({
    dialect: armDialect,
    operators,
    functions: [
      [],
      [
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
      [
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
      ['concat', 'union', 'replace', 'substring', 'padleft', 'format', 'cidrsubnet'],
    ],
  })
})

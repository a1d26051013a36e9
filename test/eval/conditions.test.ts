import { expect, test } from 'vitest'
import { evaluate } from '../../src/eval/evaluate.ts'
import type { Expr } from '../../src/eval/expr.ts'
import { newMeter, type Scope } from '../../src/eval/scope.ts'
import { unknown } from '../../src/eval/value.ts'
import { terraformDialect } from '../../src/hcl/dialect.ts'
import { plain } from '../support/plain.ts'
import { fileOf } from '../support/source.ts'

const span = { file: fileOf(''), start: 0, end: 0 }

test('a chain of unknown conditions takes steps in proportion to its length', () => {
  const scope: Scope = {
    value: (name) => unknown([{ reason: 'input', what: name, span }], { span }, { identity: name }),
    meter: newMeter(),
  }
  let chain: Expr = { kind: 'literal', value: 'end', span }
  for (let link = 0; link < 100; link++)
    chain = {
      kind: 'choose',
      test: { kind: 'name', name: `c${link}`, span },
      then: { kind: 'literal', value: link % 3, span },
      otherwise: chain,
      span,
    }
  expect(plain(evaluate(chain, scope, terraformDialect))).toEqual({ '?one of': expect.arrayContaining(['0', '1', '2', 'end']) })
  expect(scope.meter.steps).toBeLessThan(1_000)
})

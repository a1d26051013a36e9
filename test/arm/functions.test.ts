/** Functions and expressions of deployment templates, against what their documentation says they give. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { armDialect } from '../../src/arm/dialect.ts'
import { contextName, lowerScalar, names } from '../../src/arm/lower.ts'
import { resourceGroupValue, subscriptionValue, targetOf } from '../../src/arm/target.ts'
import { evaluate } from '../../src/eval/evaluate.ts'
import { newMeter, type Scope } from '../../src/eval/scope.ts'
import { isFailure, isWhollyKnown, string, type Value } from '../../src/eval/value.ts'
import { fileOf } from '../support/source.ts'

interface Vector {
  readonly expression: string
  readonly is: unknown
  readonly from: string
}

const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'))

const plain = (value: Value): unknown => {
  if (isFailure(value)) return { fails: true }
  if (!isWhollyKnown(value)) return { unknown: true }
  switch (value.kind) {
    case 'null':
      return null
    case 'number':
      return typeof value.value === 'number' ? value.value : { digits: value.value.toFixed() }
    case 'string':
    case 'bool':
      return value.value
    case 'list':
      return value.items.map(plain)
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]))
    default:
      return value.kind
  }
}

const file = fileOf('')
const origin = { span: { file, start: 0, end: 0 } }
const target = targetOf(
  { subscriptionId: string('00000000-0000-0000-0000-00000000000a', origin), resourceGroup: string('examplegroup', origin) },
  origin,
)
const scope = (): Scope => ({
  value: (name) =>
    name === names.target
      ? target
      : name === contextName('resourcegroup')
        ? resourceGroupValue(target, origin)
        : name === contextName('subscription')
          ? subscriptionValue(target, origin)
          : undefined,
  meter: newMeter(),
})

const run = (expression: string): Value => {
  const text = `[${expression}]`
  return evaluate(lowerScalar({ kind: 'scalar', value: text, raw: text, span: origin.span }), scope(), armDialect)
}

describe('documented values', () => {
  test('there are many', () => {
    expect(vectors.length).toBeGreaterThan(150)
  })
  test.each(vectors)('$expression', ({ expression, is }) => {
    expect(plain(run(expression))).toEqual(is)
  })
})

test('texts that are no expressions', () => {
  const read = (text: string): unknown =>
    plain(evaluate(lowerScalar({ kind: 'scalar', value: text, raw: text, span: origin.span }), scope(), armDialect))
  // https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions#escape-characters
  expect(read('[[test value]')).toBe('[test value]')
  expect(read('[test value')).toBe('[test value')
  expect(read('plain')).toBe('plain')
})

test.each(['concat(', "concat('a'", "'a", 'a', "concat('a') b", 'concat(,)', "parameters('a'", '', '(1)', '1 +', 'a..b()', "x('a')["])(
  'what cannot be read fails: %s',
  (expression) => {
    expect(plain(run(expression))).toEqual({ fails: true })
  },
)

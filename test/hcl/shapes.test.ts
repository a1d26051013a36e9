/** Values whose type depends on what is not known: none of the worlds is left out. Each case was found by the law of soundness, and Terraform's answer for its world is beside it. */
import { expect, test } from 'vitest'
import { evaluate } from '../../src/eval/evaluate.ts'
import { newMeter } from '../../src/eval/scope.ts'
import { isFailure, unknown, type Value } from '../../src/eval/value.ts'
import { terraformDialect } from '../../src/hcl/dialect.ts'
import { lowerExpression } from '../../src/hcl/lower.ts'
import { parseExpressionFile } from '../../src/hcl/parse.ts'
import { fileOf } from '../support/source.ts'

const evaluated = (text: string, names: ReadonlyMap<string, Value> = new Map()): Value => {
  const file = fileOf(text)
  const expression = lowerExpression(
    parseExpressionFile(file, () => {}),
    file,
    new Set(names.keys()),
  )
  return evaluate(expression, { value: (name) => names.get(name), meter: newMeter() }, terraformDialect)
}

const origin = { span: { file: fileOf(''), start: 0, end: 0 } }
const hidden = (name: string, among?: readonly string[]): Value =>
  unknown([{ reason: 'input', what: name, span: origin.span }], origin, {
    ...(among === undefined ? { identity: name } : { among: among.map((text) => evaluated(text)) }),
  })

/** The value with its shapes: `list`, `tuple`, `map`, `object`. */
const shown = (value: Value): unknown => {
  if (isFailure(value)) return 'fails'
  if (value.kind === 'unknown') return value.among === undefined ? 'unknown' : { either: value.among.map(shown) }
  if (value.kind === 'list') return { [value.shape]: value.items.map(shown) }
  if (value.kind === 'object') return { [value.shape]: Object.fromEntries([...value.entries].map(([key, entry]) => [key, shown(entry)])) }
  return value.kind === 'null' ? null : 'value' in value ? value.value : value.kind
}

test.each<readonly [string, Readonly<Record<string, readonly string[] | undefined>>, unknown]>([
  // x = {a = 0}: tomap({a = 0}), of which nothing may be lost.
  [
    'coalesce(x, {})',
    { x: ['{}', '{a = 0}'] },
    expect.objectContaining({ either: expect.arrayContaining([{ map: { a: { either: [0, '0'] } } }]) }),
  ],
  // x = {}: an object is no map.
  ['x == tomap(x)', { x: undefined }, 'unknown'],
  // x = {}: the tuple [{}], for its type is not that of the other list.
  [
    'concat(compact([]), distinct([x]))',
    { x: ['null', '{}'] },
    expect.objectContaining({ either: expect.arrayContaining([expect.objectContaining({ tuple: expect.anything() })]) }),
  ],
  // x = {}: an empty tuple of keys; x = 0: an empty list of them, of the object beside it.
  ['try(tomap(x), {})', { x: ['{}', '0'] }, { either: [{ map: {} }, { object: {} }] }],
  // y = "a": the null leaves each as it is.
  ['coalesce([], null, [y, []])', { y: undefined }, expect.not.objectContaining({ list: [] })],
  // x = {}: the null leaves the tuple as it is.
  ['coalesce([x], null, ["", ""])', { x: undefined }, expect.not.objectContaining({ list: expect.anything() })],
  // x = null: 1.
  ['coalesce(1, z ? x : x)', { x: ['[]', 'null'], z: ['false'] }, { either: expect.arrayContaining([1]) }],
  // x = "": [[""], ["0", "false"]].
  ['distinct([x, [0, false], [null]])', { x: undefined }, expect.not.stringMatching('fails')],
])('%s with %o', (text, names, expected) => {
  const values = new Map(Object.entries(names).map(([name, among]) => [name, hidden(name, among)]))
  expect(shown(evaluated(text, values))).toEqual(expected)
})

test.each(['one([1, 2]) || true', '{ (coalesce({}, false)) = 1 }'])('%s fails', (text) => {
  expect(isFailure(evaluated(text))).toBe(true)
})

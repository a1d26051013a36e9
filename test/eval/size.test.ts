/** Values that grow with every name that stands for them: told, and walked by nobody. */
import { expect, test } from 'vitest'
import { isSame } from '../../src/eval/alternatives.ts'
import { doubtsOf, isSensitive, isTooLarge, isWhollyKnown, list, number, object, unknown, type Value } from '../../src/eval/value.ts'
import { budget } from '../../src/text/budget.ts'
import { fileOf } from '../support/source.ts'

const origin = { span: { file: fileOf(''), start: 0, end: 0 } }
const one = number(1, origin)

const doubled = (times: number, wrap: (value: Value) => Value): Value => {
  let value: Value = one
  for (let at = 0; at < times; at++) value = wrap(value)
  return value
}
const twice = (value: Value): Value => list([value, value], origin)
const asMembers = (value: Value): Value =>
  object(
    new Map([
      ['a', value],
      ['b', value],
    ]),
    origin,
  )

test('a list of a list twice is small for some levels, and too large for many', () => {
  // Of 20 levels: 2^21 - 1 nodes, just above the limit; 19 are half of it.
  expect([budget.valueNodes, isTooLarge(doubled(19, twice)), isTooLarge(doubled(20, twice))]).toEqual([2_000_000, false, true])
  expect(isWhollyKnown(doubled(15, twice))).toBe(true)
})

test.each([
  ['lists', twice],
  ['objects', asMembers],
  ['alternatives', (value: Value) => unknown([], origin, { among: [list([value], origin), list([value, value], origin)] })],
] as const)('%s that double a hundred times are walked by nobody', (_, wrap) => {
  const value = doubled(100, wrap)
  expect(isTooLarge(value)).toBe(true)
  expect(isWhollyKnown(value)).toBe(false)
  expect(isSame(value, doubled(100, wrap))).toBe(false)
  // What is not looked through may hold what is not to be told.
  expect(isSensitive(value)).toBe(true)
  if (value.kind !== 'unknown') expect(doubtsOf(value).map(({ reason }) => reason)).toEqual(['budget'])
})

test('what nests deeper than the stack is too large as well, and what nests as deep as code is not', () => {
  expect(isTooLarge(doubled(budget.nesting, (value) => list([value], origin)))).toBe(false)
  expect(isTooLarge(doubled(100_000, (value) => list([value], origin)))).toBe(true)
  expect(doubtsOf(doubled(100_000, (value) => list([value], origin)))[0]!.what).toBe('a value that grows too large')
})

test('very many elements have their doubts', () => {
  const doubt = { reason: 'input', what: 'p', span: origin.span } as const
  const items = Array.from({ length: 300_000 }, (_, at) => (at === 299_999 ? unknown([doubt], origin) : one))
  expect(doubtsOf(list(items, origin))).toEqual([doubt])
})

/** The algebra of intervals against plain sets of small integers. Caught when broken on purpose: adjacency not merged, the end before a hole off by one, a hole that ends where the interval ends. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bigIntervals, type Interval, numberIntervals } from '../../src/net/ranges.ts'

const integers = fc.integer({ min: 0, max: 40 })
const lists = fc.array(
  fc.record({ first: integers, last: integers }).map(({ first, last }) => ({ first: Math.min(first, last), last: Math.max(first, last) })),
  { maxLength: 12 },
)
const members = (list: readonly Interval<number>[]): Set<number> => {
  const set = new Set<number>()
  for (const { first, last } of list) for (let value = first; value <= last; value++) set.add(value)
  return set
}
const normal = (set: Iterable<number>): Interval<number>[] => {
  const intervals: { first: number; last: number }[] = []
  for (const value of [...set].sort((a, b) => a - b)) {
    const top = intervals[intervals.length - 1]
    if (top !== undefined && top.last === value - 1) top.last = value
    else intervals.push({ first: value, last: value })
  }
  return intervals
}
const big = (list: readonly Interval<number>[]): Interval<bigint>[] =>
  list.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }))

test('operations agree with sets, in both kinds of integers', () => {
  fc.assert(
    fc.property(lists, lists, (one, other) => {
      const a = numberIntervals.unite(one)
      const b = numberIntervals.unite(other)
      const inA = members(one)
      const inB = members(other)
      const both = normal([...inA].filter((value) => inB.has(value)))
      const onlyA = normal([...inA].filter((value) => !inB.has(value)))
      expect(a).toEqual(normal(inA))
      expect(numberIntervals.unite(one, other)).toEqual(normal(new Set([...inA, ...inB])))
      expect(numberIntervals.intersect(a, b)).toEqual(both)
      expect(numberIntervals.subtract(a, b)).toEqual(onlyA)
      expect(numberIntervals.covers(a, b)).toBe([...inB].every((value) => inA.has(value)))
      expect(numberIntervals.meets(a, b)).toBe(both.length > 0)
      for (let value = 0; value <= 40; value++) expect(numberIntervals.has(a, value)).toBe(inA.has(value))
      expect(bigIntervals.subtract(bigIntervals.unite(big(one)), bigIntervals.unite(big(other)))).toEqual(big(onlyA))
      expect(bigIntervals.intersect(bigIntervals.unite(big(one)), bigIntervals.unite(big(other)))).toEqual(big(both))
    }),
    { numRuns: 2000 },
  )
})

test('reversed intervals hold nothing', () => {
  expect(numberIntervals.unite([{ first: 5, last: 4 }])).toEqual([])
})

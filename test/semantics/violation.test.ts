import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AddressSet, AtomRelations } from '../../src/net/cells.ts'
import { noPorts, type PacketSet } from '../../src/net/packets.ts'
import { isLarger, joinViolations, type WrongPackets } from '../../src/semantics/violation.ts'
import { budget } from '../../src/text/budget.ts'

const noAtoms: AtomRelations<bigint> = { within: () => undefined, ancestors: (atom) => [atom] }
const set = (first: number, last: number, inside: readonly string[] = []): AddressSet<bigint> => [
  { ranges: [{ first: BigInt(first), last: BigInt(last) }], inside, outside: [] },
]
const box = (source: AddressSet<bigint>, destination = set(0, 0), protocols = 1): PacketSet<bigint> => ({
  protocols,
  source,
  destination,
  sourcePorts: noPorts,
  destinationPorts: noPorts,
})
const wrong = (sure: readonly PacketSet<bigint>[], possible = sure, more: Partial<WrongPackets> = {}): WrongPackets => ({
  key: '4 with-ports',
  sure,
  possible,
  atoms: noAtoms,
  ...more,
})

describe('packets of two revisions', () => {
  const size = 6
  const range = fc.tuple(fc.nat(size - 1), fc.nat(size - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
  const boxes = fc.array(fc.record({ source: range, destination: range, protocols: fc.integer({ min: 1, max: 3 }) }), { maxLength: 5 })
  type Boxes = typeof boxes extends fc.Arbitrary<infer B> ? B : never

  const points = (list: Boxes): ReadonlySet<string> => {
    const found = new Set<string>()
    for (const { source, destination, protocols } of list)
      for (let s = source[0]; s <= source[1]; s++)
        for (let d = destination[0]; d <= destination[1]; d++)
          for (const protocol of [1, 2]) if ((protocols & protocol) !== 0) found.add(`${s} ${d} ${protocol}`)
    return found
  }
  const sets = (list: Boxes) => list.map(({ source, destination, protocols }) => box(set(...source), set(...destination), protocols))

  test('are compared packet by packet', () => {
    fc.assert(
      fc.property(boxes, boxes, (head, base) => {
        const there = points(base)
        const isMore = [...points(head)].some((point) => !there.has(point))
        expect(isLarger([wrong(sets(head))], [wrong(sets(base))])).toBe(isMore)
      }),
      { numRuns: 2_000 },
    )
  })

  test('what may go wrong counts as what surely does', () => {
    const few = [box(set(0, 1))]
    const many = [box(set(0, 5))]
    expect(isLarger([wrong(few, many)], [wrong(few, few)])).toBe(true)
    expect(isLarger([wrong(many, many)], [wrong(few, many)])).toBe(true)
    expect(isLarger([wrong(few, many)], [wrong(many, many)])).toBe(false)
  })

  test('a named set is inside what holds it, and not the other way round', () => {
    const all = [box(set(0, 9))]
    const named = [box(set(0, 9, ['tag:x']))]
    expect(isLarger([wrong(named)], [wrong(all)])).toBe(false)
    expect(isLarger([wrong(all)], [wrong(named)])).toBe(true)
    expect(isLarger([wrong(named)], [wrong([box(set(0, 9, ['tag:y']))])])).toBe(true)
    const inside: AtomRelations<bigint> = { within: () => undefined, ancestors: (atom) => (atom === 'tag:x' ? ['tag:x', 'tag:y'] : [atom]) }
    expect(isLarger([wrong(named, named, { atoms: inside })], [wrong([box(set(0, 9, ['tag:y']))])])).toBe(false)
  })

  test('another family or kind of traffic is something else', () => {
    expect(isLarger([wrong([box(set(0, 1))])], [wrong([box(set(0, 1))], undefined, { key: '6 with-ports' })])).toBe(true)
    expect(isLarger([wrong([])], [])).toBe(false)
    expect(isLarger([], [wrong([box(set(0, 1))])])).toBe(false)
  })

  test('more pieces than are compared: alike is alike, else it counts as more', () => {
    const many = Array.from({ length: budget.comparedPieces + 1 }, (_, index) => box(set(2 * index, 2 * index)))
    expect(isLarger([wrong(many)], [wrong(many.toReversed())])).toBe(false)
    expect(isLarger([wrong(many)], [wrong([box(set(0, 10_000))])])).toBe(true)
  })

  test('several answers are one', () => {
    const one = () => [wrong([box(set(0, 0))])]
    expect(joinViolations([undefined, undefined])).toBeUndefined()
    expect(joinViolations([undefined, one])).toBe(one)
    expect(joinViolations([one, one])?.()).toHaveLength(2)
  })
})

/**
 * The algebra of address cells and packet sets, and first match over them, against plain sets and a naive filter on small domains.
 * Caught when broken on purpose: a literal dropped in `subtract`, the cut's border off by one, a dimension's remainder left out, `covers` without source ports.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AddressSet, type AtomRelations, addressAlgebra, type Cell } from '../../src/net/cells.ts'
import { firstMatches } from '../../src/net/first-match.ts'
import { type PacketSet, packetAlgebra } from '../../src/net/packets.ts'
import { type Interval, numberIntervals } from '../../src/net/ranges.ts'
import { naiveFirst } from '../oracles/naive-filter.ts'
import { type Box, faultOf } from '../oracles/proof-checker.ts'
import { type Random, randomFrom } from '../support/random.ts'

const domain = 12
const everything = [{ first: 0, last: domain - 1 }]
const members = (intervals: readonly Interval<number>[]): Set<number> => {
  const set = new Set<number>()
  for (const { first, last } of intervals) for (let value = first; value <= last; value++) set.add(value)
  return set
}

describe('cells over atoms', () => {
  // `a.x` and `a.y` lie in `a`; `a` and `b` are bounded; nothing is known of `c`.
  const bounds: Readonly<Record<string, readonly Interval<number>[]>> = {
    a: [{ first: 2, last: 9 }],
    'a.x': [{ first: 2, last: 9 }],
    b: [{ first: 5, last: 11 }],
  }
  const parents: Readonly<Record<string, string>> = { 'a.x': 'a', 'a.y': 'a' }
  const names = ['a', 'a.x', 'a.y', 'b', 'c']
  const relations: AtomRelations<number> = {
    within: (atom) => bounds[atom],
    ancestors: (atom) => (parents[atom] === undefined ? [atom] : [atom, parents[atom]]),
  }
  const algebra = addressAlgebra(numberIntervals, relations)

  /** What the atoms stand for, as far as the relations allow. */
  const meanings = fc.infiniteStream(fc.boolean()).map((flips) => {
    const next = (): boolean => flips.next().value as boolean
    const meaning = new Map<string, Set<number>>()
    for (const name of names) {
      const bound = members(bounds[name] ?? everything)
      const above = parents[name] === undefined ? undefined : meaning.get(parents[name])
      meaning.set(name, new Set([...bound].filter((value) => next() && (above === undefined || above.has(value)))))
    }
    return meaning
  })
  const integers = fc.integer({ min: 0, max: domain - 1 })
  const intervals = fc.array(
    fc.tuple(integers, integers).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) })),
    { minLength: 1, maxLength: 3 },
  )
  const simple = fc
    .tuple(intervals, fc.option(fc.constantFrom(...names), { nil: undefined }), fc.boolean())
    .map(([ranges, atom, inside]): AddressSet<number> => {
      const plain = algebra.ofRanges(numberIntervals.unite(ranges))
      if (atom === undefined) return plain
      const named = algebra.ofAtom(atom, everything)
      return inside ? algebra.intersect(plain, named) : algebra.subtract(plain, named)
    })
  const sets = fc.array(simple, { minLength: 1, maxLength: 3 }).map((list) => algebra.unite(...list))

  const inCell = (cell: Cell<number>, meaning: ReadonlyMap<string, ReadonlySet<number>>): Set<number> =>
    new Set(
      [...members(cell.ranges)].filter(
        (value) =>
          cell.inside.every((atom) => meaning.get(atom)!.has(value)) && cell.outside.every((atom) => !meaning.get(atom)!.has(value)),
      ),
    )
  const meaningOf = (set: AddressSet<number>, meaning: ReadonlyMap<string, ReadonlySet<number>>): number[] => {
    const all = set.flatMap((cell) => [...inCell(cell, meaning)])
    expect(new Set(all).size).toBe(all.length)
    return all.sort((a, b) => a - b)
  }

  test('operations mean what they say, whatever the atoms stand for', () => {
    fc.assert(
      fc.property(sets, sets, meanings, (a, b, meaning) => {
        const inA = meaningOf(a, meaning)
        const inB = new Set(meaningOf(b, meaning))
        expect(meaningOf(algebra.intersect(a, b), meaning)).toEqual(inA.filter((value) => inB.has(value)))
        expect(meaningOf(algebra.subtract(a, b), meaning)).toEqual(inA.filter((value) => !inB.has(value)))
        expect(meaningOf(algebra.unite(a, b), meaning)).toEqual([...new Set([...inA, ...inB])].sort((x, y) => x - y))
        if (algebra.covers(b, a)) expect(inA.every((value) => inB.has(value))).toBe(true)
        if (!algebra.meets(a, b)) expect(inA.some((value) => inB.has(value))).toBe(false)
      }),
      { numRuns: 4000 },
    )
  })

  test('what is surely so is seen', () => {
    fc.assert(
      fc.property(sets, sets, sets, (a, b, c) => {
        expect(algebra.subtract(a, a)).toEqual([])
        // Asked without making the sets, the answer is the same.
        expect(algebra.covers(a, b)).toBe(algebra.subtract(b, a).length === 0)
        expect(algebra.meets(a, b)).toBe(algebra.intersect(a, b).length > 0)
        expect(algebra.covers(algebra.unite(a, b), a)).toBe(true)
        expect(algebra.covers(a, algebra.intersect(a, b))).toBe(true)
        expect(algebra.meets(algebra.subtract(a, b), b)).toBe(false)
        expect(algebra.covers(algebra.unite(algebra.intersect(a, b), algebra.subtract(a, b)), a)).toBe(true)
        expect(
          algebra.covers(algebra.unite(algebra.intersect(a, b), algebra.intersect(a, c)), algebra.intersect(a, algebra.unite(b, c))),
        ).toBe(true)
      }),
      { numRuns: 1500 },
    )
  })

  test('a part of a tag is in the tag, and in nothing that leaves the tag out', () => {
    const part = algebra.ofAtom('a.x', everything)
    const whole = algebra.ofAtom('a', everything)
    expect(algebra.covers(whole, part)).toBe(true)
    expect(algebra.covers(part, whole)).toBe(false)
    expect(algebra.intersect(algebra.subtract(algebra.ofRanges(everything), whole), part)).toEqual([])
    expect(algebra.meets(part, algebra.ofAtom('a.y', everything))).toBe(true)
  })
})

describe('first match', () => {
  const algebra = packetAlgebra(addressAlgebra<number>(numberIntervals, { within: () => undefined, ancestors: (atom) => [atom] }))
  const sizes = { protocols: 2, source: 8, destination: 8, sourcePorts: 2, destinationPorts: 8 }
  const total = sizes.protocols * sizes.source * sizes.destination * sizes.sourcePorts * sizes.destinationPorts

  const someIntervals = (random: Random, size: number): readonly Interval<number>[] => {
    if (random(4) === 0) return [{ first: 0, last: size - 1 }]
    return numberIntervals.unite(
      Array.from({ length: 1 + random(2) }, () => {
        const first = random(size)
        return { first, last: Math.min(size - 1, first + random(3)) }
      }),
    )
  }
  const somePackets = (random: Random): PacketSet<number> => ({
    protocols: 1 + random(3),
    source: algebra.addresses.ofRanges(someIntervals(random, sizes.source)),
    destination: algebra.addresses.ofRanges(someIntervals(random, sizes.destination)),
    sourcePorts: someIntervals(random, sizes.sourcePorts),
    destinationPorts: someIntervals(random, sizes.destinationPorts),
  })
  const boxOf = (set: PacketSet<number>): Box => [
    new Set([0, 1].filter((bit) => (set.protocols & (1 << bit)) !== 0)),
    members(set.source.flatMap((cell) => cell.ranges)),
    members(set.destination.flatMap((cell) => cell.ranges)),
    members(set.sourcePorts),
    members(set.destinationPorts),
  ]
  const whole: PacketSet<number> = {
    protocols: 3,
    source: algebra.addresses.ofRanges([{ first: 0, last: sizes.source - 1 }]),
    destination: algebra.addresses.ofRanges([{ first: 0, last: sizes.destination - 1 }]),
    sourcePorts: [{ first: 0, last: sizes.sourcePorts - 1 }],
    destinationPorts: [{ first: 0, last: sizes.destinationPorts - 1 }],
  }
  const codesOf = (box: Box): number[] => {
    let codes = [0]
    for (const [at, size] of Object.values(sizes).entries())
      codes = codes.flatMap((code) => [...box[at]!].map((value) => code * size + value))
    return codes
  }
  const packetOf = (code: number): { protocol: string; source: number; destination: number; sourcePort: number; port: number } => {
    const port = code % 8
    const sourcePort = Math.floor(code / 8) % 2
    const destination = Math.floor(code / 16) % 8
    const source = Math.floor(code / 128) % 8
    return { protocol: `${Math.floor(code / 1024)}`, source, destination, sourcePort, port }
  }

  test.each([
    { name: 'short lists, whole space', lists: 260, length: 7, cutting: false },
    { name: 'long lists, cut', lists: 160, length: 60, cutting: true },
    { name: 'long lists, not cut', lists: 90, length: 60, cutting: false },
  ])('$name: every packet is decided as the naive filter decides it', ({ lists, length, cutting }) => {
    const random = randomFrom(length * 1000 + lists)
    let checked = 0
    for (let round = 0; round < lists; round++) {
      const sets = Array.from({ length: 1 + random(length) }, () => somePackets(random))
      const boxes = sets.map(boxOf)
      const rules = boxes.map((box, index) => ({
        priority: index,
        access: 'allow' as const,
        has: (packet: { protocol: string; source: string | number; destination: string | number; sourcePort: number; port: number }) =>
          box[0]!.has(Number(packet.protocol)) &&
          box[1]!.has(Number(packet.source)) &&
          box[2]!.has(Number(packet.destination)) &&
          box[3]!.has(packet.sourcePort) &&
          box[4]!.has(packet.port),
      }))
      const winners = new Int16Array(total).fill(-2)
      for (const piece of firstMatches(algebra, whole, sets, 100_000, cutting)!)
        for (const code of codesOf(boxOf(piece.packets))) {
          if (winners[code] !== -2) throw new Error('pieces overlap')
          winners[code] = piece.first ?? -1
        }
      for (let code = 0; code < total; code++) {
        const naive = naiveFirst(rules, packetOf(code))
        if (winners[code] !== naive) throw new Error(`round ${round}, packet ${code}: ${winners[code]} instead of ${naive}`)
        checked++
      }
    }
    expect(checked).toBe(lists * total)
  })

  test('a proof is accepted by a checker that knows nothing of how it was made', () => {
    const random = randomFrom(7)
    for (let round = 0; round < 150; round++) {
      const question = somePackets(random)
      const sets = Array.from({ length: 1 + random(40) }, () => somePackets(random))
      const pieces = firstMatches(algebra, question, sets, 100_000)!
      const proof = pieces.map((piece) => ({ box: boxOf(piece.packets), first: piece.first }))
      expect(faultOf(boxOf(question), sets.map(boxOf), proof)).toBeUndefined()
    }
  })

  test('the checker sees a piece that is missing, doubled or wrongly decided', () => {
    const random = randomFrom(11)
    const sets = Array.from({ length: 10 }, () => somePackets(random))
    const proof = firstMatches(algebra, whole, sets, 100_000)!.map((piece) => ({ box: boxOf(piece.packets), first: piece.first }))
    const boxes = sets.map(boxOf)
    expect(faultOf(boxOf(whole), boxes, proof)).toBeUndefined()
    expect(faultOf(boxOf(whole), boxes, proof.slice(1))).toMatch(/without a piece/)
    expect(faultOf(boxOf(whole), boxes, [...proof, proof[0]!])).toMatch(/twice/)
    expect(faultOf(boxOf(whole), boxes, [{ ...proof[0]!, first: proof[0]!.first === 0 ? 1 : 0 }, ...proof.slice(1)])).toMatch(/decided by/)
  })

  test('a limit that is too small gives no answer', () => {
    const random = randomFrom(3)
    const sets = Array.from({ length: 20 }, () => somePackets(random))
    expect(firstMatches(algebra, whole, sets, 2)).toBeUndefined()
  })
})

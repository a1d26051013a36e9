/** The partition by prefixes against a look at every prefix for every address. Caught by it: an end that is not the outer prefix's, a last address of the space that wraps. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partition } from '../../src/net/longest-prefix.ts'

const bits = 6
const size = 2 ** bits
const prefixes = fc.array(
  fc.record({ length: fc.nat(bits), at: fc.nat(size - 1) }).map(({ length, at }) => {
    const width = 2 ** (bits - length)
    const first = Math.floor(at / width) * width
    return { first, last: first + width - 1 }
  }),
  { maxLength: 14 },
)

describe('partition', () => {
  it('is sorted, disjoint, and tells every prefix around each address', () => {
    fc.assert(
      fc.property(prefixes, (ranges) => {
        const parts = partition(
          ranges.map((range, value) => ({ range, value })),
          (address, by) => address + by,
        )
        for (const [index, part] of parts.entries()) if (index > 0) expect(part.range.first).toBeGreaterThan(parts[index - 1]!.range.last)
        for (let address = 0; address < size; address++) {
          const part = parts.find(({ range }) => range.first <= address && address <= range.last)
          const found: number[] = []
          for (let node = part?.node; node !== undefined; node = node.within) found.push(...node.values)
          const widthOf = (index: number): number => ranges[index]!.last - ranges[index]!.first
          const expected = [...ranges.keys()].filter((index) => ranges[index]!.first <= address && address <= ranges[index]!.last)
          expect(found).toEqual(expected.sort((a, b) => widthOf(a) - widthOf(b) || a - b))
        }
      }),
      { numRuns: 400 },
    )
  })

  it('is of bigints too, to the last address', () => {
    const last = (1n << 128n) - 1n
    const parts = partition(
      [
        { range: { first: 0n, last }, value: 'all' },
        { range: { first: last, last }, value: 'end' },
      ],
      (address, by) => address + BigInt(by),
    )
    expect(parts.map(({ range, node }) => [range.first, range.last, node.values])).toEqual([
      [0n, last - 1n, ['all']],
      [last, last, ['end']],
    ])
  })
})

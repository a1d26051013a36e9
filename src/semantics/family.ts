/** The two address families as the rest of the room sees them: every space that matters, in each family's own integers. */
import {
  documentationSpace,
  hostAddress,
  hostAddress6,
  metadataAddress,
  privateSpace,
  publicSpace6,
  specialSpace,
} from '../azure/address-space.ts'
import { type AddressRange, everyAddress4, everyAddress6, type Family, parseAddressRange } from '../net/address.ts'
import { bigIntervals, type IntervalAlgebra, type Intervals, numberIntervals } from '../net/ranges.ts'

export interface AddressFamily<T extends number | bigint> {
  readonly family: Family
  /** Length of the prefix of a single address. */
  readonly bits: number
  readonly intervals: IntervalAlgebra<T>
  readonly everything: Intervals<T>
  /** Surely public, whatever the documents elide; without the platform's own addresses. */
  readonly public: Intervals<T>
  /** May be in `Internet` or not. */
  readonly special: Intervals<T>
  /** No service tag has an address beyond these. */
  readonly tags: Intervals<T>
  /** The host's address, source of probes. */
  readonly host: Intervals<T>
  /** Instance metadata. */
  readonly metadata: Intervals<T>
  /** Spaces that stand for the whole Internet in an example, best known first. */
  readonly examples: readonly Intervals<T>[]
  /** Those of the ranges that are of this family. */
  pick(ranges: readonly AddressRange[]): Intervals<T>
  /** The range as both families write it. */
  range(first: T, last: T): AddressRange
  offset(value: T, by: number): T
  /** Roughly; for choosing the widest. */
  size(ranges: Intervals<T>): number
}

const read = (texts: readonly string[]): readonly AddressRange[] =>
  texts.flatMap((text) => {
    const range = parseAddressRange(text)
    return 'problem' in range ? [] : [range]
  })

interface Base<T extends number | bigint> {
  readonly family: Family
  readonly intervals: IntervalAlgebra<T>
  readonly pick: (ranges: readonly AddressRange[]) => Intervals<T>
  readonly range: (first: T, last: T) => AddressRange
  readonly offset: (value: T, by: number) => T
}

const familyOf = <T extends number | bigint>(base: Base<T>, notPublic: readonly string[], special: readonly string[]): AddressFamily<T> => {
  const { intervals, pick } = base
  const everything = pick([everyAddress4, everyAddress6])
  const outer = base.family === 4 ? everything : pick(read([publicSpace6]))
  const whole = intervals.subtract(outer, pick(read(notPublic)))
  return {
    ...base,
    bits: base.family === 4 ? 32 : 128,
    everything,
    public: whole,
    special: base.family === 4 ? pick(read(special)) : intervals.subtract(everything, outer),
    tags: intervals.subtract(whole, pick(read(documentationSpace))),
    host: pick(read([hostAddress, hostAddress6])),
    metadata: pick(read([metadataAddress])),
    examples: documentationSpace.map((text) => pick(read([text]))),
    size: (ranges) => ranges.reduce((sum, { first, last }) => sum + Number(last - first) + 1, 0),
  }
}

export const family4: AddressFamily<number> = familyOf(
  {
    family: 4,
    intervals: numberIntervals,
    pick: (ranges) => numberIntervals.unite(ranges.flatMap((range) => (range.family === 4 ? [range] : []))),
    range: (first, last) => ({ family: 4, first, last }),
    offset: (value, by) => value + by,
  },
  [...privateSpace, ...specialSpace, hostAddress],
  specialSpace,
)

export const family6: AddressFamily<bigint> = familyOf(
  {
    family: 6,
    intervals: bigIntervals,
    pick: (ranges) => bigIntervals.unite(ranges.flatMap((range) => (range.family === 6 ? [range] : []))),
    range: (first, last) => ({ family: 6, first, last }),
    offset: (value, by) => value + BigInt(by),
  },
  [],
  [],
)

/** The packets that meet a wrong fate, of two revisions of a network, come in; whether one has some that the other lacks goes out: exact. */
import { type AddressSet, type AtomRelations, addressAlgebra } from '../net/cells.ts'
import { type PacketSet, packetAlgebra } from '../net/packets.ts'
import { bigIntervals, type Intervals } from '../net/ranges.ts'
import { budget } from '../text/budget.ts'
import type { Traffic } from './match.ts'
import type { Place } from './place.ts'

/** Packets of one family and kind of traffic. Both families in big integers, so that revisions can be compared without knowing which it is. */
export interface WrongPackets {
  /** Only packets of one key can be compared. */
  readonly key: string
  /** Wrong in every world that the code permits. */
  readonly sure: readonly PacketSet<bigint>[]
  /** Wrong in some. */
  readonly possible: readonly PacketSet<bigint>[]
  readonly atoms: AtomRelations<bigint>
}

/** Made when it is asked for: few verdicts are ever compared. */
export type Violation = () => readonly WrongPackets[]

const big = <T extends number | bigint>(ranges: Intervals<T>): Intervals<bigint> =>
  ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }))

const bigSet = <T extends number | bigint>(set: AddressSet<T>): AddressSet<bigint> =>
  set.map(({ ranges, inside, outside }) => ({ ranges: big(ranges), inside, outside }))

const bigPackets = <T extends number | bigint>(packets: PacketSet<T>): PacketSet<bigint> => ({
  ...packets,
  source: bigSet(packets.source),
  destination: bigSet(packets.destination),
})

export const wrongPackets = <T extends number | bigint>(
  place: Place<T>,
  traffic: Traffic,
  sure: readonly PacketSet<T>[],
  possible: readonly PacketSet<T>[],
): WrongPackets => {
  const { atoms } = place.addresses
  return {
    key: `${place.family.family} ${traffic}`,
    sure: sure.map(bigPackets),
    possible: possible.map(bigPackets),
    atoms: {
      within: (atom) => {
        const bound = atoms.within(atom)
        return bound === undefined ? undefined : big(bound)
      },
      ancestors: atoms.ancestors,
    },
  }
}

const written = (sets: readonly PacketSet<bigint>[]): string =>
  sets
    .map((packets) => JSON.stringify(packets, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
    .sort()
    .join('\n')

/** What either revision knows of an atom. An atom of one name is one set in both. */
const together = (a: AtomRelations<bigint>, b: AtomRelations<bigint>): AtomRelations<bigint> => ({
  within: (atom) => a.within(atom) ?? b.within(atom),
  ancestors: (atom) => {
    const [one, other] = [a.ancestors(atom), b.ancestors(atom)]
    return one.length >= other.length ? one : other
  },
})

/** Some packets of `head` are not in `base`; also where that is more than this program computes. */
const exceeds = (head: readonly PacketSet<bigint>[], base: readonly PacketSet<bigint>[], atoms: AtomRelations<bigint>): boolean => {
  if (head.length === 0 || written(head) === written(base)) return false
  const most = budget.comparedPieces
  if (head.length > most || base.length > most) return true
  const { subtract } = packetAlgebra(addressAlgebra(bigIntervals, atoms))
  let left = head
  for (const packets of base) {
    left = left.flatMap((piece) => subtract(piece, packets))
    if (left.length === 0) return false
    if (left.length > most) return true
  }
  return true
}

/** Some packet is worse off in `head`: surely wrong where it was not surely, or possibly wrong where it surely was not. */
export const isLarger = (head: readonly WrongPackets[], base: readonly WrongPackets[]): boolean =>
  [...new Set(head.map(({ key }) => key))].some((key) => {
    const mine = head.filter((one) => one.key === key)
    const theirs = base.filter((one) => one.key === key)
    const atoms = theirs.reduce((known, one) => together(known, one.atoms), mine[0]!.atoms)
    const all = (list: readonly WrongPackets[], which: 'sure' | 'possible') => list.flatMap((one) => one[which])
    return exceeds(all(mine, 'sure'), all(theirs, 'sure'), atoms) || exceeds(all(mine, 'possible'), all(theirs, 'possible'), atoms)
  })

/** Of several answers to one question. */
export const joinViolations = (violations: readonly (Violation | undefined)[]): Violation | undefined => {
  const known = violations.filter((one) => one !== undefined)
  return known.length < 2 ? known[0] : () => known.flatMap((one) => one())
}

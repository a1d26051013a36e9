/** One family and kind of traffic of a question comes in; what surely and what possibly happens to its packets goes out. */
import type { PacketSet } from '../net/packets.ts'
import { budget } from '../text/budget.ts'
import { type Unsettled, unsettled } from './doubts.ts'
import { decide, type Leaning, type Piece, type Stage } from './filter.ts'
import type { Decider, Packet } from './flow.ts'
import { inhabited } from './inhabited.ts'
import type { Traffic } from './match.ts'
import { partsOf, type SizedPart } from './parts.ts'
import type { Place } from './place.ts'
import type { Access } from './rules.ts'
import { type WrongPackets, wrongPackets } from './violation.ts'
import { exampleOf, packetOf } from './witness.ts'

/** Packets that a message can show. */
export interface Shown {
  readonly packet: Packet
  readonly chain: readonly Decider[]
  readonly parts: readonly SizedPart[]
}

export interface Frame {
  /** The question surely has no packet here. */
  readonly empty: boolean
  /** More than this program computes; then nothing else may be asked. */
  over(leaning: Leaning): boolean
  /** Some packet may have this fate in that world. */
  some(leaning: Leaning, access: Access): boolean
  /** Packets that surely exist and have this fate in that world. */
  sure(leaning: Leaning, access: Access): Shown | undefined
  /** Packets that may exist and have this fate in that world, and what that depends on. */
  maybe(leaning: Leaning, access: Access): (Shown & Unsettled) | undefined
  deciders(leaning: Leaning, access: Access): readonly Decider[]
  /** All packets that have this fate: in the world that is best for it, and in the one that is worst. */
  wrong(lenient: Leaning, strict: Leaning, access: Access): WrongPackets
}

/** Pieces that are looked at once more without the atoms that deciding them brought in. */
const relaxed = 32
const relaxedCells = 4

const isInhabited = <T extends number | bigint>(place: Place<T>, packets: PacketSet<T>): boolean =>
  inhabited(place, packets.source) !== undefined && inhabited(place, packets.destination) !== undefined

/** Parts of the question around one side of a piece, each without the atoms that the question itself does not have. */
const around = <T extends number | bigint>(
  place: Place<T>,
  side: 'source' | 'destination',
  piece: Piece<T>,
): readonly PacketSet<T>['source'][] =>
  piece.packets[side].slice(0, relaxedCells).map((cell) => {
    const one = cell.inside.length === 0 ? exampleOf(place, cell.ranges) : undefined
    const ranges = one === undefined ? cell.ranges : [{ first: one, last: one }]
    return place.addresses.intersect(place.addresses.ofRanges(ranges), piece.question[side])
  })

export const createFrame = <T extends number | bigint>(
  place: Place<T>,
  questions: readonly PacketSet<T>[],
  direction: 'inbound' | 'outbound',
  stages: readonly Stage<T>[],
  traffic: Traffic,
): Frame => {
  const certain = stages.every(({ lists }) => lists === undefined || lists.ordinary.doubtful.length + lists.platform.doubtful.length === 0)
  const known = new Map<Leaning, readonly Piece<T>[] | undefined>()

  const pieces = (wanted: Leaning): readonly Piece<T>[] | undefined => {
    const leaning = certain ? 'restrictive' : wanted
    if (known.has(leaning)) return known.get(leaning)
    const all: Piece<T>[] = []
    for (const question of questions) {
      const found = decide(place, question, direction, stages, leaning, budget.pieces - all.length)
      if (found === undefined) {
        known.set(leaning, undefined)
        return undefined
      }
      all.push(...found)
    }
    known.set(leaning, all)
    return all
  }
  const withFate = (leaning: Leaning, access: Access): readonly Piece<T>[] =>
    (pieces(leaning) ?? []).filter((piece) => piece.access === access)
  const shown = (piece: Piece<T>, all: readonly Piece<T>[]): Shown => ({
    packet: packetOf(place, piece.packets),
    chain: piece.chain,
    parts: partsOf(place, all, traffic),
  })

  /** Several pieces may make up a set that surely has packets though none of them surely does: one is allowed inside an atom, one outside it. */
  const relax = (piece: Piece<T>, leaning: Leaning): Piece<T> | undefined => {
    for (const source of around(place, 'source', piece))
      for (const destination of around(place, 'destination', piece)) {
        const packets = { ...piece.packets, source, destination }
        if (source.length === 0 || destination.length === 0 || !isInhabited(place, packets)) continue
        const found = decide(place, packets, direction, stages, leaning, budget.pieces)
        if (found !== undefined && found.length > 0 && found.every((part) => part.access === piece.access))
          return { ...piece, packets, chain: found[0]!.chain }
      }
    return undefined
  }

  return {
    empty: questions.length === 0,
    over: (leaning) => pieces(leaning) === undefined,
    some: (leaning, access) => withFate(leaning, access).length > 0,
    sure: (leaning, access) => {
      const all = withFate(leaning, access)
      const sure = all.filter((piece) => isInhabited(place, piece.packets))
      // A piece with an address to show is worth more than one with a name only.
      const best = sure.find((piece) => inhabited(place, piece.packets.source)?.ranges !== undefined) ?? sure[0]
      if (best !== undefined) return shown(best, sure)
      for (const piece of all.slice(0, relaxed)) {
        const found = relax(piece, leaning)
        if (found !== undefined) return shown(found, [found])
      }
      return undefined
    },
    maybe: (leaning, access) => {
      const all = withFate(leaning, access)
      return all[0] === undefined ? undefined : { ...shown(all[0], all), ...unsettled(place, all, stages) }
    },
    deciders: (leaning, access) => withFate(leaning, access).flatMap((piece) => piece.chain),
    wrong: (lenient, strict, access) => {
      const all = (leaning: Leaning) => withFate(leaning, access).map(({ packets }) => packets)
      return wrongPackets(place, traffic, all(lenient), all(strict))
    },
  }
}

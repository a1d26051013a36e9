/** Pieces of a question that are wrong come in; the few parts that a message shows go out, widest first. */

import type { AddressSet } from '../net/cells.ts'
import { numberIntervals, type Range } from '../net/ranges.ts'
import type { Piece } from './filter.ts'
import type { Decider, Part } from './flow.ts'
import type { Traffic } from './match.ts'
import type { Place } from './place.ts'
import { protocolNames } from './witness.ts'
import { setInWords } from './words.ts'

/** Parts that a message shows. */
export const shownParts = 3
/** Pieces that are put in words; the rest only repeats them. */
const readPieces = 200

export interface SizedPart {
  readonly part: Part
  readonly size: number
}

/** IPv6 counts in networks, so that it is not wider than IPv4 wherever it occurs. */
const sizeOf = <T extends number | bigint>(place: Place<T>, set: AddressSet<T>): number =>
  set.reduce((sum, cell) => sum + place.family.size(cell.ranges), 0) / (place.family.family === 4 ? 1 : 2 ** 96)

/** Pieces decided by the same rule are told together. */
const deciderKeys = (): ((chain: readonly Decider[]) => number) => {
  const numbers = new Map<unknown, number>()
  return (chain) => {
    const last = chain[chain.length - 1]
    const key = last?.kind === 'rule' ? last.rule : last?.kind === 'default-rule' ? `${last.at} ${last.name}` : last?.kind
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return number
  }
}

export const partsOf = <T extends number | bigint>(
  place: Place<T>,
  pieces: readonly Piece<T>[],
  traffic: Traffic,
): readonly SizedPart[] => {
  const keyOf = deciderKeys()
  const merged = new Map<string, { protocols: number; source: string; destination: string; ports: readonly Range[]; size: number }>()
  for (const piece of pieces.slice(0, readPieces)) {
    const { packets } = piece
    const source = setInWords(place, packets.source)
    const destination = setInWords(place, packets.destination)
    const ports = traffic === 'with-ports' ? packets.destinationPorts : []
    const count = numberIntervals.unite(ports).reduce((sum, { first, last }) => sum + last - first + 1, 0)
    const size = sizeOf(place, packets.source) * sizeOf(place, packets.destination) * Math.max(1, count)
    const key = [keyOf(piece.chain), source, destination].join('\n')
    const known = merged.get(key)
    if (known === undefined) merged.set(key, { protocols: packets.protocols, source, destination, ports, size })
    else {
      known.protocols |= packets.protocols
      known.ports = numberIntervals.unite(known.ports, ports)
      known.size += size
    }
  }
  return [...merged.values()].map(({ protocols, size, ...part }) => ({ part: { protocols: protocolNames(protocols), ...part }, size }))
}

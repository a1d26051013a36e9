/** A set of packets and the groups on its way come in; disjoint pieces of it go out, each with whether it passes and with what decided. */
import type { AddressSet } from '../net/cells.ts'
import { firstMatches } from '../net/first-match.ts'
import { isEmptyPackets, type PacketSet } from '../net/packets.ts'
import type { Decider } from './flow.ts'
import type { Place } from './place.ts'
import type { Access, DecidedRule, Level, Lists } from './rules.ts'

export type Leaning = 'restrictive' | 'permissive'

/** One group on the way; no lists: surely none is attached. */
export interface Stage<T> {
  readonly at: Level
  readonly lists?: { readonly ordinary: Lists<T>; readonly platform: Lists<T> }
}

export interface Piece<T> {
  readonly packets: PacketSet<T>
  readonly access: Access
  /** In the order in which the groups are asked; the last one decides. */
  readonly chain: readonly Decider[]
  /** The question that it is a piece of. */
  readonly question: PacketSet<T>
}

const withDestination = <T>(packets: PacketSet<T>, destination: AddressSet<T>): PacketSet<T> => ({ ...packets, destination })

/**
 * Each group is asked about what the ones before it let pass; deny ends it. `stages` are in the order of the direction:
 * https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
 * Undefined where it takes more than `limit` pieces.
 */
export const decide = <T extends number | bigint>(
  place: Place<T>,
  question: PacketSet<T>,
  direction: 'inbound' | 'outbound',
  stages: readonly Stage<T>[],
  leaning: Leaning,
  limit: number,
): readonly Piece<T>[] | undefined => {
  const { addresses, packets: algebra } = place
  const decided: Piece<T>[] = []
  let passing: readonly { readonly packets: PacketSet<T>; readonly chain: readonly Decider[] }[] = [{ packets: question, chain: [] }]
  let steps = 0
  for (const stage of stages) {
    const passed: { packets: PacketSet<T>; chain: readonly Decider[] }[] = []
    const ask = (packets: PacketSet<T>, chain: readonly Decider[], rules: readonly DecidedRule<T>[]): boolean => {
      if (isEmptyPackets(packets)) return true
      const found = firstMatches(
        algebra,
        packets,
        rules.map((rule) => rule.packets),
        limit - steps,
      )
      if (found === undefined) return false
      steps += found.length
      for (const piece of found) {
        // The last rule of every list matches everything: `first` is never undefined.
        const { decider } = rules[piece.first!]!
        if (decider.access === 'allow') passed.push({ packets: piece.packets, chain: [...chain, decider] })
        else decided.push({ packets: piece.packets, access: 'deny', chain: [...chain, decider], question })
      }
      return true
    }
    for (const { packets, chain } of passing) {
      if (stage.lists === undefined) passed.push({ packets, chain: [...chain, { kind: 'no-group', at: stage.at, access: 'allow' }] })
      else if (direction === 'inbound') {
        if (!ask(packets, chain, stage.lists.ordinary[leaning])) return undefined
      } else {
        const platform = withDestination(packets, addresses.intersect(packets.destination, place.platform))
        const others = withDestination(packets, addresses.subtract(packets.destination, place.platform))
        if (!ask(platform, chain, stage.lists.platform[leaning]) || !ask(others, chain, stage.lists.ordinary[leaning])) return undefined
      }
    }
    passing = passed
  }
  for (const { packets, chain } of passing) decided.push({ packets, access: 'allow', chain, question })
  return decided
}

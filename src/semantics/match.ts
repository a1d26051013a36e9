/** A security rule comes in; the packets that it surely matches and those that it may match at one place go out. */
import { findTag } from '../azure/service-tags.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Endpoint, Fact } from '../model/entity.ts'
import type { Protocol, SecurityRule } from '../model/kinds/nsg.ts'
import type { AddressSet } from '../net/cells.ts'
import { noPorts, type PacketSet } from '../net/packets.ts'
import { type Intervals, numberIntervals, type Range } from '../net/ranges.ts'
import { type Extremes, extremesOf, type Place } from './place.ts'

export const protocolBits: Readonly<Record<Protocol, number>> = { tcp: 1, udp: 2, icmp: 4, esp: 8, ah: 16 }
export const allProtocols = 31

/** Packets with ports and packets without are decided apart: a rule's ports concern tcp and udp only. */
export type Traffic = 'with-ports' | 'without-ports'
export const protocolsOf: Readonly<Record<Traffic, number>> = { 'with-ports': 3, 'without-ports': 28 }
export const everyPort: Intervals<number> = [{ first: 0, last: 65535 }]

export const maskOf = (protocols: readonly Protocol[]): number => protocols.reduce((mask, protocol) => mask | protocolBits[protocol], 0)

/** `platform`: the packets to the platform's own addresses, which a rule matches by the platform's tags only. */
export type Scope = 'ordinary' | 'platform'

const masks = {
  unite: (a: number, b: number) => a | b,
  intersect: (a: number, b: number) => a & b,
  nothing: 0,
  everything: allProtocols,
}
const portSets = {
  unite: (a: Intervals<number>, b: Intervals<number>) => numberIntervals.unite(a, b),
  intersect: (a: Intervals<number>, b: Intervals<number>) => numberIntervals.intersect(a, b),
  nothing: [] as Intervals<number>,
  everything: everyPort,
}
const exactly = <V>(value: V): Extremes<V> => ({ smallest: value, largest: value })

const portsOf = (fact: Fact<readonly Range[]>, traffic: Traffic): Extremes<Intervals<number>> =>
  // Protocol `*` with ports still matches ICMP: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
  traffic === 'without-ports' ? exactly(noPorts) : extremesOf(fact, (ranges) => exactly(numberIntervals.unite(ranges)), portSets)

const doubtsOfFact = (fact: Fact<unknown>): readonly Doubt[] => (fact.known ? [] : fact.doubts)

/** Groups that may be one or another. */
const doubtsOfEnds = <T extends number | bigint>(place: Place<T>, fact: Fact<readonly Endpoint[]>): readonly Doubt[] =>
  fact.known
    ? mergeDoubts(
        ...fact.value.map((end) => {
          if (end.kind !== 'group') return []
          const link = place.site.network.link(end.group, 'application-security-group')
          return link.options.length === 1 ? [] : link.doubts
        }),
      )
    : fact.doubts

/** The rule's destination among the platform's addresses, and the ports that its tag surely means. */
const platformTargets = <T extends number | bigint>(
  place: Place<T>,
  fact: Fact<readonly Endpoint[]>,
): { readonly destination: Extremes<AddressSet<T>>; readonly protocols: number; readonly port: number | undefined } => {
  const { addresses, platform } = place
  if (!fact.known) return { destination: { smallest: [], largest: platform }, protocols: 0, port: undefined }
  let destination: Extremes<AddressSet<T>> = exactly([])
  let port: number | undefined
  let protocols = 0
  for (const end of fact.value) {
    const name = end.kind === 'tag' ? (findTag(end.tag)?.name ?? '') : ''
    const named = name === 'AzurePlatformDNS' || name === 'AzurePlatformIMDS'
    const doubtful = end.kind === 'atom' || (end.kind === 'tag' && name === '')
    if (!named && !doubtful) continue
    const met = addresses.intersect(platform, place.endpoints({ known: true, value: [end], origin: end.origin }).largest)
    destination = {
      smallest: named ? addresses.unite(destination.smallest, met) : destination.smallest,
      largest: addresses.unite(destination.largest, met),
    }
    // Name resolution and instance metadata: https://learn.microsoft.com/azure/virtual-network/service-tags-overview
    if (named) port = name === 'AzurePlatformDNS' ? 53 : 80
    if (named) protocols = name === 'AzurePlatformDNS' ? protocolBits.tcp | protocolBits.udp : protocolBits.tcp
  }
  return { destination, protocols, port }
}

export interface Match<T> extends Extremes<PacketSet<T>> {
  /** Why the two differ. */
  readonly doubts: readonly Doubt[]
}

export const matchOf = <T extends number | bigint>(place: Place<T>, rule: SecurityRule, traffic: Traffic, scope: Scope): Match<T> => {
  const protocols = extremesOf(rule.protocol, (protocol) => exactly(protocol === 'any' ? allProtocols : protocolBits[protocol]), masks)
  const source = place.endpoints(rule.source)
  const sourcePorts = portsOf(rule.sourcePorts, traffic)
  const ports = portsOf(rule.destinationPorts, traffic)
  const own = protocolsOf[traffic]
  const doubts = mergeDoubts(
    doubtsOfFact(rule.protocol),
    doubtsOfEnds(place, rule.source),
    doubtsOfEnds(place, rule.destination),
    ...(traffic === 'with-ports' ? [doubtsOfFact(rule.sourcePorts), doubtsOfFact(rule.destinationPorts)] : []),
  )
  const packets = (bound: keyof Extremes<unknown>, destination: AddressSet<T>, mask: number, port: Intervals<number>): PacketSet<T> => ({
    protocols: protocols[bound] & own & mask,
    source: source[bound],
    destination,
    sourcePorts: sourcePorts[bound],
    destinationPorts: port,
  })
  if (scope === 'ordinary') {
    const destination = place.endpoints(rule.destination)
    return {
      smallest: packets('smallest', destination.smallest, allProtocols, ports.smallest),
      largest: packets('largest', destination.largest, allProtocols, ports.largest),
      doubts,
    }
  }
  const target = platformTargets(place, rule.destination)
  const sure: Intervals<number> = target.port === undefined ? [] : [{ first: target.port, last: target.port }]
  return {
    smallest: packets('smallest', target.destination.smallest, target.protocols, numberIntervals.intersect(ports.smallest, sure)),
    largest: packets('largest', target.destination.largest, allProtocols, ports.largest),
    doubts: mergeDoubts(doubts, [{ reason: 'unsupported', what: 'which packets the tags of the platform concern', span: rule.span }]),
  }
}

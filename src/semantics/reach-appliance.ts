/** Packets that come to a machine which passes packets on, or to one that somebody vouches for, come in; they go on from its subnet. */

import { findTag } from '../azure/service-tags.ts'
import type { Doubt } from '../eval/value.ts'
import type { AssumedFirewall } from '../model/assumptions.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import { parseAddressRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import { noPorts, type PacketSet } from '../net/packets.ts'
import { numberIntervals } from '../net/ranges.ts'
import { nameAtom } from './firewall-match.ts'
import { everyPort } from './match.ts'
import type { Place } from './place.ts'
import { passFilters } from './reach-filter.ts'
import { block, drop, lose, moved, narrowed, type Session, type State, type Walk, withDoubts, withHop } from './reach-walk.ts'

/** Its own groups filter what comes in and what goes out, by the addresses that the packets have. */
export const passAppliance = <T extends number | bigint>(walk: Walk<T>, state: State<T>, nic: NetworkInterface): void => {
  const subnets = nic.ipConfigurations.flatMap(({ subnet }) => walk.network.link(subnet, 'subnet').options)
  const [only] = subnets
  if (only?.to !== 'entity') {
    lose(walk, state, [{ reason: 'external', what: `the subnet of \`${nic.id}\``, span: nic.span }])
    return
  }
  const here = moved(state, walk.posts.at(only.entity))
  // https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#user-defined ("you must enable IP forwarding")
  const forwarding = nic.ipForwarding
  if (forwarding.known && !forwarding.value) {
    const why = `comes to \`${nic.id}\`, which has no IP forwarding`
    block(walk, withHop(here, { kind: 'appliance', nic }), 'no-forwarding', why, forwarding.origin.span, (beyond) => walk.follow(beyond))
    return
  }
  const unsure: readonly Doubt[] = forwarding.known ? [] : forwarding.doubts
  passFilters(walk, here, 'inbound', nic, (inside) => {
    if (unsure.length > 0)
      drop(
        walk,
        withHop(withDoubts(inside, unsure), { kind: 'appliance', nic }),
        'no-forwarding',
        `comes to \`${nic.id}\`, which may have no IP forwarding`,
        forwarding.origin.span,
      )
    const what = `what the machine of \`${nic.id}\` lets through`
    const doubts: readonly Doubt[] = [{ reason: 'external', what, span: nic.span }]
    const session: Session<T> = {
      id: nic.id,
      hop: { kind: 'appliance', nic },
      post: inside.post,
      source: inside.packets.source,
      translatesSource: false,
    }
    const possible = withDoubts(inside, [...unsure, ...doubts])
    lose(walk, withHop(possible, session.hop), doubts)
    passFilters(walk, withHop({ ...possible, sessions: [...inside.sessions, session] }, session.hop), 'outbound', nic, (out) =>
      walk.follow(out),
    )
  })
}

const setOf = <T extends number | bigint>(place: Place<T>, to: string, span: AssumedFirewall['span']): AddressSet<T> => {
  const range = parseAddressRange(to)
  if (!('problem' in range)) return place.addresses.ofRanges(place.family.pick([range]))
  return findTag(to) === undefined ? nameAtom(place, to.toLowerCase()) : place.tag(to, span)
}

/** What is said of it goes through; of the rest nothing is said. Where it lets packets out is not known either, but that they go on by their destination. */
export const passVouched = <T extends number | bigint>(walk: Walk<T>, state: State<T>, address: string, vouched: AssumedFirewall): void => {
  const { place } = state.post
  const hop = { kind: 'vouched' as const, address, span: vouched.span }
  const doubts: readonly Doubt[] = [{ reason: 'external', what: `what the appliance at ${address} lets through`, span: vouched.span }]
  let rest: readonly PacketSet<T>[] = [state.packets]
  for (const { to, ports } of vouched.allows ?? []) {
    const set: PacketSet<T> = {
      protocols: 31,
      source: place.any,
      destination: setOf(place, to, vouched.span),
      sourcePorts: walk.traffic === 'with-ports' ? everyPort : noPorts,
      destinationPorts: walk.traffic === 'without-ports' ? noPorts : ports.length === 0 ? everyPort : numberIntervals.unite(ports),
    }
    for (const piece of rest) {
      const met = place.packets.intersect(piece, set)
      const part = met === undefined ? undefined : narrowed(walk, state, met)
      if (part !== undefined) beyond(walk, withHop(part, hop), address)
    }
    rest = rest.flatMap((piece) => place.packets.subtract(piece, set))
  }
  for (const piece of rest) {
    const part = narrowed(walk, state, piece)
    if (part !== undefined) lose(walk, withHop(part, hop), doubts)
  }
}

/** Public destinations are taken to be reached from there: that is what is vouched for. */
const beyond = <T extends number | bigint>(walk: Walk<T>, state: State<T>, address: string): void => {
  const { addresses, internet } = state.post.place
  const out = narrowed(walk, state, { ...state.packets, destination: addresses.intersect(state.packets.destination, internet) })
  if (out !== undefined) walk.leaves.push({ ...out, end: { fate: 'delivered', arrival: { at: 'internet' } } })
  const rest = narrowed(walk, state, { ...state.packets, destination: addresses.subtract(state.packets.destination, internet) })
  if (rest !== undefined)
    lose(walk, rest, [{ reason: 'external', what: `where the appliance at ${address} sends packets`, span: state.post.subnet.span }])
}

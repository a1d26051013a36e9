/** A virtual network comes in; routes that gateways bring into its subnets go out: those they were told, and those they learn. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { GatewayConnection } from '../model/kinds/gateway-connection.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { VirtualNetworkGateway } from '../model/kinds/virtual-network-gateway.ts'
import type { Placed } from '../model/routing.ts'
import { type AddressRange, formatRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import { type Beaten, type NextHop, type Route, ranks } from './route.ts'
import { type Around, anyLength, type Collector } from './route-collector.ts'
import type { Propagation } from './user-routes.ts'

/** A prefix that gateways learn by BGP. */
export interface Learned {
  readonly range: AddressRange
  /** Where that is said. */
  readonly span?: Span
}

const hop: NextHop = { kind: 'virtual-network-gateway' }

export const gatewayRoutes = <T extends number | bigint>(
  to: Collector<T>,
  own: Around,
  propagation: Propagation,
  beaten: Map<Route, Beaten>,
): void => {
  const { site, family, addresses, any } = to.place
  const { routing, assumptions } = site.network
  const advertised: readonly Learned[] | undefined =
    to.options.learned ?? assumptions.onPremises?.advertises?.prefixes.map(({ value, span }) => ({ range: value, span }))
  const stopped = propagation.lets === 'no'
  const perhaps: readonly Doubt[] = propagation.lets === 'perhaps' ? propagation.doubts : []

  const make = (destination: string, sure: boolean, doubts: readonly Doubt[], spans: readonly Span[]): Route => {
    const certain = sure && propagation.lets === 'yes'
    const route = to.route({
      source: 'gateway',
      sort: 'gateway',
      destination,
      nextHops: [hop],
      certain,
      doubts: certain ? [] : mergeDoubts(doubts, perhaps),
      spans,
    })
    if (stopped) beaten.set(route, { reason: 'no-propagation', span: propagation.span })
    return route
  }
  const prefix = (range: AddressRange, sure: boolean, doubts: readonly Doubt[], spans: readonly Span[]): void => {
    const route = make(formatRange(range), sure, doubts, spans)
    if (!stopped) to.prefix(route, range, ranks.gateway)
  }
  const anything = (doubts: readonly Doubt[], spans: readonly Span[]): void => {
    const route = make('any address', false, doubts, spans)
    if (!stopped) to.set(route, { must: [], may: any, lengths: anyLength }, ranks.gateway)
  }
  const learned = (what: string, sure: boolean, doubts: readonly Doubt[], span: Span): void => {
    const said = advertised
    if (said !== undefined) for (const { range, span: at } of said) prefix(range, sure, doubts, [at ?? span])
    else anything(mergeDoubts(doubts, [{ reason: 'external', what: `routes that ${what} learns`, span }]), [span])
  }

  /** What the connection's other side is known to have. */
  const throughConnection = ({ entity, certain, doubts }: Placed<GatewayConnection>, sure: boolean, why: readonly Doubt[]): void => {
    const { type, bgp, site: pointer } = entity
    const all = mergeDoubts(why, doubts, type.known ? [] : type.doubts)
    if (type.known && type.value === 'circuit') return
    if (!type.known || type.value === 'network') {
      const what = `routes to the network behind ${entity.id}`
      anything(mergeDoubts(all, [{ reason: 'unsupported', what, span: entity.span }]), [entity.span])
      return
    }
    const link = site.network.link(pointer, 'local-network-gateway')
    for (const option of link.options) {
      if (option.to === 'none') continue
      const changes = option.to === 'entity' ? routing.changesOf(option.entity) : []
      if (option.to === 'external' || changes.length > 0) {
        anything(mergeDoubts(all, link.doubts, changes), [entity.span])
        continue
      }
      const { addressSpace, span } = option.entity
      // Whether prefixes that are told still count beside BGP is not documented.
      const alone = sure && certain && link.options.length === 1 && bgp.known && !bgp.value
      const unsure: readonly Doubt[] = bgp.known
        ? bgp.value
          ? [{ reason: 'unsupported', what: `prefixes of ${option.entity.id} beside BGP`, span: entity.span }]
          : []
        : bgp.doubts
      const here = mergeDoubts(all, link.doubts, unsure)
      if (!addressSpace.known) anything(mergeDoubts(here, addressSpace.doubts), [span])
      else
        for (const term of addressSpace.value)
          if (term.kind === 'range') prefix(term.range, alone, here, [term.origin.span])
          else {
            const extent = site.extent(term)
            const set = addresses.ofAtom('atom' in extent ? extent.atom : '', family.everything)
            const doubts = mergeDoubts(here, term.doubts)
            const route = make(`\`${term.doubts[0]?.what ?? term.identity}\``, alone, doubts, [term.origin.span])
            if (!stopped)
              to.set({ ...route, doubts: mergeDoubts(route.doubts, doubts) }, { must: set, may: set, lengths: anyLength }, ranks.gateway)
          }
    }
  }

  const throughGateway = (gateway: VirtualNetworkGateway, sure: boolean, why: readonly Doubt[]): void => {
    const { type, bgp, clientPools, span, id } = gateway
    const changes = routing.changesOf(gateway)
    if (gateway.open || changes.length > 0) {
      const open: readonly Doubt[] = gateway.open ? [{ reason: 'external', what: `routes of ${id}`, span }] : []
      anything(mergeDoubts(why, changes, open), [span])
    }
    const connections = routing.connectionsOf(gateway)
    for (const connection of connections) throughConnection(connection, sure, why)
    if (!clientPools.known) anything(mergeDoubts(why, clientPools.doubts), [span])
    else
      for (const term of clientPools.value)
        if (term.kind === 'range') prefix(term.range, sure, why, [term.origin.span])
        else anything(mergeDoubts(why, term.doubts), [term.origin.span])
    // Only a VPN gateway can do without BGP: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#border-gateway-protocol
    const speaks = connections.some(({ entity }) => !(entity.bgp.known && !entity.bgp.value))
    const silent = type.known && type.value === 'vpn' && bgp.known && !bgp.value && !speaks
    if (!silent)
      learned(id, sure && type.known && bgp.known, mergeDoubts(why, type.known ? [] : type.doubts, bgp.known ? [] : bgp.doubts), span)
  }

  const ofNetwork = (network: VirtualNetwork, sure: boolean, why: readonly Doubt[]): number => {
    const gateways = routing.gatewaysIn(network)
    for (const { entity, certain, doubts } of gateways) throughGateway(entity, sure && certain, mergeDoubts(why, certain ? [] : doubts))
    return gateways.filter((gateway) => gateway.certain).length
  }

  ofNetwork(own.network, own.certain, own.certain ? [] : own.doubts)
  for (const side of routing.peeringsOf(own.network)) {
    const uses = side.own?.switches.useRemoteGateways
    if (uses?.known && !uses.value) continue
    const span = (side.own ?? side.other)?.span ?? own.network.span
    const certain = own.certain && side.certain && uses?.known === true
    const why = mergeDoubts(certain ? [] : side.doubts, uses === undefined || uses.known ? [] : uses.doubts, own.certain ? [] : own.doubts)
    const [option] = side.network.options
    const known = side.network.options.length === 1 && option?.to === 'entity' && !option.entity.open ? option.entity : undefined
    // Where the gateway is not seen there surely is one all the same: a peering cannot use what is not there.
    // https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit
    if (known === undefined || ofNetwork(known, certain, why) === 0) {
      const what = `the gateways behind ${side.own?.address ?? side.other?.address ?? own.network.id}`
      learned(what, certain, why, span)
    }
  }
}

/** A virtual network comes in; what its gateways, and those that it uses by peerings, bring into it is told, piece by piece: sites that they were told of, pools of clients, and that they learn. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { GatewayConnection } from '../model/kinds/gateway-connection.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { VirtualNetworkGateway } from '../model/kinds/virtual-network-gateway.ts'
import type { Network } from '../model/network.ts'
import type { Placed } from '../model/routing.ts'
import type { AddressRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'

/** A virtual network that a subnet is of, or may be of. */
export interface Home {
  readonly network: VirtualNetwork
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

export interface Brought {
  prefix(range: AddressRange, sure: boolean, doubts: readonly Doubt[], spans: readonly Span[], of: 'site' | 'clients'): void
  atom(term: Extract<AddressTerm, { kind: 'atom' }>, sure: boolean, doubts: readonly Doubt[]): void
  anything(doubts: readonly Doubt[], spans: readonly Span[]): void
  /** Whatever it learns by BGP; `unseen`: and all that it was told, which this run does not show. */
  learned(what: string, sure: boolean, doubts: readonly Doubt[], span: Span, unseen: boolean): void
}

export const gatewaySpaces = (network: Network, own: Home, to: Brought): void => {
  const { routing } = network

  /** What the connection's other side is known to have. */
  const throughConnection = ({ entity, certain, doubts }: Placed<GatewayConnection>, sure: boolean, why: readonly Doubt[]): void => {
    const { type, bgp, site: pointer } = entity
    const all = mergeDoubts(why, doubts, type.known ? [] : type.doubts)
    if (type.known && type.value === 'circuit') return
    if (!type.known || type.value === 'network') {
      const what = `routes to the network behind ${entity.id}`
      to.anything(mergeDoubts(all, [{ reason: 'unsupported', what, span: entity.span }]), [entity.span])
      return
    }
    const link = network.link(pointer, 'local-network-gateway')
    for (const option of link.options) {
      if (option.to === 'none') continue
      const changes = option.to === 'entity' ? routing.changesOf(option.entity) : []
      if (option.to === 'external' || changes.length > 0) {
        to.anything(mergeDoubts(all, link.doubts, changes), [entity.span])
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
      if (!addressSpace.known) to.anything(mergeDoubts(here, addressSpace.doubts), [span])
      else
        for (const term of addressSpace.value)
          if (term.kind === 'range') to.prefix(term.range, alone, here, [term.origin.span], 'site')
          else to.atom(term, alone, mergeDoubts(here, term.doubts))
    }
  }

  const throughGateway = (gateway: VirtualNetworkGateway, sure: boolean, why: readonly Doubt[]): void => {
    const { type, bgp, clientPools, span, id } = gateway
    const changes = routing.changesOf(gateway)
    if (changes.length > 0) to.anything(mergeDoubts(why, changes), [span])
    const connections = routing.connectionsOf(gateway)
    for (const connection of connections) throughConnection(connection, sure, why)
    if (!clientPools.known) to.anything(mergeDoubts(why, clientPools.doubts), [span])
    else
      for (const term of clientPools.value)
        if (term.kind === 'range') to.prefix(term.range, sure, why, [term.origin.span], 'clients')
        else to.anything(mergeDoubts(why, term.doubts), [term.origin.span])
    // Only a VPN gateway can do without BGP: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#border-gateway-protocol
    const speaks = connections.some(({ entity }) => !(entity.bgp.known && !entity.bgp.value))
    const silent = type.known && type.value === 'vpn' && bgp.known && !bgp.value && !speaks
    const unsure = mergeDoubts(why, type.known ? [] : type.doubts, bgp.known ? [] : bgp.doubts)
    if (!silent || gateway.open) to.learned(id, sure && type.known && bgp.known && !silent, unsure, span, gateway.open)
  }

  const ofNetwork = (at: VirtualNetwork, sure: boolean, why: readonly Doubt[]): number => {
    const gateways = routing.gatewaysIn(at)
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
      to.learned(what, certain, why, span, true)
    }
  }
}

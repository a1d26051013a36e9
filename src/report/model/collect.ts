/** The network of a root comes in, goes out as plain data. */
import type { Doubt } from '../../eval/value.ts'
import type { Fact, Link, Pointer } from '../../model/entity.ts'
import type { Firewall } from '../../model/kinds/firewall.ts'
import type { RouteTable } from '../../model/kinds/route-table.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../../model/kinds/virtual-network.ts'
import type { VirtualNetworkGateway } from '../../model/kinds/virtual-network-gateway.ts'
import type { Entity, Network } from '../../model/network.ts'
import type { PeeringSide, Placed } from '../../model/routing.ts'
import { formatRange } from '../../net/address.ts'
import { assumedAt } from '../../semantics/assumed.ts'
import type { TagSnapshot } from '../../semantics/flow.ts'
import { isFiltered } from '../../semantics/reach-filter.ts'
import { effectiveRoutes, type NextHop } from '../../semantics/routes.ts'
import { groupOf } from './groups.ts'
import type {
  ModelRoot,
  Told,
  ToldFirewall,
  ToldGateway,
  ToldHop,
  ToldNetwork,
  ToldPeering,
  ToldRouteTable,
  ToldSubnet,
  ToldTarget,
} from './model.ts'
import { lineOf, perhaps, placed, prefixesOf, prefixOf, reasons, same, sensitive, told, unknown } from './told.ts'

const attached = ({ options, doubts }: Link<Entity>): Told<string | null> => {
  const [option] = options
  if (options.length !== 1 || option === undefined || option.to === 'external') return unknown(doubts)
  return option.to === 'none' ? null : option.entity.id
}

const hopOf = (hop: NextHop): ToldHop =>
  hop.kind === 'virtual-appliance' && hop.address !== undefined ? { kind: hop.kind, address: prefixOf(hop.address) } : { kind: hop.kind }

/** Every route that is in force for 0.0.0.0/0, or may be. */
const defaultRouteOf = (network: Network, subnet: Subnet, snapshot: TagSnapshot | undefined): ToldSubnet['defaultRoute'] => {
  const routes = effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot }).filter(
    ({ route, state }) => state !== 'inactive' && (route.destination === '0.0.0.0/0' || route.destination === 'any address'),
  )
  const hops = new Map<string, ToldHop>()
  for (const { route } of routes)
    for (const hop of route.nextHops) {
      const one = hopOf(hop)
      hops.set(JSON.stringify(one), one)
    }
  return { hops: [...hops.values()], dependsOn: reasons(routes.flatMap(({ state, route }) => (state === 'active' ? [] : route.doubts))) }
}

/** Whose frontends are in it, or may be. */
const balancersIn = (network: Network, subnet: Subnet): readonly string[] =>
  network
    .ofKind('load-balancer')
    .filter(
      ({ frontends, moreFrontends }) =>
        [...frontends.map((one) => network.link(one.subnet, 'subnet'))].some(({ options }) =>
          options.some((option) => option.to === 'external' || (option.to === 'entity' && option.entity === subnet)),
        ) || moreFrontends.length > 0,
    )
    .map(({ id }) => id)

const besidesIn = (network: Network, subnet: Subnet): readonly string[] => [
  ...network
    .interfacesIn(subnet)
    .filter(({ nic }) => isFiltered(network.nsgOf(nic)))
    .map(({ nic }) => nic.id),
  ...balancersIn(network, subnet),
]

const subnetOf = (network: Network, subnet: Subnet, snapshot: TagSnapshot | undefined): ToldSubnet => ({
  ...placed(subnet),
  prefixes: prefixesOf(subnet.prefixes),
  networkSecurityGroup: attached(network.nsgOf(subnet)),
  routeTable: attached(network.routing.routeTableOf(subnet)),
  serviceEndpoints: told(subnet.serviceEndpoints, same),
  ...(subnet.defaultOutbound === undefined ? {} : { defaultOutbound: told(subnet.defaultOutbound, same) }),
  besides: besidesIn(network, subnet),
  defaultRoute: defaultRouteOf(network, subnet, snapshot),
})

const textOf = (fact: Fact<string> | undefined): string | undefined =>
  fact?.known === true && fact.sensitive !== true ? fact.value : undefined

/** By what the code says where this root does not tell who it is. */
const targetOf = ({ options, doubts }: Link<Entity>, pointer: Pointer | undefined): ToldTarget => {
  const [option] = options
  if (options.length === 1 && option?.to === 'entity') return { address: option.entity.id }
  if (pointer?.by === 'id') return { id: pointer.id }
  const name = pointer?.by === 'name' ? textOf(pointer.name) : undefined
  const group = pointer?.by === 'name' ? textOf(pointer.resourceGroup) : undefined
  if (name !== undefined) return { name, ...(group === undefined ? {} : { resourceGroup: group }) }
  return unknown(doubts)
}

const peeringOf = (side: PeeringSide, own: NonNullable<PeeringSide['own']>): ToldPeering => {
  const { allowForwardedTraffic, allowGatewayTransit, useRemoteGateways } = own.switches
  return {
    address: own.address,
    line: lineOf(own.span),
    ...perhaps(own.presence),
    to: targetOf(side.network, own.remote),
    connected: side.certain,
    whole: own.whole,
    allowForwardedTraffic: told(allowForwardedTraffic, same),
    allowGatewayTransit: told(allowGatewayTransit, same),
    useRemoteGateways: told(useRemoteGateways, same),
  }
}

const gatewayOf = (network: Network, { entity, certain, doubts }: Placed<VirtualNetworkGateway>): ToldGateway => ({
  ...placed(entity),
  ...(certain ? {} : { perhaps: reasons(doubts) }),
  type: told(entity.type, same),
  bgp: told(entity.bgp, same),
  connections: network.routing.connectionsOf(entity).map(({ entity: connection }) => {
    const { options, doubts: why } = network.link(connection.site, 'local-network-gateway')
    const [option] = options
    return {
      address: connection.id,
      type: told(connection.type, same),
      bgp: told(connection.bgp, same),
      site:
        options.length !== 1 || option === undefined || option.to === 'external'
          ? unknown(why)
          : option.to === 'none'
            ? null
            : { address: option.entity.id, prefixes: prefixesOf(option.entity.addressSpace) },
    }
  }),
  clients: prefixesOf(entity.clientPools),
})

const networkOf = (
  network: Network,
  entity: VirtualNetwork,
  subnets: readonly Subnet[],
  left: number,
  snapshot: TagSnapshot | undefined,
): ToldNetwork => {
  const { routing } = network
  return {
    ...placed(entity),
    resourceGroup: told(entity.resourceGroup, same),
    location: told(entity.location, same),
    prefixes: prefixesOf(entity.addressSpace),
    open: entity.open || entity.foreign === true,
    subnets: subnets.map((subnet) => subnetOf(network, subnet, snapshot)),
    ...(left === 0 ? {} : { moreSubnets: left }),
    peerings: routing.peeringsOf(entity).flatMap((side) => (side.own === undefined ? [] : [peeringOf(side, side.own)])),
    gateways: routing.gatewaysIn(entity).map((gateway) => gatewayOf(network, gateway)),
    privateEndpoints: routing
      .endpointsIn(entity)
      .map(({ entity: endpoint, subnet }) => ({ address: endpoint.id, subnet: subnet.id, addresses: endpoint.addresses.map(prefixOf) })),
    more: reasons([
      ...routing.besides(entity),
      ...routing.hiddenEndpointsIn(entity).flatMap(({ doubts }) => doubts),
      ...routing.endpointsIn(entity).flatMap(({ entity: endpoint, doubts }) => [...endpoint.moreAddresses, ...doubts]),
      ...routing
        .gatewaysIn(entity)
        .flatMap(({ entity: gateway }) => [
          ...routing.changesOf(gateway),
          ...routing.connectionsOf(gateway).flatMap(({ doubts }) => doubts),
        ]),
    ]),
  }
}

const firewallOf = (network: Network, firewall: Firewall): ToldFirewall => {
  const { options, doubts } = network.link(firewall.subnet, 'subnet')
  const [option] = options
  const home =
    options.length === 1 && option?.to === 'entity'
      ? network.link(option.entity.virtualNetwork, 'virtual-network')
      : { options: [], doubts }
  const [found] = home.options
  return {
    ...placed(firewall),
    virtualNetwork: home.options.length === 1 && found?.to === 'entity' ? found.entity.id : unknown(home.doubts),
    subnet: options.length === 1 && option?.to === 'entity' ? option.entity.id : unknown(doubts),
    privateAddress: prefixOf(firewall.privateAddress),
  }
}

const tableOf = (network: Network, table: RouteTable): ToldRouteTable => ({
  ...placed(table),
  routes: network.routing.routesIn(table).routes.map(({ name, destination, nextHop, address, presence, span }) => ({
    name: told(name, same),
    destination:
      destination.known && destination.sensitive !== true
        ? destination.value.kind === 'range'
          ? formatRange(destination.value.range)
          : destination.value.kind === 'tag'
            ? destination.value.tag
            : unknown(destination.value.doubts)
        : destination.known
          ? sensitive
          : unknown(destination.doubts),
    nextHop: told(nextHop, same),
    ...(address === undefined ? {} : { address: prefixOf(address) }),
    line: lineOf(span),
    ...perhaps(presence),
  })),
  more: reasons(network.routing.routesIn(table).more),
  propagation: told(table.propagation, same),
})

export interface CollectOptions {
  readonly root: string
  readonly snapshot?: TagSnapshot
  readonly unread: readonly Doubt[]
  /** Absent: every virtual network, every subnet. */
  readonly part?: { readonly networks: ReadonlySet<VirtualNetwork>; readonly subnets: ReadonlySet<Subnet> }
}

export const collectModel = (network: Network, { root, snapshot, unread, part }: CollectOptions): ModelRoot => {
  const byNetwork = new Map<VirtualNetwork, { readonly told: Subnet[]; left: number }>()
  const others: Subnet[] = []
  for (const subnet of network.ofKind('subnet')) {
    const { options } = network.link(subnet.virtualNetwork, 'virtual-network')
    const [option] = options
    const isTold = part?.subnets.has(subnet) ?? true
    if (options.length !== 1 || option?.to !== 'entity') {
      if (isTold) others.push(subnet)
      continue
    }
    let noted = byNetwork.get(option.entity)
    if (noted === undefined) byNetwork.set(option.entity, (noted = { told: [], left: 0 }))
    if (isTold) noted.told.push(subnet)
    else noted.left++
  }
  const networks = network.ofKind('virtual-network').filter((one) => part?.networks.has(one) ?? true)
  const shown = new Set(networks.map(({ id }) => id))
  const firewalls = network.ofKind('firewall').map((one) => firewallOf(network, one))
  const subnets = [...networks.flatMap((one) => byNetwork.get(one)?.told ?? []), ...others]
  return {
    root,
    virtualNetworks: networks.map((one) => {
      const { told: own, left } = byNetwork.get(one) ?? { told: [], left: 0 }
      return networkOf(network, one, own, left, snapshot)
    }),
    otherSubnets: others.map((subnet) => subnetOf(network, subnet, snapshot)),
    firewalls:
      part === undefined ? firewalls : firewalls.filter((one) => typeof one.virtualNetwork === 'string' && shown.has(one.virtualNetwork)),
    routeTables: part === undefined ? network.ofKind('route-table').map((one) => tableOf(network, one)) : [],
    networkSecurityGroups: part === undefined ? network.ofKind('nsg').map((one) => groupOf(network, one)) : [],
    assumed: [...new Set(subnets.flatMap((subnet) => assumedAt(network, subnet)))],
    unread: reasons(unread),
  }
}

/** Networks for questions about routes, from declared resources; answers as short texts. */
import type { Declared } from '../../src/eval/declared.ts'
import { regionOf } from '../../src/model/kinds/subnet.ts'
import { formatAddress, parseAddressRange } from '../../src/net/address.ts'
import { family4 } from '../../src/semantics/family.ts'
import type { FlowTerm } from '../../src/semantics/flow.ts'
import { createPlace } from '../../src/semantics/place.ts'
import { effectiveRoutes, type NextHop, nextHop, type RoutesRequest, routesAt } from '../../src/semantics/routes.ts'
import { createSite } from '../../src/semantics/site.ts'
import { type Built, declare, type Plain, ref } from './declare.ts'

type Body = { readonly [key: string]: Plain | undefined }

export const vnet = (name: string, space: Plain, more: Body = {}): Declared =>
  declare(`azurerm_virtual_network.${name}`, { name, resource_group_name: 'net', location: 'westeurope', address_space: space, ...more })

export const subnet = (name: string, network: string, prefix: Plain, more: Body = {}): Declared =>
  declare(`azurerm_subnet.${name}`, {
    name,
    virtual_network_name: ref(`azurerm_virtual_network.${network}.name`),
    resource_group_name: 'net',
    address_prefixes: prefix === null ? undefined : [prefix],
    private_endpoint_network_policies: 'Disabled',
    ...more,
  })

/** `10.0.0.0/16 appliance 10.0.100.4`, `Storage internet`. */
const routeBlock = (text: string, index: number): Body => {
  const [prefix, hop, address] = text.split(' ')
  const types: Readonly<Record<string, string>> = {
    appliance: 'VirtualAppliance',
    gateway: 'VirtualNetworkGateway',
    local: 'VnetLocal',
    internet: 'Internet',
    none: 'None',
  }
  return { name: `route-${index}`, address_prefix: prefix, next_hop_type: types[hop!] ?? hop, next_hop_in_ip_address: address }
}

export const table = (name: string, routes: readonly (string | Plain)[], more: Body = {}): Declared =>
  declare(`azurerm_route_table.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    route: routes.map((route, index) => (typeof route === 'string' ? routeBlock(route, index) : route)),
    ...more,
  })

export const putOn = (name: string, tableName: string): Declared =>
  declare(`azurerm_subnet_route_table_association.${name}`, {
    subnet_id: ref(`azurerm_subnet.${name}.id`),
    route_table_id: ref(`azurerm_route_table.${tableName}.id`),
  })

/** Both sides. */
export const peer = (a: string, b: string, ofA: Body = {}, ofB: Body = {}): readonly Declared[] =>
  [[a, b, ofA] as const, [b, a, ofB] as const].map(([own, other, more]) =>
    declare(`azurerm_virtual_network_peering.${own}-${other}`, {
      name: `${own}-${other}`,
      resource_group_name: 'net',
      virtual_network_name: ref(`azurerm_virtual_network.${own}.name`),
      remote_virtual_network_id: ref(`azurerm_virtual_network.${other}.id`),
      ...more,
    }),
  )

export const gateway = (name: string, network: string, more: Body = {}): readonly Declared[] => [
  declare(`azurerm_subnet.${network}-gateway`, {
    name: 'GatewaySubnet',
    virtual_network_name: ref(`azurerm_virtual_network.${network}.name`),
    resource_group_name: 'net',
  }),
  declare(`azurerm_virtual_network_gateway.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    type: 'Vpn',
    ip_configuration: [{ subnet_id: ref(`azurerm_subnet.${network}-gateway.id`) }],
    ...more,
  }),
]

export const site = (gatewayName: string, space: Plain, more: Body = {}): readonly Declared[] => [
  declare(`azurerm_local_network_gateway.${gatewayName}-site`, {
    name: `${gatewayName}-site`,
    resource_group_name: 'net',
    location: 'westeurope',
    address_space: space,
  }),
  declare(`azurerm_virtual_network_gateway_connection.${gatewayName}-site`, {
    name: `${gatewayName}-site`,
    resource_group_name: 'net',
    location: 'westeurope',
    type: 'IPsec',
    virtual_network_gateway_id: ref(`azurerm_virtual_network_gateway.${gatewayName}.id`),
    local_network_gateway_id: ref(`azurerm_local_network_gateway.${gatewayName}-site.id`),
    ...more,
  }),
]

export const endpoint = (name: string, subnetName: string, address: Plain | undefined): Declared =>
  declare(`azurerm_private_endpoint.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    subnet_id: ref(`azurerm_subnet.${subnetName}.id`),
    ...(address === undefined ? {} : { ip_configuration: [{ name: 'a', private_ip_address: address }] }),
  })

export const hopText = (hop: NextHop): string => {
  if (hop.kind === 'virtual-appliance') {
    const { address } = hop
    return `appliance ${address === undefined ? '-' : address.kind === 'range' ? formatAddress(address.range.first) : address.identity}`
  }
  if (hop.kind === 'vnet-peering') {
    const [option] = hop.network.options
    return `peering ${option?.to === 'entity' ? option.entity.id.split('.')[1] : '?'}`
  }
  if (hop.kind === 'private-endpoint') return `endpoint ${hop.endpoint.id.split('.')[1]}`
  if (hop.kind === 'service-endpoint') return `service ${hop.service}`
  if (hop.kind === 'virtual-network-gateway') return 'gateway'
  if (hop.kind === 'virtual-network') return 'local'
  return hop.kind
}

const subnetOf = (built: Built, name: string) => built.get('subnet', `azurerm_subnet.${name}`)

/** The next hops of one address, sorted; several where it is not decided, `?` where anything is possible. */
export const hopsOf = (built: Built, name: string, address: string, request: RoutesRequest = {}): readonly string[] => {
  const range = parseAddressRange(address)
  if ('problem' in range) throw new Error(address)
  const ways = nextHop(built.network, subnetOf(built, name), [range], request)
  const hops = new Set(ways.flatMap((way) => way.hops.map(hopText)))
  if (hops.size > 1)
    for (const way of ways) if (way.hops.length > 1 && way.doubts.length === 0) throw new Error(`no doubt is named for ${address}`)
  return [...hops].sort()
}

/** The same of a set in a policy's words. */
export const hopsOfTerm = (built: Built, name: string, term: FlowTerm, request: RoutesRequest = {}): readonly string[] => {
  const of = subnetOf(built, name)
  const place = createPlace(createSite(built.network, { subnet: of, region: regionOf(of, built.network) }, request.snapshot), family4)
  return [
    ...new Set(
      routesAt(place, request)
        .ways(place.terms([term]))
        .flatMap((way) => way.hops.map(hopText)),
    ),
  ].sort()
}

/** `state source destination hop`, with why it is beaten. */
export const tableOf = (built: Built, name: string, request: RoutesRequest = {}): readonly string[] =>
  effectiveRoutes(built.network, subnetOf(built, name), request).map(
    ({ route, state, beaten }) =>
      `${state} ${route.source} ${route.destination} ${route.nextHops.map(hopText).join('|')}${beaten === undefined ? '' : ` (${beaten.reason})`}`,
  )

/** What may widen `VirtualNetwork`: each cause is named, for each subnet it may concern and for no other. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { gatewayPrefixes } from '../../src/semantics/gateway-prefixes.ts'
import { tablePrefixes } from '../../src/semantics/table-prefixes.ts'
import { type Built, build, declare, type Plain, ref, template, variable } from '../support/declare.ts'

type Body = { readonly [key: string]: Plain | undefined }
const vnet = (name: string): Declared => declare(`azurerm_virtual_network.${name}`, { name, resource_group_name: 'net' })
const subnet = (name: string, network: string, body: Body = {}): Declared =>
  declare(`azurerm_subnet.${name}`, {
    name,
    virtual_network_name: network,
    resource_group_name: 'net',
    address_prefixes: ['10.0.1.0/24'],
    ...body,
  })

/** What peerings, gateways, the table and whatever else put into it, or may. */
const widening = ({ network, get }: Built, id: string): readonly string[] => {
  const subnet = get('subnet', id)
  const table = tablePrefixes(network, subnet)
  const all = [
    ...network.mayHoldDefaultRoute(subnet),
    ...network.peersOf(subnet).flatMap(({ doubts }) => doubts),
    ...gatewayPrefixes(network, subnet).anything,
    ...table.anything,
    ...table.perhapsWhy,
  ]
  return [...new Set(all.map(({ what }) => what))]
}

/** Causes for the subnet `a` of `hub`, its neighbour `b`, and `c` of `spoke`. */
const causes = (...declared: readonly Declared[]): Record<'a' | 'b' | 'c', readonly string[]> => {
  const built = build(vnet('hub'), vnet('spoke'), subnet('a', 'hub'), subnet('b', 'hub'), subnet('c', 'spoke'), ...declared)
  const of = (name: string): readonly string[] => widening(built, `azurerm_subnet.${name}`)
  return { a: of('a'), b: of('b'), c: of('c') }
}

const hub = ref('azurerm_virtual_network.hub.id')
const a = ref('azurerm_subnet.a.id')

describe('what widens', () => {
  it('is nothing where nothing is declared', () => {
    expect(causes()).toEqual({ a: [], b: [], c: [] })
  })

  const whole = (what: string) => ({ a: [what], b: [what], c: [] })
  it.each<[string, string, Body]>([
    [
      'a peering by name',
      'azurerm_virtual_network_peering.p',
      { virtual_network_name: 'hub', resource_group_name: 'net', remote_virtual_network_id: ref('module.x.id') },
    ],
    [
      'a peering from the other side',
      'azurerm_virtual_network_peering.p',
      { virtual_network_name: 'elsewhere', resource_group_name: 'x', remote_virtual_network_id: hub },
    ],
    ['a gateway', 'azurerm_virtual_network_gateway.g', { ip_configuration: [{ subnet_id: a }] }],
    [
      'a gateway in a subnet that is not declared',
      'azurerm_virtual_network_gateway.g',
      { ip_configuration: [{ subnet_id: template(hub, '/subnets/GatewaySubnet') }] },
    ],
    ['a hub connection', 'azurerm_virtual_hub_connection.h', { remote_virtual_network_id: hub }],
    ['a route server', 'azurerm_route_server.r', { subnet_id: a }],
    [
      'a peering by azapi',
      'azapi_resource.p',
      {
        type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-07-01',
        parent_id: hub,
        body: { properties: { remoteVirtualNetwork: { id: ref('module.x.id') } } },
      },
    ],
    [
      'a gateway by azapi',
      'azapi_resource.g',
      {
        type: 'Microsoft.Network/virtualNetworkGateways@2024-01-01',
        body: { properties: { ipConfigurations: [{ properties: { subnet: { id: a } } }] } },
      },
    ],
    [
      'a hub connection by azapi',
      'azapi_resource.h',
      {
        type: 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections@2024-01-01',
        body: { properties: { remoteVirtualNetwork: { id: hub } } },
      },
    ],
  ])('%s', (_, address, body) => {
    const found = causes(declare(address, body))
    for (const name of ['a', 'b'] as const) expect(found[name].join()).toContain(address)
    expect(found.c).toEqual([])
  })

  it('a route table, for its subnet alone', () => {
    const table = declare('azurerm_subnet_route_table_association.t', { subnet_id: a, route_table_id: ref('azurerm_route_table.t.id') })
    expect(causes(table)).toEqual({ a: ['azurerm_route_table.t'], b: [], c: [] })
  })

  it.each(['route_table_id', 'route_table_id_wo'])('%s written in the subnet', (attribute) => {
    const built = build(
      vnet('hub'),
      subnet('a', 'hub', { [attribute]: ref('azurerm_route_table.t.id') }),
      subnet('b', 'hub', { [attribute]: null }),
    )
    expect(widening(built, 'azurerm_subnet.a')).toEqual(['azurerm_route_table.t'])
    expect(widening(built, 'azurerm_subnet.b')).toEqual([])
  })

  it('a peering of both', () => {
    const peering = declare('azurerm_virtual_network_peering.p', {
      virtual_network_name: 'spoke',
      resource_group_name: 'net',
      remote_virtual_network_id: hub,
    })
    const cause = [
      'the peering of `azurerm_virtual_network.hub` that answers `azurerm_virtual_network_peering.p`',
      'routes that the gateways behind azurerm_virtual_network_peering.p learns',
    ]
    expect(new Set(causes(peering).a)).toEqual(new Set(cause))
    expect(new Set(causes(peering).b)).toEqual(new Set(cause))
    expect(causes(peering).c).toEqual(['the peering that answers `azurerm_virtual_network_peering.p`'])
  })

  it('a peering of a network that is not decided, for each that it may be', () => {
    const peering = declare('azurerm_virtual_network_peering.p', {
      virtual_network_name: template('h', variable('ub')),
      resource_group_name: 'net',
      remote_virtual_network_id: ref('module.x.id'),
    })
    expect(causes(peering)).toEqual(whole('the peering that answers `azurerm_virtual_network_peering.p`'))
  })

  it('a network manager, for all', () => {
    const cause = ['azurerm_network_manager_connectivity_configuration.m']
    expect(causes(declare(cause[0]!, {}))).toEqual({ a: cause, b: cause, c: cause })
  })

  it('a network that is not declared here', () => {
    const built = build(
      declare('data.azurerm_virtual_network.d', { name: 'd', resource_group_name: 'net' }),
      subnet('a', 'd'),
      subnet('b', 'nowhere'),
    )
    for (const id of ['azurerm_subnet.a', 'azurerm_subnet.b'])
      expect(built.network.mayHoldDefaultRoute(built.get('subnet', id)).map((one) => one.reason)).toEqual(['external'])
  })
})

/** Published behaviour of routes, input by input, as the documents state it. */
import { describe, expect, it, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { parseAddressRange } from '../../src/net/address.ts'
import type { TagSnapshot } from '../../src/semantics/flow.ts'
import type { RoutesRequest } from '../../src/semantics/routes.ts'
import { build, declare, ref } from '../support/declare.ts'
import { endpoint, gateway, hopsOf, hopsOfTerm, peer, putOn, site, subnet, table, tableOf, vnet } from '../support/routes.ts'

// https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#routing-example
const example = build(
  vnet('one', ['10.0.0.0/16']),
  vnet('two', ['10.1.0.0/16', '10.2.0.0/16']),
  ...peer('one', 'two'),
  ...gateway('vpn', 'one'),
  ...site('vpn', ['10.10.0.0/16']),
  subnet('subnet1', 'one', '10.0.0.0/24', { service_endpoints: ['Microsoft.Storage'] }),
  subnet('subnet2', 'one', '10.0.1.0/24'),
  table('t', [
    '10.0.0.0/16 appliance 10.0.100.4',
    '10.0.0.0/24 local',
    '10.1.0.0/16 none',
    '10.2.0.0/16 none',
    '10.10.0.0/16 appliance 10.0.100.4',
    '0.0.0.0/0 appliance 10.0.100.4',
  ]),
  putOn('subnet1', 't'),
)

const nva = 'appliance 10.0.100.4'

describe('the routing example', () => {
  const rows: readonly [id: string, at: string, to: string, hop: string][] = [
    ['F06', 'subnet1', '10.0.0.9', 'local'],
    ['F07', 'subnet1', '10.0.1.4', nva],
    ['F08', 'subnet1', '10.1.2.3', 'none'],
    ['F09', 'subnet1', '10.2.2.3', 'none'],
    ['F10', 'subnet1', '10.10.0.1', nva],
    ['F12', 'subnet2', '8.8.8.8', 'internet'],
    ['F14', 'subnet1', '192.168.1.1', nva],
    ['F15', 'subnet2', '10.0.5.5', 'local'],
    ['F16 first', 'subnet2', '10.1.0.1', 'peering two'],
    ['F16 second', 'subnet2', '10.2.0.1', 'peering two'],
    ['F17', 'subnet2', '10.10.0.1', 'gateway'],
    ['F18', 'subnet2', '8.8.8.8', 'internet'],
    ['F19 first', 'subnet2', '192.168.1.1', 'none'],
    ['F19 second', 'subnet2', '100.64.0.1', 'none'],
    ['F19 third, F23', 'subnet2', '10.99.0.1', 'none'],
    ['F20', 'subnet2', '172.31.0.100', 'none'],
    ['F21', 'subnet2', '13.107.21.200', 'internet'],
    ['no route leads away from the host', 'subnet1', '168.63.129.16', 'platform'],
  ]
  test.each(rows)('%s: %s to %s goes to %s', (_, at, to, hop) => {
    expect(hopsOf(example, at, to)).toEqual([hop])
  })

  it('F11: Storage goes by its service endpoint, F12: what is not of it goes to the appliance', () => {
    expect(hopsOfTerm(example, 'subnet1', { kind: 'tag', tag: 'Storage', atRegion: true })).toEqual(['service Microsoft.Storage'])
    expect(hopsOf(example, 'subnet1', '8.8.8.8')).toEqual([nva, 'service Microsoft.Storage'])
    const range = (text: string) => [parseAddressRange(text)].flatMap((one) => ('problem' in one ? [] : [one]))
    const snapshot: TagSnapshot = {
      cloud: 'Public',
      changeNumber: 1,
      date: '2026-01-01',
      tags: new Map([
        ['storage', range('20.60.0.0/16')],
        ['storage.westeurope', range('20.60.1.0/24')],
      ]),
    }
    expect(hopsOf(example, 'subnet1', '8.8.8.8', { snapshot })).toEqual([nva])
    expect(hopsOf(example, 'subnet1', '20.60.1.7', { snapshot })).toEqual(['service Microsoft.Storage'])
    expect(hopsOf(example, 'subnet1', '20.60.2.7', { snapshot })).toEqual([nva, 'service Microsoft.Storage'])
  })

  it('F13: which routes are in force', () => {
    expect(tableOf(example, 'subnet1')).toEqual([
      'active user 10.0.0.0/16 appliance 10.0.100.4',
      'active user 10.0.0.0/24 local',
      'active user 10.1.0.0/16 none',
      'active user 10.2.0.0/16 none',
      'active user 10.10.0.0/16 appliance 10.0.100.4',
      'active user 0.0.0.0/0 appliance 10.0.100.4',
      'active system 168.63.129.16 platform',
      'active system 169.254.169.254 platform',
      'inactive system 0.0.0.0/0 internet (same-prefix)',
      'inactive system 10.0.0.0/8 none (default-route)',
      'inactive system 172.16.0.0/12 none (default-route)',
      'inactive system 192.168.0.0/16 none (default-route)',
      'inactive system 100.64.0.0/10 none (default-route)',
      'inactive system 10.0.0.0/16 local (same-prefix)',
      'inactive system 10.1.0.0/16 peering two (same-prefix)',
      'inactive system 10.2.0.0/16 peering two (same-prefix)',
      'active system Storage service Microsoft.Storage',
      'inactive gateway 10.10.0.0/16 gateway (same-prefix)',
    ])
  })
})

interface Row {
  readonly id: string
  readonly network: readonly Declared[]
  readonly request?: RoutesRequest
  readonly at?: string
  readonly to: string
  readonly hops: readonly string[]
}

const lone = (space: readonly string[], routes: readonly string[], ...more: readonly Declared[]): readonly Declared[] => [
  vnet('one', space),
  subnet('a', 'one', '10.0.0.0/24'),
  table('t', routes),
  putOn('a', 't'),
  ...more,
]
const learned = (...texts: readonly string[]): RoutesRequest => ({
  learned: texts.map((text) => {
    const range = parseAddressRange(text)
    if ('problem' in range) throw new Error(text)
    return { range }
  }),
})
const bgp = gateway('er', 'one', { type: 'ExpressRoute' })
const both = ['10.0.0.0/24 appliance 10.0.9.1', '10.0.0.0/16 appliance 10.0.9.2']

const withEndpoint = (policies: string, ...routes: readonly string[]): readonly Declared[] => [
  vnet('one', ['10.1.0.0/16']),
  subnet('a', 'one', '10.1.0.0/24'),
  subnet('pe', 'one', '10.1.9.0/24', { private_endpoint_network_policies: policies }),
  table('t', routes),
  putOn('a', 't'),
  endpoint('vault', 'pe', '10.1.9.4'),
]

const rows: readonly Row[] = [
  { id: 'F01', network: lone(['10.0.0.0/16'], both), to: '10.0.0.5', hops: ['appliance 10.0.9.1'] },
  { id: 'F02', network: lone(['10.0.0.0/16'], both), to: '10.0.1.5', hops: ['appliance 10.0.9.2'] },
  { id: 'F03', network: lone(['10.0.0.0/16'], ['0.0.0.0/0 gateway'], ...gateway('g', 'one')), to: '8.8.8.8', hops: ['gateway'] },
  {
    id: 'F04 user before BGP',
    network: lone(['10.0.0.0/16'], ['10.50.0.0/16 appliance 10.0.9.1'], ...bgp),
    request: learned('10.50.0.0/16'),
    to: '10.50.1.1',
    hops: ['appliance 10.0.9.1'],
  },
  {
    id: 'F04 BGP before system',
    network: lone(['10.0.0.0/16'], [], ...bgp),
    request: learned('0.0.0.0/0'),
    to: '8.8.8.8',
    hops: ['gateway'],
  },
  {
    id: 'F05 virtual network',
    network: lone(['10.0.0.0/16'], [], ...bgp),
    request: learned('10.0.7.0/24'),
    to: '10.0.7.7',
    hops: ['local'],
  },
  {
    id: 'F05 peering',
    network: lone(['10.0.0.0/16'], [], ...bgp, vnet('two', ['10.2.0.0/16']), ...peer('one', 'two')),
    request: learned('10.2.7.0/24'),
    to: '10.2.7.7',
    hops: ['peering two'],
  },
  { id: 'F22', network: lone(['10.0.0.0/16', '172.16.0.0/12'], []), to: '172.31.0.100', hops: ['local'] },
  {
    id: 'F24 exact prefix before tag',
    network: lone(['10.0.0.0/16'], ['Storage appliance 10.0.9.1', '20.60.0.0/16 appliance 10.0.9.2']),
    request: {
      snapshot: {
        cloud: 'Public',
        changeNumber: 1,
        date: 'd',
        tags: new Map([['storage', [{ family: 4, first: 0x143c0000, last: 0x143cffff }]]]),
      },
    },
    to: '20.60.1.1',
    hops: ['appliance 10.0.9.2'],
  },
  {
    id: 'F27 propagation off',
    network: [
      vnet('one', ['10.0.0.0/16']),
      subnet('a', 'one', '10.0.0.0/24'),
      table('t', [], { bgp_route_propagation_enabled: false }),
      putOn('a', 't'),
      ...gateway('g', 'one', { enable_bgp: true }),
      ...site('g', ['10.10.0.0/16']),
    ],
    to: '10.10.0.1',
    hops: ['none'],
  },
  {
    id: 'F27 by the old switch',
    network: [
      vnet('one', ['10.0.0.0/16']),
      subnet('a', 'one', '10.0.0.0/24'),
      table('t', [], { disable_bgp_route_propagation: true }),
      putOn('a', 't'),
      ...bgp,
    ],
    to: '8.8.8.8',
    hops: ['internet'],
  },
  { id: 'F36', network: withEndpoint('Disabled', '10.1.0.0/16 appliance 10.1.8.4'), to: '10.1.9.4', hops: ['endpoint vault'] },
  { id: 'F37', network: withEndpoint('RouteTableEnabled', '10.1.0.0/16 appliance 10.1.8.4'), to: '10.1.9.4', hops: ['appliance 10.1.8.4'] },
  { id: 'F37 Enabled', network: withEndpoint('Enabled', '10.1.9.0/24 appliance 10.1.8.4'), to: '10.1.9.4', hops: ['appliance 10.1.8.4'] },
  { id: 'F38', network: withEndpoint('Enabled', '0.0.0.0/0 appliance 10.1.8.4'), to: '10.1.9.4', hops: ['endpoint vault'] },
  {
    id: 'F36 NSG policies alone',
    network: withEndpoint('NetworkSecurityGroupEnabled', '10.1.0.0/16 appliance 10.1.8.4'),
    to: '10.1.9.4',
    hops: ['endpoint vault'],
  },
  {
    id: 'F36 a neighbour goes by the table',
    network: withEndpoint('Disabled', '10.1.0.0/16 appliance 10.1.8.4'),
    to: '10.1.9.5',
    hops: ['appliance 10.1.8.4'],
  },
  // G01, G02: the reply of a machine that is reached by a public load balancer.
  { id: 'G01', network: lone(['10.0.0.0/16'], ['0.0.0.0/0 appliance 10.0.9.1']), to: '13.86.122.41', hops: ['appliance 10.0.9.1'] },
  {
    id: 'G02',
    network: lone(['10.0.0.0/16'], ['0.0.0.0/0 appliance 10.0.9.1', '13.86.122.41/32 internet']),
    to: '13.86.122.41',
    hops: ['internet'],
  },
]

const spokes = [
  vnet('one', ['10.0.0.0/16']),
  vnet('two', ['10.2.0.0/16']),
  ...peer('one', 'two'),
  subnet('a', 'one', '10.0.0.0/24'),
  subnet('b', 'two', '10.2.0.0/24'),
  table('t', ['10.2.0.0/16 appliance 10.0.9.1']),
  putOn('a', 't'),
]
const onPremises = [
  vnet('one', ['10.0.0.0/16']),
  subnet('a', 'one', '10.0.0.0/24'),
  ...gateway('g', 'one'),
  ...site('g', ['10.10.0.0/16']),
  table('t', ['10.10.0.0/16 appliance 10.0.9.1']),
  putOn('a', 't'),
]
const asymmetric: readonly Row[] = [
  { id: 'G04 there', network: spokes, to: '10.2.0.9', hops: ['appliance 10.0.9.1'] },
  { id: 'G04 and back', network: spokes, at: 'b', to: '10.0.0.9', hops: ['peering one'] },
  { id: 'G05 there', network: onPremises, at: 'one-gateway', to: '10.0.0.9', hops: ['local'] },
  { id: 'G05 and back', network: onPremises, to: '10.10.0.9', hops: ['appliance 10.0.9.1'] },
]

describe('single rules', () => {
  test.each([...rows, ...asymmetric].map((row) => [row.id, row] as const))('%s', (_, { network, at, to, request, hops }) => {
    expect(hopsOf(build(...network), at ?? 'a', to, request)).toEqual(hops)
  })

  const address = { family: 4, first: 0x143c0000, last: 0x143cffff } as const
  const tags = ['storage', 'storage.westeurope', 'azurecloud', 'azurecloud.westeurope']
  const snapshot: TagSnapshot = { cloud: 'Public', changeNumber: 1, date: 'd', tags: new Map(tags.map((tag) => [tag, [address]])) }
  test.each([
    ['AzureCloud', 'AzureCloud.westeurope'],
    ['AzureCloud.westeurope', 'Storage'],
    ['Storage', 'Storage.WestEurope'],
  ])('F25: of equal prefixes that of %s gives way to that of %s', (lower, higher) => {
    const network = build(...lone(['10.0.0.0/16'], [`${lower} appliance 10.0.9.1`, `${higher} appliance 10.0.9.2`]))
    expect(hopsOf(network, 'a', '20.60.1.1', { snapshot })).toEqual(['appliance 10.0.9.2'])
  })

  it('F30: a route cannot be given a peering or a service endpoint', () => {
    for (const hop of ['VNetPeering', 'VirtualNetworkServiceEndpoint'])
      expect(build(...lone(['10.0.0.0/16'], [`10.5.0.0/16 ${hop}`])).codes).toContain('model/bad-value')
  })
})

describe('what is not known', () => {
  it('is what a gateway learns', () => {
    const network = build(...lone(['10.0.0.0/16'], ['0.0.0.0/0 appliance 10.0.9.1'], ...bgp))
    expect(hopsOf(network, 'a', '8.8.8.8')).toEqual(['appliance 10.0.9.1', 'gateway'])
    expect(hopsOf(network, 'a', '10.0.3.3')).toEqual(['local'])
    expect(hopsOf(network, 'a', '8.8.8.8', { learned: [] })).toEqual(['appliance 10.0.9.1'])
  })

  it('is what Virtual WAN brings', () => {
    const hub = declare('azurerm_virtual_hub_connection.h', { remote_virtual_network_id: ref('azurerm_virtual_network.one.id') })
    const network = build(...lone(['10.0.0.0/16'], ['8.8.8.8/32 internet'], hub))
    expect(hopsOf(network, 'a', '9.9.9.9')).toEqual(['internet', 'unknown'])
    expect(hopsOf(network, 'a', '8.8.8.8')).toEqual(['internet'])
    expect(hopsOf(network, 'a', '10.0.3.3')).toEqual(['local'])
  })
})

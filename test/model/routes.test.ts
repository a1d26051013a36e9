/** Route tables as they are read, joined and found wrong. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { build, declare, optionsOf, perhaps, ref, variable } from '../support/declare.ts'
import { gateway, putOn, subnet, table, vnet } from '../support/routes.ts'

const one = [vnet('one', ['10.0.0.0/16']), subnet('a', 'one', '10.0.0.0/24')]
const codes = (...declared: readonly Declared[]): readonly string[] => build(...one, ...declared).codes
const optionsAt = (...declared: readonly Declared[]): readonly string[] => {
  const built = build(...one, ...declared)
  return optionsOf(built.network.routing.routeTableOf(built.get('subnet', 'azurerm_subnet.a')))
}

describe('the table of a subnet', () => {
  it('is none where none is written', () => expect(optionsAt()).toEqual(['none']))

  it('is that of an association', () => expect(optionsAt(table('t', []), putOn('a', 't'))).toEqual(['azurerm_route_table.t']))

  it('may be that of an association that may be', () => {
    const maybe = { ...putOn('a', 't'), presence: perhaps() }
    expect(optionsAt(table('t', []), maybe)).toEqual(['azurerm_route_table.t', 'none'])
  })

  it('is one of several where that is not decided', () => {
    const association = declare('azurerm_subnet_route_table_association.x', {
      subnet_id: ref('azurerm_subnet.a.id'),
      route_table_id: variable('t'),
    })
    expect(optionsAt(table('t', []), table('u', []), association)).toEqual(['azurerm_route_table.t', 'azurerm_route_table.u', 'external'])
  })

  it('is written for azapi in the subnet', () => {
    const built = build(
      declare('azapi_resource.one', {
        type: 'Microsoft.Network/virtualNetworks@2024-05-01',
        name: 'one',
        body: {
          properties: {
            addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
            subnets: [
              {
                name: 's',
                properties: {
                  addressPrefix: '10.0.0.0/24',
                  routeTable: { id: ref('azapi_resource.t.id') },
                  natGateway: { id: ref('azapi_resource.n.id') },
                },
              },
            ],
          },
        },
      }),
      declare('azapi_resource.n', { type: 'Microsoft.Network/natGateways@2024-05-01', name: 'n', body: {} }),
      declare('azapi_resource.t', {
        type: 'Microsoft.Network/routeTables@2024-05-01',
        name: 't',
        body: {
          properties: {
            disableBgpRoutePropagation: true,
            routes: [
              { name: 'r', properties: { addressPrefix: '10.9.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' } },
            ],
          },
        },
      }),
    )
    const s = built.get('subnet', 'azapi_resource.one/subnets/s')
    expect(optionsOf(built.network.routing.routeTableOf(s))).toEqual(['azapi_resource.t'])
    expect(optionsOf(built.network.routing.natGatewayOf(s))).toEqual(['azapi_resource.n'])
    const t = built.get('route-table', 'azapi_resource.t')
    expect(t.propagation).toMatchObject({ known: true, value: false })
    expect(t.inlineRoutes).toMatchObject([{ nextHop: { known: true, value: 'virtual-appliance' }, address: { kind: 'range' } }])
  })
})

describe('routes of a table', () => {
  const separate = (name: string, prefix: string): Declared =>
    declare(`azurerm_route.${name}`, {
      name,
      resource_group_name: 'net',
      route_table_name: ref('azurerm_route_table.t.name'),
      address_prefix: prefix,
      next_hop_type: 'Internet',
    })

  it('may be resources of their own', () => {
    const built = build(table('t', []), separate('a', '10.1.0.0/16'), separate('b', 'ApiManagement'))
    const { routes, more } = built.network.routing.routesIn(built.get('route-table', 'azurerm_route_table.t'))
    expect(routes.map(({ name, presence }) => [name.known && name.value, presence.certain])).toEqual([
      ['a', true],
      ['b', true],
    ])
    expect(more).toEqual([])
  })

  it('are not sure where both ways are used', () => {
    const built = build(table('t', ['10.2.0.0/16 internet']), separate('a', '10.1.0.0/16'))
    const { routes } = built.network.routing.routesIn(built.get('route-table', 'azurerm_route_table.t'))
    expect(routes.map(({ presence }) => presence.certain)).toEqual([true, false])
  })
})

const nva = (address: string, forwards: boolean): Declared =>
  declare('azurerm_network_interface.nva', {
    name: 'nva',
    resource_group_name: 'net',
    location: 'westeurope',
    ip_forwarding_enabled: forwards,
    ip_configuration: [
      { name: 'a', subnet_id: ref('azurerm_subnet.nva.id'), private_ip_address: address, private_ip_address_allocation: 'Static' },
    ],
  })

describe('what is wrong', () => {
  it.each<[string, readonly Declared[], readonly string[]]>([
    ['nothing', [table('t', ['0.0.0.0/0 appliance 10.0.9.4', 'Storage internet'])], []],
    ['one prefix twice', [table('t', ['10.1.0.0/16 none', '10.1.0.0/16 internet'])], ['model/duplicate-route']],
    [
      'one name twice',
      [
        table('t', [
          { name: 'r', address_prefix: '10.1.0.0/16', next_hop_type: 'None' },
          { name: 'R', address_prefix: '10.2.0.0/16', next_hop_type: 'None' },
        ]),
      ],
      ['model/duplicate-route'],
    ],
    ['an appliance without address', [table('t', ['10.1.0.0/16 appliance'])], ['model/bad-next-hop']],
    ['an address without appliance', [table('t', ['10.1.0.0/16 internet 10.0.9.4'])], ['model/bad-next-hop']],
    ['bits beyond the length', [table('t', ['10.1.0.9/16 internet'])], ['model/bad-address']],
    ['a tag that no route has', [table('t', ['VirtualNetwork internet'])], ['model/bad-address']],
    ['a tag that is none', [table('t', ['ApiManagment internet'])], ['model/unknown-tag']],
    [
      'more than 400 routes',
      [
        table(
          't',
          Array.from({ length: 401 }, (_, index) => `20.${index >> 8}.${index & 255}.0/24 none`),
        ),
      ],
      ['model/too-many-routes'],
    ],
    [
      'F26: more than 25 tags',
      [
        table(
          't',
          [
            'EastUS',
            'WestUS',
            'WestUS2',
            'WestUS3',
            'EastUS2',
            'CentralUS',
            'NorthEurope',
            'WestEurope',
            'UKSouth',
            'UKWest',
            'FranceCentral',
            'JapanEast',
            'JapanWest',
          ].flatMap((region) => [`Storage.${region} internet`, `Sql.${region} internet`]),
        ),
      ],
      ['model/too-many-routes'],
    ],
    [
      'F31: a route to an ExpressRoute gateway',
      [...gateway('g', 'one', { type: 'ExpressRoute' }), table('t', ['0.0.0.0/0 gateway']), putOn('a', 't')],
      ['model/bad-next-hop'],
    ],
    [
      'F33: an appliance that forwards nothing',
      [nva('10.0.9.4', false), subnet('nva', 'one', '10.0.9.0/24'), table('t', ['10.5.0.0/16 appliance 10.0.9.4']), putOn('a', 't')],
      ['model/no-forwarding'],
    ],
    [
      'an appliance that forwards',
      [nva('10.0.9.4', true), subnet('nva', 'one', '10.0.9.0/24'), table('t', ['10.5.0.0/16 appliance 10.0.9.4']), putOn('a', 't')],
      [],
    ],
  ])('%s', (_, declared, expected) => {
    expect(codes(...declared)).toEqual(expected)
  })
})

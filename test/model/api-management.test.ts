/** API Management services: SKU, mode, locations, and the points at which entities are judged. */
import { describe, expect, it } from 'vitest'
import { canBeJudged, fieldsOf, kinds, pointsOf } from '../../src/model/kinds/index.ts'
import type { AnyEntity } from '../../src/model/network.ts'
import { type Built, build, declare, from, type Plain, perhaps, possible, ref, template, variable } from '../support/declare.ts'

type Body = { readonly [key: string]: Plain | undefined }
const id = 'azurerm_api_management.m'
const service = (body: Body): Built =>
  build(
    declare('azurerm_virtual_network.v', { name: 'v', resource_group_name: 'net', location: 'West Europe' }),
    declare('azurerm_subnet.a', { name: 'a', virtual_network_name: 'v', resource_group_name: 'net', address_prefixes: ['10.0.1.0/24'] }),
    declare('azurerm_subnet.b', { name: 'b', virtual_network_name: 'v', resource_group_name: 'net', address_prefixes: ['10.0.2.0/24'] }),
    declare(id, { name: 'm', resource_group_name: 'net', location: 'West Europe', sku_name: 'Premium_1', ...body }),
  )

const field = (built: Built, entity: AnyEntity, name: string): unknown => {
  const fact = fieldsOf(entity.kind)
    .find((one) => one.name === name)!
    .read(entity, built.network)
  return fact.known ? fact.value : (fact.among ?? 'not known')
}
const fields = (body: Body): Record<string, unknown> => {
  const built = service(body)
  const entity = built.get('api-management', id)
  return Object.fromEntries(fieldsOf('api-management').map(({ name }) => [name, field(built, entity, name)]))
}

const points = (built: Built, entity: AnyEntity): readonly string[] => {
  const { points: found, more } = pointsOf(entity, built.network)
  const shown = found.map(({ label, places, doubts }) => {
    const where = places.map(
      (place) => `${place.subnet.id}${place.nic === undefined ? '' : ` ${place.nic.id}`}@${place.region.known ? place.region.value : '?'}`,
    )
    return `${label}: ${where.join(' | ')}${doubts.length > 0 ? ' or not' : ''}`
  })
  return more.length > 0 ? [...shown, 'more'] : shown
}

const inSubnet = (name: string): Plain => [{ subnet_id: ref(`azurerm_subnet.${name}.id`) }]

describe('fields', () => {
  it.each<[string, Body, Record<string, unknown>]>([
    ['by default', {}, { tier: 'premium', units: 1, mode: 'none', location: 'westeurope', locations: 1, name: 'm', resourceGroup: 'net' }],
    ['developer', { sku_name: 'Developer_1', virtual_network_type: 'Internal' }, { tier: 'developer', mode: 'internal' }],
    ['version 2', { sku_name: 'PremiumV2_4', virtual_network_type: 'External' }, { tier: 'premiumv2', units: 4, mode: 'external' }],
    ['consumption', { sku_name: 'Consumption_0' }, { tier: 'consumption', units: 0 }],
    ['the SKU block of azurerm 1.x', { sku_name: undefined, sku: [{ name: 'Premium', capacity: 2 }] }, { tier: 'premium', units: 2 }],
    ['units that are not known', { sku_name: template('Premium_', variable('units')) }, { tier: 'premium', units: 'not known' }],
    ['a tier of two', { sku_name: variable('sku', ['Developer_1', 'Premium_2']) }, { tier: ['developer', 'premium'], units: [1, 2] }],
    ['a SKU that is not known', { sku_name: variable('sku') }, { tier: 'not known', units: 'not known' }],
    ['a mode that is not known', { virtual_network_type: variable('mode') }, { mode: 'not known' }],
    ['a mode that is null', { virtual_network_type: null }, { mode: 'none' }],
    ['several locations', { additional_location: [{ location: 'North Europe' }] }, { locations: 2 }],
    ['locations that are not known', { additional_location: variable('locations') }, { locations: 'not known' }],
  ])('%s', (_, body, expected) => {
    expect(fields(body)).toMatchObject(expected)
  })

  it('tells a SKU and a mode that there are not', () => {
    expect(service({ sku_name: 'Gold_1' }).codes).toEqual(['model/bad-value'])
    expect(service({ sku_name: 'Premium' }).codes).toEqual(['model/bad-value'])
    expect(service({ virtual_network_type: 'Hidden' }).codes).toEqual(['model/bad-value'])
  })

  it('have names that are written once for each kind, and types that their values have', () => {
    for (const definition of Object.values(kinds)) {
      const names = fieldsOf(definition.kind).map((one) => one.name)
      expect(new Set(names).size).toBe(names.length)
      expect(names).toContain('name')
    }
  })

  it('of a subnet', () => {
    const built = service({})
    const subnet = built.get('subnet', 'azurerm_subnet.a')
    expect(
      ['name', 'location', 'resourceGroup', 'virtualNetwork', 'delegations', 'serviceEndpoints', 'nsg'].map((name) =>
        field(built, subnet, name),
      ),
    ).toEqual(['a', 'westeurope', 'net', 'v', [], [], false])
  })

  it('of a subnet with everything', () => {
    const built = build(
      declare('azurerm_subnet.a', {
        name: 'a',
        delegation: [{ name: 'd', service_delegation: [{ name: 'Microsoft.Web/serverFarms' }] }],
        service_endpoints: ['Microsoft.Storage', 'Microsoft.Sql'],
        security_group: ref('azurerm_network_security_group.g.id'),
      }),
      declare('azurerm_network_security_group.g', { name: 'g' }),
    )
    const subnet = built.get('subnet', 'azurerm_subnet.a')
    expect(['delegations', 'serviceEndpoints', 'nsg'].map((name) => field(built, subnet, name))).toEqual([
      ['Microsoft.Web/serverFarms'],
      ['Microsoft.Storage', 'Microsoft.Sql'],
      true,
    ])
  })
})

describe('points of API Management', () => {
  const at = (body: Body): readonly string[] => {
    const built = service(body)
    return points(built, built.get('api-management', id))
  }

  it('are none without a subnet', () => {
    expect(at({})).toEqual([])
  })

  it('are its subnet', () => {
    expect(at({ virtual_network_configuration: inSubnet('a') })).toEqual([': azurerm_subnet.a@westeurope'])
  })

  it('are one for each location', () => {
    expect(
      at({
        virtual_network_configuration: inSubnet('a'),
        additional_location: [
          { location: 'North Europe', virtual_network_configuration: inSubnet('b') },
          { location: from('x.y.location', 'North Europe') },
        ],
      }),
    ).toEqual(['westeurope: azurerm_subnet.a@westeurope', 'northeurope: azurerm_subnet.b@northeurope'])
  })

  it('may be more', () => {
    expect(at({ additional_location: [possible({ location: 'North Europe', virtual_network_configuration: inSubnet('b') })] })).toEqual([
      'more',
    ])
  })

  it('may be either of two', () => {
    expect(
      at({ virtual_network_configuration: [{ subnet_id: variable('s', [ref('azurerm_subnet.a.id'), ref('azurerm_subnet.b.id')]) }] }),
    ).toEqual([': azurerm_subnet.a@westeurope | azurerm_subnet.b@westeurope'])
  })

  it('may be none where the block may not be there', () => {
    expect(at({ virtual_network_configuration: [possible({ subnet_id: ref('azurerm_subnet.a.id') })] })).toEqual([
      ': azurerm_subnet.a@westeurope or not',
    ])
  })

  it('are elsewhere', () => {
    expect(at({ virtual_network_configuration: [{ subnet_id: ref('module.net.subnet_id') }] })).toEqual([':  or not'])
  })

  it('are read in Azure’s own words', () => {
    const built = build(
      declare('azapi_resource.m', {
        type: 'Microsoft.ApiManagement/service@2023-05-01-preview',
        name: 'm',
        location: 'westeurope',
        body: {
          sku: { name: 'Premium', capacity: 2 },
          properties: {
            virtualNetworkType: 'Internal',
            virtualNetworkConfiguration: { subnetResourceId: ref('azurerm_subnet.a.id') },
            additionalLocations: [
              { location: 'northeurope', virtualNetworkConfiguration: { subnetResourceId: ref('azurerm_subnet.b.id') } },
            ],
          },
        },
      }),
      declare('azurerm_subnet.a', { name: 'a' }),
      declare('azurerm_subnet.b', { name: 'b' }),
    )
    const entity = built.get('api-management', 'azapi_resource.m')
    expect(['tier', 'units', 'mode', 'locations'].map((name) => field(built, entity, name))).toEqual(['premium', 2, 'internal', 2])
    expect(points(built, entity)).toEqual(['westeurope: azurerm_subnet.a@westeurope', 'northeurope: azurerm_subnet.b@northeurope'])
  })
})

describe('points of other kinds', () => {
  const built = build(
    declare('azurerm_virtual_network.v', { name: 'v', resource_group_name: 'net', location: 'West Europe' }),
    declare('azurerm_subnet.a', {
      name: 'a',
      virtual_network_name: 'v',
      resource_group_name: 'net',
      security_group: ref('azurerm_network_security_group.g.id'),
    }),
    declare('azurerm_subnet.b', { name: 'b', virtual_network_name: 'v', resource_group_name: 'net' }),
    declare('azurerm_network_interface.n', {
      name: 'n',
      location: 'westeurope',
      network_security_group_id: ref('azurerm_network_security_group.g.id'),
      ip_configuration: [{ subnet_id: ref('azurerm_subnet.b.id') }],
    }),
    declare('azurerm_network_security_group.g', { name: 'g', location: 'westeurope' }),
    declare(
      'azurerm_subnet_network_security_group_association.x',
      { subnet_id: ref('azurerm_subnet.b.id'), network_security_group_id: ref('azurerm_network_security_group.g.id') },
      { presence: perhaps() },
    ),
  )

  it('a subnet is judged at itself', () => {
    expect(points(built, built.get('subnet', 'azurerm_subnet.a'))).toEqual([': azurerm_subnet.a@westeurope'])
  })

  it('an interface in its subnet', () => {
    expect(points(built, built.get('network-interface', 'azurerm_network_interface.n'))).toEqual([
      ': azurerm_subnet.b azurerm_network_interface.n@westeurope',
    ])
  })

  it('a group wherever it is, or may be, attached', () => {
    expect([...points(built, built.get('nsg', 'azurerm_network_security_group.g'))].sort()).toEqual([
      'azurerm_network_interface.n: azurerm_subnet.b azurerm_network_interface.n@westeurope',
      'azurerm_subnet.a: azurerm_subnet.a@westeurope',
      'azurerm_subnet.b: azurerm_subnet.b@westeurope or not',
    ])
  })

  it('others nowhere', () => {
    expect(['public-ip', 'application-security-group'].map((kind) => canBeJudged(kind as AnyEntity['kind']))).toEqual([false, false])
  })

  it('a virtual network at each of its subnets', () => {
    expect(points(built, built.get('virtual-network', 'azurerm_virtual_network.v')).length).toBeGreaterThan(0)
  })
})

/** The same network in Azure's own words: azapi with objects, with JSON text, with children inside and apart. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { formatRange } from '../../src/net/address.ts'
import { type Built, build, declare, optionsOf, type Plain, ref, template, variable } from '../support/declare.ts'

const group = declare('azurerm_resource_group.net', { name: 'net' })
const api = (name: string, type: string, body: Plain | undefined, rest: { readonly [key: string]: Plain | undefined } = {}): Declared =>
  declare(`azapi_resource.${name}`, {
    type: `${type}@2024-01-01`,
    name,
    parent_id: ref('azurerm_resource_group.net.id'),
    location: 'West Europe',
    body,
    ...rest,
  })

const ruleProperties = {
  priority: 100,
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  sourcePortRange: '*',
  destinationPortRanges: ['80', '443'],
  sourceAddressPrefix: 'Internet',
  destinationAddressPrefix: '10.0.1.0/24',
}

const nsgOf = (built: Built, id: string): readonly string[] => optionsOf(built.network.nsgOf(built.get('subnet', id)))
const prefixes = (built: Built, id: string): readonly string[] => {
  const fact = built.get('subnet', id).prefixes
  return fact.known ? fact.value.map((term) => (term.kind === 'range' ? formatRange(term.range) : term.identity)) : ['not known']
}

describe('azapi_resource', () => {
  const network = {
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        {
          name: 'a',
          properties: {
            addressPrefix: '10.0.1.0/24',
            networkSecurityGroup: { id: ref('azapi_resource.g.id') },
            delegations: [{ name: 'd', properties: { serviceName: 'Microsoft.Web/serverFarms' } }],
          },
        },
      ],
    },
  }
  const nsg = api('g', 'Microsoft.Network/networkSecurityGroups', {
    properties: { securityRules: [{ name: 'web', properties: ruleProperties }] },
  })

  it('reads networks with their subnets', () => {
    const built = build(group, api('v', 'Microsoft.Network/virtualNetworks', network), nsg)
    const v = built.get('virtual-network', 'azapi_resource.v')
    expect(v.location).toMatchObject({ known: true, value: 'westeurope' })
    expect(prefixes(built, 'azapi_resource.v/subnets/a')).toEqual(['10.0.1.0/24'])
    expect(nsgOf(built, 'azapi_resource.v/subnets/a')).toEqual(['azapi_resource.g'])
    expect(built.get('subnet', 'azapi_resource.v/subnets/a').delegations).toMatchObject({
      known: true,
      value: ['Microsoft.Web/serverFarms'],
    })
    expect(built.codes).toEqual([])
  })

  it('reads rules', () => {
    const built = build(group, nsg)
    const [rule] = built.get('nsg', 'azapi_resource.g').inlineRules
    expect(rule).toMatchObject({
      name: { value: 'web' },
      priority: { value: 100 },
      direction: { value: 'inbound' },
      access: { value: 'allow' },
      protocol: { value: 'tcp' },
      source: { value: [{ kind: 'tag', tag: 'Internet' }] },
      destinationPorts: {
        value: [
          { first: 80, last: 80 },
          { first: 443, last: 443 },
        ],
      },
    })
  })

  it('reads JSON text, whole and half known', () => {
    const json = JSON.stringify({
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'a', properties: { addressPrefix: '10.0.1.0/24' } }],
      },
    })
    const whole = build(group, api('v', 'Microsoft.Network/virtualNetworks', json))
    expect(prefixes(whole, 'azapi_resource.v/subnets/a')).toEqual(['10.0.1.0/24'])
    const half = build(
      group,
      nsg,
      api(
        'v',
        'Microsoft.Network/virtualNetworks',
        template(
          '{"properties":{"subnets":[{"name":"a","properties":{"addressPrefix":"',
          variable('prefix'),
          '","networkSecurityGroup":{"id":"',
          ref('azapi_resource.g.id'),
          '"}}}]}}',
        ),
      ),
    )
    expect(prefixes(half, 'azapi_resource.v/subnets/a')).toEqual(['var.prefix'])
    expect(nsgOf(half, 'azapi_resource.v/subnets/a')).toEqual(['azapi_resource.g'])
  })

  it('knows nothing of a body that is not known', () => {
    const built = build(group, api('g', 'Microsoft.Network/networkSecurityGroups', variable('body')))
    expect(built.network.rulesOf(built.get('nsg', 'azapi_resource.g')).more.map((one) => one.what)).toEqual(['var.body'])
    expect(
      build(group, api('g', 'Microsoft.Network/networkSecurityGroups', 'no JSON')).get('nsg', 'azapi_resource.g').moreRules,
    ).not.toEqual([])
  })

  it('reads children that are resources of their own', () => {
    const built = build(
      group,
      api('v', 'Microsoft.Network/virtualNetworks', { properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } }),
      nsg,
      api(
        's',
        'Microsoft.Network/virtualNetworks/subnets',
        { properties: { addressPrefixes: ['10.0.2.0/24'], networkSecurityGroup: { id: ref('azapi_resource.g.id') } } },
        { parent_id: ref('azapi_resource.v.id') },
      ),
      api(
        'r',
        'Microsoft.Network/networkSecurityGroups/securityRules',
        { properties: { ...ruleProperties, priority: 200 } },
        { parent_id: ref('azapi_resource.g.id') },
      ),
    )
    expect(optionsOf(built.network.link(built.get('subnet', 'azapi_resource.s').virtualNetwork, 'virtual-network'))).toEqual([
      'azapi_resource.v',
    ])
    expect(nsgOf(built, 'azapi_resource.s')).toEqual(['azapi_resource.g'])
    const { rules } = built.network.rulesOf(built.get('nsg', 'azapi_resource.g'))
    expect(rules.map((rule) => [rule.priority.known && rule.priority.value, rule.presence.certain])).toEqual([
      [100, true],
      [200, true],
    ])
    expect(built.codes).toEqual([])
  })

  it('meets azurerm by name', () => {
    const built = build(
      group,
      api('hub', 'Microsoft.Network/virtualNetworks', { properties: {} }),
      declare('azurerm_subnet.s', {
        name: 's',
        virtual_network_name: 'hub',
        resource_group_name: 'net',
        address_prefixes: ['10.0.1.0/24'],
      }),
    )
    expect(optionsOf(built.network.link(built.get('subnet', 'azurerm_subnet.s').virtualNetwork, 'virtual-network'))).toEqual([
      'azapi_resource.hub',
    ])
  })

  it('reads interfaces and public addresses', () => {
    const built = build(
      group,
      api('p', 'Microsoft.Network/publicIPAddresses', { sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } }),
      api('n', 'Microsoft.Network/networkInterfaces', {
        properties: {
          ipConfigurations: [
            {
              name: 'i',
              properties: {
                subnet: { id: ref('module.net.subnet_id') },
                publicIPAddress: { id: ref('azapi_resource.p.id') },
                privateIPAddress: '10.0.0.4',
                privateIPAllocationMethod: 'Static',
              },
            },
          ],
        },
      }),
    )
    expect(built.get('public-ip', 'azapi_resource.p')).toMatchObject({ sku: { value: 'standard' }, allocation: { value: 'static' } })
    const [configuration] = built.get('network-interface', 'azapi_resource.n').ipConfigurations
    expect(configuration!.privateAddress).toMatchObject({ known: true, value: { kind: 'range' } })
    expect(optionsOf(built.network.link(configuration!.publicIp, 'public-ip'))).toEqual(['azapi_resource.p'])
  })

  it('reads what is sensitive of a body with the rest of it', () => {
    const rule = { name: 'web', properties: ruleProperties }
    const nsg = (body: Plain | undefined, hidden: Plain): Built =>
      build(group, api('g', 'Microsoft.Network/networkSecurityGroups', body, { sensitive_body: hidden }))
    const rulesIn = (built: Built) => built.get('nsg', 'azapi_resource.g').inlineRules.length
    expect(rulesIn(nsg({ properties: { flushConnection: true } }, { properties: { securityRules: [rule] } }))).toBe(1)
    expect(rulesIn(nsg(undefined, { properties: { securityRules: [rule] } }))).toBe(1)
    const twice = nsg({ properties: { securityRules: [rule] } }, { properties: { securityRules: [] } })
    expect(twice.get('nsg', 'azapi_resource.g').moreRules.map(({ what }) => what)).toEqual([
      'what `sensitive_body` of azapi_resource.g says again',
    ])
    expect(
      nsg({}, variable('hidden'))
        .get('nsg', 'azapi_resource.g')
        .moreRules.map(({ what }) => what),
    ).toEqual(['var.hidden'])
  })

  it('leaves other types alone', () => {
    const built = build(api('b', 'Microsoft.Network/expressRouteCircuits', {}), declare('azapi_resource.x', { type: variable('type') }))
    expect(built.network.entities.size).toBe(0)
    expect(built.network.notModelled.get('azapi_resource')?.length).toBe(2)
  })
})

describe('azapi_update_resource', () => {
  const subnet = declare('azurerm_subnet.s', {
    name: 's',
    virtual_network_name: 'hub',
    resource_group_name: 'net',
    address_prefixes: ['10.0.1.0/24'],
  })
  const update = (type: string, id: Plain, properties: Plain): Declared =>
    declare('azapi_update_resource.u', { type: `${type}@2024-01-01`, resource_id: id, body: { properties } })

  it('puts a group on a subnet, one that is not known too', () => {
    const built = build(
      subnet,
      update('Microsoft.Network/virtualNetworks/subnets', ref('azurerm_subnet.s.id'), { networkSecurityGroup: { id: variable('nsg') } }),
    )
    expect(nsgOf(built, 'azurerm_subnet.s')).toEqual(['external', 'none'])
    expect(built.network.nsgOf(built.get('subnet', 'azurerm_subnet.s')).doubts.map((one) => one.what)).toEqual(['var.nsg'])
    const group = declare('azurerm_network_security_group.g', { name: 'g' })
    const known = build(
      subnet,
      group,
      update('Microsoft.Network/virtualNetworks/subnets', ref('azurerm_subnet.s.id'), {
        networkSecurityGroup: { id: ref('azurerm_network_security_group.g.id') },
      }),
    )
    expect(nsgOf(known, 'azurerm_subnet.s')).toEqual(['azurerm_network_security_group.g'])
  })

  it('puts rules in doubt', () => {
    const nsg = declare('azurerm_network_security_group.g', { name: 'g' })
    const built = build(
      nsg,
      update('Microsoft.Network/networkSecurityGroups', ref('azurerm_network_security_group.g.id'), { securityRules: [] }),
    )
    expect(built.network.rulesOf(built.get('nsg', 'azurerm_network_security_group.g')).more.map((one) => one.what)).toEqual([
      'azapi_update_resource.u',
    ])
  })

  it('leaves alone what it does not touch', () => {
    const built = build(
      subnet,
      update('Microsoft.Network/virtualNetworks/subnets', ref('azurerm_subnet.s.id'), { privateEndpointNetworkPolicies: 'Enabled' }),
    )
    expect(nsgOf(built, 'azurerm_subnet.s')).toEqual(['none'])
  })
})

it('reads data sources by id', () => {
  const data = declare('data.azapi_resource.s', {
    type: 'Microsoft.Network/virtualNetworks/subnets@2024-01-01',
    resource_id: ref('azurerm_subnet.s.id'),
  })
  const built = build(
    declare('azurerm_subnet.s', { name: 's' }),
    data,
    declare('azurerm_network_interface.n', { ip_configuration: [{ subnet_id: ref('data.azapi_resource.s.id', 'external') }] }),
  )
  const [configuration] = built.get('network-interface', 'azurerm_network_interface.n').ipConfigurations
  expect(optionsOf(built.network.link(configuration!.subnet, 'subnet'))).toEqual(['azurerm_subnet.s'])
})

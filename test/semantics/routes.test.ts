/** Next hops of sets that are known by name only, and of networks of which part is not known. */
import { describe, expect, it } from 'vitest'
import { build, declare, ref, variable } from '../support/declare.ts'
import { endpoint, hopsOf, hopsOfTerm, putOn, subnet, table, vnet } from '../support/routes.ts'

const one = [vnet('one', ['10.0.0.0/16']), subnet('a', 'one', '10.0.0.0/24')]
const nva = 'appliance 10.0.9.4'

describe('sets by name', () => {
  const tunnelled = build(...one, table('t', ['0.0.0.0/0 appliance 10.0.9.4', 'ApiManagement internet']), putOn('a', 't'))

  it('go by the route that names them', () => {
    expect(hopsOfTerm(tunnelled, 'a', { kind: 'tag', tag: 'ApiManagement', atRegion: false })).toEqual(['internet'])
    expect(hopsOfTerm(tunnelled, 'a', { kind: 'tag', tag: 'ApiManagement', atRegion: true })).toEqual(['internet'])
  })

  it('are told apart from what is not in them', () => {
    expect(hopsOfTerm(tunnelled, 'a', { kind: 'internet' })).toEqual([nva, 'internet'])
    expect(hopsOfTerm(tunnelled, 'a', { kind: 'virtual-network' })).toEqual(['local'])
  })

  it('hold an address or not', () => {
    expect(hopsOf(tunnelled, 'a', '20.1.1.1')).toEqual([nva, 'internet'])
    // No published prefix is private.
    expect(hopsOf(tunnelled, 'a', '10.99.0.1')).toEqual([nva])
  })

  it('are equal to themselves', () => {
    const route = { name: 'r', address_prefix: variable('site'), next_hop_type: 'VirtualAppliance', next_hop_in_ip_address: '10.0.9.4' }
    const built = build(...one, table('t', [route]), putOn('a', 't'))
    const asked = hopsOfTerm(built, 'a', { kind: 'atom', identity: 'var.site', doubts: [] })
    expect(asked).toContain(nva)
    expect(hopsOf(built, 'a', '8.8.8.8')).toEqual([nva, 'internet'])
  })
})

describe('what is known in part', () => {
  it('an endpoint whose address Azure chooses concerns its subnet alone', () => {
    const built = build(...one, subnet('pe', 'one', '10.0.5.0/24'), endpoint('vault', 'pe', undefined))
    expect(hopsOf(built, 'a', '10.0.5.9')).toEqual(['endpoint vault', 'local'])
    expect(hopsOf(built, 'a', '10.0.6.9')).toEqual(['local'])
    const identity = 'azurerm_private_endpoint.vault.private_service_connection.0.private_ip_address'
    expect(hopsOfTerm(built, 'a', { kind: 'atom', identity, doubts: [] })).toContain('endpoint vault')
  })

  it('an appliance is the firewall whose address is meant', () => {
    const route = {
      name: 'r',
      address_prefix: '0.0.0.0/0',
      next_hop_type: 'VirtualAppliance',
      next_hop_in_ip_address: ref('azurerm_firewall.fw.ip_configuration.0.private_ip_address'),
    }
    const firewall = declare('azurerm_firewall.fw', {
      name: 'fw',
      resource_group_name: 'net',
      ip_configuration: [{ subnet_id: ref('azurerm_subnet.a.id') }],
    })
    const built = build(...one, table('t', [route]), putOn('a', 't'), firewall)
    const { privateAddress } = built.get('firewall', 'azurerm_firewall.fw')
    expect(privateAddress.kind).toBe('atom')
    expect(hopsOf(built, 'a', '8.8.8.8')).toEqual([`appliance ${privateAddress.kind === 'atom' ? privateAddress.identity : ''}`])
  })

  it('a change to a subnet that is not followed may bring anything but what a host route leads', () => {
    const change = declare('azapi_update_resource.x', {
      type: 'Microsoft.Network/virtualNetworks/subnets@2024-05-01',
      resource_id: ref('azurerm_subnet.a.id'),
      body: { properties: { routeTable: { id: variable('t') } } },
    })
    expect(hopsOf(build(...one, change), 'a', '8.8.8.8')).toContain('unknown')
    const endpoints = declare('azapi_update_resource.x', {
      type: 'Microsoft.Network/virtualNetworks/subnets@2024-05-01',
      resource_id: ref('azurerm_subnet.a.id'),
      body: { properties: { serviceEndpoints: [{ service: 'Microsoft.Sql' }] } },
    })
    expect(hopsOf(build(...one, endpoints), 'a', '8.8.8.8')).toContain('unknown')
  })

  it('a virtual network that is not declared has peers and gateways that nobody tells of', () => {
    const built = build(
      declare('data.azurerm_virtual_network.d', { name: 'd', resource_group_name: 'net', address_space: ['10.0.0.0/16'] }),
      declare('azurerm_subnet.a', {
        name: 'a',
        resource_group_name: 'net',
        virtual_network_name: ref('data.azurerm_virtual_network.d.name'),
        address_prefixes: ['10.0.0.0/24'],
      }),
    )
    expect(hopsOf(built, 'a', '8.8.8.8')).toContain('unknown')
  })

  it('addresses of IPv6 go by their own routes', () => {
    const built = build(
      vnet('six', ['10.0.0.0/16', 'fd00::/48']),
      declare('azurerm_subnet.a', {
        name: 'a',
        resource_group_name: 'net',
        virtual_network_name: ref('azurerm_virtual_network.six.name'),
        address_prefixes: ['10.0.0.0/24', 'fd00::/64'],
      }),
      table('t', ['fd00:0:1::/48 appliance fd00::4']),
      putOn('a', 't'),
    )
    expect(hopsOf(built, 'a', 'fd00::9')).toEqual(['local'])
    expect(hopsOf(built, 'a', 'fd00:0:1::9')).toEqual(['appliance fd00::4'])
    expect(hopsOf(built, 'a', '2001:db8::1')).toEqual(['internet', 'unknown'])
  })
})

/**
 * Changes that azapi makes to resources of others: https://registry.terraform.io/providers/Azure/azapi/latest/docs/resources/update_resource
 * Catches: a change that is passed over, so that what it changed is judged as it was written; a change that is joined though it contradicts; doubt where nothing changes.
 */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import type { AnyEntity } from '../../src/model/network.ts'
import { type Built, build, declare, type Plain, ref, variable } from '../support/declare.ts'

type Body = { readonly [key: string]: Plain | undefined }
const api = (type: string, name: string, more: Body): Declared => declare(`${type}.${name}`, more)

const update = (type: string, id: Plain, body: Plain | undefined, name = 'u'): Declared =>
  api('azapi_update_resource', name, { type: `${type}@2024-01-01`, resource_id: id, body })
const action = (type: string, id: Plain, more: Body): Declared =>
  api('azapi_resource_action', 'x', { type: `${type}@2024-01-01`, resource_id: id, ...more })
const resource = (type: string, name: string, body: Plain | undefined, more: Body = {}): Declared =>
  api('azapi_resource', name, {
    type: `${type}@2024-01-01`,
    name,
    parent_id: '/subscriptions/s/resourceGroups/rg',
    location: 'westeurope',
    body,
    ...more,
  })

/** Doubts anywhere in what is known of an entity. */
const doubtsIn = (value: unknown, seen = new Set<unknown>()): readonly string[] => {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if ('reason' in value && 'what' in value) return [String(value.what)]
  return [...new Set(Object.entries(value).flatMap(([key, inner]) => (key === 'span' || key === 'origin' ? [] : doubtsIn(inner, seen))))]
}
const doubts = (built: Built, id: string): readonly string[] => doubtsIn(built.network.entities.get(id) as AnyEntity)

const gateway = resource('Microsoft.Network/applicationGateways', 'g', {
  properties: {
    sku: { tier: 'WAF_v2' },
    gatewayIPConfigurations: [{ name: 'i', properties: { subnet: { id: ref('azurerm_subnet.s.id') } } }],
  },
})

describe('a body is laid over the one of a resource of azapi', () => {
  it('where both say something else', () => {
    const built = build(
      resource('Microsoft.Network/networkSecurityGroups', 'g', { properties: {} }),
      update('Microsoft.Network/networkSecurityGroups', ref('azapi_resource.g.id'), {
        properties: { securityRules: [{ name: 'r', properties: { priority: 100, direction: 'Inbound', access: 'Deny', protocol: '*' } }] },
      }),
    )
    const nsg = built.get('nsg', 'azapi_resource.g')
    expect(nsg.inlineRules.map(({ name }) => name.known && name.value)).toEqual(['r'])
    expect(built.network.rulesOf(nsg).more).toEqual([])
  })

  it('as text, and inside of what is there', () => {
    const built = build(
      gateway,
      update(
        'Microsoft.Network/applicationGateways',
        ref('azapi_resource.g.id'),
        JSON.stringify({ properties: { sku: { name: 'WAF_v2', tier: 'WAF_v2' }, enableHttp2: true } }),
      ),
    )
    expect(doubts(built, 'azapi_resource.g')).toEqual([])
    expect(built.get('application-gateway', 'azapi_resource.g').generation).toMatchObject({ known: true, value: 'v2' })
  })

  it('several, one after the other', () => {
    const built = build(
      resource('Microsoft.Network/routeTables', 't', {}),
      update('Microsoft.Network/routeTables', ref('azapi_resource.t.id'), { properties: { disableBgpRoutePropagation: true } }),
      update(
        'Microsoft.Network/routeTables',
        ref('azapi_resource.t.id'),
        { properties: { routes: [{ name: 'r', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } }] } },
        'v',
      ),
    )
    const table = built.get('route-table', 'azapi_resource.t')
    expect(table.inlineRoutes.length).toBe(1)
    expect(built.network.routing.changesOf(table)).toEqual([])
  })

  it('but not against it', () => {
    const built = build(
      gateway,
      update('Microsoft.Network/applicationGateways', ref('azapi_resource.g.id'), { properties: { sku: { tier: 'Standard_v2' } } }),
    )
    expect(doubts(built, 'azapi_resource.g')).toEqual(['azapi_update_resource.u'])
  })

  it('but not where it may not be done', () => {
    const perhaps = {
      ...update('Microsoft.Network/applicationGateways', ref('azapi_resource.g.id'), { properties: { frontendPorts: [] } }),
    }
    const built = build(gateway, {
      ...perhaps,
      presence: { certain: false, doubts: [{ reason: 'input', what: 'var.on', span: perhaps.span }] },
    })
    expect(doubts(built, 'azapi_resource.g')).toEqual(['azapi_update_resource.u'])
  })
})

describe('whatever kind it is, a change that is not followed puts it in doubt', () => {
  const of = (type: string, address: string, body: Body, azurerm: Body = {}) =>
    ({
      type: `Microsoft.Network/${type}`,
      address,
      body,
      declared: declare(address, { name: 'x', resource_group_name: 'rg', ...azurerm }),
    }) as const
  const kinds = [
    of('applicationGateways', 'azurerm_application_gateway.x', { properties: { httpListeners: [] } }),
    of('bastionHosts', 'azurerm_bastion_host.x', { sku: { name: 'Standard' } }),
    of('loadBalancers', 'azurerm_lb.x', { properties: { frontendIPConfigurations: [] } }),
    of('privateEndpoints', 'azurerm_private_endpoint.x', { properties: { subnet: { id: variable('id') } } }),
    of('azureFirewalls', 'azurerm_firewall.x', { properties: { ipConfigurations: [] } }),
    of('publicIPAddresses', 'azurerm_public_ip.x', { sku: { name: 'Standard' } }),
    of('virtualNetworkGateways', 'azurerm_virtual_network_gateway.x', { properties: { enableBgp: true } }),
    of('localNetworkGateways', 'azurerm_local_network_gateway.x', { properties: { localNetworkAddressSpace: {} } }),
    { ...of('', 'azurerm_api_management.x', { sku: { name: 'Premium', capacity: 1 } }), type: 'Microsoft.ApiManagement/service' },
    { ...of('', 'azurerm_linux_virtual_machine.x', { properties: { networkProfile: {} } }), type: 'Microsoft.Compute/virtualMachines' },
  ]

  it.each(kinds)('$type', ({ type, address, body, declared }) => {
    const before = doubts(build(declared), address)
    expect(before).not.toContain('azapi_update_resource.u')
    expect(doubts(build(declared, update(type, ref(`${address}.id`), body)), address)).toContain('azapi_update_resource.u')
    expect(doubts(build(declared, update(type, ref(`${address}.id`), variable('body'))), address)).toContain('azapi_update_resource.u')
    // What nobody reads changes nothing.
    expect(doubts(build(declared, update(type, ref(`${address}.id`), { tags: { a: 'b' }, properties: { someday: 1 } })), address)).toEqual(
      before,
    )
    expect(doubts(build(declared, update(type, ref(`${address}.id`), undefined)), address)).toEqual(before)
  })

  it('by a name in words, and where it may be any', () => {
    const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/x'
    const { declared, address } = kinds[0]!
    const body = { properties: { sslPolicy: {}, sku: { tier: 'Standard' } } }
    expect(doubts(build(declared, update('Microsoft.Network/applicationGateways', id, body)), address)).toContain('azapi_update_resource.u')
    expect(doubts(build(declared, update('Microsoft.Network/applicationGateways', variable('id'), body)), address)).toContain(
      'azapi_update_resource.u',
    )
    expect(doubts(build(declared, update('Microsoft.Network/applicationGateways', `${id}-other`, body)), address)).not.toContain(
      'azapi_update_resource.u',
    )
  })

  it('and what holds a rule, a route or a peering', () => {
    const nsg = declare('azurerm_network_security_group.g', { name: 'g', resource_group_name: 'rg' })
    const rule = { properties: { access: 'Allow' } }
    const more = (built: Built): readonly string[] =>
      built.network.rulesOf(built.get('nsg', 'azurerm_network_security_group.g')).more.map(({ what }) => what)
    const of = 'Microsoft.Network/networkSecurityGroups/securityRules'
    expect(more(build(nsg, update(of, ref('azurerm_network_security_rule.r.id'), rule)))).toEqual(['azapi_update_resource.u'])
    expect(
      more(
        build(
          nsg,
          update(of, '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/other/securityRules/r', rule),
        ),
      ),
    ).toEqual([])
    const table = declare('azurerm_route_table.t', { name: 't' })
    const built = build(
      table,
      update('Microsoft.Network/routeTables/routes', ref('azurerm_route.r.id'), { properties: { nextHopType: 'None' } }),
    )
    expect(built.network.routing.changesOf(built.get('route-table', 'azurerm_route_table.t')).map(({ what }) => what)).toEqual([
      'azapi_update_resource.u',
    ])
    const subnet = declare('azurerm_subnet.s', { name: 's', virtual_network_name: ref('azurerm_virtual_network.v.name') })
    const network = declare('azurerm_virtual_network.v', { name: 'v', address_space: ['10.0.0.0/16'] })
    const peering = update('Microsoft.Network/virtualNetworks/virtualNetworkPeerings', ref('azurerm_virtual_network_peering.p.id'), {
      properties: { allowVirtualNetworkAccess: false },
    })
    const peered = build(network, subnet, peering)
    expect(peered.network.mayHoldDefaultRoute(peered.get('subnet', 'azurerm_subnet.s')).map(({ what }) => what)).toContain(
      'azapi_update_resource.u',
    )
    const empty = build(
      network,
      subnet,
      update('Microsoft.Network/virtualNetworks/virtualNetworkPeerings', ref('azurerm_virtual_network_peering.p.id'), undefined),
    )
    expect(empty.network.mayHoldDefaultRoute(empty.get('subnet', 'azurerm_subnet.s'))).toEqual([])
  })
})

it('route tables and NAT gateways are put on subnets as by an association', () => {
  const built = build(
    declare('azurerm_subnet.s', { name: 's', virtual_network_name: 'v', resource_group_name: 'rg' }),
    declare('azurerm_route_table.t', { name: 't' }),
    update('Microsoft.Network/virtualNetworks/subnets', ref('azurerm_subnet.s.id'), {
      properties: { routeTable: { id: ref('azurerm_route_table.t.id') } },
    }),
  )
  const { options } = built.network.routing.routeTableOf(built.get('subnet', 'azurerm_subnet.s'))
  expect(options.map((option) => (option.to === 'entity' ? option.entity.id : option.to))).toEqual(['azurerm_route_table.t'])
})

describe('an action', () => {
  const declared = declare('azurerm_application_gateway.x', { name: 'x', resource_group_name: 'rg' })
  const changed = (more: Body): boolean =>
    doubts(
      build(declared, action('Microsoft.Network/applicationGateways', ref('azurerm_application_gateway.x.id'), more)),
      'azurerm_application_gateway.x',
    ).includes('azapi_resource_action.x')

  it.each([
    ['without a word', {}, true],
    ['of a name', { action: 'stop', method: 'POST' }, true],
    ['that puts', { method: 'PUT', body: {} }, true],
    ['that patches what is read', { method: 'PATCH', body: { properties: { sku: {} } } }, true],
    ['that patches what is not read', { method: 'PATCH', body: { tags: {} } }, false],
    ['that gets', { method: 'GET' }, false],
    ['that lists', { action: 'listKeys', method: 'POST' }, false],
    ['when it is destroyed', { action: 'stop', method: 'POST', when: 'destroy' }, false],
    ['of an unknown method', { method: variable('method') }, true],
  ] as const)('%s', (_, more, expected) => {
    expect(changed(more)).toBe(expected)
  })

  it('on what is not modelled is left, and so is what acts on data', () => {
    const built = build(
      action('Microsoft.Compute/sshPublicKeys', '/subscriptions/s', { action: 'generateKeyPair' }),
      declare('azapi_data_plane_resource.d', { type: 'Microsoft.AppConfiguration/configurationStores/keyValues@1.0' }),
    )
    expect([...built.network.notModelled.keys()]).toEqual(['azapi_data_plane_resource', 'azapi_resource_action'])
  })
})

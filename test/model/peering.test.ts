/** Peerings: whose space surely comes into `VirtualNetwork`, whose may, and which peerings may bring in anything. */
import { expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { gatewayPrefixes } from '../../src/semantics/gateway-prefixes.ts'
import { build, declare, type Plain, ref, variable } from '../support/declare.ts'

type Body = { readonly [key: string]: Plain | undefined }
const vnet = (name: string): Declared => declare(`azurerm_virtual_network.${name}`, { name, resource_group_name: 'net', address_space: [] })
const subnet = (name: string, network: string): Declared =>
  declare(`azurerm_subnet.${name}`, {
    name,
    virtual_network_name: network,
    resource_group_name: 'net',
    address_prefixes: ['10.0.1.0/24'],
  })
const hub = ref('azurerm_virtual_network.hub.id')
const spoke = ref('azurerm_virtual_network.spoke.id')
const peering = (name: string, own: string, remote: Plain, body: Body = {}): Declared =>
  declare(`azurerm_virtual_network_peering.${name}`, {
    virtual_network_name: own,
    resource_group_name: 'net',
    remote_virtual_network_id: remote,
    ...body,
  })

/** For a subnet of `hub` and one of `spoke`: peers (`?` where they are not sure), and what may bring in anything. */
const seen = (...declared: readonly Declared[]) => {
  const built = build(vnet('hub'), vnet('spoke'), subnet('a', 'hub'), subnet('c', 'spoke'), ...declared)
  const at = (name: string) => {
    const entity = built.get('subnet', `azurerm_subnet.${name}`)
    const peers = built.network.peersOf(entity).map(({ network, certain }) => {
      const [option] = network.options
      const who = option?.to === 'entity' ? option.entity.id.replace('azurerm_virtual_network.', '') : (option?.to ?? 'nobody')
      return certain ? who : `${who}?`
    })
    return {
      peers,
      anything: [...built.network.mayHoldDefaultRoute(entity), ...gatewayPrefixes(built.network, entity).anything].map((one) => one.what),
    }
  }
  return { hub: at('a'), spoke: at('c') }
}

/** Whatever it is, it is brought by this one. */
const naming = (what: string) => expect.arrayContaining([expect.stringContaining(what)])

const there = 'azurerm_virtual_network_peering.there'
const back = 'azurerm_virtual_network_peering.back'

it('both sides make a connection', () => {
  expect(seen(peering('there', 'hub', spoke), peering('back', 'spoke', hub))).toEqual({
    hub: { peers: ['spoke'], anything: [] },
    spoke: { peers: ['hub'], anything: [] },
  })
})

it('one side alone may be connected; of the other nothing is known', () => {
  expect(seen(peering('there', 'hub', spoke))).toEqual({
    hub: { peers: ['spoke?'], anything: [] },
    spoke: { peers: ['hub?'], anything: naming(there) },
  })
})

it.each<[string, Body]>([
  ['used', { use_remote_gateways: true }],
  ['used, as a text', { use_remote_gateways: 'true' }],
  ['perhaps used', { use_remote_gateways: variable('gateways') }],
])('remote gateways, %s, bring in anything, on their own side', (_, body) => {
  const { hub: atHub, spoke: atSpoke } = seen(
    peering('there', 'hub', spoke, { allow_gateway_transit: true }),
    peering('back', 'spoke', hub, body),
  )
  expect(atHub).toEqual({ peers: ['spoke'], anything: [] })
  expect(atSpoke.anything).toEqual(naming(back))
})

it.each<[string, Body]>([
  ['access is refused', { allow_virtual_network_access: false }],
  ['access is not known', { allow_virtual_network_access: variable('access') }],
  ['only some subnets are peered', { peer_complete_virtual_networks_enabled: false }],
])('a peer is not sure where %s', (_, body) => {
  expect(seen(peering('there', 'hub', spoke, body), peering('back', 'spoke', hub))).toEqual({
    hub: { peers: ['spoke?'], anything: [] },
    spoke: { peers: ['hub?'], anything: [] },
  })
})

it('a peering that may not be there is not sure, nor does it vouch for its side', () => {
  const perhaps = { certain: false, doubts: [] } as const
  const result = seen({ ...peering('there', 'hub', spoke), presence: perhaps }, peering('back', 'spoke', hub))
  expect(result).toEqual({ hub: { peers: ['spoke?', 'spoke?'], anything: naming(back) }, spoke: { peers: ['hub?'], anything: [] } })
})

it('one peering that stands for several is no connection to any of them', () => {
  const several = declare('azurerm_virtual_network_peering.there[*]', {
    virtual_network_name: 'hub',
    resource_group_name: 'net',
    remote_virtual_network_id: spoke,
  })
  expect(seen(several, peering('back', 'spoke', hub))).toEqual({
    hub: { peers: ['spoke?', 'spoke?'], anything: naming(back) },
    spoke: { peers: ['hub?'], anything: [] },
  })
})

it('a network that is not declared is a peer that is not sure', () => {
  expect(seen(peering('there', 'hub', ref('module.x.id'))).hub).toEqual({ peers: ['external?'], anything: [] })
})

it("Azure's own words say the same, without a default for access", () => {
  const arm = (name: string, parent: Plain, remote: Plain, properties: Body): Declared =>
    declare(`azapi_resource.${name}`, {
      type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-07-01',
      parent_id: parent,
      body: { properties: { remoteVirtualNetwork: { id: remote }, ...properties } },
    })
  const access = { allowVirtualNetworkAccess: true }
  expect(seen(arm('there', hub, spoke, access), arm('back', spoke, hub, { ...access, useRemoteGateways: true }))).toEqual({
    hub: { peers: ['spoke'], anything: [] },
    spoke: { peers: ['hub'], anything: naming('azapi_resource.back') },
  })
  expect(seen(arm('there', hub, spoke, {}), arm('back', spoke, hub, access)).hub.peers).toEqual(['spoke?'])
})

it('a gateway beside a peering still brings in anything', () => {
  const gateway = declare('azurerm_virtual_network_gateway.g', { ip_configuration: [{ subnet_id: ref('azurerm_subnet.a.id') }] })
  expect(seen(gateway, peering('there', 'hub', spoke), peering('back', 'spoke', hub))).toEqual({
    hub: { peers: ['spoke'], anything: naming('azurerm_virtual_network_gateway.g') },
    spoke: { peers: ['hub'], anything: [] },
  })
})

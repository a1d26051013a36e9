/** VPN and ExpressRoute gateways of virtual networks. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, Extension, KindDefinition, Resource } from '../kind.ts'
import { readPrefixes } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, nested, orElse, readBlocks, readLocation, readSwitch, readText, refine, reject } from '../read-value.ts'

export interface VirtualNetworkGateway extends Entity {
  readonly kind: 'virtual-network-gateway'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly type: Fact<'vpn' | 'express-route'>
  readonly bgp: Fact<boolean>
  readonly subnets: readonly Pointer[]
  /** Where everything goes that has no other way: https://learn.microsoft.com/azure/vpn-gateway/site-to-site-tunneling */
  readonly defaultSite: Pointer
  /** Pools of clients that dial in; empty where there are none. */
  readonly clientPools: Fact<readonly AddressTerm[]>
}

type Part = VirtualNetworkGateway | Extension

const types: ReadonlyMap<string, 'vpn' | 'express-route'> = new Map([
  ['vpn', 'vpn'],
  ['expressroute', 'express-route'],
])

interface Written {
  readonly type: Value | undefined
  readonly bgp: Value | undefined
  readonly subnets: readonly Pointer[]
  readonly defaultSite: Value | undefined
  readonly pools: Value | undefined
  readonly words: Record<'type' | 'bgp' | 'pools', string>
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<VirtualNetworkGateway, 'name' | 'resourceGroup' | 'location'>,
  written: Written,
  sink: Sink,
): readonly Part[] => {
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is no type of a virtual network gateway`)
  const { words } = written
  const { address, span, origin } = of
  return [
    {
      kind: 'virtual-network-gateway',
      id: address,
      presence: of.presence,
      span,
      open: of.open,
      ...facts,
      type: refine(orElse(readText(written.type), of, words.type), (text) => types.get(text.toLowerCase()), bad),
      bgp: orElse(readSwitch(written.bgp), of, words.bgp, false),
      subnets: written.subnets,
      defaultSite: readPointer(written.defaultSite, origin),
      clientPools: isAbsent(written.pools)
        ? orElse<readonly AddressTerm[]>(undefined, of, words.pools, [])
        : readPrefixes({ single: ['', undefined], list: [words.pools, written.pools] }, of, sink),
    },
    { kind: 'extension', address, virtualNetworks: [], subnets: written.subnets, wholeNetwork: true, gateway: true, routed: true, span },
  ]
}

/** Blocks that are not known may be in any subnet. */
const subnetsOf = (of: Resource | ArmResource, blocks: Value | undefined, id: (block: Value) => Value | undefined): readonly Pointer[] => {
  const found = readBlocks(blocks)
  const more: readonly Doubt[] = mergeDoubts(found.more)
  const pointers = found.blocks.map((block) => readPointer(id(block.body), block.origin)).filter((pointer) => pointer.by !== 'nothing')
  return more.length === 0 ? pointers : [...pointers, { by: 'unknown', doubts: more, origin: of.origin }]
}

export const virtualNetworkGateway: KindDefinition<VirtualNetworkGateway, Part, unknown> = {
  kind: 'virtual-network-gateway',
  azurerm: {
    azurerm_virtual_network_gateway: (resource, sink) => {
      const { body } = resource
      return read(
        resource,
        {
          name: orElse(readText(at(body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        {
          type: at(body, 'type'),
          // `enable_bgp` until azurerm 5.0: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide
          bgp: at(body, 'bgp_enabled') ?? at(body, 'enable_bgp'),
          subnets: subnetsOf(resource, at(body, 'ip_configuration'), (block) => at(block, 'subnet_id')),
          defaultSite: at(body, 'default_local_network_gateway_id'),
          pools: nested(body, 'vpn_client_configuration', 'address_space'),
          words: { type: 'type', bgp: 'bgp_enabled', pools: 'address_space' },
        },
        sink,
      )
    },
  },
  arm: {
    'Microsoft.Network/virtualNetworkGateways': (resource, sink) => {
      const { properties } = resource
      return read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
        },
        {
          type: at(properties, 'gatewayType'),
          bgp: at(properties, 'enableBgp'),
          subnets: subnetsOf(resource, at(properties, 'ipConfigurations'), (block) => at(block, 'properties', 'subnet', 'id')),
          defaultSite: at(properties, 'gatewayDefaultSite', 'id'),
          pools: at(properties, 'vpnClientConfiguration', 'vpnClientAddressPool', 'addressPrefixes'),
          words: { type: 'gatewayType', bgp: 'enableBgp', pools: 'addressPrefixes' },
        },
        sink,
      )
    },
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the gateway', read: (gateway) => gateway.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (gateway) => gateway.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (gateway) => gateway.resourceGroup },
    { name: 'type', type: 'string', about: '`vpn` or `express-route`', read: (gateway) => gateway.type },
    { name: 'bgp', type: 'bool', about: 'whether it speaks BGP', read: (gateway) => gateway.bgp },
  ],
}

/** Connections of virtual network gateways: to sites, to circuits, to each other. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readLocation, readSwitch, readText, refine, reject } from '../read-value.ts'

export interface GatewayConnection extends Entity {
  readonly kind: 'gateway-connection'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly type: Fact<'site' | 'circuit' | 'network'>
  readonly gateway: Pointer
  readonly site: Pointer
  readonly peer: Pointer
  readonly bgp: Fact<boolean>
}

/** https://learn.microsoft.com/azure/templates/microsoft.network/connections */
const types: ReadonlyMap<string, 'site' | 'circuit' | 'network'> = new Map([
  ['ipsec', 'site'],
  ['expressroute', 'circuit'],
  ['vnet2vnet', 'network'],
])

const read = (
  of: Resource | ArmResource,
  facts: Pick<GatewayConnection, 'name' | 'resourceGroup' | 'location'>,
  written: Record<'type' | 'gateway' | 'site' | 'peer' | 'bgp', Value | undefined>,
  words: Record<'type' | 'bgp', string>,
  sink: Sink,
): GatewayConnection => {
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is no type of a connection`)
  return {
    kind: 'gateway-connection',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    type: refine(orElse(readText(written.type), of, words.type), (text) => types.get(text.toLowerCase()), bad),
    gateway: readPointer(written.gateway, of.origin, true),
    site: readPointer(written.site, of.origin),
    peer: readPointer(written.peer, of.origin),
    bgp: orElse(readSwitch(written.bgp), of, words.bgp, false),
  }
}

export const gatewayConnection: KindDefinition<GatewayConnection, GatewayConnection, unknown> = {
  kind: 'gateway-connection',
  azurerm: {
    azurerm_virtual_network_gateway_connection: (resource, sink) => {
      const { body } = resource
      return [
        read(
          resource,
          {
            name: orElse(readText(at(body, 'name')), resource, 'name'),
            location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
            resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
          },
          {
            type: at(body, 'type'),
            gateway: at(body, 'virtual_network_gateway_id'),
            site: at(body, 'local_network_gateway_id'),
            peer: at(body, 'peer_virtual_network_gateway_id'),
            // `enable_bgp` until azurerm 5.0: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide
            bgp: at(body, 'bgp_enabled') ?? at(body, 'enable_bgp'),
          },
          { type: 'type', bgp: 'bgp_enabled' },
          sink,
        ),
      ]
    },
  },
  arm: {
    'Microsoft.Network/connections': (resource, sink) => {
      const { properties } = resource
      return [
        read(
          resource,
          {
            name: resource.name,
            location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
            resourceGroup: resource.resourceGroup,
          },
          {
            type: at(properties, 'connectionType'),
            gateway: at(properties, 'virtualNetworkGateway1', 'id'),
            site: at(properties, 'localNetworkGateway2', 'id'),
            peer: at(properties, 'virtualNetworkGateway2', 'id'),
            bgp: at(properties, 'enableBgp'),
          },
          { type: 'connectionType', bgp: 'enableBgp' },
          sink,
        ),
      ]
    },
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the connection', read: (connection) => connection.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (connection) => connection.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (connection) => connection.resourceGroup },
    { name: 'type', type: 'string', about: '`site`, `circuit` or `network`', read: (connection) => connection.type },
    { name: 'bgp', type: 'bool', about: 'whether routes are exchanged by BGP', read: (connection) => connection.bgp },
  ],
  pointers: ({ gateway, site, peer }) => [
    { pointer: gateway, kind: 'virtual-network-gateway' },
    { pointer: site, kind: 'local-network-gateway' },
    { pointer: peer, kind: 'virtual-network-gateway' },
  ],
}

/** What virtual network gateways lead to, as Azure is told of it: address spaces of sites elsewhere. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPrefixes } from '../read-address.ts'
import { at, isAbsent, orElse, readLocation, readText } from '../read-value.ts'

export interface LocalNetworkGateway extends Entity {
  readonly kind: 'local-network-gateway'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Empty where nothing is written: BGP may bring it. */
  readonly addressSpace: Fact<readonly AddressTerm[]>
}

const isEmpty = (value: Value | undefined): boolean => isAbsent(value) || (value.kind === 'list' && value.items.length === 0)

const read = (
  of: Resource | ArmResource,
  facts: Pick<LocalNetworkGateway, 'name' | 'resourceGroup' | 'location'>,
  attribute: string,
  space: Value | undefined,
  sink: Sink,
): LocalNetworkGateway => ({
  kind: 'local-network-gateway',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
  addressSpace:
    isEmpty(space) && !of.open ? known([], of.origin) : readPrefixes({ single: ['', undefined], list: [attribute, space] }, of, sink),
})

export const localNetworkGateway: KindDefinition<LocalNetworkGateway, LocalNetworkGateway, unknown> = {
  kind: 'local-network-gateway',
  azurerm: {
    azurerm_local_network_gateway: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        'address_space',
        at(resource.body, 'address_space'),
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/localNetworkGateways': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
        },
        'addressPrefixes',
        at(resource.properties, 'localNetworkAddressSpace', 'addressPrefixes'),
        sink,
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the local network gateway', read: (gateway) => gateway.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (gateway) => gateway.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (gateway) => gateway.resourceGroup },
  ],
}

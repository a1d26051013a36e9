/** Network mappings of Site Recovery: to which network machines of a network fail over. */
import type { Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readText } from '../read-value.ts'

export interface NetworkMapping extends Entity {
  readonly kind: 'network-mapping'
  /** Of the vault. */
  readonly resourceGroup: Fact<string>
  readonly source: Pointer
  readonly target: Pointer
}

const entity = (
  of: Resource | ArmResource,
  facts: Pick<NetworkMapping, 'name' | 'resourceGroup' | 'source' | 'target'>,
): NetworkMapping => ({
  kind: 'network-mapping',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
})

export const networkMapping: KindDefinition<NetworkMapping, NetworkMapping, unknown> = {
  kind: 'network-mapping',
  azurerm: {
    azurerm_site_recovery_network_mapping: (resource) => [
      entity(resource, {
        name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
        resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        source: readPointer(at(resource.body, 'source_network_id'), resource.origin, true),
        target: readPointer(at(resource.body, 'target_network_id'), resource.origin, true),
      }),
    ],
  },
  arm: {
    // https://learn.microsoft.com/rest/api/site-recovery/replication-network-mappings/create
    'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationNetworks/replicationNetworkMappings': (resource) => [
      entity(resource, {
        name: resource.name,
        resourceGroup: resource.resourceGroup,
        source: readPointer(at(resource.properties, 'fabricSpecificDetails', 'primaryNetworkId'), resource.origin, true),
        target: readPointer(at(resource.properties, 'recoveryNetworkId'), resource.origin, true),
      }),
    ],
  },
  pointers: (mapping) => [
    { pointer: mapping.source, kind: 'virtual-network' },
    { pointer: mapping.target, kind: 'virtual-network' },
  ],
  fields: [{ name: 'name', type: 'string', about: 'name of the mapping', read: (mapping) => mapping.name }],
}

/** DNS Private Resolvers: the virtual network whose zones and rulesets their endpoints answer from. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readLocation, readText } from '../read-value.ts'

export interface DnsResolver extends Entity {
  readonly kind: 'dns-resolver'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly virtualNetwork: Pointer
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<DnsResolver, 'name' | 'resourceGroup' | 'location'>,
  network: Value | undefined,
): DnsResolver => ({
  kind: 'dns-resolver',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
  virtualNetwork: readPointer(network, of.origin, true),
})

export const dnsResolver: KindDefinition<DnsResolver, DnsResolver, unknown> = {
  kind: 'dns-resolver',
  azurerm: {
    azurerm_private_dns_resolver: (resource) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        at(resource.body, 'virtual_network_id'),
      ),
    ],
  },
  arm: {
    'Microsoft.Network/dnsResolvers': (resource) => [
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
        },
        at(resource.properties, 'virtualNetwork', 'id'),
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the resolver', read: (resolver) => resolver.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (resolver) => resolver.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (resolver) => resolver.resourceGroup },
  ],
  pointers: ({ virtualNetwork }) => [{ pointer: virtualNetwork, kind: 'virtual-network' }],
}

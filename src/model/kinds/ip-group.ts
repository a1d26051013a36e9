/** IP groups: addresses by a name that rules of firewalls can use. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPrefixes } from '../read-address.ts'
import { at, isAbsent, orElse, readLocation, readText } from '../read-value.ts'

export interface IpGroup extends Entity {
  readonly kind: 'ip-group'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Written in the group itself; separate ones come by the network: ask `Firewalling.addressesIn`. */
  readonly addresses: Fact<readonly AddressTerm[]>
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<IpGroup, 'name' | 'resourceGroup' | 'location'>,
  attribute: string,
  value: Value | undefined,
  sink: Sink,
): IpGroup => ({
  kind: 'ip-group',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
  addresses:
    isAbsent(value) && !of.open
      ? known([], of.origin)
      : readPrefixes({ single: [attribute, undefined], list: [attribute, value] }, of, sink),
})

export const ipGroup: KindDefinition<IpGroup, IpGroup, unknown> = {
  kind: 'ip-group',
  azurerm: {
    azurerm_ip_group: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        'cidrs',
        at(resource.body, 'cidrs'),
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/ipGroups': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
        },
        'ipAddresses',
        at(resource.properties, 'ipAddresses'),
        sink,
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the IP group', read: (group) => group.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (group) => group.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (group) => group.resourceGroup },
  ],
}

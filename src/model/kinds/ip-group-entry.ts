/** Addresses that a resource of its own puts into an IP group. */
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'
import type { KindDefinition } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readText, unstated } from '../read-value.ts'

export interface IpGroupEntry extends Entity {
  readonly kind: 'ip-group-entry'
  readonly resourceGroup: Fact<string>
  readonly group: Pointer
  readonly addresses: AddressTerm | undefined
}

export const ipGroupEntry: KindDefinition<IpGroupEntry, IpGroupEntry, unknown> = {
  kind: 'ip-group-entry',
  azurerm: {
    azurerm_ip_group_cidr: (resource, sink) => [
      {
        kind: 'ip-group-entry',
        id: resource.address,
        presence: resource.presence,
        span: resource.span,
        open: resource.open,
        name: orElse(readText(at(resource.body, 'cidr')), resource, 'cidr'),
        resourceGroup: unstated(resource, 'resource_group_name'),
        group: readPointer(at(resource.body, 'ip_group_id'), resource.origin, true),
        addresses: readAddress(at(resource.body, 'cidr'), resource, sink),
      },
    ],
  },
  arm: {},
  fields: [{ name: 'name', type: 'string', about: 'the prefix as it is written', read: (entry) => entry.name }],
  pointers: ({ group }) => [{ pointer: group, kind: 'ip-group' }],
}

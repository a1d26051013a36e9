/** Application security groups and who belongs to them. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { mergeDoubts, type Value } from '../../eval/value.ts'
import type { Entity, Fact } from '../entity.ts'
import type { ArmResource, GroupMembership, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, bothPresent, isAbsent, orElse, readBlocks, readLocation, readText, uncertain } from '../read-value.ts'

export interface ApplicationSecurityGroup extends Entity {
  readonly kind: 'application-security-group'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
}

const entity = (
  of: Resource | ArmResource,
  name: Fact<string>,
  resourceGroup: Fact<string>,
  location: Value | undefined,
): ApplicationSecurityGroup => ({
  kind: 'application-security-group',
  id: of.address,
  name,
  presence: of.presence,
  span: of.span,
  open: of.open,
  location: orElse(readLocation(location, normaliseRegion), of, 'location'),
  resourceGroup,
})

/** Group ids of a list, each a membership of `of`. What may be further members of any group is a membership in an unknown one. */
export const memberships = (
  ids: Value | undefined,
  of: Pick<Resource, 'address' | 'presence' | 'span' | 'origin'>,
  idOf: (item: Value) => Value | undefined = (item) => item,
): readonly Omit<GroupMembership, 'nic'>[] => {
  if (isAbsent(ids)) return []
  const items = ids.kind === 'list' ? ids.items : [ids]
  return items.flatMap((item): Omit<GroupMembership, 'nic'>[] => {
    const pointer = readPointer(idOf(item), of.origin, true)
    return pointer.by === 'nothing'
      ? []
      : [{ kind: 'group-membership', address: of.address, group: pointer, presence: of.presence, span: of.span }]
  })
}

/** Members whose addresses are not modelled: of scale sets, private endpoints, clusters. Blocks at `path` hold lists of group ids. */
export const unmodelledMembers =
  (path: readonly string[], attribute: string) =>
  (resource: Resource): readonly GroupMembership[] => {
    let holders: readonly { readonly body: Value; readonly presence: Resource['presence'] }[] = [
      { body: resource.body, presence: resource.presence },
    ]
    for (const name of path)
      holders = holders.flatMap((holder) => {
        const { blocks, more } = readBlocks(at(holder.body, name))
        const found = blocks.map((block) => ({ body: block.body as Value, presence: bothPresent(holder.presence, block.presence) }))
        if (more.length === 0) return found
        const rest: Value = { kind: 'unknown', causes: mergeDoubts(more), origin: resource.origin }
        return [...found, { body: rest, presence: uncertain(more) }]
      })
    return holders.flatMap((holder) => memberships(at(holder.body, attribute), { ...resource, presence: holder.presence }))
  }

const ids = 'application_security_group_ids'

export const applicationSecurityGroup: KindDefinition<ApplicationSecurityGroup, ApplicationSecurityGroup | GroupMembership, unknown> = {
  kind: 'application-security-group',
  azurerm: {
    azurerm_application_security_group: (resource) => [
      entity(
        resource,
        orElse(readText(at(resource.body, 'name')), resource, 'name'),
        orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        at(resource.body, 'location'),
      ),
    ],
    azurerm_network_interface_application_security_group_association: (resource) => [
      {
        kind: 'group-membership',
        address: resource.address,
        nic: readPointer(at(resource.body, 'network_interface_id'), resource.origin, true),
        group: readPointer(at(resource.body, 'application_security_group_id'), resource.origin, true),
        presence: resource.presence,
        span: resource.span,
      },
    ],
  },
  besides: {
    azurerm_private_endpoint_application_security_group_association: (resource) =>
      memberships(at(resource.body, 'application_security_group_id'), resource),
    azurerm_kubernetes_cluster: unmodelledMembers(['default_node_pool', 'node_network_profile'], ids),
    azurerm_kubernetes_cluster_node_pool: unmodelledMembers(['node_network_profile'], ids),
  },
  arm: {
    'Microsoft.Network/applicationSecurityGroups': (resource) => [
      entity(resource, resource.name, resource.resourceGroup, resource.location),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the group', read: (group) => group.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (group) => group.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (group) => group.resourceGroup },
  ],
}

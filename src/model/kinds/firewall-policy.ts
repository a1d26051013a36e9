/** Policies of Azure Firewalls: whom they inherit from, and how their firewalls answer DNS questions. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Entity, Fact, Pointer } from '../entity.ts'
import { armPolicyDns, azurermPolicyDns, type FirewallDns } from '../firewall-dns.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readLocation, readText } from '../read-value.ts'

export interface FirewallPolicy extends Entity, FirewallDns {
  readonly kind: 'firewall-policy'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly base: Pointer
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<FirewallPolicy, 'name' | 'resourceGroup' | 'location' | 'dnsProxy' | 'dnsServers'>,
  base: Value | undefined,
): FirewallPolicy => ({
  kind: 'firewall-policy',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
  base: readPointer(base, of.origin),
})

export const firewallPolicy: KindDefinition<FirewallPolicy, FirewallPolicy, unknown> = {
  kind: 'firewall-policy',
  azurerm: {
    azurerm_firewall_policy: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
          ...azurermPolicyDns(resource, sink),
        },
        at(resource.body, 'base_policy_id'),
      ),
    ],
  },
  arm: {
    'Microsoft.Network/firewallPolicies': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
          ...armPolicyDns(resource, sink),
        },
        at(resource.properties, 'basePolicy', 'id'),
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the policy', read: (policy) => policy.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (policy) => policy.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (policy) => policy.resourceGroup },
    { name: 'dnsProxy', type: 'bool', about: 'whether its firewalls answer DNS questions', read: (policy) => policy.dnsProxy },
  ],
  pointers: ({ base }) => [{ pointer: base, kind: 'firewall-policy' }],
}

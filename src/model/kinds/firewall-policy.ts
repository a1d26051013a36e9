/** Policies of Azure Firewalls: whom they inherit rules from, how firewalls translate sources and answer DNS questions. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Entity, Fact, Pointer } from '../entity.ts'
import { armPolicyDns, azurermPolicyDns, type FirewallDns } from '../firewall-dns.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, orElse, readLocation, readText, readTexts } from '../read-value.ts'

export interface FirewallPolicy extends Entity, FirewallDns {
  readonly kind: 'firewall-policy'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly base: Pointer
  /** Destinations whose packets keep their source; empty where nothing is written: private ones. */
  readonly untranslated: Fact<readonly string[]>
  readonly learnsUntranslated: Fact<boolean>
}

interface Values {
  readonly base: Value | undefined
  readonly untranslated: Value | undefined
  readonly learns: Value | undefined
}

const lowerCase = (fact: Fact<string>): Fact<string> => (fact.known ? { ...fact, value: fact.value.toLowerCase() } : fact)

const read = (
  of: Resource | ArmResource,
  facts: Pick<FirewallPolicy, 'name' | 'resourceGroup' | 'location' | keyof FirewallDns>,
  { base, untranslated, learns }: Values,
): FirewallPolicy => {
  const learning = isAbsent(learns) ? undefined : readText(learns)
  const switched = learning === undefined ? undefined : lowerCase(learning)
  return {
    kind: 'firewall-policy',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    base:
      isAbsent(base) && of.open
        ? { by: 'unknown', doubts: [{ reason: 'external', what: `the parent of ${of.address}`, span: of.span }], origin: of.origin }
        : readPointer(base, of.origin),
    untranslated: orElse<readonly string[]>(isAbsent(untranslated) ? undefined : readTexts(untranslated), of, 'private_ip_ranges', []),
    learnsUntranslated: orElse(
      switched === undefined
        ? undefined
        : switched.known
          ? { ...switched, value: switched.value === 'true' || switched.value === 'enabled' }
          : { known: false, doubts: switched.doubts, origin: switched.origin },
      of,
      'auto_learn_private_ranges_enabled',
      false,
    ),
  }
}

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
        {
          base: at(resource.body, 'base_policy_id'),
          untranslated: at(resource.body, 'private_ip_ranges'),
          learns: at(resource.body, 'auto_learn_private_ranges_enabled'),
        },
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
        {
          base: at(resource.properties, 'basePolicy', 'id'),
          untranslated: at(resource.properties, 'snat', 'privateRanges'),
          learns: at(resource.properties, 'snat', 'autoLearnPrivateRanges'),
        },
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

/** DNS forwarding rulesets, with their rules and the virtual networks that they are linked to. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { type ForwardingRule, joinOf, type RulesetLink } from '../name-joins.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readBlocks, readLocation, readSwitch, readText, refine } from '../read-value.ts'

export interface DnsForwardingRuleset extends Entity {
  readonly kind: 'dns-forwarding-ruleset'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Queries leave by one of them. */
  readonly outboundEndpoints: readonly Pointer[]
}

type Part = DnsForwardingRuleset | ForwardingRule | RulesetLink

const endpointsIn = (value: Value | undefined, of: Resource | ArmResource, id: (item: Value) => Value | undefined): readonly Pointer[] => {
  if (value?.kind === 'list') return value.items.map((item) => readPointer(id(item), item.origin, true))
  return value === undefined
    ? []
    : [
        {
          by: 'unknown',
          doubts: [{ reason: 'external', what: `outbound endpoints of \`${of.address}\``, span: of.span }],
          origin: of.origin,
        },
      ]
}

const entity = (
  of: Resource | ArmResource,
  facts: Pick<DnsForwardingRuleset, 'name' | 'location' | 'resourceGroup' | 'outboundEndpoints'>,
): DnsForwardingRuleset => ({
  kind: 'dns-forwarding-ruleset',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
})

const targetsIn = (
  value: Value | undefined,
  attribute: string,
  of: Resource | ArmResource,
  sink: Sink,
): Pick<ForwardingRule, 'targets' | 'moreTargets'> => {
  const { blocks, more } = readBlocks(value)
  const targets = blocks
    .filter((block) => block.presence.certain)
    .flatMap((block) => {
      const address = readAddress(at(block.body, attribute), of, sink)
      return address === undefined ? [] : [{ address, span: block.origin.span }]
    })
  return { targets, moreTargets: [...more, ...blocks.flatMap(({ presence }) => (presence.certain ? [] : presence.doubts))] }
}

const states = (text: string): boolean | undefined => {
  const word = text.toLowerCase()
  return word === 'enabled' ? true : word === 'disabled' ? false : undefined
}

const stateOf = (resource: ArmResource): Fact<boolean> => {
  const text = readText(at(resource.properties, 'forwardingRuleState'))
  // https://learn.microsoft.com/azure/templates/microsoft.network/dnsforwardingrulesets/forwardingrules
  if (text === undefined) return orElse<boolean>(undefined, resource, 'forwardingRuleState', true)
  return refine(text, states, (shown, span) => ({ reason: 'error', what: `${shown} as \`forwardingRuleState\``, span }))
}

export const dnsForwardingRuleset: KindDefinition<DnsForwardingRuleset, Part, unknown> = {
  kind: 'dns-forwarding-ruleset',
  azurerm: {
    azurerm_private_dns_resolver_dns_forwarding_ruleset: (resource) => [
      entity(resource, {
        name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
        location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
        resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        outboundEndpoints: endpointsIn(at(resource.body, 'private_dns_resolver_outbound_endpoint_ids'), resource, (item) => item),
      }),
    ],
    azurerm_private_dns_resolver_forwarding_rule: (resource, sink) => [
      {
        kind: 'forwarding-rule',
        ...joinOf(resource),
        ruleset: readPointer(at(resource.body, 'dns_forwarding_ruleset_id'), resource.origin, true),
        name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
        domain: orElse(readText(at(resource.body, 'domain_name')), resource, 'domain_name'),
        enabled: orElse(readSwitch(at(resource.body, 'enabled')), resource, 'enabled', true),
        ...targetsIn(at(resource.body, 'target_dns_servers'), 'ip_address', resource, sink),
      },
    ],
    azurerm_private_dns_resolver_virtual_network_link: (resource) => [
      {
        kind: 'ruleset-link',
        ...joinOf(resource),
        ruleset: readPointer(at(resource.body, 'dns_forwarding_ruleset_id'), resource.origin, true),
        network: readPointer(at(resource.body, 'virtual_network_id'), resource.origin, true),
      },
    ],
  },
  arm: {
    'Microsoft.Network/dnsForwardingRulesets': (resource) => [
      entity(resource, {
        name: resource.name,
        location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
        resourceGroup: resource.resourceGroup,
        outboundEndpoints: endpointsIn(at(resource.properties, 'dnsResolverOutboundEndpoints'), resource, (item) => at(item, 'id')),
      }),
    ],
    'Microsoft.Network/dnsForwardingRulesets/forwardingRules': (resource, sink) => [
      {
        kind: 'forwarding-rule',
        ...joinOf(resource),
        ruleset: resource.parent,
        name: resource.name,
        domain: orElse(readText(at(resource.properties, 'domainName')), resource, 'domainName'),
        enabled: stateOf(resource),
        ...targetsIn(at(resource.properties, 'targetDnsServers'), 'ipAddress', resource, sink),
      },
    ],
    'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks': (resource) => [
      {
        kind: 'ruleset-link',
        ...joinOf(resource),
        ruleset: resource.parent,
        network: readPointer(at(resource.properties, 'virtualNetwork', 'id'), resource.origin, true),
      },
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the ruleset', read: (ruleset) => ruleset.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (ruleset) => ruleset.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (ruleset) => ruleset.resourceGroup },
  ],
  pointers: ({ outboundEndpoints }) => outboundEndpoints.map((pointer) => ({ pointer, kind: 'dns-outbound-endpoint' })),
}

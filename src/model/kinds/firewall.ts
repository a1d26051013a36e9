/** Azure Firewalls, with the private address that routes lead to. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'
import { armFirewallDns, azurermFirewallDns, type FirewallDns } from '../firewall-dns.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readBlocks, readLocation, readText } from '../read-value.ts'

export interface Firewall extends Entity, FirewallDns {
  readonly kind: 'firewall'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Of its first address; nothing where it is in a virtual hub. */
  readonly subnet: Pointer
  /** Azure chooses it: https://learn.microsoft.com/azure/firewall/management-nic; known by name until then. */
  readonly privateAddress: AddressTerm
  /** Nothing: its settings are its own. */
  readonly policy: Pointer
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<Firewall, 'name' | 'resourceGroup' | 'location' | 'dnsProxy' | 'dnsServers' | 'policy'>,
  configurations: Value | undefined,
  subnetId: (body: Value) => Value | undefined,
  address: (body: Value) => Value | undefined,
  sink: Sink,
): Firewall => {
  const { blocks, more } = readBlocks(configurations)
  const [first] = blocks
  const what = `${of.address}.ip_configuration.0.private_ip_address`
  const chosen: AddressTerm = {
    kind: 'atom',
    identity: `${of.address}.private_ip_address`,
    doubts: [{ reason: 'computed', what, span: of.span }],
    origin: of.origin,
  }
  const subnet: Pointer =
    first !== undefined
      ? readPointer(subnetId(first.body), first.origin)
      : more.length > 0 || of.open
        ? { by: 'unknown', doubts: more.length > 0 ? more : [{ reason: 'external', what: of.address, span: of.span }], origin: of.origin }
        : { by: 'nothing', origin: of.origin }
  return {
    kind: 'firewall',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    subnet,
    privateAddress: (first === undefined ? undefined : readAddress(address(first.body), of, sink)) ?? chosen,
  }
}

export const firewall: KindDefinition<Firewall, Firewall, unknown> = {
  kind: 'firewall',
  azurerm: {
    azurerm_firewall: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
          policy: readPointer(at(resource.body, 'firewall_policy_id'), resource.origin),
          ...azurermFirewallDns(resource, sink),
        },
        at(resource.body, 'ip_configuration'),
        (body) => at(body, 'subnet_id'),
        (body) => at(body, 'private_ip_address'),
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/azureFirewalls': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
          policy: readPointer(at(resource.properties, 'firewallPolicy', 'id'), resource.origin),
          ...armFirewallDns(resource, sink),
        },
        at(resource.properties, 'ipConfigurations'),
        (body) => at(body, 'properties', 'subnet', 'id'),
        (body) => at(body, 'properties', 'privateIPAddress'),
        sink,
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the firewall', read: (firewall) => firewall.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (firewall) => firewall.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (firewall) => firewall.resourceGroup },
  ],
  pointers: ({ subnet, policy }) => [
    { pointer: subnet, kind: 'subnet' },
    { pointer: policy, kind: 'firewall-policy' },
  ],
}

/** Azure Firewalls, with the private address that routes lead to, and whose rules they have. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import { prefixLength } from '../../net/address.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known, notKnown, type Pointer } from '../entity.ts'
import { armFirewallDns, azurermFirewallDns, type FirewallDns } from '../firewall-dns.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, orElse, readBlocks, readLocation, readText, readTexts } from '../read-value.ts'
import { type FirewallRuleGroup, readArmClassic } from './firewall-rule-group.ts'
import type { InterfaceSurroundings } from './network-interface.ts'
import type { Subnet } from './subnet.ts'

export interface Firewall extends Entity, FirewallDns {
  readonly kind: 'firewall'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Of its first address; nothing where it is in a virtual hub. */
  readonly subnet: Pointer
  /** Azure chooses it: https://learn.microsoft.com/azure/firewall/management-nic; known by name until then. */
  readonly privateAddress: AddressTerm
  /** Nothing: its rules are its own. */
  readonly policy: Pointer
  /** In a hub of Virtual WAN; nothing: in a subnet. */
  readonly hub: Pointer
  readonly managementSubnet: Pointer
  readonly publicIps: readonly Pointer[]
  /** Not empty: there may be further ones. */
  readonly morePublicIps: readonly Doubt[]
  /** Lower case: `basic`, `standard`, `premium`. */
  readonly tier: Fact<string>
  /** Without a policy: destinations whose packets keep their source; empty: private ones. */
  readonly untranslated: Fact<readonly string[]>
}

interface Values {
  readonly configurations: Value | undefined
  readonly management: Value | undefined
  readonly policy: Value | undefined
  readonly hub: Value | undefined
  readonly tier: Value | undefined
  readonly untranslated: Value | undefined
}

interface Words {
  readonly subnetId: (body: Value) => Value | undefined
  readonly publicIp: (body: Value) => Value | undefined
  readonly address: (body: Value) => Value | undefined
}

const pointerIn = (value: Value | undefined, of: Resource | ArmResource, what: string): Pointer =>
  isAbsent(value) && of.open
    ? { by: 'unknown', doubts: [{ reason: 'external', what: `${what} of ${of.address}`, span: of.span }], origin: of.origin }
    : readPointer(value, of.origin)

/** Of a block that occurs at most once, or an object in its place. */
const firstBlock = (value: Value | undefined): Value | undefined => readBlocks(value).blocks[0]?.body

const managementOf = (value: Value | undefined, of: Resource | ArmResource, subnetId: Words['subnetId']): Pointer => {
  const { blocks, more } = readBlocks(value)
  const [first] = blocks
  if (first?.presence.certain) return readPointer(subnetId(first.body), of.origin)
  const doubts = mergeDoubts(more, first === undefined || first.presence.certain ? [] : first.presence.doubts)
  if (doubts.length > 0) return { by: 'unknown', doubts, origin: of.origin }
  return pointerIn(undefined, of, 'the management subnet')
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<Firewall, 'name' | 'resourceGroup' | 'location' | keyof FirewallDns>,
  values: Values,
  { subnetId, publicIp, address }: Words,
  sink: Sink,
): Firewall => {
  const { blocks, more } = readBlocks(values.configurations)
  const tier = readText(values.tier)
  const outside: readonly Doubt[] = of.open ? [{ reason: 'external', what: `public addresses of ${of.address}`, span: of.span }] : []
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
    policy: pointerIn(values.policy, of, 'the policy'),
    hub: pointerIn(values.hub, of, 'the hub'),
    managementSubnet: managementOf(values.management, of, subnetId),
    publicIps: blocks.map((block) => readPointer(publicIp(block.body), block.origin)).filter(({ by }) => by !== 'nothing'),
    morePublicIps: mergeDoubts(more, outside, ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts))),
    // Standard where it is not said: https://learn.microsoft.com/powershell/module/az.network/new-azfirewall (SkuTier)
    tier: orElse(
      tier === undefined ? undefined : tier.known ? known(tier.value.toLowerCase(), tier.origin) : tier,
      of,
      'sku_tier',
      'standard',
    ),
    untranslated: orElse<readonly string[]>(
      isAbsent(values.untranslated) ? undefined : readTexts(values.untranslated),
      of,
      'private_ip_ranges',
      [],
    ),
  }
}

const inHub = ({ hub, subnet }: Firewall): Fact<boolean> =>
  hub.by === 'unknown'
    ? notKnown(hub.doubts, hub.origin, [false, true])
    : known(hub.by !== 'nothing' && subnet.by === 'nothing', hub.origin)

const ofSubnet = <T>({ subnet }: Firewall, network: InterfaceSurroundings, read: (subnet: Subnet) => Fact<T>): Fact<T> => {
  const { options, doubts, origin } = network.link(subnet, 'subnet')
  const [only] = options
  if (options.length === 1 && only?.to === 'entity') return read(only.entity)
  return notKnown(doubts.length > 0 ? doubts : [{ reason: 'external', what: 'the subnet of a firewall', span: origin.span }], origin)
}

/** Of IPv4: firewalls take nothing else. */
const lengthOf = ({ prefixes }: Subnet): Fact<number> => {
  if (!prefixes.known) return notKnown(prefixes.doubts, prefixes.origin)
  const doubts = mergeDoubts(...prefixes.value.map((term) => (term.kind === 'atom' ? term.doubts : [])))
  const lengths = prefixes.value.flatMap((term) =>
    term.kind === 'range' && term.range.family === 4 ? (prefixLength(term.range) ?? []) : [],
  )
  if (doubts.length > 0 || lengths.length === 0)
    return notKnown(
      doubts.length > 0 ? doubts : [{ reason: 'error', what: 'a subnet without an IPv4 prefix', span: prefixes.origin.span }],
      prefixes.origin,
    )
  return known(Math.min(...lengths), prefixes.value[0]!.origin)
}

export const firewall: KindDefinition<Firewall, Firewall | FirewallRuleGroup, InterfaceSurroundings> = {
  kind: 'firewall',
  azurerm: {
    azurerm_firewall: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
          ...azurermFirewallDns(resource, sink),
        },
        {
          configurations: at(resource.body, 'ip_configuration'),
          management: at(resource.body, 'management_ip_configuration'),
          policy: at(resource.body, 'firewall_policy_id'),
          hub: at(firstBlock(at(resource.body, 'virtual_hub')) ?? at(resource.body, 'virtual_hub'), 'virtual_hub_id'),
          tier: at(resource.body, 'sku_tier'),
          untranslated: at(resource.body, 'private_ip_ranges'),
        },
        {
          subnetId: (body) => at(body, 'subnet_id'),
          publicIp: (body) => at(body, 'public_ip_address_id'),
          address: (body) => at(body, 'private_ip_address'),
        },
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
          ...armFirewallDns(resource, sink),
        },
        {
          configurations: at(resource.properties, 'ipConfigurations'),
          management: at(resource.properties, 'managementIpConfiguration'),
          policy: at(resource.properties, 'firewallPolicy', 'id'),
          hub: at(resource.properties, 'virtualHub', 'id'),
          tier: at(resource.properties, 'sku', 'tier'),
          untranslated: undefined,
        },
        {
          subnetId: (body) => at(body, 'properties', 'subnet', 'id'),
          publicIp: (body) => at(body, 'properties', 'publicIPAddress', 'id'),
          address: (body) => at(body, 'properties', 'privateIPAddress'),
        },
        sink,
      ),
      ...readArmClassic(resource, sink),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the firewall', read: (firewall) => firewall.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (firewall) => firewall.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (firewall) => firewall.resourceGroup },
    { name: 'tier', type: 'string', about: '`basic`, `standard` or `premium`', read: (firewall) => firewall.tier },
    { name: 'inHub', type: 'bool', about: 'whether it is in a hub of Virtual WAN', read: inHub },
    {
      name: 'subnetName',
      type: 'string',
      about: 'name of its subnet',
      read: (firewall, network) => ofSubnet(firewall, network, (subnet) => subnet.name),
    },
    {
      name: 'subnetLength',
      type: 'int',
      about: 'length of the widest prefix of its subnet',
      read: (firewall, network) => ofSubnet(firewall, network, lengthOf),
    },
  ],
  points: ({ subnet, location, presence }, network) => ({
    spots:
      subnet.by === 'nothing'
        ? []
        : [{ label: '', subnet: network.link(subnet, 'subnet'), region: location, presence, span: subnet.origin.span }],
    more: [],
  }),
  pointers: ({ subnet, managementSubnet, policy, publicIps }) => [
    { pointer: subnet, kind: 'subnet' },
    { pointer: managementSubnet, kind: 'subnet' },
    { pointer: policy, kind: 'firewall-policy' },
    ...publicIps.map((pointer) => ({ pointer, kind: 'public-ip' })),
  ],
}

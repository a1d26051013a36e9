/** Network security groups and their rules, inline and separate. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Presence } from '../../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Range } from '../../net/ranges.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import { type Endpoint, type Entity, type Fact, known, type Link, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, NsgAttachment, Resource, Spot } from '../kind.ts'
import { type Owner, readEndpoints } from '../read-address.ts'
import { byName, readPointer } from '../read-pointer.ts'
import { readPorts } from '../read-port.ts'
import { at, type Block, bothPresent, orElse, readBlocks, readLocation, readText, refine, reject, uncertain } from '../read-value.ts'
import type { NetworkInterface } from './network-interface.ts'
import type { Subnet } from './subnet.ts'

export type Protocol = 'tcp' | 'udp' | 'icmp' | 'esp' | 'ah'

export interface SecurityRule {
  readonly name: Fact<string>
  /** 100–4096, unique for each direction, lower first: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview */
  readonly priority: Fact<number>
  /** As it is written, whether Azure takes it or not. */
  readonly writtenPriority?: Fact<string>
  readonly direction: Fact<'inbound' | 'outbound'>
  readonly access: Fact<'allow' | 'deny'>
  readonly protocol: Fact<Protocol | 'any'>
  readonly source: Fact<readonly Endpoint[]>
  readonly destination: Fact<readonly Endpoint[]>
  /** Empty list: no port at all (a mistake in the code); `*` is 0–65535. */
  readonly sourcePorts: Fact<readonly Range[]>
  readonly destinationPorts: Fact<readonly Range[]>
  readonly presence: Presence
  /** The rule's block or resource header. */
  readonly span: Span
}

export interface Nsg extends Entity {
  readonly kind: 'nsg'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Written inside the group. Separate rules come by the network: ask `Network.rulesOf`. */
  readonly inlineRules: readonly SecurityRule[]
  /** Not empty: there may be further rules, of which nothing is known. */
  readonly moreRules: readonly Doubt[]
}

/** A rule that is a resource of its own. */
export interface SeparateRule {
  readonly kind: 'separate-rule'
  readonly address: string
  readonly nsg: Pointer
  readonly rule: SecurityRule
  /** Written for azurerm, where rules inside the group and separate ones overwrite each other. */
  readonly azurerm: boolean
}

/** How the properties of a rule are called, azurerm's way or Azure's; `groups` gives the ids of application security groups. */
interface Words {
  readonly sourcePort: readonly [string, string]
  readonly destinationPort: readonly [string, string]
  readonly source: readonly [string, string, string]
  readonly destination: readonly [string, string, string]
  readonly groups: (value: Value | undefined) => Value | undefined
}

const azurermWords: Words = {
  sourcePort: ['source_port_range', 'source_port_ranges'],
  destinationPort: ['destination_port_range', 'destination_port_ranges'],
  source: ['source_address_prefix', 'source_address_prefixes', 'source_application_security_group_ids'],
  destination: ['destination_address_prefix', 'destination_address_prefixes', 'destination_application_security_group_ids'],
  groups: (value) => value,
}

const armWords: Words = {
  sourcePort: ['sourcePortRange', 'sourcePortRanges'],
  destinationPort: ['destinationPortRange', 'destinationPortRanges'],
  source: ['sourceAddressPrefix', 'sourceAddressPrefixes', 'sourceApplicationSecurityGroups'],
  destination: ['destinationAddressPrefix', 'destinationAddressPrefixes', 'destinationApplicationSecurityGroups'],
  groups: (value) => (value?.kind === 'list' ? { ...value, items: value.items.flatMap((item) => at(item, 'id') ?? []) } : value),
}

const protocols: ReadonlyMap<string, Protocol | 'any'> = new Map([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['icmp', 'icmp'],
  ['esp', 'esp'],
  ['ah', 'ah'],
  ['*', 'any'],
  ['any', 'any'],
])

const choice =
  <T extends string>(...words: readonly T[]) =>
  (text: string): T | undefined =>
    words.find((word) => word === text.toLowerCase())

/** Undefined where Azure takes no such priority. */
export const readPriority = (text: string): number | undefined => {
  const priority = Number(text)
  return text.trim() !== '' && Number.isInteger(priority) && priority >= 100 && priority <= 4096 ? priority : undefined
}

const readRule = (
  name: Fact<string>,
  body: Value | undefined,
  words: Words,
  owner: Owner,
  presence: Presence,
  sink: Sink,
): SecurityRule => {
  const bad = (attribute: string): ((text: string, span: Span) => Doubt) =>
    reject(sink, 'model/bad-value', (shown) => `${shown} is no ${attribute} of a security rule`)
  const badPriority = reject(sink, 'model/bad-priority', (shown) => `the priority ${shown.replaceAll('`', '')} is not between 100 and 4096`)
  const text = (attribute: string): Fact<string> => orElse(readText(at(body, attribute)), owner, attribute)
  const pair = (attribute: string): readonly [string, Value | undefined] => [attribute, at(body, attribute)]
  const endpoints = ([single, list, groups]: Words['source']): Fact<readonly Endpoint[]> =>
    readEndpoints({ single: pair(single), list: pair(list), groups: [groups, words.groups(at(body, groups))] }, owner, sink)
  const priority = text('priority')
  return {
    name,
    priority: refine(priority, readPriority, badPriority),
    writtenPriority: priority,
    direction: refine(text('direction'), choice('inbound', 'outbound'), bad('direction')),
    access: refine(text('access'), choice('allow', 'deny'), bad('access')),
    protocol: refine(text('protocol'), (word) => protocols.get(word.toLowerCase()), bad('protocol')),
    source: endpoints(words.source),
    destination: endpoints(words.destination),
    sourcePorts: readPorts(pair(words.sourcePort[0]), pair(words.sourcePort[1]), owner, sink),
    destinationPorts: readPorts(pair(words.destinationPort[0]), pair(words.destinationPort[1]), owner, sink),
    presence,
    span: owner.span,
  }
}

const ownerOf = (of: Resource | ArmResource, block: Block, index: number): Owner => ({
  address: `${of.address}/securityRules/#${index}`,
  open: of.open,
  span: block.origin.span,
  origin: block.origin,
})

const entity = (of: Resource | ArmResource, facts: Pick<Nsg, 'name' | 'location' | 'resourceGroup' | 'inlineRules' | 'moreRules'>): Nsg => {
  const outside: readonly Doubt[] = of.open ? [{ reason: 'external', what: `rules of ${of.address}`, span: of.span }] : []
  return {
    kind: 'nsg',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    moreRules: mergeDoubts(outside, facts.moreRules),
  }
}

const readGroup = (resource: Resource, sink: Sink): readonly Nsg[] => {
  const { blocks, more } = readBlocks(at(resource.body, 'security_rule'))
  const inlineRules = blocks.map((block, index) => {
    const owner = ownerOf(resource, block, index)
    return readRule(orElse(readText(at(block.body, 'name')), owner, 'name'), block.body, azurermWords, owner, block.presence, sink)
  })
  return [
    entity(resource, {
      name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
      location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
      resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
      inlineRules,
      moreRules: more,
    }),
  ]
}

const readArmGroup = (resource: ArmResource, sink: Sink): readonly Nsg[] => {
  const { blocks, more } = readBlocks(at(resource.properties, 'securityRules'))
  const inlineRules = blocks.map((block, index) => {
    const owner = ownerOf(resource, block, index)
    const name = orElse(readText(at(block.body, 'name')), owner, 'name')
    return readRule(name, at(block.body, 'properties'), armWords, owner, block.presence, sink)
  })
  const location = orElse(readLocation(resource.location, normaliseRegion), resource, 'location')
  return [entity(resource, { name: resource.name, location, resourceGroup: resource.resourceGroup, inlineRules, moreRules: more })]
}

const readSeparateRule = (resource: Resource, sink: Sink): readonly SeparateRule[] => {
  const resourceGroup = orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name')
  const nsgName = orElse(readText(at(resource.body, 'network_security_group_name')), resource, 'network_security_group_name')
  const name = orElse(readText(at(resource.body, 'name')), resource, 'name')
  return [
    {
      kind: 'separate-rule',
      address: resource.address,
      nsg: byName(nsgName, resource.origin, { resourceGroup, subscription: resource.subscription }),
      rule: readRule(name, resource.body, azurermWords, resource, resource.presence, sink),
      azurerm: true,
    },
  ]
}

const attachment =
  (ofKind: NsgAttachment['ofKind'], attribute: string) =>
  (resource: Resource): readonly NsgAttachment[] => [
    {
      kind: 'nsg-attachment',
      address: resource.address,
      of: readPointer(at(resource.body, attribute), resource.origin, true),
      ofKind,
      nsg: readPointer(at(resource.body, 'network_security_group_id'), resource.origin, true),
      presence: resource.presence,
      span: resource.span,
    },
  ]

/** What points of a group ask of the network. */
export interface NsgSurroundings {
  ofKind<K extends 'subnet' | 'network-interface'>(kind: K): readonly Extract<Subnet | NetworkInterface, { readonly kind: K }>[]
  nsgOf(of: Subnet | NetworkInterface): Link<Nsg>
  attachedElsewhere?(nsg: Nsg): readonly Doubt[]
  link(pointer: Pointer, kind: 'subnet'): Link<Subnet>
  rulesOf(nsg: Nsg): { readonly rules: readonly SecurityRule[]; readonly more: readonly Doubt[] }
}

interface AttachedTo {
  readonly of: Subnet | NetworkInterface
  readonly presence: Presence
  readonly span: Span
}

const attachedTo = new WeakMap<NsgSurroundings, ReadonlyMap<Nsg, readonly AttachedTo[]>>()

/** The other way round than `nsgOf`, made once for a network. */
const subjectsOf = (nsg: Nsg, network: NsgSurroundings): readonly AttachedTo[] => {
  let known = attachedTo.get(network)
  if (known === undefined) {
    const found = new Map<Nsg, AttachedTo[]>()
    for (const of of [...network.ofKind('subnet'), ...network.ofKind('network-interface')]) {
      const { options, doubts, origin } = network.nsgOf(of)
      const presence = options.length === 1 ? of.presence : bothPresent(of.presence, uncertain(doubts))
      for (const option of options) {
        if (option.to !== 'entity') continue
        const list = found.get(option.entity)
        if (list === undefined) found.set(option.entity, [{ of, presence, span: origin.span }])
        else list.push({ of, presence, span: origin.span })
      }
    }
    known = found
    attachedTo.set(network, known)
  }
  return known.get(nsg) ?? []
}

const spotsOf = (
  nsg: Nsg,
  network: NsgSurroundings,
): { readonly spots: readonly Spot<Subnet, NetworkInterface>[]; readonly more: readonly Doubt[] } => {
  const to = subjectsOf(nsg, network)
  const spots = to.flatMap(({ of, presence, span }): Spot<Subnet, NetworkInterface>[] => {
    // A group is in the region of what it is attached to: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
    const region = nsg.location
    if (of.kind === 'subnet')
      return [{ label: of.id, subnet: { options: [{ to: 'entity', entity: of }], origin: { span }, doubts: [] }, region, presence, span }]
    return of.ipConfigurations.map((configuration, index) => ({
      label: index === 0 ? of.id : `${of.id}#${index + 1}`,
      subnet: network.link(configuration.subnet, 'subnet'),
      nic: of,
      region,
      presence,
      span,
    }))
  })
  const hidden = to.flatMap(({ of }) => (of.kind === 'network-interface' ? of.moreIpConfigurations : []))
  return { spots, more: mergeDoubts(network.attachedElsewhere?.(nsg) ?? [], hidden) }
}

const ruleCount = (nsg: Nsg, network: NsgSurroundings): Fact<number> => {
  const { rules, more } = network.rulesOf(nsg)
  const doubts = mergeDoubts(more, ...rules.map((rule) => (rule.presence.certain ? [] : rule.presence.doubts)))
  return doubts.length > 0 ? { known: false, doubts, origin: { span: nsg.span } } : known(rules.length, { span: nsg.span })
}

export const nsg: KindDefinition<Nsg, Nsg | SeparateRule | NsgAttachment, NsgSurroundings> = {
  kind: 'nsg',
  azurerm: {
    azurerm_network_security_group: readGroup,
    azurerm_network_security_rule: readSeparateRule,
    azurerm_subnet_network_security_group_association: attachment('subnet', 'subnet_id'),
    azurerm_network_interface_security_group_association: attachment('network-interface', 'network_interface_id'),
  },
  arm: {
    'Microsoft.Network/networkSecurityGroups': readArmGroup,
    'Microsoft.Network/networkSecurityGroups/securityRules': (resource, sink) => [
      {
        kind: 'separate-rule',
        address: resource.address,
        nsg: resource.parent,
        rule: readRule(resource.name, resource.properties, armWords, resource, resource.presence, sink),
        azurerm: false,
      },
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the group', read: (group) => group.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (group) => group.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (group) => group.resourceGroup },
    { name: 'rules', type: 'int', about: 'number of rules, default rules not counted', read: ruleCount },
  ],
  points: spotsOf,
}

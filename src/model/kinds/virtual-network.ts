/** Virtual networks, with the subnets that are written inside them. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, Extension, KindDefinition, MoreChildren, NsgAttachment, Resource } from '../kind.ts'
import { type DnsServers, joinOf, readServers, selfOf } from '../name-joins.ts'
import { armPeering } from '../peering.ts'
import { readPrefixes } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, bothPresent, isAbsent, orElse, readBlocks, readLocation, readText } from '../read-value.ts'
import { spotsBy } from '../subnets-of.ts'
import { readArmSubnet, readAzurermSubnet, type Subnet, type SubnetSurroundings } from './subnet.ts'

export interface VirtualNetwork extends Entity {
  readonly kind: 'virtual-network'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly addressSpace: Fact<readonly AddressTerm[]>
  /** Not of the code: where it is vouched for. */
  readonly assumed?: Span
}

type Part = VirtualNetwork | Subnet | Extension | MoreChildren | NsgAttachment | DnsServers

/** Ids of inline children: the parent's with their name, or their place where the name is not known or taken. */
const childAddresses = (parent: string, kind: string, names: readonly (Fact<string> | undefined)[]): readonly string[] => {
  const taken = new Set<string>()
  return names.map((name, index) => {
    const wanted = name?.known === true ? `${parent}/${kind}/${name.value}` : `${parent}/${kind}/#${index}`
    const address = taken.has(wanted.toLowerCase()) ? `${wanted}#${index}` : wanted
    taken.add(address.toLowerCase())
    return address
  })
}

/** The address space, the blocks of inline subnets, and what beside them is not known. */
const parts = (
  of: Resource | ArmResource,
  facts: Pick<VirtualNetwork, 'name' | 'location' | 'resourceGroup' | 'addressSpace'>,
  subnets: Value | undefined,
  child: (block: Block, address: string, parent: Pointer) => readonly Part[],
): readonly Part[] => {
  const { blocks, more } = readBlocks(subnets)
  const parent: Pointer = { by: 'address', address: of.address, origin: of.origin }
  const addresses = childAddresses(
    of.address,
    'subnets',
    blocks.map((block) => readText(at(block.body, 'name'))),
  )
  return [
    { kind: 'virtual-network', id: of.address, presence: of.presence, span: of.span, open: of.open, ...facts },
    ...blocks.flatMap((block, index) => child(block, addresses[index]!, parent)),
    ...(more.length > 0 ? [{ kind: 'more-children' as const, of: of.address, doubts: more }] : []),
  ]
}

const inlineServers = (of: Resource | ArmResource, attribute: string, value: Value | undefined, sink: Sink): DnsServers => ({
  kind: 'dns-servers',
  ...joinOf(of),
  of: selfOf(of),
  servers: orElse<readonly AddressTerm[]>(readServers(value, of, sink), of, attribute, []),
  separate: false,
})

const readAzurerm = (resource: Resource, sink: Sink): readonly Part[] => {
  const { body } = resource
  // `address_spaces` is what old data sources call it: https://registry.terraform.io/providers/hashicorp/azurerm/1.44.0/docs/data-sources/virtual_network
  const space = isAbsent(at(body, 'address_space')) ? at(body, 'address_spaces') : at(body, 'address_space')
  const servers = inlineServers(resource, 'dns_servers', at(body, 'dns_servers'), sink)
  const found = parts(
    resource,
    {
      name: orElse(readText(at(body, 'name')), resource, 'name'),
      location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
      resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
      addressSpace: readPrefixes({ single: ['', undefined], list: ['address_space', space] }, resource, sink),
    },
    resource.open ? undefined : at(body, 'subnet'),
    (block, address, parent) =>
      readAzurermSubnet(
        {
          address,
          body: block.body,
          presence: bothPresent(resource.presence, block.presence),
          span: block.origin.span,
          origin: block.origin,
          open: false,
        },
        parent,
        sink,
      ),
  )
  return [...found, servers]
}

const armPeerings = (resource: ArmResource): readonly Part[] => {
  const { blocks, more } = readBlocks(at(resource.properties, 'virtualNetworkPeerings'))
  const self: Pointer = { by: 'address', address: resource.address, origin: resource.origin }
  const { address, span } = resource
  const unread: readonly Extension[] = more.length === 0 ? [] : [{ kind: 'extension', address, virtualNetworks: [self], subnets: [], span }]
  return [
    ...blocks.flatMap((block) => {
      const presence = bothPresent(resource.presence, block.presence)
      return armPeering({ address, presence, origin: block.origin, span }, self, at(block.body, 'properties'))
    }),
    ...unread,
  ]
}

const readArm = (resource: ArmResource, sink: Sink): readonly Part[] => [
  ...parts(
    resource,
    {
      name: resource.name,
      location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
      resourceGroup: resource.resourceGroup,
      addressSpace: readPrefixes(
        { single: ['', undefined], list: ['addressSpace', at(resource.properties, 'addressSpace', 'addressPrefixes')] },
        resource,
        sink,
      ),
    },
    at(resource.properties, 'subnets'),
    (block, address, parent) =>
      readArmSubnet(
        {
          ...resource,
          address,
          name: orElse(readText(at(block.body, 'name')), { ...resource, address, origin: block.origin }, 'name'),
          parent,
          location: undefined,
          body: block.body,
          properties: at(block.body, 'properties'),
          presence: bothPresent(resource.presence, block.presence),
          span: block.origin.span,
          origin: block.origin,
        },
        sink,
      ),
  ),
  ...armPeerings(resource),
  inlineServers(resource, 'dhcpOptions', at(resource.properties, 'dhcpOptions', 'dnsServers'), sink),
]

/** What points of a virtual network ask of the network. */
export interface NetworkSurroundings extends SubnetSurroundings {
  ofKind(kind: 'subnet'): readonly Subnet[]
}

export const virtualNetwork: KindDefinition<VirtualNetwork, Part, NetworkSurroundings> = {
  kind: 'virtual-network',
  azurerm: {
    azurerm_virtual_network: readAzurerm,
    azurerm_virtual_network_dns_servers: (resource, sink) => [
      {
        kind: 'dns-servers',
        ...joinOf(resource),
        of: readPointer(at(resource.body, 'virtual_network_id'), resource.origin, true),
        servers: orElse<readonly AddressTerm[]>(readServers(at(resource.body, 'dns_servers'), resource, sink), resource, 'dns_servers', []),
        separate: true,
      },
    ],
  },
  arm: { 'Microsoft.Network/virtualNetworks': readArm },
  fields: [
    { name: 'name', type: 'string', about: 'name of the virtual network', read: (network) => network.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (network) => network.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (network) => network.resourceGroup },
  ],
  points: (home, network) => ({
    spots: spotsBy(
      'virtual-network',
      home,
      network,
      (subnet) => network.link(subnet.virtualNetwork, 'virtual-network'),
      () => home.location,
    ),
    more: [],
  }),
}

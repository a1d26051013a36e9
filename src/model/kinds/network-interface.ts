/** Network interfaces with their addresses, subnets and groups. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Doubt, Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known, type Link, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { type BackendMember, membershipsOf } from '../read-balancer.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, orElse, readBlocks, readLocation, readSwitch, readText } from '../read-value.ts'
import { memberships } from './application-security-group.ts'
import type { Subnet } from './subnet.ts'

export interface NetworkInterface extends Entity {
  readonly kind: 'network-interface'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly ipConfigurations: readonly { readonly subnet: Pointer; readonly privateAddress: Fact<AddressTerm>; readonly publicIp: Pointer }[]
  /** Not empty: there may be further IP configurations. */
  readonly moreIpConfigurations: readonly Doubt[]
  readonly inlineNsg: Pointer
  readonly inlineGroups: readonly Pointer[]
  /** It passes on packets that are not meant for it. */
  readonly ipForwarding: Fact<boolean>
}

type IpConfiguration = NetworkInterface['ipConfigurations'][number]

/** The address that Azure will choose: known by name only. */
const chosenLater = (of: Resource | ArmResource, block: Block, index: number, ordered: boolean): Fact<AddressTerm> => {
  const attribute = index === 0 && ordered ? 'private_ip_address' : `ip_configuration.${index}.private_ip_address`
  const doubt: Doubt = { reason: 'computed', what: `${of.address}.${attribute}`, span: block.origin.span }
  // An interface that stands for several has several addresses there.
  const identity = `${of.address}.${attribute}`
  return known({ kind: 'atom', identity, doubts: [doubt], origin: block.origin }, block.origin)
}

interface Parts {
  readonly blocks: readonly Block[]
  readonly more: readonly Doubt[]
  readonly inside: (block: Block) => Value | undefined
  readonly words: Record<'subnet' | 'publicIp', readonly string[]> & Record<'address' | 'allocation' | 'groups' | 'version', string>
  readonly groupId: (item: Value) => Value | undefined
  /** Others find them in the order in which they are written. */
  readonly ordered: boolean
}

const ipConfigurations = (
  of: Resource | ArmResource,
  parts: Parts,
  sink: Sink,
): Pick<NetworkInterface, 'ipConfigurations' | 'moreIpConfigurations' | 'inlineGroups'> => {
  const found: IpConfiguration[] = []
  const groups: Pointer[] = []
  const more: Doubt[] = [...parts.more]
  for (const [index, block] of parts.blocks.entries()) {
    const body = parts.inside(block)
    const ids = at(body, parts.words.groups)
    const owner = {
      address: `${of.address}.ip_configuration.${index}`,
      open: of.open,
      span: block.origin.span,
      origin: block.origin,
      presence: block.presence,
    }
    groups.push(...memberships(ids, owner, parts.groupId).map((one) => one.group))
    if (!block.presence.certain) {
      more.push(...block.presence.doubts)
      continue
    }
    // A dynamic address is Azure's choice, whatever is written beside it: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_interface
    const allocation = readText(at(body, parts.words.allocation))
    const dynamic = allocation?.known === true && allocation.value.toLowerCase() === 'dynamic'
    const term = dynamic ? undefined : readAddress(at(body, parts.words.address), owner, sink)
    // "This is required when `private_ip_address_version` is set to `IPv4`", which is the default: same page.
    const version = readText(at(body, parts.words.version))
    const needsSubnet = body?.kind === 'object' && (version === undefined || (version.known && version.value.toLowerCase() === 'ipv4'))
    found.push({
      subnet: readPointer(at(body, ...parts.words.subnet), block.origin, needsSubnet),
      privateAddress:
        term === undefined ? chosenLater(of, block, index, parts.ordered || parts.blocks.length === 1) : known(term, term.origin),
      publicIp: readPointer(at(body, ...parts.words.publicIp), block.origin),
    })
  }
  return { ipConfigurations: found, moreIpConfigurations: more, inlineGroups: groups }
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<NetworkInterface, 'name' | 'resourceGroup' | 'inlineNsg' | 'ipForwarding'>,
  location: Value | undefined,
  parts: Parts,
  sink: Sink,
): NetworkInterface => {
  const found = ipConfigurations(of, parts, sink)
  const outside: readonly Doubt[] =
    of.open && parts.blocks.length === 0 ? [{ reason: 'external', what: `IP configurations of ${of.address}`, span: of.span }] : []
  return {
    kind: 'network-interface',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    location: orElse(readLocation(location, normaliseRegion), of, 'location'),
    ...found,
    moreIpConfigurations: [...found.moreIpConfigurations, ...outside],
  }
}

const azurermWords: Parts['words'] = {
  subnet: ['subnet_id'],
  publicIp: ['public_ip_address_id'],
  address: 'private_ip_address',
  allocation: 'private_ip_address_allocation',
  version: 'private_ip_address_version',
  // Inline until azurerm 2.0: https://registry.terraform.io/providers/hashicorp/azurerm/1.44.0/docs/resources/network_interface
  groups: 'application_security_group_ids',
}

const armWords: Parts['words'] = {
  subnet: ['subnet', 'id'],
  publicIp: ['publicIPAddress', 'id'],
  address: 'privateIPAddress',
  allocation: 'privateIPAllocationMethod',
  version: 'privateIPAddressVersion',
  groups: 'applicationSecurityGroups',
}

export interface InterfaceSurroundings {
  link(pointer: Pointer, kind: 'subnet'): Link<Subnet>
}

const spotsOf = (
  nic: NetworkInterface,
  network: InterfaceSurroundings,
): { readonly spots: readonly Spot<Subnet, NetworkInterface>[]; readonly more: readonly Doubt[] } => ({
  spots: nic.ipConfigurations.map((configuration, index) => ({
    label: nic.ipConfigurations.length === 1 ? '' : `#${index + 1}`,
    subnet: network.link(configuration.subnet, 'subnet'),
    nic,
    region: nic.location,
    presence: nic.presence,
    span: configuration.subnet.origin.span,
  })),
  more: nic.moreIpConfigurations,
})

export const networkInterface: KindDefinition<NetworkInterface, NetworkInterface | BackendMember, InterfaceSurroundings> = {
  kind: 'network-interface',
  azurerm: {
    azurerm_network_interface: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
          inlineNsg: readPointer(at(resource.body, 'network_security_group_id'), resource.origin),
          // `enable_ip_forwarding` until azurerm 4.0: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/4.0-upgrade-guide
          ipForwarding: orElse(
            readSwitch(at(resource.body, 'ip_forwarding_enabled') ?? at(resource.body, 'enable_ip_forwarding')),
            resource,
            'ip_forwarding_enabled',
            false,
          ),
        },
        at(resource.body, 'location'),
        {
          ...readBlocks(at(resource.body, 'ip_configuration')),
          inside: (block) => block.body,
          words: azurermWords,
          ordered: true,
          groupId: (item) => item,
        },
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/networkInterfaces': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          resourceGroup: resource.resourceGroup,
          inlineNsg: readPointer(at(resource.properties, 'networkSecurityGroup', 'id'), resource.origin),
          ipForwarding: orElse(readSwitch(at(resource.properties, 'enableIPForwarding')), resource, 'enableIPForwarding', false),
        },
        resource.location,
        {
          ...readBlocks(at(resource.properties, 'ipConfigurations')),
          inside: (block) => at(block.body, 'properties'),
          words: armWords,
          ordered: false,
          groupId: (item) => at(item, 'id'),
        },
        sink,
      ),
      ...readBlocks(at(resource.properties, 'ipConfigurations')).blocks.flatMap((block) =>
        membershipsOf(
          { ...resource, span: block.origin.span, origin: block.origin },
          at(block.body, 'properties', 'loadBalancerBackendAddressPools'),
          (item) => at(item, 'id'),
          resource.address,
        ),
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the network interface', read: (nic) => nic.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (nic) => nic.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (nic) => nic.resourceGroup },
  ],
  points: spotsOf,
}

/** Scale sets: the network interfaces that all their machines are given, each an interface of its own to the network. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import { type Entity, type Fact, known, notKnown } from '../entity.ts'
import type { ArmResource, GroupMembership, KindDefinition, Resource, Spot } from '../kind.ts'
import { type BackendMember, membershipsOf } from '../read-balancer.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, bothPresent, orElse, readBlocks, readLocation, readSwitch, readText } from '../read-value.ts'
import { unmodelledMembers } from './application-security-group.ts'
import { type InterfaceSurroundings, type NetworkInterface, networkInterface } from './network-interface.ts'
import type { Subnet } from './subnet.ts'

export interface ScaleSet extends Entity {
  readonly kind: 'scale-set'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly interfaces: readonly NetworkInterface[]
  /** Not empty: there may be further ones. */
  readonly moreInterfaces: readonly Doubt[]
}

interface Words {
  readonly inside: (block: Block) => Value | undefined
  readonly configurations: string
  readonly nsg: readonly string[]
  readonly subnet: readonly string[]
  readonly forwarding: readonly string[]
  readonly pools: string
  readonly poolId: (item: Value) => Value | undefined
}

/** The interface of every machine of the set. Its name is that of no other interface: https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-networking */
const interfaceOf = (
  of: Resource | ArmResource,
  set: Pick<ScaleSet, 'location' | 'resourceGroup'>,
  block: Block,
  index: number,
  words: Words,
): NetworkInterface => {
  const id = `${of.address}/networkInterfaces/#${index}`
  const body = words.inside(block)
  const { blocks, more } = readBlocks(at(body, words.configurations))
  const doubt: Doubt = { reason: 'computed', what: `addresses of ${of.address}`, span: block.origin.span }
  return {
    kind: 'network-interface',
    id,
    name: known(id, block.origin),
    presence: bothPresent(of.presence, block.presence),
    span: block.origin.span,
    open: of.open,
    ...set,
    ipConfigurations: blocks
      .filter((one) => one.presence.certain)
      .map((one) => ({
        subnet: readPointer(at(words.inside(one), ...words.subnet), one.origin, true),
        privateAddress: notKnown([doubt], one.origin),
        publicIp: { by: 'nothing', origin: one.origin },
      })),
    moreIpConfigurations: mergeDoubts(more, ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts))),
    inlineNsg: readPointer(at(body, ...words.nsg), block.origin),
    ipForwarding: orElse(
      readSwitch(words.forwarding.map((name) => at(body, name)).find((value) => value !== undefined)),
      of,
      'ip_forwarding_enabled',
      false,
    ),
    // Its members are counted as addresses that are not known, whichever machines there are.
    inlineGroups: [],
  }
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<ScaleSet, 'name' | 'location' | 'resourceGroup'>,
  interfaces: Value | undefined,
  words: Words,
): readonly (ScaleSet | NetworkInterface | BackendMember)[] => {
  const { blocks, more } = readBlocks(interfaces)
  const { location, resourceGroup } = facts
  const outside: readonly Doubt[] = of.open ? [{ reason: 'external', what: `network interfaces of ${of.address}`, span: of.span }] : []
  const made = blocks.map((block, index) => interfaceOf(of, { location, resourceGroup }, block, index, words))
  const set: ScaleSet = {
    kind: 'scale-set',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    interfaces: made,
    moreInterfaces: mergeDoubts(more, outside),
  }
  const memberships = blocks.flatMap((block, index) =>
    readBlocks(at(words.inside(block), words.configurations)).blocks.flatMap((one) =>
      membershipsOf(
        { ...of, span: one.origin.span, origin: one.origin },
        at(words.inside(one), words.pools),
        words.poolId,
        `${of.address}/networkInterfaces/#${index}`,
      ),
    ),
  )
  return [set, ...(of.open ? [] : [...made, ...memberships])]
}

const azurermWords = {
  inside: (block: Block) => block.body,
  configurations: 'ip_configuration',
  nsg: ['network_security_group_id'],
  subnet: ['subnet_id'],
  // The last is that of azurerm 3's `azurerm_virtual_machine_scale_set`: https://registry.terraform.io/providers/hashicorp/azurerm/3.117.0/docs/resources/virtual_machine_scale_set
  forwarding: ['ip_forwarding_enabled', 'enable_ip_forwarding', 'ip_forwarding'],
  pools: 'load_balancer_backend_address_pool_ids',
  poolId: (item: Value) => item,
}

const azurerm =
  (block: string) =>
  (resource: Resource): readonly (ScaleSet | NetworkInterface | GroupMembership | BackendMember)[] => [
    ...read(
      resource,
      {
        name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
        location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
        resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
      },
      at(resource.body, block),
      azurermWords,
    ),
    ...unmodelledMembers([block, 'ip_configuration'], 'application_security_group_ids')(resource),
  ]

export const scaleSet: KindDefinition<ScaleSet, ScaleSet | NetworkInterface | GroupMembership | BackendMember, InterfaceSurroundings> = {
  kind: 'scale-set',
  azurerm: {
    azurerm_linux_virtual_machine_scale_set: azurerm('network_interface'),
    azurerm_windows_virtual_machine_scale_set: azurerm('network_interface'),
    azurerm_orchestrated_virtual_machine_scale_set: azurerm('network_interface'),
    // Until azurerm 3: https://registry.terraform.io/providers/hashicorp/azurerm/3.117.0/docs/resources/virtual_machine_scale_set
    azurerm_virtual_machine_scale_set: azurerm('network_profile'),
  },
  arm: {
    'Microsoft.Compute/virtualMachineScaleSets': (resource) =>
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
        },
        at(resource.properties, 'virtualMachineProfile', 'networkProfile', 'networkInterfaceConfigurations'),
        {
          inside: (block) => at(block.body, 'properties'),
          configurations: 'ipConfigurations',
          nsg: ['networkSecurityGroup', 'id'],
          subnet: ['subnet', 'id'],
          forwarding: ['enableIPForwarding'],
          pools: 'loadBalancerBackendAddressPools',
          poolId: (item) => at(item, 'id'),
        },
      ),
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the scale set', read: (set) => set.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (set) => set.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (set) => set.resourceGroup },
  ],
  points: (set, network) => {
    const all = set.interfaces.map((nic, index) => {
      const { spots, more } = networkInterface.points!(nic, network) as {
        readonly spots: readonly Spot<Subnet, NetworkInterface>[]
        readonly more: readonly Doubt[]
      }
      const label = set.interfaces.length === 1 ? '' : `#${index + 1}`
      return { spots: spots.map((spot) => ({ ...spot, label: [label, spot.label].filter(Boolean).join(' ') })), more }
    })
    return { spots: all.flatMap((one) => one.spots), more: mergeDoubts(set.moreInterfaces, ...all.map((one) => one.more)) }
  },
}

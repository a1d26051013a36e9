/** Virtual machines that Site Recovery replicates: where they are, and where they come up when they fail over. */
import { certain } from '../../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import { type Entity, type Fact, type Link, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { byName, readPointer } from '../read-pointer.ts'
import { at, orElse, readBlocks, readText } from '../read-value.ts'
import type { NetworkInterface } from './network-interface.ts'
import type { NetworkMapping } from './network-mapping.ts'
import { regionOf, type Subnet, type SubnetSurroundings } from './subnet.ts'
import { type MachineSurroundings, spotsOfInterfaces, type VirtualMachine } from './virtual-machine.ts'

export interface ReplicatedMachine extends Entity {
  readonly kind: 'site-recovery'
  /** Of the vault. */
  readonly resourceGroup: Fact<string>
  readonly machine: Pointer
  /** Named interfaces of the machine; where none are named, all of them are meant. */
  readonly interfaces: readonly Pointer[]
  readonly moreInterfaces: readonly Doubt[]
  /** Where it fails over to; said by a network mapping where it is not said here. */
  readonly targetNetwork: Pointer
  readonly targetSubnets: readonly Fact<string>[]
  readonly testNetwork: Pointer
  readonly testSubnets: readonly Fact<string>[]
}

const textsIn = (bodies: readonly (Value | undefined)[], attribute: string): readonly Fact<string>[] =>
  bodies.flatMap((body) => readText(at(body, attribute)) ?? [])

const readAzurerm = (resource: Resource): readonly ReplicatedMachine[] => {
  const { body } = resource
  const { blocks, more } = readBlocks(at(body, 'network_interface'))
  const sure = blocks.filter((block) => block.presence.certain)
  const inner = sure.map((block) => readBlocks(at(block.body, 'ip_configuration')))
  // One block for each IP configuration since azurerm 4, attributes of the interface before: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/site_recovery_replicated_vm
  const bodies = [...sure.map((block) => block.body), ...inner.flatMap((each) => each.blocks.map((block) => block.body))]
  return [
    {
      kind: 'site-recovery',
      id: resource.address,
      name: orElse(readText(at(body, 'name')), resource, 'name'),
      resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
      presence: resource.presence,
      span: resource.span,
      open: resource.open,
      machine: readPointer(at(body, 'source_vm_id'), resource.origin, true),
      interfaces: sure
        .map((block) => readPointer(at(block.body, 'source_network_interface_id'), block.origin, true))
        .filter(({ by }) => by !== 'nothing'),
      moreInterfaces: mergeDoubts(
        more,
        ...inner.map((each) => each.more),
        ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts)),
      ),
      targetNetwork: readPointer(at(body, 'target_network_id'), resource.origin),
      targetSubnets: textsIn(bodies, 'target_subnet_name'),
      testNetwork: readPointer(at(body, 'test_network_id'), resource.origin),
      testSubnets: textsIn(bodies, 'failover_test_subnet_name'),
    },
  ]
}

/** https://learn.microsoft.com/rest/api/site-recovery/replication-protected-items/create (`A2AEnableProtectionInput`) */
const readArm = (resource: ArmResource): readonly ReplicatedMachine[] => {
  const details = at(resource.properties, 'providerSpecificDetails')
  const subnet = readText(at(details, 'recoverySubnetName'))
  return [
    {
      kind: 'site-recovery',
      id: resource.address,
      name: resource.name,
      resourceGroup: resource.resourceGroup,
      presence: resource.presence,
      span: resource.span,
      open: resource.open,
      machine: readPointer(at(details, 'fabricObjectId'), resource.origin, true),
      interfaces: [],
      moreInterfaces: [],
      targetNetwork: readPointer(at(details, 'recoveryAzureNetworkId'), resource.origin),
      targetSubnets: subnet === undefined ? [] : [subnet],
      testNetwork: { by: 'nothing', origin: resource.origin },
      testSubnets: [],
    },
  ]
}

export type RecoverySurroundings = SubnetSurroundings &
  MachineSurroundings & { link(pointer: Pointer, kind: 'virtual-machine'): Link<VirtualMachine> } & {
    ofKind(kind: 'network-mapping'): readonly NetworkMapping[]
  }

type Spots = { readonly spots: readonly Spot<Subnet, NetworkInterface>[]; readonly more: readonly Doubt[]; readonly moreRole?: string }

const onlyEntity = <E extends Entity>({ options }: Link<E>): E | undefined => {
  const [only] = options
  return options.length === 1 && only?.to === 'entity' ? only.entity : undefined
}

const sources = (replicated: ReplicatedMachine, network: RecoverySurroundings): Spots => {
  if (replicated.interfaces.length > 0 || replicated.moreInterfaces.length > 0) {
    const { spots, more } = spotsOfInterfaces(replicated.interfaces, network)
    return { spots, more: mergeDoubts(more, replicated.moreInterfaces) }
  }
  const link = network.link(replicated.machine, 'virtual-machine')
  const machine = onlyEntity(link)
  if (machine === undefined) return { spots: [], more: link.doubts.length > 0 ? link.doubts : [hidden(replicated, 'the virtual machine')] }
  const { spots, more } = spotsOfInterfaces(machine.interfaces, network)
  return { spots, more: mergeDoubts(more, machine.moreInterfaces) }
}

const hidden = (replicated: ReplicatedMachine, what: string): Doubt => ({
  reason: 'external',
  what: `${what} that \`${replicated.id}\` replicates`,
  span: replicated.span,
})

/** Every machine is in the region of its virtual network: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const inItsRegion = (spot: Spot<Subnet, NetworkInterface>, network: RecoverySurroundings): Spot<Subnet, NetworkInterface> => {
  const subnet = onlyEntity(spot.subnet)
  return subnet === undefined ? spot : { ...spot, region: regionOf(subnet, network) }
}

/** The network itself, or what mappings say of the networks that the machine is in now. */
const targetOf = (replicated: ReplicatedMachine, network: RecoverySurroundings): Pointer => {
  if (replicated.targetNetwork.by !== 'nothing') return replicated.targetNetwork
  const from = new Set(
    sources(replicated, network).spots.flatMap((spot) => {
      const subnet = onlyEntity(spot.subnet)
      return subnet === undefined ? [] : (onlyEntity(network.link(subnet.virtualNetwork, 'virtual-network'))?.id ?? [])
    }),
  )
  const mapped = network.ofKind('network-mapping').filter((mapping) => {
    const source = onlyEntity(network.link(mapping.source, 'virtual-network'))
    return mapping.presence.certain && source !== undefined && from.has(source.id)
  })
  const [only] = mapped
  if (mapped.length === 1 && only !== undefined) return only.target
  return {
    by: 'unknown',
    doubts: [hidden(replicated, 'the network to fail over to of what')],
    required: true,
    origin: replicated.targetNetwork.origin,
  }
}

const away = (
  pointer: Pointer,
  names: readonly Fact<string>[],
  role: string,
  network: RecoverySurroundings,
  fallback: readonly Doubt[],
): Spots => {
  const region = regionOfNetwork(pointer, network)
  const subnets = names.map((name) => byName(name, name.origin, { parent: pointer }))
  const spots = subnets.map(
    (subnet, index): Spot<Subnet, NetworkInterface> => ({
      label: subnets.length === 1 ? role : `${role} #${index + 1}`,
      role,
      subnet: network.link(subnet, 'subnet'),
      region,
      presence: certain,
      span: subnet.origin.span,
    }),
  )
  if (spots.length > 0 || fallback.length === 0) return { spots, more: [] }
  const subnet: Link<Subnet> = { options: [{ to: 'external', identity: `${role} subnet` }], origin: pointer.origin, doubts: fallback }
  return { spots: [{ label: role, role, subnet, region, presence: certain, span: pointer.origin.span }], more: [] }
}

const regionOfNetwork = (pointer: Pointer, network: RecoverySurroundings): Fact<string> => {
  const link = network.link(pointer, 'virtual-network')
  return onlyEntity(link)?.location ?? notKnown(link.doubts, link.origin)
}

const spotsOf = (replicated: ReplicatedMachine, network: RecoverySurroundings): Spots => {
  const here = sources(replicated, network)
  const spots = here.spots.map((spot) => ({
    ...inItsRegion(spot, network),
    label: ['source', spot.label].filter(Boolean).join(' '),
    role: 'source',
  }))
  // Chosen by name, else by the alphabet, where nothing is said: https://learn.microsoft.com/azure/site-recovery/azure-to-azure-network-mapping
  const chosen: readonly Doubt[] = [{ reason: 'computed', what: `the subnet to which ${replicated.id} fails over`, span: replicated.span }]
  const there = away(targetOf(replicated, network), replicated.targetSubnets, 'target', network, chosen)
  const test =
    replicated.testNetwork.by === 'nothing'
      ? { spots: [], more: [] }
      : away(replicated.testNetwork, replicated.testSubnets, 'test', network, [])
  return { spots: [...spots, ...there.spots, ...test.spots], more: here.more, moreRole: 'source' }
}

const sourceRegion = (replicated: ReplicatedMachine, network: RecoverySurroundings): Fact<string> => {
  const regions = sources(replicated, network).spots.map((spot) => inItsRegion(spot, network).region)
  const [first] = regions
  const origin = { span: replicated.span }
  if (first?.known && regions.every((region) => region.known && region.value === first.value)) return first
  const doubts = mergeDoubts(...regions.map((region) => (region.known ? [] : region.doubts)))
  return notKnown(doubts.length > 0 ? doubts : [hidden(replicated, 'the region of what')], origin)
}

export const siteRecovery: KindDefinition<ReplicatedMachine, ReplicatedMachine, RecoverySurroundings> = {
  kind: 'site-recovery',
  azurerm: { azurerm_site_recovery_replicated_vm: readAzurerm },
  arm: {
    'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems': readArm,
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the replication', read: (replicated) => replicated.name },
    { name: 'sourceRegion', type: 'string', about: 'region that it is replicated from: lower case, no spaces', read: sourceRegion },
    {
      name: 'targetRegion',
      type: 'string',
      about: 'region that it fails over to: lower case, no spaces',
      read: (replicated, network) => regionOfNetwork(targetOf(replicated, network), network),
    },
  ],
  points: spotsOf,
}

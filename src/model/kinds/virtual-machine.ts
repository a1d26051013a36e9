/** Virtual machines, as far as their network interfaces matter. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { certain } from '../../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Entity, Fact, Link, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, orElse, readBlocks, readLocation, readText } from '../read-value.ts'
import { type InterfaceSurroundings, type NetworkInterface, networkInterface } from './network-interface.ts'
import type { Subnet } from './subnet.ts'

export interface VirtualMachine extends Entity {
  readonly kind: 'virtual-machine'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly interfaces: readonly Pointer[]
  /** Not empty: there may be further ones. */
  readonly moreInterfaces: readonly Doubt[]
}

/** Ids in a list; a list that is not known may hold any. */
const interfacesOf = (
  of: Resource | ArmResource,
  ids: Value | undefined,
  idOf: (item: Value) => Value | undefined,
): Pick<VirtualMachine, 'interfaces' | 'moreInterfaces'> => {
  const hidden: Doubt = { reason: of.open ? 'external' : 'computed', what: `network interfaces of ${of.address}`, span: of.span }
  if (isAbsent(ids)) return { interfaces: [], moreInterfaces: of.open ? [hidden] : [] }
  if (ids.kind !== 'list') {
    const pointer = readPointer(idOf(ids), of.origin, true)
    return { interfaces: [], moreInterfaces: pointer.by === 'unknown' ? pointer.doubts : [hidden] }
  }
  const pointers = ids.items.map((item) => readPointer(idOf(item), of.origin, true))
  return { interfaces: pointers.filter(({ by }) => by !== 'nothing'), moreInterfaces: [] }
}

const entity = (
  of: Resource | ArmResource,
  facts: Pick<VirtualMachine, 'name' | 'resourceGroup' | 'interfaces' | 'moreInterfaces'>,
  location: Value | undefined,
): VirtualMachine => ({
  kind: 'virtual-machine',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  location: orElse(readLocation(location, normaliseRegion), of, 'location'),
  ...facts,
})

const readAzurerm = (resource: Resource): readonly VirtualMachine[] => [
  entity(
    resource,
    {
      name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
      resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
      ...interfacesOf(resource, at(resource.body, 'network_interface_ids'), (item) => item),
    },
    at(resource.body, 'location'),
  ),
]

const readArm = (resource: ArmResource): readonly VirtualMachine[] => {
  const profile = at(resource.properties, 'networkProfile')
  const found = interfacesOf(resource, at(profile, 'networkInterfaces'), (item) => at(item, 'id'))
  // Interfaces that are made with the machine: https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachines#virtualmachinenetworkinterfaceconfiguration
  const own = readBlocks(at(profile, 'networkInterfaceConfigurations'))
  const inside: readonly Doubt[] =
    own.blocks.length > 0 ? [{ reason: 'unsupported', what: `network interfaces inside ${resource.address}`, span: resource.span }] : []
  return [
    entity(
      resource,
      {
        name: resource.name,
        resourceGroup: resource.resourceGroup,
        interfaces: found.interfaces,
        moreInterfaces: mergeDoubts(found.moreInterfaces, own.more, inside),
      },
      resource.location,
    ),
  ]
}

/** An intersection, since a type with several signatures is not compared with a generic one. */
export type MachineSurroundings = InterfaceSurroundings & { link(pointer: Pointer, kind: 'network-interface'): Link<NetworkInterface> }

/** Where interfaces are: their own places, and where it is not decided which interface is meant, the subnets of all that may be. */
export const spotsOfInterfaces = (
  pointers: readonly Pointer[],
  network: MachineSurroundings,
): { readonly spots: readonly Spot<Subnet, NetworkInterface>[]; readonly more: readonly Doubt[] } => {
  const spots: Spot<Subnet, NetworkInterface>[] = []
  const more: (readonly Doubt[])[] = []
  for (const [index, pointer] of pointers.entries()) {
    const { options, doubts, origin } = network.link(pointer, 'network-interface')
    const [only] = options
    const label = pointers.length === 1 ? '' : `#${index + 1}`
    if (options.length === 1 && only?.to === 'entity') {
      const own = networkInterface.points!(only.entity, network) as {
        readonly spots: readonly Spot<Subnet, NetworkInterface>[]
        readonly more: readonly Doubt[]
      }
      spots.push(...own.spots.map((spot) => ({ ...spot, label: [label, spot.label].filter(Boolean).join(' ') })))
      more.push(own.more)
      continue
    }
    const subnets = options.flatMap((option) =>
      option.to === 'entity' ? option.entity.ipConfigurations.flatMap(({ subnet }) => network.link(subnet, 'subnet').options) : [],
    )
    const away = options.flatMap((option) => (option.to === 'external' ? [{ to: 'external' as const, identity: option.identity }] : []))
    const subnet: Link<Subnet> = { options: [...new Set(subnets), ...away], origin, doubts }
    const region: Fact<string> = { known: false, doubts, origin }
    spots.push({ label, subnet, region, presence: certain, span: origin.span })
  }
  return { spots, more: mergeDoubts(...more) }
}

export const virtualMachine: KindDefinition<VirtualMachine, VirtualMachine, MachineSurroundings> = {
  kind: 'virtual-machine',
  azurerm: {
    azurerm_linux_virtual_machine: readAzurerm,
    azurerm_windows_virtual_machine: readAzurerm,
    azurerm_virtual_machine: readAzurerm,
  },
  arm: { 'Microsoft.Compute/virtualMachines': readArm },
  pointers: (machine) => machine.interfaces.map((pointer) => ({ pointer, kind: 'network-interface' })),
  fields: [
    { name: 'name', type: 'string', about: 'name of the virtual machine', read: (machine) => machine.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (machine) => machine.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (machine) => machine.resourceGroup },
  ],
  points: (machine, network) => {
    const { spots, more } = spotsOfInterfaces(machine.interfaces, network)
    return { spots, more: mergeDoubts(more, machine.moreInterfaces) }
  },
}

/** What may put more than its virtual network's own space into a subnet's `VirtualNetwork` tag, from resources that are not modelled otherwise. */
import { mergeDoubts, type Value } from '../eval/value.ts'
import type { Pointer } from './entity.ts'
import type { ArmResource, Extension, Resource } from './kind.ts'
import { armPeering, azurermPeering } from './peering.ts'
import { readPointer } from './read-pointer.ts'
import { at, isAbsent, readBlocks } from './read-value.ts'

type Of = Pick<Resource, 'address' | 'span' | 'origin'>

const extension = (of: Of, virtualNetworks: readonly Pointer[], subnets: readonly Pointer[]): readonly Extension[] => [
  { kind: 'extension', address: of.address, virtualNetworks, subnets, span: of.span },
]

/** What is in one subnet concerns every subnet of its virtual network. */
const wholeNetwork =
  <R>(read: (resource: R) => readonly Extension[]) =>
  (resource: R): readonly Extension[] =>
    read(resource).map((one) => ({ ...one, wholeNetwork: true }))

/** Pointers out of blocks; blocks that are not known may point to anything. */
const inBlocks = (of: Of, blocks: Value | undefined, id: (block: Value) => Value | undefined): readonly Pointer[] => {
  const found = readBlocks(blocks)
  const pointers = found.blocks.map((block) => readPointer(id(block.body), block.origin)).filter((pointer) => pointer.by !== 'nothing')
  return found.more.length === 0 ? pointers : [...pointers, { by: 'unknown', doubts: mergeDoubts(found.more), origin: of.origin }]
}

/** Gateways: their subnet's virtual network, all of it. */
const inSubnets =
  (block: string, attribute: string) =>
  (resource: Resource): readonly Extension[] =>
    extension(
      resource,
      [],
      isAbsent(at(resource.body, block))
        ? [readPointer(at(resource.body, attribute), resource.origin)]
        : inBlocks(resource, at(resource.body, block), (body) => at(body, attribute)),
    )

/** Connected hubs bring routes of any kind, as their route tables, gateways and routing intent say: https://learn.microsoft.com/azure/virtual-wan/about-virtual-hub-routing */
const ofHub = (of: Of, virtualNetworks: readonly Pointer[]): readonly Extension[] =>
  extension(of, virtualNetworks, []).map((one) => ({ ...one, what: `what Virtual WAN brings by \`${of.address}\`` }))

/** By type of azurerm. */
export const azurermExtensions: Readonly<Record<string, (resource: Resource) => readonly Extension[]>> = {
  azurerm_virtual_network_peering: azurermPeering,
  azurerm_virtual_hub_connection: (resource) =>
    ofHub(resource, [readPointer(at(resource.body, 'remote_virtual_network_id'), resource.origin, true)]),
  azurerm_route_server: wholeNetwork(inSubnets('', 'subnet_id')),
  azurerm_virtual_hub_ip: wholeNetwork(inSubnets('', 'subnet_id')),
  // Which networks a manager connects may be decided by Azure Policy: https://learn.microsoft.com/azure/virtual-network-manager/concept-network-groups
  azurerm_network_manager_connectivity_configuration: (resource) => extension(resource, [], []),
}

const remote = (resource: ArmResource): Pointer => readPointer(at(resource.properties, 'remoteVirtualNetwork', 'id'), resource.origin)

/** The same of Azure's own types, in lower case. */
export const armExtensions: Readonly<Record<string, (resource: ArmResource) => readonly Extension[]>> = {
  'microsoft.network/virtualnetworks/virtualnetworkpeerings': (resource) => armPeering(resource, resource.parent, resource.properties),
  'microsoft.network/virtualhubs/hubvirtualnetworkconnections': (resource) => ofHub(resource, [remote(resource)]),
  // Connections inside the hub, as its older versions have them: https://learn.microsoft.com/azure/templates/microsoft.network/2019-11-01/virtualhubs
  'microsoft.network/virtualhubs': (resource) => {
    const networks = inBlocks(resource, at(resource.properties, 'virtualNetworkConnections'), (body) =>
      at(body, 'properties', 'remoteVirtualNetwork', 'id'),
    )
    return networks.length === 0 ? [] : ofHub(resource, networks)
  },
  'microsoft.network/virtualhubs/ipconfigurations': wholeNetwork((resource) =>
    extension(resource, [], [readPointer(at(resource.properties, 'subnet', 'id'), resource.origin)]),
  ),
  'microsoft.network/networkmanagers/connectivityconfigurations': (resource) => extension(resource, [], []),
}

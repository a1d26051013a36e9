/** What may put more than its virtual network's own space into a subnet's `VirtualNetwork`: each doubt names its cause. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Attached } from './attach.ts'
import { type Entity, known, type Link, type Pointer } from './entity.ts'
import { compareNames } from './identity.ts'
import type { Extension } from './kind.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Linker } from './link.ts'
import { entitiesOf as entitiesIn } from './link-options.ts'
import { createPeerings, type Peer } from './peerings.ts'

export interface Widening {
  /** What may put any address at all into it, public ones and all of them too, beside the routes of its table and of gateways. */
  mayHoldDefaultRoute(subnet: Subnet): readonly Doubt[]
  /** What only adds the spaces of these networks to it. */
  peersOf(subnet: Subnet): readonly Peer[]
}

interface Surroundings {
  readonly attached: Pick<Attached, 'overridesOf'>
  /** Code that is not read may add to the entity. */
  readonly handedTo: (entity: Entity) => readonly Doubt[]
  readonly subnets: readonly Subnet[]
}

/** The only subnets that gateways are deployed to: https://learn.microsoft.com/azure/virtual-network/virtual-network-vnet-plan-design-arm and https://learn.microsoft.com/azure/route-server/route-server-faq */
const gatewaySubnets = ['GatewaySubnet', 'RouteServerSubnet']
export const mayHoldGateway = ({ name }: Subnet): boolean =>
  gatewaySubnets.some((one) => compareNames(name, known(one, name.origin)) !== 'different')

/** Which subnets extensions concern, each found by a look at its own id and its virtual network's. */
export const widen = (extensions: readonly Extension[], linker: Pick<Linker, 'link'>, around: Surroundings): Widening => {
  const { attached, handedTo } = around
  const ofNetwork = new Map<string, Doubt[]>()
  const ofSubnet = new Map<string, Doubt[]>()
  const ofAny: Doubt[] = []
  const peerings = createPeerings(linker)

  const note = (map: Map<string, Doubt[]>, id: string, doubt: Doubt): void => {
    const noted = map.get(id)
    if (noted === undefined) map.set(id, [doubt])
    else if (noted.length <= budget.causes && noted.at(-1) !== doubt) noted.push(doubt)
  }

  const entitiesOf = <E extends Entity>(link: Link<E>): readonly E[] | undefined => {
    const entities = entitiesIn(link)
    return entities.length > budget.undecidedJoins ? undefined : entities
  }

  const concerns = (pointer: Pointer, doubt: Doubt): void => {
    const networks = entitiesOf(linker.link(pointer, 'virtual-network'))
    if (networks === undefined) ofAny.push(doubt)
    else for (const network of networks) note(ofNetwork, network.id, doubt)
  }

  for (const extension of extensions) {
    const doubt: Doubt = { reason: 'unsupported', what: extension.what ?? extension.address, span: extension.span }
    if (extension.peering !== undefined && peerings.add(extension.peering, doubt)) continue
    if (extension.virtualNetworks.length + extension.subnets.length === 0) ofAny.push(doubt)
    for (const pointer of extension.virtualNetworks) concerns(pointer, doubt)
    // What tables and gateways bring is told with the routes, wherever it is known whose they are.
    const isTold = extension.gateway || (extension.routed && !extension.wholeNetwork)
    for (const pointer of extension.subnets) {
      const subnets = entitiesOf(linker.link(pointer, 'subnet'))
      if (subnets === undefined) ofAny.push(doubt)
      else if (!isTold)
        for (const subnet of subnets) {
          note(ofSubnet, subnet.id, doubt)
          if (extension.wholeNetwork) concerns(subnet.virtualNetwork, doubt)
        }
      // A gateway in a subnet that is not declared here may still be in a virtual network that is.
      if (extension.wholeNetwork && !isTold) for (const parent of parentsOf(pointer)) concerns(parent, doubt)
    }
  }
  for (const subnet of around.subnets)
    if (mayHoldGateway(subnet)) for (const doubt of handedTo(subnet)) concerns(subnet.virtualNetwork, doubt)

  const mayHoldDefaultRoute = (subnet: Subnet): readonly Doubt[] => {
    const { options, doubts } = linker.link(subnet.virtualNetwork, 'virtual-network')
    const found: (readonly Doubt[])[] = [ofSubnet.get(subnet.id) ?? [], attached.overridesOf(subnet.id), handedTo(subnet)]
    if (subnet.open) found.push([{ reason: 'external', what: `route table of ${subnet.id}`, span: subnet.span }])
    for (const option of options) {
      if (option.to !== 'entity') found.push(doubts)
      else {
        const { entity } = option
        found.push(ofNetwork.get(entity.id) ?? [], attached.overridesOf(entity.id), handedTo(entity))
        if (entity.open) found.push([{ reason: 'external', what: `peerings and gateways of ${entity.id}`, span: entity.span }])
      }
    }
    return mergeDoubts(...found, ofAny)
  }
  const peersOf = (subnet: Subnet): readonly Peer[] => {
    const networks = entitiesIn(linker.link(subnet.virtualNetwork, 'virtual-network'))
    const peers = networks.flatMap((network) => peerings.peersOf(network))
    return networks.length === 1 ? peers : peers.map((peer) => ({ ...peer, certain: false }))
  }
  return {
    mayHoldDefaultRoute,
    peersOf,
  }
}

/** What the pointer itself says about the parent of what it means. */
export const parentsOf = (pointer: Pointer): readonly Pointer[] => {
  if (pointer.by === 'address' && pointer.child !== undefined) return [{ by: 'address', address: pointer.address, origin: pointer.origin }]
  if (pointer.by === 'name' && pointer.parent !== undefined) return [pointer.parent]
  if (pointer.by === 'id') {
    const end = pointer.id.toLowerCase().lastIndexOf('/subnets/')
    return end === -1 ? [] : [{ by: 'id', id: pointer.id.slice(0, end), origin: pointer.origin }]
  }
  return []
}

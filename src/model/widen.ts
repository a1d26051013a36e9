/** What may put more than its virtual network's own space into a subnet's `VirtualNetwork`: each doubt names its cause. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Attached } from './attach.ts'
import type { Entity, Link, Pointer } from './entity.ts'
import type { Extension } from './kind.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Linker } from './link.ts'

/** Which subnets extensions concern, each found by a look at its own id and its virtual network's. */
export const widen = (
  extensions: readonly Extension[],
  linker: Pick<Linker, 'link'>,
  attached: Pick<Attached, 'overridesOf'>,
): ((subnet: Subnet) => readonly Doubt[]) => {
  const ofNetwork = new Map<string, Doubt[]>()
  const ofSubnet = new Map<string, Doubt[]>()
  const ofAny: Doubt[] = []

  const note = (map: Map<string, Doubt[]>, id: string, doubt: Doubt): void => {
    const known = map.get(id)
    if (known === undefined) map.set(id, [doubt])
    else if (known.length <= budget.causes && known.at(-1) !== doubt) known.push(doubt)
  }

  const entitiesOf = <E extends Entity>(link: Link<E>): readonly E[] | undefined => {
    const entities = link.options.flatMap((option) => (option.to === 'entity' ? [option.entity] : []))
    return entities.length > budget.undecidedJoins ? undefined : entities
  }

  const concerns = (pointer: Pointer, doubt: Doubt): void => {
    const networks = entitiesOf(linker.link(pointer, 'virtual-network'))
    if (networks === undefined) ofAny.push(doubt)
    else for (const network of networks) note(ofNetwork, network.id, doubt)
  }

  for (const extension of extensions) {
    const doubt: Doubt = { reason: 'unsupported', what: extension.address, span: extension.span }
    if (extension.virtualNetworks.length + extension.subnets.length === 0) ofAny.push(doubt)
    for (const pointer of extension.virtualNetworks) concerns(pointer, doubt)
    for (const pointer of extension.subnets) {
      const subnets = entitiesOf(linker.link(pointer, 'subnet'))
      if (subnets === undefined) ofAny.push(doubt)
      else
        for (const subnet of subnets) {
          note(ofSubnet, subnet.id, doubt)
          if (extension.wholeNetwork) concerns(subnet.virtualNetwork, doubt)
        }
      // A gateway in a subnet that is not declared here may still be in a virtual network that is.
      if (extension.wholeNetwork) for (const parent of parentsOf(pointer)) concerns(parent, doubt)
    }
  }

  return (subnet) => {
    const { options, doubts } = linker.link(subnet.virtualNetwork, 'virtual-network')
    const found: (readonly Doubt[])[] = [ofSubnet.get(subnet.id) ?? [], attached.overridesOf(subnet.id)]
    if (subnet.open) found.push([{ reason: 'external', what: `route table of ${subnet.id}`, span: subnet.span }])
    for (const option of options) {
      if (option.to !== 'entity') found.push(doubts)
      else {
        found.push(ofNetwork.get(option.entity.id) ?? [], attached.overridesOf(option.entity.id))
        if (option.entity.open)
          found.push([{ reason: 'external', what: `peerings and gateways of ${option.entity.id}`, span: option.entity.span }])
      }
    }
    return mergeDoubts(...found, ofAny)
  }
}

/** What the pointer itself says about the parent of what it means. */
const parentsOf = (pointer: Pointer): readonly Pointer[] => {
  if (pointer.by === 'address' && pointer.child !== undefined) return [{ by: 'address', address: pointer.address, origin: pointer.origin }]
  if (pointer.by === 'name' && pointer.parent !== undefined) return [pointer.parent]
  if (pointer.by === 'id') {
    const end = pointer.id.toLowerCase().lastIndexOf('/subnets/')
    return end === -1 ? [] : [{ by: 'id', id: pointer.id.slice(0, end), origin: pointer.origin }]
  }
  return []
}

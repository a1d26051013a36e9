/** Subnets as packets pass them: filters, routes and address sets of each, made once; sets carried from one to the other. */
import type { Doubt } from '../eval/value.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import { regionOf, type Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import type { AddressSet } from '../net/cells.ts'
import type { PacketSet } from '../net/packets.ts'
import type { AddressFamily } from './family.ts'
import type { TagSnapshot } from './flow.ts'
import type { Place } from './place.ts'
import { type Prepared, prepare } from './prepared.ts'
import { routesAt, type SubnetRoutes } from './routes.ts'
import { createSite } from './site.ts'

/** A subnet as packets pass it. */
export interface Post<T extends number | bigint> {
  readonly subnet: Subnet
  readonly prepared: Prepared<T>
  readonly place: Place<T>
  readonly routes: SubnetRoutes<T>
  /** The virtual network that it surely is in. */
  readonly network: VirtualNetwork | undefined
  /** Addresses of an interface in the subnet. */
  interfaceSet(nic: NetworkInterface): AddressSet<T>
}

export interface Posts<T extends number | bigint> {
  readonly family: AddressFamily<T>
  readonly network: Network
  at(subnet: Subnet): Post<T>
  subnetsIn(network: VirtualNetwork): readonly { readonly subnet: Subnet; readonly certain: boolean; readonly doubts: readonly Doubt[] }[]
}

const isPlain = <T>(set: AddressSet<T>): boolean => set.every((cell) => cell.inside.length + cell.outside.length === 0)

/** The same addresses, as the other place knows them. */
export const carried = <T extends number | bigint>(set: AddressSet<T>, from: Place<T>, to: Place<T>): AddressSet<T> => {
  if (from === to || isPlain(set)) return set
  const { addresses, site, family } = to
  const enter = (id: string): string => {
    const atom = from.site.atoms.get(id)
    // A tag in the region of the place is another set at another place.
    return site.atoms.add(id.endsWith('@') ? { ...atom, id: `${id}${from.site.point.subnet.id}` } : atom)
  }
  let whole: AddressSet<T> = []
  for (const cell of set) {
    let part: AddressSet<T> = addresses.ofRanges(cell.ranges)
    for (const id of cell.inside) part = addresses.intersect(part, addresses.ofAtom(enter(id), family.everything))
    for (const id of cell.outside) part = addresses.subtract(part, addresses.ofAtom(enter(id), family.everything))
    whole = addresses.unite(whole, part)
  }
  return whole
}

export const carriedPackets = <T extends number | bigint>(packets: PacketSet<T>, from: Place<T>, to: Place<T>): PacketSet<T> => {
  if (from === to) return packets
  const source = carried(packets.source, from, to)
  const destination = carried(packets.destination, from, to)
  return source === packets.source && destination === packets.destination ? packets : { ...packets, source, destination }
}

export const createPosts = <T extends number | bigint>(
  network: Network,
  family: AddressFamily<T>,
  snapshot: TagSnapshot | undefined,
): Posts<T> => {
  const posts = new Map<string, Post<T>>()
  let inNetworks: Map<string, { subnet: Subnet; certain: boolean; doubts: readonly Doubt[] }[]> | undefined

  const index = (): Map<string, { subnet: Subnet; certain: boolean; doubts: readonly Doubt[] }[]> => {
    const found = new Map<string, { subnet: Subnet; certain: boolean; doubts: readonly Doubt[] }[]>()
    for (const subnet of network.ofKind('subnet')) {
      const { options, doubts } = network.link(subnet.virtualNetwork, 'virtual-network')
      for (const option of options) {
        if (option.to !== 'entity') continue
        const certain = options.length === 1 && subnet.presence.certain
        const entry = { subnet, certain, doubts: subnet.presence.certain ? doubts : [...doubts, ...subnet.presence.doubts] }
        const list = found.get(option.entity.id)
        if (list === undefined) found.set(option.entity.id, [entry])
        else list.push(entry)
      }
    }
    return found
  }

  const create = (subnet: Subnet): Post<T> => {
    const site = createSite(network, { subnet, region: regionOf(subnet, network) }, snapshot)
    const prepared = prepare(site, family)
    const { place } = prepared
    const { options } = network.link(subnet.virtualNetwork, 'virtual-network')
    const [own] = options
    let routes: SubnetRoutes<T> | undefined
    const sets = new Map<string, AddressSet<T>>()
    return {
      subnet,
      prepared,
      place,
      get routes() {
        routes ??= routesAt(place)
        return routes
      },
      network: options.length === 1 && own?.to === 'entity' ? own.entity : undefined,
      interfaceSet: (nic) => {
        let set = sets.get(nic.id)
        if (set === undefined) {
          const there = createSite(network, { subnet, nic, region: site.point.region }, snapshot)
          const { addresses } = place
          set = addresses.unite(
            addresses.ofRanges(family.pick(there.local.flatMap((extent) => ('range' in extent ? [extent.range] : [])))),
            ...there.local.flatMap((extent) => {
              if ('range' in extent) return []
              const atom = there.atoms.get(extent.atom)
              return [addresses.ofAtom(site.atoms.add(atom), atom.within === undefined ? family.everything : family.pick(atom.within))]
            }),
          )
          sets.set(nic.id, set)
        }
        return set
      },
    }
  }

  return {
    family,
    network,
    at: (subnet) => {
      let post = posts.get(subnet.id)
      if (post === undefined) posts.set(subnet.id, (post = create(subnet)))
      return post
    },
    subnetsIn: ({ id }) => {
      inNetworks ??= index()
      return inNetworks.get(id) ?? []
    },
  }
}

/** Packets that come into a virtual network come in; each ends at the subnet, and the interface, that has its destination. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { AddressSet } from '../net/cells.ts'
import { readPrefixes } from './extents.ts'
import { balance, frontendSet, frontendsIn } from './reach-balancer.ts'
import { byInterface, passFilters } from './reach-filter.ts'
import { deliver, drop, lose, moved, narrowed, type State, type Walk, withDoubts } from './reach-walk.ts'

const subnetSet = <T extends number | bigint>({ post: { place } }: State<T>, subnet: Subnet): AddressSet<T> => {
  const { site, addresses, family } = place
  const extents = readPrefixes(site.atoms, subnet.prefixes, { id: `subnet:${subnet.id}`, name: `subnet \`${subnet.id}\`` }, undefined)
  return addresses.unite(
    addresses.ofRanges(family.pick(extents.flatMap((extent) => ('range' in extent ? [extent.range] : [])))),
    ...extents.flatMap((extent) => ('atom' in extent ? [addresses.ofAtom(extent.atom, family.everything)] : [])),
  )
}

/** To one address in the network of the state's subnet, in the place of the destination. */
export const toAddress = <T extends number | bigint>(walk: Walk<T>, state: State<T>, address: AddressTerm): void => {
  const { place, network } = state.post
  const extent = place.site.extent(address)
  const destination =
    'range' in extent
      ? place.addresses.ofRanges(place.family.pick([extent.range]))
      : place.addresses.ofAtom(extent.atom, place.family.everything)
  if (network === undefined || destination.length === 0) {
    lose(walk, state, [{ reason: 'external', what: `the virtual network of \`${state.post.subnet.id}\``, span: state.post.subnet.span }])
    return
  }
  arrive(walk, { ...state, packets: { ...state.packets, destination }, rewritten: { ...state.rewritten, destination: true } }, network)
}

const inSubnet = <T extends number | bigint>(walk: Walk<T>, state: State<T>, subnet: Subnet): void => {
  let here = moved(state, walk.posts.at(subnet))
  const { place } = here.post
  for (const at of frontendsIn(walk, subnet)) {
    const met = place.addresses.intersect(here.packets.destination, frontendSet(place, at))
    const part = met.length === 0 ? undefined : narrowed(walk, here, { ...here.packets, destination: met })
    if (part === undefined) continue
    balance(walk, part, at, (given, address) => toAddress(walk, given, address))
    const rest = narrowed(walk, here, { ...here.packets, destination: place.addresses.subtract(here.packets.destination, met) })
    if (rest === undefined) return
    here = rest
  }
  byInterface(walk, here, 'destination', (part, nic) =>
    passFilters(walk, part, 'inbound', nic, (inside) =>
      deliver(walk, inside, { at: 'subnet', subnet, ...(nic === undefined ? {} : { nic }) }),
    ),
  )
}

export const arrive = <T extends number | bigint>(walk: Walk<T>, state: State<T>, network: VirtualNetwork): void => {
  const { addresses } = state.post.place
  let rest: State<T> | undefined = state
  for (const { subnet, certain, doubts } of walk.posts.subnetsIn(network)) {
    if (rest === undefined) return
    const met: AddressSet<T> = addresses.intersect(rest.packets.destination, subnetSet(rest, subnet))
    const part: State<T> | undefined = met.length === 0 ? undefined : narrowed(walk, rest, { ...rest.packets, destination: met })
    if (part === undefined) continue
    inSubnet(walk, certain ? part : withDoubts(part, doubts), subnet)
    if (certain) rest = narrowed(walk, rest, { ...rest.packets, destination: addresses.subtract(rest.packets.destination, met) })
    else rest = withDoubts(rest, doubts)
  }
  if (rest === undefined) return
  const hidden = walk.network.moreSubnetsOf(network)
  if (hidden.length > 0) lose(walk, rest, hidden)
  else drop(walk, rest, 'no-subnet', `comes to \`${network.id}\`, where no subnet has the address`, network.span)
}

/** Groups count for it where the subnet says so: https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy */
export const arriveEndpoint = <T extends number | bigint>(walk: Walk<T>, state: State<T>, endpoint: PrivateEndpoint): void => {
  const { subnet } = state.post
  const counts = subnet.groupPolicies
  const at = (inside: State<T>): void =>
    deliver(walk, { ...inside, hops: [...inside.hops, { kind: 'endpoint', endpoint }] }, { at: 'endpoint', endpoint })
  if (counts?.known) {
    if (counts.value) passFilters(walk, state, 'inbound', undefined, at)
    else at(state)
    return
  }
  const doubts: readonly Doubt[] = counts?.doubts ?? [
    { reason: 'unsupported', what: `network policies of \`${subnet.id}\``, span: subnet.span },
  ]
  at(withDoubts(state, doubts))
  passFilters(walk, withDoubts(state, doubts), 'inbound', undefined, at)
}

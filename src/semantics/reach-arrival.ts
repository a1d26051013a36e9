/** Packets that come into a virtual network come in; each ends at the subnet, and the interface, that has its destination. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { PrivateLinkService } from '../model/kinds/private-link-service.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { AddressSet } from '../net/cells.ts'
import { readPrefixes } from './extents.ts'
import { frontendsOf, serviceOf } from './link-services.ts'
import { balance, frontendSet, frontendsIn } from './reach-balancer.ts'
import { byInterface, passFilters } from './reach-filter.ts'
import { deliver, drop, lose, moved, narrowed, type State, type Walk, withDoubts, withHop } from './reach-walk.ts'

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
  const first = moved(state, walk.posts.at(subnet))
  const { place } = first.post
  let left: readonly State<T>[] = [first]
  for (const { at, doubts } of frontendsIn(walk, subnet)) {
    const own = frontendSet(place, at)
    left = left.flatMap((here) => {
      const met = place.addresses.intersect(here.packets.destination, own)
      const part = met.length === 0 ? undefined : narrowed(walk, here, { ...here.packets, destination: met })
      if (part === undefined) return [here]
      balance(walk, withDoubts(part, doubts), at, (given, address) => toAddress(walk, given, address))
      const rest = narrowed(walk, here, { ...here.packets, destination: place.addresses.subtract(here.packets.destination, met) })
      return [...(doubts.length > 0 ? [withDoubts(part, doubts)] : []), ...(rest === undefined ? [] : [rest])]
    })
  }
  for (const here of left)
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

/** To a private link service where it leads to one; else it arrives at what is not followed. */
const beyondEndpoint = <T extends number | bigint>(walk: Walk<T>, state: State<T>, endpoint: PrivateEndpoint): void => {
  const { connections } = endpoint
  const found = connections.map(({ target }) => serviceOf(walk.network, target))
  const [first] = found
  if (found.length !== 1 || first?.service === undefined) {
    const perhaps = found.some((one) => one.perhaps || one.service !== undefined)
    const doubts: readonly Doubt[] = [{ reason: 'external', what: `what \`${endpoint.id}\` leads to`, span: endpoint.span }]
    if (perhaps) lose(walk, withDoubts(state, doubts), doubts)
    else deliver(walk, state, { at: 'endpoint', endpoint })
    return
  }
  const manual = connections[0]?.manual
  const waits: readonly Doubt[] =
    manual === undefined || (manual.known && !manual.value)
      ? []
      : [{ reason: 'external', what: `whether the connection of \`${endpoint.id}\` is approved`, span: endpoint.span }]
  if (waits.length > 0) lose(walk, withDoubts(state, waits), waits)
  throughService(walk, withDoubts(state, waits), first.service)
}

/** Machines see an address of the service: https://learn.microsoft.com/azure/private-link/private-link-service-overview#getting-connection-information-using-tcp-proxy-v2 */
const throughService = <T extends number | bigint>(walk: Walk<T>, state: State<T>, service: PrivateLinkService): void => {
  const subnets = service.natAddresses.map(({ subnet }) => walk.network.link(subnet, 'subnet'))
  const placed = subnets.flatMap((link) => (link.options.length === 1 && link.options[0]!.to === 'entity' ? [link.options[0]!.entity] : []))
  const [first] = placed
  if (first === undefined || placed.length < subnets.length || service.moreNatAddresses.length > 0) {
    const doubts: readonly Doubt[] = [{ reason: 'external', what: `the addresses of \`${service.id}\``, span: service.span }]
    lose(walk, state, doubts)
    return
  }
  const post = walk.posts.at(first)
  const { addresses, family, site } = post.place
  const fixed = service.natAddresses.flatMap(({ address }) => address ?? [])
  // Addresses that Azure chooses are any of their subnet.
  const source =
    fixed.length < service.natAddresses.length
      ? post.place.subnet
      : addresses.unite(
          ...fixed.map((term) => {
            const extent = site.extent(term)
            return 'range' in extent ? addresses.ofRanges(family.pick([extent.range])) : addresses.ofAtom(extent.atom, family.everything)
          }),
        )
  const hop = { kind: 'handed-on' as const, by: service.id, to: service.id, translatesSource: true, span: service.span }
  const there: State<T> = {
    ...withHop(state, hop),
    post,
    packets: { ...state.packets, source },
    rewritten: { ...state.rewritten, source: true, destination: true },
    sessions: [...state.sessions, { id: service.id, hop, post, source: state.packets.source, translatesSource: true, link: true }],
    trail: [],
  }
  if (service.destination !== undefined) {
    const extent = site.extent(service.destination)
    const destination =
      'range' in extent ? addresses.ofRanges(family.pick([extent.range])) : addresses.ofAtom(extent.atom, family.everything)
    walk.follow({ ...there, packets: { ...there.packets, destination } })
    return
  }
  const { frontends, doubts } = frontendsOf(walk.network, service)
  const [only] = frontends
  if (doubts.length > 0) lose(walk, withDoubts(there, doubts), doubts)
  else if (only === undefined) drop(walk, there, 'no-holder', `comes to \`${service.id}\`, which leads nowhere`, service.span)
  for (const at of frontends) {
    const where = walk.network.link(at.frontend.subnet, 'subnet').options[0]
    const local = where?.to === 'entity' ? moved(there, walk.posts.at(where.entity)) : there
    const given: State<T> = { ...local, packets: { ...local.packets, destination: frontendSet(local.post.place, at) } }
    const unsure = mergeDoubts(
      doubts,
      frontends.length > 1 ? [{ reason: 'computed', what: `which frontend of \`${service.id}\` is used`, span: service.span }] : [],
    )
    balance(walk, withDoubts(given, unsure), at, (part, address) => toAddress(walk, part, address))
  }
}

/** Groups count for it where the subnet says so: https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy */
export const arriveEndpoint = <T extends number | bigint>(walk: Walk<T>, state: State<T>, endpoint: PrivateEndpoint): void => {
  const { subnet } = state.post
  const counts = subnet.groupPolicies
  const at = (inside: State<T>): void =>
    beyondEndpoint(walk, { ...inside, hops: [...inside.hops, { kind: 'endpoint', endpoint }] }, endpoint)
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

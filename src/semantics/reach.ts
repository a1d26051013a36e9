/** From somewhere to somewhere: a packet set followed hop by hop; each part surely arrives, surely does not, or depends on what is not known. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { Protocol } from '../model/kinds/nsg.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { PublicIp } from '../model/kinds/public-ip.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import { isEmptyPackets, noPorts, type PacketSet } from '../net/packets.ts'
import { numberIntervals, type Range } from '../net/ranges.ts'
import { budget } from '../text/budget.ts'
import { family4, family6 } from './family.ts'
import { atomDoubts } from './firewall-rules.ts'
import type { FlowTerm, Packet, Part, TagSnapshot } from './flow.ts'
import { inhabited } from './inhabited.ts'
import { everyPort, maskOf, protocolsOf, type Traffic } from './match.ts'
import { partsOf } from './parts.ts'
import type { Place } from './place.ts'
import { traffics } from './prepared.ts'
import { type Return, repliesOf } from './reach-back.ts'
import { holderOf, publicSet } from './reach-entry.ts'
import { byInterface, passFilters } from './reach-filter.ts'
import type { Blocker, End, Hop, Stateful } from './reach-hops.ts'
import { piecesOf, type ReachPiece } from './reach-pieces.ts'
import { carried, createPosts, type Post, type Posts } from './reach-post.ts'
import { follow } from './reach-routes.ts'
import type { Leaf, State, Walk } from './reach-walk.ts'
import { exampleOf, packetOf } from './witness.ts'

/** Where packets set out. */
export type ReachFrom =
  /** Any address of the subnet, of the interface where one is meant, or those of the terms that are of it. */
  | {
      readonly kind: 'subnet'
      readonly subnet: Subnet
      readonly nic?: NetworkInterface
      readonly only?: readonly AddressRange[]
      /** Addresses of private link services, which no group concerns: https://learn.microsoft.com/azure/private-link/disable-private-link-service-network-policy */
      readonly unfiltered?: true
    }
  /** They come in by the gateway in this subnet. */
  | { readonly kind: 'on-premises'; readonly gatewaySubnet: Subnet; readonly addresses: readonly AddressRange[] }
  /** From any public address, or these, to a public address of the network. */
  | { readonly kind: 'internet'; readonly to: PublicIp; readonly only?: readonly AddressRange[] }

export type ReachTo =
  | { readonly kind: 'terms'; readonly terms: readonly FlowTerm[] }
  | { readonly kind: 'subnet'; readonly subnet: Subnet }
  | { readonly kind: 'interface'; readonly nic: NetworkInterface }
  | { readonly kind: 'endpoint'; readonly endpoint: PrivateEndpoint }
  | { readonly kind: 'address'; readonly address: AddressTerm }

export interface ReachQuestion {
  readonly from: ReachFrom
  readonly to: readonly ReachTo[]
  readonly protocols: readonly Protocol[]
  /** Destination ports. */
  readonly ports: readonly Range[]
  /** Host names that are asked for, lower case. */
  readonly names?: readonly string[]
}

/** One way that a part of the packets takes, or may take. */
export interface Way {
  readonly hops: readonly Hop[]
  readonly end: End
  /** What keeps state on the way. */
  readonly devices: readonly Stateful[]
  /** Empty: the packets surely go this way. */
  readonly doubts: readonly Doubt[]
  /** Empty: nothing is said of replies. */
  readonly returns: readonly Return[]
}

export interface Reached {
  readonly fate: 'delivered' | 'dropped' | 'unsure'
  /** There surely are such packets. */
  readonly sure: boolean
  readonly packet: Packet
  readonly part: Part
  /** Service tags that each address of the destination is in several of. */
  readonly shared?: readonly string[]
  /** Each is possible; one where the way is decided. */
  readonly ways: readonly Way[]
  /** What it depends on: of the fate, or of whether there are such packets. */
  readonly doubts: readonly Doubt[]
}

export interface Reach {
  /** INVARIANT: disjoint, and together the question. Empty: the question surely has no packets. */
  readonly parts: readonly Reached[]
}

/** Packets of the question that something surely stops, with the fewest things that do so on their way. */
export interface Nearest {
  readonly packet: Packet
  readonly part: Part
  /** Beyond what stops them too, up to their end or to what cannot be passed. */
  readonly way: Way
  /** In order; more than one where each would stop them by itself. */
  readonly blockers: readonly Blocker[]
}

export interface Reaching {
  reach(question: ReachQuestion): Reach
  /** Undefined where nothing surely stops any packet. */
  nearest(question: ReachQuestion): Nearest | undefined
}

const leafKey = ({ end }: Leaf<number> | Leaf<bigint>): Reached['fate'] =>
  end.fate === 'delivered' ? 'delivered' : end.fate === 'dropped' ? 'dropped' : 'unsure'

interface Met {
  readonly end: End
  readonly blockers: readonly Blocker[]
}

/** By fewer blockers; of equally many, the way that is known to its end. */
const isNearer = (one: Met, other: Met): boolean =>
  one.blockers.length < other.blockers.length ||
  (one.blockers.length === other.blockers.length && one.end.fate === 'delivered' && other.end.fate !== 'delivered')

/** Parts of packets that are asked whether they surely are stopped, those with the fewest blockers first. */
const nearestTried = 30

const fateOf = <T extends number | bigint>({ leaves }: ReachPiece<T>): Reached['fate'] => {
  const fates = new Set(leaves.map((leaf) => leafKey(leaf as Leaf<number>)))
  const [only] = fates
  return fates.size === 1 && only !== undefined ? only : 'unsure'
}

const targetsOf = <T extends number | bigint>(posts: Posts<T>, start: Place<T>, to: readonly ReachTo[]): AddressSet<T> => {
  const { addresses, family } = start
  const term = (one: AddressTerm): AddressSet<T> => {
    const extent = start.site.extent(one)
    return 'range' in extent ? addresses.ofRanges(family.pick([extent.range])) : addresses.ofAtom(extent.atom, family.everything)
  }
  const setOf = (target: ReachTo): AddressSet<T> => {
    switch (target.kind) {
      case 'terms':
        return start.terms(target.terms)
      case 'subnet': {
        const { place } = posts.at(target.subnet)
        return carried(place.subnet, place, start)
      }
      case 'interface':
        return addresses.unite(
          ...target.nic.ipConfigurations.flatMap(({ subnet }) =>
            posts.network.link(subnet, 'subnet').options.flatMap((option) => {
              if (option.to !== 'entity') return []
              const post = posts.at(option.entity)
              return [carried(post.interfaceSet(target.nic), post.place, start)]
            }),
          ),
        )
      case 'endpoint':
        return addresses.unite(...target.endpoint.addresses.map(term))
      case 'address':
        return term(target.address)
    }
  }
  return addresses.unite(...to.map(setOf))
}

const sharedTags = <T extends number | bigint>({ site }: Place<T>, set: AddressSet<T>): readonly string[] | undefined => {
  const tags = set.map(({ inside }) => inside.filter((id) => site.atoms.get(id).tag !== undefined))
  if (tags.length === 0 || tags.some(({ length }) => length < 2)) return undefined
  return [...new Set(tags.flat())].map((id) => site.atoms.get(id).name).sort()
}

export const createReaching = (network: Network, snapshot: TagSnapshot | undefined): Reaching => {
  const four = createPosts(network, family4, snapshot)
  const six = createPosts(network, family6, snapshot)

  const startOf = <T extends number | bigint>(
    posts: Posts<T>,
    { from }: ReachQuestion,
  ): { readonly post: Post<T>; readonly source: AddressSet<T> } | undefined => {
    const { family } = posts
    if (from.kind === 'internet') {
      const holder = holderOf(posts, from.to)
      if (holder.kind === 'unknown') return undefined
      const { addresses, internet } = holder.post.place
      return {
        post: holder.post,
        source: from.only === undefined ? internet : addresses.intersect(internet, addresses.ofRanges(family.pick(from.only))),
      }
    }
    if (from.kind === 'on-premises') {
      const post = posts.at(from.gatewaySubnet)
      return { post, source: post.place.addresses.ofRanges(family.pick(from.addresses)) }
    }
    const post = posts.at(from.subnet)
    const { addresses, subnet } = post.place
    const own = from.nic === undefined ? subnet : post.interfaceSet(from.nic)
    return { post, source: from.only === undefined ? own : addresses.intersect(own, addresses.ofRanges(family.pick(from.only))) }
  }

  const walkFrom = <T extends number | bigint>(
    posts: Posts<T>,
    question: ReachQuestion,
    post: Post<T>,
    packets: PacketSet<T>,
    traffic: Traffic,
    beyond = false,
  ): Walk<T> => {
    const walk: Walk<T> = {
      network,
      posts,
      start: post.place,
      traffic,
      asked: question.names === undefined ? {} : { names: question.names },
      from: question.from.kind,
      beyond,
      left: budget.reachSteps,
      leaves: [],
      follow: (state) => follow(walk, state),
    }
    const state: State<T> = { post, packets, origin: packets, rewritten: {}, hops: [], blockers: [], sessions: [], doubts: [], trail: [] }
    // Gateways and firewalls have no groups of their own: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub
    if (question.from.kind === 'on-premises') walk.follow(state)
    else if (question.from.kind === 'internet') {
      const holder = holderOf(posts, question.from.to)
      if (holder.kind === 'interface') holder.enter(walk, state)
    } else {
      const { nic } = question.from
      if (question.from.unfiltered) walk.follow(state)
      else if (nic !== undefined) passFilters(walk, state, 'outbound', nic, (out) => walk.follow(out))
      else byInterface(walk, state, 'source', (part, own) => passFilters(walk, part, 'outbound', own, (out) => walk.follow(out)))
    }
    return walk
  }

  /** Cut by sets that are known by name only, none of which surely has packets: one packet of the question tells for those that surely are there. */
  const relaxed = <T extends number | bigint>(
    posts: Posts<T>,
    question: ReachQuestion,
    post: Post<T>,
    whole: PacketSet<T>,
    piece: ReachPiece<T>,
    traffic: Traffic,
  ): { readonly packets: PacketSet<T>; readonly leaves: readonly Leaf<T>[] } | undefined => {
    const { place } = post
    const one = (side: 'source' | 'destination'): AddressSet<T> => {
      const cell = piece.packets[side].find(({ inside }) => inside.length === 0)
      if (cell === undefined) return piece.packets[side]
      const first = exampleOf(place, cell.ranges)
      return place.addresses.intersect(place.addresses.ofRanges([{ first, last: first }]), whole[side])
    }
    const packets = { ...piece.packets, source: one('source'), destination: one('destination') }
    if (isEmptyPackets(packets) || inhabited(place, packets.source) === undefined || inhabited(place, packets.destination) === undefined)
      return undefined
    const { leaves } = walkFrom(posts, question, post, packets, traffic)
    const wanted = fateOf(piece)
    return leaves.length > 0 && leaves.every((leaf) => leafKey(leaf as Leaf<number>) === wanted) ? { packets, leaves } : undefined
  }

  /** Packets of the question, with ports and without. */
  const askedOf = <T extends number | bigint>(
    posts: Posts<T>,
    question: ReachQuestion,
  ): readonly { readonly post: Post<T>; readonly whole: PacketSet<T>; readonly traffic: Traffic }[] => {
    const start = startOf(posts, question)
    if (start === undefined) return []
    const { post, source } = start
    const destination = question.from.kind === 'internet' ? publicSet(post, question.from.to) : targetsOf(posts, post.place, question.to)
    return traffics.flatMap((traffic) => {
      const whole: PacketSet<T> = {
        protocols: maskOf(question.protocols) & protocolsOf[traffic],
        source,
        destination,
        sourcePorts: traffic === 'with-ports' ? everyPort : noPorts,
        destinationPorts: traffic === 'with-ports' ? numberIntervals.unite(question.ports) : noPorts,
      }
      return isEmptyPackets(whole) ? [] : [{ post, whole, traffic }]
    })
  }

  const reachIn = <T extends number | bigint>(posts: Posts<T>, question: ReachQuestion): readonly Reached[] => {
    const found: Reached[] = []
    for (const { post, whole, traffic } of askedOf(posts, question)) {
      const { place } = post
      const walk = walkFrom(posts, question, post, whole, traffic)
      const pieces = piecesOf(walk, place.packets)
      if (pieces === undefined) {
        const doubts: readonly Doubt[] = [
          { reason: 'budget', what: 'more ways of packets than one judgement looks through', span: post.subnet.span },
        ]
        found.push(told(place, walk, { packets: whole, leaves: [] }, traffic, undefined, doubts))
        continue
      }
      for (const piece of pieces) {
        const isSure = inhabited(place, piece.packets.source) !== undefined && inhabited(place, piece.packets.destination) !== undefined
        const other = isSure || fateOf(piece) === 'unsure' ? undefined : relaxed(posts, question, post, whole, piece, traffic)
        found.push(told(place, walk, piece, traffic, isSure ? piece : other, []))
      }
    }
    return found
  }

  const told = <T extends number | bigint>(
    place: Place<T>,
    walk: Walk<T>,
    piece: ReachPiece<T>,
    traffic: Traffic,
    sure: { readonly packets: PacketSet<T>; readonly leaves: readonly Leaf<T>[] } | undefined,
    over: readonly Doubt[],
  ): Reached => {
    const fate = over.length > 0 || piece.leaves.length === 0 ? 'unsure' : fateOf(piece)
    const leaves = sure?.leaves ?? piece.leaves
    const ways = leaves.map(
      (leaf): Way => ({
        hops: leaf.hops,
        end: leaf.end,
        devices: leaf.sessions,
        doubts: leaf.doubts,
        returns: repliesOf(walk, leaf),
      }),
    )
    const unknown = leaves.flatMap(({ end, doubts }) => [doubts, end.fate === 'unknown' ? end.doubts : []])
    const shared = sharedTags(place, piece.packets.destination)
    return {
      fate,
      sure: sure !== undefined,
      ...(shared === undefined ? {} : { shared }),
      packet: packetOf(place, sure?.packets ?? piece.packets),
      part: partsOf(place, [{ packets: piece.packets, access: 'deny', chain: [], question: piece.packets }], traffic)[0]!.part,
      ways,
      doubts: mergeDoubts(over, ...(fate === 'unsure' ? unknown : []), sure === undefined ? atomDoubts(place, piece.packets) : []),
    }
  }

  const nearestIn = <T extends number | bigint>(posts: Posts<T>, question: ReachQuestion): readonly Nearest[] => {
    const found: Nearest[] = []
    for (const { whole, post, traffic } of askedOf(posts, question)) {
      const { place } = post
      const met = walkFrom(posts, question, post, whole, traffic, true).leaves.flatMap((leaf) => {
        const { end } = leaf
        const blockers = end.fate === 'dropped' ? [...leaf.blockers, { code: end.code, why: end.why, span: end.span }] : leaf.blockers
        return blockers.length === 0 ? [] : [{ leaf, end, blockers }]
      })
      met.sort((one, other) => (isNearer(one, other) ? -1 : isNearer(other, one) ? 1 : 0))
      const best = met.slice(0, nearestTried).find(({ leaf: { origin } }) => {
        if (inhabited(place, origin.source) === undefined || inhabited(place, origin.destination) === undefined) return false
        // Where what is before it is not known, it may be stopped there, or come by another way.
        const { leaves } = walkFrom(posts, question, post, origin, traffic)
        return leaves.length > 0 && leaves.every(({ end }) => end.fate === 'dropped')
      })
      if (best === undefined) continue
      const { leaf, blockers } = best
      const packets = leaf.origin
      found.push({
        packet: packetOf(place, packets),
        part: partsOf(place, [{ packets, access: 'deny', chain: [], question: packets }], traffic)[0]!.part,
        way: { hops: leaf.hops, end: leaf.end, devices: leaf.sessions, doubts: leaf.doubts, returns: [] },
        blockers,
      })
    }
    return found
  }

  const nearest = (question: ReachQuestion): Nearest | undefined =>
    [...nearestIn(four, question), ...nearestIn(six, question)].reduce<Nearest | undefined>(
      (best, one) =>
        best !== undefined && !isNearer({ end: one.way.end, blockers: one.blockers }, { end: best.way.end, blockers: best.blockers })
          ? best
          : one,
      undefined,
    )

  return { nearest, reach: (question) => ({ parts: [...reachIn(four, question), ...reachIn(six, question)] }) }
}

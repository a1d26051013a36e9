/** What is common to every step of a packet set's way: where it is, what is known of it, and how its parts end. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Network } from '../model/network.ts'
import type { AddressSet } from '../net/cells.ts'
import { isEmptyPackets, type PacketSet } from '../net/packets.ts'
import type { Span } from '../text/source.ts'
import type { FirewallRequest } from './firewall-lists.ts'
import type { Traffic } from './match.ts'
import type { Place } from './place.ts'
import type { Arrival, Blocker, DropCode, End, Hop, Stateful } from './reach-hops.ts'
import { carried, type Post, type Posts } from './reach-post.ts'

/** What a stateful device knows of packets that it let through: what they were before. */
export interface Session<T extends number | bigint> extends Stateful {
  /** Where its own packets leave from. */
  readonly post: Post<T>
  /** Source of the packets before it, as `place` knows them. */
  readonly source: AddressSet<T>
  readonly translatesSource: boolean
  /** The public addresses, as `post.place` knows them, one of which it gave the packets: replies have to come to that, not to its private one. */
  readonly outside?: AddressSet<T>
  /** Replies go from it straight to whoever called: what is before it on the way is not asked by routes again. */
  readonly link?: true
}

/** Packets on their way. */
export interface State<T extends number | bigint> {
  readonly post: Post<T>
  /** As they are now, as `post.place` knows them. */
  readonly packets: PacketSet<T>
  /** What they were when they set out, as the start knows them. INVARIANT: what may be of `packets` is of `origin`. */
  readonly origin: PacketSet<T>
  /** Parts that are no longer what they were. */
  readonly rewritten: { readonly source?: true; readonly destination?: true; readonly ports?: true }
  readonly hops: readonly Hop[]
  /** What would have stopped them, where they are followed beyond it. */
  readonly blockers: readonly Blocker[]
  /** In order. */
  readonly sessions: readonly Session<T>[]
  /** Why they may not come here at all. */
  readonly doubts: readonly Doubt[]
  /** Where routes were asked already, with the destinations that there were. */
  readonly trail: readonly { readonly post: Post<T>; readonly destination: AddressSet<T> }[]
}

/** One way that a part of the packets may go. */
export interface Leaf<T extends number | bigint> extends State<T> {
  readonly end: End
}

export interface Walk<T extends number | bigint> {
  readonly network: Network
  readonly posts: Posts<T>
  /** Where the packets set out. */
  readonly start: Place<T>
  readonly traffic: Traffic
  readonly asked: FirewallRequest
  readonly from: 'subnet' | 'internet' | 'on-premises'
  /** Packets go on beyond what stops them, which is noted. */
  readonly beyond: boolean
  /** Steps that are left. */
  left: number
  readonly leaves: Leaf<T>[]
  /** From the state's subnet onwards, by its routes. */
  follow(state: State<T>): void
}

/** The part of the state that has these packets; undefined where there is none. */
export const narrowed = <T extends number | bigint>(walk: Walk<T>, state: State<T>, packets: PacketSet<T>): State<T> | undefined => {
  if (isEmptyPackets(packets)) return undefined
  if (packets === state.packets) return state
  const { rewritten, origin, post } = state
  const { addresses } = walk.start
  const back = (side: 'source' | 'destination'): AddressSet<T> =>
    rewritten[side] || packets[side] === state.packets[side]
      ? origin[side]
      : addresses.intersect(origin[side], carried(packets[side], post.place, walk.start))
  const was: PacketSet<T> = {
    protocols: packets.protocols & origin.protocols,
    source: back('source'),
    destination: back('destination'),
    sourcePorts: packets.sourcePorts,
    destinationPorts: rewritten.ports ? origin.destinationPorts : packets.destinationPorts,
  }
  return isEmptyPackets(was) ? undefined : { ...state, packets, origin: was }
}

/** The same packets at another place. */
export const moved = <T extends number | bigint>(state: State<T>, post: Post<T>): State<T> => {
  const { packets } = state
  const source = carried(packets.source, state.post.place, post.place)
  const destination = carried(packets.destination, state.post.place, post.place)
  return { ...state, post, packets: { ...packets, source, destination } }
}

export const withHop = <T extends number | bigint>(state: State<T>, hop: Hop): State<T> => ({ ...state, hops: [...state.hops, hop] })

export const withDoubts = <T extends number | bigint>(state: State<T>, doubts: readonly Doubt[]): State<T> =>
  doubts.length === 0 ? state : { ...state, doubts: mergeDoubts(state.doubts, doubts) }

export const deliver = <T extends number | bigint>(walk: Walk<T>, state: State<T>, arrival: Arrival): void => {
  walk.leaves.push({ ...state, end: { fate: 'delivered', arrival } })
}

export const drop = <T extends number | bigint>(walk: Walk<T>, state: State<T>, code: DropCode, why: string, span: Span): void => {
  walk.leaves.push({ ...state, end: { fate: 'dropped', code, why, span } })
}

/** As `drop`; of what one could do away with, what lies beyond it is asked by `go`. */
export const block = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  code: DropCode,
  why: string,
  span: Span,
  go: (state: State<T>) => void,
): void => {
  if (walk.beyond) go({ ...state, blockers: [...state.blockers, { code, why, span }] })
  else drop(walk, state, code, why, span)
}

export const lose = <T extends number | bigint>(walk: Walk<T>, state: State<T>, doubts: readonly Doubt[]): void => {
  walk.leaves.push({ ...state, end: { fate: 'unknown', doubts } })
}

/** Hops of one way: more of them are a mistake of somebody. */
const longestWay = 80

/** False once the walk has taken more than it may; then the state is told as not known. */
export const step = <T extends number | bigint>(walk: Walk<T>, state: State<T>): boolean => {
  if (walk.left-- > 0 && state.hops.length < longestWay) return true
  lose(walk, state, [{ reason: 'budget', what: 'more ways of packets than one judgement looks through', span: state.post.subnet.span }])
  return false
}

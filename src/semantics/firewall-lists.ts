/** A firewall comes in; two ordered lists of its rules go out, the most and the least that it can deny: the truth lies between them. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { CollectionAt } from '../model/firewalling.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { FirewallRule, RuleSort } from '../model/read-firewall-rules.ts'
import { isEmptyPackets, noPorts, type PacketSet } from '../net/packets.ts'
import { type AskedNames, firewallMatch } from './firewall-match.ts'
import { everyPort, type Match, protocolsOf, type Traffic } from './match.ts'
import type { Place } from './place.ts'
import type { Access } from './rules.ts'

/** What decided a packet at a firewall. */
export type FirewallDecider =
  | {
      readonly kind: 'firewall-rule'
      readonly firewall: Firewall
      readonly at: CollectionAt
      readonly rule: FirewallRule
      readonly access: Access
    }
  /** No rule matches: https://learn.microsoft.com/azure/firewall/rule-processing ("the packet is denied by default") */
  | { readonly kind: 'firewall-default'; readonly firewall: Firewall; readonly access: 'deny' }
  /** Rules that are not known. */
  | { readonly kind: 'firewall-unknown'; readonly firewall: Firewall; readonly access: Access }

export interface FirewallEntry<T> {
  readonly packets: PacketSet<T>
  readonly decider: FirewallDecider
}

/** INVARIANT: what `restrictive` allows is allowed whatever the unknowns are; what `permissive` denies is denied. Every packet is decided by both. */
export interface FirewallLists<T> {
  readonly restrictive: readonly FirewallEntry<T>[]
  readonly permissive: readonly FirewallEntry<T>[]
  readonly doubtful: readonly { readonly packets: PacketSet<T>; readonly doubts: readonly Doubt[] }[]
}

/** Priorities of collections and of their groups: https://learn.microsoft.com/azure/firewall/rule-processing ("100 (highest priority) to 65,000 (lowest priority)") */
const firstPriority = 100
const lastPriority = 65_000

/** Network rules go first, whatever the priorities: same page. */
const turn: Readonly<Record<RuleSort, number>> = { dnat: 0, network: 1, application: 2 }

type Order = readonly number[]

const compareOrders = (a: Order, b: Order): number => {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return 0
}

const bounds = (fact: Fact<number> | undefined): readonly [least: number, most: number] => {
  if (fact === undefined) return [0, 0]
  const values = fact.known ? [fact.value] : (fact.among ?? [])
  return values.length === 0 ? [firstPriority, lastPriority] : [Math.min(...values), Math.max(...values)]
}

const orderOf = ({ collection, group, generation }: CollectionAt, sort: RuleSort, end: 0 | 1): Order => [
  turn[sort],
  generation,
  bounds(group.priority)[end],
  bounds(collection.priority)[end],
]

const doubtsOf = (fact: Fact<unknown> | undefined): readonly Doubt[] => (fact === undefined || fact.known ? [] : fact.doubts)

/** Of two collections of one sort with equal priorities nothing says which is asked first. */
const rivals = (collections: readonly CollectionAt[]): ReadonlyMap<CollectionAt, readonly Doubt[]> => {
  const byOrder = new Map<string, CollectionAt[]>()
  for (const at of collections) {
    const { sort, priority, action } = at.collection
    if (!sort.known || !priority.known || (at.group.priority !== undefined && !at.group.priority.known)) continue
    const groups = at.group.priority === undefined ? '' : at.group.priority.value
    const key = [sort.value, at.generation, groups, priority.value].join(' ')
    const list = byOrder.get(key)
    if (list === undefined) byOrder.set(key, [at])
    else if (!(action.known && list.every(({ collection: one }) => one.action.known && one.action.value === action.value))) list.push(at)
  }
  const found = new Map<CollectionAt, readonly Doubt[]>()
  for (const list of byOrder.values()) {
    const [, second] = list
    if (second === undefined) continue
    const what = 'which of two collections of firewall rules with one priority goes first'
    for (const one of list) found.set(one, [{ reason: 'error', what, span: second.collection.span }])
  }
  return found
}

const everything = <T extends number | bigint>(place: Place<T>, traffic: Traffic): PacketSet<T> => ({
  protocols: protocolsOf[traffic],
  source: place.any,
  destination: place.any,
  sourcePorts: traffic === 'with-ports' ? everyPort : noPorts,
  destinationPorts: traffic === 'with-ports' ? everyPort : noPorts,
})

interface Placed<T> extends FirewallEntry<T> {
  readonly order: Order
}

export interface FirewallRequest extends AskedNames {
  /** Application rules do not concern what comes in from Internet: https://learn.microsoft.com/azure/firewall/rule-processing#inbound-connectivity */
  readonly inbound?: boolean
}

export const firewallLists = <T extends number | bigint>(
  place: Place<T>,
  firewall: Firewall,
  traffic: Traffic,
  request: FirewallRequest = {},
): FirewallLists<T> => {
  const { collections, more } = place.site.network.firewalling.rulesOf(firewall)
  const all = everything(place, traffic)
  const restrictive: Placed<T>[] = []
  const permissive: Placed<T>[] = []
  const doubtful: { packets: PacketSet<T>; doubts: readonly Doubt[] }[] = []
  const rivalling = rivals(collections)
  const enter = (at: CollectionAt, sort: RuleSort, match: Match<T>, sure: boolean, decider: (access: Access) => FirewallDecider): void => {
    const { action } = at.collection
    const actions: readonly Access[] = action.known ? [action.value] : (action.among ?? ['allow', 'deny'])
    const leaning = (towards: Access): Placed<T> | undefined => {
      if (actions.includes(towards))
        return isEmptyPackets(match.largest)
          ? undefined
          : { order: orderOf(at, sort, 0), packets: match.largest, decider: decider(towards) }
      return sure && !isEmptyPackets(match.smallest)
        ? { order: orderOf(at, sort, 1), packets: match.smallest, decider: decider(towards === 'allow' ? 'deny' : 'allow') }
        : undefined
    }
    const most = leaning('deny')
    const least = leaning('allow')
    if (most !== undefined) restrictive.push(most)
    if (least !== undefined) permissive.push(least)
  }
  const nothing: PacketSet<T> = { ...all, protocols: 0 }
  const unlisted: (readonly Doubt[])[] = [more]
  for (const at of collections) {
    const { collection, group } = at
    if (!collection.sort.known) {
      unlisted.push(collection.sort.doubts)
      continue
    }
    const sort = collection.sort.value
    if (sort === 'dnat' || (sort === 'application' && request.inbound === true)) continue
    const whole = mergeDoubts(
      collection.presence.certain ? [] : collection.presence.doubts,
      doubtsOf(collection.action),
      doubtsOf(collection.priority),
      doubtsOf(group.priority),
      rivalling.get(at) ?? [],
    )
    if (collection.moreRules.length > 0) {
      const unknown = (access: Access): FirewallDecider => ({ kind: 'firewall-unknown', firewall, access })
      enter(at, sort, { smallest: nothing, largest: all, doubts: [] }, false, unknown)
      doubtful.push({ packets: all, doubts: mergeDoubts(collection.moreRules, whole) })
    }
    for (const rule of collection.rules) {
      const match = firewallMatch(place, rule, traffic, request)
      const sure = collection.presence.certain && rule.presence.certain
      enter(at, sort, match, sure, (access) => ({ kind: 'firewall-rule', firewall, at, rule, access }))
      const doubts = mergeDoubts(rule.presence.certain ? [] : rule.presence.doubts, match.doubts, whole)
      if (doubts.length > 0 && !isEmptyPackets(match.largest)) doubtful.push({ packets: match.largest, doubts })
    }
  }
  const hidden = mergeDoubts(...unlisted)
  const unknown = (access: Access): readonly FirewallEntry<T>[] =>
    hidden.length === 0 ? [] : [{ packets: all, decider: { kind: 'firewall-unknown', firewall, access } }]
  if (hidden.length > 0) doubtful.push({ packets: all, doubts: hidden })
  const last: FirewallEntry<T> = { packets: all, decider: { kind: 'firewall-default', firewall, access: 'deny' } }
  const inOrder = (entries: readonly Placed<T>[], towards: Access): readonly FirewallEntry<T>[] =>
    [...entries].sort(
      (a, b) => compareOrders(a.order, b.order) || Number(b.decider.access === towards) - Number(a.decider.access === towards),
    )
  return {
    restrictive: [...unknown('deny'), ...inOrder(restrictive, 'deny'), last],
    permissive: [...unknown('allow'), ...inOrder(permissive, 'allow'), last],
    doubtful,
  }
}

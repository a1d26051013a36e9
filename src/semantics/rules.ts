/** A security group comes in; two ordered lists go out, the most and the least that it can deny: the truth lies between them. */
import { defaultRules } from '../azure/default-rules.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import { isEmptyPackets, noPorts, type PacketSet } from '../net/packets.ts'
import type { Decider } from './flow.ts'
import { everyPort, matchOf, protocolsOf, type Scope, type Traffic } from './match.ts'
import type { Place } from './place.ts'

export type Access = 'allow' | 'deny'

export interface DecidedRule<T> {
  readonly packets: PacketSet<T>
  readonly decider: Decider
}

/** A rule of which something is not known. */
export interface DoubtfulRule<T> {
  readonly rule: SecurityRule | undefined
  /** The most that it can match. */
  readonly packets: PacketSet<T>
  readonly doubts: readonly Doubt[]
}

/** INVARIANT: what `restrictive` allows is allowed whatever the unknowns are; what `permissive` denies is denied. Every packet is decided by both. */
export interface Lists<T> {
  readonly restrictive: readonly DecidedRule<T>[]
  readonly permissive: readonly DecidedRule<T>[]
  readonly doubtful: readonly DoubtfulRule<T>[]
}

export type Level = 'subnet' | 'nic'

/** Priorities of rules: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules */
const firstPriority = 100
const lastPriority = 4096

/** Between which numbers a priority surely is. */
export const priorities = (fact: Fact<number>): { readonly least: number; readonly most: number } => {
  const values = fact.known ? [fact.value] : (fact.among ?? [])
  return values.length === 0 ? { least: firstPriority, most: lastPriority } : { least: Math.min(...values), most: Math.max(...values) }
}
const alternatives = <V>(fact: Fact<V>, all: readonly V[]): readonly V[] => (fact.known ? [fact.value] : (fact.among ?? all))
const doubtsOf = (fact: Fact<unknown>): readonly Doubt[] => (fact.known ? [] : fact.doubts)

const everything = <T extends number | bigint>(place: Place<T>, traffic: Traffic): PacketSet<T> => ({
  protocols: protocolsOf[traffic],
  source: place.any,
  destination: place.any,
  sourcePorts: traffic === 'with-ports' ? everyPort : noPorts,
  destinationPorts: traffic === 'with-ports' ? everyPort : noPorts,
})

const lastRules = <T extends number | bigint>(
  place: Place<T>,
  nsg: Nsg,
  at: Level,
  direction: 'inbound' | 'outbound',
  traffic: Traffic,
  scope: Scope,
): readonly DecidedRule<T>[] => {
  const all = everything(place, traffic)
  // Not subject to rules unless these name the platform's tags: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#azure-platform-considerations
  if (scope === 'platform') return [{ packets: all, decider: { kind: 'platform', access: 'allow' } }]
  const side = (end: string): PacketSet<T>['source'] => (end === '*' ? place.any : place.tag(end, nsg.span))
  return defaultRules
    .filter((rule) => rule.direction === direction)
    .map((rule) => ({
      packets: { ...all, source: side(rule.source), destination: side(rule.destination) },
      decider: { kind: 'default-rule', nsg, at, name: rule.name, priority: rule.priority, access: rule.access },
    }))
}

/** The list of a group that this run does not declare. */
export const unknownLists = <T extends number | bigint>(
  place: Place<T>,
  at: Level,
  traffic: Traffic,
  doubts: readonly Doubt[],
): Lists<T> => {
  const packets = everything(place, traffic)
  return {
    restrictive: [{ packets, decider: { kind: 'unknown', at, access: 'deny' } }],
    permissive: [{ packets, decider: { kind: 'unknown', at, access: 'allow' } }],
    doubtful: [{ rule: undefined, packets, doubts }],
  }
}

interface Placed<T> extends DecidedRule<T> {
  readonly order: number
}

/** What of the rule counts where as much as possible has this access: it goes first with its largest match if it may have it, last with its smallest if it surely is there without it. */
const leaning = <T>(
  rule: SecurityRule,
  towards: Access,
  match: { readonly smallest: PacketSet<T>; readonly largest: PacketSet<T> },
  direction: 'inbound' | 'outbound',
  decider: (access: Access) => Decider,
): Placed<T> | undefined => {
  if (!alternatives(rule.direction, ['inbound', 'outbound']).includes(direction)) return undefined
  const { least, most } = priorities(rule.priority)
  const away = towards === 'allow' ? 'deny' : 'allow'
  if (alternatives<Access>(rule.access, ['allow', 'deny']).includes(towards))
    return isEmptyPackets(match.largest) ? undefined : { order: least, packets: match.largest, decider: decider(towards) }
  const surely = rule.presence.certain && rule.direction.known
  return surely && !isEmptyPackets(match.smallest) ? { order: most, packets: match.smallest, decider: decider(away) } : undefined
}

const accessOf = (rule: SecurityRule): Access | undefined => (rule.access.known ? rule.access.value : undefined)

/** Azure takes no two rules with one priority in one direction; which of them would count is not known where they differ in access. */
const rivals = (rules: readonly SecurityRule[], direction: 'inbound' | 'outbound'): ReadonlyMap<SecurityRule, readonly Doubt[]> => {
  const byPriority = new Map<number, SecurityRule[]>()
  for (const rule of rules) {
    if (!rule.priority.known || (rule.direction.known && rule.direction.value !== direction)) continue
    const list = byPriority.get(rule.priority.value)
    if (list === undefined) byPriority.set(rule.priority.value, [rule])
    else list.push(rule)
  }
  const found = new Map<SecurityRule, readonly Doubt[]>()
  for (const [priority, list] of byPriority) {
    if (list.every((rule) => accessOf(rule) !== undefined && accessOf(rule) === accessOf(list[0]!))) continue
    const [, second] = list
    if (second === undefined) continue
    const doubts: readonly Doubt[] = [{ reason: 'error', what: `rules with priority ${priority} contradict each other`, span: second.span }]
    for (const rule of list) found.set(rule, doubts)
  }
  return found
}

/** Equal priorities are an error in the code that is told elsewhere; here the leaning goes first. */
const inOrder = <T>(rules: readonly Placed<T>[], towards: Access): readonly DecidedRule<T>[] =>
  [...rules].sort((a, b) => a.order - b.order || Number(b.decider.access === towards) - Number(a.decider.access === towards))

export const compileRules = <T extends number | bigint>(
  place: Place<T>,
  nsg: Nsg,
  at: Level,
  direction: 'inbound' | 'outbound',
  traffic: Traffic,
  scope: Scope,
): Lists<T> => {
  const { rules, more } = place.site.network.rulesOf(nsg)
  const unlisted = mergeDoubts(
    more,
    nsg.moreRules,
    nsg.open && more.length + nsg.moreRules.length === 0 ? [{ reason: 'external', what: `rules of \`${nsg.id}\``, span: nsg.span }] : [],
  )
  const last = lastRules(place, nsg, at, direction, traffic, scope)
  const restrictive: Placed<T>[] = []
  const permissive: Placed<T>[] = []
  const doubtful: DoubtfulRule<T>[] = []
  const rivalling = rivals(rules, direction)
  for (const rule of rules) {
    if (rule.direction.known && rule.direction.value !== direction) continue
    const match = matchOf(place, rule, traffic, scope)
    const decider = (access: Access): Decider => ({ kind: 'rule', nsg, at, rule, access })
    const most = leaning(rule, 'deny', match, direction, decider)
    const least = leaning(rule, 'allow', match, direction, decider)
    if (most !== undefined) restrictive.push(most)
    if (least !== undefined) permissive.push(least)
    const doubts = mergeDoubts(
      rule.presence.certain ? [] : rule.presence.doubts,
      doubtsOf(rule.direction),
      doubtsOf(rule.access),
      doubtsOf(rule.priority),
      match.doubts,
      rivalling.get(rule) ?? [],
    )
    if (doubts.length > 0 && !isEmptyPackets(match.largest)) doubtful.push({ rule, packets: match.largest, doubts })
  }
  const unknown = unlisted.length === 0 ? undefined : unknownLists(place, at, traffic, unlisted)
  return {
    restrictive: [...(unknown?.restrictive ?? []), ...inOrder(restrictive, 'deny'), ...last],
    permissive: [...(unknown?.permissive ?? []), ...inOrder(permissive, 'allow'), ...last],
    doubtful: [...(unknown?.doubtful ?? []), ...doubtful],
  }
}

/** A group at one place, one direction and kind of traffic come in; which packets each rule is left with by the rules around it goes out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { AddressSet } from '../net/cells.ts'
import { firstMatches, type Piece } from '../net/first-match.ts'
import { isEmptyPackets, type PacketSet } from '../net/packets.ts'
import { budget } from '../text/budget.ts'
import type { Packet } from './flow.ts'
import { inhabited } from './inhabited.ts'
import { type Match, matchOf, type Scope, type Traffic } from './match.ts'
import type { Place } from './place.ts'
import type { Prepared } from './prepared.ts'
import { type Level, priorities } from './rules.ts'
import { packetOf } from './witness.ts'

export type Settled =
  | { readonly kind: 'live' }
  /** `by`: the earlier rules that decide its packets, in order. `shown`: one of these packets for each access that decides. */
  | {
      readonly kind: 'shadowed'
      readonly by: readonly SecurityRule[]
      readonly shown: readonly { readonly packet: Packet; readonly by: SecurityRule }[]
    }
  /** `contradicted`: rules that may hide it may have the other access. */
  | { readonly kind: 'unsure'; readonly contradicted: boolean; readonly doubts: readonly Doubt[]; readonly tags: readonly string[] }

export interface Scene {
  /** Undefined: no packet here could match the rule. */
  settle(rule: SecurityRule): Settled | undefined
  /** All that the rule may match is surely matched by the other one. */
  covers(other: SecurityRule, rule: SecurityRule): boolean
  /**
   * Rules of the same access that decide what the rule decides once it is gone, with `removed`; undefined where that is not surely so.
   * `hidden` rules may be there or not: none of them is leant on.
   */
  sameWithout(
    rule: SecurityRule,
    removed: ReadonlySet<SecurityRule>,
    hidden: ReadonlySet<SecurityRule>,
  ): readonly SecurityRule[] | undefined
}

export interface SceneOf {
  readonly nsg: Nsg
  readonly level: Level
  readonly rules: readonly SecurityRule[]
  /** Not empty: there may be further rules. */
  readonly unlisted: readonly Doubt[]
  readonly direction: 'inbound' | 'outbound'
  readonly traffic: Traffic
  readonly scope: Scope
}

interface Entry<T> {
  readonly rule: SecurityRule
  readonly match: Match<T>
  readonly least: number
  readonly most: number
  /** Surely there, and of this direction. */
  readonly sure: boolean
}

const doubtsOf = ({ rule, match }: Entry<unknown>): readonly Doubt[] =>
  mergeDoubts(
    rule.presence.certain ? [] : rule.presence.doubts,
    rule.direction.known ? [] : rule.direction.doubts,
    rule.priority.known ? [] : rule.priority.doubts,
    match.doubts,
  )

const isInhabited = <T extends number | bigint>(place: Place<T>, packets: PacketSet<T>): boolean =>
  inhabited(place, packets.source) !== undefined && inhabited(place, packets.destination) !== undefined

/** It surely has packets, as far as the whole has any: where a side is all of what it was, earlier rules took nothing from it there. */
const isLeft = <T extends number | bigint>(place: Place<T>, packets: PacketSet<T>, whole: PacketSet<T>): boolean =>
  (['source', 'destination'] as const).every(
    (side) => place.addresses.covers(packets[side], whole[side]) || inhabited(place, packets[side]) !== undefined,
  )

/** Surely of one access. */
export const isSameAccess = (a: SecurityRule, b: SecurityRule): boolean =>
  a.access.known && b.access.known && a.access.value === b.access.value

/** What keeps it open whether there are such packets at all. */
const openIn = <T extends number | bigint>(
  place: Place<T>,
  packets: PacketSet<T> | undefined,
): { readonly doubts: readonly Doubt[]; readonly tags: readonly string[] } => {
  const atoms = [packets?.source, packets?.destination]
    .flatMap((set): AddressSet<T> => (set === undefined || inhabited(place, set) !== undefined ? [] : set))
    .flatMap((cell) => [...cell.inside, ...cell.outside])
    .map((id) => place.site.atoms.get(id))
  const tags = atoms.filter((atom) => atom.tag !== undefined && atom.doubts.length === 0).map((atom) => atom.name)
  return { doubts: mergeDoubts(...atoms.map((atom) => atom.doubts)), tags: [...new Set(tags)].sort() }
}

export const createScene = <T extends number | bigint>(prepared: Prepared<T>, of: SceneOf): Scene => {
  const { place } = prepared
  const { addresses, packets: algebra } = place
  const { direction, traffic, scope } = of
  /** Packets to the platform's own addresses go by another list. */
  const here = (packets: PacketSet<T>): PacketSet<T> => {
    if (direction === 'inbound') return packets
    const cut = scope === 'platform' ? addresses.intersect : addresses.subtract
    return { ...packets, destination: cut(packets.destination, place.platform) }
  }
  const entries = new Map<SecurityRule, Entry<T>>()
  for (const rule of of.rules) {
    if (rule.direction.known && rule.direction.value !== direction) continue
    const { smallest, largest, doubts } = matchOf(place, rule, traffic, scope)
    const match: Match<T> = { smallest: here(smallest), largest: here(largest), doubts }
    if (isEmptyPackets(match.largest)) continue
    entries.set(rule, { rule, match, ...priorities(rule.priority), sure: rule.presence.certain && rule.direction.known })
  }
  const all = [...entries.values()].sort((a, b) => a.least - b.least)
  const surelyBefore = (own: Entry<T>): readonly Entry<T>[] =>
    all.filter((one) => one.sure && one.most < own.least && !isEmptyPackets(one.match.smallest))

  /** A part of the question that no set holds and that is wanted; the first one that is not wanted where there is none. */
  const uncovered = (
    question: PacketSet<T>,
    sets: readonly PacketSet<T>[],
    isWanted: (packets: PacketSet<T>) => boolean,
  ): { readonly over: boolean; readonly pieces: readonly Piece<T>[]; readonly wanted?: PacketSet<T>; readonly other?: PacketSet<T> } => {
    let wanted: PacketSet<T> | undefined
    let other: PacketSet<T> | undefined
    const pieces = firstMatches(algebra, question, sets, budget.shadowPieces, true, ({ packets, first }) => {
      if (first !== undefined) return false
      if (isWanted(packets)) wanted = packets
      else other ??= packets
      return wanted !== undefined
    })
    return {
      over: pieces === undefined,
      pieces: pieces ?? [],
      ...(wanted === undefined ? {} : { wanted }),
      ...(other === undefined ? {} : { other }),
    }
  }

  /** Packets that the group is really asked about, where it is known which these are: they begin or end at the place itself. */
  const near = direction === 'inbound' ? 'destination' : 'source'
  const own = place.local.filter((cell) => cell.inside.length + cell.outside.length === 0)
  const asked = (packets: PacketSet<T>): PacketSet<T> => {
    const met = addresses.intersect(packets[near], own)
    return met.length === 0 ? packets : { ...packets, [near]: met }
  }

  const settle = (rule: SecurityRule): Settled | undefined => {
    const own = entries.get(rule)
    if (own === undefined) return undefined
    const { smallest, largest } = own.match
    const perhaps = all.filter((one) => one !== own && one.least <= own.most && algebra.meets(one.match.largest, largest))
    const sets = perhaps.map((one) => one.match.largest)
    const left = of.unlisted.length > 0 ? undefined : uncovered(smallest, sets, (packets) => isLeft(place, packets, smallest))
    if (left?.wanted !== undefined) return { kind: 'live' }
    const before = surelyBefore(own)
    const covering = before.map((one) => one.match.smallest)
    const cover = uncovered(largest, covering, () => true)
    if (cover.wanted !== undefined || cover.over) {
      const what = 'more combinations of rules than are looked through'
      const over: readonly Doubt[] = cover.over || left?.over === true ? [{ reason: 'budget', what, span: rule.span }] : []
      const open = openIn(place, left?.other)
      const doubts = mergeDoubts(doubtsOf(own), of.unlisted, ...perhaps.map(doubtsOf), open.doubts, over)
      const contradicted = of.unlisted.length > 0 || perhaps.some((one) => !isSameAccess(one.rule, rule))
      return { kind: 'unsure', contradicted, doubts, tags: open.tags }
    }
    const shown = new Map<string, { packet: Packet; by: SecurityRule }>()
    for (const { packets: all, first } of cover.pieces) {
      const packets = asked(all)
      const by = before[first!]!.rule
      const access = by.access.known ? by.access.value : '?'
      if (!shown.has(access) && isInhabited(place, packets)) shown.set(access, { packet: packetOf(place, packets), by })
    }
    const deciding = new Set(cover.pieces.map(({ first }) => first!))
    return { kind: 'shadowed', by: before.flatMap((one, index) => (deciding.has(index) ? [one.rule] : [])), shown: [...shown.values()] }
  }

  return {
    settle,
    covers: (other, rule) => {
      const own = entries.get(rule)
      const outer = entries.get(other)
      return own === undefined || (outer !== undefined && algebra.covers(outer.match.smallest, own.match.largest))
    },
    sameWithout: (rule, removed, hidden) => {
      const own = entries.get(rule)
      if (own === undefined) return []
      if (!rule.access.known) return undefined
      const access = rule.access.value
      const { lists } = prepared.stage(of.level, { to: 'entity', entity: of.nsg }, [], direction, traffic)
      // What denies most is the hardest test for an allow, and the other way round.
      const list = lists?.[scope][access === 'allow' ? 'restrictive' : 'permissive'].filter(
        ({ decider }) =>
          decider.kind !== 'rule' ||
          (decider.rule !== rule && !removed.has(decider.rule) && !(decider.access === access && hidden.has(decider.rule))),
      )
      const { largest } = own.match
      if (
        list?.some(({ decider, packets }) => decider.kind === 'rule' && decider.access === access && algebra.meets(packets, largest)) !==
        true
      )
        return undefined
      const before = surelyBefore(own).filter((one) => !removed.has(one.rule) && !hidden.has(one.rule))
      const isBad = (first: number | undefined): boolean => {
        const decider = first === undefined || first < before.length ? undefined : list[first - before.length]!.decider
        return first === undefined || (decider !== undefined && (decider.kind !== 'rule' || decider.access !== access))
      }
      const sets = [...before.map((one) => one.match.smallest), ...list.map((one) => one.packets)]
      const pieces = firstMatches(algebra, largest, sets, budget.shadowPieces, true, ({ first }) => isBad(first))
      if (pieces === undefined || pieces.some(({ first }) => isBad(first))) return undefined
      const same = pieces.flatMap(({ first }) => {
        if (first! < before.length) return before[first!]!.rule
        const { decider } = list[first! - before.length]!
        return decider.kind === 'rule' ? decider.rule : []
      })
      return [...new Set(same)].filter((one) => one.access.known && one.access.value === access)
    },
  }
}

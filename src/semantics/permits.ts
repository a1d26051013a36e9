/** A network before and after a change of its code comes in; whether it surely lets no packet pass that it did not, but for those that are granted, goes out: exact, or no. */
import type { Fact } from '../model/entity.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { Nsg } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import type { AddressSet } from '../net/cells.ts'
import { firstMatches } from '../net/first-match.ts'
import { isEmptyPackets, noPorts, type PacketSet } from '../net/packets.ts'
import { numberIntervals } from '../net/ranges.ts'
import { budget } from '../text/budget.ts'
import { type AddressFamily, family4, family6 } from './family.ts'
import type { Flow, FlowTerm, Point, TagSnapshot } from './flow.ts'
import { maskOf, protocolsOf, type Traffic } from './match.ts'
import { createPlace, type Place } from './place.ts'
import { compileRules, type DecidedRule, type Level, type Lists } from './rules.ts'
import { attachedTo, groupSignature, isNamedByPlace, isWhollyKnown, ruleSignatures } from './signature.ts'
import { createSite, type Site } from './site.ts'

export interface Granted {
  readonly point: Point
  readonly flow: Flow
  /** Not granted, though part of the flow. */
  readonly except: readonly Flow[]
}

export interface Change {
  readonly before: Network
  readonly after: Network
  readonly snapshot: TagSnapshot | undefined
  /** Packets that may newly pass. */
  readonly granted: readonly Granted[]
  /** What is edited may be read in several places, so that rules of which something is not known may have changed unseen. */
  readonly isShared: boolean
}

/** One group where it filters, before and after. */
interface Spot {
  readonly at: Level
  readonly before: Point
  readonly after: Point
  readonly groups: readonly [before: Nsg, after: Nsg]
  /** It filters in places that are not declared here, too: then packets to and from any address count. */
  readonly everywhere: boolean
  readonly granted: readonly Granted[]
}

const bigAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

const siteSignature = (site: Site): string => {
  const extents = [site.space, site.subnet, site.local, site.beyond].map((list) =>
    list.map((extent) => ('atom' in extent ? [extent.atom, site.atoms.get(extent.atom).within ?? null] : extent.range)),
  )
  const inner = site.beyondInternet.map((atom) => [atom, site.atoms.get(atom).within ?? null])
  return JSON.stringify([extents, inner], bigAsText)
}

const written = <T>(rules: readonly DecidedRule<T>[]): readonly string[] =>
  rules.map(({ packets, decider }) => {
    const isBig = typeof packets.source[0]?.ranges[0]?.first === 'bigint'
    return `${decider.access} ${JSON.stringify(packets, isBig ? bigAsText : undefined)}`
  })

/** Rules that are in one list and not, at their place, in the other. Packets that match none of them meet the same rules in the same order in both. */
const changedRules = <T>(before: readonly DecidedRule<T>[], after: readonly DecidedRule<T>[]): readonly DecidedRule<T>[] => {
  const [one, other] = [written(before), written(after)]
  let first = 0
  while (first < one.length && first < other.length && one[first] === other[first]) first++
  let last = 0
  const most = Math.min(one.length, other.length) - first
  while (last < most && one[one.length - 1 - last] === other[other.length - 1 - last]) last++
  return [...before.slice(first, before.length - last), ...after.slice(first, after.length - last)]
}

const isInternet = (term: FlowTerm): boolean => term.kind === 'internet' || (term.kind === 'tag' && term.tag === 'Internet')

/** The addresses that a flow names; for `Internet` also those that the service tag of that name may have beyond the public ones. */
const sideOf = <T extends number | bigint>(place: Place<T>, terms: readonly FlowTerm[]): AddressSet<T> =>
  terms.some(isInternet)
    ? place.addresses.unite(place.terms(terms), place.tag('Internet', place.site.point.subnet.span))
    : place.terms(terms)

const packetsOf = <T extends number | bigint>(place: Place<T>, flow: Flow, traffic: Traffic): PacketSet<T> => ({
  protocols: maskOf(flow.protocols) & protocolsOf[traffic],
  source: sideOf(place, flow.from),
  destination: sideOf(place, flow.to),
  sourcePorts: traffic === 'with-ports' ? numberIntervals.unite(flow.sourcePorts) : noPorts,
  destinationPorts: traffic === 'with-ports' ? numberIntervals.unite(flow.ports) : noPorts,
})

const grantedIn = <T extends number | bigint>(
  place: Place<T>,
  granted: readonly Granted[],
  direction: Flow['direction'],
  traffic: Traffic,
): readonly PacketSet<T>[] =>
  granted.flatMap(({ flow, except }) => {
    if (flow.direction !== direction) return []
    let left: readonly PacketSet<T>[] = [packetsOf(place, flow, traffic)]
    for (const other of except) {
      if (other.direction !== direction) continue
      left = left.flatMap((packets) => place.packets.subtract(packets, packetsOf(place, other, traffic)))
    }
    return left.filter((packets) => !isEmptyPackets(packets))
  })

const sameLists = <T>(one: Lists<T>, other: Lists<T>): boolean =>
  (['restrictive', 'permissive'] as const).every((leaning) => written(one[leaning]).join('\n') === written(other[leaning]).join('\n'))

/** No packet of this family, direction and kind passes after that did not before and is not granted. */
const staysWithin = <T extends number | bigint>(
  places: readonly [before: Place<T>, after: Place<T>],
  spot: Spot,
  direction: Flow['direction'],
  traffic: Traffic,
): boolean => {
  const [, place] = places
  const lists = (scope: 'ordinary' | 'platform') =>
    places.map((one, index) => compileRules(one, spot.groups[index]!, spot.at, direction, traffic, scope)) as [Lists<T>, Lists<T>]
  const [before, after] = lists('ordinary')
  if (before.doubtful.length + after.doubtful.length > 0) return false
  if (direction === 'outbound' && !sameLists(...lists('platform'))) return false
  const algebra = place.packets
  const near = spot.everywhere ? place.any : spot.at === 'subnet' ? place.subnet : place.local
  const granted = grantedIn(place, spot.granted, direction, traffic)
  const sets = (list: Lists<T>): readonly PacketSet<T>[] => list.restrictive.map(({ packets }) => packets)
  let steps = 0
  /** The parts of `packets` with that fate; undefined where they are too many. */
  const parts = (packets: PacketSet<T>, list: Lists<T>, access: 'allow' | 'deny'): readonly PacketSet<T>[] | undefined => {
    const found = firstMatches(algebra, packets, sets(list), budget.pieces - steps)
    steps += found?.length ?? 0
    return found?.filter(({ first }) => list.restrictive[first!]!.decider.access === access).map((piece) => piece.packets)
  }
  for (const { packets } of changedRules(before.restrictive, after.restrictive)) {
    const inside: PacketSet<T> =
      direction === 'inbound'
        ? { ...packets, destination: place.addresses.intersect(packets.destination, near) }
        : {
            ...packets,
            source: place.addresses.intersect(packets.source, near),
            destination: place.addresses.subtract(packets.destination, place.platform),
          }
    let left: readonly PacketSet<T>[] = isEmptyPackets(inside) ? [] : [inside]
    for (const one of granted) {
      left = left.flatMap((piece) => algebra.subtract(piece, one))
      if (left.length > budget.pieces) return false
    }
    for (const piece of left) {
      const passing = parts(piece, after, 'allow')
      if (passing === undefined || passing.some((one) => parts(one, before, 'deny')?.length !== 0)) return false
    }
  }
  return true
}

const isWithinAt = (change: Change, spot: Spot): boolean => {
  const own = createSite(change.after, spot.after, change.snapshot)
  const old = createSite(change.before, spot.before, change.snapshot)
  // Sets of the same name have to be the same sets.
  if (siteSignature(own) !== siteSignature(old) || (change.isShared && isNamedByPlace(siteSignature(own)))) return false
  const shared: Site = { ...old, atoms: own.atoms, extent: own.extent }
  const within = <T extends number | bigint>(family: AddressFamily<T>): boolean => {
    const places = [createPlace(shared, family), createPlace(own, family)] as const
    if (places[1].subnet.length === 0 && !spot.everywhere) return true
    return (['inbound', 'outbound'] as const).every((direction) => {
      const [one, other] = [change.before.rulesOf(spot.groups[0]).rules, change.after.rulesOf(spot.groups[1]).rules]
      if (!change.isShared && ruleSignatures(one, direction).join('\n') === ruleSignatures(other, direction).join('\n')) return true
      return (['with-ports', 'without-ports'] as const).every((traffic) => staysWithin(places, spot, direction, traffic))
    })
  }
  return within(family4) && within(family6)
}

/** Where the subnet or interface is, before and after; undefined where that is not sure. */
const pointsOf = (
  change: Change,
  pair: readonly [Subnet | NetworkInterface, Subnet | NetworkInterface],
  region: Fact<string>,
): readonly (readonly [Point, Point])[] | undefined => {
  const [one, other] = pair
  if (one.kind === 'subnet')
    return other.kind === 'subnet'
      ? [
          [
            { subnet: one, region },
            { subnet: other, region },
          ],
        ]
      : undefined
  if (other.kind === 'subnet' || one.moreIpConfigurations.length > 0 || one.ipConfigurations.length !== other.ipConfigurations.length)
    return undefined
  const points: (readonly [Point, Point])[] = []
  for (const [index, configuration] of one.ipConfigurations.entries()) {
    const [before] = change.before.link(configuration.subnet, 'subnet').options
    const links = change.after.link(other.ipConfigurations[index]!.subnet, 'subnet')
    const [after] = links.options
    if (before?.to !== 'entity' || after?.to !== 'entity' || links.options.length !== 1 || before.entity.id !== after.entity.id)
      return undefined
    points.push([
      { subnet: before.entity, nic: one, region },
      { subnet: after.entity, nic: other, region },
    ])
  }
  return points
}

const regionOf = ({ region }: Point): string => (region.known ? region.value : JSON.stringify(region.pieces ?? null))

export const permitsNoMore = (change: Change): boolean => {
  const { before, after, granted } = change
  const groups = new Map(before.ofKind('nsg').map((group) => [group.id, group]))
  const changed = new Map<string, readonly [Nsg, Nsg]>()
  if (after.ofKind('nsg').length !== groups.size) return false
  for (const group of after.ofKind('nsg')) {
    const old = groups.get(group.id)
    if (old === undefined) return false
    if (change.isShared && !isWhollyKnown(group, after)) return false
    if (groupSignature(old, before) !== groupSignature(group, after)) changed.set(group.id, [old, group])
  }
  const elsewhere = (nsg: Nsg): boolean => (after.attachedElsewhere?.(nsg) ?? []).length > 0
  const served = new Set<string>()
  for (const kind of ['subnet', 'network-interface'] as const) {
    const old = new Map<string, Subnet | NetworkInterface>(before.ofKind(kind).map((one) => [one.id, one]))
    if (after.ofKind(kind).length !== old.size) return false
    for (const one of after.ofKind(kind)) {
      const was = old.get(one.id)
      if (was === undefined) return false
      const [links, then] = [after.nsgOf(one), before.nsgOf(was)]
      const [only] = links.options
      if (attachedTo(links.options) !== attachedTo(then.options)) {
        // A group where surely none was takes packets away.
        if (then.options.length === 1 && then.options[0]!.to === 'none') continue
        return false
      }
      const mine = links.options.flatMap((option) => (option.to === 'entity' && changed.has(option.entity.id) ? [option.entity] : []))
      if (mine.length === 0) continue
      if (links.options.length !== 1 || only?.to !== 'entity') return false
      const pair = changed.get(only.entity.id)!
      const points = pointsOf(change, [was, one], pair[1].location)
      if (points === undefined) return false
      for (const [first, second] of points) {
        const meant = granted.filter(({ point }) => point.subnet.id === first.subnet.id && (kind === 'subnet' || point.nic?.id === was.id))
        // Flows of several subjects in one subnet do not mean the same addresses there.
        const subjects = new Map(meant.map(({ point }) => [JSON.stringify([point.nic?.id, regionOf(point)]), point]))
        if (subjects.size > 1) return false
        const [subject] = subjects.values()
        const point = (network: Network, plain: Point): Point => {
          if (subject === undefined) return plain
          const nic = network.ofKind('network-interface').find(({ id }) => id === subject.nic?.id)
          return { subnet: plain.subnet, region: subject.region, ...(nic === undefined ? {} : { nic }) }
        }
        const spot: Spot = {
          at: kind === 'subnet' ? 'subnet' : 'nic',
          before: point(before, first),
          after: point(after, second),
          groups: pair,
          everywhere: elsewhere(pair[1]),
          granted: meant,
        }
        if (!isWithinAt(change, spot)) return false
        served.add(only.entity.id)
      }
    }
  }
  // A group that is attached to nothing here filters nothing, unless it may do so elsewhere.
  return [...changed.values()].every(([, group]) => served.has(group.id) || !elsewhere(group))
}

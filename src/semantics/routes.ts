/** A subnet comes in; its effective routes and the next hops of any set of destinations go out: decided where the code decides them, every possibility where it does not. */
import type { Doubt } from '../eval/value.ts'
import { regionOf, type Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import { type PrefixNode, partFrom, partition } from '../net/longest-prefix.ts'
import { overlaps } from '../net/overlaps.ts'
import type { Interval, Intervals } from '../net/ranges.ts'
import { budget } from '../text/budget.ts'
import type { Atom } from './atoms.ts'
import { type AddressFamily, family4, family6 } from './family.ts'
import type { TagSnapshot } from './flow.ts'
import { createPlace, type Place } from './place.ts'
import { type Beaten, type Candidate, isPreferred, type NextHop, type Route, takesReserved } from './route.ts'
import { type Choice, type Contender, choose, isUnshaken, tableChoice, tableRoute } from './route-choice.ts'
import type { RouteOptions } from './route-collector.ts'
import { type Collected, collectRoutes } from './route-sources.ts'
import { createSite } from './site.ts'

export type { Beaten, NextHop, Route }

/** As the portal tells them: a route is in force or not, whether or not more specific ones leave it anything to lead. */
export interface EffectiveRoute {
  readonly route: Route
  readonly state: 'active' | 'inactive' | 'unsure'
  /** Why it is not in force, or may not be. */
  readonly beaten?: Beaten
  /** It decides some address, or may. */
  readonly leads: boolean
}

/** Destinations that go the same way. */
export interface Way<A> {
  readonly addresses: A
  /** One where it is decided; else each that is possible. */
  readonly hops: readonly NextHop[]
  /** The routes by which they go, or may go. */
  readonly routes: readonly Route[]
  /** What it depends on; empty where it is decided. */
  readonly doubts: readonly Doubt[]
}

export interface SubnetRoutes<T> {
  readonly effective: readonly EffectiveRoute[]
  /**
   * INVARIANT: the ways are disjoint and make up the set. Sets that are known by name are told apart where the question names them; service tags
   * and single addresses always, unless `whole`: then an address that one may hold goes either way. What `within` takes from a part is left out.
   */
  ways(destinations: AddressSet<T>, whole?: boolean, within?: (part: AddressSet<T>) => AddressSet<T>): readonly Way<AddressSet<T>>[]
}

type Status = 'in' | 'out' | 'perhaps' | 'open'

/** What contends beside known prefixes; equal keys are equal contenders. */
interface Others<T> {
  readonly key: string
  readonly contenders: readonly Contender<T>[]
}

interface Group<T> {
  readonly choice: Choice
  readonly ranges: Interval<T>[]
}

/** Told apart from the rest of the address space wherever a route leads to it: service tags, and single addresses. */
const isApart = (atom: Atom): boolean => atom.public === true || atom.single === true

/** In none of the sets that are known by name only. */
const isPlain = <T>(cell: AddressSet<T>[number]): boolean => cell.inside.length + cell.outside.length === 0

const rangesOf = <T extends number | bigint>(family: AddressFamily<T>, set: AddressSet<T>): Intervals<T> =>
  family.intervals.unite(...set.map((cell) => cell.ranges))

export const routesAt = <T extends number | bigint>(place: Place<T>, options: RouteOptions = {}): SubnetRoutes<T> => {
  const { family, addresses, site } = place
  const collected = collectRoutes(place, options)
  const exact = collected.candidates.filter((one): one is Candidate<T> & { readonly range: Interval<T> } => one.range !== undefined)
  const named = collected.candidates.filter((one) => one.range === undefined)
  const parts = partition(
    exact.map((candidate) => ({ range: candidate.range, value: candidate })),
    family.offset,
  )
  const atomsOf = named.map(({ must, may }) => [...new Set([...must, ...may].flatMap((cell) => [...cell.inside, ...cell.outside]))])
  /** Where each of them leads anything at all, and where it leads everything: the ranges say that, whatever the names stand for. */
  const [space] = family.everything
  const regions = overlaps(
    named.flatMap(({ must, may }) => [rangesOf(family, may), rangesOf(family, must.filter(isPlain))]),
    space!,
    family.offset,
  )
  const choices = new Map<PrefixNode<T, Candidate<T>> | undefined, Map<string, Choice>>()

  const choiceAt = (node: PrefixNode<T, Candidate<T>> | undefined, { key, contenders }: Others<T>): Choice => {
    const top = node === undefined ? undefined : tableRoute(node.values)
    const byTable = contenders.length === 0 && top !== undefined ? tableChoice(top) : undefined
    if (byTable !== undefined) return byTable
    let here = choices.get(node)
    if (here === undefined) choices.set(node, (here = new Map()))
    let choice = here.get(key)
    if (choice === undefined) {
      const all = [...contenders]
      // Beside it no other route to the prefix, or to a wider one, ever counts.
      const isAlone = top !== undefined && contenders.every(({ candidate }) => isUnshaken(candidate))
      if (isAlone) all.push({ candidate: top, sure: true })
      else for (let at = node; at !== undefined; at = at.within) for (const candidate of at.values) all.push({ candidate, sure: true })
      choice = choose(all)
      here.set(key, choice)
    }
    return choice
  }

  /** What contends in a region beside known prefixes. */
  const othersIn = (members: readonly number[], statuses: readonly Status[]): Others<T> => {
    const contenders: Contender<T>[] = []
    let key = ''
    for (const member of members) {
      const index = member >> 1
      const status = statuses[index]
      if (member % 2 === 1 || status === 'out') continue
      const sure = status === 'in' || (status === 'open' && members.includes(member + 1))
      contenders.push({ candidate: named[index]!, sure })
      key += `${index}${sure ? '!' : '?'}`
    }
    return { key, contenders }
  }

  /** Addresses of the set by the choice that they fall to. */
  const grouped = (set: AddressSet<T>, statuses: readonly Status[]): readonly Group<T>[] => {
    const groups = new Map<string, Group<T>>()
    const add = (choice: Choice, first: T, last: T): void => {
      const group = groups.get(choice.key)
      if (group === undefined) groups.set(choice.key, { choice, ranges: [{ first, last }] })
      else group.ranges.push({ first, last })
    }
    const others = new Map<readonly number[], Others<T>>()
    let region = 0
    for (const { first, last } of rangesOf(family, set)) {
      let index = partFrom(parts, first)
      for (let from: T | undefined = first; from !== undefined; ) {
        while (regions[region]!.range.last < from) region++
        while (index < parts.length && parts[index]!.range.last < from) index++
        const { range, members } = regions[region]!
        let here = others.get(members)
        if (here === undefined) others.set(members, (here = othersIn(members, statuses)))
        const part = parts[index]
        const inPart = part !== undefined && part.range.first <= from
        let end = last
        if (range.last < end) end = range.last
        if (inPart && part.range.last < end) end = part.range.last
        if (!inPart && part !== undefined && part.range.first <= end) end = family.offset(part.range.first, -1)
        add(choiceAt(inPart ? part.node : undefined, here), from, end)
        from = end < last ? family.offset(end, 1) : undefined
      }
    }
    return [...groups.values()]
  }

  const ways: SubnetRoutes<T>['ways'] = (destinations, whole = false, within = (part) => part) => {
    const mentioned = new Set(destinations.flatMap((cell) => [...cell.inside, ...cell.outside]))
    const divides = atomsOf.map(
      (atoms) => atoms.length > 0 && atoms.every((id) => mentioned.has(id) || (!whole && isApart(site.atoms.get(id)))),
    )
    const found = new Map<string, { readonly choice: Choice; readonly sets: AddressSet<T>[] }>()
    let splits = 0
    const tell = (choice: Choice, set: AddressSet<T>): void => {
      const same = found.get(choice.key)
      if (same === undefined) found.set(choice.key, { choice, sets: [set] })
      else same.sets.push(set)
    }
    const resolve = (given: readonly Status[], all: AddressSet<T>): void => {
      const set = within(all)
      if (set.length === 0) return
      const statuses = given.map((status, index): Status => {
        if (status !== 'open' || !divides[index]) return status
        const { must, may } = named[index]!
        if (must.length > 0 && addresses.covers(must, set)) return 'in'
        return addresses.meets(may, set) ? 'open' : 'out'
      })
      const index = statuses.findIndex((status, at) => status === 'open' && divides[at])
      const undecided: Interval<T>[] = []
      const [only, other] = set
      // What is grouped are ranges of the set: of a single cell nothing else has to be asked.
      const partOf = (ranges: Intervals<T>): AddressSet<T> =>
        only !== undefined && other === undefined ? [{ ...only, ranges }] : addresses.intersect(set, addresses.ofRanges(ranges))
      for (const { choice, ranges } of grouped(set, statuses)) {
        if (choice.isDecided || index === -1 || splits >= budget.routeSplits) tell(choice, partOf(family.intervals.unite(ranges)))
        else undecided.push(...ranges)
      }
      if (undecided.length === 0) return
      splits++
      const part = partOf(family.intervals.unite(undecided))
      const { must, may } = named[index]!
      const beyond = addresses.subtract(part, must)
      resolve(statuses.with(index, 'in'), addresses.intersect(part, must))
      resolve(statuses.with(index, 'perhaps'), addresses.intersect(beyond, may))
      resolve(statuses.with(index, 'out'), addresses.subtract(beyond, may))
    }
    resolve(
      named.map(() => 'open'),
      destinations,
    )
    return [...found.values()].map(({ choice, sets }) => ({
      addresses: sets.length === 1 ? sets[0]! : addresses.unite(...sets),
      hops: choice.hops,
      routes: choice.routes,
      doubts: choice.doubts,
    }))
  }

  let effective: readonly EffectiveRoute[] | undefined
  return {
    ways,
    get effective() {
      effective ??= statesOf(
        collected,
        parts.map(({ node }) => node),
        new Set(
          grouped(
            place.any,
            named.map(() => 'open'),
          ).flatMap(({ choice }) => choice.routes),
        ),
      )
      return effective
    },
  }
}

/** Why a candidate is not in force, or may not be, beside others whose prefixes are known. */
const stateOf = <T extends number | bigint>(
  candidate: Candidate<T>,
  node: PrefixNode<T, Candidate<T>> | undefined,
): Pick<EffectiveRoute, 'state' | 'beaten'> => {
  const { route } = candidate
  let unsure: Beaten | undefined
  const against = (other: Candidate<T>, reason: 'same-prefix' | 'system-preferred' | 'space-covers'): Beaten | undefined => {
    const beaten: Beaten = { reason, by: other.route }
    if (other.certain) return beaten
    unsure ??= beaten
    return undefined
  }
  for (const other of node?.values ?? []) {
    const beaten = other.rank > candidate.rank ? against(other, 'same-prefix') : undefined
    if (beaten !== undefined) return { state: 'inactive', beaten }
  }
  const isGateway = route.source === 'gateway'
  if (isGateway || route.sort === 'reserved')
    for (let at = node; at !== undefined; at = at.within)
      for (const other of at.values) {
        const counts = isGateway ? isPreferred(other.route) : takesReserved(other.route)
        const beaten = counts ? against(other, isGateway ? 'system-preferred' : 'space-covers') : undefined
        if (beaten !== undefined) return { state: 'inactive', beaten }
      }
  return unsure !== undefined ? { state: 'unsure', beaten: unsure } : { state: candidate.certain ? 'active' : 'unsure' }
}

const statesOf = <T extends number | bigint>(
  { candidates, beaten }: Collected<T>,
  nodes: readonly PrefixNode<T, Candidate<T>>[],
  leading: ReadonlySet<Route>,
): readonly EffectiveRoute[] => {
  const nodeOf = new Map<Candidate<T>, PrefixNode<T, Candidate<T>>>()
  const note = (node: PrefixNode<T, Candidate<T>> | undefined): void => {
    for (let at = node; at !== undefined; at = at.within) {
      if (at.values[0] !== undefined && nodeOf.has(at.values[0])) return
      for (const value of at.values) nodeOf.set(value, at)
    }
  }
  for (const node of nodes) note(node)
  const order = { active: 2, unsure: 1, inactive: 0 } as const
  const found = new Map<Route, EffectiveRoute>()
  for (const candidate of candidates) {
    const { route } = candidate
    const state = stateOf(candidate, nodeOf.get(candidate))
    const before = found.get(route)
    // One route may have many prefixes; it is in force where one of them is.
    if (before === undefined || order[state.state] > order[before.state]) found.set(route, { route, ...state, leads: leading.has(route) })
  }
  for (const [route, why] of beaten) found.set(route, { route, state: 'inactive', beaten: why, leads: false })
  return [...found.values()].sort((a, b) => a.route.id - b.route.id)
}

export interface RoutesRequest extends RouteOptions {
  readonly snapshot?: TagSnapshot
}

const placeOf = <T extends number | bigint>(network: Network, subnet: Subnet, family: AddressFamily<T>, request: RoutesRequest): Place<T> =>
  createPlace(createSite(network, { subnet, region: regionOf(subnet, network) }, request.snapshot), family)

/** Of IPv6 only where the subnet or its network has it. */
export const effectiveRoutes = (network: Network, subnet: Subnet, request: RoutesRequest = {}): readonly EffectiveRoute[] => {
  const four = routesAt(placeOf(network, subnet, family4, request), request).effective
  const hasSix = subnet.prefixes.known && subnet.prefixes.value.some((term) => term.kind === 'range' && term.range.family === 6)
  if (!hasSix) return four
  const six = routesAt(placeOf(network, subnet, family6, request), request).effective
  return [...four, ...six.filter(({ route }) => route.destination.includes(':'))]
}

/** Where packets from the subnet to these addresses go. */
export const nextHop = (
  network: Network,
  subnet: Subnet,
  destinations: readonly AddressRange[],
  request: RoutesRequest = {},
): readonly Way<readonly AddressRange[]>[] => {
  const of = <T extends number | bigint>(family: AddressFamily<T>): readonly Way<readonly AddressRange[]>[] => {
    const ranges = family.pick(destinations)
    if (ranges.length === 0) return []
    const place = placeOf(network, subnet, family, request)
    return routesAt(place, request)
      .ways(place.addresses.ofRanges(ranges), true)
      .map((way) => ({
        ...way,
        addresses: way.addresses.flatMap((cell) => cell.ranges.map(({ first, last }) => family.range(first, last))),
      }))
  }
  return [...of(family4), ...of(family6)]
}

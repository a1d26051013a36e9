/** Where the routes of a subnet are noted as they are found: by prefix where that is known, else by what is known of their addresses. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Fact } from '../model/entity.ts'
import type { RouteTable } from '../model/kinds/route-table.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import { type AddressRange, formatRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import type { Interval } from '../net/ranges.ts'
import { readPrefixes } from './extents.ts'
import type { Learned } from './gateway-routes.ts'
import type { Home } from './gateway-spaces.ts'
import type { Place } from './place.ts'
import type { Candidate, Route } from './route.ts'

export interface RouteOptions {
  /** What gateways learn by BGP, where that is said; else it is not known. */
  readonly learned?: readonly Learned[]
}

/** Notes routes as they are found. */
export interface Collector<T extends number | bigint> {
  readonly place: Place<T>
  readonly options: RouteOptions
  route(facts: Omit<Route, 'id'>): Route
  /** A prefix that is known. */
  prefix(route: Route, range: AddressRange, rank: number): void
  /** Addresses that are known by name only, or whose prefixes are not known. */
  set(route: Route, bounds: { readonly must: AddressSet<T>; readonly may: AddressSet<T>; readonly lengths: Lengths }, rank: number): void
  /** An address list of the model, each part a route. */
  extents(
    space: Fact<readonly AddressTerm[]>,
    of: VirtualNetwork,
    make: (destination: string, doubts: readonly Doubt[]) => Route,
    rank: number,
  ): void
  /** What `note` notes, which must depend on the table, the family and the numbers given so far alone: subnets of one table mostly come one after another. */
  shared(table: RouteTable, note: () => void): void
}

interface Shared {
  readonly table: RouteTable
  readonly family: 4 | 6
  readonly from: number
  readonly next: number
  readonly candidates: readonly unknown[]
}

const latest = new WeakMap<Network, Shared>()

/** Without an end: to a single address. */
export type Lengths = readonly [shortest: number, longest: number]
export const anyLength: Lengths = [0, Number.POSITIVE_INFINITY]

/** A virtual network whose routes the subnet has. */
export type Around = Home

/** Length of the prefix that the range is. */
export const lengthOf = <T extends number | bigint>({ first, last }: Interval<T>): number =>
  typeof last === 'number' ? 32 - Math.log2(last - Number(first) + 1) : 129 - (BigInt(last) - BigInt(first) + 1n).toString(2).length

const nowhere: readonly never[] = []

export const createCollector = <T extends number | bigint>(
  place: Place<T>,
  options: RouteOptions,
  candidates: Candidate<T>[],
): Collector<T> => {
  const { family, addresses, site } = place
  let next = 0
  const collector: Collector<T> = {
    place,
    options,
    route: (facts) => ({ id: next++, ...facts }),
    prefix: (route, range, rank) => {
      if (range.family !== family.family) return
      const interval: Interval<T> = { first: range.first as T, last: range.last as T }
      const length = lengthOf(interval)
      candidates.push({
        route,
        range: interval,
        must: nowhere,
        may: nowhere,
        shortest: length,
        longest: length,
        rank,
        certain: route.certain,
      })
    },
    set: (route, { must, may, lengths: [shortest, longest] }, rank) => {
      const known = longest === Number.POSITIVE_INFINITY ? family.bits : longest
      if (may.length > 0) candidates.push({ route, must, may, shortest, longest: known, rank, certain: route.certain })
    },
    extents: (space, of, make, rank) => {
      for (const extent of readPrefixes(site.atoms, space, { id: `space:${of.id}`, name: `virtual network \`${of.id}\`` }, undefined))
        if ('range' in extent) collector.prefix(make(formatRange(extent.range), []), extent.range, rank)
        else {
          const atom = site.atoms.get(extent.atom)
          const set = addresses.ofAtom(extent.atom, family.everything)
          collector.set(
            make(`addresses of ${atom.name}`, atom.doubts),
            { must: set, may: set, lengths: [1, Number.POSITIVE_INFINITY] },
            rank,
          )
        }
    },
    shared: (table, note) => {
      const before = latest.get(site.network)
      if (before?.table === table && before.family === family.family && before.from === next) {
        for (const candidate of before.candidates) candidates.push(candidate as Candidate<T>)
        next = before.next
        return
      }
      const [start, from] = [candidates.length, next]
      note()
      latest.set(site.network, { table, family: family.family, from, next, candidates: candidates.slice(start) })
    },
  }
  return collector
}

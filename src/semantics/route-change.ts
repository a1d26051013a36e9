/** A network before and after a change of its code comes in; whether it leads packets elsewhere for some destinations alone goes out: exact, or no. */

import type { LinkOption } from '../model/entity.ts'
import type { RouteTable } from '../model/kinds/route-table.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import { parseAddressRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import { family4 } from './family.ts'
import type { FlowTerm, Point, TagSnapshot } from './flow.ts'
import { createPlace, type Place } from './place.ts'
import { hopKey, type NextHop } from './route.ts'
import { routesAt } from './routes.ts'
import { createSite } from './site.ts'

/** Destinations, tags or prefixes, that one point may newly lead to Internet. */
export interface Redirected {
  readonly point: Point
  readonly destinations: readonly string[]
}

/** Places in the code take no part. */
const unplaced = (key: string, value: unknown): unknown => {
  if (key === 'origin' || key === 'span' || key === 'sensitive') return undefined
  return typeof value === 'bigint' ? String(value) : value
}

const tableSignature = (table: RouteTable, network: Network): string => {
  const { routes, more } = network.routing.routesIn(table)
  const lines = routes.map((route) => JSON.stringify(route, unplaced)).sort()
  return [JSON.stringify([table.presence, table.open, table.propagation, more], unplaced), ...lines].join('\n')
}

const optionKey = (option: LinkOption<RouteTable>): string =>
  option.to === 'entity' ? option.entity.id : option.to === 'external' ? `external ${option.identity}` : 'none'

/** Ids of the tables that are not the same in both, and of the subnets that they lead, or that have another table. */
export const changedRoutes = (before: Network, after: Network): ReadonlySet<string> => {
  const found = new Set<string>()
  const old = new Map(before.ofKind('route-table').map((table) => [table.id, tableSignature(table, before)]))
  for (const table of after.ofKind('route-table')) {
    if (old.get(table.id) !== tableSignature(table, after)) found.add(table.id)
    old.delete(table.id)
  }
  for (const id of old.keys()) found.add(id)
  const tables = new Set(found)
  const was = new Map(before.ofKind('subnet').map((subnet) => [subnet.id, before.routing.routeTableOf(subnet).options]))
  for (const subnet of after.ofKind('subnet')) {
    const [then, now] = [was.get(subnet.id), after.routing.routeTableOf(subnet).options]
    const isSame = then !== undefined && then.map(optionKey).join('\n') === now.map(optionKey).join('\n')
    if (!isSame || now.some((option) => option.to === 'entity' && tables.has(option.entity.id))) found.add(subnet.id)
    was.delete(subnet.id)
  }
  for (const id of was.keys()) found.add(id)
  return found
}

const termOf = (text: string): FlowTerm | undefined => {
  if (/^[A-Za-z]/.test(text)) return { kind: 'tag', tag: text, atRegion: false }
  const range = parseAddressRange(text)
  // Of IPv6 nothing is compared.
  return 'problem' in range || range.family === 6 ? undefined : { kind: 'range', range }
}

const hopsKey = (hops: readonly NextHop[]): string =>
  hops
    .map((hop) => hopKey(hop) ?? `unknown ${hop.kind}`)
    .sort()
    .join('\n')

const placeOf = (network: Network, point: Point, snapshot: TagSnapshot | undefined): Place<number> =>
  createPlace(createSite(network, point, snapshot), family4)

const staysAt = (change: Change, point: Point, subnet: Subnet): boolean => {
  const [then, now] = [
    placeOf(change.before, point, change.snapshot),
    placeOf(change.after, { ...point, subnet }, change.snapshot),
  ] as const
  const terms = change.redirected.filter((one) => one.point.subnet.id === subnet.id).flatMap(({ destinations }) => destinations.map(termOf))
  if (terms.some((term) => term === undefined)) return false
  const wanted = terms.flatMap((term) => term ?? [])
  const rest = (place: Place<number>): AddressSet<number> => place.addresses.subtract(place.any, place.terms(wanted))
  const { addresses } = now
  const was = routesAt(then).ways(rest(then))
  const is = routesAt(now).ways(rest(now))
  for (const one of was)
    for (const other of is) if (hopsKey(one.hops) !== hopsKey(other.hops) && addresses.meets(one.addresses, other.addresses)) return false
  // What routes put into `VirtualNetwork` may let packets pass that a group denied.
  const { options } = change.after.nsgOf(subnet)
  const isFree = options.every((option) => option.to === 'none') && change.after.interfacesIn(subnet).length === 0
  return isFree || addresses.covers(then.tag('VirtualNetwork', subnet.span), now.tag('VirtualNetwork', subnet.span))
}

export interface Change {
  readonly before: Network
  readonly after: Network
  readonly snapshot: TagSnapshot | undefined
  readonly redirected: readonly Redirected[]
}

/** Packets to all but the redirected destinations go, from every subnet, where they went. */
export const leadsElsewhereOnly = (change: Change): boolean => {
  const changed = changedRoutes(change.before, change.after)
  if (changed.size === 0) return true
  const old = new Map(change.before.ofKind('subnet').map((subnet) => [subnet.id, subnet]))
  return change.after.ofKind('subnet').every((subnet) => {
    if (!changed.has(subnet.id)) return true
    const was = old.get(subnet.id)
    const region = change.redirected.find(({ point }) => point.subnet.id === subnet.id)?.point.region
    return (
      was !== undefined &&
      staysAt(change, { subnet: was, region: region ?? { known: false, doubts: [], origin: { span: was.span } } }, subnet)
    )
  })
}

/** A point comes in; where its packets to public addresses go comes out, computed once for all subnets that are led alike there. */
import { apartInFiles } from '../azure/tag-relations.ts'
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Fact } from '../model/entity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import type { AddressSet, Cell } from '../net/cells.ts'
import { budget } from '../text/budget.ts'
import { family4 } from './family.ts'
import type { Point, TagSnapshot } from './flow.ts'
import { createPlace, type Place } from './place.ts'
import { hopKey } from './route.ts'
import { routesAt, type Way } from './routes.ts'
import { createSite } from './site.ts'

type Way4 = Way<AddressSet<number>>

/** IPv4. Sets of the place are meant for public addresses: what is near may be of another subnet that is led alike. */
export interface Routed {
  readonly place: Place<number>
  /** Where packets to the set go: ways of one next hop are one, the routes that lead most of it first. */
  ways(set: AddressSet<number>): Led
  /** Each by its own routes. */
  byRoute(set: AddressSet<number>): readonly Way4[]
}

/** `widest`: addresses that one of its routes leads by itself, service tags apart. */
export type LedWay = Way4 & { readonly widest: number }

export interface Led {
  readonly ways: readonly LedWay[]
  /** What would be in two service tags at once was left out, where no published file has an address in both. */
  readonly leansOnFiles: boolean
}

/** Of such parts it takes a file of service tags to say more. */
const sharesNames = (place: Place<number>, inside: readonly string[]): boolean => {
  if (inside.length < 2) return false
  const tags = inside.flatMap((id) => place.site.atoms.get(id).tag ?? [])
  return tags.some((tag, index) => tags.slice(index + 1).some((other) => apartInFiles(tag, other)))
}

export const withoutSharedNames = (place: Place<number>, set: AddressSet<number>): AddressSet<number> =>
  set.some((cell) => sharesNames(place, cell.inside)) ? set.filter((cell) => !sharesNames(place, cell.inside)) : set

/** Addresses of the way, and those of them that no service tag names. */
const sizesOf = ({ addresses }: Way4): { readonly size: number; readonly plain: number } => {
  let size = 0
  let plain = 0
  for (const { ranges, inside } of addresses)
    for (const { first, last } of ranges) {
      size += last - first + 1
      if (inside.length === 0) plain += last - first + 1
    }
  return { size, plain }
}

/** Routes that a merged way keeps, those first that lead most of it: more are never told. */
const routesKept = 32

/** In the order of the code. */
const startOf = ({ routes }: Way4): number => routes[0]?.spans[0]?.start ?? 0

const doubtKey = ({ what, span }: Doubt): string => `${what} ${span.file.path}:${span.start}`

/** Disjoint ways with the same next hops that depend on the same become one. */
const merged = (ways: readonly Way4[]): readonly LedWay[] => {
  const groups = new Map<string, Way4[]>()
  for (const [index, way] of ways.entries()) {
    const keys = way.hops.map(hopKey)
    const key = keys.includes(undefined) ? `unknown ${index}` : [...keys, ...way.doubts.map(doubtKey)].sort().join('\n')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [way])
    else group.push(way)
  }
  return [...groups.values()].map((group) => {
    const sized = group.map((way) => ({ way, ...sizesOf(way) }))
    const widest = sized.reduce((most, { plain }) => Math.max(most, plain), 0)
    if (group.length === 1) return { ...group[0]!, widest }
    sized.sort((a, b) => b.size - a.size || startOf(a.way) - startOf(b.way))
    const routes = new Set<Way4['routes'][number]>()
    for (const { way } of sized) {
      for (const route of way.routes) routes.add(route)
      if (routes.size >= routesKept) break
    }
    const cells = new Map<string, Cell<number>[]>()
    for (const { addresses } of group)
      for (const cell of addresses) {
        const key = `${cell.inside.join('\n')}\n\n${cell.outside.join('\n')}`
        const same = cells.get(key)
        if (same === undefined) cells.set(key, [cell])
        else same.push(cell)
      }
    const addresses = [...cells.values()].map((same) => ({
      ...same[0]!,
      ranges: family4.intervals.unite(...same.map((cell) => cell.ranges)),
    }))
    return { addresses, hops: group[0]!.hops, routes: [...routes], doubts: group[0]!.doubts, widest }
  })
}

const routedIn = (place: Place<number>): Routed => {
  const routes = routesAt(place)
  const asked = new Map<string, Led>()
  const apart = new Map<string, readonly Way4[]>()
  const ask = (set: AddressSet<number>): { readonly ways: readonly Way4[]; readonly leansOnFiles: boolean } => {
    let leansOnFiles = false
    const ways = routes.ways(set, false, (part) => {
      const left = withoutSharedNames(place, part)
      leansOnFiles ||= left !== part
      return left
    })
    return { ways, leansOnFiles }
  }
  return {
    place,
    ways: (set) => {
      const key = JSON.stringify(set)
      let found = asked.get(key)
      if (found === undefined) {
        const { ways, leansOnFiles } = ask(set)
        asked.set(key, (found = { ways: merged(ways), leansOnFiles }))
      }
      return found
    },
    byRoute: (set) => {
      const key = JSON.stringify(set)
      let found = apart.get(key)
      if (found === undefined) apart.set(key, (found = ask(set).ways))
      return found
    },
  }
}

const isPrivate = (space: Fact<readonly AddressTerm[]>): boolean =>
  space.known &&
  space.value.every(
    (term) => term.kind === 'range' && (term.range.family === 6 || !family4.intervals.meets(family4.public, family4.pick([term.range]))),
  )

/** Private endpoints of the network have private addresses, whichever they are. */
const hasNearEndpoints = ({ routing }: Network, network: VirtualNetwork): boolean =>
  routing.hiddenEndpointsIn(network).length === 0 &&
  routing
    .endpointsIn(network)
    .every(
      ({ entity, subnet }) =>
        isPrivate(subnet.prefixes) && isPrivate({ known: true, value: entity.addresses.filter(isRange), origin: { span: entity.span } }),
    )

const isRange = (term: AddressTerm): boolean => term.kind === 'range'

const quiet = new WeakMap<VirtualNetwork, boolean>()

/** Nothing but the table and the endpoints of its subnets leads packets of the network to public addresses. */
const isQuiet = (network: Network, home: VirtualNetwork): boolean => {
  let found = quiet.get(home)
  if (found === undefined) {
    const { routing } = network
    found =
      !home.open &&
      isPrivate(home.addressSpace) &&
      routing.besides(home).length + routing.gatewaysIn(home).length === 0 &&
      hasNearEndpoints(network, home) &&
      routing.peeringsOf(home).every(({ own, network: { options } }) => {
        const uses = own?.switches.useRemoteGateways
        const isOff = uses?.known === true && !uses.value
        return (
          isOff &&
          options.every(
            (option) => option.to === 'entity' && isPrivate(option.entity.addressSpace) && hasNearEndpoints(network, option.entity),
          )
        )
      })
    quiet.set(home, found)
  }
  return found
}

/** Equal for subnets whose packets to public addresses are led alike; undefined where something of their own may lead them. */
const aliasOf = (network: Network, { subnet }: Point): string | undefined => {
  const home = network.link(subnet.virtualNetwork, 'virtual-network').options
  const table = network.routing.routeTableOf(subnet).options
  const [first, second] = [home[0], table[0]]
  if (home.length !== 1 || first?.to !== 'entity' || table.length !== 1 || second === undefined || second.to === 'external')
    return undefined
  if (subnet.open || !subnet.presence.certain || network.routing.changesOf(subnet).length > 0) return undefined
  const { serviceEndpoints } = subnet
  if (!serviceEndpoints.known) return undefined
  // Where the space is not wholly known, the subnet's own prefix is what is known of it.
  const space = first.entity.addressSpace
  if (!space.known || space.value.some((term) => term.kind === 'atom')) return undefined
  return JSON.stringify([
    isQuiet(network, first.entity) ? null : first.entity.id,
    second.to === 'entity' ? second.entity.id : null,
    [...serviceEndpoints.value].sort(),
  ])
}

interface Cache {
  readonly snapshot: TagSnapshot | undefined
  readonly byKey: Map<string, Routed>
}

const caches = new WeakMap<Network, Cache>()

export const routedAt = (network: Network, snapshot: TagSnapshot | undefined, point: Point): Routed => {
  let cache = caches.get(network)
  if (cache === undefined || cache.snapshot !== snapshot) caches.set(network, (cache = { snapshot, byKey: new Map() }))
  const alias = point.region.known ? aliasOf(network, point) : undefined
  const region = point.region.known ? point.region.value : [point.region.pieces ?? null]
  const key = JSON.stringify([alias ?? ['alone', point.subnet.id], region])
  const before = cache.byKey.get(key)
  const found = before ?? routedIn(createPlace(createSite(network, { subnet: point.subnet, region: point.region }, snapshot), family4))
  // Subnets that are led alike mostly come one after another: the oldest is the least wanted.
  cache.byKey.delete(key)
  cache.byKey.set(key, found)
  const [oldest] = cache.byKey.keys()
  if (oldest !== undefined && cache.byKey.size > budget.routedPoints) cache.byKey.delete(oldest)
  return found
}

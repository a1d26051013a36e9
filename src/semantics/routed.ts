/** A point comes in; what leads its packets away goes out, computed once for all subnets that are led alike. */
import type { Network } from '../model/network.ts'
import { family4 } from './family.ts'
import type { Point, TagSnapshot } from './flow.ts'
import { createPlace, type Place } from './place.ts'
import { routesAt, type SubnetRoutes } from './routes.ts'
import { createSite } from './site.ts'

/** IPv4. Sets of the place are meant for the far end: the near one may be of another subnet that is led alike. */
export interface Routed {
  readonly place: Place<number>
  readonly routes: SubnetRoutes<number>
}

const known = new WeakMap<Network, { readonly snapshot: TagSnapshot | undefined; readonly byKey: Map<string, Routed> }>()

/** Equal for subnets of one network with one table and nothing of their own that leads packets; undefined where something may be. */
const aliasOf = (network: Network, { subnet }: Point): string | undefined => {
  const home = network.link(subnet.virtualNetwork, 'virtual-network').options
  const table = network.routing.routeTableOf(subnet).options
  const [first, second] = [home[0], table[0]]
  if (home.length !== 1 || first?.to !== 'entity' || table.length !== 1 || second === undefined || second.to === 'external')
    return undefined
  if (subnet.open || !subnet.presence.certain || network.routing.changesOf(subnet).length > 0) return undefined
  const { serviceEndpoints } = subnet
  if (!serviceEndpoints.known || serviceEndpoints.value.length > 0) return undefined
  // Where the space is not wholly known, the subnet's own prefix is what is known of it.
  const space = first.entity.addressSpace
  if (!space.known || space.value.some((term) => term.kind === 'atom')) return undefined
  return JSON.stringify([first.entity.id, second.to === 'entity' ? second.entity.id : null])
}

export const routedAt = (network: Network, snapshot: TagSnapshot | undefined, point: Point): Routed => {
  let cache = known.get(network)
  if (cache === undefined || cache.snapshot !== snapshot) known.set(network, (cache = { snapshot, byKey: new Map() }))
  const alias = point.region.known ? aliasOf(network, point) : undefined
  const region = point.region.known ? point.region.value : [point.region.pieces ?? null]
  const key = JSON.stringify([alias ?? ['alone', point.subnet.id], region])
  let found = cache.byKey.get(key)
  if (found === undefined) {
    const place = createPlace(createSite(network, { subnet: point.subnet, region: point.region }, snapshot), family4)
    cache.byKey.set(key, (found = { place, routes: routesAt(place) }))
  }
  return found
}

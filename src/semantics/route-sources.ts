/** A subnet comes in; every route that it has, or may have, goes out: Azure's own, those of its table, of peers, gateways and endpoints. */
import { hostAddress, metadataAddress, privateSpace, sharedSpace } from '../azure/address-space.ts'
import { endpointTag, widerThanServices } from '../azure/service-endpoints.ts'
import { findTag } from '../azure/service-tags.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { regionOf } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { type AddressRange, everyAddress4, everyAddress6, formatRange, parseAddressRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import type { Interval } from '../net/ranges.ts'
import type { Span } from '../text/source.ts'
import { gatewayRoutes } from './gateway-routes.ts'
import type { Place } from './place.ts'
import { type Beaten, type Candidate, type NextHop, type Route, ranks } from './route.ts'
import { type Around, anyLength, type Collector, createCollector, type Lengths, lengthOf, type RouteOptions } from './route-collector.ts'
import { userRoutes } from './user-routes.ts'

export interface Collected<T> {
  readonly candidates: readonly Candidate<T>[]
  /** Routes that there would be, and that surely are not in force. */
  readonly beaten: ReadonlyMap<Route, Beaten>
}

const read = (texts: readonly string[]): readonly AddressRange[] =>
  texts.flatMap((text) => {
    const range = parseAddressRange(text)
    return 'problem' in range ? [] : [range]
  })
const reserved = read([...privateSpace, sharedSpace])
const platform = read([hostAddress, metadataAddress])

const covers = <T extends number | bigint>(outer: Interval<T>, inner: Interval<T>): boolean =>
  outer.first <= inner.first && inner.last <= outer.last

const system = (
  sort: Route['sort'],
  destination: string,
  hop: NextHop,
  more: { readonly certain?: boolean; readonly doubts?: readonly Doubt[]; readonly spans?: readonly Span[] } = {},
): Omit<Route, 'id'> => ({
  source: 'system',
  sort,
  destination,
  nextHops: [hop],
  certain: more.certain ?? true,
  doubts: more.doubts ?? [],
  spans: more.spans ?? [],
})

/** What Azure gives every subnet. */
const basics = <T extends number | bigint>(to: Collector<T>): void => {
  const { family, site } = to.place
  if (family.family === 4) {
    for (const range of platform) to.prefix(to.route(system('platform', formatRange(range), { kind: 'platform' })), range, ranks.platform)
    to.prefix(to.route(system('default', '0.0.0.0/0', { kind: 'internet' })), everyAddress4, ranks.default)
    for (const range of reserved) to.prefix(to.route(system('reserved', formatRange(range), { kind: 'none' })), range, ranks.reserved)
    return
  }
  // Nothing is documented of the default routes of IPv6.
  const doubts: readonly Doubt[] = [{ reason: 'unsupported', what: 'default routes of IPv6', span: site.point.subnet.span }]
  to.prefix(to.route(system('default', '::/0', { kind: 'internet' }, { certain: false, doubts })), everyAddress6, ranks.default)
}

/** The subnet's own virtual network, or those that it may be of. */
const ownNetworks = <T extends number | bigint>(to: Collector<T>): readonly Around[] => {
  const { site, family, addresses } = to.place
  const { subnet } = site.point
  const link = site.network.link(subnet.virtualNetwork, 'virtual-network')
  const alone = link.options.length === 1
  const found: Around[] = []
  const hop: NextHop = { kind: 'virtual-network' }
  for (const option of link.options) {
    if (option.to === 'entity') {
      const network = option.entity
      found.push({ network, certain: alone, doubts: link.doubts })
      const make = (destination: string, doubts: readonly Doubt[]): Route =>
        to.route(
          system('virtual-network', destination, hop, { certain: alone, doubts: mergeDoubts(doubts, link.doubts), spans: [network.span] }),
        )
      to.extents(network.addressSpace, network, make, ranks['virtual-network'])
    } else if (option.to === 'external') {
      const id = site.atoms.add({
        id: `space:${option.identity}`,
        name: `the virtual network of \`${subnet.id}\``,
        network: true,
        inhabited: true,
        doubts: link.doubts,
      })
      const set = addresses.ofAtom(id, family.everything)
      const route = to.route(
        system('virtual-network', `the virtual network of ${subnet.id}`, hop, {
          certain: alone,
          doubts: link.doubts,
          spans: [subnet.span],
        }),
      )
      to.set(route, { must: set, may: set, lengths: [1, Number.POSITIVE_INFINITY] }, ranks['virtual-network'])
    }
  }
  // Whatever its virtual network's space is, the subnet is in it.
  const space = found.length === 1 && alone ? found[0]!.network.addressSpace : undefined
  if (space?.known !== true || space.value.some((term) => term.kind === 'atom'))
    for (const term of subnet.prefixes.known ? subnet.prefixes.value : [])
      if (term.kind === 'range') {
        const [range] = family.pick([term.range])
        if (range === undefined) continue
        const set = addresses.ofRanges([range])
        const route = to.route(system('virtual-network', `prefix around ${formatRange(term.range)}`, hop, { spans: [term.origin.span] }))
        to.set(route, { must: set, may: set, lengths: [1, lengthOf(range)] }, ranks['virtual-network'])
      }
  return found
}

/** Peers of the network, as far as this run tells who they are. */
const peersOf = <T extends number | bigint>(to: Collector<T>, own: Around): readonly Around[] => {
  const { site, family, addresses } = to.place
  const peers: Around[] = []
  for (const side of site.network.routing.peeringsOf(own.network)) {
    const spans = [(side.own ?? side.other)?.span].filter((span) => span !== undefined)
    for (const option of side.network.options) {
      if (option.to === 'none') continue
      const certain = own.certain && side.certain
      const doubts = certain ? [] : mergeDoubts(side.doubts, side.network.doubts, own.certain ? [] : own.doubts)
      if (option.to === 'entity') {
        const network = option.entity
        if (network === own.network) continue
        peers.push({ network, certain, doubts })
        const hop: NextHop = { kind: 'vnet-peering', network: { options: [option], origin: side.network.origin, doubts: [] } }
        const make = (destination: string, why: readonly Doubt[]): Route =>
          to.route(system('peering', destination, hop, { certain, doubts: mergeDoubts(doubts, why), spans }))
        to.extents(network.addressSpace, network, make, ranks.peering)
      } else {
        const id = site.atoms.add({
          id: `space:${option.identity}`,
          name: 'a virtual network that is not declared here',
          network: true,
          doubts,
        })
        const hop: NextHop = { kind: 'vnet-peering', network: side.network }
        const route = to.route(system('peering', 'a virtual network that is not declared here', hop, { certain: false, doubts, spans }))
        const set = addresses.ofAtom(id, family.everything)
        to.set(route, { must: set, may: set, lengths: [1, Number.POSITIVE_INFINITY] }, ranks.peering)
      }
    }
  }
  return peers
}

const serviceEndpoints = <T extends number | bigint>(to: Collector<T>): void => {
  const { place } = to
  const { site, addresses } = place
  const { subnet } = site.point
  const { serviceEndpoints: fact } = subnet
  const region = regionOf(subnet, site.network)
  const changes = site.network.routing.changesOf(subnet)
  const lengths: Lengths = [widerThanServices + 1, Number.POSITIVE_INFINITY]
  const one = (service: string, sure: boolean, why: readonly Doubt[]): void => {
    const base = endpointTag(service)
    const span = fact.origin.span
    if (base === undefined) {
      const doubts = mergeDoubts(why, [{ reason: 'unsupported', what: `the service endpoint \`${service}\``, span }])
      const route = to.route(
        system('service-endpoint', service, { kind: 'service-endpoint', service }, { certain: false, doubts, spans: [span] }),
      )
      to.set(route, { must: [], may: place.internet, lengths }, ranks['service-endpoint'])
      return
    }
    const may = place.tag(base, span)
    const own = region.known && findTag(`${base}.${region.value}`) !== undefined ? place.tag(`${base}.${region.value}`, span) : undefined
    const must = own === undefined ? place.terms([{ kind: 'tag', tag: base, atRegion: true }]) : own
    const within = addresses.intersect(must, may)
    // Which regions an endpoint reaches differs by service: https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview
    const what = `which addresses of \`${base}\` the service endpoint \`${service}\` leads`
    const doubts = mergeDoubts(why, region.known ? [] : region.doubts, [{ reason: 'unsupported', what, span }])
    const route = to.route(
      system('service-endpoint', base, { kind: 'service-endpoint', service }, { certain: sure, doubts, spans: [span] }),
    )
    to.set(route, { must: within, may, lengths }, ranks['service-endpoint'])
  }
  const sure = subnet.presence.certain && changes.length === 0
  if (fact.known) for (const service of fact.value) one(service, sure, changes)
  else if (fact.among !== undefined) for (const service of new Set(fact.among.flat())) one(service, false, fact.doubts)
  if ((!fact.known && fact.among === undefined) || changes.length > 0) {
    const doubts = fact.known ? changes : mergeDoubts(fact.doubts, changes)
    const hop: NextHop = { kind: 'unknown' }
    const route = to.route(
      system('service-endpoint', 'services with an endpoint', hop, { certain: false, doubts, spans: [fact.origin.span] }),
    )
    to.set(route, { must: [], may: place.internet, lengths }, ranks['service-endpoint'])
  }
}

/** A route to each private endpoint, in its virtual network and those peered with it: https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy */
const privateEndpoints = <T extends number | bigint>(
  to: Collector<T>,
  networks: readonly Around[],
  candidates: readonly Candidate<T>[],
  beaten: Map<Route, Beaten>,
): void => {
  const { site, family, addresses } = to.place
  const users = candidates.filter(({ route }) => route.source === 'user')
  const all = addresses.ofRanges(family.everything)
  for (const { network, certain: there, doubts: why } of networks) {
    const { addressSpace } = network
    const spaces = addressSpace.known
      ? addressSpace.value.map((term) => (term.kind === 'range' ? family.pick([term.range])[0] : undefined))
      : [undefined]
    for (const { entity, subnet, certain: placed, doubts: unplaced } of site.network.routing.endpointsIn(network)) {
      const changes = site.network.routing.changesOf(subnet)
      const policies =
        changes.length > 0 && subnet.routePolicies.known ? undefined : subnet.routePolicies.known ? subnet.routePolicies.value : undefined
      const policyDoubts = mergeDoubts(subnet.routePolicies.known ? [] : subnet.routePolicies.doubts, changes)
      const certain = there && placed
      const doubts = mergeDoubts(why, unplaced)
      const hop: NextHop = { kind: 'private-endpoint', endpoint: entity }
      const inSubnet = subnet.prefixes.known
        ? subnet.prefixes.value.flatMap((term) => (term.kind === 'range' ? family.pick([term.range]) : []))
        : []
      const isBound = subnet.prefixes.known && subnet.prefixes.value.every((term) => term.kind === 'range')
      const bound = isBound ? addresses.ofRanges(family.intervals.unite(inSubnet)) : all
      /** Whether routes of the user put the endpoint's own out of force. */
      const invalidated = (
        where: Interval<T> | undefined,
      ): { readonly fate: 'yes' | 'perhaps' | 'no'; readonly by?: Route; readonly doubts: readonly Doubt[] } => {
        if (policies === false) return { fate: 'no', doubts: [] }
        const space = where === undefined ? undefined : spaces.find((one) => one !== undefined && covers(one, where))
        let perhaps: readonly Doubt[] | undefined
        for (const user of users) {
          const meets =
            where === undefined ||
            (user.range === undefined
              ? addresses.meets(user.may, addresses.ofRanges([where]))
              : user.range.first <= where.last && where.first <= user.range.last)
          if (!meets) continue
          if (space !== undefined && user.longest < lengthOf(space)) continue
          const whole = user.range !== undefined && where !== undefined && covers(user.range, where)
          if (whole && space !== undefined && user.shortest >= lengthOf(space) && user.certain && policies === true)
            return { fate: 'yes', by: user.route, doubts: [] }
          perhaps = mergeDoubts(perhaps ?? [], user.route.doubts, policyDoubts)
        }
        return perhaps === undefined ? { fate: 'no', doubts: [] } : { fate: 'perhaps', doubts: perhaps }
      }
      // A route of the user's to that very address: whether it counts while policies are off is told both ways.
      const longest = policies === true ? family.bits : family.bits + 1
      const add = (
        destination: string,
        range: Interval<T> | undefined,
        must: AddressSet<T>,
        may: AddressSet<T>,
        own: readonly Doubt[],
        sure: boolean,
      ): void => {
        const { fate, by, doubts: shaken } = invalidated(range)
        const route = to.route(
          system('private-endpoint', destination, hop, {
            certain: certain && sure && fate === 'no',
            doubts: mergeDoubts(doubts, own, shaken, policyDoubts),
            spans: [entity.span],
          }),
        )
        if (fate === 'yes' && by !== undefined) beaten.set(route, { reason: 'endpoint-policy', by })
        else to.set(route, { must, may, lengths: [family.bits, longest] }, ranks['private-endpoint'])
      }
      for (const term of entity.addresses)
        if (term.kind === 'range') {
          const [range] = family.pick([term.range])
          const set = range === undefined ? [] : addresses.ofRanges([range])
          if (range !== undefined) add(formatRange(term.range), range, set, set, [], true)
        } else {
          const atom = site.atoms.add({
            id: `value:${term.identity}`,
            name: `\`${term.doubts[0]?.what ?? term.identity}\``,
            network: true,
            doubts: term.doubts,
          })
          const set = addresses.intersect(addresses.ofAtom(atom, family.everything), bound)
          const where = inSubnet.length === 1 && isBound ? inSubnet[0] : undefined
          add(
            `address of ${entity.id}`,
            where,
            set,
            entity.moreAddresses.length > 0 ? bound : set,
            mergeDoubts(term.doubts, entity.moreAddresses),
            true,
          )
        }
      if (entity.moreAddresses.length > 0 && entity.addresses.every((term) => term.kind === 'range'))
        add(`further addresses of ${entity.id}`, undefined, [], bound, entity.moreAddresses, false)
    }
    hiddenEndpoints(to, network)
  }
}

/** Private endpoints that this run does not tell of. */
const hiddenEndpoints = <T extends number | bigint>(to: Collector<T>, network: VirtualNetwork): void => {
  const { site, family, addresses, any } = to.place
  for (const { of, prefixes, doubts } of site.network.routing.hiddenEndpointsIn(network)) {
    const ranges = prefixes.known ? prefixes.value.flatMap((term) => (term.kind === 'range' ? family.pick([term.range]) : [])) : []
    const isBound = prefixes.known && prefixes.value.every((term) => term.kind === 'range')
    const route = to.route(
      system('private-endpoint', `private endpoints in ${of.id}`, { kind: 'unknown' }, { certain: false, doubts, spans: [of.span] }),
    )
    const may = isBound ? addresses.ofRanges(family.intervals.unite(ranges)) : any
    to.set(route, { must: [], may, lengths: [family.bits, family.bits + 1] }, ranks['private-endpoint'])
  }
}

/** A default route of the user's takes the reserved blocks out: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#routing-example (Subnet1) */
const dropReserved = <T extends number | bigint>(candidates: Candidate<T>[], beaten: Map<Route, Beaten>): void => {
  const defaults = candidates.filter(({ route, range, shortest }) =>
    route.sort === 'default' || route.source === 'system' ? false : shortest === 0 && (range === undefined || lengthOf(range) === 0),
  )
  const sure = defaults.find(({ route, certain, range }) => certain && range !== undefined && route.source === 'user')
  for (let index = candidates.length - 1; index >= 0; index--) {
    const candidate = candidates[index]!
    const { route } = candidate
    if (route.sort !== 'reserved') continue
    if (sure !== undefined) {
      beaten.set(route, { reason: 'default-route', by: sure.route })
      candidates.splice(index, 1)
    } else if (defaults.length > 0) {
      const what = 'whether a default route that a gateway learns takes reserved blocks out'
      const span = defaults[0]!.route.spans[0]
      const doubts = mergeDoubts(
        ...defaults.map((one) => one.route.doubts),
        defaults.every((one) => one.route.doubts.length === 0) && span !== undefined ? [{ reason: 'unsupported', what, span }] : [],
      )
      candidates[index] = { ...candidate, certain: false, route: { ...route, certain: false, doubts } }
    }
  }
}

export const collectRoutes = <T extends number | bigint>(place: Place<T>, options: RouteOptions): Collected<T> => {
  const candidates: Candidate<T>[] = []
  const beaten = new Map<Route, Beaten>()
  const to = createCollector(place, options, candidates)
  const { routing } = place.site.network
  const { subnet } = place.site.point
  const everywhere = place.any
  const propagation = userRoutes(to)
  basics(to)
  const own = ownNetworks(to)
  const peers = own.flatMap((around) => peersOf(to, around))
  serviceEndpoints(to)
  for (const around of own) gatewayRoutes(to, around, propagation, beaten)
  const besides = mergeDoubts(
    ...own.map(({ network }) => routing.besides(network)),
    place.site.network.link(subnet.virtualNetwork, 'virtual-network').options.some((option) => option.to === 'external')
      ? [{ reason: 'external' as const, what: `peerings and gateways of the virtual network of ${subnet.id}`, span: subnet.span }]
      : [],
  )
  if (besides.length > 0) {
    const spans = besides[0] === undefined ? [] : [besides[0].span]
    const route = to.route({
      source: 'system',
      sort: 'unknown',
      destination: 'any address',
      nextHops: [{ kind: 'unknown' }],
      certain: false,
      doubts: besides,
      spans,
    })
    to.set(route, { must: [], may: everywhere, lengths: anyLength }, ranks.gateway)
  }
  privateEndpoints(to, [...own, ...peers], candidates, beaten)
  dropReserved(candidates, beaten)
  return { candidates, beaten }
}

/** The route table of a subnet comes in; its routes go out, and whether it lets routes of gateways in. */

import { widerThanServices } from '../azure/service-endpoints.ts'
import { findTag } from '../azure/service-tags.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { RouteTable, UserRoute } from '../model/kinds/route-table.ts'
import type { RouteDestination } from '../model/read-route.ts'
import { formatRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import { type NextHop, type Route, ranks } from './route.ts'
import { anyLength, type Collector } from './route-collector.ts'

export interface Propagation {
  readonly lets: 'yes' | 'perhaps' | 'no'
  readonly doubts: readonly Doubt[]
  /** What says so. */
  readonly span: Span
}

const hopsOf = ({ nextHop, address }: UserRoute): readonly NextHop[] => {
  const hop = (kind: NonNullable<typeof kinds>[number]): NextHop =>
    kind === 'virtual-appliance' ? { kind, ...(address === undefined ? {} : { address }) } : { kind }
  const kinds = nextHop.known ? [nextHop.value] : nextHop.among
  return kinds === undefined || kinds.length === 0 ? [{ kind: 'unknown' }] : kinds.map(hop)
}

const tagRank = (tag: string): number => {
  const found = findTag(tag)
  if (found?.base === 'AzureCloud') return found.region === undefined ? ranks.cloud : ranks.regionalCloud
  return found?.region === undefined ? ranks.tag : ranks.regionalTag
}

const shown = (destination: RouteDestination): string =>
  destination.kind === 'range'
    ? formatRange(destination.range)
    : destination.kind === 'tag'
      ? destination.tag
      : `\`${destination.doubts[0]?.what ?? destination.identity}\``

const addRoute = <T extends number | bigint>(to: Collector<T>, user: UserRoute, sure: boolean, why: readonly Doubt[]): void => {
  const { place } = to
  const { destination, nextHop, name } = user
  const make = (text: string, certain: boolean, doubts: readonly Doubt[]): Route =>
    to.route({
      source: 'user',
      sort: 'user',
      destination: text,
      nextHops: hopsOf(user),
      ...(name.known && name.sensitive !== true ? { name: name.value } : {}),
      certain,
      doubts: mergeDoubts(doubts, nextHop.known ? [] : nextHop.doubts),
      spans: [user.span],
    })
  const add = (one: RouteDestination, certain: boolean, doubts: readonly Doubt[]): void => {
    if (one.kind === 'range') to.prefix(make(shown(one), certain, doubts), one.range, ranks.user)
    else if (one.kind === 'atom') {
      const extent = place.site.extent(one)
      const set = place.addresses.ofAtom('atom' in extent ? extent.atom : '', place.family.everything)
      const lengths = one.length === undefined ? anyLength : ([one.length, one.length] as const)
      to.set(make(shown(one), certain, mergeDoubts(doubts, one.doubts)), { must: set, may: set, lengths }, ranks.user)
    } else {
      const prefixes = place.site.snapshot?.tags.get(one.tag.toLowerCase())
      if (prefixes !== undefined) {
        const route = make(one.tag, certain, doubts)
        place.tag(one.tag, one.origin.span)
        for (const prefix of prefixes) to.prefix(route, prefix, tagRank(one.tag))
        return
      }
      const set = place.tag(one.tag, one.origin.span)
      const what = `addresses of service tag \`${one.tag}\``
      const unknown: Doubt = { reason: one.known ? 'external' : 'unsupported', what, span: one.origin.span }
      const lengths = one.known ? ([widerThanServices + 1, Number.POSITIVE_INFINITY] as const) : anyLength
      to.set(make(one.tag, certain, mergeDoubts(doubts, [unknown])), { must: set, may: set, lengths }, tagRank(one.tag))
    }
  }
  if (destination.known) add(destination.value, sure, why)
  else if (destination.among !== undefined) for (const one of destination.among) add(one, false, mergeDoubts(why, destination.doubts))
  else
    to.set(make('any address', false, mergeDoubts(why, destination.doubts)), { must: [], may: place.any, lengths: anyLength }, ranks.user)
}

const anything = <T extends number | bigint>(to: Collector<T>, doubts: readonly Doubt[], spans: readonly Span[]): void => {
  const route = to.route({
    source: 'user',
    sort: 'user',
    destination: 'any address',
    nextHops: [{ kind: 'unknown' }],
    certain: false,
    doubts,
    spans,
  })
  to.set(route, { must: [], may: to.place.any, lengths: anyLength }, ranks.user)
}

const addTable = <T extends number | bigint>(to: Collector<T>, table: RouteTable, sure: boolean, why: readonly Doubt[]): void => {
  const { routes, more } = to.place.site.network.routing.routesIn(table)
  const note = (): void => {
    for (const route of routes) {
      const { presence } = route
      addRoute(to, route, sure && presence.certain, presence.certain ? why : mergeDoubts(why, presence.doubts))
    }
  }
  // What tags and unknown addresses are depends on the subnet.
  const isSame = sure && why.length === 0 && routes.every(({ destination }) => destination.known && destination.value.kind === 'range')
  if (isSame) to.shared(table, note)
  else note()
  if (more.length > 0) anything(to, mergeDoubts(why, more), [table.span])
}

/** Adds the routes of the subnet's table. */
export const userRoutes = <T extends number | bigint>(to: Collector<T>): Propagation => {
  const { network, point } = to.place.site
  const { subnet } = point
  const { options, doubts, origin } = network.routing.routeTableOf(subnet)
  const alone = options.length === 1
  const answers = new Set<'yes' | 'no'>()
  const why: (readonly Doubt[])[] = [alone ? [] : doubts]
  let span = origin.span
  for (const option of options) {
    if (option.to === 'none') answers.add('yes')
    else if (option.to === 'external') {
      answers.add('yes').add('no')
      why.push(doubts)
      anything(to, doubts, [origin.span])
    } else {
      const { propagation } = option.entity
      addTable(to, option.entity, alone, alone ? [] : doubts)
      const changes = network.routing.changesOf(option.entity)
      span = propagation.origin.span
      if (propagation.known && changes.length === 0) answers.add(propagation.value ? 'yes' : 'no')
      else {
        answers.add('yes').add('no')
        why.push(propagation.known ? changes : propagation.doubts)
      }
    }
  }
  const [only] = answers
  return { lets: answers.size === 1 && only !== undefined ? only : 'perhaps', doubts: mergeDoubts(...why), span }
}

/** A virtual network comes in; routes that gateways bring into its subnets go out: those they were told, and those they learn. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { type AddressRange, formatRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import { gatewaySpaces } from './gateway-spaces.ts'
import { type Beaten, type NextHop, type Route, ranks } from './route.ts'
import { type Around, anyLength, type Collector } from './route-collector.ts'
import type { Propagation } from './user-routes.ts'

/** A prefix that gateways learn by BGP. */
export interface Learned {
  readonly range: AddressRange
  /** Where that is said. */
  readonly span?: Span
}

const hop: NextHop = { kind: 'virtual-network-gateway' }

export const gatewayRoutes = <T extends number | bigint>(
  to: Collector<T>,
  own: Around,
  propagation: Propagation,
  beaten: Map<Route, Beaten>,
): void => {
  const { site, family, addresses, any } = to.place
  const { assumptions } = site.network
  const advertised: readonly Learned[] | undefined =
    to.options.learned ?? assumptions.onPremises?.advertises?.prefixes.map(({ value, span }) => ({ range: value, span }))
  const stopped = propagation.lets === 'no'
  const perhaps: readonly Doubt[] = propagation.lets === 'perhaps' ? propagation.doubts : []

  const make = (destination: string, sure: boolean, doubts: readonly Doubt[], spans: readonly Span[]): Route => {
    const certain = sure && propagation.lets === 'yes'
    const route = to.route({
      source: 'gateway',
      sort: 'gateway',
      destination,
      nextHops: [hop],
      certain,
      doubts: certain ? [] : mergeDoubts(doubts, perhaps),
      spans,
    })
    if (stopped) beaten.set(route, { reason: 'no-propagation', span: propagation.span })
    return route
  }
  const prefix = (range: AddressRange, sure: boolean, doubts: readonly Doubt[], spans: readonly Span[]): void => {
    const route = make(formatRange(range), sure, doubts, spans)
    if (!stopped) to.prefix(route, range, ranks.gateway)
  }
  const anything = (doubts: readonly Doubt[], spans: readonly Span[]): void => {
    const route = make('any address', false, doubts, spans)
    if (!stopped) to.set(route, { must: [], may: any, lengths: anyLength }, ranks.gateway)
  }
  gatewaySpaces(site.network, own, {
    prefix,
    anything,
    atom: (term, sure, doubts) => {
      const extent = site.extent(term)
      const set = addresses.ofAtom('atom' in extent ? extent.atom : '', family.everything)
      const route = make(`\`${term.doubts[0]?.what ?? term.identity}\``, sure, doubts, [term.origin.span])
      if (!stopped)
        to.set({ ...route, doubts: mergeDoubts(route.doubts, doubts) }, { must: set, may: set, lengths: anyLength }, ranks.gateway)
    },
    learned: (what, sure, doubts, span, unseen) => {
      const external = (of: string): readonly Doubt[] => mergeDoubts(doubts, [{ reason: 'external', what: of, span }])
      if (advertised === undefined) anything(external(`routes that ${what} learns`), [span])
      for (const { range, span: at } of advertised ?? []) prefix(range, sure, doubts, [at ?? span])
      if (!unseen || advertised === undefined) return
      // Where that is said, nothing else is on the other side.
      const there = assumptions.onPremises?.prefixes
      if (there === undefined) anything(external(`sites that ${what} was told of`), [span])
      const isAdvertised = (one: AddressRange): boolean => advertised.some(({ range }) => formatRange(range) === formatRange(one))
      for (const { value, span: at } of (there ?? []).filter((one) => !isAdvertised(one.value)))
        prefix(value, false, external(`sites that ${what} was told of`), [at])
    },
  })
}

/** Checks of what gateways bring into subnets: on-premises cut off by a table, and routes that lead past the appliance of a default route. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import type { AddressRange } from '../../net/address.ts'
import { parseAddressRange } from '../../net/address.ts'
import { effectiveRoutes, nextHop } from '../../semantics/routes.ts'
import type { Span } from '../../text/source.ts'
import type { Answer } from '../kind.ts'
import { subnetText } from '../naming.ts'
import { goesText, hopText, routeText, some } from '../tunnel/words.ts'
import { type About, type RouteCheck, say, settle } from './check.ts'

type Table = About<'route-table'>

const places = ({ whole }: Table): readonly { readonly subnet: Subnet; readonly certain: boolean; readonly doubts: readonly Doubt[] }[] =>
  whole.places.flatMap(({ points, maybeNowhere, doubts }) =>
    points.map(({ subnet }) => ({ subnet, certain: points.length === 1 && !maybeNowhere, doubts })),
  )

interface Lost {
  readonly destination: string
  readonly span: Span | undefined
  readonly where: string
}

/** Prefixes of gateways that the table keeps out, and that nothing else leads to a gateway or an appliance. */
const lostAt = (
  about: Table,
  subnet: Subnet,
  certain: boolean,
): { readonly lost: readonly Lost[]; readonly doubts: readonly Doubt[]; readonly brings: boolean } => {
  const { network, snapshot } = about
  const options = snapshot === undefined ? {} : { snapshot }
  const lost: Lost[] = []
  const doubts: (readonly Doubt[])[] = []
  let brings = false
  // Where the table may not be on the subnet, nothing is kept out for sure.
  const isOpen = !certain || !about.entity.propagation.known
  for (const { route, beaten } of effectiveRoutes(network, subnet, options)) {
    if (beaten?.reason !== 'no-propagation' && !(isOpen && route.source === 'gateway')) continue
    brings = true
    const range: AddressRange | { readonly problem: string } = parseAddressRange(route.destination)
    if ('problem' in range) {
      // What a gateway learns is not in the code: it is lost unless a default route leads it somewhere.
      doubts.push(route.doubts)
      continue
    }
    // The default route goes where the author's says, or to Internet.
    if (range.first === 0 || range.first === 0n) continue
    for (const way of nextHop(network, subnet, [range], options)) {
      const isLost = way.hops.every(({ kind }) => kind === 'none' || kind === 'internet')
      if (isLost && route.doubts.length === 0)
        lost.push({ destination: route.destination, span: route.spans[0], where: goesText(way.hops) })
      else if (isLost) doubts.push(route.doubts)
      else if (way.hops.some(({ kind }) => kind === 'none' || kind === 'internet' || kind === 'unknown')) doubts.push(way.doubts)
    }
  }
  return { lost, doubts: mergeDoubts(...doubts), brings }
}

/** Everything goes to an appliance or a gateway: what lies behind it is its affair. */
const isLedOn = (about: Table, subnet: Subnet): boolean =>
  nextHop(about.network, subnet, [
    { family: 4, first: 0x0a00_0000, last: 0x0aff_ffff },
    { family: 4, first: 0xc0a8_0000, last: 0xc0a8_ffff },
  ])
    .filter(({ hops }) => !hops.every(({ kind }) => kind === 'virtual-network' || kind === 'vnet-peering' || kind === 'private-endpoint'))
    .every(({ hops }) => hops.every(({ kind }) => kind === 'virtual-appliance' || kind === 'virtual-network-gateway'))

const propagationOff = (about: Table): readonly Answer[] => {
  const { entity } = about
  const { propagation } = entity
  const all = places(about)
  if (all.length === 0 || (propagation.known && propagation.value)) return []
  const question = `whether the subnets of \`${entity.id}\` reach what lies behind their gateway`
  const failing: Answer[] = []
  const doubts: (readonly Doubt[])[] = [propagation.known ? [] : propagation.doubts]
  let concerns = false
  for (const { subnet, certain, doubts: why } of all) {
    const found = lostAt(about, subnet, certain)
    const [first] = found.lost
    concerns ||= found.brings
    if (first !== undefined && certain && propagation.known)
      failing.push(
        say(about, 'propagation-off', {
          part: subnet.id,
          outcome: 'fails',
          message: `\`${entity.id}\` lets no routes of gateways into ${subnetText(subnet)}, and nothing else leads to ${some(found.lost.map(({ destination }) => destination))}: what is sent there ${first.where}`,
          question,
          span: propagation.origin.span,
          label: 'keeps them out',
          help: 'let the routes in, or add routes to these prefixes',
          related: first.span === undefined ? [] : [{ message: 'the gateway brings a route to it', span: first.span }],
        }),
      )
    else if (first !== undefined) doubts.push(why)
    if (found.doubts.length > 0 && !isLedOn(about, subnet)) doubts.push(found.doubts)
  }
  // Where no gateway is in sight the switch does nothing.
  return concerns ? settle(about, 'propagation-off', failing, question, mergeDoubts(...doubts), propagation.origin.span) : []
}

/** Longer prefixes that a gateway brings are led past the appliance of a default route. */
const propagationOn = (about: Table): readonly Answer[] => {
  const { entity, network, snapshot } = about
  const { propagation } = entity
  if (!propagation.known || !propagation.value) return []
  const route = network.routing
    .routesIn(entity)
    .routes.find(
      ({ presence, destination, nextHop: hop }) =>
        presence.certain &&
        destination.known &&
        destination.value.kind === 'range' &&
        destination.value.range.last === 0xffff_ffff &&
        destination.value.range.first === 0 &&
        hop.known &&
        hop.value === 'virtual-appliance',
    )
  const subnet = places(about).find(({ certain }) => certain)?.subnet
  if (route === undefined || subnet === undefined) return []
  const brought = effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot }).filter(
    ({ route: one, state, leads }) => one.source === 'gateway' && one.certain && state === 'active' && leads,
  )
  const [first] = brought
  if (first === undefined) return []
  const appliance = route.address === undefined ? 'the appliance' : hopText({ kind: 'virtual-appliance', address: route.address })
  return [
    say(about, 'propagation-on', {
      outcome: 'fails',
      message: `${some(brought.map(({ route: one }) => routeText(one)))} lead${brought.length === 1 ? 's' : ''} from ${subnetText(subnet)} to the gateway directly, past ${appliance} of the default route`,
      question: 'whether routes of gateways lead past the appliance',
      span: propagation.origin.span,
      label: 'lets them in',
      help: 'set `bgp_route_propagation_enabled = false` where on-premises is to be reached through the appliance',
      related: first.route.spans.slice(0, 1).map((span) => ({ message: 'what brings it', span })),
      advice: true,
    }),
  ]
}

const check = (about: string, judge: RouteCheck<'route-table'>['judge']): RouteCheck<'route-table'> => ({ of: 'route-table', about, judge })

export const propagationChecks = {
  'propagation-off': check('subnets that a table cuts off from what lies behind their gateway', propagationOff),
  'propagation-on': check('routes of gateways that lead past the appliance of a default route', propagationOn),
} as const

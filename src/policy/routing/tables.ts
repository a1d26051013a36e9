/** Checks of route tables: routes that never count, appliances that are not there, and what goes past them. */
import { hostAddress, metadataAddress } from '../../azure/address-space.ts'
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { AddressTerm } from '../../model/entity.ts'
import type { NetworkInterface } from '../../model/kinds/network-interface.ts'
import type { UserRoute } from '../../model/kinds/route-table.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../../model/kinds/virtual-network.ts'
import type { Network } from '../../model/network.ts'
import { type AddressRange, formatRange, parseAddressRange } from '../../net/address.ts'
import { numberIntervals } from '../../net/ranges.ts'
import { firewallsAt } from '../../semantics/firewall-rules.ts'
import { hidesSubnets } from '../hidden-subnets.ts'
import type { Answer } from '../kind.ts'
import { subnetText } from '../naming.ts'
import { some } from '../tunnel/words.ts'
import { type About, nameOf, partOf, type RouteCheck, say, settle } from './check.ts'

type Table = About<'route-table'>

const platform = [hostAddress, metadataAddress].flatMap((text) => {
  const range = parseAddressRange(text)
  return 'problem' in range ? [] : [range]
})

const holds = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

const isWider = (outer: AddressRange, inner: AddressRange): boolean =>
  holds(outer, inner) && (outer.first < inner.first || inner.last < outer.last)

/** Routes that are surely there, with a prefix that is known. */
const known = (routes: readonly UserRoute[]): readonly { readonly route: UserRoute; readonly range: AddressRange }[] =>
  routes.flatMap((route) => {
    const { destination, presence } = route
    return presence.certain && destination.known && destination.value.kind === 'range' ? [{ route, range: destination.value.range }] : []
  })

/** Longer prefixes of the same table, and the platform's own addresses, leave it nothing. */
const neverWins = (about: Table): readonly Answer[] => {
  const { routes } = about.network.routing.routesIn(about.entity)
  const all = known(routes)
  return all.flatMap(({ route, range }): readonly Answer[] => {
    const host = platform.find((one) => holds(one, range))
    const longer = all.filter((other) => isWider(range, other.range))
    const covered =
      range.family === 4 &&
      longer.length > 1 &&
      numberIntervals.covers(
        numberIntervals.unite(longer.flatMap(({ range: one }) => (one.family === 4 ? [{ first: one.first, last: one.last }] : []))),
        [{ first: range.first, last: range.last }],
      )
    if (host === undefined && !covered) return []
    const why =
      host === undefined
        ? `longer prefixes of the same table lead all of it: ${some(longer.map(({ route: other }) => nameOf(other)))}`
        : `packets to ${formatRange(host).replace(/\/32$/, '')} never leave the host, whatever a route says`
    return [
      say(about, 'never-wins', {
        part: partOf(route, routes),
        outcome: 'fails',
        message: `${nameOf(route)} (${formatRange(range)}) of \`${about.entity.id}\` never leads a packet: ${why}`,
        question: 'whether every route leads some packet',
        span: route.span,
        label: 'never counts',
        help: 'remove it, or narrow what comes before it',
        advice: true,
      }),
    ]
  })
}

/** Subnets that surely have the table. */
const surely = ({ whole }: Table): readonly Subnet[] =>
  whole.places.flatMap(({ points, maybeNowhere }) => (points.length === 1 && !maybeNowhere ? [points[0]!.subnet] : []))

interface Hop {
  readonly route: UserRoute
  readonly address: AddressTerm
}

/** The same, and those of which it is not known whether they lead to one; without doubts where they surely do. */
const perhapsAppliances = (routes: readonly UserRoute[]): readonly (Hop & { readonly doubts: readonly Doubt[] })[] => {
  const sure = appliances(routes)
  const others = routes.flatMap((route) => {
    const { address, nextHop, presence } = route
    if (address === undefined || (nextHop.known && nextHop.value !== 'virtual-appliance')) return []
    if (nextHop.known && presence.certain) return []
    return [{ route, address, doubts: mergeDoubts(nextHop.known ? [] : nextHop.doubts, presence.certain ? [] : presence.doubts) }]
  })
  return [...sure.map((one) => ({ ...one, doubts: [] })), ...others]
}

/** Routes to an appliance, each address once. */
const appliances = (routes: readonly UserRoute[]): readonly Hop[] => {
  const seen = new Set<string>()
  return routes.flatMap((route) => {
    const { address, nextHop, presence } = route
    if (!presence.certain || !nextHop.known || nextHop.value !== 'virtual-appliance' || address === undefined) return []
    const key = address.kind === 'atom' ? address.identity : String(address.range.first)
    if (seen.has(key)) return []
    seen.add(key)
    return [{ route, address }]
  })
}

const addressText = (address: Extract<AddressTerm, { kind: 'range' }>): string => formatRange(address.range).replace(/\/32$/, '')

/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#user-defined (virtual appliance) */
const nextHopInSubnet = (about: Table): readonly Answer[] => {
  const { routes, more } = about.network.routing.routesIn(about.entity)
  const failing: Answer[] = []
  const doubts: (readonly Doubt[])[] = []
  const places = about.whole.places.flatMap(({ points, maybeNowhere, doubts: why }) =>
    points.map(({ subnet }) => {
      const unsure: readonly Doubt[] = [
        { reason: 'unsupported', what: `whether \`${about.entity.id}\` is on \`${subnet.id}\``, span: subnet.span },
      ]
      return { subnet, why: points.length === 1 && !maybeNowhere ? [] : why.length > 0 ? why : unsure }
    }),
  )
  const hops = perhapsAppliances(routes)
  if (places.length === 0) return []
  for (const { route, address, doubts: open } of hops)
    for (const { subnet, why } of places) {
      if (address.kind === 'atom') {
        // An address that is read from an appliance is that appliance's, wherever it is.
        if (firewallsAt(about.network, subnet, address).length === 0) doubts.push(address.doubts)
        continue
      }
      if (!subnet.prefixes.known) doubts.push(subnet.prefixes.doubts)
      else if (subnet.prefixes.value.every((term) => term.kind === 'atom' || !holds(term.range, address.range)))
        doubts.push(...subnet.prefixes.value.map((term) => (term.kind === 'atom' ? term.doubts : [])))
      else if (open.length + why.length > 0) doubts.push(open, why)
      else
        failing.push(
          say(about, 'next-hop-in-subnet', {
            part: `${partOf(route, routes)} at ${subnet.id}`,
            outcome: 'fails',
            message: `${nameOf(route)} of \`${about.entity.id}\` leads ${subnetText(subnet)} to the appliance \`${addressText(address)}\` in that same subnet, whose own packets then come back to it`,
            question: `whether appliances are outside of ${subnetText(subnet)}`,
            span: address.origin.span,
            label: 'is in the subnet that it serves',
            help: 'put the appliance in a subnet of its own, without this table',
            related: [{ message: 'the subnet', span: subnet.span }],
          }),
        )
    }
  const question = `whether the appliances that \`${about.entity.id}\` leads to are outside of the subnets that it is on`
  return settle(about, 'next-hop-in-subnet', failing, question, mergeDoubts(...doubts, more))
}

/** The network of the subnet and those that are surely joined with it, all of them known; undefined where there may be others. */
const reachable = (network: Network, subnet: Subnet): readonly VirtualNetwork[] | undefined => {
  const link = network.link(subnet.virtualNetwork, 'virtual-network')
  const [home] = link.options
  if (link.options.length !== 1 || home?.to !== 'entity') return undefined
  const peers = network.routing.peeringsOf(home.entity).map((side) => {
    const [option] = side.network.options
    return side.network.options.length === 1 && option?.to === 'entity' ? option.entity : undefined
  })
  return peers.includes(undefined) ? undefined : [home.entity, ...peers.flatMap((peer) => peer ?? [])]
}

const subnetsHolding = (network: Network, networks: readonly VirtualNetwork[], range: AddressRange): readonly Subnet[] =>
  network.ofKind('subnet').filter(({ prefixes, virtualNetwork }) => {
    if (!prefixes.known || !prefixes.value.some((term) => term.kind === 'range' && holds(term.range, range))) return false
    const { options } = network.link(virtualNetwork, 'virtual-network')
    return options.length === 1 && options[0]!.to === 'entity' && networks.includes(options[0]!.entity)
  })

const mayHave = ({ ipConfigurations, moreIpConfigurations }: NetworkInterface, range: AddressRange): boolean =>
  moreIpConfigurations.length > 0 ||
  ipConfigurations.some(
    ({ privateAddress }) =>
      !privateAddress.known ||
      privateAddress.value.kind === 'atom' ||
      (privateAddress.value.range.family === range.family && privateAddress.value.range.first === range.first),
  )

/** What Azure gives addresses by itself: frontends of load balancers, and machines of scale sets. */
const hasBalancerIn = (network: Network, home: Subnet): boolean =>
  network.ofKind('scale-set').length > 0 ||
  network
    .ofKind('load-balancer')
    .some(
      ({ frontends, moreFrontends }) =>
        moreFrontends.length > 0 ||
        frontends.some(({ subnet }) =>
          network
            .link(subnet, 'subnet')
            .options.some((option) => option.to === 'external' || (option.to === 'entity' && option.entity === home)),
        ),
    )

/** Advice: the appliance may well be in other code. */
const unknownAppliance = (about: Table): readonly Answer[] => {
  const { network } = about
  const { routes } = network.routing.routesIn(about.entity)
  const [subnet] = surely(about)
  const near = subnet === undefined ? undefined : reachable(network, subnet)
  if (subnet === undefined || near === undefined) return []
  return appliances(routes).flatMap(({ route, address }): readonly Answer[] => {
    if (address.kind === 'atom' || firewallsAt(network, subnet, address).length > 0) return []
    const [home] = subnetsHolding(network, near, address.range)
    if (home === undefined || home.open) return []
    if (network.interfacesIn(home).some(({ nic }) => mayHave(nic, address.range)) || hasBalancerIn(network, home)) return []
    return [
      say(about, 'unknown-appliance', {
        part: partOf(route, routes),
        outcome: 'fails',
        message: `${nameOf(route)} of \`${about.entity.id}\` leads to \`${addressText(address)}\` in ${subnetText(home)}, where no firewall, load balancer or network interface of this code has that address`,
        question: 'whether every appliance is one of this code',
        span: address.origin.span,
        label: 'is nobody’s address here',
        help: 'check the address, unless the appliance is in other code',
        related: [{ message: 'the subnet', span: home.span }],
        advice: true,
      }),
    ]
  })
}

const isDefault = ({ destination }: UserRoute): boolean =>
  destination.known &&
  destination.value.kind === 'range' &&
  destination.value.range.first === 0 &&
  destination.value.range.last === 0xffff_ffff

/** What peerings and private endpoints lead goes where they lead it, whatever a default route says: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#how-azure-selects-a-route */
const goesDirect = (about: Table): readonly Answer[] => {
  const { network } = about
  const { routes } = network.routing.routesIn(about.entity)
  const route = routes.find(
    (one) => one.presence.certain && isDefault(one) && one.nextHop.known && one.nextHop.value === 'virtual-appliance',
  )
  const ranges = known(routes).flatMap(({ route: one, range }) => (isDefault(one) ? [] : [range]))
  const [subnet] = surely(about)
  if (route?.address === undefined || subnet === undefined) return []
  const link = network.link(subnet.virtualNetwork, 'virtual-network')
  const [home] = link.options
  if (link.options.length !== 1 || home?.to !== 'entity') return []
  const { address } = route
  const isCaught = (range: AddressRange): boolean => ranges.some((one) => holds(one, range))
  const peers = network.routing.peeringsOf(home.entity).flatMap((side): readonly string[] => {
    const [option] = side.network.options
    if (!side.certain || option?.to !== 'entity' || !option.entity.addressSpace.known) return []
    const space = option.entity.addressSpace.value.flatMap((term) => (term.kind === 'range' ? [term.range] : []))
    // The network of the appliance is reached directly, or the appliance is not.
    const isOwn = address.kind === 'atom' || space.some((range) => holds(range, address.range))
    return isOwn || space.every(isCaught) ? [] : [`virtual network \`${option.entity.id}\``]
  })
  const endpoints = network.routing
    .endpointsIn(home.entity)
    .filter(({ certain }) => certain)
    // A route of the table may prevail where their subnet lets it.
    .filter(({ subnet: { routePolicies } }) => ranges.length === 0 || (routePolicies.known && !routePolicies.value))
    .map(({ entity }) => `private endpoint \`${entity.id}\``)
  const direct = [...peers, ...endpoints]
  if (direct.length === 0) return []
  return [
    say(about, 'goes-direct', {
      outcome: 'fails',
      message: `${nameOf(route)} of \`${about.entity.id}\` does not lead what goes to ${some(direct)} to the appliance: longer prefixes lead it there directly`,
      question: 'what the default route does not lead to the appliance',
      span: route.span,
      label: 'does not lead these',
      help: 'where these packets are to pass the appliance, add routes to their prefixes; private endpoints need network policies for route tables on their subnet as well',
      advice: true,
    }),
  ]
}

const unattached = (about: Table): readonly Answer[] => {
  const { whole, entity } = about
  if (whole.places.length > 0 || whole.more.length > 0) return []
  // A module that is not read and was given the table may put it anywhere; so may a link that is not decided.
  if (about.network.routing.routesIn(entity).more.length > 0 || hidesSubnets(about.network)) return []
  if (
    about.network.ofKind('subnet').some((subnet) => about.network.routing.routeTableOf(subnet).options.some(({ to }) => to === 'external'))
  )
    return []
  return [
    say(about, 'unattached', {
      outcome: 'fails',
      message: `\`${entity.id}\` is on no subnet of this run: here it leads no packet`,
      question: 'whether the table is on a subnet',
      span: entity.span,
      label: 'is on no subnet',
      help: 'remove it, or put it on the subnet that it is for',
      advice: true,
    }),
  ]
}

const shared = (about: Table): readonly Answer[] => {
  const subnets = surely(about)
  const [, second] = subnets
  const question = `whether \`${about.entity.id}\` is on one subnet alone`
  if (second === undefined) return [say(about, 'shared', { outcome: 'holds', question, span: about.entity.span })]
  return [
    say(about, 'shared', {
      outcome: 'fails',
      message: `\`${about.entity.id}\` is on ${subnets.length} subnets: ${some(subnets.map(({ id }) => `\`${id}\``))}`,
      question,
      span: about.entity.span,
      label: 'is shared',
      help: 'a change for one of them changes the others too: give each a table of its own',
      related: subnets.slice(0, 4).map((subnet) => ({ message: 'one of them', span: subnet.span })),
    }),
  ]
}

const named = (about: Table): readonly Answer[] => {
  const { entity } = about
  const subnets = surely(about)
  const question = `whether \`${entity.id}\` is named after its subnet`
  const [subnet, second] = subnets
  if (subnet === undefined || second !== undefined) return []
  if (!entity.name.known || !subnet.name.known) {
    const doubts = mergeDoubts(entity.name.known ? [] : entity.name.doubts, subnet.name.known ? [] : subnet.name.doubts)
    return [say(about, 'named', { outcome: 'unsure', question, span: entity.span, doubts })]
  }
  const bare = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^(snet|subnet|sn|rt|udr|route)[-_]?/, '')
      .replace(/[-_]?(subnet|snet|rt|udr)$/, '')
  if (entity.name.value.toLowerCase().includes(bare(subnet.name.value)))
    return [say(about, 'named', { outcome: 'holds', question, span: entity.span })]
  return [
    say(about, 'named', {
      outcome: 'fails',
      message: `\`${entity.id}\` is named \`${entity.name.value}\`, and is on subnet \`${subnet.name.value}\``,
      question,
      span: entity.name.origin.span,
      label: 'does not say where it is',
      help: `name it after the subnet: \`rt-${bare(subnet.name.value)}\``,
    }),
  ]
}

const check = (about: string, judge: RouteCheck<'route-table'>['judge']): RouteCheck<'route-table'> => ({ of: 'route-table', about, judge })

export const tableChecks = {
  'next-hop-in-subnet': check('an appliance in the very subnet that is led to it', nextHopInSubnet),
  'never-wins': check('a route that never leads a packet', neverWins),
  'unknown-appliance': check('a next hop in a subnet of this code where nothing has the address', unknownAppliance),
  'goes-direct': check('what a default route to an appliance does not lead there', goesDirect),
  unattached: check('a route table that is on no subnet', unattached),
  shared: check('a route table that is on several subnets', shared),
  named: check('a route table that is not named after its subnet', named),
} as const

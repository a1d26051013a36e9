/** Packets that leave a subnet come in; they go on by each next hop that the routes give them, or may. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { formatRange } from '../net/address.ts'
import { assumedFirewallAt, firewallsAt } from './firewall-rules.ts'
import { passAppliance, passVouched } from './reach-appliance.ts'
import { arrive, arriveEndpoint } from './reach-arrival.ts'
import { balance, frontendsAt } from './reach-balancer.ts'
import { passFirewall } from './reach-firewall.ts'
import type { RouteHop } from './reach-hops.ts'
import { block, deliver, drop, lose, moved, narrowed, type State, step, type Walk, withDoubts, withHop } from './reach-walk.ts'
import type { NextHop, Route } from './route.ts'
import { setInWords } from './words.ts'

/** By the address of its routes' next hop; `doubts` where it only may have it. */
interface Holder {
  readonly nic: NetworkInterface
  readonly doubts: readonly Doubt[]
}

const sameAddress = (a: AddressTerm, b: AddressTerm): boolean =>
  a.kind === 'range'
    ? b.kind === 'range' && a.range.family === b.range.family && a.range.first === b.range.first
    : b.kind === 'atom' && a.identity === b.identity

/** Interfaces that have the address, among those of networks that the state's subnet sees. */
const interfacesAt = <T extends number | bigint>(walk: Walk<T>, state: State<T>, address: AddressTerm): readonly Holder[] => {
  const { network, posts } = walk
  const own = state.post.network
  const near = own === undefined ? [] : [own, ...peersOf(walk, own)]
  const found: Holder[] = []
  for (const one of near)
    for (const { subnet, certain, doubts } of posts.subnetsIn(one))
      for (const { nic, certain: isThere } of network.interfacesIn(subnet)) {
        const has = nic.ipConfigurations.some(({ privateAddress }) => privateAddress.known && sameAddress(privateAddress.value, address))
        if (!has || found.some((known) => known.nic === nic)) continue
        const absent = nic.presence.certain ? [] : nic.presence.doubts
        found.push({ nic, doubts: certain && isThere ? absent : [...absent, ...doubts] })
      }
  return found
}

const peersOf = <T extends number | bigint>(walk: Walk<T>, own: VirtualNetwork): readonly VirtualNetwork[] =>
  walk.network.routing
    .peeringsOf(own)
    .flatMap(({ network }) => network.options.flatMap((option) => (option.to === 'entity' && option.entity !== own ? [option.entity] : [])))

const addressText = (address: AddressTerm): string => (address.kind === 'range' ? formatRange(address.range) : address.identity)

const toAppliance = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  hop: NextHop & { kind: 'virtual-appliance' },
  route: Route | undefined,
): void => {
  const { address } = hop
  const span = route?.spans[0] ?? state.post.subnet.span
  if (address === undefined) {
    lose(walk, state, [{ reason: 'error', what: 'the address of an appliance, which is not set', span }])
    return
  }
  const firewalls = firewallsAt(walk.network, state.post.subnet, address)
  for (const { firewall, doubts } of firewalls) passFirewall(walk, withDoubts(state, doubts), firewall)
  if (firewalls.some(({ doubts }) => doubts.length === 0)) return
  const machines = interfacesAt(walk, state, address)
  for (const { nic, doubts } of machines) passAppliance(walk, withDoubts(state, doubts), nic)
  if (machines.some(({ doubts }) => doubts.length === 0)) return
  const balanced = frontendsAt(walk, address)
  for (const at of balanced)
    balance(
      walk,
      state,
      at,
      (part, own) => lose(walk, part, [{ reason: 'external', what: `what the appliance at ${addressText(own)} does`, span }]),
      (part, nic) => passAppliance(walk, part, nic),
    )
  if (balanced.length > 0) return
  const vouched = assumedFirewallAt(walk.network, address)
  if (vouched !== undefined && firewalls.length + machines.length === 0) {
    passVouched(walk, state, addressText(address), vouched)
    return
  }
  const what = `what the appliance at ${addressText(address)} does`
  const why: readonly Doubt[] = [{ reason: 'external', what, span }, ...(address.kind === 'atom' ? address.doubts : [])]
  if (firewalls.length + machines.length === 0) lose(walk, state, why)
  else lose(walk, withDoubts(state, why), why)
}

/** Forwarded by somebody: not sent by the network that it leaves. */
const overPeering = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  hop: NextHop & { kind: 'vnet-peering' },
  route: Route | undefined,
): void => {
  const own = state.post.network
  const span = route?.spans[0] ?? state.post.subnet.span
  for (const option of hop.network.options) {
    if (option.to === 'none') continue
    if (option.to === 'external' || own === undefined) {
      const doubts: readonly Doubt[] = [{ reason: 'external', what: 'a virtual network that is not declared here', span }]
      lose(walk, state, hop.network.doubts.length > 0 ? hop.network.doubts : doubts)
      continue
    }
    const to = option.entity
    const over = withHop(state, { kind: 'peering', from: own, to, spans: route?.spans ?? [] })
    const side = walk.network.routing
      .peeringsOf(own)
      .find(({ network }) => network.options.length === 1 && network.options[0]!.to === 'entity' && network.options[0]!.entity === to)
    const { addresses, space } = state.post.place
    const sent = narrowed(walk, over, { ...over.packets, source: addresses.intersect(over.packets.source, space) })
    if (sent !== undefined) arrive(walk, sent, to)
    const forwarded = narrowed(walk, over, { ...over.packets, source: addresses.subtract(over.packets.source, space) })
    if (forwarded === undefined) continue
    // "traffic forwarded by a network virtual appliance … that didn't originate from the virtual network": https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering#create-a-peering
    const lets = side?.other?.switches.allowForwardedTraffic
    const why = `is forwarded, and the peering of \`${to.id}\` takes no forwarded traffic`
    if (lets?.known && lets.value) arrive(walk, forwarded, to)
    else if (lets?.known) block(walk, forwarded, 'forwarded-traffic', why, side?.other?.span ?? span, (beyond) => arrive(walk, beyond, to))
    else {
      const doubts: readonly Doubt[] = lets?.doubts ?? [
        { reason: 'external', what: `whether the peering of \`${to.id}\` takes forwarded traffic`, span },
      ]
      if (!walk.beyond) drop(walk, withDoubts(forwarded, doubts), 'forwarded-traffic', why, side?.other?.span ?? span)
      arrive(walk, withDoubts(forwarded, doubts), to)
    }
  }
}

const toInternet = <T extends number | bigint>(walk: Walk<T>, state: State<T>, route: Route | undefined): void => {
  const { addresses, family } = state.post.place
  const { destination } = state.packets
  const isPrivate =
    family.family === 4 ? addresses.subtract(destination, addresses.ofRanges(family.intervals.unite(family.public, family.special))) : []
  const kept = isPrivate.length === 0 ? undefined : narrowed(walk, state, { ...state.packets, destination: isPrivate })
  const span = route?.spans[0] ?? state.post.subnet.span
  if (kept !== undefined) drop(walk, kept, 'private-to-internet', 'is sent to Internet, where nobody has a private address', span)
  const out = narrowed(walk, state, { ...state.packets, destination: addresses.subtract(destination, isPrivate) })
  if (out === undefined) return
  // Without a way out of its own it needs a NAT gateway, a public address or a balancer's outbound rule: https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access
  const { subnet } = state.post
  const open = subnet.defaultOutbound
  const isPrivateSubnet = open !== undefined && !(open.known && open.value)
  const nat = isPrivateSubnet ? walk.network.routing.natGatewayOf(subnet).options : []
  const hasNat = nat.length > 0 && nat.every((option) => option.to !== 'none')
  if (isPrivateSubnet && !hasNat && state.rewritten.source === undefined) {
    const why: readonly Doubt[] = [
      { reason: 'external', what: `a way to Internet of \`${subnet.id}\`, which has none by default`, span: open.origin.span },
    ]
    lose(walk, withDoubts(out, why), why)
    deliver(walk, withDoubts(out, why), { at: 'internet' })
  } else deliver(walk, out, { at: 'internet' })
}

/** What gateways were told or learn of is behind them; what a user's route sends there may be. */
const toGateway = <T extends number | bigint>(walk: Walk<T>, state: State<T>, route: Route | undefined): void => {
  if (route?.source === 'gateway') {
    deliver(walk, state, { at: 'on-premises' })
    return
  }
  const { addresses, family } = state.post.place
  const said = walk.network.assumptions.onPremises?.prefixes?.map(({ value }) => value) ?? []
  const known = addresses.ofRanges(family.pick(said))
  const there = narrowed(walk, state, { ...state.packets, destination: addresses.intersect(state.packets.destination, known) })
  if (there !== undefined) deliver(walk, there, { at: 'on-premises' })
  const rest = narrowed(walk, state, { ...state.packets, destination: addresses.subtract(state.packets.destination, known) })
  if (rest !== undefined)
    lose(walk, rest, [
      { reason: 'external', what: 'what lies behind the virtual network gateway', span: route?.spans[0] ?? state.post.subnet.span },
    ])
}

const goBy = <T extends number | bigint>(walk: Walk<T>, state: State<T>, hop: NextHop, route: Route | undefined): void => {
  const { post } = state
  switch (hop.kind) {
    case 'none':
      drop(walk, state, 'no-route', `has no way out of \`${post.subnet.id}\`: the route drops it`, route?.spans[0] ?? post.subnet.span)
      return
    case 'internet':
      toInternet(walk, state, route)
      return
    case 'virtual-network':
      if (post.network === undefined) {
        const { doubts } = walk.network.link(post.subnet.virtualNetwork, 'virtual-network')
        lose(
          walk,
          state,
          doubts.length > 0
            ? doubts
            : [{ reason: 'external', what: `the virtual network of \`${post.subnet.id}\``, span: post.subnet.span }],
        )
      } else arrive(walk, state, post.network)
      return
    case 'vnet-peering':
      overPeering(walk, state, hop, route)
      return
    case 'virtual-appliance':
      toAppliance(walk, state, hop, route)
      return
    case 'virtual-network-gateway':
      toGateway(walk, state, route)
      return
    case 'service-endpoint':
      deliver(walk, state, { at: 'service', service: hop.service })
      return
    case 'private-endpoint':
      arriveAtEndpoint(walk, state, hop)
      return
    case 'platform':
      deliver(walk, state, { at: 'platform' })
      return
    case 'unknown':
      lose(
        walk,
        state,
        state.doubts.length > 0
          ? state.doubts
          : [{ reason: 'unsupported', what: `routes of \`${post.subnet.id}\``, span: post.subnet.span }],
      )
  }
}

const arriveAtEndpoint = <T extends number | bigint>(walk: Walk<T>, state: State<T>, hop: NextHop & { kind: 'private-endpoint' }): void => {
  const subnets = walk.network.link(hop.endpoint.subnet, 'subnet')
  const [only] = subnets.options
  if (subnets.options.length !== 1 || only?.to !== 'entity') {
    lose(
      walk,
      state,
      subnets.doubts.length > 0
        ? subnets.doubts
        : [{ reason: 'external', what: `the subnet of \`${hop.endpoint.id}\``, span: hop.endpoint.span }],
    )
    return
  }
  arriveEndpoint(walk, moved(state, walk.posts.at(only.entity)), hop.endpoint)
}

/** From the state's subnet onwards. */
export const follow = <T extends number | bigint>(walk: Walk<T>, state: State<T>): void => {
  if (!step(walk, state)) return
  const { post } = state
  const { addresses } = post.place
  const { destination } = state.packets
  const again = state.trail.some((one) => one.post === post && addresses.covers(one.destination, destination))
  if (again) {
    drop(walk, state, 'loop', `comes back to \`${post.subnet.id}\`, where it was before: a loop`, post.subnet.span)
    return
  }
  const here: State<T> = { ...state, trail: [...state.trail, { post, destination }] }
  for (const way of post.routes.ways(destination)) {
    const part = narrowed(walk, here, { ...here.packets, destination: addresses.intersect(destination, way.addresses) })
    if (part === undefined) continue
    const between = way.hops.length > 1 ? withDoubts(part, way.doubts) : part
    for (const hop of way.hops) {
      const routes = way.hops.length === 1 ? way.routes : way.routes.filter((route) => route.nextHops.includes(hop))
      const told: RouteHop = {
        kind: 'route',
        subnet: post.subnet,
        hop,
        routes,
        destination: setInWords(post.place, part.packets.destination),
      }
      goBy(walk, withHop(between, told), hop, routes[0])
    }
  }
}

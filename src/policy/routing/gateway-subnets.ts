/** Checks of the subnet of a gateway beyond what is put on it: routes that lead its own packets away, its name, its size, and what else is in it. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import { pointersOf } from '../../model/kinds/index.ts'
import type { RouteTable, UserRoute } from '../../model/kinds/route-table.ts'
import { regionOf } from '../../model/kinds/subnet.ts'
import type { AnyEntity, Kind, Network } from '../../model/network.ts'
import { type AddressRange, formatRange, prefixLength } from '../../net/address.ts'
import { askFirewall, firewallsAt } from '../../semantics/firewall-rules.ts'
import type { Answer } from '../kind.ts'
import { hopText } from '../tunnel/words.ts'
import { nameOf, type RouteCheck, say, settle } from './check.ts'
import { heldIn, isDefault, isGateway, isNamed, type Net } from './reserved.ts'

const rangesOf = ({ entity }: Net): { readonly ranges: readonly AddressRange[]; readonly doubts: readonly Doubt[] } => {
  const { prefixes } = entity
  if (!prefixes.known) return { ranges: [], doubts: prefixes.doubts }
  return {
    ranges: prefixes.value.flatMap((term) => (term.kind === 'range' ? [term.range] : [])),
    doubts: mergeDoubts(...prefixes.value.map((term) => (term.kind === 'atom' ? term.doubts : []))),
  }
}

const holds = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

/** What becomes of packets of the gateway's machines to each other by the route. */
const fateOf = (about: Net, route: UserRoute, own: readonly AddressRange[]): 'dropped' | 'fine' | readonly Doubt[] => {
  const { nextHop, address } = route
  if (!nextHop.known) return nextHop.doubts
  if (nextHop.value === 'none') return 'dropped'
  if (nextHop.value !== 'virtual-appliance') return 'fine'
  const { network, entity, snapshot } = about
  const hop = { kind: 'virtual-appliance' as const, ...(address === undefined ? {} : { address }) }
  const unknown: readonly Doubt[] = [{ reason: 'external', what: `what ${hopText(hop)} lets pass`, span: route.span }]
  const [found, other] = address === undefined ? [] : firewallsAt(network, entity, address)
  if (found === undefined || other !== undefined || found.doubts.length > 0) return found?.doubts.length ? found.doubts : unknown
  const question = {
    from: [{ kind: 'subnet' as const }],
    to: own.map((range) => ({ kind: 'range' as const, range })),
    protocols: ['tcp', 'udp', 'icmp'] as const,
    ports: [{ first: 0, last: 65535 }],
  }
  const verdict = askFirewall(network, { subnet: entity, region: regionOf(entity, network) }, found.firewall, question, snapshot)
  return verdict.outcome === 'allows' ? 'fine' : verdict.outcome === 'denies' ? 'dropped' : mergeDoubts(verdict.doubts, unknown)
}

/** "UDRs that cover the range of GatewaySubnet with the next hop None, or an appliance that drops": https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub */
const covered = (about: Net): readonly Answer[] => {
  if (!isGateway(about)) return []
  const { network, entity } = about
  const { ranges, doubts: untold } = rangesOf(about)
  const { options, doubts } = network.routing.routeTableOf(entity)
  const question = `whether routes on \`${entity.id}\` leave packets of the gateway to its own subnet alone`
  const failing: Answer[] = []
  const open: (readonly Doubt[])[] = []
  const alone = options.length === 1
  const judge = (table: RouteTable, route: UserRoute): void => {
    // A default route is told as what it is.
    if (isDefault(route)) return
    const { destination, presence } = route
    const covers =
      destination.known &&
      destination.value.kind === 'range' &&
      ranges.some((own) => holds((destination.value as { range: AddressRange }).range, own))
    const may = covers || untold.length > 0 || !destination.known || destination.value.kind === 'atom'
    if (!may) return
    const fate = fateOf(about, route, ranges)
    if (fate === 'fine') return
    const unsure = mergeDoubts(
      covers
        ? []
        : mergeDoubts(untold, destination.known ? (destination.value.kind === 'atom' ? destination.value.doubts : []) : destination.doubts),
      presence.certain ? [] : presence.doubts,
      alone ? [] : doubts,
      fate === 'dropped' ? [] : fate,
    )
    if (unsure.length > 0) {
      open.push(unsure)
      return
    }
    const hop = route.nextHop.known && route.nextHop.value === 'none' ? 'nowhere' : 'an appliance that drops them'
    failing.push(
      say(about, 'gateway-covered', {
        part: nameOf(route),
        outcome: 'fails',
        message: `${nameOf(route)} of \`${table.id}\` leads what the machines of the gateway in \`${entity.id}\` send each other ${hop}`,
        question,
        span: route.span,
        label: 'covers the subnet of the gateway',
        help: 'name the prefixes of the spokes instead of one that holds this subnet',
        related: [{ message: 'the subnet', span: entity.span }],
      }),
    )
  }
  for (const option of options) {
    if (option.to === 'none') continue
    if (option.to === 'external') {
      open.push(doubts)
      continue
    }
    const { routes, more } = network.routing.routesIn(option.entity)
    open.push(more)
    for (const route of routes) judge(option.entity, route)
  }
  return settle(about, 'gateway-covered', failing, question, mergeDoubts(...open))
}

/** "/27 or larger": https://learn.microsoft.com/azure/expressroute/expressroute-about-virtual-network-gateways#gwsub */
const widest = 27

const size = (about: Net): readonly Answer[] => {
  if (!isGateway(about)) return []
  const { entity } = about
  const { ranges, doubts } = rangesOf(about)
  const question = `whether \`${entity.id}\` is a /${widest} or larger`
  const four = ranges.filter(({ family }) => family === 4)
  const lengths = four.map((range) => prefixLength(range) ?? 0)
  if (lengths.some((length) => length <= widest)) return [say(about, 'gateway-size', { outcome: 'holds', question, span: entity.span })]
  if (doubts.length > 0 || four.length === 0)
    return doubts.length === 0
      ? []
      : [say(about, 'gateway-size', { outcome: 'unsure', question, span: entity.prefixes.origin.span, doubts })]
  return [
    say(about, 'gateway-size', {
      outcome: 'fails',
      message: `\`${entity.id}\` (${formatRange(four[0]!)}) is smaller than /${widest}: some gateways, and both kinds side by side, find no room in it`,
      question,
      span: entity.prefixes.origin.span,
      label: 'is small for a gateway',
      help: `give it a /${widest}`,
    }),
  ]
}

/** Kinds whose machines or addresses are in the subnet that they point to. */
const inhabitants: ReadonlySet<Kind> = new Set<Kind>([
  'api-management',
  'application-gateway',
  'bastion-host',
  'dns-inbound-endpoint',
  'dns-outbound-endpoint',
  'firewall',
  'load-balancer',
  'network-interface',
  'private-endpoint',
  'private-link-service',
  'scale-set',
])

interface Inhabitant {
  readonly entity: AnyEntity
  readonly doubts: readonly Doubt[]
}

const known = new WeakMap<Network, ReadonlyMap<string, readonly Inhabitant[]>>()

/** By subnet of that name: who else is in it, or may be. */
const inhabitantsIn = (network: Network): ReadonlyMap<string, readonly Inhabitant[]> => {
  let found = known.get(network)
  if (found !== undefined) return found
  const made = new Map<string, Inhabitant[]>()
  for (const entity of network.entities.values()) {
    if (!inhabitants.has(entity.kind)) continue
    const pointers =
      entity.kind === 'network-interface'
        ? entity.ipConfigurations.map(({ subnet }) => subnet)
        : entity.kind === 'api-management'
          ? entity.locations.map(({ subnet }) => subnet)
          : entity.kind === 'dns-inbound-endpoint' || entity.kind === 'dns-outbound-endpoint'
            ? [entity.subnet]
            : pointersOf(entity).flatMap(({ pointer, kind }) => (kind === 'subnet' ? [pointer] : []))
    for (const pointer of pointers) {
      const { options, doubts } = network.link(pointer, 'subnet')
      for (const option of options) {
        if (option.to !== 'entity' || !isNamed(option.entity, 'GatewaySubnet')) continue
        const list = made.get(option.entity.id) ?? []
        const why = mergeDoubts(options.length === 1 ? [] : doubts, entity.presence.certain ? [] : entity.presence.doubts)
        if (!list.some((one) => one.entity === entity)) list.push({ entity, doubts: why })
        made.set(option.entity.id, list)
      }
    }
  }
  known.set(network, (found = made))
  return found
}

/** "never deploy anything else (for example, additional VMs) to the gateway subnet": https://learn.microsoft.com/azure/expressroute/expressroute-about-virtual-network-gateways#gwsub */
const alone = (about: Net): readonly Answer[] => {
  const { entity, network } = about
  if (!isNamed(entity, 'GatewaySubnet')) return []
  const others = inhabitantsIn(network).get(entity.id) ?? []
  const question = `whether nothing but gateways is in \`${entity.id}\``
  const failing = others.flatMap(({ entity: other, doubts }): readonly Answer[] =>
    doubts.length > 0
      ? []
      : [
          say(about, 'gateway-alone', {
            part: other.id,
            outcome: 'fails',
            message: `\`${other.id}\` is in \`${entity.id}\`, where Azure allows gateways alone`,
            question,
            span: other.span,
            label: 'is in the subnet of gateways',
            help: 'put it into a subnet of its own',
          }),
        ],
  )
  const doubtful = others.find(({ doubts }) => doubts.length > 0)
  return settle(about, 'gateway-alone', failing, question, mergeDoubts(...others.map(({ doubts }) => doubts)), doubtful?.entity.span)
}

/** https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub */
const name = (about: Net): readonly Answer[] => {
  const { entity, network } = about
  if (!heldIn(network).gateways.has(entity.id)) return []
  const question = `whether the subnet of the gateway is called \`GatewaySubnet\``
  if (!entity.name.known)
    return [say(about, 'gateway-name', { outcome: 'unsure', question, span: entity.name.origin.span, doubts: entity.name.doubts })]
  if (isNamed(entity, 'GatewaySubnet')) return [say(about, 'gateway-name', { outcome: 'holds', question, span: entity.span })]
  return [
    say(about, 'gateway-name', {
      outcome: 'fails',
      message: `a gateway is in \`${entity.id}\`, which is called \`${entity.name.sensitive ? '(sensitive)' : entity.name.value}\``,
      question,
      span: entity.name.origin.span,
      label: 'is not `GatewaySubnet`',
      help: 'call it `GatewaySubnet`',
    }),
  ]
}

const check = (about: string, judge: RouteCheck<'subnet'>['judge']): RouteCheck<'subnet'> => ({ of: 'subnet', about, judge })

export const gatewaySubnetChecks = {
  'gateway-covered': check(
    'a route that leads packets between the machines of a gateway to nowhere, or to an appliance that drops them',
    covered,
  ),
  'gateway-size': check('a subnet of a gateway that is smaller than /27', size),
  'gateway-alone': check('anything but a gateway in `GatewaySubnet`', alone),
  'gateway-name': check('a gateway in a subnet of another name', name),
} as const

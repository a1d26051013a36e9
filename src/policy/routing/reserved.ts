/** Checks of subnets that Azure keeps for gateways, route servers and firewalls: groups and routes that these do not stand. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Entity, Link } from '../../model/entity.ts'
import type { RouteTable, UserRoute } from '../../model/kinds/route-table.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import type { Network } from '../../model/network.ts'
import type { Span } from '../../text/source.ts'
import type { Answer } from '../kind.ts'
import { type About, nameOf, type RouteCheck, say } from './check.ts'

export type Net = About<'subnet'>

interface Held {
  /** Subnets in which a gateway of this run surely is. */
  readonly gateways: ReadonlySet<string>
}

const held = new WeakMap<Network, Held>()

export const heldIn = (network: Network): Held => {
  let found = held.get(network)
  if (found === undefined) {
    const gateways = network.ofKind('virtual-network-gateway').flatMap(({ subnets }) =>
      subnets.flatMap((pointer) => {
        const { options } = network.link(pointer, 'subnet')
        return options.length === 1 && options[0]!.to === 'entity' ? [options[0]!.entity.id] : []
      }),
    )
    held.set(network, (found = { gateways: new Set(gateways) }))
  }
  return found
}

export const isNamed = ({ name }: Subnet, wanted: string): boolean => name.known && name.value.toLowerCase() === wanted.toLowerCase()

/** By its name, or by what is in it; a subnet whose name is not known and that nothing of the sort is in is none. */
export const isGateway = ({ entity, network }: Net): boolean => isNamed(entity, 'GatewaySubnet') || heldIn(network).gateways.has(entity.id)

type Attached = { readonly answer: 'yes' | 'no' } | { readonly answer: 'unsure'; readonly doubts: readonly Doubt[] }

const attached = <E extends Entity>({ options, doubts }: Link<E>): Attached => {
  const count = options.filter(({ to }) => to !== 'none').length
  return count === 0 ? { answer: 'no' } : count === options.length ? { answer: 'yes' } : { answer: 'unsure', doubts }
}

const judgeAttached = <E extends Entity>(
  about: Net,
  item: string,
  link: Link<E>,
  words: { readonly thing: string; readonly of: string; readonly so: string },
): readonly Answer[] => {
  const { entity } = about
  const is = attached(link)
  const question = `whether ${words.thing} is on \`${entity.id}\``
  if (is.answer === 'no') return [say(about, item, { outcome: 'holds', question, span: entity.span })]
  if (is.answer === 'unsure') return [say(about, item, { outcome: 'unsure', question, span: link.origin.span, doubts: is.doubts })]
  return [
    say(about, item, {
      outcome: 'fails',
      message: `${words.thing} is on \`${entity.id}\`, ${words.of}: ${words.so}`,
      question,
      span: link.origin.span,
      label: 'puts it there',
      help: 'take it off this subnet',
    }),
  ]
}

export const isDefault = ({ destination }: UserRoute): boolean =>
  destination.known &&
  destination.value.kind === 'range' &&
  destination.value.range.last === 0xffff_ffff &&
  destination.value.range.first === 0

interface Defaults {
  readonly sure?: { readonly route: UserRoute; readonly table: RouteTable }
  readonly doubts: readonly Doubt[]
}

/** A default route that the table of the subnet has, or may have. */
const defaultOf = ({ network, entity }: Net): Defaults => {
  const { options, doubts } = network.routing.routeTableOf(entity)
  const open: (readonly Doubt[])[] = []
  let sure: Defaults['sure']
  for (const option of options) {
    if (option.to === 'none') continue
    if (option.to === 'external') {
      open.push(doubts)
      continue
    }
    const { routes, more } = network.routing.routesIn(option.entity)
    open.push(more)
    for (const route of routes) {
      const { destination, presence } = route
      const may = isDefault(route) || !destination.known || destination.value.kind === 'atom'
      if (isDefault(route) && presence.certain && options.length === 1) sure = { route, table: option.entity }
      else if (may)
        open.push(
          mergeDoubts(
            presence.certain ? [] : presence.doubts,
            destination.known ? (destination.value.kind === 'atom' ? destination.value.doubts : []) : destination.doubts,
            options.length === 1 ? [] : doubts,
          ),
        )
    }
  }
  return { ...(sure === undefined ? {} : { sure }), doubts: mergeDoubts(...open) }
}

const gatewayGroup = (about: Net): readonly Answer[] =>
  isGateway(about)
    ? judgeAttached(about, 'gateway-group', about.network.nsgOf(about.entity), {
        thing: 'a network security group',
        of: 'the subnet of a gateway',
        so: 'the gateway may stop working',
      })
    : []

const gatewayDefault = (about: Net): readonly Answer[] => {
  if (!isGateway(about)) return []
  const { entity } = about
  const { sure, doubts } = defaultOf(about)
  const question = `whether a default route is on \`${entity.id}\``
  if (sure === undefined)
    return [say(about, 'gateway-default-route', { outcome: doubts.length === 0 ? 'holds' : 'unsure', question, span: entity.span, doubts })]
  return [
    say(about, 'gateway-default-route', {
      outcome: 'fails',
      message: `${nameOf(sure.route)} of \`${sure.table.id}\` is a default route on \`${entity.id}\`, which a gateway does not stand`,
      question,
      span: sure.route.span,
      label: 'is on the subnet of a gateway',
      help: 'name the prefixes that are to pass an appliance instead',
    }),
  ]
}

const propagationOf = ({
  network,
  entity,
}: Net): { readonly off?: Span; readonly table?: RouteTable; readonly doubts: readonly Doubt[] } => {
  const { options, doubts } = network.routing.routeTableOf(entity)
  const [only] = options
  if (options.every(({ to }) => to === 'none')) return { doubts: [] }
  if (options.length !== 1 || only?.to !== 'entity') return { doubts }
  const { propagation } = only.entity
  if (!propagation.known) return { doubts: propagation.doubts }
  const changes = network.routing.changesOf(only.entity)
  if (changes.length > 0) return { doubts: changes }
  return propagation.value ? { doubts: [] } : { off: propagation.origin.span, table: only.entity, doubts: [] }
}

const gatewayPropagation = (about: Net): readonly Answer[] => {
  if (!isGateway(about)) return []
  const { entity } = about
  const { off, table, doubts } = propagationOf(about)
  const question = `whether routes of gateways come into \`${entity.id}\``
  if (off === undefined || table === undefined)
    return [say(about, 'gateway-propagation', { outcome: doubts.length === 0 ? 'holds' : 'unsure', question, span: entity.span, doubts })]
  return [
    say(about, 'gateway-propagation', {
      outcome: 'fails',
      message: `\`${table.id}\` lets no routes of gateways into \`${entity.id}\`, and the gateway there does not work without them`,
      question,
      span: off,
      label: 'keeps them out',
      help: 'set `bgp_route_propagation_enabled = true`',
    }),
  ]
}

const routeServerGroup = (about: Net): readonly Answer[] =>
  isNamed(about.entity, 'RouteServerSubnet')
    ? judgeAttached(about, 'route-server-group', about.network.nsgOf(about.entity), {
        thing: 'a network security group',
        of: 'the subnet of a route server',
        so: 'Azure does not support it there',
      })
    : []

const routeServerTable = (about: Net): readonly Answer[] =>
  isNamed(about.entity, 'RouteServerSubnet')
    ? judgeAttached(about, 'route-server-table', about.network.routing.routeTableOf(about.entity), {
        thing: 'a route table',
        of: 'the subnet of a route server',
        so: 'Azure does not support it there',
      })
    : []

/** Azure ignores it, or refuses it: told only where it is sure. */
const firewallGroup = (about: Net): readonly Answer[] =>
  isNamed(about.entity, 'AzureFirewallSubnet') || isNamed(about.entity, 'AzureFirewallManagementSubnet')
    ? judgeAttached(about, 'firewall-group', about.network.nsgOf(about.entity), {
        thing: 'a network security group',
        of: 'a subnet of Azure Firewall',
        so: 'Azure keeps these free of groups',
      }).flatMap((answer): readonly Answer[] => (answer.outcome === 'fails' ? [{ ...answer, advice: true }] : []))
    : []

const check = (about: string, judge: RouteCheck<'subnet'>['judge']): RouteCheck<'subnet'> => ({ of: 'subnet', about, judge })

export const reservedChecks = {
  'gateway-group': check('a network security group on the subnet of a gateway', gatewayGroup),
  'gateway-default-route': check('a default route on the subnet of a gateway', gatewayDefault),
  'gateway-propagation': check('a table that keeps routes of gateways out of the subnet of a gateway', gatewayPropagation),
  'route-server-group': check('a network security group on the subnet of a route server', routeServerGroup),
  'route-server-table': check('a route table on the subnet of a route server', routeServerTable),
  'firewall-group': check('a network security group on a subnet of Azure Firewall', firewallGroup),
} as const

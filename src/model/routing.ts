/** Parts of a network come in; what decides where its packets go is found by subnet and by virtual network: tables, peerings, gateways, endpoints. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { emptyJoined, type Joined, join, joinedTo, optionKey, targetsOf } from './attach.ts'
import type { AddressTerm, Entity, Fact, Link, LinkOption, Pointer } from './entity.ts'
import { standsForSeveral } from './identity.ts'
import type { Extension, Override, RoutingAttachment } from './kind.ts'
import type { GatewayConnection } from './kinds/gateway-connection.ts'
import { type AnyEntity, type EntityOf, type Kind, kinds } from './kinds/index.ts'
import type { NatGateway } from './kinds/nat-gateway.ts'
import type { PrivateEndpoint } from './kinds/private-endpoint.ts'
import type { RouteTable, SeparateRoute, UserRoute } from './kinds/route-table.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import type { VirtualNetworkGateway } from './kinds/virtual-network-gateway.ts'
import type { Linker } from './link.ts'
import { entitiesOf as entitiesIn } from './link-options.ts'
import { createPeerings, type PeeringSide } from './peerings.ts'
import { bothPresent, uncertain } from './read-value.ts'
import { mayHoldGateway, parentsOf } from './widen.ts'

export type { PeeringSide }

/** An entity that is at a place, or may be. */
export interface Placed<E> {
  readonly entity: E
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

export interface EndpointIn extends Placed<PrivateEndpoint> {
  readonly subnet: Subnet
}

export interface HiddenEndpoints {
  readonly of: Subnet | VirtualNetwork
  readonly prefixes: Fact<readonly AddressTerm[]>
  readonly doubts: readonly Doubt[]
}

export interface Routing {
  /** From the subnet's own block and from associations. */
  routeTableOf(subnet: Subnet): Link<RouteTable>
  natGatewayOf(subnet: Subnet): Link<NatGateway>
  /** Inline and separate routes; `more` not empty: there may be others. */
  routesIn(table: RouteTable): { readonly routes: readonly UserRoute[]; readonly more: readonly Doubt[] }
  peeringsOf(network: VirtualNetwork): readonly PeeringSide[]
  gatewaysIn(network: VirtualNetwork): readonly Placed<VirtualNetworkGateway>[]
  connectionsOf(gateway: VirtualNetworkGateway): readonly Placed<GatewayConnection>[]
  endpointsIn(network: VirtualNetwork): readonly EndpointIn[]
  /** Subnets, or the whole network, in which there may be private endpoints that this run does not tell of. */
  hiddenEndpointsIn(network: VirtualNetwork): readonly HiddenEndpoints[]
  /** Why routes of any other kind may come into the subnets of the network: Virtual WAN, route servers, changes that are not followed. */
  besides(network: VirtualNetwork): readonly Doubt[]
  /** Changes to an entity that are not followed and may concern routes. */
  changesOf(entity: Entity): readonly Doubt[]
}

export interface RoutingInput {
  readonly routes: readonly SeparateRoute[]
  readonly routingAttachments: readonly RoutingAttachment[]
  readonly extensions: readonly Extension[]
  readonly overrides: readonly Override[]
  readonly subnets: readonly Subnet[]
  readonly entities: readonly AnyEntity[]
}

interface AttachedTo<E extends Entity> {
  readonly link: Link<E>
  readonly presence: UserRoute['presence']
  readonly span: Subnet['span']
}

export const createRouting = (
  input: RoutingInput,
  linker: Pick<Linker, 'link'>,
  handedTo: (entity: Entity) => readonly Doubt[],
): Routing => {
  const { link } = linker
  const targets = <K extends Kind>(pointer: Pointer, kind: K, presence: UserRoute['presence']) =>
    targetsOf(pointer, link(pointer, kind), presence)

  const routes = emptyJoined<{ readonly route: UserRoute; readonly separate: SeparateRoute }>()
  for (const separate of input.routes)
    join(routes, targets(separate.table, 'route-table', separate.route.presence), (presence) => ({
      route: presence === separate.route.presence ? separate.route : { ...separate.route, presence },
      separate,
    }))

  const tables = emptyJoined<AttachedTo<RouteTable>>()
  const natGateways = emptyJoined<AttachedTo<NatGateway>>()
  for (const { subnet, targetKind, target, presence, span } of input.routingAttachments) {
    const of = targets(subnet, 'subnet', presence)
    if (targetKind === 'route-table') join(tables, of, (sure) => ({ link: link(target, 'route-table'), presence: sure, span }))
    else join(natGateways, of, (sure) => ({ link: link(target, 'nat-gateway'), presence: sure, span }))
  }

  const overrides = emptyJoined<Doubt>()
  for (const override of input.overrides) {
    if (!Object.hasOwn(kinds, override.targetKind)) continue
    const doubt: Doubt = { reason: 'unsupported', what: override.address, span: override.span }
    join(overrides, targets(override.target, override.targetKind as Kind, { certain: true }), () => doubt)
  }
  const changesOf = ({ id }: Entity): readonly Doubt[] => {
    const { items, more } = joinedTo(overrides, id)
    return mergeDoubts(items, more)
  }

  /** What is put on a subnet: at most one, said in its block or by an association. */
  const attachedTo = <E extends Entity>(
    subnet: Subnet,
    joined: Joined<AttachedTo<E>>,
    inline: Pointer,
    stated: Link<E>,
    what: string,
  ): Link<E> => {
    const { items, more } = joinedTo(joined, subnet.id)
    const sure = items.filter((item) => item.presence.certain)
    const possible = sure.length > 0 ? [] : items.filter((item) => !item.presence.certain)
    const written = inline.by !== 'nothing'
    const hidden = mergeDoubts(changesOf(subnet), more)
    const options = new Map<unknown, LinkOption<E>>()
    const doubts: (readonly Doubt[])[] = [hidden]
    const add = (option: LinkOption<E>): unknown => options.set(optionKey(option), option)
    for (const item of [...sure, ...possible]) {
      for (const option of item.link.options) add(option)
      doubts.push(item.link.doubts, item.presence.certain ? [] : item.presence.doubts)
    }
    if (written) {
      for (const option of stated.options) if (option.to !== 'none' || sure.length === 0) add(option)
      doubts.push(stated.doubts)
    }
    const settled = sure.length > 0 || (written && !options.has('none'))
    const outside = subnet.open && !settled
    const given = settled ? [] : handedTo(subnet)
    if (outside || hidden.length > 0 || given.length > 0) {
      add({ to: 'external', identity: `${what} of ${subnet.id}` })
      doubts.push(given.length > 0 ? given : [{ reason: 'external', what: `${what} of ${subnet.id}`, span: subnet.span }])
    }
    if (sure.length === 0 && (!written || hidden.length > 0)) add({ to: 'none' })
    const origin = sure[0] === undefined ? inline.origin : { span: sure[0].span }
    const all = mergeDoubts(...doubts)
    const twice: readonly Doubt[] =
      all.length === 0 && options.size > 1 ? [{ reason: 'error', what: `which ${what} of ${subnet.id} counts`, span: subnet.span }] : []
    return { options: [...options.values()], origin, doubts: options.size > 1 ? mergeDoubts(all, twice) : all }
  }

  // ── by virtual network ──

  const peerings = createPeerings(linker)
  const besides = new Map<string, Doubt[]>()
  const besideAny: Doubt[] = []
  const note = (id: string, doubt: Doubt): void => {
    const noted = besides.get(id)
    if (noted === undefined) besides.set(id, [doubt])
    else if (noted.length <= budget.causes && noted.at(-1) !== doubt) noted.push(doubt)
  }
  const concerns = (pointer: Pointer, doubt: Doubt): void => {
    const networks = entitiesIn(link(pointer, 'virtual-network'))
    if (networks.length > budget.undecidedJoins) besideAny.push(doubt)
    else for (const { id } of networks) note(id, doubt)
  }
  /** Every virtual network that may hold what is in the subnet. */
  const networksAt = (pointer: Pointer): Placed<VirtualNetwork>[] | undefined => {
    const found = new Map<VirtualNetwork, Placed<VirtualNetwork>>()
    const { options, doubts } = link(pointer, 'subnet')
    const place = (link: Link<VirtualNetwork>, alone: boolean, why: readonly Doubt[]): void => {
      const networks = entitiesIn(link)
      for (const entity of networks) {
        const certain = alone && link.options.length === 1 && !standsForSeveral(entity.id)
        if (found.get(entity)?.certain !== true) found.set(entity, { entity, certain, doubts: mergeDoubts(why, link.doubts) })
      }
    }
    for (const option of options)
      if (option.to === 'entity') place(link(option.entity.virtualNetwork, 'virtual-network'), options.length === 1, doubts)
      else if (option.to === 'external')
        for (const parent of parentsOf(pointer)) place(link(parent, 'virtual-network'), options.length === 1, doubts)
    return found.size > budget.undecidedJoins ? undefined : [...found.values()]
  }

  for (const extension of input.extensions) {
    const doubt: Doubt = { reason: 'unsupported', what: extension.what ?? extension.address, span: extension.span }
    if (extension.peering !== undefined && peerings.add(extension.peering, doubt)) continue
    if (extension.routed && extension.peering === undefined) continue
    if (extension.virtualNetworks.length + extension.subnets.length === 0) besideAny.push(doubt)
    for (const pointer of extension.virtualNetworks) concerns(pointer, doubt)
    for (const pointer of extension.subnets) {
      const networks = networksAt(pointer)
      if (networks === undefined) besideAny.push(doubt)
      else for (const { entity } of networks) note(entity.id, doubt)
    }
  }
  for (const subnet of input.subnets)
    if (mayHoldGateway(subnet)) for (const doubt of [...handedTo(subnet), ...changesOf(subnet)]) concerns(subnet.virtualNetwork, doubt)

  const gateways = new Map<string, Placed<VirtualNetworkGateway>[]>()
  const connections = emptyJoined<Placed<GatewayConnection>>()
  const endpoints = new Map<string, EndpointIn[]>()
  const enter = <T>(map: Map<string, T[]>, id: string, item: T): void => {
    const list = map.get(id)
    if (list === undefined) map.set(id, [item])
    else list.push(item)
  }
  const placeGateway = (gateway: VirtualNetworkGateway): void => {
    const own = gateway.presence.certain && !standsForSeveral(gateway.id)
    const placed = new Map<VirtualNetwork, Placed<VirtualNetwork>>()
    for (const pointer of gateway.subnets) {
      const networks = networksAt(pointer)
      if (networks === undefined) besideAny.push({ reason: 'unsupported', what: gateway.id, span: gateway.span })
      for (const one of networks ?? []) if (placed.get(one.entity)?.certain !== true) placed.set(one.entity, one)
    }
    const absent = gateway.presence.certain ? [] : gateway.presence.doubts
    for (const { entity, certain, doubts } of placed.values())
      enter(gateways, entity.id, { entity: gateway, certain: certain && own, doubts: mergeDoubts(doubts, absent) })
  }
  const placeEndpoint = (endpoint: PrivateEndpoint): void => {
    const { options, doubts } = link(endpoint.subnet, 'subnet')
    const subnets = entitiesIn({ options, doubts, origin: endpoint.subnet.origin })
    if (subnets.length > budget.undecidedJoins) {
      besideAny.push({ reason: 'unsupported', what: endpoint.id, span: endpoint.span })
      return
    }
    const own = endpoint.presence.certain && !standsForSeveral(endpoint.id)
    const absent = endpoint.presence.certain ? [] : endpoint.presence.doubts
    for (const subnet of subnets) {
      const networks = link(subnet.virtualNetwork, 'virtual-network')
      for (const { id } of entitiesIn(networks))
        enter(endpoints, id, {
          entity: endpoint,
          subnet,
          certain: own && options.length === 1 && networks.options.length === 1,
          doubts: mergeDoubts(doubts, networks.doubts, absent),
        })
    }
  }
  for (const entity of input.entities)
    if (entity.kind === 'virtual-network-gateway') placeGateway(entity)
    else if (entity.kind === 'private-endpoint') placeEndpoint(entity)
    else if (entity.kind === 'gateway-connection')
      join(connections, targets<'virtual-network-gateway'>(entity.gateway, 'virtual-network-gateway', entity.presence), (presence) => ({
        entity,
        certain: presence.certain && !standsForSeveral(entity.id),
        doubts: presence.certain ? [] : presence.doubts,
      }))

  const hidden = new Map<string, HiddenEndpoints[]>()
  for (const subnet of input.subnets) {
    const open: readonly Doubt[] = subnet.open ? [{ reason: 'external', what: `private endpoints in ${subnet.id}`, span: subnet.span }] : []
    const doubts = mergeDoubts(open, handedTo(subnet))
    if (doubts.length > 0)
      for (const { id } of entitiesIn(link(subnet.virtualNetwork, 'virtual-network')))
        enter(hidden, id, { of: subnet, prefixes: subnet.prefixes, doubts })
  }
  const sides = new Map<string, readonly PeeringSide[]>()
  const sorted = new WeakMap<RouteTable, ReturnType<Routing['routesIn']>>()
  const routesIn = (table: RouteTable): ReturnType<Routing['routesIn']> => {
    const { items, more } = joinedTo(routes, table.id)
    const hidden = changesOf(table)
    const shaken = (route: UserRoute, doubts: readonly Doubt[]): UserRoute =>
      doubts.length === 0 ? route : { ...route, presence: bothPresent(route.presence, uncertain(doubts)) }
    const separate = items.map(({ route, separate: { azurerm } }) => {
      // Routes inside the table are all there are to azurerm: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/route_table (note on routes)
      const doubt: Doubt = { reason: 'error', what: `routes inside ${table.id} beside separate ones`, span: route.span }
      return shaken(route, mergeDoubts(hidden, azurerm && table.inlineRoutes.length > 0 ? [doubt] : []))
    })
    const all = [...table.inlineRoutes.map((route) => shaken(route, hidden)), ...separate]
    return { routes: all.sort(byPlace), more: mergeDoubts(table.moreRoutes, more, hidden, handedTo(table)) }
  }

  return {
    changesOf,
    routeTableOf: (subnet) =>
      attachedTo<EntityOf<'route-table'>>(
        subnet,
        tables,
        subnet.inlineRouteTable,
        link(subnet.inlineRouteTable, 'route-table'),
        'route table',
      ),
    natGatewayOf: (subnet) =>
      attachedTo<EntityOf<'nat-gateway'>>(
        subnet,
        natGateways,
        subnet.inlineNatGateway,
        link(subnet.inlineNatGateway, 'nat-gateway'),
        'NAT gateway',
      ),
    routesIn: (table) => {
      let found = sorted.get(table)
      if (found === undefined) sorted.set(table, (found = routesIn(table)))
      return found
    },
    peeringsOf: (network) => {
      let found = sides.get(network.id)
      if (found === undefined) sides.set(network.id, (found = peerings.sidesOf(network)))
      return found
    },
    gatewaysIn: ({ id }) => gateways.get(id) ?? [],
    connectionsOf: ({ id }) => {
      const { items, more } = joinedTo(connections, id)
      return more.length === 0 ? items : items.map((item) => ({ ...item, certain: false, doubts: mergeDoubts(item.doubts, more) }))
    },
    endpointsIn: ({ id }) => endpoints.get(id) ?? [],
    hiddenEndpointsIn: (network) => {
      const doubts: readonly Doubt[] = network.open
        ? [{ reason: 'external', what: `private endpoints in ${network.id}`, span: network.span }]
        : []
      const whole = mergeDoubts(doubts, handedTo(network))
      return [
        ...(whole.length === 0 ? [] : [{ of: network, prefixes: network.addressSpace, doubts: whole }]),
        ...(hidden.get(network.id) ?? []),
      ]
    },
    besides: (network) => {
      const open: readonly Doubt[] = network.open
        ? [{ reason: 'external', what: `peerings and gateways of ${network.id}`, span: network.span }]
        : []
      return mergeDoubts(open, besides.get(network.id) ?? [], changesOf(network), handedTo(network), besideAny)
    },
  }
}

const byPlace = (a: UserRoute, b: UserRoute): number =>
  a.span.file.path === b.span.file.path ? a.span.start - b.span.start : a.span.file.path < b.span.file.path ? -1 : 1

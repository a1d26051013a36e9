/** Route tables with their routes, inside and separate, and the subnets that they are put on. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Presence } from '../../eval/declared.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import type { AddressTerm, Entity, Fact, Link, Pointer } from '../entity.ts'
import type { ArmResource, Extension, KindDefinition, Resource, RoutingAttachment } from '../kind.ts'
import { type Owner, readAddress } from '../read-address.ts'
import { byName, readPointer } from '../read-pointer.ts'
import { type RouteDestination, readRouteDestination } from '../read-route.ts'
import { at, type Block, isAbsent, negated, orElse, readBlocks, readLocation, readSwitch, readText, refine, reject } from '../read-value.ts'
import { spotsBy } from '../subnets-of.ts'
import { regionOf, type Subnet, type SubnetSurroundings } from './subnet.ts'

/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#user-defined */
export type NextHopType = 'virtual-network-gateway' | 'virtual-network' | 'internet' | 'virtual-appliance' | 'none'

export interface UserRoute {
  readonly name: Fact<string>
  readonly destination: Fact<RouteDestination>
  readonly nextHop: Fact<NextHopType>
  /** Of an appliance; absent where none is written. */
  readonly address: AddressTerm | undefined
  readonly presence: Presence
  readonly span: Span
}

export interface RouteTable extends Entity {
  readonly kind: 'route-table'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Written inside the table; separate ones come by the network: ask `Routing.routesIn`. */
  readonly inlineRoutes: readonly UserRoute[]
  readonly moreRoutes: readonly Doubt[]
  /** Routes of gateways come into the subnets that have this table. */
  readonly propagation: Fact<boolean>
}

/** A route that is a resource of its own. */
export interface SeparateRoute {
  readonly kind: 'separate-route'
  readonly address: string
  readonly table: Pointer
  readonly route: UserRoute
  /** Written for azurerm, where routes inside the table overwrite separate ones. */
  readonly azurerm: boolean
}

type Part = RouteTable | SeparateRoute | RoutingAttachment | Extension

interface Words {
  readonly prefix: string
  readonly type: string
  readonly address: string
}

const azurermWords: Words = { prefix: 'address_prefix', type: 'next_hop_type', address: 'next_hop_in_ip_address' }
const armWords: Words = { prefix: 'addressPrefix', type: 'nextHopType', address: 'nextHopIpAddress' }

/** As azurerm and Azure both write them, in lower case. */
const hopTypes: ReadonlyMap<string, NextHopType> = new Map([
  ['virtualnetworkgateway', 'virtual-network-gateway'],
  ['vnetlocal', 'virtual-network'],
  ['internet', 'internet'],
  ['virtualappliance', 'virtual-appliance'],
  ['none', 'none'],
])

const readRoute = (name: Fact<string>, body: Value | undefined, words: Words, owner: Owner, presence: Presence, sink: Sink): UserRoute => {
  // Peerings and service endpoints cannot be written: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#user-defined
  const badType = reject(sink, 'model/bad-value', (shown) => `${shown} is no next hop that a route can be given`)
  return {
    name,
    destination: readRouteDestination(words.prefix, at(body, words.prefix), owner, sink),
    nextHop: refine(orElse(readText(at(body, words.type)), owner, words.type), (text) => hopTypes.get(text.toLowerCase()), badType),
    address: readAddress(at(body, words.address), owner, sink),
    presence,
    span: owner.span,
  }
}

const inside = (of: Resource | ArmResource, block: Block, index: number): Owner => ({
  address: `${of.address}/routes/#${index}`,
  open: of.open,
  span: block.origin.span,
  origin: block.origin,
})

const table = (
  of: Resource | ArmResource,
  facts: Pick<RouteTable, 'name' | 'location' | 'resourceGroup' | 'inlineRoutes' | 'moreRoutes' | 'propagation'>,
): RouteTable => {
  const outside: readonly Doubt[] = of.open ? [{ reason: 'external', what: `routes of ${of.address}`, span: of.span }] : []
  return {
    kind: 'route-table',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    moreRoutes: mergeDoubts(outside, facts.moreRoutes),
  }
}

const readTable = (resource: Resource, sink: Sink): readonly Part[] => {
  const { body } = resource
  const { blocks, more } = readBlocks(at(body, 'route'))
  // `disable_bgp_route_propagation` until azurerm 4.0: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/4.0-upgrade-guide
  const old = at(body, 'disable_bgp_route_propagation')
  const current = at(body, 'bgp_route_propagation_enabled')
  const propagation = isAbsent(current) ? (isAbsent(old) ? undefined : negated(readSwitch(old))) : readSwitch(current)
  return [
    table(resource, {
      name: orElse(readText(at(body, 'name')), resource, 'name'),
      location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
      resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
      inlineRoutes: blocks.map((block, index) => {
        const owner = inside(resource, block, index)
        return readRoute(orElse(readText(at(block.body, 'name')), owner, 'name'), block.body, azurermWords, owner, block.presence, sink)
      }),
      moreRoutes: more,
      propagation: orElse(propagation, resource, 'bgp_route_propagation_enabled', true),
    }),
  ]
}

const readArmTable = (resource: ArmResource, sink: Sink): readonly Part[] => {
  const { properties } = resource
  const { blocks, more } = readBlocks(at(properties, 'routes'))
  const disabled = at(properties, 'disableBgpRoutePropagation')
  return [
    table(resource, {
      name: resource.name,
      location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
      resourceGroup: resource.resourceGroup,
      inlineRoutes: blocks.map((block, index) => {
        const owner = inside(resource, block, index)
        const name = orElse(readText(at(block.body, 'name')), owner, 'name')
        return readRoute(name, at(block.body, 'properties'), armWords, owner, block.presence, sink)
      }),
      moreRoutes: more,
      propagation: orElse(isAbsent(disabled) ? undefined : negated(readSwitch(disabled)), resource, 'disableBgpRoutePropagation', true),
    }),
  ]
}

const readSeparate = (resource: Resource, sink: Sink): readonly Part[] => {
  const { body } = resource
  const resourceGroup = orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name')
  const name = orElse(readText(at(body, 'route_table_name')), resource, 'route_table_name')
  return [
    {
      kind: 'separate-route',
      address: resource.address,
      table: byName(name, resource.origin, { resourceGroup, subscription: resource.subscription }),
      route: readRoute(orElse(readText(at(body, 'name')), resource, 'name'), body, azurermWords, resource, resource.presence, sink),
      azurerm: true,
    },
  ]
}

const readAssociation = (resource: Resource): readonly Part[] => {
  const subnet = readPointer(at(resource.body, 'subnet_id'), resource.origin, true)
  const { address, presence, span } = resource
  return [
    {
      kind: 'routing-attachment',
      address,
      subnet,
      targetKind: 'route-table',
      target: readPointer(at(resource.body, 'route_table_id'), resource.origin, true),
      presence,
      span,
    },
    { kind: 'extension', address, virtualNetworks: [], subnets: [subnet], span, routed: true },
  ]
}

/** What points of a table ask of the network. */
export interface TableSurroundings extends SubnetSurroundings {
  ofKind(kind: 'subnet'): readonly Subnet[]
  readonly routing: { routeTableOf(subnet: Subnet): Link<Entity> }
}

export const routeTable: KindDefinition<RouteTable, Part, TableSurroundings> = {
  kind: 'route-table',
  azurerm: {
    azurerm_route_table: readTable,
    azurerm_route: readSeparate,
    azurerm_subnet_route_table_association: readAssociation,
  },
  arm: {
    'Microsoft.Network/routeTables': readArmTable,
    'Microsoft.Network/routeTables/routes': (resource, sink) => [
      {
        kind: 'separate-route',
        address: resource.address,
        table: resource.parent,
        route: readRoute(resource.name, resource.properties, armWords, resource, resource.presence, sink),
        azurerm: false,
      },
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the route table', read: (entity) => entity.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (entity) => entity.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (entity) => entity.resourceGroup },
    { name: 'propagation', type: 'bool', about: 'whether routes of gateways come into its subnets', read: (entity) => entity.propagation },
  ],
  points: (table, network) => ({
    spots: spotsBy(
      'route-table',
      table,
      network,
      (subnet) => network.routing.routeTableOf(subnet),
      (subnet) => regionOf(subnet, network),
    ),
    more: [],
  }),
}

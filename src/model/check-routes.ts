/** What is wrong with route tables whatever the policies say: limits, routes that exclude each other, and subnets where a table breaks what is in them. */
import type { Sink } from '../text/diagnostic.ts'
import type { AddressTerm } from './entity.ts'
import type { NetworkInterface } from './kinds/network-interface.ts'
import type { RouteTable, UserRoute } from './kinds/route-table.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import type { Linker } from './link.ts'
import { decided } from './link-options.ts'
import type { Routing } from './routing.ts'

/** https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits#networking-limits (2022) */
const mostRoutes = 400
/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#service-tags-for-user-defined-routes */
const mostTags = 25

const shown = ({ name }: Pick<UserRoute, 'name'>): string => (name.known && name.sensitive !== true ? `\`${name.value}\`` : 'a route')

const destinationKey = ({ destination }: UserRoute): string | undefined => {
  if (!destination.known) return undefined
  const { value } = destination
  if (value.kind === 'range') return `${value.range.family} ${value.range.first}-${value.range.last}`
  return value.kind === 'tag' ? value.tag.toLowerCase() : undefined
}

const inTable = (table: RouteTable, routes: readonly UserRoute[], sink: Sink): void => {
  const sure = routes.filter((route) => route.presence.certain)
  const twice = (keyOf: (route: UserRoute) => string | undefined, what: string): void => {
    const first = new Map<string, UserRoute>()
    for (const route of sure) {
      const key = keyOf(route)
      if (key === undefined) continue
      const other = first.get(key)
      if (other === undefined) first.set(key, route)
      else
        sink({
          code: 'model/duplicate-route',
          severity: 'error',
          message: `${shown(route)} and ${shown(other)} of \`${table.id}\` have the same ${what}`,
          span: route.span,
          related: [{ message: 'the other route', span: other.span }],
        })
    }
  }
  twice((route) => (route.name.known ? route.name.value.toLowerCase() : undefined), 'name')
  twice(destinationKey, 'address prefix')
  const tooMany = (count: number, most: number, what: string): void => {
    if (count > most)
      sink({
        code: 'model/too-many-routes',
        severity: 'warning',
        message: `\`${table.id}\` has ${count} ${what}, where Azure takes ${most}`,
        span: table.span,
      })
  }
  tooMany(sure.length, mostRoutes, 'routes')
  tooMany(
    sure.filter(({ destination }) => destination.known && destination.value.kind === 'tag').length,
    mostTags,
    'routes to service tags',
  )
  for (const route of sure) {
    if (!route.nextHop.known) continue
    const wants = route.nextHop.value === 'virtual-appliance'
    // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/route_table#next_hop_in_ip_address-1
    if (wants !== (route.address !== undefined))
      sink({
        code: 'model/bad-next-hop',
        severity: 'error',
        message: wants
          ? `${shown(route)} leads to an appliance without an address`
          : `${shown(route)} has the address of an appliance and leads to none`,
        span: route.nextHop.origin.span,
      })
  }
}

/** Interfaces by the known addresses that they have in a virtual network. */
const interfacesByAddress = (
  interfaces: readonly NetworkInterface[],
  linker: Pick<Linker, 'link'>,
): ReadonlyMap<string, NetworkInterface> => {
  const found = new Map<string, NetworkInterface>()
  for (const nic of interfaces)
    for (const { subnet: pointer, privateAddress } of nic.ipConfigurations) {
      const subnet = decided(linker.link(pointer, 'subnet'))
      const network = subnet === undefined ? undefined : decided(linker.link(subnet.virtualNetwork, 'virtual-network'))
      if (network === undefined || !privateAddress.known) continue
      const key = addressKey(privateAddress.value)
      found.set(privateAddress.value.kind === 'atom' ? key : `${network.id} ${key}`, nic)
    }
  return found
}

const addressKey = (term: AddressTerm): string => (term.kind === 'atom' ? `atom ${term.identity}` : String(term.range.first))

const atAppliance = (
  subnet: Subnet,
  network: VirtualNetwork | undefined,
  routes: readonly UserRoute[],
  interfaces: ReadonlyMap<string, NetworkInterface>,
  sink: Sink,
): void => {
  const told = new Set<string>()
  for (const { address, nextHop, presence, name } of routes) {
    if (!presence.certain || !nextHop.known || nextHop.value !== 'virtual-appliance' || address === undefined) continue
    const key = addressKey(address)
    if (told.has(key)) continue
    told.add(key)
    const nic = interfaces.get(address.kind === 'atom' ? key : `${network?.id} ${key}`)
    // https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#user-defined (virtual appliance)
    if (nic?.presence.certain && nic.ipForwarding.known && !nic.ipForwarding.value)
      sink({
        code: 'model/no-forwarding',
        severity: 'warning',
        message: `${shown({ name })} of \`${subnet.id}\` leads to \`${nic.id}\`, which forwards no packets`,
        span: address.origin.span,
        help: 'set `ip_forwarding_enabled = true` on the interface',
        related: [{ message: 'the network interface', span: nic.span }],
      })
  }
}

/** What is surely so only: a table that may be on a subnet is not told of. */
export const checkRoutes = (
  tables: readonly RouteTable[],
  subnets: readonly Subnet[],
  interfaces: readonly NetworkInterface[],
  routing: Routing,
  linker: Pick<Linker, 'link'>,
  sink: Sink,
): void => {
  const byAddress = interfacesByAddress(interfaces, linker)
  for (const table of tables) inTable(table, routing.routesIn(table).routes, sink)
  for (const subnet of subnets) {
    const table = decided(routing.routeTableOf(subnet))
    if (table === undefined || !subnet.presence.certain) continue
    const { routes } = routing.routesIn(table)
    const network = decided(linker.link(subnet.virtualNetwork, 'virtual-network'))
    atAppliance(subnet, network, routes, byAddress, sink)
    const toGateway = routes.find(
      (route) => route.presence.certain && route.nextHop.known && route.nextHop.value === 'virtual-network-gateway',
    )
    if (toGateway === undefined || network === undefined) continue
    const wrong = routing
      .gatewaysIn(network)
      .find(({ entity, certain }) => certain && entity.type.known && entity.type.value === 'express-route')
    // https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#user-defined (virtual network gateway)
    if (wrong !== undefined)
      sink({
        code: 'model/bad-next-hop',
        severity: 'warning',
        message: `${shown(toGateway)} leads \`${subnet.id}\` to \`${wrong.entity.id}\`, and no route can lead to an ExpressRoute gateway`,
        span: toGateway.nextHop.origin.span,
        related: [{ message: 'the gateway', span: wrong.entity.span }],
      })
  }
}

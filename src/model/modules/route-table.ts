/** The Azure Verified Module for route tables. https://github.com/Azure/terraform-azurerm-avm-res-network-routetable */
import type { KnownModule } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'

const route = `object({
    name = string
    address_prefix = string
    next_hop_type = string
    next_hop_in_ip_address = optional(string)
  })`

/** `propagation`: the argument by which routes of gateways are let in, or kept out. */
const table = (propagation: string, kept: string): string => `${firm('name', 'string')}${firm('location', 'string')}\
${firm('resource_group_name', 'string')}${input('routes', `map(${route})`, '{}')}${input('subnet_resource_ids', 'map(string)', '{}')}\
${input(propagation, 'bool', kept)}${unread('enable_telemetry lock role_assignments tags')}
resource "azurerm_route_table" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  ${propagation} = var.${propagation}
}

resource "azurerm_subnet_route_table_association" "this" {
  for_each       = var.subnet_resource_ids
  route_table_id = azurerm_route_table.this.id
  subnet_id      = each.value
}

${output('name', 'azurerm_route_table.this.name')}${output('resource', 'azurerm_route_table.this')}${output('resource_id', 'azurerm_route_table.this.id')}`

const routes = (over: string): string => `
resource "azurerm_route" "this" {
  for_each               = ${over}
  name                   = each.value.name
  resource_group_name    = var.resource_group_name
  route_table_name       = azurerm_route_table.this.name
  address_prefix         = each.value.address_prefix
  next_hop_type          = each.value.next_hop_type
  next_hop_in_ip_address = each.value.next_hop_in_ip_address
}
`

const byName = 'zipmap([for route in var.routes : route.name], values(azurerm_route.this)[*])'

/** Since 0.5.0 routes are a submodule of their own, in another spelling. */
const apart = `${table('bgp_route_propagation_enabled', 'true')}${input('routes_legacy_mode', 'bool', 'false')}
${routes('var.routes_legacy_mode ? var.routes : {}')}
module "routes" {
  source              = "./modules/route"
  for_each            = var.routes_legacy_mode ? {} : var.routes
  parent_id           = azurerm_route_table.this.id
  name                = each.value.name
  address_prefix      = each.value.address_prefix
  next_hop_type       = each.value.next_hop_type
  next_hop_ip_address = each.value.next_hop_in_ip_address
}
${output('routes', `var.routes_legacy_mode ? ${byName} : module.routes`)}`

const routeFolder = `${firm('parent_id', 'string')}${firm('name', 'string')}${firm('address_prefix', 'string')}${firm('next_hop_type', 'string')}\
${input('next_hop_ip_address', 'string', 'null')}
resource "azapi_resource" "route" {
  type      = "Microsoft.Network/routeTables/routes@2022-09-01"
  name      = var.name
  parent_id = var.parent_id
  body = {
    properties = {
      addressPrefix    = var.address_prefix
      nextHopType      = var.next_hop_type
      nextHopIpAddress = var.next_hop_ip_address
    }
  }
}
${output('name', 'azapi_resource.route.name')}${output('resource_id', 'azapi_resource.route.id')}`

const inline = (propagation: string, kept: string): string =>
  `${table(propagation, kept)}${routes('var.routes')}${output('routes', byName)}`

export const routeTable: KnownModule = {
  name: 'azure/avm-res-network-routetable/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-network-routetable',
  standIns: [
    { versions: ['0.2.1', '0.2.2'], folders: { '': inline('disable_bgp_route_propagation', 'true') } },
    { versions: ['0.3.0', '0.3.1', '0.4.0', '0.4.1'], folders: { '': inline('bgp_route_propagation_enabled', 'true') } },
    { versions: ['0.5.0'], folders: { '': apart, 'modules/route': routeFolder } },
  ],
}

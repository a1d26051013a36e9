/** `Azure/subnets`: a virtual network with subnets, their groups, route tables and NAT gateways. https://github.com/Azure/terraform-azurerm-subnets */
import type { KnownModule } from '../../eval/stand-in.ts'
import { firm, output, unread } from './stand-in-text.ts'

const id = 'object({ id = string })'
const subnet = `object({
    address_prefixes = list(string)
    nat_gateway = optional(${id})
    network_security_group = optional(${id})
    route_table = optional(${id})
    private_endpoint_network_policies_enabled = optional(bool, true)
    private_link_service_network_policies_enabled = optional(bool, true)
    service_endpoint_policy_ids = optional(set(string))
    default_outbound_access_enabled = optional(bool, true)
    service_endpoints = optional(set(string))
    delegations = optional(list(object({ name = string, service_delegation = object({ name = string, actions = optional(list(string)) }) })))
  })`

/** What some subnets have, put on them by a resource of its own. */
const association = (byKey: boolean, label: string, what: string): string => {
  const those = `{ for name, subnet in var.subnets : name => subnet.${what}.id if subnet.${what} != null }`
  return `
resource "azurerm_subnet_${what}_association" "${label}" {
  for_each  = ${byKey ? `toset(keys(${those}))` : those}
  subnet_id = local.ids[each.key]
  ${what}_id = ${byKey ? `var.subnets[each.value].${what}.id` : 'each.value'}
}
`
}

/** `byKey`: its first version goes through the names alone, and looks each up. */
const text = (
  byKey: boolean,
  own = byKey ? 'var.subnets[each.value]' : 'each.value',
): string => `${firm('resource_group_name', 'string')}${firm('virtual_network_name', 'string')}${firm('virtual_network_location', 'string')}\
${firm('virtual_network_address_space', 'list(string)')}${firm('subnets', `map(${subnet})`).replace('  nullable = false\n', '')}\
variable "virtual_network_dns_servers" {
  type    = object({ dns_servers = list(string) })
  default = null
}
${unread('virtual_network_bgp_community virtual_network_ddos_protection_plan virtual_network_edge_zone virtual_network_flow_timeout_in_minutes virtual_network_tags new_network_ddos_protection_plan tracing_tags_enabled tracing_tags_prefix')}
resource "azurerm_virtual_network" "vnet" {
  name                = var.virtual_network_name
  resource_group_name = var.resource_group_name
  location            = var.virtual_network_location
  address_space       = var.virtual_network_address_space
}

resource "azurerm_virtual_network_dns_servers" "vnet_dns" {
  count              = var.virtual_network_dns_servers == null ? 0 : 1
  virtual_network_id = azurerm_virtual_network.vnet.id
  dns_servers        = var.virtual_network_dns_servers.dns_servers
}

resource "azurerm_subnet" "subnet" {
  for_each             = ${byKey ? 'toset(keys(var.subnets))' : 'var.subnets'}
  name                 = each.key
  resource_group_name  = var.resource_group_name
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = ${own}.address_prefixes
  service_endpoints    = ${own}.service_endpoints
  private_endpoint_network_policies_enabled = ${own}.private_endpoint_network_policies_enabled
  private_link_service_network_policies_enabled = ${own}.private_link_service_network_policies_enabled
  service_endpoint_policy_ids = ${own}.service_endpoint_policy_ids
  ${byKey ? '' : 'default_outbound_access_enabled = each.value.default_outbound_access_enabled'}
  dynamic "delegation" {
    for_each = ${own}.delegations == null ? [] : ${own}.delegations
    content {
      name = delegation.value.name
      service_delegation {
        name    = delegation.value.service_delegation.name
        actions = delegation.value.service_delegation.actions
      }
    }
  }
}

locals {
  ids = { for one in azurerm_subnet.subnet : one.name => one.id }
}
${association(byKey, 'vnet', 'network_security_group')}${association(byKey, 'vnet', 'route_table')}\
${association(byKey, 'nat_gw', 'nat_gateway')}
${output('vnet_id', 'azurerm_virtual_network.vnet.id')}${output('vnet_name', 'azurerm_virtual_network.vnet.name')}\
${output('vnet_location', 'azurerm_virtual_network.vnet.location')}${output('vnet_address_space', 'azurerm_virtual_network.vnet.address_space')}\
${output('vnet_subnets_name_id', 'local.ids')}`

export const classicSubnets: KnownModule = {
  name: 'azure/subnets/azurerm',
  repository: 'azure/terraform-azurerm-subnets',
  standIns: [
    { versions: ['1.0.0'], folders: { '': text(true) } },
    { versions: ['1.1.0'], folders: { '': text(false) } },
  ],
}

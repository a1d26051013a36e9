/** `Azure/network`: a virtual network with subnets by name and prefix. https://github.com/Azure/terraform-azurerm-network */
import type { KnownModule, StandIn } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'

/** What tells its versions apart, as far as networks go. */
interface Generation {
  readonly prefix: 'address_prefix' | 'address_prefixes'
  /** Inputs that came one by one: policies of private endpoints, several address spaces, service endpoints, the place with delegations. */
  readonly has: readonly ('policies' | 'spaces' | 'endpoints' | 'delegation')[]
  /** Subnets may be made by name: never, where it is asked for, or as one must say. */
  readonly byName: 'never' | 'optional' | 'required'
}

const delegation = 'map(list(object({ name = string, service_delegation = object({ name = string, actions = optional(list(string)) }) })))'

const subnet = (of: Generation, label: string, instances: string, name: string, prefix: string): string => `
resource "azurerm_subnet" "${label}" {
  ${instances}
  name                 = ${name}
  resource_group_name  = local.group
  virtual_network_name = azurerm_virtual_network.vnet.name
  ${of.prefix === 'address_prefix' ? `address_prefix = ${prefix}` : `address_prefixes = [${prefix}]`}
  ${of.has.includes('policies') ? `enforce_private_link_endpoint_network_policies = lookup(var.subnet_enforce_private_link_endpoint_network_policies, ${name}, false)` : ''}
  ${of.has.includes('endpoints') ? `service_endpoints = lookup(var.subnet_service_endpoints, ${name}, [])` : ''}
  ${
    of.has.includes('delegation')
      ? `dynamic "delegation" {
    for_each = lookup(var.subnet_delegation, ${name}, [])
    content {
      name = delegation.value.name
      service_delegation {
        name    = delegation.value.service_delegation.name
        actions = delegation.value.service_delegation.actions
      }
    }
  }`
      : ''
  }
}
`

const subnets = (of: Generation): string => {
  const counted = (label: string, count: string): string =>
    subnet(of, label, `count = ${count}`, 'var.subnet_names[count.index]', 'var.subnet_prefixes[count.index]')
  if (of.byName === 'never')
    return `${counted('subnet', 'length(var.subnet_names)')}${output('vnet_subnets', 'azurerm_subnet.subnet.*.id')}`
  const named = 'for_each = var.use_for_each ? toset(var.subnet_names) : []'
  return `
${of.byName === 'optional' ? firm('use_for_each', 'bool', 'false') : firm('use_for_each', 'bool')}
moved {
  from = azurerm_subnet.subnet
  to   = azurerm_subnet.subnet_count
}
${counted('subnet_count', 'var.use_for_each ? 0 : length(var.subnet_names)')}
${subnet(of, 'subnet_for_each', named, 'each.value', 'zipmap(var.subnet_names, var.subnet_prefixes)[each.value]')}
locals {
  subnets = var.use_for_each ? [for s in azurerm_subnet.subnet_for_each : s] : [for s in azurerm_subnet.subnet_count : s]
}
${output('vnet_subnets', 'local.subnets[*].id')}`
}

/** Before its place could be given it was looked up, with the name. */
const placed = ({ has }: Generation): string =>
  has.includes('delegation')
    ? `${input('resource_group_location', 'string', 'null')}${firm('subnet_delegation', delegation, '{}')}
data "azurerm_resource_group" "network" {
  count = var.resource_group_location == null ? 1 : 0
  name  = var.resource_group_name
}
locals {
  group    = var.resource_group_name
  location = var.resource_group_location == null ? data.azurerm_resource_group.network[0].location : var.resource_group_location
}
`
    : `
data "azurerm_resource_group" "network" {
  name = var.resource_group_name
}
locals {
  group    = data.azurerm_resource_group.network.name
  location = data.azurerm_resource_group.network.location
}
`

const text = (of: Generation): string => `${input('resource_group_name', 'string')}${input('vnet_name', 'string', '"acctvnet"')}\
${input('address_space', 'string', '"10.0.0.0/16"')}${of.has.includes('spaces') ? input('address_spaces', 'list(string)', '[]') : ''}\
${input('subnet_names', 'list(string)', '["subnet1"]')}${input('subnet_prefixes', 'list(string)', '["10.0.1.0/24"]')}\
${of.has.includes('policies') ? input('subnet_enforce_private_link_endpoint_network_policies', 'map(bool)', '{}') : ''}\
${of.has.includes('endpoints') ? input('subnet_service_endpoints', 'map(list(string))', '{}') : ''}\
${input('dns_servers', 'list(string)', '[]')}${unread('tags tracing_tags_enabled tracing_tags_prefix')}${placed(of)}
resource "azurerm_virtual_network" "vnet" {
  name                = var.vnet_name
  resource_group_name = local.group
  location            = local.location
  address_space       = ${of.has.includes('spaces') ? 'length(var.address_spaces) == 0 ? [var.address_space] : var.address_spaces' : '[var.address_space]'}
  dns_servers         = var.dns_servers
}
${subnets(of)}
${output('vnet_id', 'azurerm_virtual_network.vnet.id')}${output('vnet_name', 'azurerm_virtual_network.vnet.name')}\
${output('vnet_location', 'azurerm_virtual_network.vnet.location')}${output('vnet_address_space', 'azurerm_virtual_network.vnet.address_space')}`

const standIn = (versions: string, of: Generation): StandIn => ({ versions: versions.split(' '), folders: { '': text(of) } })

const first: Generation = { prefix: 'address_prefixes', has: [], byName: 'never' }
const last: Generation = { ...first, has: ['policies', 'spaces', 'endpoints', 'delegation'] }

export const classicNetwork: KnownModule = {
  name: 'azure/network/azurerm',
  repository: 'azure/terraform-azurerm-network',
  standIns: [
    standIn('3.0.0 3.0.1', { ...first, prefix: 'address_prefix' }),
    standIn('3.1.1 3.2.1', first),
    standIn('3.3.0', { ...first, has: ['policies'] }),
    standIn('3.4.0', { ...first, has: ['policies', 'spaces'] }),
    standIn('3.5.0 4.0.0 4.0.1', { ...first, has: ['policies', 'spaces', 'endpoints'] }),
    standIn('4.1.0', last),
    standIn('4.2.0', { ...last, byName: 'optional' }),
    standIn('5.0.0 5.1.0 5.2.0 5.3.0', { ...last, byName: 'required' }),
  ],
}

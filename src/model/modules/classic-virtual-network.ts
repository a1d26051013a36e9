/** `Azure/vnet`: a virtual network with subnets by name and prefix, their groups and their route tables. https://github.com/Azure/terraform-azurerm-vnet */
import type { KnownModule, StandIn } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'

/** What tells its versions apart, as far as networks go. */
interface Generation {
  /** How it comes to its location. */
  readonly location: 'looked up' | 'optional' | 'required'
  readonly has: readonly ('policies' | 'delegation' | 'ids by name' | 'guid')[]
  /** Subnets may be made by name: never, where it is asked for, as one must say, or unless it is not wanted. */
  readonly byName: 'never' | 'optional' | 'required' | 'default'
  /** In the words of azurerm 4. */
  readonly isNew?: true
  readonly unread: string
}

const policies = (of: Generation, name: string): string => {
  const enforced = `lookup(var.subnet_enforce_private_link_endpoint_network_policies, ${name}, false)`
  const ofServices = enforced.replace('_endpoint_', '_service_')
  return of.isNew
    ? `private_endpoint_network_policies = (${enforced} != null) ? (${enforced} ? ("Disabled") : ("Enabled")) : ("Enabled")
  private_link_service_network_policies_enabled = (${ofServices} != null) ? (!${ofServices}) : (true)`
    : `enforce_private_link_endpoint_network_policies = ${enforced}
  enforce_private_link_service_network_policies = ${ofServices}`
}

const subnet = (of: Generation, label: string, instances: string, name: string, prefix: string): string => `
resource "azurerm_subnet" "${label}" {
  ${instances}
  name                 = ${name}
  resource_group_name  = local.group
  virtual_network_name = azurerm_virtual_network.vnet.name
  address_prefixes     = [${prefix}]
  service_endpoints    = lookup(var.subnet_service_endpoints, ${name}, null)
  ${of.has.includes('policies') ? policies(of, name) : ''}
  ${
    of.has.includes('delegation')
      ? `dynamic "delegation" {
    for_each = lookup(var.subnet_delegation, ${name}, {})
    content {
      name = delegation.key
      service_delegation {
        name    = lookup(delegation.value, "service_name")
        actions = lookup(delegation.value, "service_actions", [])
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
    return `${counted('subnet', 'length(var.subnet_names)')}
locals {
  ids = { for one in azurerm_subnet.subnet : one.name => one.id }
}
${output('vnet_subnets', 'azurerm_subnet.subnet.*.id')}`
  const fallback = { optional: ['false'], required: [], default: ['true'] }[of.byName]
  const named = 'for_each = var.use_for_each ? toset(var.subnet_names) : []'
  return `${firm('use_for_each', 'bool', ...fallback)}
moved {
  from = azurerm_subnet.subnet
  to   = azurerm_subnet.subnet_count
}
${counted('subnet_count', 'var.use_for_each ? 0 : length(var.subnet_names)')}
${subnet(of, 'subnet_for_each', named, 'each.value', 'zipmap(var.subnet_names, var.subnet_prefixes)[each.value]')}
locals {
  subnets = var.use_for_each ? [for s in azurerm_subnet.subnet_for_each : s] : [for s in azurerm_subnet.subnet_count : s]
  ids     = { for one in local.subnets : one.name => one.id }
}
${output('vnet_subnets', 'local.subnets[*].id')}`
}

const placed = ({ location }: Generation): string =>
  location === 'required'
    ? `${firm('vnet_location', 'string')}
locals {
  group    = var.resource_group_name
  location = var.vnet_location
}
`
    : `${location === 'optional' ? input('vnet_location', 'string', 'null') : ''}
data "azurerm_resource_group" "vnet" {
  name = var.resource_group_name
}
locals {
  group    = data.azurerm_resource_group.vnet.name
  location = ${location === 'optional' ? 'var.vnet_location != null ? var.vnet_location : ' : ''}data.azurerm_resource_group.vnet.location
}
`

const dnsServers = ({ isNew }: Generation): string =>
  isNew
    ? `
resource "azurerm_virtual_network_dns_servers" "this" {
  count              = var.dns_servers != null ? 1 : 0
  virtual_network_id = azurerm_virtual_network.vnet.id
  dns_servers        = var.dns_servers
}
`
    : ''

const text = (of: Generation): string => `${input('resource_group_name', 'string')}${input('vnet_name', 'string', '"acctvnet"')}\
${input('address_space', 'list(string)', '["10.0.0.0/16"]')}${input('dns_servers', 'list(string)', '[]')}\
${input('subnet_names', 'list(string)', '["subnet1", "subnet2", "subnet3"]')}\
${input('subnet_prefixes', 'list(string)', of.location === 'required' ? '["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]' : '["10.0.1.0/24"]')}\
${input('subnet_service_endpoints', 'map(any)', '{}')}${input('nsg_ids', 'map(string)', '{}')}${input('route_tables_ids', 'map(string)', '{}')}\
${of.has.includes('policies') ? ['endpoint', 'service'].map((what) => input(`subnet_enforce_private_link_${what}_network_policies`, 'map(bool)', '{}')).join('') : ''}\
${of.has.includes('delegation') ? input('subnet_delegation', 'map(map(any))', '{}') : ''}\
${unread(`tags ${of.unread}`)}${placed(of)}
resource "azurerm_virtual_network" "vnet" {
  name                = var.vnet_name
  resource_group_name = local.group
  location            = local.location
  address_space       = var.address_space
  ${of.isNew ? '' : 'dns_servers = var.dns_servers'}
}
${dnsServers(of)}${subnets(of)}
resource "azurerm_subnet_network_security_group_association" "vnet" {
  for_each                  = var.nsg_ids
  subnet_id                 = local.ids[each.key]
  network_security_group_id = each.value
}

resource "azurerm_subnet_route_table_association" "vnet" {
  for_each       = var.route_tables_ids
  subnet_id      = local.ids[each.key]
  route_table_id = each.value
}
${output('vnet_id', 'azurerm_virtual_network.vnet.id')}${output('vnet_name', 'azurerm_virtual_network.vnet.name')}\
${output('vnet_location', 'azurerm_virtual_network.vnet.location')}${output('vnet_address_space', 'azurerm_virtual_network.vnet.address_space')}\
${of.has.includes('ids by name') ? output('vnet_subnets_name_id', 'local.ids') : ''}${of.has.includes('guid') ? output('vnet_guid', 'azurerm_virtual_network.vnet.guid') : ''}`

const standIn = (versions: string, of: Generation): StandIn => ({ versions: versions.split(' '), folders: { '': text(of) } })

const first: Generation = { location: 'looked up', has: [], byName: 'never', unread: '' }
const second: Generation = { ...first, has: ['policies', 'delegation'], location: 'optional', unread: '' }
const third: Generation = {
  ...second,
  location: 'required',
  has: [...second.has, 'ids by name'],
  unread: 'ddos_protection_plan',
}
const fourth: Generation = { ...third, unread: `${third.unread} bgp_community`, byName: 'optional' }
const fifth: Generation = { ...fourth, has: [...fourth.has, 'guid'], unread: `${fourth.unread} tracing_tags_enabled tracing_tags_prefix` }

export const classicVirtualNetwork: KnownModule = {
  name: 'azure/vnet/azurerm',
  repository: 'azure/terraform-azurerm-vnet',
  standIns: [
    standIn('2.3.0', first),
    standIn('2.4.0', { ...first, has: ['policies'], unread: '' }),
    standIn('2.5.0', { ...second, has: ['policies'] }),
    standIn('2.6.0', second),
    standIn('2.7.0', { ...second, unread: 'ddos_protection_plan' }),
    standIn('3.0.0', third),
    standIn('3.1.0', { ...fourth, byName: 'never' }),
    standIn('3.2.0', fourth),
    standIn('4.0.0', { ...fourth, byName: 'required' }),
    standIn('4.1.0', { ...fifth, byName: 'required' }),
    standIn('5.0.0 5.0.1', { ...fifth, byName: 'default', isNew: true, unread: `${fifth.unread} enable_telemetry` }),
  ],
}

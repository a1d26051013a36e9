/** The Azure Verified Module for private DNS zones: the zone and the virtual networks that it is linked to. https://github.com/Azure/terraform-azurerm-avm-res-network-privatednszone */
import type { KnownModule } from '../../eval/stand-in.ts'
import { input, output, unread } from './stand-in-text.ts'

/** Calls that give records are not understood: they are not passed on here. */
const common = 'enable_telemetry tags'

const first = (more: string): string => `${input('domain_name', 'string')}${input('resource_group_name', 'string')}\
${input('virtual_network_links', 'map(object({ vnetlinkname = string, vnetid = string, autoregistration = optional(bool, false) }))', '{}')}\
${unread(`${common} soa_record ${more}`)}
resource "azurerm_private_dns_zone" "this" {
  name                = var.domain_name
  resource_group_name = var.resource_group_name
}

resource "azurerm_private_dns_zone_virtual_network_link" "this" {
  for_each              = var.virtual_network_links
  name                  = each.value.vnetlinkname
  resource_group_name   = var.resource_group_name
  private_dns_zone_name = azurerm_private_dns_zone.this.name
  virtual_network_id    = each.value.vnetid
  registration_enabled  = each.value.autoregistration
}
${output('name', 'azurerm_private_dns_zone.this.name')}${output('resource', 'azurerm_private_dns_zone.this')}\
${output('resource_id', 'azurerm_private_dns_zone.this.id')}\
${output('virtual_network_link_outputs', '{ for name, link in azurerm_private_dns_zone_virtual_network_link.this : name => { id = link.id } }')}`

const link = `object({
    vnetlinkname         = optional(string, null)
    name                 = optional(string, null)
    vnetid               = optional(string, null)
    virtual_network_id   = optional(string, null)
    autoregistration     = optional(bool, false)
    registration_enabled = optional(bool, null)
    resolution_policy    = optional(string, "Default")
    private_dns_zone_supports_private_link = optional(bool, false)
  })`

/** `supports`: whether its own policy of resolution counts. */
const second = (more: string, supports: string): string => `${input('domain_name', 'string')}${input('parent_id', 'string')}\
${input('virtual_network_links', `map(${link})`, '{}')}${unread(`${common} soa_record role_assignments timeouts retry ${more}`)}
resource "azapi_resource" "private_dns_zone" {
  type      = "Microsoft.Network/privateDnsZones@2024-06-01"
  name      = var.domain_name
  parent_id = var.parent_id
  location  = "global"
}

module "virtual_network_links" {
  source               = "./modules/private_dns_virtual_network_link"
  for_each             = var.virtual_network_links
  parent_id            = azapi_resource.private_dns_zone.id
  name                 = coalesce(each.value.name, each.value.vnetlinkname)
  virtual_network_id   = coalesce(each.value.virtual_network_id, each.value.vnetid)
  registration_enabled = coalesce(each.value.registration_enabled, each.value.autoregistration, false)
  resolution_policy    = each.value.resolution_policy
  private_dns_zone_supports_private_link = ${supports}
}
${output('name', 'azapi_resource.private_dns_zone.output.name')}${output('resource', 'azapi_resource.private_dns_zone.output')}\
${output('resource_id', 'azapi_resource.private_dns_zone.id')}\
${output('virtual_network_link_outputs', '{ for name, link in module.virtual_network_links : name => { id = link.resource_id } }')}`

const linkFolder = `${input('name', 'string')}${input('parent_id', 'string')}${input('virtual_network_id', 'string')}\
${input('registration_enabled', 'bool', 'false')}${input('private_dns_zone_supports_private_link', 'bool', 'false')}\
${input('resolution_policy', 'string', '"Default"')}${unread('retry tags timeouts')}
resource "azapi_resource" "private_dns_zone_network_link" {
  type      = "Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01"
  name      = var.name
  parent_id = var.parent_id
  location  = "global"
  body = {
    properties = {
      registrationEnabled = var.registration_enabled
      resolutionPolicy    = var.private_dns_zone_supports_private_link ? var.resolution_policy : null
      virtualNetwork      = { id = var.virtual_network_id }
    }
  }
}
${output('resource', 'azapi_resource.private_dns_zone_network_link.output')}${output('resource_id', 'azapi_resource.private_dns_zone_network_link.id')}`

const folders = (more: string, supports = 'each.value.private_dns_zone_supports_private_link'): Readonly<Record<string, string>> => ({
  '': second(more, supports),
  'modules/private_dns_virtual_network_link': linkFolder,
})

export const privateDnsZone: KnownModule = {
  name: 'azure/avm-res-network-privatednszone/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-network-privatednszone',
  standIns: [
    {
      versions: ['0.2.0', '0.2.1', '0.2.2', '0.3.0', '0.3.1', '0.3.2', '0.3.3', '0.3.4', '0.3.5'],
      folders: { '': first('timeouts role_assignments') },
    },
    { versions: ['0.4.0'], folders: folders('lock', 'false') },
    { versions: ['0.4.1', '0.4.2', '0.4.3', '0.4.4', '0.5.0'], folders: folders('lock role_assignment_name_use_random_uuid') },
  ],
}

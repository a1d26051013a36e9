/** The Azure Verified Module for API Management, with its private endpoints. https://github.com/Azure/terraform-azurerm-avm-res-apimanagement-service */
import type { KnownModule } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'

const location = `object({
    location             = string
    capacity             = optional(number, null)
    zones                = optional(list(string), null)
    public_ip_address_id = optional(string, null)
    gateway_disabled     = optional(bool, null)
    virtual_network_configuration = optional(object({ subnet_id = string }), null)
  })`

const endpoint = `object({
    name                = optional(string, null)
    subnet_resource_id  = string
    location            = optional(string, null)
    network_interface_name          = optional(string, null)
    private_service_connection_name = optional(string, null)
    application_security_group_associations = optional(map(string), {})
    private_dns_zone_group_name   = optional(string, "default")
    private_dns_zone_resource_ids = optional(set(string), [])
    ip_configurations   = optional(map(object({ name = string, private_ip_address = string })), {})
  })`

const zones = `
  dynamic "private_dns_zone_group" {
    for_each = length(coalesce(each.value.private_dns_zone_resource_ids, [])) > 0 ? ["this"] : []
    content {
      name                 = each.value.private_dns_zone_group_name != null ? each.value.private_dns_zone_group_name : "default"
      private_dns_zone_ids = each.value.private_dns_zone_resource_ids
    }
  }`

const endpoints = (label: string, over: string, more = zones): string => `
resource "azurerm_private_endpoint" "${label}" {
  for_each                      = ${over}
  name                          = each.value.name != null ? each.value.name : "pe-\${var.name}"
  location                      = each.value.location != null ? each.value.location : var.location
  resource_group_name           = var.resource_group_name
  subnet_id                     = each.value.subnet_resource_id
  custom_network_interface_name = each.value.network_interface_name
  private_service_connection {
    name                           = each.value.private_service_connection_name != null ? each.value.private_service_connection_name : "psc-\${var.name}"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_api_management.this.id
    subresource_names              = ["Gateway"]
  }
  dynamic "ip_configuration" {
    for_each = each.value.ip_configurations != null ? each.value.ip_configurations : {}
    content {
      name               = ip_configuration.value.name
      private_ip_address = ip_configuration.value.private_ip_address
    }
  }${more}
}
`

/** Before 0.0.2 there was one sort of private endpoint. */
const managed = `${firm('private_endpoints_manage_dns_zone_group', 'bool', 'true')}\
${endpoints('this', '{ for k, v in var.private_endpoints : k => v if var.private_endpoints_manage_dns_zone_group }')}\
${endpoints('this_unmanaged_dns_zone_groups', '{ for k, v in var.private_endpoints : k => v if !var.private_endpoints_manage_dns_zone_group }', '')}
locals {
  endpoints = var.private_endpoints_manage_dns_zone_group ? azurerm_private_endpoint.this : azurerm_private_endpoint.this_unmanaged_dns_zone_groups
}
`
const only = `${endpoints('this', 'var.private_endpoints')}
locals {
  endpoints = azurerm_private_endpoint.this
}
`

const text = (
  sort: string,
  email: string,
): string => `${input('name', 'string')}${firm('location', 'string')}${input('resource_group_name', 'string')}${email}\
${input('publisher_name', 'string', '"Apim Example Publisher"')}${input('sku_name', 'string', '"Developer_1"')}${input('zones', 'list(string)', 'null')}\
${input('virtual_network_type', 'string', '"None"')}${input('virtual_network_subnet_id', 'string', 'null')}\
${input('public_ip_address_id', 'string', 'null')}${firm('public_network_access_enabled', 'bool', 'true')}${input('gateway_disabled', 'bool', 'null')}\
${firm('additional_location', `list(${location})`, '[]')}${firm('private_endpoints', `map(${endpoint})`, '{}')}\
${unread(`api_version_sets apis backends certificate client_certificate_enabled delegation diagnostic_settings enable_telemetry hostname_configuration lock
managed_identities min_api_version named_values notification_sender_email policy products protocols role_assignments security sign_in sign_up subscriptions
tags tenant_access`)}
resource "azurerm_api_management" "this" {
  name                          = var.name
  location                      = var.location
  resource_group_name           = var.resource_group_name
  publisher_name                = var.publisher_name
  publisher_email               = var.publisher_email
  sku_name                      = var.sku_name
  zones                         = var.zones
  gateway_disabled              = var.gateway_disabled
  public_ip_address_id          = var.public_ip_address_id
  public_network_access_enabled = var.public_network_access_enabled
  virtual_network_type          = var.virtual_network_type
  dynamic "virtual_network_configuration" {
    for_each = contains(["Internal", "External"], var.virtual_network_type) ? [1] : []
    content {
      subnet_id = var.virtual_network_subnet_id
    }
  }
  dynamic "additional_location" {
    for_each = var.additional_location
    content {
      location             = additional_location.value.location
      capacity             = additional_location.value.capacity
      zones                = additional_location.value.zones
      gateway_disabled     = additional_location.value.gateway_disabled
      public_ip_address_id = additional_location.value.public_ip_address_id
      dynamic "virtual_network_configuration" {
        for_each = additional_location.value.virtual_network_configuration != null ? [additional_location.value.virtual_network_configuration] : []
        content {
          subnet_id = virtual_network_configuration.value.subnet_id
        }
      }
    }
  }
}
${sort}
resource "azurerm_private_endpoint_application_security_group_association" "this" {
  for_each = { for one in flatten([
    for endpoint, given in var.private_endpoints : [
      for group, id in given.application_security_group_associations : { key = "\${endpoint}-\${group}", endpoint = endpoint, id = id }
    ]
  ]) : one.key => one }
  private_endpoint_id           = local.endpoints[each.value.endpoint].id
  application_security_group_id = each.value.id
}
${output('name', 'azurerm_api_management.this.name')}${output('resource', 'azurerm_api_management.this')}${output('resource_id', 'azurerm_api_management.this.id')}\
${output('private_endpoints', 'local.endpoints')}${output('private_ip_addresses', 'azurerm_api_management.this.private_ip_addresses')}\
${output('public_ip_addresses', 'azurerm_api_management.this.public_ip_addresses')}${output('apim_gateway_url', 'azurerm_api_management.this.gateway_url')}`

const email = input('publisher_email', 'string')

export const apiManagement: KnownModule = {
  name: 'azure/avm-res-apimanagement-service/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-apimanagement-service',
  standIns: [
    { versions: ['0.0.1'], folders: { '': text(only, input('publisher_email', 'string', '"apim@example.com"')) } },
    { versions: ['0.0.2', '0.0.3', '0.0.4', '0.0.5', '0.0.6', '0.0.7', '0.0.8', '0.1.0'], folders: { '': text(managed, email) } },
  ],
}

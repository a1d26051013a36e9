/** The Azure Verified Module for private endpoints. https://github.com/Azure/terraform-azurerm-avm-res-network-privateendpoint */
import type { KnownModule } from '../../eval/stand-in.ts'
import { input, output, unread } from './stand-in-text.ts'

const configuration =
  'object({ name = string, private_ip_address = string, subresource_name = string, member_name = optional(string, "default") })'

const text = `${input('name', 'string')}${input('location', 'string').replace('string\n', 'string\n  nullable = false\n')}\
${input('resource_group_name', 'string')}${input('subnet_resource_id', 'string')}${input('private_connection_resource_id', 'string')}\
${input('network_interface_name', 'string')}${input('private_service_connection_name', 'string', 'null')}\
${input('subresource_names', 'list(string)', 'null')}${input('ip_configurations', `map(${configuration})`, '{}')}\
${input('private_dns_zone_group_name', 'string', 'null')}${input('private_dns_zone_resource_ids', 'list(string)', '[]')}\
${input('application_security_group_association_ids', 'set(string)', '[]')}\
${unread('enable_telemetry lock role_assignments tags')}
resource "azurerm_private_endpoint" "this" {
  name                          = var.name
  location                      = var.location
  resource_group_name           = var.resource_group_name
  subnet_id                     = var.subnet_resource_id
  custom_network_interface_name = var.network_interface_name
  private_service_connection {
    name                           = var.private_service_connection_name != null ? var.private_service_connection_name : "pse-\${var.name}"
    is_manual_connection           = false
    private_connection_resource_id = var.private_connection_resource_id
    subresource_names              = var.subresource_names
  }
  dynamic "ip_configuration" {
    for_each = var.ip_configurations
    content {
      name               = ip_configuration.value.name
      private_ip_address = ip_configuration.value.private_ip_address
      member_name        = ip_configuration.value.member_name
      subresource_name   = ip_configuration.value.subresource_name
    }
  }
  dynamic "private_dns_zone_group" {
    for_each = length(var.private_dns_zone_resource_ids) > 0 ? ["this"] : []
    content {
      name                 = var.private_dns_zone_group_name
      private_dns_zone_ids = var.private_dns_zone_resource_ids
    }
  }
}

resource "azurerm_private_endpoint_application_security_group_association" "this" {
  for_each                      = var.application_security_group_association_ids
  private_endpoint_id           = azurerm_private_endpoint.this.id
  application_security_group_id = each.value
}
${output('name', 'azurerm_private_endpoint.this.name')}${output('resource', 'azurerm_private_endpoint.this')}\
${output('resource_id', 'azurerm_private_endpoint.this.id')}`

export const privateEndpoint: KnownModule = {
  name: 'azure/avm-res-network-privateendpoint/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-network-privateendpoint',
  standIns: [{ versions: ['0.1.0'], folders: { '': text } }],
}

/** The Azure Verified Module for Application Gateway, with its public address. https://github.com/Azure/terraform-azurerm-avm-res-network-applicationgateway */
import type { KnownModule } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'

/** The public address: as inputs of its own until 0.4, then as one of them. Each says how it is made, whether it is, and which one is given instead. */
interface PublicAddress {
  readonly inputs: string
  readonly isMade: string
  readonly given: string
  readonly attributes: string
  /** There is a frontend for it even where there is none. */
  readonly always?: true
}

const early: PublicAddress = {
  inputs: `${input('create_public_ip', 'bool', 'true')}${input('public_ip_name', 'string', 'null')}${input('public_ip_resource_id', 'string', 'null')}`,
  isMade: 'var.create_public_ip',
  given: 'var.public_ip_resource_id',
  attributes: `\
  name                = var.public_ip_name == null ? "pip-\${var.name}" : var.public_ip_name
  location            = var.location
  resource_group_name = var.resource_group_name
  allocation_method   = var.sku.tier == "Standard" ? "Dynamic" : "Static"
  sku                 = var.sku.tier == "Standard" ? "Basic" : "Standard"
  zones               = var.zones
`,
}

const ofAddress = 'var.public_ip_address_configuration'
const later: PublicAddress = {
  inputs: input(
    'public_ip_address_configuration',
    `object({
    resource_group_name          = optional(string)
    location                     = optional(string)
    create_public_ip_enabled     = optional(bool, true)
    public_ip_name               = optional(string)
    public_ip_resource_id        = optional(string)
    allocation_method            = optional(string, "Static")
    domain_name_label            = optional(string)
    ip_version                   = optional(string, "IPv4")
    public_ip_prefix_resource_id = optional(string)
    sku                          = optional(string, "Standard")
    sku_tier                     = optional(string, "Regional")
    zones                        = optional(list(string))
  })`,
    '{}',
  ),
  isMade: `${ofAddress}.create_public_ip_enabled`,
  given: `try(${ofAddress}.public_ip_resource_id, null)`,
  attributes: `\
  name                = coalesce(${ofAddress}.public_ip_name, "pip-\${var.name}")
  location            = coalesce(${ofAddress}.location, var.location)
  resource_group_name = coalesce(${ofAddress}.resource_group_name, var.resource_group_name)
  allocation_method   = ${ofAddress}.allocation_method
  domain_name_label   = try(${ofAddress}.domain_name_label, null)
  ip_version          = ${ofAddress}.ip_version
  public_ip_prefix_id = try(${ofAddress}.public_ip_prefix_resource_id, null)
  sku                 = ${ofAddress}.sku
  sku_tier            = ${ofAddress}.sku_tier
  zones               = coalesce(${ofAddress}.zones, var.zones)
`,
}

const listener = `object({
    name                           = string
    frontend_port_name             = string
    frontend_ip_configuration_name = optional(string)
    host_name                      = optional(string)
    host_names                     = optional(list(string))
    ssl_certificate_name           = optional(string)
  })`
const privateFrontend =
  'object({ name = optional(string), private_ip_address = optional(string), private_ip_address_allocation = optional(string) })'
const sku = 'object({ name = string, tier = string, capacity = optional(number, 2) })'

const inBlocks = (
  address: PublicAddress,
): string => `${input('name', 'string')}${input('location', 'string')}${input('resource_group_name', 'string')}\
${firm('gateway_ip_configuration', 'object({ name = optional(string), subnet_id = string })')}\
${firm('frontend_ports', 'map(object({ name = string, port = number }))')}${firm('http_listeners', `map(${listener})`)}\
${input('frontend_ip_configuration_private', privateFrontend, '{}')}${input('frontend_ip_configuration_public_name', 'string', 'null')}\
${firm('sku', sku, '{ name = "Standard_v2", tier = "Standard_v2", capacity = 2 }')}${input('zones', 'set(string)', '["1", "2", "3"]')}\
variable "backend_address_pools" {}
variable "backend_http_settings" {}
variable "request_routing_rules" {}
${unread(`app_gateway_waf_policy_resource_id authentication_certificate autoscale_configuration custom_error_configuration diagnostic_settings enable_telemetry
fips_enabled force_firewall_policy_association global http2_enable lock managed_identities private_link_configuration probe_configurations
redirect_configuration rewrite_rule_set role_assignments ssl_certificates ssl_policy ssl_profile tags timeouts trusted_client_certificate
trusted_root_certificate url_path_map_configurations waf_configuration`)}${address.inputs}
resource "azurerm_public_ip" "this" {
  count = ${address.isMade} ? 1 : 0
${address.attributes}}

resource "azurerm_application_gateway" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  zones               = var.zones
  sku {
    name = var.sku.name
    tier = var.sku.tier
  }
  gateway_ip_configuration {
    name      = coalesce(var.gateway_ip_configuration.name, "\${var.name}-gwipc")
    subnet_id = var.gateway_ip_configuration.subnet_id
  }
  dynamic "frontend_ip_configuration" {
    for_each = var.frontend_ip_configuration_private.private_ip_address == null ? [] : [var.frontend_ip_configuration_private]
    content {
      name                          = coalesce(frontend_ip_configuration.value.name, "\${var.name}-fepvt-ip")
      private_ip_address            = frontend_ip_configuration.value.private_ip_address
      private_ip_address_allocation = frontend_ip_configuration.value.private_ip_address_allocation
      subnet_id                     = var.gateway_ip_configuration.subnet_id
    }
  }
  dynamic "frontend_ip_configuration" {
    for_each = ${address.always ? '[1]' : `${address.isMade} == false && ${address.given} == null ? [] : [1]`}
    content {
      name                 = coalesce(var.frontend_ip_configuration_public_name, "\${var.name}-feip")
      public_ip_address_id = ${address.isMade} == true ? azurerm_public_ip.this[0].id : ${address.given}
    }
  }
  dynamic "frontend_port" {
    for_each = var.frontend_ports
    content {
      name = lookup(frontend_port.value, "name", null)
      port = lookup(frontend_port.value, "port", null)
    }
  }
  dynamic "http_listener" {
    for_each = var.http_listeners
    content {
      name                           = http_listener.value.name
      frontend_ip_configuration_name = coalesce(http_listener.value.frontend_ip_configuration_name, "\${var.name}-feip", "\${var.name}-fepvt-ip")
      frontend_port_name             = http_listener.value.frontend_port_name
      protocol                       = http_listener.value.ssl_certificate_name == null ? "Http" : "Https"
      host_name                      = http_listener.value.host_name
      host_names                     = http_listener.value.host_names
    }
  }
}
${output('application_gateway_id', 'azurerm_application_gateway.this.id')}${output('application_gateway_name', 'azurerm_application_gateway.this.name')}\
${output('resource_id', 'azurerm_application_gateway.this.id')}${output('frontend_port', 'azurerm_application_gateway.this.frontend_port')}\
${output('http_listeners', 'azurerm_application_gateway.this.http_listener')}${output('new_public_ip_address', 'try(azurerm_public_ip.this[0].ip_address, "")')}\
${output('public_ip_id', `${address.isMade} == true ? azurerm_public_ip.this[0].id : ${address.given.replace(/^try\((.*), null\)$/, '$1')}`)}`

const id = 'optional(object({ id = optional(string) }))'
const list = (properties: string): string => `list(object({ name = optional(string), properties = optional(object({ ${properties} })) }))`

/** Each item in Azure's own words. */
const items = (from: string, properties: string): string => `var.${from} == null ? null : [for item in var.${from} : item == null ? null : {
        name = item.name
        properties = item.properties == null ? null : {
${properties}        }
      }]`
const idOf = (name: string, from: string): string =>
  `          ${name} = item.properties.${from} == null ? null : { id = item.properties.${from}.id }\n`
const listens = `${idOf('frontendIPConfiguration', 'frontend_ip_configuration')}${idOf('frontendPort', 'frontend_port')}          protocol = item.properties.protocol\n`

/** Since 0.5.3 all is said as in Azure's own templates. */
const inAzuresWords = `${input('name', 'string')}${firm('location', 'string')}${input('parent_id', 'string')}\
${input('gateway_ip_configurations', list(`subnet = ${id}`), 'null')}\
${input('frontend_ip_configurations', list(`private_ip_address = optional(string), private_ip_allocation_method = optional(string), public_ip_address = ${id}, subnet = ${id}`), 'null')}\
${input('frontend_ports', list('port = optional(number)'), 'null')}\
${['http_listeners', 'listeners'].map((name) => input(name, list(`frontend_ip_configuration = ${id}, frontend_port = ${id}, protocol = optional(string)`), 'null')).join('')}\
${input('sku', 'object({ capacity = optional(number), family = optional(string), name = optional(string), tier = optional(string) })', 'null')}\
${unread(`authentication_certificates autoscale_configuration backend_address_pools backend_http_settings_collection backend_settings_collection
custom_error_configurations customer_managed_key diagnostic_settings enable_fips enable_http2 enable_telemetry entra_jwt_validation_configs firewall_policy
force_firewall_policy_association global_configuration load_distribution_policies lock managed_identities private_endpoints private_link_configurations
probes redirect_configurations request_routing_rules rewrite_rule_sets role_assignments routing_rules ssl_certificates ssl_policy ssl_profiles tags
trusted_client_certificates trusted_root_certificates url_path_maps web_application_firewall_configuration zones`)}
moved {
  from = azurerm_application_gateway.this
  to   = azapi_resource.this
}

resource "azapi_resource" "this" {
  type      = "Microsoft.Network/applicationGateways@2025-03-01"
  name      = var.name
  location  = var.location
  parent_id = var.parent_id
  body = {
    properties = {
      gatewayIPConfigurations = ${items('gateway_ip_configurations', idOf('subnet', 'subnet'))}
      frontendIPConfigurations = ${items(
        'frontend_ip_configurations',
        `          privateIPAddress = item.properties.private_ip_address
          privateIPAllocationMethod = item.properties.private_ip_allocation_method
${idOf('publicIPAddress', 'public_ip_address')}${idOf('subnet', 'subnet')}`,
      )}
      frontendPorts = ${items('frontend_ports', '          port = item.properties.port\n')}
      httpListeners = ${items('http_listeners', listens)}
      listeners = ${items('listeners', listens)}
      sku = var.sku == null ? null : { capacity = var.sku.capacity, family = var.sku.family, name = var.sku.name, tier = var.sku.tier }
    }
  }
}
${output('name', 'azapi_resource.this.name')}${output('resource_id', 'azapi_resource.this.id')}`

export const applicationGateway: KnownModule = {
  name: 'azure/avm-res-network-applicationgateway/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-network-applicationgateway',
  standIns: [
    { versions: ['0.3.0', '0.4.0'], folders: { '': inBlocks({ ...early, always: true }) } },
    { versions: ['0.4.1', '0.4.2', '0.4.3'], folders: { '': inBlocks(early) } },
    { versions: ['0.5.0', '0.5.1', '0.5.2'], folders: { '': inBlocks(later) } },
    { versions: ['0.5.3'], folders: { '': inAzuresWords } },
  ],
}

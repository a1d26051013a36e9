/** The Azure Verified Module for network security groups. https://github.com/Azure/terraform-azurerm-avm-res-network-networksecuritygroup */
import type { KnownModule } from '../../eval/stand-in.ts'
import { firm, output, unread } from './stand-in-text.ts'

/** Of a rule, in the words of the resource. */
const lists = [
  'destination_address_prefixes',
  'destination_application_security_group_ids',
  'destination_port_ranges',
  'source_address_prefixes',
  'source_application_security_group_ids',
  'source_port_ranges',
]
const needed = ['access', 'direction', 'name', 'priority', 'protocol']
const texts = ['destination_address_prefix', 'destination_port_range', 'source_address_prefix', 'source_port_range']

const rule = `object({
${needed.map((name) => `    ${name} = ${name === 'priority' ? 'number' : 'string'}\n`).join('')}\
${texts.map((name) => `    ${name} = optional(string)\n`).join('')}\
${lists.map((name) => `    ${name} = optional(set(string))\n`).join('')}  })`

const text = `${firm('name', 'string')}${firm('location', 'string')}${firm('resource_group_name', 'string')}\
${firm('security_rules', `map(${rule})`, '{}')}\
${unread('diagnostic_settings enable_telemetry lock role_assignments tags timeouts')}
resource "azurerm_network_security_group" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
}

resource "azurerm_network_security_rule" "this" {
  for_each                    = var.security_rules
  network_security_group_name = azurerm_network_security_group.this.name
  resource_group_name         = azurerm_network_security_group.this.resource_group_name
${[...needed, ...texts, ...lists].map((name) => `  ${name} = each.value.${name}\n`).join('')}}

${output('name', 'azurerm_network_security_group.this.name')}${output('resource', 'azurerm_network_security_group.this')}\
${output('resource_id', 'azurerm_network_security_group.this.id')}\
${output('security_rules', `{ for key, rule in azurerm_network_security_rule.this : key => merge(rule, {\n${lists.map((name) => `  ${name} = rule.${name} == null ? [] : rule.${name}\n`).join('')}}) }`)}`

export const networkSecurityGroup: KnownModule = {
  name: 'azure/avm-res-network-networksecuritygroup/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-network-networksecuritygroup',
  standIns: [{ versions: ['0.2.0', '0.3.0', '0.4.0', '0.5.0', '0.5.1'], folders: { '': text } }],
}

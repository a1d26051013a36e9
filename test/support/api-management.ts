/** Terraform of an API Management service in a virtual network, as far as a test wants to vary it. */

/** `name priority direction access protocol source destination ports`; ports separated by commas, `*` for everything. */
export type RuleLine = string

const quoted = (text: string): string => (/^(var|local)\.|\$\{/.test(text) ? text.replace(/^"|"$/g, '') : `"${text}"`)

const list = (name: string, text: string): string =>
  text.includes(',') ? `${name}s = [${text.split(',').map(quoted).join(', ')}]` : `${name} = ${quoted(text)}`

export const securityRule = (line: RuleLine): string => {
  const [name, priority, direction, access, protocol, source, destination, ports] = line.trim().split(/\s+/)
  return `
  security_rule {
    name                       = "${name}"
    priority                   = ${priority}
    direction                  = ${quoted(direction!)}
    access                     = ${quoted(access!)}
    protocol                   = ${quoted(protocol!)}
    source_port_range          = "*"
    ${list('destination_port_range', ports!)}
    ${list('source_address_prefix', source!).replace('prefixs', 'prefixes')}
    ${list('destination_address_prefix', destination!).replace('prefixs', 'prefixes')}
  }`
}

export interface Service {
  readonly sku?: string
  readonly mode?: string
  readonly rules?: readonly RuleLine[]
  /** `attached` unless said otherwise. */
  readonly nsg?: 'attached' | 'none' | 'maybe'
  readonly location?: string
  readonly prefix?: string
  /** Further blocks of the service. */
  readonly blocks?: string
  /** Further resources and variables. */
  readonly more?: string
}

export const service = (options: Service = {}): string => {
  const { sku = 'Premium_2', mode = 'External', rules = [], nsg = 'attached', location = 'westeurope', prefix = '10.0.2.0/24' } = options
  const association = `resource "azurerm_subnet_network_security_group_association" "apim" {${nsg === 'maybe' ? '\n  count = var.secured ? 1 : 0' : ''}
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}`
  return `
resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = ${quoted(location)}
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "apim" {
  name                 = "apim"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [${quoted(prefix)}]
}
resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  location            = ${quoted(location)}
  resource_group_name = "rg"
${rules.map(securityRule).join('\n')}
}
${nsg === 'none' ? '' : association}
resource "azurerm_api_management" "main" {
  name                 = "apim"
  location             = ${quoted(location)}
  resource_group_name  = "rg"
  publisher_name       = "x"
  publisher_email      = "x@example.com"
  sku_name             = ${quoted(sku)}
  virtual_network_type = ${quoted(mode)}
  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
  ${options.blocks ?? ''}
}
variable "unknown" {}
variable "secured" {}
${options.more ?? ''}
`
}

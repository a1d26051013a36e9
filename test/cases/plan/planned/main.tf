# The plan tells what the code leaves to an input; what is known only after apply the code tells.
# expect anywhere: holds office/reach/web, office/reach/closed

variable "office" {
  type = string
}

variable "closed" {
  type    = bool
  default = false
}

resource "terraform_data" "settings" {
  input = { office = var.office, ports = ["443", "8443"] }
}

resource "terraform_data" "port" { # expect: fails office/reach/ssh
  for_each = toset(["22"])
  input    = { name = "admin-${each.key}", priority = 200 + length(terraform_data.settings.input.ports) }
}

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "jump" {
  name                 = "jump"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_network_security_group" "jump" {
  name                = "nsg"
  location            = "westeurope"
  resource_group_name = "rg"
}

resource "azurerm_subnet_network_security_group_association" "jump" {
  subnet_id                 = azurerm_subnet.jump.id
  network_security_group_id = azurerm_network_security_group.jump.id
}

resource "azurerm_network_security_rule" "web" {
  name                        = "web"
  resource_group_name         = "rg"
  network_security_group_name = azurerm_network_security_group.jump.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_ranges     = terraform_data.settings.output.ports
  source_address_prefix       = terraform_data.settings.output.office
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "admin" {
  for_each                    = terraform_data.port
  name                        = each.value.output.name
  resource_group_name         = "rg"
  network_security_group_name = azurerm_network_security_group.jump.name
  priority                    = each.value.output.priority
  direction                   = "Inbound"
  access                      = var.closed ? "Deny" : "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = each.key
  source_address_prefix       = var.office
  destination_address_prefix  = "*"
}

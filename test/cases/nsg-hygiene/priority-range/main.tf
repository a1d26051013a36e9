# 99 and 4097 are no priorities; 100 and 4096 are.
# expect anywhere: holds nsg-hygiene/rejected/priority-range, nsg-hygiene/rejected/duplicate-priority

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "fails" {
  name                 = "fails"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "fails" {
  subnet_id                 = azurerm_subnet.fails.id
  network_security_group_id = azurerm_network_security_group.fails.id
}

resource "azurerm_network_security_group" "fails" { # expect: unsure nsg-hygiene/order/shadowed
  name                = "nsg-fails"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "first"
    priority                   = 99 # expect: fails nsg-hygiene/rejected/priority-range
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "last"
    priority                   = 4097 # expect: fails nsg-hygiene/rejected/priority-range
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "holds" {
  name                 = "holds"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "holds" {
  subnet_id                 = azurerm_subnet.holds.id
  network_security_group_id = azurerm_network_security_group.holds.id
}

resource "azurerm_network_security_group" "holds" {
  name                = "nsg-holds"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "first"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "last"
    priority                   = 4096
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }
}

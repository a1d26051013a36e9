# The same packets, allowed and denied: fails. Narrower, wider or for another direction: no contradiction.
# expect anywhere: holds nsg-hygiene/order/shadowed, nsg-hygiene/order/contradicting, nsg-hygiene/rejected/*

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

resource "azurerm_network_security_group" "fails" {
  name                = "nsg-fails"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "yes"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "no"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny" # expect: fails nsg-hygiene/order/contradicting
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "fails-written-otherwise" {
  name                 = "fails-written-otherwise"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "fails-written-otherwise" {
  subnet_id                 = azurerm_subnet.fails-written-otherwise.id
  network_security_group_id = azurerm_network_security_group.fails-written-otherwise.id
}

resource "azurerm_network_security_group" "fails-written-otherwise" {
  name                = "nsg-fails-written-otherwise"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "yes"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "0-65535"
    source_address_prefix      = "0.0.0.0/0"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "no"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny" # expect: fails nsg-hygiene/order/contradicting
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "alike" {
  name                 = "alike"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "alike" {
  subnet_id                 = azurerm_subnet.alike.id
  network_security_group_id = azurerm_network_security_group.alike.id
}

resource "azurerm_network_security_group" "alike" {
  name                = "nsg-alike"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "yes"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "no"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "back"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }
}

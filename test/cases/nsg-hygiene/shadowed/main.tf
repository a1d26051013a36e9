# A later rule for what an earlier one has decided: fails. The other way round: holds. Not known what the earlier one decides: unsure.
# Much alike and no mistake: another protocol, a port that two earlier ranges leave out, a half of the addresses, another subnet's meaning of a tag.
# expect anywhere: holds nsg-hygiene/order/shadowed, nsg-hygiene/order/contradicting, nsg-hygiene/rejected/*

variable "range" {
  type = string
}

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
    name                       = "closed"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.0.0.0/8"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "office"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow" # expect: fails nsg-hygiene/order/shadowed
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.50.2.0/24"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "fails-together" {
  name                 = "fails-together"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "fails-together" {
  subnet_id                 = azurerm_subnet.fails-together.id
  network_security_group_id = azurerm_network_security_group.fails-together.id
}

resource "azurerm_network_security_group" "fails-together" {
  name                = "nsg-fails-together"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "low"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "0-1023"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "high"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "1024-65535"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "web"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow" # expect: fails nsg-hygiene/order/shadowed
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "all"
    priority                   = 210
    direction                  = "Inbound"
    access                     = "Allow" # expect: fails nsg-hygiene/order/shadowed
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.9.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "holds" {
  name                 = "holds"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
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
    name                       = "office"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.50.2.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "closed"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.0.0.0/8"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "unsure" {
  name                 = "unsure"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.4.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "unsure" {
  subnet_id                 = azurerm_subnet.unsure.id
  network_security_group_id = azurerm_network_security_group.unsure.id
}

resource "azurerm_network_security_group" "unsure" { # expect: unsure nsg-hygiene/order/shadowed
  name                = "nsg-unsure"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "closed"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = var.range
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "office"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.50.2.0/24"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "alike" {
  name                 = "alike"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.5.0/24"]
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
    name                       = "tcp"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.0.0.0/8"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "udp"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "53"
    source_address_prefix      = "10.50.2.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "eighties"
    priority                   = 120
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "80-89"
    source_address_prefix      = "192.168.0.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "nineties"
    priority                   = 130
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "91-99"
    source_address_prefix      = "192.168.0.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "both"
    priority                   = 140
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "80-99"
    source_address_prefix      = "192.168.0.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "half"
    priority                   = 150
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "172.16.0.0/13"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "whole"
    priority                   = 160
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "172.16.0.0/12"
    destination_address_prefix = "*"
  }
}

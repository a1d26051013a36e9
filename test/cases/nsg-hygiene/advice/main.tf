# Rules that change nothing or are not what they seem, each beside one that is right.
# expect anywhere: holds nsg-hygiene/order/*

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "redundant" {
  name                 = "redundant"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "redundant" {
  subnet_id                 = azurerm_subnet.redundant.id
  network_security_group_id = azurerm_network_security_group.redundant.id
}

resource "azurerm_network_security_group" "redundant" {
  name                = "nsg-redundant"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "office"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow" # expect: note nsg-hygiene/advice/redundant
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "everywhere"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "needed" {
  name                 = "needed"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "needed" {
  subnet_id                 = azurerm_subnet.needed.id
  network_security_group_id = azurerm_network_security_group.needed.id
}

resource "azurerm_network_security_group" "needed" {
  name                = "nsg-needed"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "office"
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
    name                       = "others"
    priority                   = 150
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.0.0/17"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "everywhere"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "by-default" {
  name                 = "by-default"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "by-default" {
  subnet_id                 = azurerm_subnet.by-default.id
  network_security_group_id = azurerm_network_security_group.by-default.id
}

resource "azurerm_network_security_group" "by-default" {
  name                = "nsg-by-default"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "network"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "VirtualNetwork"
  }
}

resource "azurerm_subnet" "ports" {
  name                 = "ports"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.4.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "ports" {
  subnet_id                 = azurerm_subnet.ports.id
  network_security_group_id = azurerm_network_security_group.ports.id
}

resource "azurerm_network_security_group" "ports" {
  name                = "nsg-ports"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "ping"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Icmp"
    source_port_range          = "*"
    destination_port_range     = "443" # expect: note nsg-hygiene/advice/ports-ignored
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "ping-all"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Icmp"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "192.168.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "families" {
  name                 = "families"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.5.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "families" {
  subnet_id                 = azurerm_subnet.families.id
  network_security_group_id = azurerm_network_security_group.families.id
}

resource "azurerm_network_security_group" "families" {
  name                = "nsg-families"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "apart"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "192.168.7.0/24"
    destination_address_prefix = "2001:db8::/32" # expect: note nsg-hygiene/advice/matches-nothing
  }

  security_rule {
    name                       = "six"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "2001:db8:1::/48"
    destination_address_prefix = "*" # expect: note nsg-hygiene/advice/matches-nothing
  }
}

resource "azurerm_network_security_group" "spare" { # expect: note nsg-hygiene/advice/unattached
  name                = "nsg-spare"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "from-https"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "443" # expect: note nsg-hygiene/advice/source-port
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                         = "both-families"
    priority                     = 110
    direction                    = "Inbound"
    access                       = "Allow"
    protocol                     = "Udp"
    source_port_range            = "1024-65535"
    destination_port_range       = "53"
    source_address_prefixes      = ["192.168.0.0/16", "2001:db8::/32"] # expect: note nsg-hygiene/advice/mixed-families
    destination_address_prefixes = ["10.0.0.0/8"]
  }
}

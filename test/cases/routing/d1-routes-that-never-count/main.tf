# D1: a route whose addresses longer prefixes lead, one for the host, and look-alikes.
# expect anywhere: holds routing/next-hops/next-hop-in-subnet

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "app" {
  name                 = "snet-app"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_route_table" "app" {
  name                = "rt-app"
  resource_group_name = "rg-network"
  location            = "westeurope"

  # expect: note routing/advice/never-wins
  route {
    name                   = "whole"
    address_prefix         = "10.40.0.0/23"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name                   = "first"
    address_prefix         = "10.40.0.0/24"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.5"
  }

  route {
    name           = "second"
    address_prefix = "10.40.1.0/24"
    next_hop_type  = "None"
  }

  # expect: note routing/advice/never-wins
  route {
    name                   = "dns"
    address_prefix         = "168.63.129.16/32"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name                   = "half"
    address_prefix         = "10.50.0.0/23"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name           = "quarter"
    address_prefix = "10.50.0.0/24"
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "app" {
  subnet_id      = azurerm_subnet.app.id
  route_table_id = azurerm_route_table.app.id
}

resource "azurerm_subnet" "maybe" {
  name                 = "snet-maybe"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
}

resource "azurerm_route_table" "maybe" {
  name                = "rt-maybe"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "whole"
    address_prefix         = "10.60.0.0/23"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name           = "first"
    address_prefix = "10.60.0.0/24"
    next_hop_type  = "None"
  }

  route {
    name           = "second"
    address_prefix = var.second
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "maybe" {
  subnet_id      = azurerm_subnet.maybe.id
  route_table_id = azurerm_route_table.maybe.id
}

variable "second" {
  type = string
}

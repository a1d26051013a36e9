# Gateway subnets: groups, default routes, and tables that keep the gateway's routes out.
# expect anywhere: holds gateway-subnet/gateway/gateway-group, gateway-subnet/gateway/gateway-propagation, gateway-subnet/gateway/gateway-default-route, routing/next-hops/next-hop-in-subnet

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "broken" {
  name                = "vnet-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "broken" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.broken.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_route_table" "broken" {
  name                          = "rt-broken"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  # expect: fails gateway-subnet/gateway/gateway-propagation
  bgp_route_propagation_enabled = false

  # expect: fails gateway-subnet/gateway/gateway-default-route
  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

resource "azurerm_virtual_network" "mended" {
  name                = "vnet-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "mended" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.mended.name
  address_prefixes     = ["10.30.255.0/27"]
}

resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "spoke"
    address_prefix         = "10.60.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.30.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

resource "azurerm_virtual_network" "unknown" {
  name                = "vnet-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
}

# expect: unsure gateway-subnet/gateway/gateway-propagation
resource "azurerm_subnet" "unknown" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.unknown.name
  address_prefixes     = ["10.40.255.0/27"]
}

resource "azurerm_route_table" "unknown" {
  name                          = "rt-unknown"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = var.propagation
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

# A look-alike: any other subnet may have these.

resource "azurerm_virtual_network" "alike" {
  name                = "vnet-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.50.0.0/16"]
}

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.alike.name
  address_prefixes     = ["10.50.1.0/24"]
}

resource "azurerm_route_table" "alike" {
  name                          = "rt-alike"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = false

  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.alike.id
  route_table_id = azurerm_route_table.alike.id
}

variable "propagation" {
  type = bool
}

# D2: the table keeps routes of the gateway out, and the office is behind it.
# expect anywhere: holds routing/propagation/propagation-off
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

resource "azurerm_subnet" "gateway_main" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_public_ip" "gateway" {
  name                = "pip-gateway"
  resource_group_name = "rg-network"
  location            = "westeurope"
  allocation_method   = "Static"
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "vgw-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "Vpn"
  sku                 = "VpnGw1"
  bgp_enabled         = false

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway_main.id
    public_ip_address_id = azurerm_public_ip.gateway.id
  }
}

resource "azurerm_local_network_gateway" "office" {
  name                = "lgw-office"
  resource_group_name = "rg-network"
  location            = "westeurope"
  gateway_address     = "198.51.100.1"
  address_space       = ["192.168.0.0/16"]
}

resource "azurerm_virtual_network_gateway_connection" "office" {
  name                       = "con-office"
  resource_group_name        = "rg-network"
  location                   = "westeurope"
  type                       = "IPsec"
  virtual_network_gateway_id = azurerm_virtual_network_gateway.main.id
  local_network_gateway_id   = azurerm_local_network_gateway.office.id
  shared_key                 = var.shared_key
}

variable "shared_key" {
  type      = string
  sensitive = true
}

# Broken.

resource "azurerm_subnet" "broken" {
  name                 = "snet-broken"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_route_table" "broken" {
  name                          = "rt-broken"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  # expect: fails routing/propagation/propagation-off
  bgp_route_propagation_enabled = false

  route {
    name           = "partner"
    address_prefix = "10.40.0.0/16"
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

# Mended: the table leads there itself.

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
}

resource "azurerm_route_table" "mended" {
  name                          = "rt-mended"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = false

  route {
    name           = "office"
    address_prefix = "192.168.0.0/16"
    next_hop_type  = "VirtualNetworkGateway"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

# Unknown: the switch is an input.

resource "azurerm_subnet" "unknown" {
  name                 = "snet-unknown"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.3.0/24"]
}

resource "azurerm_route_table" "unknown" {
  name                          = "rt-unknown"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  # expect: unsure routing/propagation/propagation-off
  bgp_route_propagation_enabled = var.propagation
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

# A look-alike: everything goes to an appliance, the office too.

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.4.0/24"]
}

resource "azurerm_route_table" "alike" {
  name                          = "rt-alike"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = false

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.alike.id
  route_table_id = azurerm_route_table.alike.id
}

variable "propagation" {
  type = bool
}

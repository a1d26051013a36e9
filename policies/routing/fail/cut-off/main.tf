# The table keeps the routes of the gateway out, and nothing else leads to the office; the appliance is in the subnet that it serves.

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
  name                          = "rt-app"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  # expect: fails routing/propagation/propagation-off
  bgp_route_propagation_enabled = false

  route {
    name                   = "partner"
    address_prefix         = "10.40.0.0/16"
    next_hop_type          = "VirtualAppliance"
    # expect: fails routing/next-hops/next-hop-in-subnet
    next_hop_in_ip_address = "10.20.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "app" {
  subnet_id      = azurerm_subnet.app.id
  route_table_id = azurerm_route_table.app.id
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

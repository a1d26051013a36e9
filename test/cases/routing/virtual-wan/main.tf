# A hub of Virtual WAN brings the routes that it decides on: what depends on them is told by its connection, and nothing else is in doubt.
# expect anywhere: unsure out/internet/web
# expect anywhere: holds out/internet/inside

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_wan" "main" {
  name                = "wan-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_virtual_hub" "main" {
  name                = "hub-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  virtual_wan_id      = azurerm_virtual_wan.main.id
  address_prefix      = "10.100.0.0/23"
}

resource "azurerm_virtual_hub_connection" "main" {
  name                      = "to-main"
  virtual_hub_id            = azurerm_virtual_hub.main.id
  remote_virtual_network_id = azurerm_virtual_network.main.id
  internet_security_enabled = true
}

resource "azurerm_virtual_hub_routing_intent" "main" {
  name           = "intent"
  virtual_hub_id = azurerm_virtual_hub.main.id

  routing_policy {
    name         = "internet"
    destinations = ["Internet"]
    next_hop     = azurerm_firewall.main.id
  }
}

resource "azurerm_firewall" "main" {
  name                = "afw-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_Hub"
  sku_tier            = "Standard"

  virtual_hub {
    virtual_hub_id = azurerm_virtual_hub.main.id
  }
}

resource "azurerm_vpn_gateway" "main" {
  name                = "vpn-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  virtual_hub_id      = azurerm_virtual_hub.main.id
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "main" {
  name                 = "snet-main"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.0.0/24"]
}

# More specific routes of the hub would prevail over one of the subnet's own table.

resource "azurerm_subnet" "own" {
  name                 = "snet-own"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_route_table" "own" {
  name                          = "rt-own"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = false

  route {
    name           = "web"
    address_prefix = "203.0.113.0/24"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "own" {
  subnet_id      = azurerm_subnet.own.id
  route_table_id = azurerm_route_table.own.id
}

# A look-alike: no hub is connected to it.

resource "azurerm_virtual_network" "alike" {
  name                = "vnet-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.2.0.0/16"]
}

# expect anywhere: holds out/internet/web
resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.alike.name
  address_prefixes     = ["10.2.0.0/24"]
}

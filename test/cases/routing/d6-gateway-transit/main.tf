# D6: a side that uses gateways which the other does not lend.
# expect anywhere: holds peering/gateways/remote-gateways

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

# Broken.

resource "azurerm_virtual_network" "broken" {
  name                = "vnet-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_virtual_network_peering" "hub_to_broken" {
  name                      = "hub-to-broken"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.broken.id
}

resource "azurerm_virtual_network_peering" "broken_to_hub" {
  name                      = "broken-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.broken.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  # expect: fails peering/gateways/remote-gateways
  use_remote_gateways       = true
}

# Mended.

resource "azurerm_virtual_network" "mended" {
  name                = "vnet-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_virtual_network_peering" "hub_to_mended" {
  name                      = "hub-to-mended"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.mended.id
  allow_gateway_transit     = true
}

resource "azurerm_virtual_network_peering" "mended_to_hub" {
  name                      = "mended-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.mended.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  use_remote_gateways       = true
}

# Unknown.

resource "azurerm_virtual_network" "unknown" {
  name                = "vnet-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
}

resource "azurerm_virtual_network_peering" "hub_to_unknown" {
  name                      = "hub-to-unknown"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.unknown.id
  allow_gateway_transit     = var.transit
}

resource "azurerm_virtual_network_peering" "unknown_to_hub" {
  name                      = "unknown-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.unknown.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  # expect: unsure peering/gateways/remote-gateways
  use_remote_gateways       = true
}

# Alike.

resource "azurerm_virtual_network" "alike" {
  name                = "vnet-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.50.0.0/16"]
}

resource "azurerm_virtual_network_peering" "hub_to_alike" {
  name                      = "hub-to-alike"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.alike.id
}

resource "azurerm_virtual_network_peering" "alike_to_hub" {
  name                      = "alike-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.alike.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

variable "transit" {
  type = bool
}

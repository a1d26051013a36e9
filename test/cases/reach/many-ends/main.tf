# Twenty-five subnets of two networks each, every pair of which is asked: one is closed to the others.
# expect anywhere: holds hub/spokes/admin

provider "azurerm" {
  features {}
}

locals {
  spokes = { app = 1, data = 2 }
  subnets = merge([
    for name, number in local.spokes : { for index in range(25) : "${name}-${index}" => { network = name, prefix = "10.${number}.${index}.0/24" } }
  ]...)
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "hub" {
  name                 = "snet-hub"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/24"]
}

resource "azurerm_virtual_network" "spoke" {
  for_each            = local.spokes
  name                = "vnet-${each.key}"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.${each.value}.0.0/16"]
}

resource "azurerm_virtual_network_peering" "in" {
  for_each                  = local.spokes
  name                      = "to-${each.key}"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.spoke[each.key].id
}

resource "azurerm_virtual_network_peering" "out" {
  for_each                  = local.spokes
  name                      = "to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.spoke[each.key].name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

resource "azurerm_virtual_network_peering" "over" {
  name                      = "to-data"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.spoke["app"].name
  remote_virtual_network_id = azurerm_virtual_network.spoke["data"].id
}

resource "azurerm_virtual_network_peering" "back" {
  name                      = "to-app"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.spoke["data"].name
  remote_virtual_network_id = azurerm_virtual_network.spoke["app"].id
}

resource "azurerm_subnet" "spoke" {
  for_each             = local.subnets
  name                 = "snet-${each.key}"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.spoke[each.value.network].name
  address_prefixes     = [each.value.prefix]
}

resource "azurerm_network_security_group" "closed" {
  name                = "nsg-closed"
  resource_group_name = "rg-network"
  location            = "westeurope"

  security_rule { # expect: fails hub/spokes/web
    name                       = "nobody"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "closed" {
  subnet_id                 = azurerm_subnet.spoke["data-24"].id
  network_security_group_id = azurerm_network_security_group.closed.id
}

provider "azurerm" {
  features {}
}
resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "gw" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/27"]
}
resource "azurerm_virtual_network_gateway" "g" {
  name                = "g"
  resource_group_name = "rg"
  location            = "westeurope"
  type                = "Vpn"
  sku                 = "VpnGw1"
  bgp_enabled         = false
  ip_configuration {
    subnet_id            = azurerm_subnet.gw.id
    public_ip_address_id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/p"
  }
}
resource "azurerm_virtual_network" "spoke" {
  name                = "spoke"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}
resource "azurerm_subnet" "apps" {
  name                 = "apps"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.spoke.name
  address_prefixes     = ["10.1.1.0/24"]
}
resource "azurerm_virtual_network_peering" "hub" {
  name                      = "hub"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.spoke.id
}
# The spoke's own side of the peering may be made elsewhere: then the hub is in its `VirtualNetwork`.
# expect anywhere: unsure from-hub/open/ssh
resource "azurerm_network_security_group" "g" {
  name                = "g"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.apps.id
  network_security_group_id = azurerm_network_security_group.g.id
}

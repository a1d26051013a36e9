# The firewall that is asked is no DNS proxy.
# expect anywhere: holds names/dns/dependencies

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.1.0/26"]
}

resource "azurerm_firewall_policy" "main" {
  name                = "firewall"
  location            = "westeurope"
  resource_group_name = "network"

  dns {
    # expect: fails names/dns/dependencies, names/dns/forwarders
    proxy_enabled = false
  }
}

resource "azurerm_public_ip" "firewall" {
  name                = "firewall"
  location            = "westeurope"
  resource_group_name = "network"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_firewall" "main" {
  name                = "firewall"
  location            = "westeurope"
  resource_group_name = "network"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.main.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.firewall.id
  }
}

resource "azurerm_virtual_network" "apim" {
  name                = "apim"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
  dns_servers         = [azurerm_firewall.main.ip_configuration[0].private_ip_address]
}

resource "azurerm_virtual_network_peering" "hub_apim" {
  name                      = "hub-apim"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.apim.id
}

resource "azurerm_virtual_network_peering" "apim_hub" {
  name                      = "apim-hub"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.apim.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

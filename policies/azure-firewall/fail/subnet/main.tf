# A subnet for a firewall has a name and a size.

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "snet-firewall" # expect: fails azure-firewall/subnet/name
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/27"] # expect: fails azure-firewall/subnet/size
}

resource "azurerm_public_ip" "firewall" {
  name                = "pip-firewall"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_firewall_policy" "main" {
  name                = "fwp-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_firewall_policy_rule_collection_group" "main" {
  name               = "platform"
  firewall_policy_id = azurerm_firewall_policy.main.id
  priority           = 200

  network_rule_collection {
    name     = "inside"
    action   = "Allow"
    priority = 100

    rule {
      name                  = "private"
      protocols             = ["TCP"]
      source_addresses      = ["10.0.0.0/8", "192.168.0.0/16"]
      destination_addresses = ["10.0.0.0/8", "192.168.0.0/16"]
      destination_ports     = ["443"]
    }
  }
}

resource "azurerm_firewall" "main" {
  name                = "afw-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.main.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.firewall.id
  }
}

# D4: a default route to an appliance leads neither peered networks nor private endpoints there.
# expect anywhere: holds routing/next-hops/next-hop-in-subnet

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_virtual_network" "other" {
  name                = "vnet-other"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_virtual_network_peering" "hub_to_main" {
  name                      = "hub-to-main"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.main.id
}

resource "azurerm_virtual_network_peering" "main_to_hub" {
  name                      = "main-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.main.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

resource "azurerm_virtual_network_peering" "other_to_main" {
  name                      = "other-to-main"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.other.name
  remote_virtual_network_id = azurerm_virtual_network.main.id
}

resource "azurerm_virtual_network_peering" "main_to_other" {
  name                      = "main-to-other"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.main.name
  remote_virtual_network_id = azurerm_virtual_network.other.id
}

# Told: the other spoke is reached past the appliance.

resource "azurerm_subnet" "told" {
  name                 = "snet-told"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_route_table" "told" {
  name                = "rt-told"
  resource_group_name = "rg-network"
  location            = "westeurope"

  # expect: note routing/advice/goes-direct
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "told" {
  subnet_id      = azurerm_subnet.told.id
  route_table_id = azurerm_route_table.told.id
}

# Mended: a route to its prefix.

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
}

resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name                   = "other"
    address_prefix         = "10.30.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

# A look-alike: no default route to an appliance.

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.3.0/24"]
}

resource "azurerm_route_table" "alike" {
  name                = "rt-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "office"
    address_prefix         = "10.9.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.alike.id
  route_table_id = azurerm_route_table.alike.id
}

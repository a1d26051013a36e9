# D3: for teams that ask for it: a table for each subnet, named after it.

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "web" {
  name                 = "snet-web"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_subnet" "data" {
  name                 = "snet-data"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
}

# expect: fails one-table-each/hygiene/shared
resource "azurerm_route_table" "shared" {
  name                = "rt-shared"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "office"
    address_prefix         = "10.9.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "web" {
  subnet_id      = azurerm_subnet.web.id
  route_table_id = azurerm_route_table.shared.id
}

resource "azurerm_subnet_route_table_association" "data" {
  subnet_id      = azurerm_subnet.data.id
  route_table_id = azurerm_route_table.shared.id
}

resource "azurerm_subnet" "api" {
  name                 = "snet-api"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.3.0/24"]
}

resource "azurerm_route_table" "api" {
  name                = "rt-api"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "office"
    address_prefix         = "10.9.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "api" {
  subnet_id      = azurerm_subnet.api.id
  route_table_id = azurerm_route_table.api.id
}

resource "azurerm_subnet" "cache" {
  name                 = "snet-cache"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.4.0/24"]
}

resource "azurerm_route_table" "other" {
  # expect: fails one-table-each/hygiene/named
  name                = "rt-other"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "office"
    address_prefix         = "10.9.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "cache" {
  subnet_id      = azurerm_subnet.cache.id
  route_table_id = azurerm_route_table.other.id
}

resource "azurerm_subnet" "queue" {
  name                 = "snet-queue"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.5.0/24"]
}

# expect: unsure one-table-each/hygiene/named
resource "azurerm_route_table" "queue" {
  name                = var.table
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "office"
    address_prefix         = "10.9.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "queue" {
  subnet_id      = azurerm_subnet.queue.id
  route_table_id = azurerm_route_table.queue.id
}

variable "table" {
  type = string
}

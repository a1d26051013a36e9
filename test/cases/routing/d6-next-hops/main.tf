# D6: appliances in the subnet that they serve, or nowhere.
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

resource "azurerm_subnet" "shared" {
  name                 = "snet-shared"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.9.0/24"]
}

resource "azurerm_network_interface" "appliance" {
  name                  = "nic-appliance"
  resource_group_name   = "rg-network"
  location              = "westeurope"
  ip_forwarding_enabled = true

  ip_configuration {
    name                          = "own"
    subnet_id                     = azurerm_subnet.shared.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.20.9.4"
  }
}

# Broken: in the subnet itself, where nothing is either.

resource "azurerm_subnet" "broken" {
  name                 = "snet-broken"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_route_table" "broken" {
  name                = "rt-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    # expect: fails routing/next-hops/next-hop-in-subnet
    next_hop_in_ip_address = "10.20.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

# Told: an address of a subnet of this code that nobody has.

resource "azurerm_subnet" "told" {
  name                 = "snet-told"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
}

resource "azurerm_route_table" "told" {
  name                = "rt-told"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    # expect: note routing/advice/unknown-appliance
    next_hop_in_ip_address = "10.20.9.5"
  }
}

resource "azurerm_subnet_route_table_association" "told" {
  subnet_id      = azurerm_subnet.told.id
  route_table_id = azurerm_route_table.told.id
}

# Mended.

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.3.0/24"]
}

resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.20.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

# Unknown: the address is an input.

resource "azurerm_subnet" "unknown" {
  name                 = "snet-unknown"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.4.0/24"]
}

# expect: unsure routing/next-hops/next-hop-in-subnet
resource "azurerm_route_table" "unknown" {
  name                = "rt-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = var.appliance
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

# A look-alike: the appliance is in a network of other code.

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.5.0/24"]
}

resource "azurerm_route_table" "alike" {
  name                = "rt-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"

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

variable "appliance" {
  type = string
}

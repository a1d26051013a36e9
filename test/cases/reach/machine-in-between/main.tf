# B4: machines that packets are led to pass on only what is not meant for them where their interfaces may.
# expect anywhere: holds through-machines/ways/data

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "machines" {
  name                 = "snet-machines"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.9.0/24"]
}

resource "azurerm_subnet" "data" {
  name                 = "snet-data"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.8.0/24"]
}

variable "forwarding" {
  type = bool
}

# Broken: nothing is passed on.
resource "azurerm_network_interface" "broken" {
  name                = "nic-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  # expect: fails through-machines/ways/data
  ip_forwarding_enabled = false

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.machines.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.0.9.5"
  }
}

resource "azurerm_subnet" "broken" {
  name                 = "snet-broken"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_route_table" "broken" {
  name                = "rt-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "data"
    address_prefix         = "10.0.8.0/24"
    next_hop_type          = "VirtualAppliance"
    # expect: problem model/no-forwarding
    next_hop_in_ip_address = "10.0.9.5"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

# Mended, as far as Azure goes: what the machine lets through is for the machine to say.
# expect: unsure through-machines/ways/data
resource "azurerm_network_interface" "mended" {
  name                = "nic-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  ip_forwarding_enabled = true

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.machines.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.0.9.6"
  }
}

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "data"
    address_prefix         = "10.0.8.0/24"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.9.6"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

# Unknown: whether it may is an input.
resource "azurerm_network_interface" "unknown" {
  name                = "nic-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
# expect: unsure through-machines/ways/data
  ip_forwarding_enabled = var.forwarding

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.machines.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.0.9.7"
  }
}

resource "azurerm_subnet" "unknown" {
  name                 = "snet-unknown"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
}

resource "azurerm_route_table" "unknown" {
  name                = "rt-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "data"
    address_prefix         = "10.0.8.0/24"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.9.7"
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

# A look-alike: packets go there straight, and the machine passes on nothing that it is not asked to.
resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.4.0/24"]
}

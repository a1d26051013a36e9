# What is in a gateway's subnet, how large it is, what it is called, and routes that hold it.
provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "broken" {
  name                = "vnet-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "broken" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.broken.name
  # expect: fails gateway-subnet/room/gateway-size
  address_prefixes     = ["10.20.255.0/28"]
}

resource "azurerm_route_table" "broken" {
  name                          = "rt-broken"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  # expect: fails gateway-subnet/gateway/gateway-covered
  route {
    name           = "r0"
    address_prefix = "10.20.0.0/16"
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

# expect: fails gateway-subnet/gateway/gateway-alone
resource "azurerm_network_interface" "broken" {
  name                = "nic-jump"
  resource_group_name = "rg-network"
  location            = "westeurope"

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.broken.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_virtual_network" "misnamed" {
  name                = "vnet-misnamed"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.21.0.0/16"]
}

resource "azurerm_subnet" "misnamed" {
  # expect: fails gateway-subnet/gateway/gateway-name
  name                 = "snet-gateway"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.misnamed.name
  address_prefixes     = ["10.21.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "misnamed" {
  name                = "vgw-misnamed"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "Vpn"
  sku                 = "VpnGw1"
  bgp_enabled         = false

  ip_configuration {
    subnet_id            = azurerm_subnet.misnamed.id
    public_ip_address_id = azurerm_public_ip.misnamed.id
  }
}

resource "azurerm_public_ip" "misnamed" {
  name                = "pip-misnamed"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

# Mended: a spoke's prefix, which is what a gateway is led by.
# expect anywhere: holds gateway-subnet/gateway/gateway-covered, gateway-subnet/gateway/gateway-alone, gateway-subnet/gateway/gateway-name, gateway-subnet/room/gateway-size

resource "azurerm_virtual_network" "mended" {
  name                = "vnet-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "mended" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.mended.name
  address_prefixes     = ["10.30.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "mended" {
  name                = "vgw-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "Vpn"
  sku                 = "VpnGw1"
  bgp_enabled         = false

  ip_configuration {
    subnet_id            = azurerm_subnet.mended.id
    public_ip_address_id = azurerm_public_ip.mended.id
  }
}

resource "azurerm_public_ip" "mended" {
  name                = "pip-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_route_table" "mended" {
  name                          = "rt-mended"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  route {
    name           = "r0"
    address_prefix = "10.60.0.0/16"
    next_hop_type  = "VirtualAppliance"
    next_hop_in_ip_address = "10.30.1.4"
  }

  route {
    name           = "r1"
    address_prefix = "10.30.1.0/24"
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

# The appliance may let them pass, and nobody knows how large the subnet is or whether anybody else is in it.

resource "azurerm_virtual_network" "unknown" {
  name                = "vnet-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
}

# expect: unsure gateway-subnet/gateway/gateway-covered
resource "azurerm_subnet" "unknown" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.unknown.name
  # expect: unsure gateway-subnet/room/gateway-size
  address_prefixes     = [var.prefix]
}

resource "azurerm_route_table" "unknown" {
  name                          = "rt-unknown"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  route {
    name           = "r0"
    address_prefix = "10.40.0.0/16"
    next_hop_type  = "VirtualAppliance"
    next_hop_in_ip_address = "10.40.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

# expect: unsure gateway-subnet/gateway/gateway-alone
resource "azurerm_network_interface" "unknown" {
  count               = var.jump ? 1 : 0
  name                = "nic-jump"
  resource_group_name = "rg-network"
  location            = "westeurope"

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.unknown.id
    private_ip_address_allocation = "Dynamic"
  }
}

# Look-alikes: any other subnet may be small, drop what it sends, and have machines in it.

resource "azurerm_virtual_network" "alike" {
  name                = "vnet-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.50.0.0/16"]
}

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.alike.name
  address_prefixes     = ["10.50.255.0/28"]
}

resource "azurerm_route_table" "alike" {
  name                          = "rt-alike"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  route {
    name           = "r0"
    address_prefix = "10.50.0.0/16"
    next_hop_type  = "None"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.alike.id
  route_table_id = azurerm_route_table.alike.id
}

resource "azurerm_network_interface" "alike" {
  name                = "nic-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.alike.id
    private_ip_address_allocation = "Dynamic"
  }
}

variable "prefix" {
  type = string
}

variable "jump" {
  type = bool
}

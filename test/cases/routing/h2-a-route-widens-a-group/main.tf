# H2: the group denies Internet and lets the virtual network in: with a default route to an appliance that is everybody.
# expect anywhere: holds no-internet/in/web

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_network_security_group" "main" {
  name                = "nsg-main"
  resource_group_name = "rg-network"
  location            = "westeurope"

  security_rule {
    name                       = "inside"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    # expect: fails no-internet/in/web
    # expect: unsure no-internet/in/web
    destination_port_range     = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "outside"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# Broken by its table.

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
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

resource "azurerm_subnet_network_security_group_association" "broken" {
  subnet_id                 = azurerm_subnet.broken.id
  network_security_group_id = azurerm_network_security_group.main.id
}

# The same group without the route.

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "mended" {
  subnet_id                 = azurerm_subnet.mended.id
  network_security_group_id = azurerm_network_security_group.main.id
}

# Unknown: what the route leads to is an input.

resource "azurerm_subnet" "unknown" {
  name                 = "snet-unknown"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.3.0/24"]
}

resource "azurerm_route_table" "unknown" {
  name                = "rt-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = var.prefix
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

resource "azurerm_subnet_network_security_group_association" "unknown" {
  subnet_id                 = azurerm_subnet.unknown.id
  network_security_group_id = azurerm_network_security_group.main.id
}

# A look-alike: the office is behind the appliance.

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.4.0/24"]
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

resource "azurerm_subnet_network_security_group_association" "alike" {
  subnet_id                 = azurerm_subnet.alike.id
  network_security_group_id = azurerm_network_security_group.main.id
}

variable "prefix" {
  type = string
}

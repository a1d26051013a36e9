# One priority twice in a direction: fails. Perhaps there: unsure. Once in each direction: holds.
# expect anywhere: holds nsg-hygiene/rejected/duplicate-priority, nsg-hygiene/rejected/priority-range

variable "debug" {
  type = bool
}

variable "priority" {
  type = number
}

resource "azurerm_network_security_rule" "debug" {
  count                       = var.debug ? 1 : 0
  name                        = "debug"
  resource_group_name         = "rg"
  network_security_group_name = azurerm_network_security_group.unsure.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "2345"
  source_address_prefix       = "10.0.0.0/16"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "https" {
  name                        = "https"
  resource_group_name         = "rg"
  network_security_group_name = azurerm_network_security_group.unsure.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "443"
  source_address_prefix       = "Internet"
  destination_address_prefix  = "*"
}

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "fails" {
  name                 = "fails"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "fails" {
  subnet_id                 = azurerm_subnet.fails.id
  network_security_group_id = azurerm_network_security_group.fails.id
}

resource "azurerm_network_security_group" "fails" {
  name                = "nsg-fails"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "web"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "ssh"
    priority                   = 100 # expect: fails nsg-hygiene/rejected/duplicate-priority
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.0.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "fails-not-known" {
  name                 = "fails-not-known"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "fails-not-known" {
  subnet_id                 = azurerm_subnet.fails-not-known.id
  network_security_group_id = azurerm_network_security_group.fails-not-known.id
}

resource "azurerm_network_security_group" "fails-not-known" { # expect: unsure nsg-hygiene/rejected/priority-range
  name                = "nsg-fails-not-known"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "web"
    priority                   = var.priority
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "ssh"
    priority                   = var.priority # expect: fails nsg-hygiene/rejected/duplicate-priority
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.0.0.0/16"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "unsure" {
  name                 = "unsure"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "unsure" {
  subnet_id                 = azurerm_subnet.unsure.id
  network_security_group_id = azurerm_network_security_group.unsure.id
}

resource "azurerm_network_security_group" "unsure" { # expect: unsure nsg-hygiene/rejected/duplicate-priority
  name                = "nsg-unsure"
  location            = "westeurope"
  resource_group_name = "rg"
}

resource "azurerm_subnet" "alike" {
  name                 = "alike"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.4.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "alike" {
  subnet_id                 = azurerm_subnet.alike.id
  network_security_group_id = azurerm_network_security_group.alike.id
}

resource "azurerm_network_security_group" "alike" {
  name                = "nsg-alike"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "in"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "out"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "25"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}

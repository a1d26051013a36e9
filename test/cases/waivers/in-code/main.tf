provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "whole" {
  name                 = "whole"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "whole" {
  subnet_id                 = azurerm_subnet.whole.id
  network_security_group_id = azurerm_network_security_group.whole.id
}

# Both ports, because the group is the subject.
# vnetproof:ignore no-admin-ports until 2026-06-30: jump host moves to Bastion, NET-42
resource "azurerm_network_security_group" "whole" {
  name                = "nsg-whole"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"  # expect: waived no-admin-ports/open/ssh
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "rdp"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"  # expect: waived no-admin-ports/open/rdp
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "rule" {
  name                 = "rule"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "rule" {
  subnet_id                 = azurerm_subnet.rule.id
  network_security_group_id = azurerm_network_security_group.rule.id
}

resource "azurerm_network_security_group" "rule" {
  name                = "nsg-rule"
  location            = "westeurope"
  resource_group_name = "rg"

  # vnetproof:ignore no-admin-ports/open until 2026-06-30: ssh alone, NET-43
  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"  # expect: waived no-admin-ports/open/ssh
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "rdp"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"  # expect: fails no-admin-ports/open/rdp
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "line" {
  name                 = "line"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "line" {
  subnet_id                 = azurerm_subnet.line.id
  network_security_group_id = azurerm_network_security_group.line.id
}

resource "azurerm_network_security_group" "line" {
  name                = "nsg-line"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"  # expect: fails no-admin-ports/open/ssh
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "rdp"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389" /* vnetproof:ignore no-admin-ports/open/rdp until 2026-06-30: rdp alone, NET-44 */  # expect: waived no-admin-ports/open/rdp
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "expired" {
  name                 = "expired"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.4.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "expired" {
  subnet_id                 = azurerm_subnet.expired.id
  network_security_group_id = azurerm_network_security_group.expired.id
}

# expect anywhere: problem waivers/expired
// vnetproof:ignore no-admin-ports until 2025-12-31: too late
resource "azurerm_network_security_group" "expired" {
  name                = "nsg-expired"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"  # expect: fails no-admin-ports/open/ssh
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "rdp"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"  # expect: fails no-admin-ports/open/rdp
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "bare" {
  name                 = "bare"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.5.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "bare" {
  subnet_id                 = azurerm_subnet.bare.id
  network_security_group_id = azurerm_network_security_group.bare.id
}

# expect anywhere: problem waivers/no-reason, waivers/no-end
# vnetproof:ignore no-admin-ports
resource "azurerm_network_security_group" "bare" {
  name                = "nsg-bare"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"  # expect: fails no-admin-ports/open/ssh
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "rdp"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"  # expect: fails no-admin-ports/open/rdp
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

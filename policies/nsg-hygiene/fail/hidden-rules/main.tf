# What an earlier rule has decided no later one can change.
# expect anywhere: holds nsg-hygiene/rejected/*

resource "azurerm_network_security_group" "main" {
  name                = "nsg-main"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "no-internet"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "web"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow" # expect: fails nsg-hygiene/order/shadowed
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "198.51.100.0/24"
    destination_address_prefix = "10.0.1.0/24"
  }

  security_rule {
    name                       = "office"
    priority                   = 300
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.50.0.0/16"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "no-office"
    priority                   = 310
    direction                  = "Inbound"
    access                     = "Deny" # expect: fails nsg-hygiene/order/contradicting
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.50.0.0/16"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "office-again"
    priority                   = 320
    direction                  = "Inbound"
    access                     = "Allow" # expect: note nsg-hygiene/advice/redundant
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "10.50.7.0/24"
    destination_address_prefix = "*"
  }
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "main" {
  name                 = "main"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "main" {
  subnet_id                 = azurerm_subnet.main.id
  network_security_group_id = azurerm_network_security_group.main.id
}

# A private host is not reached from Internet, a Developer host has no subnet: neither is asked for clients.
# expect anywhere: holds bastion/nsg/control-plane, bastion/nsg/load-balancer, bastion/nsg/data-plane-in, bastion/nsg/targets, bastion/nsg/azure, bastion/nsg/internet

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "bastion" {
  name                 = "AzureBastionSubnet"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/26"]
}

resource "azurerm_subnet_network_security_group_association" "bastion" {
  subnet_id                 = azurerm_subnet.bastion.id
  network_security_group_id = azurerm_network_security_group.bastion.id
}

resource "azurerm_network_security_group" "bastion" {
  name                = "nsg-bastion"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "control-plane"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "GatewayManager"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "load-balancer"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "AzureLoadBalancer"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "network"
    priority                   = 120
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "VirtualNetwork"
  }

  security_rule {
    name                       = "rest"
    priority                   = 4096
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_bastion_host" "private" {
  name                = "bas-private"
  location            = "westeurope"
  resource_group_name = "rg"
  sku                 = "Premium"

  ip_configuration {
    name      = "main"
    subnet_id = azurerm_subnet.bastion.id
  }
}

resource "azurerm_bastion_host" "developer" {
  name                = "bas-developer"
  location            = "westeurope"
  resource_group_name = "rg"
  sku                 = "Developer"
  virtual_network_id  = azurerm_virtual_network.main.id
}

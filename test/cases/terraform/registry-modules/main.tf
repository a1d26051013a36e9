# Nothing is installed: what the modules make is known from what they are given.
provider "azurerm" {
  features {}
}

variable "jump" {
  type = string
}

module "guarded" {
  source  = "Azure/avm-res-network-networksecuritygroup/azurerm"
  version = "0.5.0"

  name                = "nsg-guarded"
  location            = "westeurope"
  resource_group_name = "rg"
  security_rules = {
    admin = {
      name                       = "admin"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_address_prefix      = "*"
      source_port_range          = "*"
      destination_address_prefix = "*"
      destination_port_ranges    = ["22"] # expect: fails no-admin-ports/open/ssh
    }
  }
}

module "undecided" {
  source  = "Azure/avm-res-network-networksecuritygroup/azurerm"
  version = "0.5.0"

  name                = "nsg-undecided"
  location            = "westeurope"
  resource_group_name = "rg"
  security_rules = {
    jump = {
      name                       = "jump"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_address_prefix      = var.jump
      source_port_range          = "*"
      destination_address_prefix = "*"
      destination_port_range     = "3389" # expect: unsure no-admin-ports/open/rdp
    }
  }
}

module "network" {
  source  = "Azure/avm-res-network-virtualnetwork/azurerm"
  version = "~> 0.8.0"

  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
  subnets = {
    web = {
      name                   = "web"
      address_prefixes       = ["10.0.1.0/24"]
      network_security_group = { id = module.guarded.resource_id }
    }
    jump = {
      name                   = "jump"
      address_prefixes       = ["10.0.2.0/24"]
      network_security_group = { id = module.undecided.resource_id }
    }
  }
}

# expect anywhere: unsure api-management/nsg/*, api-management/v2-injection/*, api-management/dns/*
terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

resource "azurerm_resource_group" "main" {
  name     = "rg-${var.name}"
  location = var.location
}

resource "azurerm_public_ip" "apim" {
  name                = "pip-${var.name}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  allocation_method   = "Static"
  sku                 = "Standard"
  domain_name_label   = var.name
}

resource "azurerm_api_management" "main" {
  name                = var.name
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  publisher_name      = var.publisher_name
  publisher_email     = var.publisher_email
  sku_name            = var.sku

  public_ip_address_id = azurerm_public_ip.apim.id
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }

  depends_on = [azurerm_subnet_network_security_group_association.apim]
}

variable "name" {
  description = "Name of the API Management instance; other names are made from it."
  type        = string
  default     = "apim-orders"
}

variable "sku" {
  type = string
}

variable "location" {
  type    = string
  default = "westeurope"
}

variable "publisher_name" {
  type    = string
  default = "Orders team"
}

variable "publisher_email" {
  type    = string
  default = "orders@example.com"
}

variable "address_space" {
  description = "Address space of the virtual network; the first /24 of it is API Management's."
  type        = string
  default     = "10.20.0.0/16"
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-${var.name}"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  address_space       = [var.address_space]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [cidrsubnet(var.address_space, 8, 0)]
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
}

locals {
  inbound_rules = {
    allow-clients = {
      priority = 100, access = "Allow", protocol = "Tcp", source = "VirtualNetwork", ports = ["443"]
    }
    deny-internet = {
      priority = 200, access = "Deny", protocol = "*", source = "Internet", ports = ["*"]
    }
    allow-management = {
      priority = 190, access = "Allow", protocol = "Tcp", source = "ApiManagement", ports = ["3443"]
    }
    allow-load-balancer = {
      priority = 220, access = "Allow", protocol = "Tcp", source = "AzureLoadBalancer", ports = ["6390", "6391"]
    }
  }
}

resource "azurerm_network_security_rule" "inbound" {
  for_each = local.inbound_rules

  name                        = each.key
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Inbound"
  priority                    = each.value.priority
  access                      = each.value.access
  protocol                    = each.value.protocol
  source_address_prefix       = each.value.source
  source_port_range           = "*"
  destination_address_prefix  = "VirtualNetwork"
  destination_port_ranges     = each.value.ports
}

locals {
  outbound_rules = {
    allow-storage      = { priority = 100, destination = "Storage", ports = ["443"] }
    allow-sql          = { priority = 110, destination = "Sql", ports = ["1433"] }
    allow-key-vault    = { priority = 120, destination = "AzureKeyVault", ports = ["443"] }
    allow-entra        = { priority = 130, destination = "AzureActiveDirectory", ports = ["443"] }
    allow-event-hubs   = { priority = 140, destination = "EventHub", ports = ["443", "5671", "5672"] }
    allow-monitor      = { priority = 150, destination = "AzureMonitor", ports = ["443", "1886"] }
    allow-certificates = { priority = 160, destination = "Internet", ports = ["80"] }
  }
}

resource "azurerm_network_security_rule" "outbound" {
  for_each = local.outbound_rules

  name                        = each.key
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Outbound"
  priority                    = each.value.priority
  access                      = "Allow"
  protocol                    = "Tcp"
  source_address_prefix       = "VirtualNetwork"
  source_port_range           = "*"
  destination_address_prefix  = each.value.destination
  destination_port_ranges     = each.value.ports
}

resource "azurerm_network_security_rule" "deny_internet_outbound" {
  name                        = "deny-internet-outbound"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Outbound"
  priority                    = 4000
  access                      = "Deny"
  protocol                    = "*"
  source_address_prefix       = "*"
  source_port_range           = "*"
  destination_address_prefix  = "Internet"
  destination_port_range      = "*"
}

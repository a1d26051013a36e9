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
  name     = "rg-apim-shop"
  location = "westeurope"
}

resource "azurerm_public_ip" "apim" {
  name                = "pip-apim-shop"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  allocation_method   = "Static"
  sku                 = "Standard"
  domain_name_label   = "apim-shop"
}

resource "azurerm_api_management" "main" {
  name                = "apim-shop"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  publisher_name      = "Shop team"
  publisher_email     = "shop@example.com"
  sku_name            = "Premium_1"

  public_ip_address_id = azurerm_public_ip.apim.id
  virtual_network_type = "External"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }

  depends_on = [
    azurerm_subnet_network_security_group_association.apim,
    azurerm_subnet_route_table_association.apim,
  ]
}

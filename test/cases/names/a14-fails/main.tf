# Azure's own resolver knows no corporate zone.

provider "azurerm" {
  features {}
}

# expect: fails names/dns/corporate
resource "azurerm_virtual_network" "apim" {
  name                = "apim"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

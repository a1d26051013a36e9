# The server of the office is asked for everything.
# expect anywhere: holds names/dns/corporate

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "apim" {
  name                = "apim"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
  dns_servers         = ["10.100.0.4"]
}

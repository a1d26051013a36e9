# Where the server stands is not said.

provider "azurerm" {
  features {}
}

# expect: unsure names/dns/dependencies, names/dns/forwarders
resource "azurerm_virtual_network" "apim" {
  name                = "apim"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
  dns_servers         = ["10.100.0.4"]
}

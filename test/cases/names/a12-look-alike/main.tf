# A server of one's own, of which somebody says that it forwards to Azure.
# expect anywhere: holds names/dns/dependencies
# expect anywhere: holds names/dns/forwarders

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "apim" {
  name                = "apim"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
  dns_servers         = ["10.1.2.4"]
}

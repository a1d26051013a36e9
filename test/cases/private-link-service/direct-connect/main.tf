# Look-alike: without a load balancer there is none that could be wrong.
# expect anywhere: holds private-link-service/service/load-balancer, private-link-service/service/pool, private-link-service/service/region
# expect anywhere: holds private-link-service/path/machines

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "api" {
  name                = "vnet-api"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "forwarders" {
  name                 = "snet-forwarders"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.api.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet" "nat" {
  name                 = "snet-nat"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.api.name
  address_prefixes     = ["10.0.3.0/24"]

  private_link_service_network_policies_enabled = false
}

resource "azurerm_private_link_service" "main" {
  name                = "pls-api"
  resource_group_name = "rg-network"
  location            = "westeurope"

  destination_ip_address = "10.0.2.20"

  visibility_subscription_ids = ["00000000-0000-0000-0000-000000000001"]

  nat_ip_configuration {
    name      = "main"
    subnet_id = azurerm_subnet.nat.id
    primary   = true
  }
}

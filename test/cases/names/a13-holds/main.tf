# It forwards to an inbound endpoint.
# expect anywhere: holds names/dns/dependencies
# expect anywhere: holds names/dns/forwarders

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "inbound" {
  name                 = "inbound"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.2.0/28"]

  delegation {
    name = "resolver"

    service_delegation {
      name    = "Microsoft.Network/dnsResolvers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "outbound" {
  name                 = "outbound"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.2.16/28"]

  delegation {
    name = "resolver"

    service_delegation {
      name    = "Microsoft.Network/dnsResolvers"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_private_dns_resolver" "main" {
  name                = "resolver"
  resource_group_name = "dns"
  location            = "westeurope"
  virtual_network_id  = azurerm_virtual_network.hub.id
}

resource "azurerm_private_dns_resolver_inbound_endpoint" "main" {
  name                    = "inbound"
  private_dns_resolver_id = azurerm_private_dns_resolver.main.id
  location                = "westeurope"

  ip_configurations {
    private_ip_allocation_method = "Static"
    private_ip_address           = "10.0.2.4"
    subnet_id                    = azurerm_subnet.inbound.id
  }
}

resource "azurerm_private_dns_resolver_outbound_endpoint" "main" {
  name                    = "outbound"
  private_dns_resolver_id = azurerm_private_dns_resolver.main.id
  location                = "westeurope"
  subnet_id               = azurerm_subnet.outbound.id
}

resource "azurerm_private_dns_resolver_dns_forwarding_ruleset" "main" {
  name                                       = "ruleset"
  resource_group_name                        = "dns"
  location                                   = "westeurope"
  private_dns_resolver_outbound_endpoint_ids = [azurerm_private_dns_resolver_outbound_endpoint.main.id]
}

resource "azurerm_virtual_network" "apim" {
  name                = "apim"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
  dns_servers         = ["10.100.0.4"]
}

resource "azurerm_virtual_network_peering" "hub_apim" {
  name                      = "hub-apim"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.apim.id
}

resource "azurerm_virtual_network_peering" "apim_hub" {
  name                      = "apim-hub"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.apim.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

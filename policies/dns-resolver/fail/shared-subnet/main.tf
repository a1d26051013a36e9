# Two endpoints in one subnet.


provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_virtual_network" "spoke" {
  name                = "spoke"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "inbound" {
  name                 = "inbound"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/28"]

  delegation {
    name = "resolver"

    service_delegation {
      name = "Microsoft.Network/dnsResolvers"
    }
  }
}

resource "azurerm_subnet" "outbound" {
  name                 = "outbound"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.16/28"]

  delegation {
    name = "resolver"

    service_delegation {
      name = "Microsoft.Network/dnsResolvers"
    }
  }
}

resource "azurerm_private_dns_resolver" "hub" {
  name                = "hub"
  resource_group_name = "network"
  location            = "westeurope"
  virtual_network_id  = azurerm_virtual_network.hub.id
}

resource "azurerm_private_dns_resolver_inbound_endpoint" "hub" {
  name                    = "inbound"
  private_dns_resolver_id = azurerm_private_dns_resolver.hub.id
  location                = "westeurope"

  ip_configurations {
    # expect: fails dns-resolver/resolver/alone
    subnet_id = azurerm_subnet.inbound.id
  }
}

resource "azurerm_private_dns_resolver_outbound_endpoint" "hub" {
  name                    = "outbound"
  private_dns_resolver_id = azurerm_private_dns_resolver.hub.id
  location                = "westeurope"
  # expect: fails dns-resolver/resolver/alone
  subnet_id               = azurerm_subnet.inbound.id
}

resource "azurerm_private_dns_resolver_dns_forwarding_ruleset" "hub" {
  name                                       = "hub"
  resource_group_name                        = "network"
  location                                   = "westeurope"
  private_dns_resolver_outbound_endpoint_ids = [azurerm_private_dns_resolver_outbound_endpoint.hub.id]
}

resource "azurerm_private_dns_resolver_forwarding_rule" "corp" {
  name                      = "corp"
  dns_forwarding_ruleset_id = azurerm_private_dns_resolver_dns_forwarding_ruleset.hub.id
  domain_name               = "corp.example."

  target_dns_servers {
    ip_address = "192.168.0.4"
  }
}

resource "azurerm_private_dns_resolver_virtual_network_link" "spoke" {
  name                      = "spoke"
  dns_forwarding_ruleset_id = azurerm_private_dns_resolver_dns_forwarding_ruleset.hub.id
  virtual_network_id        = azurerm_virtual_network.spoke.id
}

resource "azurerm_private_dns_zone" "corp" {
  name                = "azure.example"
  resource_group_name = "network"
}

resource "azurerm_private_dns_zone_virtual_network_link" "corp" {
  name                  = "corp"
  resource_group_name   = "network"
  private_dns_zone_name = azurerm_private_dns_zone.corp.name
  virtual_network_id    = azurerm_virtual_network.spoke.id
}

# No zone group; and the zone of another cloud for the second.

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "workloads" {
  name                 = "workloads"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_subnet" "endpoints" {
  name                 = "endpoints"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.9.0/24"]
}

resource "azurerm_key_vault" "first" {
  name                          = "first"
  location                      = "westeurope"
  resource_group_name           = "apps"
  sku_name                      = "standard"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  public_network_access_enabled = false
}

# expect: fails private-endpoint/dns/resolution
resource "azurerm_private_endpoint" "first" {
  name                = "first"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "first"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_key_vault.first.id
    subresource_names              = ["vault"]
  }
}

resource "azurerm_key_vault" "second" {
  name                          = "second"
  location                      = "westeurope"
  resource_group_name           = "apps"
  sku_name                      = "standard"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  public_network_access_enabled = false
}

# expect: fails private-endpoint/dns/resolution
resource "azurerm_private_endpoint" "second" {
  name                = "second"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "second"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_key_vault.second.id
    subresource_names              = ["vault"]
  }

  private_dns_zone_group {
    name                 = "default"
    # expect: fails private-endpoint/dns/zone
    private_dns_zone_ids = [azurerm_private_dns_zone.government.id]
  }
}

resource "azurerm_private_dns_zone" "government" {
  name                = "privatelink.vaultcore.usgovcloudapi.net"
  resource_group_name = "dns"
}

resource "azurerm_private_dns_zone_virtual_network_link" "government_apps" {
  name                  = "government-apps"
  resource_group_name   = "dns"
  private_dns_zone_name = azurerm_private_dns_zone.government.name
  virtual_network_id    = azurerm_virtual_network.apps.id
}

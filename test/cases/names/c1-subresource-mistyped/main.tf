# expect anywhere: unsure private-endpoint/dns/zone
# expect anywhere: unsure private-endpoint/dns/resolution

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

resource "azurerm_key_vault" "main" {
  name                          = "main"
  location                      = "westeurope"
  resource_group_name           = "apps"
  sku_name                      = "standard"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  public_network_access_enabled = false
}

resource "azurerm_private_endpoint" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "main"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_key_vault.main.id
    subresource_names              = ["valt"]
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [azurerm_private_dns_zone.vaults.id]
  }
}

resource "azurerm_private_dns_zone" "vaults" {
  name                = "privatelink.vaultcore.azure.net"
  resource_group_name = "dns"
}

resource "azurerm_private_dns_zone_virtual_network_link" "vaults_apps" {
  name                  = "vaults-apps"
  resource_group_name   = "dns"
  private_dns_zone_name = azurerm_private_dns_zone.vaults.name
  virtual_network_id    = azurerm_virtual_network.apps.id
}

# expect anywhere: holds private-endpoint/nsg/clients
# expect anywhere: holds private-endpoint/rules/groups-count

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "integration" {
  name                 = "integration"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.2.0/24"]

  delegation {
    name = "apps"

    service_delegation {
      name = "Microsoft.Web/serverFarms"
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                              = "endpoints"
  resource_group_name               = "network"
  virtual_network_name              = azurerm_virtual_network.apps.name
  address_prefixes                  = ["10.1.9.0/24"]
  private_endpoint_network_policies = "Enabled"
}

resource "azurerm_network_security_group" "endpoints" {
  name                = "endpoints"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "apps"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.1.2.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "others"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet_network_security_group_association" "endpoints" {
  subnet_id                 = azurerm_subnet.endpoints.id
  network_security_group_id = azurerm_network_security_group.endpoints.id
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
    subresource_names              = ["vault"]
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

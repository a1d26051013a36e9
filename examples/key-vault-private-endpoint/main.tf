terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_virtual_network_peering" "hub_apps" {
  name                      = "hub-apps"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.apps.id
}

resource "azurerm_virtual_network_peering" "apps_hub" {
  name                      = "apps-hub"
  resource_group_name       = "network"
  virtual_network_name      = azurerm_virtual_network.apps.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}

resource "azurerm_subnet" "apps" {
  name                 = "apps"
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
    name                       = "nobody-by-default"
    priority                   = 4000
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

resource "azurerm_linux_web_app" "shop" {
  name                      = "shop"
  location                  = "westeurope"
  resource_group_name       = "apps"
  service_plan_id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/apps/providers/Microsoft.Web/serverFarms/plan"
  virtual_network_subnet_id = azurerm_subnet.apps.id

  site_config {
    vnet_route_all_enabled = true
  }
}

resource "azurerm_key_vault" "shop" {
  name                = "shop-secrets"
  location            = "westeurope"
  resource_group_name = "apps"
  sku_name            = "standard"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
}

resource "azurerm_private_endpoint" "vault" {
  name                = "vault"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "vault"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_key_vault.shop.id
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

resource "azurerm_private_dns_zone_virtual_network_link" "vaults_hub" {
  name                  = "vaults-hub"
  resource_group_name   = "dns"
  private_dns_zone_name = azurerm_private_dns_zone.vaults.name
  virtual_network_id    = azurerm_virtual_network.hub.id
}

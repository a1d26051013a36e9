provider "azurerm" {
  features {}
}

variable "service" {
  type = string
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "apps" {
  name                 = "apps"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.2.0/24"]

  # expect: unsure app-service/integration/delegation
  delegation {
    name = "apps"

    service_delegation {
      name = var.service
    }
  }
}

resource "azurerm_linux_web_app" "web" {
  name                      = "web"
  location                  = "westeurope"
  resource_group_name       = "apps"
  service_plan_id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/apps/providers/Microsoft.Web/serverFarms/plan"
  virtual_network_subnet_id = azurerm_subnet.apps.id

  site_config {
    vnet_route_all_enabled = true
  }
}

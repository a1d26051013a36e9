provider "azurerm" {
  features {}
}

# Integrated by a resource of its own; what goes to public addresses goes elsewhere, which is a note.
# expect anywhere: holds app-service/integration/delegation

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

  delegation {
    name = "apps"

    service_delegation {
      name = "Microsoft.Web/serverFarms"
    }
  }
}

resource "azurerm_linux_web_app" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "apps"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/apps/providers/Microsoft.Web/serverFarms/plan"

  site_config {
    # expect: note app-service/integration/route-all
    vnet_route_all_enabled = false
  }
}

resource "azurerm_app_service_virtual_network_swift_connection" "web" {
  app_service_id = azurerm_linux_web_app.web.id
  subnet_id      = azurerm_subnet.apps.id
}

# A rule for everybody, an action that does nothing without a rule, and a rule of an app for everybody.

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "endpoints" {
  name                 = "endpoints"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.9.0/24"]
}

resource "azurerm_mssql_server" "orders" {
  name                = "orders"
  location            = "westeurope"
  resource_group_name = "apps"
  version             = "12.0"
}

# expect: fails endpoints/exposure/public-access
resource "azurerm_mssql_firewall_rule" "everybody" {
  name             = "everybody"
  server_id        = azurerm_mssql_server.orders.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "255.255.255.255"
}

resource "azurerm_private_endpoint" "orders" {
  name                = "orders"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "orders"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_mssql_server.orders.id
    subresource_names              = ["sqlServer"]
  }
}

resource "azurerm_eventhub_namespace" "events" {
  name                = "events"
  location            = "westeurope"
  resource_group_name = "apps"
  sku                 = "Standard"

  network_rulesets {
    # expect: fails endpoints/exposure/public-access
    default_action = "Deny"
  }
}

resource "azurerm_private_endpoint" "events" {
  name                = "events"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "events"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_eventhub_namespace.events.id
    subresource_names              = ["namespace"]
  }
}

resource "azurerm_linux_web_app" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "apps"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/apps/providers/Microsoft.Web/serverFarms/plan"

  site_config {
    ip_restriction_default_action = "Deny"

    # expect: fails endpoints/exposure/public-access
    ip_restriction {
      ip_address = "0.0.0.0/0"
      action     = "Allow"
      priority   = 100
    }
  }
}

resource "azurerm_private_endpoint" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "web"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_linux_web_app.web.id
    subresource_names              = ["sites"]
  }
}

# Whom the rules name is given from outside.

variable "first" {
  type = string
}

variable "last" {
  type = string
}

variable "rules" {
  type = list(string)
}

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

# expect: unsure endpoints/exposure/public-access
resource "azurerm_mssql_server" "orders" {
  name                = "orders"
  location            = "westeurope"
  resource_group_name = "apps"
  version             = "12.0"
}

resource "azurerm_mssql_firewall_rule" "given" {
  name             = "given"
  server_id        = azurerm_mssql_server.orders.id
  start_ip_address = var.first
  end_ip_address   = var.last
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

# expect: unsure endpoints/exposure/public-access
resource "azurerm_eventhub_namespace" "events" {
  name                = "events"
  location            = "westeurope"
  resource_group_name = "apps"
  sku                 = "Standard"

  network_rulesets {
    default_action = "Deny"

    dynamic "ip_rule" {
      for_each = var.rules

      content {
        ip_mask = ip_rule.value
      }
    }
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

# expect: unsure endpoints/exposure/public-access
resource "azurerm_linux_web_app" "web" {
  name                = "web"
  location            = "westeurope"
  resource_group_name = "apps"
  service_plan_id     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/apps/providers/Microsoft.Web/serverFarms/plan"

  site_config {
    ip_restriction {
      ip_address = "20.61.99.0/24"
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

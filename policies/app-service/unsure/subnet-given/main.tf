# The subnet is somebody else's.

variable "subnet_id" {
  type = string
}

resource "azurerm_linux_web_app" "web" {
  name                      = "web"
  location                  = "westeurope"
  resource_group_name       = "apps"
  service_plan_id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/apps/providers/Microsoft.Web/serverFarms/plan"
  # expect: unsure app-service/integration/delegation
  virtual_network_subnet_id = var.subnet_id

  site_config {
    # expect: unsure app-service/integration/route-all
    vnet_route_all_enabled = true
  }
}

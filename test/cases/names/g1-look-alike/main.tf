# Another subscription, and traffic analytics is off.
# expect anywhere: holds flow-logs/target/virtual-network

provider "azurerm" {
  subscription_id = "11111111-1111-1111-1111-111111111111"
  features {}
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_network_watcher_flow_log" "apps" {
  name                 = "apps"
  location             = "westeurope"
  resource_group_name  = "network"
  network_watcher_name = "watcher"
  target_resource_id   = azurerm_virtual_network.apps.id
  storage_account_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs"
  enabled              = true

  traffic_analytics {
    enabled               = false
    workspace_id          = "00000000-0000-0000-0000-000000000001"
    workspace_region      = "westeurope"
    workspace_resource_id = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/main"
  }
}

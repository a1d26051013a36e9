provider "azurerm" {
  features {}
}

resource "azurerm_network_security_group" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
}

resource "azurerm_network_watcher_flow_log" "apps" {
  name                 = "apps"
  location             = "westeurope"
  resource_group_name  = "network"
  network_watcher_name = "watcher"
  # expect: fails flow-logs/target/virtual-network
  target_resource_id   = azurerm_network_security_group.apps.id
  storage_account_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs"
  enabled              = true
}

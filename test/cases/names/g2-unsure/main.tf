provider "azurerm" {
  features {}
}

variable "target" {
  type = string
}

resource "azurerm_network_watcher_flow_log" "apps" {
  name                 = "apps"
  location             = "westeurope"
  resource_group_name  = "network"
  network_watcher_name = "watcher"
  # expect: unsure flow-logs/target/virtual-network
  target_resource_id   = var.target
  storage_account_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs"
  enabled              = true
}

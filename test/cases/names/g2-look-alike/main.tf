# A subnet that is called as a group would be.
# expect anywhere: holds flow-logs/target/virtual-network

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "apps" {
  name                = "apps"
  location            = "westeurope"
  resource_group_name = "network"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "nsg" {
  name                 = "nsg"
  resource_group_name  = "network"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_network_watcher_flow_log" "apps" {
  name                 = "apps"
  location             = "westeurope"
  resource_group_name  = "network"
  network_watcher_name = "watcher"
  target_resource_id   = azurerm_subnet.nsg.id
  storage_account_id   = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs"
  enabled              = true
}

# expect anywhere: holds api-management/nsg/attached, api-management/nsg/management, api-management/nsg/load-balancer, api-management/nsg/storage, api-management/nsg/sql, api-management/nsg/key-vault, api-management/nsg/monitor, api-management/nsg/certificates, api-management/nsg/internet-clients

provider "azurerm" {
  features {}
}

resource "azapi_resource" "nsg" {
  type      = "Microsoft.Network/networkSecurityGroups@2024-05-01"
  name      = "nsg"
  location  = "westeurope"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg"
  body = {
    properties = {
      securityRules = [
        { name = "management", properties = { priority = 100, direction = "Inbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "3443", sourceAddressPrefix = "ApiManagement", destinationAddressPrefix = "VirtualNetwork" } },
        { name = "lb", properties = { priority = 110, direction = "Inbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRanges = ["6390", "6391"], sourceAddressPrefix = "AzureLoadBalancer", destinationAddressPrefix = "VirtualNetwork" } },
        { name = "deny-in", properties = { priority = 4096, direction = "Inbound", access = "Deny", protocol = "*", sourcePortRange = "*", destinationPortRange = "*", sourceAddressPrefix = "*", destinationAddressPrefix = "*" } },
        { name = "storage", properties = { priority = 100, direction = "Outbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "443", sourceAddressPrefix = "VirtualNetwork", destinationAddressPrefix = "Storage" } },
        { name = "sql", properties = { priority = 110, direction = "Outbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "1433", sourceAddressPrefix = "VirtualNetwork", destinationAddressPrefix = "Sql" } },
        { name = "kv", properties = { priority = 120, direction = "Outbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "443", sourceAddressPrefix = "VirtualNetwork", destinationAddressPrefix = "AzureKeyVault" } },
        { name = "monitor", properties = { priority = 130, direction = "Outbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRanges = ["443", "1886"], sourceAddressPrefix = "VirtualNetwork", destinationAddressPrefix = "AzureMonitor" } },
        { name = "cert", properties = { priority = 140, direction = "Outbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "80", sourceAddressPrefix = "VirtualNetwork", destinationAddressPrefix = "Internet" } },
        { name = "deny-out", properties = { priority = 4096, direction = "Outbound", access = "Deny", protocol = "*", sourcePortRange = "*", destinationPortRange = "*", sourceAddressPrefix = "*", destinationAddressPrefix = "*" } }
      ]
    }
  }
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "apim" {
  name                 = "apim"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azapi_resource.nsg.id
}

resource "azurerm_api_management" "main" {
  name                 = "apim"
  location             = "westeurope"
  resource_group_name  = "rg"
  publisher_name       = "x"
  publisher_email      = "x@example.com"
  sku_name             = "Premium_1"
  virtual_network_type = "Internal"
  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

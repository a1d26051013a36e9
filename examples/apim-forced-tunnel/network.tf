resource "azurerm_virtual_network" "main" {
  name                = "vnet-apim-shop"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = azurerm_resource_group.main.name
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
  service_endpoints    = ["Microsoft.EventHub", "Microsoft.KeyVault", "Microsoft.Sql", "Microsoft.Storage"]
}

resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  resource_group_name = azurerm_resource_group.main.name
  location            = azurerm_resource_group.main.location
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

locals {
  inbound_rules = {
    allow-clients       = { priority = 100, source = ["198.51.100.0/24", "203.0.113.0/25"], ports = ["443"] }
    allow-own-units     = { priority = 110, source = ["10.20.1.0/24"], ports = ["4290", "6381-6383"] }
    allow-management    = { priority = 120, source = ["ApiManagement"], ports = ["3443"] }
    allow-load-balancer = { priority = 130, source = ["AzureLoadBalancer"], ports = ["6390", "6391"] }
  }
  outbound_rules = {
    allow-storage       = { priority = 100, destination = "Storage", ports = ["443"] }
    allow-sql           = { priority = 110, destination = "Sql", ports = ["1433"] }
    allow-key-vault     = { priority = 120, destination = "AzureKeyVault", ports = ["443"] }
    allow-entra         = { priority = 130, destination = "AzureActiveDirectory", ports = ["443"] }
    allow-event-hubs    = { priority = 140, destination = "EventHub", ports = ["443", "5671", "5672"] }
    allow-monitor       = { priority = 150, destination = "AzureMonitor", ports = ["443", "1886"] }
    allow-certificates  = { priority = 160, destination = "Internet", ports = ["80"] }
    allow-connectors    = { priority = 170, destination = "AzureConnectors", ports = ["443"] }
    allow-own-units-out = { priority = 180, destination = "10.20.0.0/16", ports = ["4290", "6380-6383"] }
  }
}

resource "azurerm_network_security_rule" "inbound" {
  for_each = local.inbound_rules

  name                        = each.key
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Inbound"
  priority                    = each.value.priority
  access                      = "Allow"
  protocol                    = startswith(each.key, "allow-own-units") ? "*" : "Tcp"
  source_port_range           = "*"
  source_address_prefix       = length(each.value.source) == 1 ? each.value.source[0] : null
  source_address_prefixes     = length(each.value.source) == 1 ? null : each.value.source
  destination_address_prefix  = "10.20.1.0/24"
  destination_port_ranges     = each.value.ports
}

resource "azurerm_network_security_rule" "deny_inbound" {
  name                        = "deny-everything-else"
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Inbound"
  priority                    = 4000
  access                      = "Deny"
  protocol                    = "*"
  source_port_range           = "*"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "*"
}

resource "azurerm_network_security_rule" "outbound" {
  for_each = local.outbound_rules

  name                        = each.key
  resource_group_name         = azurerm_resource_group.main.name
  network_security_group_name = azurerm_network_security_group.apim.name
  direction                   = "Outbound"
  priority                    = each.value.priority
  access                      = "Allow"
  protocol                    = startswith(each.key, "allow-own-units") ? "*" : "Tcp"
  source_port_range           = "*"
  source_address_prefix       = "10.20.1.0/24"
  destination_address_prefix  = each.value.destination
  destination_port_ranges     = each.value.ports
}

# A Premium service that clients call from Internet: every needed flow is declared, everything else is denied.
# expect anywhere: holds api-management/nsg/attached, api-management/nsg/management, api-management/nsg/clients, api-management/nsg/load-balancer
# expect anywhere: holds api-management/nsg/storage, api-management/nsg/sql, api-management/nsg/key-vault, api-management/nsg/monitor, api-management/nsg/certificates

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg-network"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  location            = "westeurope"
  resource_group_name = "rg-network"

  security_rule {
    name                       = "clients"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "10.20.1.0/24"
  }

  security_rule {
    name                       = "management"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3443"
    source_address_prefix      = "ApiManagement"
    destination_address_prefix = "10.20.1.0/24"
  }

  security_rule {
    name                       = "load-balancer"
    priority                   = 120
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_ranges    = ["6390", "6391"]
    source_address_prefix      = "AzureLoadBalancer"
    destination_address_prefix = "10.20.1.0/24"
  }

  security_rule {
    name                       = "units"
    priority                   = 130
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_ranges    = ["4290", "6381-6383"]
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "10.20.1.0/24"
  }

  security_rule {
    name                       = "deny-inbound"
    priority                   = 4000
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "storage"
    priority                   = 200
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "Storage"
  }

  security_rule {
    name                       = "sql"
    priority                   = 210
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "1433"
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "Sql"
  }

  security_rule {
    name                       = "key-vault"
    priority                   = 220
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "AzureKeyVault"
  }

  security_rule {
    name                       = "monitor"
    priority                   = 230
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_ranges    = ["443", "1886"]
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "AzureMonitor"
  }

  security_rule {
    name                       = "certificates"
    priority                   = 240
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "80"
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "Internet"
  }

  security_rule {
    name                       = "event-hubs"
    priority                   = 250
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_ranges    = ["443", "5671", "5672"]
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "EventHub"
  }

  security_rule {
    name                       = "entra"
    priority                   = 260
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "AzureActiveDirectory"
  }

  security_rule {
    name                       = "connectors"
    priority                   = 270
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "AzureConnectors"
  }

  security_rule {
    name                       = "deny-internet"
    priority                   = 4000
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "main" {
  name                 = "apim-main"
  location             = "westeurope"
  resource_group_name  = "rg-api"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Premium_2"
  virtual_network_type = "External"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

# Two locations: each reaches Azure Storage, SQL and Event Hubs of its own region, and Traffic Manager is let in by the rule for Internet.
# expect anywhere: holds api-management/nsg/traffic-manager, api-management/nsg/storage, api-management/nsg/sql

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
    destination_address_prefix = "Storage.WestEurope"
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
    destination_address_prefix = "Sql.WestEurope"
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
    destination_address_prefix = "EventHub.WestEurope"
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

resource "azurerm_virtual_network" "north" {
  name                = "vnet-north"
  location            = "northeurope"
  resource_group_name = "rg-network"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "north" {
  name                 = "snet-apim-north"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.north.name
  address_prefixes     = ["10.30.1.0/24"]
}

resource "azurerm_network_security_group" "north" {
  name                = "nsg-apim-north"
  location            = "northeurope"
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
    destination_address_prefix = "10.30.1.0/24"
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
    destination_address_prefix = "10.30.1.0/24"
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
    destination_address_prefix = "10.30.1.0/24"
  }

  security_rule {
    name                       = "units"
    priority                   = 130
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_ranges    = ["4290", "6381-6383"]
    source_address_prefix      = "10.30.1.0/24"
    destination_address_prefix = "10.30.1.0/24"
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
    source_address_prefix      = "10.30.1.0/24"
    destination_address_prefix = "Storage.NorthEurope"
  }

  security_rule {
    name                       = "sql"
    priority                   = 210
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "1433"
    source_address_prefix      = "10.30.1.0/24"
    destination_address_prefix = "Sql.NorthEurope"
  }

  security_rule {
    name                       = "key-vault"
    priority                   = 220
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.30.1.0/24"
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
    source_address_prefix      = "10.30.1.0/24"
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
    source_address_prefix      = "10.30.1.0/24"
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
    source_address_prefix      = "10.30.1.0/24"
    destination_address_prefix = "EventHub.NorthEurope"
  }

  security_rule {
    name                       = "entra"
    priority                   = 260
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.30.1.0/24"
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
    source_address_prefix      = "10.30.1.0/24"
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

resource "azurerm_subnet_network_security_group_association" "north" {
  subnet_id                 = azurerm_subnet.north.id
  network_security_group_id = azurerm_network_security_group.north.id
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

  additional_location {
    location = "northeurope"

    virtual_network_configuration {
      subnet_id = azurerm_subnet.north.id
    }
  }
}

# Everything outbound is denied and only Storage and SQL are let through, SQL with a mistyped port; an old rule for AzureCloud is left.
# expect anywhere: note api-management/nsg/entra, api-management/nsg/connectors, api-management/nsg/event-hubs, api-management/nsg/external-cache, api-management/nsg/internal-cache-out, api-management/nsg/rate-limits-out

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
    destination_port_range     = "1443" # expect: note api-management/nsg/near-miss
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "Sql"
  }

  security_rule {
    name                       = "azure-cloud"
    priority                   = 220
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "12000" # expect: note api-management/nsg/old-azure-cloud
    source_address_prefix      = "10.20.1.0/24"
    destination_address_prefix = "AzureCloud"
  }

  security_rule {
    name                       = "deny-outbound"
    priority                   = 4000
    direction                  = "Outbound"
    access                     = "Deny" # expect: fails api-management/nsg/sql, api-management/nsg/key-vault, api-management/nsg/monitor, api-management/nsg/certificates
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
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
  sku_name             = "Premium_1"
  virtual_network_type = "External"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

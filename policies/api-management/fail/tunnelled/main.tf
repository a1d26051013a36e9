# A tunnel without exemptions, and one that nobody asked for; dependencies end at the appliance, of which nothing is known.
# expect anywhere: unsure api-management/forced-tunnel/dependencies, api-management/forced-tunnel/other-dependencies

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

# expect: note api-management/nsg/declared
resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  resource_group_name = "rg-network"
  location            = "westeurope"

  security_rule {
    name                       = "management"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3443"
    source_address_prefix      = "ApiManagement"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "deny-all"
    priority                   = 4000
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
  service_endpoints    = ["Microsoft.Storage"]
}

resource "azurerm_route_table" "apim" {
  name                = "rt-apim"
  resource_group_name = "rg-network"
  location            = "westeurope"

  # expect: fails api-management/forced-tunnel/control-plane
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  # expect: fails api-management/forced-tunnel/leaks
  route {
    name           = "partner"
    address_prefix = "203.0.113.0/24"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "apim" {
  subnet_id      = azurerm_subnet.apim.id
  route_table_id = azurerm_route_table.apim.id
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "apim" {
  name                 = "apim-apim"
  resource_group_name  = "rg-api"
  location             = "westeurope"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

# A8, mended, and a look-alike: the second subnet sends nothing to the gateway.
# expect anywhere: holds api-management/forced-tunnel/default-site
# expect anywhere: note api-management/nsg/declared
# expect anywhere: unsure api-management/forced-tunnel/other-dependencies

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

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

# The gateway has a default site.

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
  service_endpoints    = ["Microsoft.Storage", "Microsoft.Sql", "Microsoft.EventHub", "Microsoft.KeyVault"]
}

resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "VirtualNetworkGateway"
  }

  route {
    name           = "management"
    address_prefix = "ApiManagement"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

resource "azurerm_subnet_network_security_group_association" "mended" {
  subnet_id                 = azurerm_subnet.mended.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "mended" {
  name                 = "apim-mended"
  resource_group_name  = "rg-api"
  location             = "westeurope"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.mended.id
  }
}

# A look-alike: the tunnel ends at an appliance.

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
  service_endpoints    = ["Microsoft.Storage", "Microsoft.Sql", "Microsoft.EventHub", "Microsoft.KeyVault"]
}

resource "azurerm_route_table" "alike" {
  name                = "rt-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name           = "management"
    address_prefix = "ApiManagement"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.alike.id
  route_table_id = azurerm_route_table.alike.id
}

resource "azurerm_subnet_network_security_group_association" "alike" {
  subnet_id                 = azurerm_subnet.alike.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "alike" {
  name                 = "apim-alike"
  resource_group_name  = "rg-api"
  location             = "westeurope"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.alike.id
  }
}

resource "azurerm_local_network_gateway" "office" {
  name                = "lgw-office"
  resource_group_name = "rg-network"
  location            = "westeurope"
  gateway_address     = "198.51.100.1"
  address_space       = ["192.168.0.0/16"]
}

resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "main" {
  name                             = "vgw-main"
  resource_group_name              = "rg-network"
  location                         = "westeurope"
  type                             = "Vpn"
  sku                              = "VpnGw1"
  default_local_network_gateway_id = azurerm_local_network_gateway.office.id

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway.id
    public_ip_address_id = azurerm_public_ip.gateway.id
  }
}

resource "azurerm_public_ip" "gateway" {
  name                = "pip-gateway"
  resource_group_name = "rg-network"
  location            = "westeurope"
  allocation_method   = "Static"
}

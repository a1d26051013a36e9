# A8, broken: packets are sent to a VPN gateway that has nowhere to send them.
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

# The gateway neither speaks BGP nor has a default site.

resource "azurerm_subnet" "broken" {
  name                 = "snet-broken"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
  service_endpoints    = ["Microsoft.Storage", "Microsoft.Sql", "Microsoft.EventHub", "Microsoft.KeyVault"]
}

resource "azurerm_route_table" "broken" {
  name                = "rt-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"

  # expect: fails api-management/forced-tunnel/default-site
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

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

resource "azurerm_subnet_network_security_group_association" "broken" {
  subnet_id                 = azurerm_subnet.broken.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "broken" {
  name                 = "apim-broken"
  resource_group_name  = "rg-api"
  location             = "westeurope"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.broken.id
  }
}

resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "vgw-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "Vpn"
  sku                 = "VpnGw1"
  bgp_enabled         = false

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

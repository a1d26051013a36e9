# Spokes and the gateway are led to the firewall for the addresses of each other.
# expect anywhere: holds azure-firewall/replies/spokes
# expect anywhere: holds azure-firewall/replies/from-on-premises, azure-firewall/replies/to-on-premises

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "hub" {
  name                = "vnet-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.0.0/26"]
}

resource "azurerm_public_ip" "firewall" {
  name                = "pip-firewall"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_firewall_policy" "main" {
  name                = "fwp-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_firewall_policy_rule_collection_group" "main" {
  name               = "platform"
  firewall_policy_id = azurerm_firewall_policy.main.id
  priority           = 200

  network_rule_collection {
    name     = "inside"
    action   = "Allow"
    priority = 100

    rule {
      name                  = "private"
      protocols             = ["TCP"]
      source_addresses      = ["10.0.0.0/8", "192.168.0.0/16"]
      destination_addresses = ["10.0.0.0/8", "192.168.0.0/16"]
      destination_ports     = ["443"]
    }
  }
}

resource "azurerm_firewall" "main" {
  name                = "afw-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.main.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.firewall.id
    public_ip_address_id = azurerm_public_ip.firewall.id
  }
}

resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.1.0/27"]
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "vgw-hub"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "Vpn"
  vpn_type            = "RouteBased"
  sku                 = "VpnGw1"
  enable_bgp          = false

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway.id
    public_ip_address_id = azurerm_public_ip.gateway.id
  }
}

resource "azurerm_public_ip" "gateway" {
  name                = "pip-gateway"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_local_network_gateway" "office" {
  name                = "lgw-office"
  resource_group_name = "rg-network"
  location            = "westeurope"
  gateway_address     = "198.51.100.9"
  address_space       = ["192.168.0.0/16"]
}

resource "azurerm_virtual_network_gateway_connection" "office" {
  name                       = "cn-office"
  resource_group_name        = "rg-network"
  location                   = "westeurope"
  type                       = "IPsec"
  virtual_network_gateway_id = azurerm_virtual_network_gateway.main.id
  local_network_gateway_id   = azurerm_local_network_gateway.office.id
}

resource "azurerm_virtual_network" "app" {
  name                = "vnet-app"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "app" {
  name                 = "snet-app"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.app.name
  address_prefixes     = ["10.1.0.0/24"]
}

resource "azurerm_virtual_network" "data" {
  name                = "vnet-data"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.2.0.0/16"]
}

resource "azurerm_subnet" "data" {
  name                 = "snet-data"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.data.name
  address_prefixes     = ["10.2.0.0/24"]
}

resource "azurerm_virtual_network_peering" "hub_app" {
  name                      = "hub-to-app"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.app.id
  allow_forwarded_traffic   = true
}

resource "azurerm_virtual_network_peering" "app_hub" {
  name                      = "app-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.app.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  allow_forwarded_traffic   = true
}

resource "azurerm_virtual_network_peering" "hub_data" {
  name                      = "hub-to-data"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.data.id
  allow_forwarded_traffic   = true
}

resource "azurerm_virtual_network_peering" "data_hub" {
  name                      = "data-to-hub"
  resource_group_name       = "rg-network"
  virtual_network_name      = azurerm_virtual_network.data.name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
  allow_forwarded_traffic   = true
}

resource "azurerm_route_table" "spokes" {
  name                = "rt-spokes"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.main.ip_configuration[0].private_ip_address
  }
}

resource "azurerm_subnet_route_table_association" "app" {
  subnet_id      = azurerm_subnet.app.id
  route_table_id = azurerm_route_table.spokes.id
}

resource "azurerm_subnet_route_table_association" "data" {
  subnet_id      = azurerm_subnet.data.id
  route_table_id = azurerm_route_table.spokes.id
}

resource "azurerm_route_table" "gateway" {
  name                = "rt-gateway"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "app"
    address_prefix         = "10.1.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.main.ip_configuration[0].private_ip_address
  }

  route {
    name                   = "data"
    address_prefix         = "10.2.0.0/16"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = azurerm_firewall.main.ip_configuration[0].private_ip_address
  }
}

resource "azurerm_subnet_route_table_association" "gateway" {
  subnet_id      = azurerm_subnet.gateway.id
  route_table_id = azurerm_route_table.gateway.id
}

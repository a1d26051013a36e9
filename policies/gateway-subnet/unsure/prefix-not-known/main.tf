# A route on the gateway's subnet leads an input to the firewall: it may be everything.
# expect anywhere: unsure gateway-subnet/gateway/gateway-default-route, gateway-subnet/gateway/gateway-covered

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_route_table" "gateway_main" {
  name                = "rt-gateway_main"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name                   = "spokes"
    address_prefix         = var.spokes
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.20.1.4"
  }
}

resource "azurerm_subnet_route_table_association" "gateway_main" {
  subnet_id      = azurerm_subnet.gateway_main.id
  route_table_id = azurerm_route_table.gateway_main.id
}

resource "azurerm_subnet" "gateway_main" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_public_ip" "gateway" {
  name                = "pip-gateway"
  resource_group_name = "rg-network"
  location            = "westeurope"
  allocation_method   = "Static"
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "vgw-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "ExpressRoute"
  sku                 = "Standard"

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway_main.id
    public_ip_address_id = azurerm_public_ip.gateway.id
  }
}

variable "spokes" {
  type = string
}

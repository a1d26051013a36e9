# The same service in Azure's own words; names of frontends and ports are at the ends of ids.
# expect anywhere: holds application-gateway/nsg/infrastructure-v1, application-gateway/nsg/load-balancer, application-gateway/nsg/internet-v1, application-gateway/nsg/outbound-v1

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "gateway" {
  name                 = "gateway"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "gateway" {
  subnet_id                 = azurerm_subnet.gateway.id
  network_security_group_id = azurerm_network_security_group.gateway.id
}

resource "azurerm_network_security_group" "gateway" {
  name                = "nsg-gateway"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "management"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "65503-65534"
    source_address_prefix      = "GatewayManager"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "probes"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "AzureLoadBalancer"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "web"
    priority                   = 120
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "10.0.1.0/24"
  }

  security_rule {
    name                       = "rest"
    priority                   = 4096
    direction                  = "Inbound"
    access                     = "Deny" # expect: fails application-gateway/nsg/internal-clients
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

locals {
  id = "${azurerm_resource_group.main.id}/providers/Microsoft.Network/applicationGateways/agw"
}

resource "azurerm_resource_group" "main" {
  name     = "rg"
  location = "westeurope"
}

resource "azapi_resource" "gateway" {
  type      = "Microsoft.Network/applicationGateways@2024-05-01"
  name      = "agw"
  parent_id = azurerm_resource_group.main.id
  location  = "westeurope"

  body = {
    properties = {
      sku                     = { name = "WAF_Medium", tier = "WAF", capacity = 2 }
      gatewayIPConfigurations = [{ name = "gateway", properties = { subnet = { id = azurerm_subnet.gateway.id } } }]
      frontendIPConfigurations = [
        { name = "public", properties = { publicIPAddress = { id = azurerm_public_ip.gateway.id } } },
        { name = "private", properties = { subnet = { id = azurerm_subnet.gateway.id } } },
      ]
      frontendPorts = [
        { name = "https", properties = { port = 443 } },
        { name = "inside", properties = { port = 8443 } },
      ]
      httpListeners = [
        {
          name = "web"
          properties = {
            frontendIPConfiguration = { id = "${local.id}/frontendIPConfigurations/public" }
            frontendPort            = { id = "${local.id}/frontendPorts/https" }
            protocol                = "Https"
          }
        },
        {
          name = "api"
          properties = {
            frontendIPConfiguration = { id = "${local.id}/frontendIPConfigurations/private" }
            frontendPort            = { id = "${local.id}/frontendPorts/inside" }
            protocol                = "Https"
          }
        },
      ]
    }
  }
}

resource "azurerm_public_ip" "gateway" {
  name                = "pip-gateway"
  location            = "westeurope"
  resource_group_name = "rg"
  allocation_method   = "Static"
  sku                 = "Standard"
}

# Everything that a deployment is refused for, and who could connect.
# expect anywhere: fails private-link-service/service/pool, private-link-service/service/region, private-link-service/service/visibility

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "api" {
  name                = "vnet-api"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "forwarders" {
  name                 = "snet-forwarders"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.api.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_lb" "main" {
  name                = "lb-forwarders"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Basic" # expect: fails private-link-service/service/load-balancer

  frontend_ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.forwarders.id
    private_ip_address            = "10.0.2.10"
    private_ip_address_allocation = "Static"
  }
}

resource "azurerm_lb_backend_address_pool" "forwarders" {
  name            = "forwarders"
  loadbalancer_id = azurerm_lb.main.id
}

resource "azurerm_lb_probe" "https" {
  name            = "https"
  loadbalancer_id = azurerm_lb.main.id
  protocol        = "Tcp"
  port            = 443
}

resource "azurerm_lb_rule" "https" {
  name                           = "https"
  loadbalancer_id                = azurerm_lb.main.id
  protocol                       = "Tcp"
  frontend_port                  = 443
  backend_port                   = 443
  frontend_ip_configuration_name = "main"
  backend_address_pool_ids       = [azurerm_lb_backend_address_pool.forwarders.id]
  probe_id                       = azurerm_lb_probe.https.id
}

resource "azurerm_network_interface" "forwarder" {
  name                  = "nic-forwarder"
  resource_group_name   = "rg-network"
  location              = "westeurope"
  ip_forwarding_enabled = true

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.forwarders.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_lb_backend_address_pool_address" "forwarder" {
  name                    = "forwarder"
  backend_address_pool_id = azurerm_lb_backend_address_pool.forwarders.id
  virtual_network_id      = azurerm_virtual_network.api.id
  ip_address              = "10.0.2.4"
}

resource "azurerm_subnet" "nat" {
  name                 = "snet-nat"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.api.name
  address_prefixes     = ["10.0.3.0/24"]

  private_link_service_network_policies_enabled = true # expect: fails private-link-service/service/network-policies
}

resource "azurerm_private_link_service" "main" {
  name                = "pls-api"
  resource_group_name = "rg-network"
  location            = "northeurope"

  load_balancer_frontend_ip_configuration_ids = [azurerm_lb.main.frontend_ip_configuration[0].id]

  visibility_subscription_ids = ["*"]

  nat_ip_configuration {
    name      = "main"
    subnet_id = azurerm_subnet.nat.id
    primary   = true
  }
}

# E5: whether gateways are isolated is not in the code, and nobody says it: both outcomes are told.
# expect anywhere: unsure application-gateway/routes/default-route-v2

provider "azurerm" {
  features {}
}

locals {
  gateways = {
    tunnelled = { prefix = "10.0.1.0/24", sku = "Standard_v2" }
    straight  = { prefix = "10.0.2.0/24", sku = "Standard_v2" }
  }
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "gateway" {
  for_each = local.gateways

  name                 = each.key
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [each.value.prefix]
}

resource "azurerm_public_ip" "gateway" {
  for_each = local.gateways

  name                = "pip-${each.key}"
  resource_group_name = "rg"
  location            = "westeurope"
  allocation_method   = "Static"
  sku                 = "Standard"
}

resource "azurerm_application_gateway" "gateway" {
  for_each = local.gateways

  name                = "agw-${each.key}"
  resource_group_name = "rg"
  location            = "westeurope"

  sku {
    name     = each.value.sku
    tier     = each.value.sku == "Standard_v2" ? "Standard_v2" : "Standard"
    capacity = 2
  }

  gateway_ip_configuration {
    name      = "gateway"
    subnet_id = azurerm_subnet.gateway[each.key].id
  }

  frontend_ip_configuration {
    name                 = "public"
    public_ip_address_id = azurerm_public_ip.gateway[each.key].id
  }

  frontend_port {
    name = "web"
    port = 443
  }

  http_listener {
    name                           = "web"
    frontend_ip_configuration_name = "public"
    frontend_port_name             = "web"
    protocol                       = "Http"
  }

  backend_address_pool {
    name = "backends"
  }

  backend_http_settings {
    name                  = "http"
    cookie_based_affinity = "Disabled"
    port                  = 80
    protocol              = "Http"
    request_timeout       = 30
  }

  request_routing_rule {
    name                       = "main"
    priority                   = 100
    rule_type                  = "Basic"
    http_listener_name         = "web"
    backend_address_pool_name  = "backends"
    backend_http_settings_name = "http"
  }
}

# Right where gateways are isolated, wrong where they are not.
resource "azurerm_route_table" "tunnelled" {
  name                = "rt-tunnelled"
  resource_group_name = "rg"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "tunnelled" {
  subnet_id      = azurerm_subnet.gateway["tunnelled"].id
  route_table_id = azurerm_route_table.tunnelled.id
}

# Right either way.
resource "azurerm_route_table" "straight" {
  name                = "rt-straight"
  resource_group_name = "rg"
  location            = "westeurope"

  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "straight" {
  subnet_id      = azurerm_subnet.gateway["straight"].id
  route_table_id = azurerm_route_table.straight.id
}

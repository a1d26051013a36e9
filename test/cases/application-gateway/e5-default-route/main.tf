# E5: gateways of the second generation, where nothing is isolated, and a default route that leads elsewhere than to Internet.
# expect anywhere: unsure application-gateway/routes/default-route-v2

provider "azurerm" {
  features {}
}

variable "hop" {
  type = string
}

locals {
  gateways = {
    broken  = { prefix = "10.0.1.0/24", sku = "Standard_v2" }
    mended  = { prefix = "10.0.2.0/24", sku = "Standard_v2" }
    unknown = { prefix = "10.0.3.0/24", sku = "Standard_v2" }
    alike   = { prefix = "10.0.4.0/24", sku = "Standard_v2" }
    old     = { prefix = "10.0.5.0/24", sku = "Standard_Medium" }
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

# Broken: everything goes to an appliance.
resource "azurerm_route_table" "broken" {
  name                = "rt-broken"
  resource_group_name = "rg"
  location            = "westeurope"

  # expect: fails application-gateway/routes/default-route-v2
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.gateway["broken"].id
  route_table_id = azurerm_route_table.broken.id
}

# Mended: everything goes to Internet, by a route of its own.
resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
  resource_group_name = "rg"
  location            = "westeurope"

  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.gateway["mended"].id
  route_table_id = azurerm_route_table.mended.id
}

# Unknown: where everything goes is an input.
resource "azurerm_route_table" "unknown" {
  name                = "rt-unknown"
  resource_group_name = "rg"
  location            = "westeurope"

  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = var.hop
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.gateway["unknown"].id
  route_table_id = azurerm_route_table.unknown.id
}

# A look-alike: one partner alone is behind the appliance.
resource "azurerm_route_table" "alike" {
  name                = "rt-alike"
  resource_group_name = "rg"
  location            = "westeurope"

  route {
    name                   = "partner"
    address_prefix         = "203.0.113.0/24"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.gateway["alike"].id
  route_table_id = azurerm_route_table.alike.id
}

# Another: gateways of the first generation may have such a route.
resource "azurerm_route_table" "old" {
  name                = "rt-old"
  resource_group_name = "rg"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "old" {
  subnet_id      = azurerm_subnet.gateway["old"].id
  route_table_id = azurerm_route_table.old.id
}

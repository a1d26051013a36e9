# A11: a route to Internet that the policy does not list leads past the appliance.
# expect anywhere: holds api-management/forced-tunnel/leaks
# expect anywhere: unsure api-management/forced-tunnel/other-dependencies
# expect anywhere: note api-management/nsg/declared

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

# Broken: a partner is reached past the appliance.

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

  # expect: fails api-management/forced-tunnel/leaks
  route {
    name           = "partner"
    address_prefix = "203.0.113.0/24"
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

# Mended: it is reached through it.

resource "azurerm_subnet" "mended" {
  name                 = "snet-mended"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.2.0/24"]
  service_endpoints    = ["Microsoft.Storage", "Microsoft.Sql", "Microsoft.EventHub", "Microsoft.KeyVault"]
}

resource "azurerm_route_table" "mended" {
  name                = "rt-mended"
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

  route {
    name                   = "partner"
    address_prefix         = "203.0.113.0/24"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
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

# Unknown: a public prefix may be one of a service tag that is asked for.

resource "azurerm_subnet" "unknown" {
  name                 = "snet-unknown"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.3.0/24"]
  service_endpoints    = ["Microsoft.Storage", "Microsoft.Sql", "Microsoft.EventHub", "Microsoft.KeyVault"]
}

resource "azurerm_route_table" "unknown" {
  name                = "rt-unknown"
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

  # expect: unsure api-management/forced-tunnel/leaks
  route {
    name           = "partner"
    address_prefix = "20.1.0.0/16"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

resource "azurerm_subnet_network_security_group_association" "unknown" {
  subnet_id                 = azurerm_subnet.unknown.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "unknown" {
  name                 = "apim-unknown"
  resource_group_name  = "rg-api"
  location             = "westeurope"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.unknown.id
  }
}

# A look-alike: Windows activation is listed.

resource "azurerm_subnet" "alike" {
  name                 = "snet-alike"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.4.0/24"]
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

  route {
    name           = "activation"
    address_prefix = "23.102.135.246/32"
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

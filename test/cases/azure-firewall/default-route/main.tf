# Firewalls whose default route leads elsewhere than to Internet: what runs them, what they take in, and what is on their management's subnet.
provider "azurerm" {
  features {}
}

# No management of its own, and packets taken in from Internet.

resource "azurerm_virtual_network" "broken" {
  name                = "vnet-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "broken" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.broken.name
  address_prefixes     = ["10.20.0.0/26"]
}

resource "azurerm_public_ip" "broken" {
  name                = "pip-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_firewall" "broken" {
  name                = "afw-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.broken.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.broken.id
    public_ip_address_id = azurerm_public_ip.broken.id
  }
}

resource "azurerm_firewall_policy" "broken" {
  name                = "fwp-broken"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_firewall_policy_rule_collection_group" "broken" {
  name               = "published"
  firewall_policy_id = azurerm_firewall_policy.broken.id
  priority           = 200

  nat_rule_collection {
    name     = "web"
    action   = "Dnat"
    priority = 100

    # expect: fails azure-firewall/default-route/firewall-translation
    rule {
      name                = "web"
      protocols           = ["TCP"]
      source_addresses    = ["*"]
      destination_address = azurerm_public_ip.broken.ip_address
      destination_ports   = ["443"]
      translated_address  = "10.99.0.4"
      translated_port     = 443
    }
  }
}

resource "azurerm_route_table" "broken" {
  name                          = "rt-broken"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  # expect: fails azure-firewall/default-route/firewall-management
  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "VirtualAppliance"
    next_hop_in_ip_address = "10.20.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "broken" {
  subnet_id      = azurerm_subnet.broken.id
  route_table_id = azurerm_route_table.broken.id
}

# With one, on whose subnet is the table of everything else.

resource "azurerm_virtual_network" "tabled" {
  name                = "vnet-tabled"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.21.0.0/16"]
}

resource "azurerm_subnet" "tabled" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.tabled.name
  address_prefixes     = ["10.21.0.0/26"]
}

resource "azurerm_subnet" "tabled_management" {
  name                 = "AzureFirewallManagementSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.tabled.name
  address_prefixes     = ["10.21.0.64/26"]
}

resource "azurerm_public_ip" "tabled" {
  name                = "pip-tabled"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_firewall" "tabled" {
  name                = "afw-tabled"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.tabled.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.tabled.id
    public_ip_address_id = azurerm_public_ip.tabled.id
  }

  management_ip_configuration {
    name                 = "management"
    subnet_id            = azurerm_subnet.tabled_management.id
    public_ip_address_id = azurerm_public_ip.tabled_management.id
  }
}

resource "azurerm_firewall_policy" "tabled" {
  name                = "fwp-tabled"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_public_ip" "tabled_management" {
  name                = "pip-tabled-management"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_route_table" "tabled" {
  name                          = "rt-tabled"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  # expect: fails azure-firewall/default-route/firewall-management-table
  bgp_route_propagation_enabled = true

  # expect: fails azure-firewall/default-route/firewall-management-table
  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "VirtualAppliance"
    next_hop_in_ip_address = "10.21.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "tabled" {
  subnet_id      = azurerm_subnet.tabled_management.id
  route_table_id = azurerm_route_table.tabled.id
}

# Mended: a way of its own, and nothing taken in.
# expect anywhere: holds azure-firewall/default-route/firewall-management, azure-firewall/default-route/firewall-translation, azure-firewall/default-route/firewall-management-table

resource "azurerm_virtual_network" "mended" {
  name                = "vnet-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.30.0.0/16"]
}

resource "azurerm_subnet" "mended" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.mended.name
  address_prefixes     = ["10.30.0.0/26"]
}

resource "azurerm_subnet" "mended_management" {
  name                 = "AzureFirewallManagementSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.mended.name
  address_prefixes     = ["10.30.0.64/26"]
}

resource "azurerm_public_ip" "mended" {
  name                = "pip-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_firewall" "mended" {
  name                = "afw-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.mended.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.mended.id
    public_ip_address_id = azurerm_public_ip.mended.id
  }

  management_ip_configuration {
    name                 = "management"
    subnet_id            = azurerm_subnet.mended_management.id
    public_ip_address_id = azurerm_public_ip.mended_management.id
  }
}

resource "azurerm_firewall_policy" "mended" {
  name                = "fwp-mended"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_public_ip" "mended_management" {
  name                = "pip-mended-management"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_route_table" "mended" {
  name                          = "rt-mended"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "VirtualAppliance"
    next_hop_in_ip_address = "10.30.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "mended" {
  subnet_id      = azurerm_subnet.mended.id
  route_table_id = azurerm_route_table.mended.id
}

resource "azurerm_route_table" "mended_management" {
  name                          = "rt-mended_management"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = false

  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "mended_management" {
  subnet_id      = azurerm_subnet.mended_management.id
  route_table_id = azurerm_route_table.mended_management.id
}

# Nobody knows where the default route leads, or whether anything is taken in.

resource "azurerm_virtual_network" "unknown" {
  name                = "vnet-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.40.0.0/16"]
}

resource "azurerm_subnet" "unknown" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.unknown.name
  address_prefixes     = ["10.40.0.0/26"]
}

resource "azurerm_public_ip" "unknown" {
  name                = "pip-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

# expect: unsure azure-firewall/default-route/firewall-management
resource "azurerm_firewall" "unknown" {
  name                = "afw-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.unknown.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.unknown.id
    public_ip_address_id = azurerm_public_ip.unknown.id
  }
}

resource "azurerm_firewall_policy" "unknown" {
  name                = "fwp-unknown"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_firewall_policy_rule_collection_group" "unknown" {
  name               = "published"
  firewall_policy_id = azurerm_firewall_policy.unknown.id
  priority           = 200

  nat_rule_collection {
    name     = "web"
    action   = "Dnat"
    priority = 100

    # expect: unsure azure-firewall/default-route/firewall-translation
    rule {
      name                = "web"
      protocols           = ["TCP"]
      source_addresses    = ["*"]
      destination_address = azurerm_public_ip.unknown.ip_address
      destination_ports   = ["443"]
      translated_address  = "10.99.0.4"
      translated_port     = 443
    }
  }
}

resource "azurerm_route_table" "unknown" {
  name                          = "rt-unknown"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = var.next_hop
  }
}

resource "azurerm_subnet_route_table_association" "unknown" {
  subnet_id      = azurerm_subnet.unknown.id
  route_table_id = azurerm_route_table.unknown.id
}

resource "azurerm_virtual_network" "undecided" {
  name                = "vnet-undecided"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.41.0.0/16"]
}

resource "azurerm_subnet" "undecided" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.undecided.name
  address_prefixes     = ["10.41.0.0/26"]
}

resource "azurerm_subnet" "undecided_management" {
  name                 = "AzureFirewallManagementSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.undecided.name
  address_prefixes     = ["10.41.0.64/26"]
}

resource "azurerm_public_ip" "undecided" {
  name                = "pip-undecided"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

# expect: unsure azure-firewall/default-route/firewall-management-table
resource "azurerm_firewall" "undecided" {
  name                = "afw-undecided"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.undecided.id

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.undecided.id
    public_ip_address_id = azurerm_public_ip.undecided.id
  }

  management_ip_configuration {
    name                 = "management"
    subnet_id            = azurerm_subnet.undecided_management.id
    public_ip_address_id = azurerm_public_ip.undecided_management.id
  }
}

resource "azurerm_firewall_policy" "undecided" {
  name                = "fwp-undecided"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_public_ip" "undecided_management" {
  name                = "pip-undecided-management"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_route_table" "undecided" {
  name                          = "rt-undecided"
  resource_group_name           = "rg-network"
  location                      = "westeurope"
  bgp_route_propagation_enabled = var.propagation

  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "undecided" {
  subnet_id      = azurerm_subnet.undecided_management.id
  route_table_id = azurerm_route_table.undecided.id
}

# A look-alike: a management of its own alone forbids no DNAT, and a default route to Internet asks for nothing.

resource "azurerm_virtual_network" "alike" {
  name                = "vnet-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.50.0.0/16"]
}

resource "azurerm_subnet" "alike" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.alike.name
  address_prefixes     = ["10.50.0.0/26"]
}

resource "azurerm_public_ip" "alike" {
  name                = "pip-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"
  allocation_method   = "Static"
}

resource "azurerm_firewall" "alike" {
  name                = "afw-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"
  firewall_policy_id  = azurerm_firewall_policy.alike.id

  dynamic "management_ip_configuration" {
    for_each = []
    content {
      name      = "management"
      subnet_id = management_ip_configuration.value
    }
  }

  ip_configuration {
    name                 = "main"
    subnet_id            = azurerm_subnet.alike.id
    public_ip_address_id = azurerm_public_ip.alike.id
  }
}

resource "azurerm_firewall_policy" "alike" {
  name                = "fwp-alike"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_firewall_policy_rule_collection_group" "alike" {
  name               = "published"
  firewall_policy_id = azurerm_firewall_policy.alike.id
  priority           = 200

  nat_rule_collection {
    name     = "web"
    action   = "Dnat"
    priority = 100

    rule {
      name                = "web"
      protocols           = ["TCP"]
      source_addresses    = ["*"]
      destination_address = azurerm_public_ip.alike.ip_address
      destination_ports   = ["443"]
      translated_address  = "10.99.0.4"
      translated_port     = 443
    }
  }
}

resource "azurerm_route_table" "alike" {
  name                          = "rt-alike"
  resource_group_name           = "rg-network"
  location                      = "westeurope"

  route {
    name           = "r0"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }

  route {
    name           = "r1"
    address_prefix = "10.60.0.0/16"
    next_hop_type  = "VirtualAppliance"
    next_hop_in_ip_address = "10.50.9.4"
  }
}

resource "azurerm_subnet_route_table_association" "alike" {
  subnet_id      = azurerm_subnet.alike.id
  route_table_id = azurerm_route_table.alike.id
}

variable "next_hop" {
  type = string
}

variable "propagation" {
  type = bool
}

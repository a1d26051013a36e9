# What the outbound type asks of the subnet is not there.

resource "azurerm_virtual_network" "main" {
  name                = "vnet-clusters"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "system" {
  name                 = "snet-system"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.0.0/24"]
}

resource "azurerm_subnet_route_table_association" "system" {
  subnet_id      = azurerm_subnet.system.id
  route_table_id = azurerm_route_table.appliance.id
}

resource "azurerm_subnet" "bare" {
  name                 = "snet-bare"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_subnet" "straight" {
  name                 = "snet-straight"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.2.0/24"]
}

resource "azurerm_subnet_route_table_association" "straight" {
  subnet_id      = azurerm_subnet.straight.id
  route_table_id = azurerm_route_table.straight.id
}

resource "azurerm_route_table" "appliance" {
  name                = "rt-appliance"
  resource_group_name = "rg-clusters"
  location            = "westeurope"

  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.0.4"
  }
}

resource "azurerm_route_table" "straight" {
  name                = "rt-straight"
  resource_group_name = "rg-clusters"
  location            = "westeurope"

  route {
    name           = "default"
    address_prefix = "0.0.0.0/0"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_kubernetes_cluster" "routed" {
  name                = "aks-routed"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "routed"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.system.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting" # expect: fails kubernetes/outbound/outbound-route
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "users" {
  name                  = "users"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.routed.id
  vm_size               = "Standard_D4s_v5"
  node_count            = 3
  vnet_subnet_id        = azurerm_subnet.bare.id
}

resource "azurerm_kubernetes_cluster" "straight" {
  name                = "aks-straight"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "straight"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.straight.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting" # expect: fails kubernetes/outbound/outbound-route
  }
}

resource "azurerm_kubernetes_cluster" "nowhere" {
  name                = "aks-nowhere"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "nowhere"

  default_node_pool {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting" # expect: fails kubernetes/outbound/outbound-route
  }
}

resource "azurerm_kubernetes_cluster" "nat" {
  name                = "aks-nat"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "nat"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.bare.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway" # expect: fails kubernetes/outbound/outbound-nat
  }
}

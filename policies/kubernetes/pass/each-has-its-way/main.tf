# One cluster sends by a firewall, its second pool too; one by a NAT gateway; one as AKS sets it up.
# expect anywhere: holds kubernetes/outbound/outbound-route, kubernetes/outbound/outbound-nat

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

resource "azurerm_subnet" "users" {
  name                 = "snet-users"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_subnet_route_table_association" "users" {
  subnet_id      = azurerm_subnet.users.id
  route_table_id = azurerm_route_table.appliance.id
}

resource "azurerm_subnet" "nat" {
  name                 = "snet-nat"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.2.0/24"]
}

resource "azurerm_subnet_nat_gateway_association" "nat" {
  subnet_id      = azurerm_subnet.nat.id
  nat_gateway_id = azurerm_nat_gateway.main.id
}

resource "azurerm_subnet" "plain" {
  name                 = "snet-plain"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.3.0/24"]
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

resource "azurerm_nat_gateway" "main" {
  name                = "ng-main"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
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
    outbound_type  = "userDefinedRouting"
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "users" {
  name                  = "users"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.routed.id
  vm_size               = "Standard_D4s_v5"
  node_count            = 3
  vnet_subnet_id        = azurerm_subnet.users.id
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
    vnet_subnet_id = azurerm_subnet.nat.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway"
  }
}

resource "azurerm_kubernetes_cluster" "plain" {
  name                = "aks-plain"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "plain"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.plain.id
  }

  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_kubernetes_cluster" "managed" {
  name                = "aks-managed"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "managed"

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
    outbound_type  = "managedNATGateway"
  }
}

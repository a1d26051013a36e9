# The table of one subnet, the subnet of another cluster and the way of a third are not in the code.

variable "outbound_type" {
  type = string
}

variable "route_table_id" {
  type = string
}

variable "subnet_id" {
  type = string
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-clusters"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "given" {
  name                 = "snet-given"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.0.0/24"]
}

resource "azurerm_subnet_route_table_association" "given" {
  subnet_id      = azurerm_subnet.given.id
  route_table_id = var.route_table_id
}

resource "azurerm_subnet" "bare" {
  name                 = "snet-bare"
  resource_group_name  = "rg-clusters"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_kubernetes_cluster" "given" {
  name                = "aks-given"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "given"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = azurerm_subnet.given.id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting" # expect: unsure kubernetes/outbound/outbound-route
  }
}

resource "azurerm_kubernetes_cluster" "elsewhere" {
  name                = "aks-elsewhere"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "elsewhere"

  default_node_pool {
    name           = "system"
    vm_size        = "Standard_D4s_v5"
    node_count     = 3
    vnet_subnet_id = var.subnet_id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userDefinedRouting" # expect: unsure kubernetes/outbound/outbound-route
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
    vnet_subnet_id = var.subnet_id
  }

  identity {
    type = "SystemAssigned"
  }

  network_profile {
    network_plugin = "azure"
    outbound_type  = "userAssignedNATGateway" # expect: unsure kubernetes/outbound/outbound-nat
  }
}

resource "azurerm_kubernetes_cluster" "open" {
  name                = "aks-open"
  resource_group_name = "rg-clusters"
  location            = "westeurope"
  dns_prefix          = "open"

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
    outbound_type  = var.outbound_type # expect: unsure kubernetes/outbound/outbound-route, kubernetes/outbound/outbound-nat
  }
}

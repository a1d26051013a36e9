# B1 to B5, look-alikes: what would be wrong of the service is so of its neighbours, or of addresses that nobody sees.
# expect anywhere: holds private-link-service/service/network-policies, private-link-service/service/load-balancer, private-link-service/service/pool, private-link-service/service/approval
# expect anywhere: holds private-link-service/path/callers, private-link-service/path/machines, private-link-service/path/onward

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

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.api.name
  address_prefixes     = ["10.0.4.0/24"]
}

resource "azurerm_lb" "main" {
  name                = "lb-forwarders"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Standard"

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

resource "azurerm_network_interface_backend_address_pool_association" "forwarder" {
  network_interface_id    = azurerm_network_interface.forwarder.id
  ip_configuration_name   = "main"
  backend_address_pool_id = azurerm_lb_backend_address_pool.forwarders.id
}

resource "azurerm_network_security_group" "forwarders" {
  name                = "nsg-forwarders"
  resource_group_name = "rg-network"
  location            = "westeurope"

  security_rule {
    name                       = "no-consumers"
    priority                   = 105
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.9.0.0/16"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "callers"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.0.3.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "probe"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "AzureLoadBalancer"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "nobody-else"
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

resource "azurerm_subnet_network_security_group_association" "forwarders" {
  subnet_id                 = azurerm_subnet.forwarders.id
  network_security_group_id = azurerm_network_security_group.forwarders.id
}

resource "azurerm_subnet" "nat" {
  name                 = "snet-nat"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.api.name
  address_prefixes     = ["10.0.3.0/24"]

  private_link_service_network_policies_enabled = false
}

resource "azurerm_private_link_service" "main" {
  name                = "pls-api"
  resource_group_name = "rg-network"
  location            = "westeurope"

  load_balancer_frontend_ip_configuration_ids = [azurerm_lb.main.frontend_ip_configuration[0].id]

  visibility_subscription_ids    = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"]
  auto_approval_subscription_ids = ["00000000-0000-0000-0000-000000000002"]

  nat_ip_configuration {
    name      = "main"
    subnet_id = azurerm_subnet.nat.id
    primary   = true
  }
}

resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  resource_group_name = "rg-network"
  location            = "westeurope"

  security_rule {
    name                       = "no-service"
    priority                   = 105
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "10.0.3.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "forwarders"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "10.0.2.0/24"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "nobody-else"
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

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "main" {
  name                 = "apim-internal"
  resource_group_name  = "rg-network"
  location             = "westeurope"
  publisher_name       = "Contoso"
  publisher_email      = "api@contoso.example"
  sku_name             = "Developer_1"
  virtual_network_type = "Internal"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

resource "azurerm_virtual_network" "consumer" {
  name                = "vnet-consumer"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.9.0.0/16"]
}

resource "azurerm_subnet" "consumer" {
  name                 = "snet-consumer"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.consumer.name
  address_prefixes     = ["10.9.3.0/24"]

  private_endpoint_network_policies = "Disabled"
}

resource "azurerm_private_endpoint" "api" {
  name                = "pe-api"
  resource_group_name = "rg-network"
  location            = "westeurope"
  subnet_id           = azurerm_subnet.consumer.id

  private_service_connection {
    name                           = "api"
    private_connection_resource_id = azurerm_private_link_service.main.id
    is_manual_connection           = false
  }
}

resource "azurerm_subnet" "other" {
  name                                          = "snet-other"
  resource_group_name                           = "rg-network"
  virtual_network_name                          = azurerm_virtual_network.api.name
  address_prefixes                              = ["10.0.5.0/24"]
  private_link_service_network_policies_enabled = true
}

resource "azurerm_lb" "other" {
  name                = "lb-other"
  resource_group_name = "rg-network"
  location            = "westeurope"
  sku                 = "Basic"

  frontend_ip_configuration {
    name      = "main"
    subnet_id = azurerm_subnet.other.id
  }
}

resource "azurerm_lb_backend_address_pool" "other" {
  name            = "others"
  loadbalancer_id = azurerm_lb.other.id
}

resource "azurerm_lb_backend_address_pool_address" "other" {
  name                    = "other"
  backend_address_pool_id = azurerm_lb_backend_address_pool.other.id
  virtual_network_id      = azurerm_virtual_network.api.id
  ip_address              = "10.0.5.4"
}

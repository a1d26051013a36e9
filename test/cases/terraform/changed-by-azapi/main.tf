# What azapi changes of resources that azurerm declares.
# expect anywhere: holds no-admin-ports/open/ssh
# expect anywhere: unsure no-admin-ports/open/ssh
# expect anywhere: fails no-admin-ports/open/ssh

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "main"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_network_security_group" "closed" {
  name                = "closed"
  resource_group_name = "rg"
  location            = "westeurope"
}

# The group is put on the subnet by a change: it holds.
resource "azurerm_subnet" "closed" {
  name                 = "closed"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azapi_update_resource" "closed" {
  type        = "Microsoft.Network/virtualNetworks/subnets@2024-05-01"
  resource_id = azurerm_subnet.closed.id
  body = {
    properties = {
      networkSecurityGroup = { id = azurerm_network_security_group.closed.id }
    }
  }
}

# Rules that contradict what the group says: nobody knows who comes last.
resource "azurerm_network_security_group" "changed" {
  name                = "changed"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_subnet" "changed" {
  name                 = "changed"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "changed" {
  subnet_id                 = azurerm_subnet.changed.id
  network_security_group_id = azurerm_network_security_group.changed.id
}

resource "azapi_update_resource" "rule" {
  type      = "Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01"
  parent_id = azurerm_network_security_group.changed.id
  name      = "ssh"
  body      = jsonencode({ properties = { access = "Allow" } })
}

# A group of azapi, opened by what is laid over its body.
resource "azapi_resource" "open" {
  type      = "Microsoft.Network/networkSecurityGroups@2024-05-01"
  name      = "open"
  parent_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg"
  location  = "westeurope"
  body      = { properties = {} }
}

resource "azapi_update_resource" "open" {
  type        = "Microsoft.Network/networkSecurityGroups@2024-05-01"
  resource_id = azapi_resource.open.id
  body = {
    properties = {
      securityRules = [
        { name = "ssh", properties = { priority = 100, direction = "Inbound", access = "Allow", protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "22", sourceAddressPrefix = "Internet", destinationAddressPrefix = "*" } }
      ]
    }
  }
}

resource "azurerm_subnet" "open" {
  name                 = "open"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.3.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "open" {
  subnet_id                 = azurerm_subnet.open.id
  network_security_group_id = azapi_resource.open.id
}

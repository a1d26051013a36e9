# The same names in two subscriptions: the rule of the one opens no subnet of the other.
# expect anywhere: holds no-admin-ports/open/ssh

variable "spoke_subscription" {
  type = string
}

provider "azurerm" {
  features {}
  subscription_id = "11111111-1111-1111-1111-111111111111"
}

provider "azurerm" {
  alias = "spoke"
  features {}
  subscription_id = var.spoke_subscription
}

provider "azurerm" {
  alias = "lab"
  features {}
  subscription_id = "22222222-2222-2222-2222-222222222222"
}

module "hub" {
  source = "./network"
}

module "lab" {
  source = "./network"
  providers = {
    azurerm = azurerm.lab
  }
}

resource "azurerm_network_security_rule" "ssh" {
  provider                    = azurerm.lab
  name                        = "ssh"
  resource_group_name         = "rg"
  network_security_group_name = "nsg"
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22" # expect: fails no-admin-ports/open/ssh
  source_address_prefix       = "Internet"
  destination_address_prefix  = "*"
}

# In a subscription that is not known it may be either's.
resource "azurerm_network_security_rule" "web" {
  provider                    = azurerm.spoke
  name                        = "web"
  resource_group_name         = "rg"
  network_security_group_name = "nsg"
  priority                    = 110
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "443"
  source_address_prefix       = "Internet"
  destination_address_prefix  = "*"
}

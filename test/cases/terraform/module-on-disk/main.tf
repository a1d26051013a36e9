provider "azurerm" {
  features {}
}

module "network" {
  source      = "./network"
  admin_ports = ["22"] # expect: fails no-admin-ports/open/ssh
}

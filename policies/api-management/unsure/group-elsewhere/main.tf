# The group is made elsewhere: what its rules are cannot be seen from here.
# expect anywhere: unsure api-management/nsg/*
# expect anywhere: holds api-management/nsg/attached

data "azurerm_network_security_group" "shared" {
  name                = "nsg-shared"
  resource_group_name = "rg-network"
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  location            = "westeurope"
  resource_group_name = "rg-network"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = data.azurerm_network_security_group.shared.id
}

resource "azurerm_api_management" "main" {
  name                 = "apim-main"
  location             = "westeurope"
  resource_group_name  = "rg-api"
  publisher_name       = "Example"
  publisher_email      = "api@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "External"

  virtual_network_configuration {
    # expect: unsure api-management/dns/queries
    subnet_id = azurerm_subnet.apim.id
  }
}

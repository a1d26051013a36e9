# expect anywhere: holds api-management/nsg/attached, api-management/nsg/storage, api-management/nsg/sql, api-management/nsg/key-vault, api-management/nsg/monitor, api-management/nsg/certificates, api-management/nsg/internet-clients

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "apim" {
  name                 = "apim"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_network_security_group" "apim" {
  name                = "nsg-apim"
  location            = "westeurope"
  resource_group_name = "rg"


  dynamic "security_rule" {
    for_each = [{ name = "d", port = "*", src = "*", access = "Deny" }, { name = "m", port = "3443", src = "ApiManagement" }] # expect: fails api-management/nsg/load-balancer, api-management/nsg/management
    content {
      name                       = security_rule.value.name
      priority                   = 100 + 10 * security_rule.key
      direction                  = lookup(security_rule.value, "dir", "Inbound")
      access                     = lookup(security_rule.value, "access", "Allow") # expect: fails nsg-hygiene/order/shadowed
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = security_rule.value.port
      source_address_prefix      = security_rule.value.src
      destination_address_prefix = "*"
    }
  }
}

resource "azurerm_api_management" "main" {
  name                 = "apim"
  location             = "westeurope"
  resource_group_name  = "rg"
  publisher_name       = "x"
  publisher_email      = "x@example.com"
  sku_name             = "Premium_1"
  virtual_network_type = "Internal"
  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

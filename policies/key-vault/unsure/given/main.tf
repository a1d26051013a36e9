# Whether it is public is given.

variable "public" {
  type = bool
}

resource "azurerm_key_vault" "main" {
  name                          = "main"
  location                      = "westeurope"
  resource_group_name           = "apps"
  sku_name                      = "standard"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  # expect: unsure key-vault/network/firewall, key-vault/network/closed
  public_network_access_enabled = var.public
}

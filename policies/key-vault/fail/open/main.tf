# Open to everybody, and to nobody.

# expect: fails key-vault/network/firewall
resource "azurerm_key_vault" "open" {
  name                = "open"
  location            = "westeurope"
  resource_group_name = "apps"
  sku_name            = "standard"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
}

resource "azurerm_key_vault" "shut" {
  name                          = "shut"
  location                      = "westeurope"
  resource_group_name           = "apps"
  sku_name                      = "standard"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  # expect: fails key-vault/network/closed
  public_network_access_enabled = false
}

# Public, and closed to whom no rule names.
# expect anywhere: holds key-vault/network/closed
# expect anywhere: holds key-vault/network/firewall

resource "azurerm_key_vault" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "apps"
  sku_name            = "standard"
  tenant_id           = "00000000-0000-0000-0000-000000000000"

  network_acls {
    bypass         = "AzureServices"
    default_action = "Deny"
  }
}

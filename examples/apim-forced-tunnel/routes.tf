# Whatever leaves the subnet is inspected by the firewall of the hub, which another team runs.
resource "azurerm_route_table" "apim" {
  name                          = "rt-apim"
  resource_group_name           = azurerm_resource_group.main.name
  location                      = azurerm_resource_group.main.location
  bgp_route_propagation_enabled = false

  route {
    name                   = "everything-to-firewall"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.1.4"
  }

  route {
    name           = "office-to-internet"
    address_prefix = "198.51.100.0/24"
    next_hop_type  = "Internet"
  }

  route {
    name           = "activation-to-internet"
    address_prefix = "23.102.135.246/32"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "apim" {
  subnet_id      = azurerm_subnet.apim.id
  route_table_id = azurerm_route_table.apim.id
}

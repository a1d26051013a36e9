# Wider than the table, and right: whole tags here, Internet for all of them there, and a deny that takes nothing of theirs.
# expect anywhere: holds site-recovery/source/*, site-recovery/target/*

provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "here" {
  name                = "vnet-here"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "here" {
  name                 = "here"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.here.name
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "here" {
  subnet_id                 = azurerm_subnet.here.id
  network_security_group_id = azurerm_network_security_group.here.id
}

resource "azurerm_virtual_network" "there" {
  name                = "vnet-there"
  location            = "northeurope"
  resource_group_name = "rg"
  address_space       = ["10.1.0.0/16"]
}

resource "azurerm_subnet" "there" {
  name                 = "there"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.there.name
  address_prefixes     = ["10.1.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "there" {
  subnet_id                 = azurerm_subnet.there.id
  network_security_group_id = azurerm_network_security_group.there.id
}

resource "azurerm_network_security_group" "here" {
  name                = "nsg-here"
  location            = "westeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "no-partner"
    priority                   = 105
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "192.168.0.0/16"
  }

  security_rule {
    name                       = "storage"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "Storage"
  }

  security_rule {
    name                       = "entra"
    priority                   = 110
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "AzureActiveDirectory"
  }

  security_rule {
    name                       = "monitoring"
    priority                   = 120
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "EventHub"
  }

  security_rule {
    name                       = "site-recovery"
    priority                   = 130
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "AzureSiteRecovery"
  }

  security_rule {
    name                       = "agent"
    priority                   = 140
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "GuestAndHybridManagement"
  }

  security_rule {
    name                       = "vault"
    priority                   = 150
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "AzureKeyVault"
  }

  security_rule {
    name                       = "rest"
    priority                   = 4096
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_network_security_group" "there" {
  name                = "nsg-there"
  location            = "northeurope"
  resource_group_name = "rg"

  security_rule {
    name                       = "web"
    priority                   = 100
    direction                  = "Outbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "Internet"
  }

  security_rule {
    name                       = "rest"
    priority                   = 4096
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_network_interface" "vm" {
  name                = "nic-vm"
  location            = "westeurope"
  resource_group_name = "rg"

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.here.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "vm" {
  name                  = "vm"
  location              = "westeurope"
  resource_group_name   = "rg"
  size                  = "Standard_D2s_v5"
  admin_username        = "operator"
  network_interface_ids = [azurerm_network_interface.vm.id]

  admin_ssh_key {
    username   = "operator"
    public_key = file("key.pub")
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
}

resource "azurerm_site_recovery_replicated_vm" "vm" {
  name                                      = "vm"
  resource_group_name                       = "rg"
  recovery_vault_name                       = "vault"
  source_recovery_fabric_name               = "here"
  source_vm_id                              = azurerm_linux_virtual_machine.vm.id
  recovery_replication_policy_id            = azurerm_site_recovery_replication_policy.main.id
  source_recovery_protection_container_name = "here"
  target_resource_group_id                  = azurerm_resource_group.there.id
  target_recovery_fabric_id                 = azurerm_site_recovery_fabric.there.id
  target_recovery_protection_container_id   = azurerm_site_recovery_protection_container.there.id
  target_network_id                         = azurerm_virtual_network.there.id

  network_interface {
    source_network_interface_id = azurerm_network_interface.vm.id

    ip_configuration {
      name               = "main"
      target_subnet_name = azurerm_subnet.there.name
    }
  }
}

resource "azurerm_resource_group" "there" {
  name     = "there"
  location = "northeurope"
}

resource "azurerm_site_recovery_fabric" "there" {
  name                = "there"
  resource_group_name = "rg"
  recovery_vault_name = "vault"
  location            = "northeurope"
}

resource "azurerm_site_recovery_protection_container" "there" {
  name                 = "there"
  resource_group_name  = "rg"
  recovery_vault_name  = "vault"
  recovery_fabric_name = azurerm_site_recovery_fabric.there.name
}

resource "azurerm_site_recovery_replication_policy" "main" {
  name                                                 = "policy"
  resource_group_name                                  = "rg"
  recovery_vault_name                                  = "vault"
  recovery_point_retention_in_minutes                  = 1440
  application_consistent_snapshot_frequency_in_minutes = 240
}

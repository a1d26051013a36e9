/** A network of as many small parts as wanted, each in a file of its own, with a policy of its own: no administration from Internet. */

const prefixOf = (index: number): string => `10.${index >> 8}.${index & 255}.0/24`

/** Puts a zone behind its security group. */
export const association = (name: string): string => `resource "azurerm_subnet_network_security_group_association" "${name}" {
  subnet_id                 = azurerm_subnet.${name}.id
  network_security_group_id = azurerm_network_security_group.${name}.id
}
`

/** Line 24 says whether it is open. */
export const group = (name: string, index: number, access: string): string => `resource "azurerm_virtual_network" "${name}" {
  name                = "vnet-${name}"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["${prefixOf(index)}"]
}

resource "azurerm_subnet" "${name}" {
  name                 = "main"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.${name}.name
  address_prefixes     = ["${prefixOf(index)}"]
}

resource "azurerm_network_security_group" "${name}" {
  name                = "nsg-${name}"
  resource_group_name = "rg"
  location            = "westeurope"

  security_rule {
    name                       = "administration"
    priority                   = 100
    direction                  = "Inbound"
    access                     = ${access}
    protocol                   = "Tcp"
    source_address_prefix      = "Internet"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "22"
  }
}
`

export const zone = (name: string, index: number, access: string): string => `${group(name, index, access)}\n${association(name)}`

export const shut = '"Deny"'
export const open = '"Allow"'

export const policy = `policy: closed
title: No administration from Internet
for: subnet
rules:
  - id: nsg
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - id: ssh
        why: machines are administered from within
        direction: inbound
        from: Internet
        to: subnet
        protocol: tcp
        ports: [22]
        expect: deny
`

export const settings: Readonly<Record<string, string>> = {
  'vnetproof.yaml': 'policies: ./network/closed.yaml\n',
  'network/closed.yaml': policy,
}

/** Makes a folder a root. */
export const provider = 'provider "azurerm" {\n  features {}\n}\n'

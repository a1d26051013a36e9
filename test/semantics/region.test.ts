/** `Tag@region` where the region is an input: a rule that names the tag with the same input is about the same addresses. */
import { expect, it } from 'vitest'
import type { Fact } from '../../src/model/entity.ts'
import { createNetwork } from '../../src/model/network.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { doubt, flow, origin } from '../support/network.ts'
import { configurationOf } from '../support/terraform.ts'

const unknown: Fact<string> = { known: false, doubts: [doubt('var.third')], origin, pieces: [{ identity: 'var.third' }] }

const outcome = (prefix: string, location: string): string => {
  const text = `
variable "region" {}
variable "other" {}
resource "azurerm_resource_group" "net" {
  name     = "net"
  location = ${location}
}
resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  resource_group_name = "net"
  location            = azurerm_resource_group.net.location
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_network_security_group" "main" {
  name                = "main"
  resource_group_name = "net"
  location            = azurerm_resource_group.net.location
  security_rule {
    name                       = "deny"
    priority                   = 200
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
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
    destination_address_prefix = ${prefix}
  }
}
resource "azurerm_subnet" "a" {
  name                 = "a"
  resource_group_name  = "net"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.1.0/24"]
}
resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.a.id
  network_security_group_id = azurerm_network_security_group.main.id
}
`
  const network = createNetwork(configurationOf(text).declared, () => undefined)
  const [subnet] = network.ofKind('subnet')
  const region = network.ofKind('virtual-network')[0]!.location
  const world = createWorld(network, {})
  const ask = (from: typeof region): string =>
    world.judge({ subnet: subnet!, region: from }, flow('out subnet -> Storage@region tcp 443'), 'allow').outcome
  // Another subject in the same subnet, of a region that is another input, has its own answer.
  const elsewhere = ask(unknown)
  return `${ask(region)}${elsewhere === 'holds' ? ' elsewhere too' : ''}`
}

it.each([
  ['"Storage.${var.region}"', 'var.region', 'holds'],
  ['"storage.${var.region}"', 'var.region', 'holds'],
  ['"Storage"', 'var.region', 'holds elsewhere too'],
  ['"Storage.${var.other}"', 'var.region', 'unsure'],
  ['"Storage.${var.region}x"', 'var.region', 'unsure'],
  ['"Storage.WestEurope"', 'var.region', 'unsure'],
  ['"Sql.${var.region}"', 'var.region', 'fails'],
  ['"Storage.${var.region}"', '"westeurope"', 'unsure'],
  ['"Storage.${var.region}2"', '"${var.region}2"', 'holds'],
])('a rule for %s in %s %s', (prefix, location, expected) => {
  expect(outcome(prefix, location)).toBe(expected)
})

/** What is given to a module that cannot be read: it may be added to, and nothing else may. */
import { expect, it } from 'vitest'
import { createNetwork } from '../../src/model/network.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { optionsOf } from '../support/declare.ts'
import { flow } from '../support/network.ts'
import { source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

const base = source`
  resource "azurerm_virtual_network" "hub" {
    name                = "hub"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["10.0.0.0/16"]
  }
  resource "azurerm_subnet" "bare" {
    name                 = "bare"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.hub.name
    address_prefixes     = ["10.0.1.0/24"]
  }
  resource "azurerm_subnet" "guarded" {
    name                 = "guarded"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.hub.name
    address_prefixes     = ["10.0.2.0/24"]
  }
  resource "azurerm_subnet" "many" {
    for_each             = var.many
    name                 = each.key
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.hub.name
    address_prefixes     = [each.value]
  }
  resource "azurerm_subnet_network_security_group_association" "guarded" {
    subnet_id                 = azurerm_subnet.guarded.id
    network_security_group_id = azurerm_network_security_group.main.id
  }
  resource "azurerm_network_security_group" "main" {
    name                = "main"
    resource_group_name = "net"
    location            = "westeurope"
    security_rule {
      name                       = "web"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = "443"
      source_address_prefix      = "Internet"
      destination_address_prefix = "*"
    }
  }
  variable "many" {}
`

const read = (call: string) => {
  const { declared, handedOver } = configurationOf({ 'main.tf': base, 'call.tf': call })
  const network = createNetwork(declared, () => undefined, { handedOver })
  const of = (id: string) => network.ofKind('subnet').find((subnet) => subnet.id === id)!
  const bare = of('azurerm_subnet.bare')
  const guarded = of('azurerm_subnet.guarded')
  const main = network.ofKind('nsg')[0]!
  return {
    network,
    guarded,
    touched: {
      bare: optionsOf(network.nsgOf(bare)).join(),
      guarded: optionsOf(network.nsgOf(guarded)).join(),
      rules: network
        .rulesOf(main)
        .more.map((one) => one.what)
        .join(),
      bareSpace: network.mayHoldDefaultRoute(bare).length > 0,
      guardedSpace: network.mayHoldDefaultRoute(guarded).length > 0,
    },
  }
}

const none = { bare: 'none', guarded: 'azurerm_network_security_group.main', rules: '', bareSpace: false, guardedSpace: false }
const call = (name: string, body: string): string => `module "${name}" {\n  source = "Azure/x/azurerm"\n${body}\n}\n`
const group = { rules: 'module.far (Azure/x/azurerm, not read)' }
const bare = { bare: 'external,none', bareSpace: true }
const guarded = { guardedSpace: true }
const both = { bareSpace: true, guardedSpace: true }

it.each<[string, string, object]>([
  ['nothing', '', {}],
  ['what names nothing', '  location = azurerm_virtual_network.hub.location\n  group = azurerm_subnet.bare.resource_group_name', {}],
  ['meta-arguments', '  depends_on = [azurerm_subnet.bare, azurerm_network_security_group.main]', {}],
  ['an id', '  subnet_id = azurerm_subnet.bare.id', bare],
  ['the id of a subnet that has a group', '  subnet_id = azurerm_subnet.guarded.id', guarded],
  ['ids deep inside', '  settings = { a = [{ b = azurerm_subnet.bare.id }] }', bare],
  ['a name', '  subnet = azurerm_subnet.bare.name', bare],
  ['an id in a text', '  text = "x/${azurerm_network_security_group.main.id}/y"', group],
  ['an id through a function', '  text = upper(azurerm_network_security_group.main.id)', group],
  ['one of two', '  nsg = var.many == 1 ? azurerm_network_security_group.main.id : null', group],
  ['by way of a local', '  nsg = local.nsg', group],
  ['a whole resource', '  nsg = azurerm_network_security_group.main', group],
  ['a group by its name', '  nsg = azurerm_network_security_group.main.name', group],
  ['a virtual network', '  vnet_id = azurerm_virtual_network.hub.id', both],
  ['the parent of a subnet', '  vnet = azurerm_subnet.bare.virtual_network_name', { ...bare, ...both }],
  ['an association', '  id = azurerm_subnet_network_security_group_association.guarded.id', guarded],
  ['a subnet that may be for a gateway', '  id = azurerm_subnet.many["x"].id', both],
])('%s', (_, body, expected) => {
  const { touched } = read(`${call('far', body)}locals {\n  nsg = azurerm_network_security_group.main.id\n}\n`)
  expect(touched).toEqual({ ...none, ...expected })
})

it('a module that is not called hands over nothing, one in a folder that is read does', () => {
  expect(read(call('far', '  count = 0\n  subnet_id = azurerm_subnet.bare.id')).touched).toEqual(none)
  const { declared, handedOver } = configurationOf({
    'main.tf': `${base}\nmodule "near" {\n  source = "./near"\n  id     = azurerm_subnet.bare.id\n}\n`,
    'near/main.tf': `variable "id" {}\n${call('far', '  subnet_id = var.id')}`,
  })
  const network = createNetwork(declared, () => undefined, { handedOver })
  const subnet = network.ofKind('subnet').find((one) => one.id === 'azurerm_subnet.bare')!
  expect(optionsOf(network.nsgOf(subnet))).toEqual(['external', 'none'])
})

it.each([
  '  id = azurerm_subnet.many["x"].id',
  '  ids = values(azurerm_subnet.many)[*].id',
  '  ids = [for one in azurerm_subnet.many : one.id]',
  '  all = azurerm_subnet.many',
])('instances of which the keys are not known: %s', (body) => {
  const many = (text: string): readonly string[] => {
    const { network } = read(text)
    return optionsOf(network.nsgOf(network.ofKind('subnet').find((one) => one.id.includes('[*]'))!))
  }
  expect(many(call('far', body))).toEqual(['external', 'none'])
  expect(many(call('far', '  ids = var.many'))).toEqual(['none'])
})

it('what holds before is unsure once the group is given away', () => {
  const asked = flow('in Internet -> subnet tcp 443')
  const outcome = (text: string): string => {
    const { network, guarded: subnet } = read(text)
    const region = { known: true, value: 'westeurope', origin: { span: subnet.span } } as const
    return createWorld(network, {}).judge({ subnet, region }, asked, 'allow').outcome
  }
  expect(outcome('')).toBe('holds')
  expect(outcome(call('far', '  nsg_id = azurerm_network_security_group.main.id'))).toBe('unsure')
  expect(outcome(call('far', '  location = azurerm_network_security_group.main.location'))).toBe('holds')
})

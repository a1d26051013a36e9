/**
 * Parts of the language that stand beside resources, each in a small configuration.
 * Catches: a block that hides or invents a resource, a value that exists only while Terraform runs taken for a text, a key that is not known taken for none.
 */
import { expect, test } from 'vitest'
import { plain } from '../support/plain.ts'
import { configurationOf } from '../support/terraform.ts'

const bodies = (files: Readonly<Record<string, string>> | string) =>
  Object.fromEntries(configurationOf(files).declared.map(({ address, body, presence }) => [address, [presence.certain, plain(body)]]))

test('an imported resource is declared as ever, a removed one is not, and neither block is one', () => {
  const main = `
    import {
      to = azurerm_virtual_network.hub
      id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub"
    }
    import {
      for_each = toset(["a"])
      to       = azurerm_subnet.x[each.key]
      id       = each.value
    }
    resource "azurerm_virtual_network" "hub" {
      name = "hub"
    }
    removed {
      from = azurerm_subnet.old
      lifecycle {
        destroy = false
      }
    }
  `
  expect(bodies(main)).toEqual({ 'azurerm_virtual_network.hub': [true, { name: 'hub' }] })
})

test('an ephemeral value is never a text, and a write-only argument is one more argument', () => {
  const main = `
    ephemeral "azurerm_key_vault_secret" "s" {
      name = "s"
    }
    variable "token" {
      ephemeral = true
      default   = "t"
    }
    resource "azurerm_virtual_network" "hub" {
      name        = ephemeralasnull(var.token) == null ? "hub" : "other"
      password_wo = ephemeral.azurerm_key_vault_secret.s.value
    }
  `
  expect(bodies(main)).toEqual({
    'azurerm_virtual_network.hub': [true, { name: { '?one of': ['hub', 'other'] }, password_wo: '?ephemeral.azurerm_key_vault_secret.s' }],
  })
})

test('keys that are not known stand for any number of instances', () => {
  const main = `
    variable "names" {
      type = set(string)
    }
    resource "azurerm_subnet" "x" {
      for_each = var.names
      name     = each.key
    }
    resource "azurerm_subnet" "y" {
      for_each = { for name in ["a", var.names] : name => name }
    }
    resource "azurerm_subnet" "z" {
      for_each = azurerm_subnet.x
      name     = "z-\${each.value.name}"
    }
  `
  const found = bodies(main)
  expect(Object.keys(found)).toEqual(['azurerm_subnet.x[*]', 'azurerm_subnet.y[*]', 'azurerm_subnet.z[*]'])
  expect(Object.values(found).every(([isCertain]) => isCertain === false)).toBe(true)
})

test('what terraform_data is given it gives back', () => {
  const main = `
    variable "x" {}
    resource "terraform_data" "a" {
      input = { name = "hub", more = var.x }
    }
    resource "azurerm_virtual_network" "hub" {
      name     = terraform_data.a.output.name
      location = terraform_data.a.output.more
      id_of    = terraform_data.a.id
      none     = terraform_data.b.output
    }
    resource "terraform_data" "b" {}
    resource "terraform_data" "itself" {
      input = terraform_data.itself.output
    }
  `
  const found = bodies(main)
  expect(found['azurerm_virtual_network.hub']).toEqual([
    true,
    { name: 'hub', location: '?var.x', id_of: '→terraform_data.a.id', none: null },
  ])
  expect(JSON.stringify(found['terraform_data.itself'])).toContain('depends on itself')
})

test('what depends on the run is unknown, equal to itself, and the folders are known', () => {
  const main = `
    resource "azurerm_virtual_network" "hub" {
      name  = "vnet-\${terraform.workspace}"
      same  = terraform.workspace == terraform.workspace
      other = terraform.workspace == "default"
      cwd   = path.cwd
      root  = path.root
    }
    module "m" {
      source = "./m"
    }
  `
  const inner = 'resource "azurerm_subnet" "s" {\n  name = path.module\n  root = path.root\n}\n'
  expect(bodies({ 'main.tf': main, 'm/main.tf': inner })).toEqual({
    'azurerm_virtual_network.hub': [
      true,
      { name: { '?text': ['vnet-', '?terraform.workspace'] }, same: true, other: '?terraform.workspace', cwd: '?path.cwd', root: '.' },
    ],
    'module.m.azurerm_subnet.s': [true, { name: 'm', root: '.' }],
  })
})

test('a module that waits for others has the values that its code says', () => {
  const main = `
    resource "azurerm_virtual_network" "hub" {
      name = "hub"
    }
    module "m" {
      source     = "./m"
      depends_on = [azurerm_virtual_network.hub]
    }
  `
  const inner = `
    data "azurerm_subnet" "s" {
      name                 = "a"
      virtual_network_name = "hub"
    }
    resource "azurerm_network_interface" "n" {
      subnet = data.azurerm_subnet.s.id
    }
  `
  expect(bodies({ 'main.tf': main, 'm/main.tf': inner })['module.m.azurerm_network_interface.n']).toEqual([
    true,
    { subnet: '→module.m.data.azurerm_subnet.s.id' },
  ])
})

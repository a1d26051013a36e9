/** What is sensitive is quoted in no message, nor in what an answer depends on. */
import { expect, it } from 'vitest'
import { createNetwork } from '../../src/model/network.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { configurationOf } from '../support/terraform.ts'

const told = (text: string) => {
  const diagnostics: Diagnostic[] = []
  const { declared } = configurationOf(`variable "secret" {\n  default   = "hush"\n  sensitive = true\n}\n${text}\n`)
  const network = createNetwork(declared, (diagnostic) => diagnostics.push(diagnostic))
  return {
    diagnostics,
    all: JSON.stringify([...network.entities.values()], (key, value) => (key === 'span' || key === 'origin' ? undefined : value)),
  }
}

const rule = (attribute: string): string =>
  `resource "azurerm_network_security_rule" "r" {\n  network_security_group_name = "n"\n  resource_group_name = "g"\n  name = "r"\n  ${attribute} = var.secret\n}`

it.each<[string, string, string]>([
  ['priority', 'model/bad-priority', rule('priority')],
  ['access', 'model/bad-value', rule('access')],
  ['direction', 'model/bad-value', rule('direction')],
  ['protocol', 'model/bad-value', rule('protocol')],
  ['port', 'model/bad-port', rule('destination_port_range')],
  ['address', 'model/unknown-tag', rule('source_address_prefix')],
  ['SKU', 'model/bad-value', 'resource "azurerm_api_management" "a" {\n  sku_name = var.secret\n}'],
  ['type of network', 'model/bad-value', 'resource "azurerm_api_management" "a" {\n  virtual_network_type = var.secret\n}'],
  ['allocation', 'model/bad-value', 'resource "azurerm_public_ip" "p" {\n  allocation_method = var.secret\n}'],
  ['text made from it', 'model/bad-value', 'resource "azurerm_public_ip" "p" {\n  allocation_method = "x-${var.secret}"\n}'],
])('%s', (_, code, text) => {
  const { diagnostics } = told(text)
  const found = diagnostics.filter((diagnostic) => diagnostic.code === code)
  expect(found.length).toBeGreaterThan(0)
  for (const { message, help } of found) expect(`${message} ${help}`).not.toContain('hush')
  expect(found.some(({ message }) => message.includes('a sensitive value'))).toBe(true)
  expect(
    told(text.replaceAll('var.secret', '"plain"').replaceAll('${"plain"}', 'plain')).diagnostics.some(({ message }) =>
      message.includes('plain'),
    ),
  ).toBe(true)
})

it('a SKU that is not known by its name', () => {
  const { all } = told('resource "azurerm_public_ip" "p" {\n  sku = var.secret\n}')
  expect(all).toContain('the SKU a sensitive value')
  expect(all).not.toContain('the SKU `hush`')
})

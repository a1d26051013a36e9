import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const rule = (name: string, priority: string): string => `
  security_rule {
    name                       = "${name}"
    priority                   = ${priority}
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_address_prefix      = "Internet"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "443"
  }`
const told = (policies: readonly string[], ...rules: readonly string[]) => {
  const text = `
locals {
  same = 100
}
resource "azurerm_network_security_group" "n" {
  name                = "n"
  resource_group_name = "rg"
  location            = "westeurope"
${rules.join('\n')}
}
`
  const workspace = memoryWorkspace({ 'main.tf': text })
  const report = check({ workspace, paths: [], policies, libraries: true, version: '0', today: '2026-01-01', now: () => 0 })
  return {
    diagnostics: report.diagnostics.map(({ code }) => code),
    fails: report.findings.filter(({ outcome, severity }) => outcome === 'fails' && severity === 'error').map(({ code }) => code),
  }
}

const twice = [rule('a', '100'), rule('b', '100')]
const late = [rule('a', '5000')]

test('a mistake is told by the policy that judges it, and once', () => {
  expect(told(['nsg-hygiene'], ...twice)).toEqual({ diagnostics: [], fails: ['nsg-hygiene/rejected/duplicate-priority'] })
  expect(told(['nsg-hygiene'], rule('a', 'local.same'), rule('b', 'local.same'))).toEqual({
    diagnostics: [],
    fails: ['nsg-hygiene/rejected/duplicate-priority'],
  })
  expect(told(['nsg-hygiene'], ...late)).toEqual({ diagnostics: [], fails: ['nsg-hygiene/rejected/priority-range'] })
})

test('without that policy it is a problem of the code', () => {
  expect(told(['api-management'], ...twice)).toEqual({ diagnostics: ['model/duplicate-priority'], fails: [] })
  expect(told(['api-management'], ...late)).toEqual({ diagnostics: ['model/bad-priority'], fails: [] })
})

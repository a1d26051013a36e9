import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const policy = `
policy: no-ssh
for: subnet
rules:
  - id: open
    kind: nsg-matrix
    severity: error
    at: subnet
    flows: [{ id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }]
`
const network = (variables: string, rules: string): string => `
${variables}
resource "azurerm_virtual_network" "v" {
  name                = "v"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.0.1.0/24"]
}
resource "azurerm_network_security_group" "n" {
  name                = "n"
  resource_group_name = "rg"
  location            = "westeurope"
}
resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.s.id
  network_security_group_id = azurerm_network_security_group.n.id
}
${rules}`

const rule = (name: string, priority: string, access: string, rest = ''): string => `
resource "azurerm_network_security_rule" "${name}" {
  ${rest}
  name                        = "${name}"
  priority                    = ${priority}
  direction                   = "Inbound"
  access                      = ${access}
  protocol                    = "Tcp"
  source_address_prefix       = "Internet"
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = "22"
  resource_group_name         = "rg"
  network_security_group_name = azurerm_network_security_group.n.name
}
`

const outcome = (variables: string, rules: string) => {
  const report = check({
    workspace: memoryWorkspace({ 'main.tf': network(variables, rules), 'p.yaml': policy }),
    paths: [],
    libraries: true,
    policies: ['./p.yaml'],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  const found = report.findings.find((finding) => finding.code === 'no-ssh/open/ssh')
  return {
    outcome: report.judgements.find((judgement) => judgement.code === 'no-ssh/open/ssh')?.outcome,
    doubts: found?.doubts.map((doubt) => doubt.what) ?? [],
  }
}

const flag = 'variable "open" {\n  type = bool\n}\n'

test('one rule or the other, and both allow: it fails whatever the input is', () => {
  const rules = rule('one', '100', '"Allow"', 'count = var.open ? 1 : 0') + rule('other', '110', '"Allow"', 'count = var.open ? 0 : 1')
  expect(outcome(flag, rules)).toEqual({ outcome: 'fails', doubts: [] })
})

test('an allow that is there only with a deny before it: it holds whatever the input is', () => {
  const rules = rule('deny', '100', '"Deny"', 'count = var.open ? 1 : 0') + rule('allow', '200', '"Allow"', 'count = var.open ? 1 : 0')
  expect(outcome(flag, rules)).toEqual({ outcome: 'holds', doubts: [] })
})

test('an input that decides is named', () => {
  expect(outcome(flag, rule('one', '100', 'var.open ? "Allow" : "Deny"'))).toEqual({ outcome: 'unsure', doubts: ['var.open'] })
})

test('null is one of the values, where the code takes it', () => {
  const rules = rule('one', '100', 'var.open == null ? "Deny" : "Allow"')
  expect(outcome(flag, rules).outcome).toBe('unsure')
  expect(outcome('variable "open" {\n  type     = bool\n  nullable = false\n}\n', rules).outcome).toBe('fails')
})

test('more inputs than are tried leave it unsure', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const variables = names.map((name) => `variable "${name}" {\n  type = bool\n}\n`).join('')
  const rules = names
    .map(
      (name, at) =>
        rule(`${name}1`, String(100 + at), '"Deny"', `count = var.${name} ? 1 : 0`) +
        rule(`${name}2`, String(200 + at), '"Allow"', `count = var.${name} ? 1 : 0`),
    )
    .join('')
  expect(outcome(variables, rules).outcome).toBe('unsure')
})

test('a part that fails for one value keeps the whole from holding', () => {
  const report = check({
    workspace: memoryWorkspace({
      'main.tf': network(
        'variable "on" { type = bool }',
        `${rule('a', '100', '"Allow"')}${rule('b', '100', '"Deny"', 'count = var.on ? 1 : 0')}`,
      ),
    }),
    paths: [],
    policies: ['nsg-hygiene'],
    libraries: true,
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  const judged = report.judgements.filter(({ code }) => code === 'nsg-hygiene/rejected/duplicate-priority')
  expect(judged.map(({ outcome, subject }) => [outcome, subject])).toEqual([['unsure', 'azurerm_network_security_group.n']])
})

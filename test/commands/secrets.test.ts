/** What the code calls sensitive is in no output, in whatever form: as it is, in a longer text, or as an address out of a sensitive prefix. */
import { expect, it } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { annotations } from '../../src/report/outputs/annotations.ts'
import { json } from '../../src/report/outputs/json.ts'
import { sarif } from '../../src/report/outputs/sarif.ts'
import { summary } from '../../src/report/outputs/summary.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const policy = `policy: ssh
title: No SSH
for: subnet
rules:
  - id: open
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - { id: in, why: w, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22, 3389], expect: deny }
      - { id: out, why: w, direction: outbound, from: subnet, to: 203.0.113.0/24, protocol: tcp, ports: [443], expect: deny }
      - { id: storage, why: w, direction: outbound, from: subnet, to: Storage, protocol: tcp, ports: [443], expect: allow }
`

const code = (isSensitive: boolean): string => `terraform {
  backend "azurerm" {}
}
variable "name" {
  sensitive = ${isSensitive}
}
variable "source" {
  sensitive = ${isSensitive}
}
variable "port" {
  sensitive = ${isSensitive}
}
variable "prefix" {
  sensitive = ${isSensitive}
}
resource "azurerm_virtual_network" "v" {
  name                = "v"
  location            = "westeurope"
  resource_group_name = "g"
  address_space       = ["10.77.0.0/16"]
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = "g"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = [var.prefix]
}
resource "azurerm_network_security_group" "n" {
  name                = "n"
  location            = "westeurope"
  resource_group_name = "g"
  security_rule {
    name                       = "allow-\${var.name}"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = var.port
    source_address_prefix      = var.source
    destination_address_prefix = "*"
  }
  security_rule {
    name                       = "deny-storage"
    priority                   = 110
    direction                  = "Outbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "Storage"
  }
}
resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.s.id
  network_security_group_id = azurerm_network_security_group.n.id
}
`

const values = 'name = "hushhush"\nsource = "192.0.2.64/27"\nport = "3389"\nprefix = "10.77.5.0/24"\n'

/** Also what only a table of the code's own lines would show: those are the repository's, and not asked for here. */
const rendered = (isSensitive: boolean): string => {
  const report = check({
    workspace: memoryWorkspace({ 'main.tf': code(isSensitive), 'terraform.tfvars': values, 'p.yaml': policy }),
    paths: [''],
    policies: ['./p.yaml'],
    today: '2026-01-01',
    version: '0',
    now: () => 0,
  })
  expect(report.mistakes).toEqual([])
  expect(report.findings.map(({ code: found }) => found).sort()).toEqual(['ssh/open/in', 'ssh/open/out', 'ssh/open/storage'])
  return [json, sarif, summary, annotations].map((output) => output.render(report, { colour: false })).join('\n')
}

const told = ['hushhush', /192\.0\.2\.\d/, '3389', /10\.77\.5\.\d/] as const

it('the same code without the word tells them', () => {
  const text = rendered(false)
  for (const one of told) expect(text).toMatch(one)
})

it('sensitive texts, ports, and addresses in sensitive prefixes are told nowhere', () => {
  const text = rendered(true)
  for (const one of told) expect(text.replaceAll('2026-01-01', '')).not.toMatch(one)
  expect(text).toContain('(sensitive)')
})

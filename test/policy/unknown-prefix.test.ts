import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const message = (prefix: string): string | undefined =>
  check({
    workspace: memoryWorkspace({
      'main.tf': `
variable "prefix" {}
resource "azurerm_virtual_network" "v" {
  name                = "v"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = [${prefix}]
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = [${prefix}]
}
`,
      'p.yaml': `
policy: closed
for: subnet
rules:
  - id: in
    kind: nsg-matrix
    severity: error
    at: subnet
    flows: [{ id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }]
`,
    }),
    paths: [],
    libraries: true,
    policies: ['./p.yaml'],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  }).findings.find((finding) => finding.code === 'closed/in/ssh')?.message

test('a subnet goes by its own name, whether its prefix is known, unknown or wrong', () => {
  expect(message('"10.0.0.0/24"')).toContain('`azurerm_subnet.s` (10.0.0.0/24)')
  for (const prefix of ['var.prefix', 'cidrsubnet("10.0.0.0/33", 8, 0)']) {
    expect(message(prefix)).toContain('reaches `azurerm_subnet.s`')
    expect(message(prefix)).not.toMatch(/var\.prefix|no address/)
  }
})

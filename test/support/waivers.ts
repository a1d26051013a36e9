/** A network with one open port for each group, and the policy that forbids them: for tests of waivers. */
import { type CheckRequest, check } from '../../src/commands/check.ts'
import type { Report } from '../../src/report/report.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const ports = ['22', '3389'] as const

export const noAdminPorts = `policy: no-admin-ports
title: No administration from Internet
for: nsg
rules:
  - id: open
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - { id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }
      - { id: rdp, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [3389], expect: deny }
`

/** What stands above and behind the lines of a group's Terraform. */
export interface Notes {
  /** Above the group, with its line end. */
  readonly above?: string
  /** Behind the opening brace of each rule, by port. */
  readonly behind?: Readonly<Record<string, string>>
  /** Access of both rules: `"Allow"` where it is not given. */
  readonly access?: string
}

/** One subnet with one group that lets both ports in: `azurerm_network_security_group.<name>`. */
export const openGroup = (name: string, octet: number, { above = '', behind = {}, access = '"Allow"' }: Notes = {}): string => `
resource "azurerm_subnet" "${name}" {
  name                 = "${name}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.${octet}.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "${name}" {
  subnet_id                 = azurerm_subnet.${name}.id
  network_security_group_id = azurerm_network_security_group.${name}.id
}

${above}resource "azurerm_network_security_group" "${name}" {
  name                = "nsg-${name}"
  location            = "westeurope"
  resource_group_name = "rg"
${ports
  .map(
    (port, index) => `
  security_rule {${behind[port] ?? ''}
    name                       = "port-${port}"
    priority                   = ${100 + index}
    direction                  = "Inbound"
    access                     = ${access}
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "${port}"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
`,
  )
  .join('')}}
`

export const networkOf = (...groups: readonly string[]): string => `
provider "azurerm" {
  features {}
}

variable "access" {
  type = string
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
${groups.join('')}`

export const today = '2026-11-22'

export const checked = (files: Readonly<Record<string, string>>, more: Partial<CheckRequest> = {}): Report =>
  checkedAsConfigured(files, { policies: ['./policy.yaml'], ...more })

/** By the policies that `vnetproof.yaml` names. */
export const checkedAsConfigured = (files: Readonly<Record<string, string>>, more: Partial<CheckRequest> = {}): Report =>
  check({ workspace: memoryWorkspace({ 'policy.yaml': noAdminPorts, ...files }), paths: [], version: '0', today, now: () => 0, ...more })

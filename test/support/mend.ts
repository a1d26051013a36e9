/** Terraform with a mistake judged by a policy of a few flows, and the code once its fixes are made. */
import { check } from '../../src/commands/check.ts'
import type { Finding } from '../../src/policy/policy.ts'
import type { Report } from '../../src/report/report.ts'
import { applyEdits } from '../../src/text/edit.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

/** A virtual network with one subnet, which has the group `main` unless it is said not to. */
export const base = (association = true): string => `provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}

resource "azurerm_subnet" "app" {
  name                 = "app"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.1.0/24"]
}
${
  association
    ? `
resource "azurerm_subnet_network_security_group_association" "app" {
  subnet_id                 = azurerm_subnet.app.id
  network_security_group_id = azurerm_network_security_group.main.id
}
`
    : ''
}`

export const policyOf = (...flows: readonly string[]): string => `policy: p
title: p
for: nsg
rules:
  - id: r
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
${flows.map((flow) => `      - { ${flow} }`).join('\n')}
`

export const judged = (files: Readonly<Record<string, string>>, policy: string): Report =>
  check({
    workspace: memoryWorkspace({ 'the-policy.yaml': policy, ...files }),
    paths: [''],
    policies: ['the-policy.yaml'],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })

export const failing = (report: Report): readonly Finding[] =>
  report.findings.filter(({ outcome, severity }) => outcome === 'fails' && severity === 'error')

/** The code after the fixes of these findings, all of them made. */
export const mended = (files: Readonly<Record<string, string>>, findings: readonly Finding[]): Readonly<Record<string, string>> => {
  // One fix may be told of several findings.
  const fixes = new Map(
    findings.flatMap(({ fix }) =>
      fix === undefined ? [] : [[JSON.stringify(fix.edits.map(({ span, text }) => [span.start, text])), fix]],
    ),
  )
  const texts = applyEdits([...fixes.values()].flatMap(({ edits }) => edits))
  if (texts === undefined) throw new Error('the edits do not go together')
  return { ...files, ...Object.fromEntries(texts) }
}

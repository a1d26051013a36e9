import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

/** What `templatefile` gives, seen through a check of the priority of a rule: 100 is known and right, anything else is told. */
const priorities = (template: string, variables: string): readonly string[] => {
  const main = `
variable "unknown" {}
resource "azurerm_network_security_group" "n" {
  name                = "n"
  resource_group_name = "rg"
  location            = "westeurope"
  security_rule {
    name     = "r"
    priority = templatefile("\${path.module}/rule.tftpl", ${variables})
  }
}
`
  const report = check({
    workspace: memoryWorkspace({ 'main.tf': main, 'rule.tftpl': template }),
    policies: ['api-management'],
    paths: [],
    libraries: true,
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  return report.diagnostics.filter((one) => one.code === 'model/bad-priority').map((one) => one.message)
}

test('variables, attributes of them, loops and conditions', () => {
  expect(
    priorities('${a.b[0]}%{ for x in c }${x}%{ endfor }%{ if d }5%{ endif }', '{ a = { b = [4] }, c = [0, 9, 6], d = true }')[0],
  ).toContain('40965')
  expect(priorities('${a}', '{ a = 300 }')).toEqual([])
})

test('what is not known stays unknown', () => {
  expect(priorities('${a}', '{ a = var.unknown }')).toEqual([])
})

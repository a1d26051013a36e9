/** A resource that a `moved` block renames is the same to a comparison; without the block it is another. */
import { expect, test } from 'vitest'
import { checkAgainst } from '../../src/commands/compare.ts'
import { comparedCounts } from '../../src/report/compared.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const policy = `policy: ssh
title: No SSH
for: subnet
rules:
  - { id: open, kind: nsg-matrix, severity: error, at: subnet, flows: [ { id: in, why: w, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny } ] }
`
const subnet = (name: string, more = ''): string => `terraform {
  backend "azurerm" {}
}
resource "azurerm_subnet" "${name}" {
  name                 = "s"
  resource_group_name  = "g"
  virtual_network_name = "v"
  address_prefixes     = ["10.0.1.0/24"]${more}
}
`
const inModule = (call: string): Readonly<Record<string, string>> => ({
  'main.tf': `terraform {\n  backend "azurerm" {}\n}\nmodule "${call}" {\n  source = "./net"\n}\n`,
  'net/main.tf': subnet('s', '\n  count = 2').replace(/^terraform \{\n.*\n\}\n/, ''),
})

const counts = (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) => {
  const law = { 'p.yaml': policy }
  const report = checkAgainst(
    {
      workspace: memoryWorkspace({ ...head, ...law }),
      paths: [''],
      policies: ['./p.yaml'],
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    },
    { workspace: memoryWorkspace({ ...base, ...law }), revision: 'main', commit: 'b'.repeat(40) },
    'introduced',
  )
  return comparedCounts(report, report.comparison!)
}

const moved = (from: string, to: string): string => `moved {\n  from = ${from}\n  to   = ${to}\n}\n`

test('a resource', () => {
  const base = { 'main.tf': subnet('old') }
  expect(counts(base, { 'main.tf': subnet('new') })).toEqual({ introduced: 1, stillThere: 0, fixed: 1 })
  expect(counts(base, { 'main.tf': subnet('new') + moved('azurerm_subnet.old', 'azurerm_subnet.new') })).toEqual({
    introduced: 0,
    stillThere: 1,
    fixed: 0,
  })
})

test('a module with all that is in it', () => {
  const head = inModule('hub')
  const withBlock = { ...head, 'main.tf': head['main.tf'] + moved('module.net', 'module.hub') }
  expect(counts(inModule('net'), head)).toEqual({ introduced: 2, stillThere: 0, fixed: 2 })
  expect(counts(inModule('net'), withBlock)).toEqual({ introduced: 0, stillThere: 2, fixed: 0 })
})

/** Plans in place of evaluation: the report is that of the code with its variables known, and what a plan lacks is never made up. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CheckRequest, check } from '../../src/commands/check.ts'
import { checkAgainst } from '../../src/commands/compare.ts'
import type { Report } from '../../src/report/report.ts'
import { placeOf } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { azurermPlan } from '../support/azurerm-plan.ts'

const code = readFileSync(new URL('../fixtures/plans/network/main.tf', import.meta.url), 'utf8')
const values = (clients: string): string => `
clients = "${clients}"
rules = {
  management = { priority = 110, port = "3443" }
  clients    = { priority = 100, port = "443" }
}
`

const run = (files: Readonly<Record<string, string>>, more: Partial<CheckRequest> = {}): Report =>
  check({ workspace: memoryWorkspace(files), paths: [''], version: '0', today: '2026-01-01', now: () => 0, ...more })

const planned = { plans: [{ file: 'plan.json' }] }

const outcomes = ({ judgements }: Report): readonly string[] =>
  judgements.map(({ code: judged, subject, outcome }) => `${judged} ${subject} ${outcome}`).sort()

const places = ({ findings }: Report): readonly string[] => findings.map(({ code: judged, span }) => `${judged} ${placeOf(span)}`).sort()

const unsure = ({ judgements }: Report): number => judgements.filter(({ outcome }) => outcome === 'unsure').length

const codes = ({ diagnostics, mistakes }: Report): readonly string[] => [...mistakes, ...diagnostics].map((one) => one.code)

describe('a plan of the code that lies here', () => {
  test.each(['Internet', 'VirtualNetwork', '10.1.0.0/16'])('is judged as the code is with clients from %s', (clients) => {
    const evaluated = run({ 'main.tf': code, 'terraform.tfvars': values(clients) })
    expect(evaluated.judgements.length).toBeGreaterThan(5)
    for (const isThere of [false, true]) {
      const report = run({ 'main.tf': code, 'plan.json': azurermPlan(clients, isThere) }, planned)
      expect(codes(report)).toEqual([])
      expect(outcomes(report)).toEqual(outcomes(evaluated))
      expect(report.findings.map(({ message }) => message).sort()).toEqual(evaluated.findings.map(({ message }) => message).sort())
      expect(places(report).every((place) => place.includes(' main.tf:'))).toBe(true)
      expect(report.run.caveats.join()).toContain('values of `.` come from its plan (`plan.json`)')
    }
  })

  test('leaves less unsure than the code, which does not say what the variables are', () => {
    const evaluated = run({ 'main.tf': code })
    const report = run({ 'main.tf': code, 'plan.json': azurermPlan('VirtualNetwork', false) }, planned)
    expect(unsure(evaluated)).toBeGreaterThan(0)
    expect(unsure(report)).toBeLessThan(unsure(evaluated))
  })

  test('is named by the configuration, relative to its root', () => {
    const configuration = 'roots:\n  - { path: infra, plan: out/plan.json, name: prod }\n'
    const files = { 'vnetproof.yaml': configuration, 'infra/main.tf': code, 'infra/out/plan.json': azurermPlan('Internet', false) }
    const report = run(files)
    expect(codes(report)).toEqual([])
    expect(new Set(report.judgements.map(({ root }) => root))).toEqual(new Set(['infra (prod)']))
    expect(outcomes(report)).toEqual(outcomes(run({ 'main.tf': code, 'terraform.tfvars': values('Internet') })))
  })

  test('says nothing of other code that it is compared with', () => {
    const before = { 'main.tf': code, 'terraform.tfvars': values('Internet') }
    const after = { 'main.tf': code.replace('"Developer_1"', '"Premium_1"'), 'plan.json': azurermPlan('Internet', false) }
    const request = { workspace: memoryWorkspace(after), paths: [''], version: '0', today: '2026-01-01', now: () => 0, ...planned }
    const report = checkAgainst(
      request,
      { workspace: memoryWorkspace({ ...before, ...after, 'main.tf': code }), revision: 'b', commit: 'b' },
      'introduced',
    )
    // The base is evaluated, though the plan lies there too: it is not of it.
    expect(report.comparison?.touched.size).toBe(1)
    expect(report.mistakes).toEqual([])
  })
})

describe('a plan of other code', () => {
  const other = code.replace('virtual_network_type = "Internal"', 'virtual_network_type = "External"')

  test('is told, and judged by what it says alone', () => {
    const report = run({ 'main.tf': other, 'plan.json': azurermPlan('Internet', true) }, planned)
    expect(codes(report)).toEqual(['plan/other-code'])
    expect(report.diagnostics[0]!.message).toContain('`virtual_network_type` of `azurerm_api_management.main`')
    const alone = run({ 'plan.json': azurermPlan('Internet', true) }, planned)
    expect(outcomes(report)).toEqual(outcomes(alone))
    expect(places(report).every((place) => place.includes(' main.tf:'))).toBe(true)
  })

  test.each([
    ['a resource that the plan does not have', `${code}\nresource "azurerm_subnet" "more" {\n  name = "more"\n}\n`],
    ['a resource that only the plan has', code.replace(/resource "azurerm_virtual_network"[\s\S]*?\n}\n/, '')],
    [
      'a reference to another resource',
      code.replace('= azurerm_subnet.apim.id\n  network', '= azurerm_virtual_network.main.id\n  network'),
    ],
    ['an argument more', code.replace('name                = "vnet"', 'name                = "vnet"\n  edge_zone = "x"')],
    ['another number of instances', code.replace('resource "azurerm_subnet" "apim" {', 'resource "azurerm_subnet" "apim" {\n  count = 1')],
  ])('is known by %s', (_, changed) => {
    expect(changed).not.toBe(code)
    expect(codes(run({ 'main.tf': changed, 'plan.json': azurermPlan('Internet', false) }, planned))).toContain('plan/other-code')
  })
})

describe('a plan without code', () => {
  test('proves nothing that only the code would tell', () => {
    const evaluated = new Map(
      run({ 'main.tf': code, 'terraform.tfvars': values('Internet') }).judgements.map((one) => [one.code + one.subject, one.outcome]),
    )
    for (const isThere of [false, true]) {
      const report = run({ 'plan.json': azurermPlan('Internet', isThere) }, planned)
      expect(report.judgements.length).toBeGreaterThan(0)
      for (const one of report.judgements) if (one.outcome !== 'unsure') expect(evaluated.get(one.code + one.subject)).toBe(one.outcome)
      expect(places(report).every((place) => place.includes(' plan.json:'))).toBe(true)
    }
  })

  test('shows nothing of the plan but addresses', () => {
    const report = run({ 'plan.json': azurermPlan('Internet', true) }, planned)
    const texts = new Set(report.findings.map(({ span }) => span.file.text))
    for (const text of texts) expect(text.replaceAll(/"azurerm_[\w.]+"/g, '').trim()).toBe('')
  })
})

describe('what a plan lacks', () => {
  test.each([
    ['a plan of a part', { complete: false }],
    ['a plan that stopped', { errored: true }],
    ['a plan that only looks for changes', { planned_values: { root_module: {} }, resource_changes: [] }],
  ])('leaves all unsure: %s', (_, more) => {
    const report = run({ 'main.tf': code, 'plan.json': azurermPlan('Internet', false, more) }, planned)
    expect(codes(report)).toContain('plan/partial')
    expect(new Set(report.judgements.map(({ outcome }) => outcome)).size).toBeLessThanOrEqual(1)
    expect(report.judgements.every(({ outcome }) => outcome === 'unsure')).toBe(true)
  })

  test('is there no more once it is deleted', () => {
    const change = {
      address: 'azurerm_network_security_group.apim',
      mode: 'managed',
      type: 'azurerm_network_security_group',
      name: 'apim',
      change: { actions: ['delete'] },
    }
    const more = { planned_values: { root_module: {} }, resource_changes: [change] }
    const report = run({ 'main.tf': code, 'plan.json': azurermPlan('Internet', false, more) }, planned)
    expect(report.judgements).toEqual([])
  })
})

describe('what is no plan', () => {
  test.each([
    ['', 'no JSON'],
    ['{', 'no JSON'],
    ['{"a":1}\n{"b":2}', 'no JSON'],
    ['PK\u0003\u0004', 'as Terraform keeps it'],
    ['[]', 'no `format_version`'],
    ['{"format_version":"0.1","planned_values":{},"configuration":{}}', 'format version `0.1`'],
    ['{"format_version":"2.0","planned_values":{},"configuration":{}}', 'format version `2.0`'],
    ['{"format_version":"1.0","values":{}}', 'no `planned_values`'],
    [`{"format_version":"1.0","planned_values":${'['.repeat(5000)}`, 'nested too deeply'],
  ])('is a mistake: %j', (text, message) => {
    const report = run({ 'main.tf': code, 'plan.json': text }, planned)
    expect(report.mistakes.map((one) => one.code)).toEqual(['plan/not-read'])
    expect(report.mistakes[0]!.message).toContain(message)
    expect(report.mistakes[0]!.help).toContain('terraform show -json')
    expect(report.judgements).toEqual([])
  })

  test.each(['missing', 'too-large', 'unreadable'] as const)('is a mistake where it cannot be read: %s', (why) => {
    const workspace = memoryWorkspace({ 'main.tf': code })
    const report = run(
      {},
      { ...planned, workspace: { ...workspace, read: (path) => (path === 'plan.json' ? { ok: false, why } : workspace.read(path)) } },
    )
    expect(report.mistakes.map((one) => one.code)).toEqual(['plan/not-read'])
    expect(report.mistakes[0]!.help).toContain('terraform show -json')
  })
})

describe('which root a plan is of', () => {
  const files = {
    'a/main.tf': code,
    'b/main.tf': code,
    'plan.json': azurermPlan('Internet', false),
    'b/plan.json': azurermPlan('VirtualNetwork', false),
  }
  const roots = ({ run: { roots: all } }: Report) => all.filter(({ judged }) => judged).map(({ name }) => name)

  test('is said, or told by where it lies', () => {
    expect(run(files, { plans: [{ file: 'plan.json', root: 'a' }] }).run.caveats.join()).toContain('values of `a`')
    expect(run(files, { plans: [{ file: 'b/plan.json' }] }).run.caveats.join()).toContain('values of `b`')
    expect(run(files, { paths: ['a'], plans: [{ file: 'plan.json' }] }).run.caveats.join()).toContain('values of `a`')
  })

  test('is asked for where it cannot be told', () => {
    const report = run(files, planned)
    expect(codes(report)).toContain('plan/no-root')
    expect(report.judgements).toEqual([])
  })

  test('may have several', () => {
    const report = run(files, { plans: [{ file: 'plan.json', root: 'b' }, { file: 'b/plan.json' }] })
    expect(roots(report)).toEqual(['a', 'b (plan.json)', 'b (b/plan.json)'])
  })
})

describe('what stands around a plan', () => {
  test('says no variable otherwise', () => {
    const files = { 'main.tf': code, 'plan.json': azurermPlan('Internet', false) }
    const beside = { ...files, 'terraform.tfvars': values('10.1.0.0/16'), 'more.tfvars': 'clients = [' }
    const report = run(beside, {
      ...planned,
      variableFiles: ['more.tfvars'],
      variables: new Map([['clients', '10.2.0.0/16']]),
      environment: new Map([['clients', '10.3.0.0/16']]),
    })
    expect(codes(report)).toEqual([])
    expect(outcomes(report)).toEqual(outcomes(run(files, planned)))
  })

  test('knows a resource by the name that it had', () => {
    const compared = (base: string, head: string) => {
      const after = { 'main.tf': head, 'plan.json': azurermPlan('Internet', false) }
      const before = { 'main.tf': base, 'terraform.tfvars': values('Internet') }
      const request = { workspace: memoryWorkspace(after), paths: [''], version: '0', today: '2026-01-01', now: () => 0, ...planned }
      const { comparison, mistakes, diagnostics } = checkAgainst(
        request,
        { workspace: memoryWorkspace(before), revision: 'b', commit: 'b' },
        'introduced',
      )
      expect([mistakes, diagnostics]).toEqual([[], []])
      return [comparison!.introduced.size, comparison!.fixed.length]
    }
    const old = code
      .replaceAll('azurerm_subnet.apim', 'azurerm_subnet.old')
      .replace('"azurerm_subnet" "apim"', '"azurerm_subnet" "old"')
      .replaceAll('azurerm_api_management.main', 'azurerm_api_management.old')
      .replace('"azurerm_api_management" "main"', '"azurerm_api_management" "old"')
    const moved = (type: string, to: string): string => `\nmoved {\n  from = ${type}.old\n  to   = ${type}.${to}\n}\n`
    expect(compared(code, code)).toEqual([0, 0])
    expect(compared(old, code)[0]).toBeGreaterThan(0)
    expect(compared(old, code + moved('azurerm_subnet', 'apim') + moved('azurerm_api_management', 'main'))).toEqual([0, 0])
  })

  test('reads what it gives to other roots with the variables that it was made with', () => {
    const outputs = `terraform {\n  backend "local" {}\n}\n${code}\noutput "clients" {\n  value = var.clients\n}\n`
    const reader = `terraform {
  backend "azurerm" {}
}
data "terraform_remote_state" "hub" {
  backend = "local"
  config  = { path = "../hub/terraform.tfstate" }
}
resource "azurerm_network_security_group" "open" {
  name                = "open"
  location            = "westeurope"
  resource_group_name = "g"
  security_rule {
    name                       = "ssh"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = data.terraform_remote_state.hub.outputs.clients
    destination_address_prefix = "*"
  }
}
resource "azurerm_subnet_network_security_group_association" "open" {
  subnet_id                 = azurerm_subnet.open.id
  network_security_group_id = azurerm_network_security_group.open.id
}
resource "azurerm_subnet" "open" {
  name                 = "s"
  resource_group_name  = "g"
  virtual_network_name = azurerm_virtual_network.open.name
  address_prefixes     = ["10.0.1.0/24"]
}
resource "azurerm_virtual_network" "open" {
  name                = "v"
  location            = "westeurope"
  resource_group_name = "g"
  address_space       = ["10.0.0.0/16"]
}
`
    const policy = `policy: ssh
title: No SSH
for: subnet
rules:
  - { id: open, kind: nsg-matrix, severity: error, at: subnet, flows: [ { id: in, why: w, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny } ] }
`
    const told = (hub: string, clients: string, isPlanned: boolean) => {
      const files = { 'hub/main.tf': hub, 'spoke/main.tf': reader, 'p.yaml': policy, 'hub/plan.json': azurermPlan(clients, false) }
      const report = run(files, { policies: ['./p.yaml'], ...(isPlanned ? { plans: [{ file: 'hub/plan.json' }] } : {}) })
      return report.judgements.filter(({ root }) => root === 'spoke').map(({ outcome }) => outcome)
    }
    expect(told(outputs, 'Internet', false)).toEqual(['unsure'])
    expect(told(outputs, 'Internet', true)).toEqual(['fails'])
    expect(told(outputs, '10.1.0.0/16', true)).toEqual(['holds'])
    // A plan of other code tells nothing of what this code gives.
    expect(told(outputs.replace('"Developer_1"', '"Premium_1"'), 'Internet', true)).toEqual(['unsure'])
  })
})

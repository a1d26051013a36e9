import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Report } from '../../src/report/report.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { memoryWorkspace, type Workspace } from '../../src/text/workspace.ts'
import { mutate, randomOf } from '../support/mutate.ts'

const checked = (workspace: Workspace | Readonly<Record<string, string>>): Report =>
  check({
    workspace:
      'read' in workspace && typeof workspace.read === 'function'
        ? (workspace as Workspace)
        : memoryWorkspace(workspace as Record<string, string>),
    paths: [],
    libraries: true,
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })

const below = (folder: string): readonly string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? below(path) : path.endsWith('.tf') ? [path] : []
  })

const project = join(import.meta.dirname, '../..')
const seeds = ['examples', 'policies', 'test/fixtures/hcl']
  .flatMap((folder) => below(join(project, folder)))
  .map((path) => readFileSync(path, 'utf8'))

test('whatever is done to a file, a report comes out', () => {
  const runs = Number(process.env.VNETPROOF_RUNS ?? 5_000)
  const outcomes = new Set<string>()
  for (let seed = 0; seed < runs; seed++) {
    const random = randomOf(seed)
    const text = mutate(seeds[random(seeds.length)]!, seeds, random)
    try {
      for (const judgement of checked({ 'main.tf': text }).judgements) outcomes.add(judgement.outcome)
    } catch (error) {
      throw new Error(`seed ${seed}:\n${text}`, { cause: error })
    }
  }
  // The spoilt files are not so spoilt that nothing is left to judge.
  expect([...outcomes].sort()).toEqual(['fails', 'holds', 'unsure'])
})

const codes = (report: Report): readonly string[] => [...report.diagnostics, ...report.mistakes].map((one) => one.code)
const doubts = (report: Report): string => JSON.stringify(report.findings.map((finding) => finding.doubts.map((doubt) => doubt.what)))

describe('each attack ends in a word about it', () => {
  const service = (rest: string): string => `
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
resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.s.id
  network_security_group_id = azurerm_network_security_group.n.id
}
resource "azurerm_api_management" "m" {
  name                 = "m"
  resource_group_name  = "rg"
  location             = "westeurope"
  sku_name             = "Premium_1"
  virtual_network_type = "Internal"
  virtual_network_configuration {
    subnet_id = azurerm_subnet.s.id
  }
}
${rest}`
  const group = (forEach: string): string => `
resource "azurerm_network_security_group" "n" {
  name                = "n"
  resource_group_name = "rg"
  location            = "westeurope"
  dynamic "security_rule" {
    for_each = ${forEach}
    content {
      name                       = "r"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Deny"
      protocol                   = "*"
      source_port_range          = "*"
      destination_port_range     = "*"
      source_address_prefix      = "*"
      destination_address_prefix = "*"
    }
  }
}`

  test('a for_each over a thousand million elements', () => {
    const report = checked({ 'main.tf': service(group('range(1000000000)')) })
    expect(report.judgements.some((judgement) => judgement.outcome === 'unsure')).toBe(true)
    expect(doubts(report)).toMatch(/at most 1024/)
  })

  test('setproducts of setproducts', () => {
    const report = checked({ 'main.tf': service(group('setproduct(range(1000), range(1000), setproduct(range(1000), range(1000)))')) })
    expect(report.judgements.some((judgement) => judgement.outcome === 'unsure')).toBe(true)
    expect(doubts(report)).toMatch(/too many|more than/)
  })

  test('a text that doubles itself', () => {
    const doubling = Array.from({ length: 60 }, (_, at) => `  t${at + 1} = "\${local.t${at}}\${local.t${at}}"`).join('\n')
    const report = checked({ 'main.tf': service(`locals {\n  t0 = "xxxxxxxx"\n${doubling}\n}\n${group('[local.t60]')}`) })
    expect(report.judgements.length).toBeGreaterThan(0)
  })

  test('lists and objects that hold the one before twice', () => {
    const doubling = (of: (name: string) => string): string =>
      Array.from({ length: 60 }, (_, at) => `  t${at + 1} = ${of(`local.t${at}`)}`).join('\n')
    for (const of of [(name: string) => `[${name}, ${name}]`, (name: string) => `{ a = ${name}, b = ${name} }`]) {
      const module = 'module "m" {\n  source = "./m"\n  x      = local.t60\n}\n'
      const report = checked({
        'main.tf': service(`locals {\n  t0 = ["x"]\n${doubling(of)}\n}\n${group('jsonencode(local.t60) == "x" ? [1] : []')}\n${module}`),
        'm/main.tf': 'variable "x" { type = any }\noutput "y" { value = var.x == [var.x] }\n',
      })
      expect(report.judgements.some((judgement) => judgement.outcome === 'unsure')).toBe(true)
      expect(doubts(report)).toContain('a value that grows too large')
    }
  })

  test('modules that call each other, and modules outside of the workspace', () => {
    const report = checked({
      'main.tf': 'module "a" {\n  source = "./a"\n}\nmodule "out" {\n  source = "../../../etc"\n}\n',
      'a/main.tf': 'module "b" {\n  source = "../b"\n}\n',
      'b/main.tf': 'module "a" {\n  source = "../a"\n}\n',
    })
    expect(codes(report)).toEqual(expect.arrayContaining(['hcl/module-cycle', 'hcl/module-outside-workspace']))
  })

  test('a policy that is an alias bomb', () => {
    const bomb = `policy: bomb\n${Array.from({ length: 30 }, (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1}, *a${at - 1}, *a${at - 1}`}]`).join('\n')}\n`
    const report = check({
      workspace: memoryWorkspace({ 'p/bomb.yaml': bomb, 'main.tf': service(group('[]')) }),
      paths: [],
      policies: ['./p'],
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    })
    expect(report.mistakes.length).toBeGreaterThan(0)
  })
})

describe('on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vnetproof-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('symbolic links that leave the workspace are not followed', () => {
    const workspace = join(folder, 'workspace')
    const secret = join(folder, 'secret')
    mkdirSync(workspace)
    mkdirSync(secret)
    writeFileSync(join(secret, 'main.tf'), 'resource "azurerm_virtual_network" "secret" {}\n')
    writeFileSync(join(workspace, 'main.tf'), 'module "in" {\n  source = "./link"\n}\nlocals {\n  text = file("link.txt")\n}\n')
    symlinkSync(secret, join(workspace, 'link'))
    symlinkSync(join(secret, 'main.tf'), join(workspace, 'linked.tf'))
    symlinkSync('.', join(workspace, 'loop'))
    const report = checked(diskWorkspace(workspace))
    expect(report.run.roots.map((root) => root.resources)).toEqual([0])
    expect(JSON.stringify(report.run)).not.toContain('secret')
    expect(codes(report)).toEqual(expect.arrayContaining(['hcl/module-missing', 'hcl/unreadable-file']))
  })
})

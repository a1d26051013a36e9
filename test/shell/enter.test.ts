/** A repository that `actions/checkout` puts into a folder (`path:`), with a configuration of its own: found without being named, and paths are the repository's. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { sarif } from '../../src/report/outputs/sarif.ts'
import { enterRepository } from '../../src/shell/enter.ts'
import type { Gathered } from '../../src/shell/gather.ts'
import { readInputs } from '../../src/shell/inputs.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { folderWith } from '../support/folder.ts'
import { endAfterEach, fakeWith, gathered as gatheredOn } from '../support/gathering.ts'

endAfterEach()

const open = `
provider "azurerm" {
  features {}
}
resource "azurerm_network_security_group" "g" {
  name = "g"
  security_rule {
    name                       = "r"
    priority                   = 90
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}
`
const files = { 'vnetproof.yaml': 'policies: [nsg-hygiene]\nroots:\n  - { path: infra, name: prod }\n', 'infra/main.tf': open }

const inputsOf = (given: Readonly<Record<string, string>>) => readInputs((name) => given[name] ?? '').inputs

const gathered = (contents: Readonly<Record<string, string>>, more: Partial<Gathered> = {}): Gathered => ({
  ok: true,
  workspace: memoryWorkspace(contents),
  commit: 'c',
  prefix: 'code',
  remarks: [],
  missing: () => [],
  fetchMissing: async () => undefined,
  close: () => undefined,
  ...more,
})

const inCode = Object.fromEntries(Object.entries(files).map(([path, text]) => [`code/${path}`, text]))

describe('a repository in a folder', () => {
  test('is judged by its own configuration and paths', async () => {
    const fake = await fakeWith({ files })
    const pull = fake.openPullRequest({ files: { 'infra/main.tf': open.replace('= 90', '= 91') } })
    const folder = folderWith()
    mkdirSync(join(folder, 'code'))
    fake.checkout(join(folder, 'code'), 'merge')
    const found = await gatheredOn(fake, fake.event('pull_request', { workspace: folder }), { folder })
    const { gathered: entered, remark } = enterRepository(found, inputsOf({}))
    expect([entered.prefix, remark]).toEqual(['', undefined])
    expect(entered.base?.commit).toBe(pull.baseSha)
    expect(entered.base?.workspace.read('infra/main.tf').ok).toBe(true)
    expect(entered.view?.files.map(({ path }) => path)).toEqual(['infra/main.tf'])
    expect(entered.view?.lineAtHead('infra/main.tf', 1)).toBe(1)
    const report = check({ workspace: entered.workspace, paths: [''], version: '0', today: '2026-01-01', now: () => 0 })
    expect(report.mistakes).toEqual([])
    expect([...new Set(report.judgements.map(({ root }) => root))]).toEqual(['infra (prod)'])
    expect([...new Set(report.findings.map(({ span }) => span.file.path))]).toEqual(['infra/main.tf'])
    expect(sarif.render(report, { colour: false })).toContain('"uri": "infra/main.tf"')
  })

  test('takes what the inputs name by its paths', () => {
    const { inputs } = enterRepository(
      gathered(inCode),
      inputsOf({
        paths: 'code/infra',
        policies: 'bastion,./code/policies',
        waivers: 'code/w.yaml',
        exclude: 'code/x/**\n**/y',
        'service-tags': 'code/t.json',
      }),
    )
    expect(inputs).toMatchObject({
      paths: ['infra'],
      policies: ['bastion', './policies'],
      waivers: ['w.yaml'],
      exclude: ['x/**', '**/y'],
      serviceTags: 't.json',
    })
  })

  test.each([
    ['without a configuration of its own', { 'code/infra/main.tf': open }, {}],
    ['beside a configuration of the workspace', { ...inCode, 'vnetproof.yaml': '' }, {}],
    ['whose configuration is named', inCode, { config: 'code/vnetproof.yaml' }],
  ])('%s is left as it is', (_, contents, given) => {
    const before = gathered(contents)
    const inputs = inputsOf(given)
    expect(enterRepository(before, inputs)).toEqual({ gathered: before, inputs })
  })

  test('beside which the inputs name something is left as it is, and that is told', () => {
    const before = gathered(inCode)
    const entered = enterRepository(before, inputsOf({ 'service-tags': 'tags.json' }))
    expect(entered.gathered).toBe(before)
    expect(entered.remark).toBe('`code/vnetproof.yaml` is not used, because other inputs name paths beside `code`: name it with `config`')
  })
})

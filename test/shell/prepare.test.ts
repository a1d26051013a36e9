/**
 * What a run needs beyond its own code is loaded when the code asks for it, and the run is then made with it.
 * Catches: a function of YAML that ends the run, or that is taken for unknown, because nothing else in the folder is YAML; a run made twice where once is enough.
 */
import { beforeEach, expect, test, vi } from 'vitest'
import { folderWith } from '../support/folder.ts'

// Each test begins as the program does, with nothing loaded.
beforeEach(() => vi.resetModules())

const modelOf = async (files: Readonly<Record<string, string>>): Promise<unknown> => {
  const { runTerminal } = await import('../../src/shell/terminal.ts')
  let out = ''
  const code = await runTerminal(['model', '--format', 'json'], {
    cwd: folderWith(files),
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (out += text) },
    environment: {},
    now: () => 0,
    today: '2026-01-01',
  })
  expect([code, out.slice(0, 200)]).toEqual([0, expect.stringContaining('{')])
  return out
}

test('of Bicep, `loadYamlContent`', async () => {
  const out = await modelOf({
    'main.bicep': `var settings = loadYamlContent('settings.yml')
resource vnet 'Microsoft.Network/virtualNetworks@2023-04-01' = {
  name: settings.name
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: [settings.space] } }
}
`,
    'settings.yml': 'name: from-yaml\nspace: 10.7.0.0/16\n',
  })
  expect(out).toContain('from-yaml')
  expect(out).toContain('10.7.0.0/16')
})

test('of Terraform, `yamldecode`', async () => {
  const out = await modelOf({
    'main.tf': `provider "azurerm" {
  features {}
}
locals {
  settings = yamldecode(file("settings.yml"))
}
resource "azurerm_virtual_network" "main" {
  name                = local.settings.name
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = [local.settings.space]
}
`,
    'settings.yml': 'name: from-yaml\nspace: 10.7.0.0/16\n',
  })
  expect(out).toContain('from-yaml')
  expect(out).toContain('10.7.0.0/16')
})

test('a run is begun again once, and only where something was not loaded', async () => {
  const { prepared } = await import('../../src/shell/prepare.ts')
  const { readYaml } = await import('../../src/data/yaml.ts')
  let plain = 0
  expect(await prepared(() => ++plain)).toBe(1)
  let runs = 0
  const tree = await prepared(() => {
    runs++
    return readYaml({ path: 'a.yaml', text: 'a: 1', language: 'yaml' }, () => undefined)
  })
  expect([runs, tree?.kind]).toEqual([2, 'map'])
  let faults = 0
  const faulty = prepared(() => {
    faults++
    throw new Error('a fault of this program')
  })
  await expect(faulty).rejects.toThrow('a fault of this program')
  expect(faults).toBe(1)
})

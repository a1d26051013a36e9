/** What stands around resources: moves, conditions on variables, providers, installed modules, states of other roots. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { openWorld, type RootRequest } from '../../src/commands/worlds.ts'
import { isWhollyKnown, type Value } from '../../src/eval/value.ts'
import { createModuleLoader } from '../../src/hcl/module-source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { plain } from '../support/plain.ts'
import { source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

const resource = (name: string, more = ''): string => `resource "terraform_data" "${name}" {\n  ${more}\n}\n`
const inputs = (files: Readonly<Record<string, string>> | string) =>
  Object.fromEntries(configurationOf(files).declared.map(({ address, body }) => [address, plain(body.entries.get('input')!)]))

// https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
describe('moves', () => {
  const earlier = (files: Readonly<Record<string, string>> | string) =>
    Object.fromEntries(configurationOf(files).declared.map(({ address, movedFrom }) => [address, movedFrom]))
  const moved = (from: string, to: string): string => `moved {\n  from = ${from}\n  to = ${to}\n}\n`

  test('a resource, all of its instances, one of them', () => {
    expect(
      earlier(
        resource('b') +
          resource('many', 'count = 2') +
          resource('keyed', 'for_each = toset(["x.y", "z"])') +
          moved('terraform_data.a', 'terraform_data.b') +
          moved('terraform_data.few', 'terraform_data.many') +
          moved('terraform_data.single', 'terraform_data.many[0]') +
          moved('terraform_data.old["x.y"]', 'terraform_data.keyed["x.y"]'),
      ),
    ).toEqual({
      'terraform_data.b': ['terraform_data.a'],
      'terraform_data.many[0]': ['terraform_data.few[0]', 'terraform_data.single'],
      'terraform_data.many[1]': ['terraform_data.few[1]'],
      'terraform_data.keyed["x.y"]': ['terraform_data.old["x.y"]'],
      'terraform_data.keyed["z"]': [],
    })
  })

  test('one after the other, and never in a circle', () => {
    expect(earlier(resource('c') + moved('terraform_data.a', 'terraform_data.b') + moved('terraform_data.b', 'terraform_data.c'))).toEqual({
      'terraform_data.c': ['terraform_data.b', 'terraform_data.a'],
    })
    expect(earlier(resource('c') + moved('terraform_data.c', 'terraform_data.b') + moved('terraform_data.b', 'terraform_data.c'))).toEqual({
      'terraform_data.c': ['terraform_data.b'],
    })
  })

  test('modules, and resources within them', () => {
    const main = `module "new" {\n  source   = "./m"\n  for_each = toset(["k"])\n}\n${moved('module.old', 'module.new')}${moved('terraform_data.top', 'module.new["k"].terraform_data.in')}`
    expect(earlier({ 'main.tf': main, 'm/main.tf': resource('in') + moved('terraform_data.inner', 'terraform_data.in') })).toEqual({
      'module.new["k"].terraform_data.in': [
        'module.old["k"].terraform_data.in',
        'terraform_data.top',
        'module.new["k"].terraform_data.inner',
        'module.old["k"].terraform_data.inner',
      ],
    })
  })

  test('in JSON as well', () => {
    const json = { resource: { terraform_data: { b: {} } }, moved: [{ from: 'terraform_data.a["k"]', to: 'terraform_data.b' }] }
    expect(earlier({ 'main.tf.json': JSON.stringify(json) })).toEqual({ 'terraform_data.b': ['terraform_data.a["k"]'] })
  })

  test('by the thousand they are bounded', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => moved(`terraform_data.a${at}`, `terraform_data.a${at + 1}`)).join('')
    expect(configurationOf(resource('a3000') + many).declared[0]!.movedFrom).toHaveLength(16)
  })
})

// https://developer.hashicorp.com/terraform/language/expressions/custom-conditions#input-variable-validation
describe('conditions on variables', () => {
  const told = (variable: string, files: Readonly<Record<string, string>> = {}) =>
    configurationOf({ 'main.tf': variable, ...files }).diagnostics.map(({ code, message }) => `${code}: ${message}`)
  const variable = (body: string, condition: string, message = '"Too small, ${var.x}."'): string =>
    `variable "x" {\n  ${body}\n  validation {\n    condition = ${condition}\n    error_message = ${message}\n  }\n}\n`

  test.each([
    ['one that fails', variable('default = 1', 'var.x > 2'), ['hcl/invalid-variable: `var.x` does not meet `var.x > 2`: Too small, 1']],
    ['one that holds', variable('default = 3', 'var.x > 2'), []],
    ['an input without a value', variable('type = number', 'var.x > 2'), []],
    ['a condition that fails to evaluate', variable('default = "a"', 'var.x + 1 > 2'), []],
    [
      'a sensitive value is not shown',
      variable('default = 1\n  sensitive = true', 'var.x > 2'),
      ['hcl/invalid-variable: `var.x` does not meet `var.x > 2`'],
    ],
    [
      'with what depends on the run',
      variable('default = 1', 'var.x > 2 && timestamp() != ""'),
      ['hcl/invalid-variable: `var.x` does not meet `var.x > 2 && timestamp() != ""`: Too small, 1'],
    ],
  ])('%s', (_, text, expected) => {
    expect(told(text)).toEqual(expected)
  })

  test('in modules, where these are surely there', () => {
    const module = variable('type = number', 'var.x > 2')
    const call = (more: string): string => `variable "on" {}\nmodule "m" {\n  source = "./m"\n  x = 1\n  ${more}\n}\n`
    expect(told(call(''), { 'm/main.tf': module })).toEqual([
      'hcl/invalid-variable: `module.m.var.x` does not meet `var.x > 2`: Too small, 1',
    ])
    expect(told(call('count = var.on ? 1 : 0'), { 'm/main.tf': module })).toEqual([])
    expect(told(call('count = 0'), { 'm/main.tf': module })).toEqual([])
    // What is missing is no value that a condition could judge.
    expect(told('module "m" {\n  source = "./m"\n}\n', { 'm/main.tf': variable('type = string', 'can(regex("^a", var.x))') })).toEqual([])
  })
})

// https://developer.hashicorp.com/terraform/language/modules/develop/providers
describe('providers', () => {
  const providers = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      configurationOf(files).declared.map(({ address, provider }) => [
        address,
        provider && [provider.name, provider.subscription && plain(provider.subscription)],
      ]),
    )
  const group = (name: string, more = ''): string => `resource "azurerm_resource_group" "${name}" {\n  ${more}\n}\n`

  test('of roots and modules, by themselves and passed on', () => {
    const main = source`
      provider "azurerm" {
        features {}
        subscription_id = "main"
      }
      provider "azurerm" {
        alias           = "hub"
        subscription_id = var.hub
        features {}
      }
      variable "hub" {}
      resource "azurerm_resource_group" "a" {}
      resource "azurerm_resource_group" "b" {
        provider = azurerm.hub
      }
      module "plain" {
        source = "./m"
      }
      module "passed" {
        source = "./m"
        providers = {
          azurerm     = azurerm.hub
          azurerm.two = azurerm
        }
      }
      resource "random_pet" "p" {}
    `
    const files = { 'main.tf': main, 'm/main.tf': group('c') + group('d', 'provider = azurerm.two') }
    expect(providers(files)).toEqual({
      'azurerm_resource_group.a': ['azurerm', 'main'],
      'azurerm_resource_group.b': ['azurerm.hub', '?var.hub'],
      'module.plain.azurerm_resource_group.c': ['azurerm', 'main'],
      'module.plain.azurerm_resource_group.d': undefined,
      'module.passed.azurerm_resource_group.c': ['azurerm.hub', '?var.hub'],
      'module.passed.azurerm_resource_group.d': ['azurerm', 'main'],
      'random_pet.p': ['random', undefined],
    })
  })
})

test('what is there only while Terraform runs is not known', () => {
  const files = `ephemeral "azurerm_key_vault_secret" "s" {\n  name = "x"\n}\nresource "terraform_data" "t" {\n  input = ephemeral.azurerm_key_vault_secret.s.value\n}\n`
  expect(inputs(files)).toEqual({ 'terraform_data.t': '?ephemeral.azurerm_key_vault_secret.s' })
})

// https://developer.hashicorp.com/terraform/cli/commands/init#child-module-installation
describe('installed modules', () => {
  const installed = (...modules: readonly (readonly [key: string, source: string, folder: string, version?: string])[]): string =>
    JSON.stringify({
      Modules: modules.map(([Key, Source, Dir, Version]) => ({ Key, Source, Dir, ...(Version === undefined ? {} : { Version }) })),
    })
  const list = '.terraform/modules/modules.json'
  const main = (from: string, more = ''): string => `module "net" {\n  source = "${from}"\n  ${more}\n}\n`
  const registry = ['net', 'registry.terraform.io/Azure/vnet/azurerm', '.terraform/modules/net', '4.1.2'] as const
  const there = {
    '.terraform/modules/net/main.tf': `${resource('r')}module "sub" {\n  source = "./modules/sub"\n}\n`,
    '.terraform/modules/net/modules/sub/main.tf': resource('s'),
  }
  const addresses = (files: Readonly<Record<string, string>>) => {
    const { declared, modulesNotRead } = configurationOf(files)
    return [declared.map(({ address }) => address), modulesNotRead.map(({ why }) => why)]
  }
  const read = [['module.net.terraform_data.r', 'module.net.module.sub.terraform_data.s'], []]

  test.each([
    ['Azure/vnet/azurerm', '', registry, read],
    ['registry.terraform.io/Azure/vnet/azurerm', 'version = "4.1.2"', registry, read],
    ['Azure/vnet/azurerm', 'version = "~> 4.1"', registry, read],
    ['Azure/vnet/azurerm', 'version = ">= 4.0, != 4.1.3, < 5.0.0"', registry, read],
    [
      'Azure/vnet/azurerm',
      'version = "~> 4.1.3"',
      registry,
      [[], ['version 4.1.2 is installed: `terraform init` installs what is asked for']],
    ],
    [
      'Azure/vnet/azurerm',
      'version = "~> 3.0"',
      registry,
      [[], ['version 4.1.2 is installed: `terraform init` installs what is asked for']],
    ],
    ['Azure/other/azurerm', '', registry, [[], ['another source is installed in its place: `terraform init` installs what is asked for']]],
    [
      'github.com/x/y//modules/net?ref=v1',
      '',
      ['net', 'git::https://github.com/x/y.git//modules/net?ref=v1', '.terraform/modules/net'] as const,
      read,
    ],
    ['git@github.com:x/y.git', '', ['net', 'git::ssh://git@github.com/x/y.git', '.terraform/modules/net'] as const, read],
    [
      'git::https://host/x.git?ref=v2',
      '',
      ['net', 'git::https://host/x.git?ref=v1', '.terraform/modules/net'] as const,
      [[], ['another source is installed in its place: `terraform init` installs what is asked for']],
    ],
    ['Azure/vnet/azurerm', '', ['other', registry[1], registry[2]] as const, [[], ['it is not a local folder, and not installed']]],
    ['Azure/vnet/azurerm', '', ['net', registry[1], '../../elsewhere'] as const, [[], ['it is not a local folder, and not installed']]],
    ['Azure/vnet/azurerm', '', ['net', registry[1], '/etc'] as const, [[], ['it is not a local folder, and not installed']]],
  ])('%s %s', (from, more, entry, expected) => {
    expect(addresses({ 'main.tf': main(from, more), [list]: installed(['', '', '.'], entry), ...there })).toEqual(expected)
  })

  test('a list that does not read installs nothing', () => {
    expect(addresses({ 'main.tf': main('Azure/vnet/azurerm'), [list]: '{', ...there })).toEqual([
      [],
      ['it is not a local folder, and not installed'],
    ])
  })

  test('of a module within a module, by both names', () => {
    const files = {
      'main.tf': 'module "a" {\n  source = "./a"\n}\n',
      'a/main.tf': main('Azure/vnet/azurerm'),
      [list]: installed(['a', './a', 'a'], ['a.net', registry[1], registry[2]]),
      ...there,
    }
    expect(addresses(files)).toEqual([['module.a.module.net.terraform_data.r', 'module.a.module.net.module.sub.terraform_data.s'], []])
  })
})

// https://developer.hashicorp.com/terraform/language/state/remote-state-data
describe('states of other roots', () => {
  const other = source`
    variable "name" {}
    resource "azurerm_subnet" "a" {
      name = var.name
    }
    output "known" {
      value = { prefix = ["10.0.0.0/24"] }
    }
    output "id" {
      value = azurerm_subnet.a.id
    }
    output "named" {
      value = ${'"snet-${var.name}"'}
    }
    output "secret" {
      value     = "s"
      sensitive = true
    }
  `
  const reader = (config: string): string => source`
    data "terraform_remote_state" "net" {
      ${config}
    }
    resource "azurerm_subnet" "a" {
      name = "mine"
    }
    resource "terraform_data" "t" {
      input = {
        plain = data.terraform_remote_state.net.outputs.known.prefix[0]
        known = try(data.terraform_remote_state.net.outputs.known.prefix[0], "none")
        id    = data.terraform_remote_state.net.outputs.id
        same  = data.terraform_remote_state.net.outputs.id == data.terraform_remote_state.net.outputs.id
        mine  = data.terraform_remote_state.net.outputs.id == azurerm_subnet.a.id
        named = data.terraform_remote_state.net.outputs.named
        secret = data.terraform_remote_state.net.outputs.secret
      }
    }
  `
  const inputOf = (config: string, files: Readonly<Record<string, string>> = {}, more: readonly RootRequest[] = []): Value => {
    const workspace = memoryWorkspace({ 'app/main.tf': reader(config), 'net/main.tf': other, ...files })
    const request = (folder: string, name = folder): RootRequest => ({ folder, name, variableFiles: [], variables: new Map() })
    const requests = [request('app'), request('net'), ...more]
    const loader = createModuleLoader(workspace, () => {})
    const { declared } = openWorld(
      requests[0]!,
      new Map(),
      { workspace, loader, snapshot: undefined, requests, states: new Map() },
      () => {},
    )
    return declared.find(({ address }) => address === 'terraform_data.t')!.body.entries.get('input')!
  }
  const local = 'backend = "local"\n  config  = { path = "../net/terraform.tfstate" }'
  const entry = (value: Value, name: string): Value => (value.kind === 'object' ? value.entries.get(name)! : value)

  test('gives what its code gives; its addresses and inputs are none of this root', () => {
    const value = inputOf(local)
    expect(plain(entry(value, 'plain'))).toBe('10.0.0.0/24')
    expect(plain(entry(value, 'known'))).toBe('10.0.0.0/24')
    expect(entry(value, 'id')).toMatchObject({ kind: 'unknown', causes: [{ what: 'azurerm_subnet.a.id of net/terraform.tfstate' }] })
    expect(plain(entry(value, 'same'))).toBe(true)
    expect(isWhollyKnown(entry(value, 'mine'))).toBe(false)
    expect(plain(entry(value, 'named'))).toEqual({ '?text': ['snet-', '?var.name of net/terraform.tfstate'] })
    expect(entry(value, 'named')).not.toMatchObject({ causes: [{ input: 'name' }] })
    expect(entry(value, 'secret').sensitive).toBe(true)
  })

  test.each([
    ['another backend', 'backend = "azurerm"\n  config  = { path = "../net/terraform.tfstate" }', {}],
    ['another file', 'backend = "local"\n  config  = { path = "../net/other.tfstate" }', {}],
    ['its own state', 'backend = "local"\n  config  = { path = "terraform.tfstate" }', {}],
    ['a workspace', `${local}\n  workspace = "prod"`, {}],
    ['a root that keeps its state elsewhere', local, { 'net/backend.tf': 'terraform {\n  backend "azurerm" {}\n}\n' }],
    ['code that does not parse', local, { 'net/broken.tf': 'resource "azurerm_subnet" {{{' }],
  ])('%s is not known', (_, config, files) => {
    const value = inputOf(config, files)
    expect(isWhollyKnown(entry(value, 'named'))).toBe(false)
    expect(plain(entry(value, 'named'))).not.toEqual({ '?text': ['snet-', '?var.name of net/terraform.tfstate'] })
  })

  test('of several worlds it is not known which one was deployed', () => {
    const twice = inputOf(local, {}, [{ folder: 'net', name: 'net (b)', variableFiles: [], variables: new Map() }])
    expect(isWhollyKnown(entry(twice, 'known'))).toBe(false)
  })

  test('roots that read one another end', () => {
    const files = {
      'app/main.tf': reader(local),
      'net/main.tf': `${other}${reader('backend = "local"\n  config  = { path = "../app/terraform.tfstate" }').replaceAll('"a"', '"z"')}\nterraform {\n  backend "local" {}\n}\n`,
    }
    const report = check({ workspace: memoryWorkspace(files), paths: ['app', 'net'], version: '0', today: '2026-01-01', now: () => 0 })
    expect(report.run.roots).toHaveLength(2)
  })
})

import { describe, expect, test } from 'vitest'
import type { KnownModule } from '../../src/eval/stand-in.ts'
import { writtenAt } from '../../src/eval/value.ts'
import { placeKey, spanText } from '../../src/text/source.ts'
import { plain } from '../support/plain.ts'
import { source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

const net: KnownModule = {
  name: 'example/net/azurerm',
  repository: 'example/terraform-azurerm-net',
  standIns: [
    {
      versions: ['1.0.0', '1.1.0'],
      folders: {
        '': 'variable "name" {}\nvariable "group" {}\nresource "one" "this" {\n  name = var.name\n}\noutput "id" { value = one.this.id }\n',
      },
    },
    {
      versions: ['2.0.0', '2.1.0'],
      folders: {
        '': source`
          variable "name" {}
          variable "subnets" {
            type    = map(object({ prefix = optional(string, "10.0.0.0/24") }))
            default = {}
          }
          resource "two" "this" {
            name  = var.name
            label = "fixed"
            left  = var.name == "x" ? "a" : "b"
            right = var.name == "x" ? "a" : "b"
          }
          resource "rule" "this" {
            for_each = var.subnets
            prefix   = each.value.prefix
          }
          module "subnet" {
            source   = "./modules/subnet"
            for_each = var.subnets
            parent   = two.this.id
            prefix   = each.value.prefix
          }
          output "id" { value = two.this.id }
          output "subnets" { value = module.subnet }
        `,
        'modules/subnet': source`
          variable "parent" {}
          variable "prefix" { default = null }
          resource "sub" "this" {
            parent = var.parent
            prefix = var.prefix
            again  = var.prefix == "x" ? "a" : "b"
          }
          output "id" { value = sub.this.id }
        `,
      },
    },
  ],
}

const found = (call: string, files: Readonly<Record<string, string>> = {}) => {
  const { declared, modulesNotRead, diagnostics } = configurationOf({ 'main.tf': call, ...files }, [net])
  return [declared.map(({ address }) => address), modulesNotRead.map(({ why }) => why), diagnostics.map(({ message }) => message)]
}
const call = (from: string, more: string): string => `module "net" {\n  source = "${from}"\n${more}\n}\n`
const first = [['module.net.one.this'], [], []]
const second = [['module.net.two.this'], [], []]
const because = (why: string) => [[], [why], []]
const older = 'name = "n"\n  group = "g"'
const newer = 'name = "n"'

describe("which of a module's versions stands in", () => {
  test.each([
    ['example/net/azurerm', `version = "1.1.0"\n${older}`, first],
    ['example/net/azurerm', `version = "~> 1.0"\n${older}`, first],
    ['Example/Net/azurerm', `version = "= 2.0.0"\n${newer}`, second],
    ['registry.terraform.io/example/net/azurerm', `version = ">= 2.0, < 3.0"\n${newer}`, second],
    ['github.com/example/terraform-azurerm-net?ref=v1.0.0', older, first],
    ['git::https://github.com/example/terraform-azurerm-net.git?ref=2.1.0', newer, second],
    ['git@github.com:example/terraform-azurerm-net.git?ref=v2.1.0', newer, second],
    ['git::https://github.com/example/terraform-azurerm-net?ref=v2.1.0&depth=1', newer, second],
    // No version is said: what is given fits one of them alone.
    ['example/net/azurerm', older, first],
    ['example/net/azurerm', newer, second],
    ['github.com/example/terraform-azurerm-net', newer, second],
    ['example/net/azurerm//modules/subnet', 'version = "2.0.0"\nparent = "p"', [['module.net.sub.this'], [], []]],
    ['github.com/example/terraform-azurerm-net//modules/subnet?ref=2.0.0', 'parent = "p"', [['module.net.sub.this'], [], []]],
  ])('%s %s', (from, more, expected) => {
    expect(found(call(from, more))).toEqual(expected)
  })

  const none = 'it is not installed, and none of its versions that are understood takes these arguments'
  const versions = (version: string) =>
    because(`it is not installed, and of its versions 1.0.0 to 2.1.0 are understood, not \`${version}\``)
  test.each([
    ['example/other/azurerm', newer, because('it is not a local folder, and not installed')],
    ['app.terraform.io/example/net/azurerm', newer, because('it is not a local folder, and not installed')],
    ['git::https://gitlab.com/example/terraform-azurerm-net.git', newer, because('it is not a local folder, and not installed')],
    ['example/net/azurerm', `version = "3.0.0"\n${newer}`, versions('3.0.0')],
    ['example/net/azurerm', `version = "1.5.0"\n${older}`, versions('1.5.0')],
    ['example/net/azurerm', `version = "some"\n${newer}`, versions('some')],
    ['github.com/example/terraform-azurerm-net?ref=main', newer, versions('main')],
    ['github.com/example/terraform-azurerm-net?ref=0a1b2c3', newer, versions('0a1b2c3')],
    ['example/net/azurerm', `version = "2.0.0"\n${older}`, because(none)],
    ['example/net/azurerm', `version = "2.0.0"\n${newer}\n  unheard_of = 1`, because(none)],
    ['example/net/azurerm', `version = "1.0.0"\n${newer}`, because(none)],
    ['example/net/azurerm', `version = var.v\n${newer}`, because('it is not installed, and its version is not plain text')],
    ['example/net/azurerm//modules/other', newer, because('it is not installed, and its folder `modules/other` is not understood')],
    ['example/net/azurerm//../x', newer, because('it is not a local folder, and not installed')],
  ])('%s %s is not understood', (from, more, expected) => {
    expect(found(call(from, more))).toEqual(expected)
  })

  test('where several fit and differ, none does', () => {
    const both: KnownModule = {
      name: 'a/b/c',
      standIns: [
        { versions: ['1.0.0'], folders: { '': 'variable "name" {}' } },
        { versions: ['1.1.0'], folders: { '': 'variable "name" {}' } },
      ],
    }
    const { modulesNotRead } = configurationOf(call('a/b/c', `version = "~> 1.0"\n${newer}`), [both])
    expect(modulesNotRead.map(({ why }) => why)).toEqual([
      'it is not installed, and its versions differ in what they make of these arguments: say which',
    ])
  })

  test('what is installed goes before', () => {
    const modules = (version: string) => ({
      '.terraform/modules/modules.json': JSON.stringify({
        Modules: [{ Key: 'net', Source: 'registry.terraform.io/example/net/azurerm', Version: version, Dir: '.terraform/modules/net' }],
      }),
      '.terraform/modules/net/main.tf': 'resource "installed" "this" {}\n',
    })
    const wanted = call('example/net/azurerm', `version = "2.0.0"\n${newer}`)
    expect(found(wanted, modules('2.0.0'))[0]).toEqual(['module.net.installed.this'])
    // Another version than is asked for: not what there will be.
    expect(found(wanted, modules('1.0.0'))).toEqual(second)
  })
})

describe('what stands in', () => {
  const main = source`
    variable "name" {}
    variable "on" { type = bool }
    module "net" {
      source  = "example/net/azurerm"
      version = "2.0.0"
      count   = var.on ? 1 : 0
      name    = var.name
      subnets = {
        a = { prefix = "10.0.1.0/24" }
        b = {}
      }
    }
    resource "user" "of" {
      id     = module.net[0].subnets["a"].id
      nobody = try(module.net[0].other, "none")
    }
  `
  const configuration = configurationOf(main, [net])
  const byAddress = new Map(configuration.declared.map((one) => [one.address, one]))

  test('is declared as Terraform names it, with what is given, its doubts and its presence', () => {
    expect(Object.fromEntries([...byAddress].map(([address, one]) => [address, plain(one.body)]))).toEqual({
      'module.net[0].two.this': { name: '?var.name', label: 'fixed', left: { '?one of': ['a', 'b'] }, right: { '?one of': ['a', 'b'] } },
      'module.net[0].rule.this["a"]': { prefix: '10.0.1.0/24' },
      'module.net[0].rule.this["b"]': { prefix: '10.0.0.0/24' },
      'module.net[0].module.subnet["a"].sub.this': { parent: '→module.net[0].two.this.id', prefix: '10.0.1.0/24', again: 'b' },
      'module.net[0].module.subnet["b"].sub.this': { parent: '→module.net[0].two.this.id', prefix: '10.0.0.0/24', again: 'b' },
      'user.of': {
        id: { '?one of': ['→module.net[0].module.subnet["a"].sub.this.id'] },
        nobody: { '?one of': ['→module.net[0].other', 'none'] },
      },
    })
    expect(byAddress.get('module.net[0].two.this')!.presence).toMatchObject({ certain: false, doubts: [{ what: 'var.on' }] })
  })

  test('is written at the call, or at the element that it is made for', () => {
    const places = [...byAddress].filter(([address]) => address !== 'user.of').map(([address, { span }]) => [address, spanText(span)])
    expect(Object.fromEntries(places)).toEqual({
      'module.net[0].two.this': 'module "net"',
      'module.net[0].rule.this["a"]': '{ prefix = "10.0.1.0/24" }',
      'module.net[0].rule.this["b"]': '{}',
      'module.net[0].module.subnet["a"].sub.this': '{ prefix = "10.0.1.0/24" }',
      'module.net[0].module.subnet["b"].sub.this': '{}',
    })
    const prefix = byAddress.get('module.net[0].module.subnet["a"].sub.this')!.body.entries.get('prefix')!
    expect(spanText(writtenAt(prefix.origin))).toBe('"10.0.1.0/24"')
    expect([...configuration.folders]).toEqual([''])
  })

  test('two things that are not known are told apart, though they stand at one place', () => {
    const { entries } = byAddress.get('module.net[0].two.this')!.body
    const [left, right] = [entries.get('left')!, entries.get('right')!]
    expect(left.origin.span.start).toBe(right.origin.span.start)
    const inner = byAddress.get('module.net[0].module.subnet["a"].sub.this')!.body.entries.get('again')!
    expect(new Set([left, right, inner].map(({ origin }) => placeKey(origin.span))).size).toBe(3)
  })

  test('an element of another file leads to its place there only where that is code beside the call', () => {
    const beside = (files: Readonly<Record<string, string>>) => {
      const text = call('example/net/azurerm', 'version = "2.0.0"\nname = "n"\nsubnets = var.subnets')
      const { declared } = configurationOf(
        { 'main.tf': text, 'variables.tf': 'variable "subnets" {\n  default = { a = { prefix = "p" } }\n}\n', ...files },
        [net],
      )
      const { span } = declared.find(({ address }) => address.includes('rule.this'))!
      return `${span.file.path}: ${spanText(span)}`
    }
    expect(beside({})).toBe('variables.tf: { prefix = "p" }')
    expect(beside({ 'terraform.tfvars': 'subnets = {\n  a = { prefix = "q" }\n}\n' })).toBe('main.tf: module "net"')
  })

  test('what it is given is not handed over', () => {
    const given = 'resource "azurerm_subnet" "s" {}\n'
    const text = (version: string): string => given + call('example/net/azurerm', `version = "${version}"\nname = azurerm_subnet.s.id`)
    expect([...configurationOf(text('2.0.0'), [net]).handedOver.keys()]).toEqual([])
    expect([...configurationOf(text('9.0.0'), [net]).handedOver.keys()]).toEqual(['azurerm_subnet.s'])
  })
})

test('a resource may be called by its long name', () => {
  const { declared } = configurationOf('resource "x" "a" {\n  name = "n"\n}\nresource "x" "b" {\n  of = resource.x.a.name\n}\n')
  expect(declared.map(({ body }) => plain(body))).toEqual([{ name: 'n' }, { of: 'n' }])
})

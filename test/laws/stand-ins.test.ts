/**
 * What stands in for a module means what the same code means in a folder of its own: the network of the two is one, but for places.
 * Caught when broken on purpose: numbers of parts left out where two unknown prefixes of one rule met, folders of a stand-in mistaken for one another,
 * instances of a called folder placed without their keys.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KnownModule } from '../../src/eval/stand-in.ts'
import type { Doubt } from '../../src/eval/value.ts'
import type { Fact, Link } from '../../src/model/entity.ts'
import { type AnyEntity, createNetwork } from '../../src/model/network.ts'
import { plain } from '../support/plain.ts'
import { source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

const folders: Readonly<Record<string, string>> = {
  '': source`
    variable "name" {}
    variable "space" { default = ["10.0.0.0/16"] }
    variable "subnets" {
      type    = map(object({ prefixes = list(string), guarded = optional(bool, true) }))
      default = {}
    }
    variable "rules" {
      type     = map(object({ priority = number, access = optional(string, "Allow"), from = optional(string), to = optional(string) }))
      default  = {}
      nullable = false
    }
    resource "azurerm_virtual_network" "this" {
      name                = var.name
      resource_group_name = "network"
      location            = "westeurope"
      address_space       = var.space
    }
    resource "azurerm_network_security_group" "this" {
      name                = "${'$'}{var.name}-nsg"
      resource_group_name = "network"
      location            = "westeurope"
      dynamic "security_rule" {
        for_each = var.rules
        content {
          name                       = security_rule.key
          priority                   = security_rule.value.priority
          access                     = security_rule.value.access
          direction                  = "Inbound"
          protocol                   = "Tcp"
          source_address_prefix      = security_rule.value.from == null ? "*" : "${'$'}{security_rule.value.from}/32"
          destination_address_prefix = security_rule.value.to == null ? "*" : "${'$'}{security_rule.value.to}/32"
          source_port_range          = "*"
          destination_port_range     = "443"
        }
      }
    }
    module "subnet" {
      source   = "./inside"
      for_each = var.subnets
      name     = each.key
      network  = azurerm_virtual_network.this.name
      prefixes = each.value.prefixes
      group    = each.value.guarded ? azurerm_network_security_group.this.id : null
    }
    output "subnets" { value = { for key, one in module.subnet : key => one.id } }
    output "group" { value = azurerm_network_security_group.this.id }
    output "space" { value = azurerm_virtual_network.this.address_space }
  `,
  inside: source`
    variable "name" {}
    variable "network" {}
    variable "prefixes" {}
    variable "group" {}
    resource "azurerm_subnet" "this" {
      name                 = var.name
      resource_group_name  = "network"
      virtual_network_name = var.network
      address_prefixes     = var.prefixes
    }
    resource "azurerm_subnet_network_security_group_association" "this" {
      count                     = var.group == null ? 0 : 1
      subnet_id                 = azurerm_subnet.this.id
      network_security_group_id = var.group
    }
    output "id" { value = azurerm_subnet.this.id }
  `,
}

const known: KnownModule = { name: 'own/net/azurerm', standIns: [{ versions: ['1.0.0'], folders }] }

/** `at`: what is after the name of the call in a reference to it. */
const around = (at: string): string => source`
  variable "text" {}
  variable "other" {}
  variable "on" { type = bool }
  variable "things" {}
  resource "azurerm_network_interface" "own" {
    name                = "own"
    resource_group_name = "network"
    location            = "westeurope"
    ip_configuration {
      name      = "one"
      subnet_id = try(module.net${at}.subnets["a"], null)
    }
  }
  output "subnets" { value = module.net${at}.subnets }
  output "space" { value = module.net${at}.space }
`

const oneOf = fc.constantFrom
const text = oneOf('"net"', 'var.text', 'var.other', '"a-${var.text}"', 'var.on ? "x" : var.text')
const list = oneOf(
  '["10.0.0.0/24"]',
  '["10.0.1.0/24", var.text]',
  '[var.text, var.other]',
  'var.things',
  '[]',
  'var.on ? ["10.0.2.0/24"] : []',
)
const flag = oneOf('true', 'false', 'var.on', 'null')
const subnet = fc.tuple(list, flag).map(([prefixes, guarded]) => `{ prefixes = ${prefixes}, guarded = ${guarded} }`)
const rule = fc
  .tuple(
    oneOf('100', '200', 'var.text', '"300"'),
    oneOf('', ', access = "Deny"', ', access = var.other'),
    oneOf('', 'var.text', '"10.9.9.9"'),
    oneOf('', 'var.other'),
  )
  .map(([priority, access, from, to]) => `{ priority = ${priority}${access}${from && `, from = ${from}`}${to && `, to = ${to}`} }`)
const mapOf = (element: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.array(element, { maxLength: 3 }).map((all) => `{ ${all.map((one, at) => `${'abc'[at]} = ${one}`).join(', ')} }`),
    },
    { weight: 1, arbitrary: oneOf('var.things', 'null', 'var.on ? {} : {}') },
  )
const call = fc.record({
  each: oneOf(['', ''], ['count = var.on ? 1 : 0\n', '[0]'], ['for_each = toset(["k"])\n', '["k"]'], ['for_each = var.things\n', '["k"]']),
  name: text,
  space: fc.option(list),
  subnets: fc.option(mapOf(subnet)),
  rules: fc.option(mapOf(rule)),
})

type Files = Readonly<Record<string, string>>
const names = (doubts: readonly Doubt[]): readonly string[] => doubts.map(({ what }) => what)

const fact = <T>(value: Fact<T>, show: (value: T) => unknown): unknown =>
  value.known ? show(value.value) : { doubts: names(value.doubts), among: value.among?.map(show) }
const link = ({ options, doubts }: Link<AnyEntity>): unknown => ({
  to: options.map((option) => (option.to === 'entity' ? option.entity.id : option.to)),
  doubts: names(doubts),
})

/** Everything of a network that the judges ask of these kinds, without places. */
const told = (files: Files, modules: readonly KnownModule[]): unknown => {
  const { declared, outputs, handedOver, modulesNotRead } = configurationOf(files, modules)
  const network = createNetwork(declared, () => {}, { handedOver })
  return {
    notRead: modulesNotRead.length,
    outputs: Object.fromEntries([...(outputs ?? [])].map(([name, value]) => [name, plain(value)])),
    declared: declared.map(({ address, body, presence }) => [address, plain(body), presence.certain || names(presence.doubts)]).sort(),
    subnets: network
      .ofKind('subnet')
      .map((one) => [one.id, link(network.nsgOf(one)), link(network.link(one.virtualNetwork, 'virtual-network'))]),
    interfaces: network
      .ofKind('network-interface')
      .map(({ ipConfigurations }) => ipConfigurations.map(({ subnet: to }) => link(network.link(to, 'subnet')))),
    rules: network.ofKind('nsg').map((one) => {
      const { rules, more } = network.rulesOf(one)
      const shown = rules.map((each) => [
        fact(each.name, String),
        fact(each.priority, String),
        fact(each.access, String),
        each.presence.certain || names(each.presence.doubts),
        // Whether the two ends are one and the same unknown.
        fact(each.source, (from) =>
          fact(each.destination, (to) =>
            from.map((x) => to.map((y) => x.kind === 'atom' && y.kind === 'atom' && x.identity === y.identity)),
          ),
        ),
      ])
      return [one.id, shown.map((each) => JSON.stringify(each)).sort(), names(more)]
    }),
  }
}

test('code that stands in means what it means in its own folder', () => {
  fc.assert(
    fc.property(call, ({ each, name, space, subnets, rules }) => {
      const given = Object.entries({ name, space, subnets, rules }).flatMap(([key, value]) =>
        value === null ? [] : [`  ${key} = ${value}\n`],
      )
      const main = (from: string): string => `${around(each[1])}\nmodule "net" {\n${from}\n${each[0]}${given.join('')}}\n`
      const inFolder: Files = { 'main.tf': main('source = "./net"'), 'net/main.tf': folders['']!, 'net/inside/main.tf': folders.inside! }
      const real = told(inFolder, [])
      expect(told({ 'main.tf': main('source  = "own/net/azurerm"\nversion = "1.0.0"') }, [known])).toEqual(real)
      expect(real).toMatchObject({ notRead: 0 })
    }),
    { numRuns: 150 },
  )
})

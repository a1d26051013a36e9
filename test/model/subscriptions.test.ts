/**
 * The same names in several subscriptions: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#subscription_id-1
 * Catches: resources of two subscriptions taken for one, an id that means another subscription's resource, one subscription written in two ways taken for two.
 */
import { describe, expect, test } from 'vitest'
import type { Link } from '../../src/model/entity.ts'
import type { Subnet } from '../../src/model/kinds/subnet.ts'
import { createNetwork } from '../../src/model/network.ts'
import { configurationOf } from '../support/terraform.ts'

const id = (subscription: string, rest = 'virtualNetworks/hub'): string =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Network/${rest}`

const provider = (alias: string | undefined, subscription: string | undefined): string =>
  `provider "azurerm" {\n  features {}\n${alias === undefined ? '' : `  alias = "${alias}"\n`}${subscription === undefined ? '' : `  subscription_id = ${subscription}\n`}}\n`

const network = (name: string, more = ''): string =>
  `resource "azurerm_virtual_network" "${name}" {\n  name = "hub"\n  resource_group_name = "rg"\n  address_space = ["10.0.0.0/16"]\n  ${more}\n}\n`

const subnet = (name: string, more: string): string =>
  `resource "azurerm_subnet" "${name}" {\n  name = "${name}"\n  resource_group_name = "rg"\n  address_prefixes = ["10.0.1.0/24"]\n  ${more}\n}\n`

const networksOf = (files: Readonly<Record<string, string>> | string): Readonly<Record<string, readonly string[]>> => {
  const made = createNetwork(configurationOf(files).declared, () => undefined)
  const shown = (link: Link<{ readonly kind: string; readonly id: string } & Subnet>): readonly string[] =>
    link.options.map((option) => (option.to === 'entity' ? option.entity.id.replace('azurerm_virtual_network.', '') : option.to))
  return Object.fromEntries(
    made.ofKind('subnet').map((one) => [one.id, shown(made.link(one.virtualNetwork, 'virtual-network') as unknown as Link<Subnet>)]),
  )
}

const two = provider(undefined, '"one"') + provider('two', '"two"') + network('a') + network('b', 'provider = azurerm.two')

describe('a name', () => {
  test('is one of the provider of the resource that says it', () => {
    expect(
      networksOf(two + subnet('s', 'virtual_network_name = "hub"') + subnet('t', 'virtual_network_name = "hub"\n  provider = azurerm.two')),
    ).toEqual({ 'azurerm_subnet.s': ['a'], 'azurerm_subnet.t': ['b'] })
  })

  test.each([
    ['its own default', undefined, ['a', 'b', 'external']],
    ['an input', 'var.x', ['a', 'b', 'external']],
  ])('of a provider in %s may mean either', (_, subscription, expected) => {
    const main = `${provider(undefined, '"one"') + provider('two', '"two"') + provider('three', subscription)}variable "x" {}\n`
    const networks = network('a') + network('b', 'provider = azurerm.two')
    expect(networksOf(main + networks + subnet('s', 'virtual_network_name = "hub"\n  provider = azurerm.three'))).toEqual({
      'azurerm_subnet.s': expected,
    })
  })

  test('means the same where no provider says a subscription, and where one input says it', () => {
    const plain = network('a') + subnet('s', 'virtual_network_name = "hub"\n  provider = azurerm.other')
    expect(networksOf(provider('other', undefined) + plain)).toEqual({ 'azurerm_subnet.s': ['a'] })
    const input = `variable "x" {}\n${provider(undefined, 'var.x')}${provider('other', 'var.x')}`
    expect(networksOf(input + plain)).toEqual({ 'azurerm_subnet.s': ['a'] })
  })

  test('in a module is of the provider that is passed on', () => {
    const call = (passed: string): string => `module "m" {\n  source = "./m"\n  ${passed}\n}\n`
    const inner = { 'm/main.tf': subnet('s', 'virtual_network_name = "hub"') }
    expect(networksOf({ 'main.tf': two + call(''), ...inner })).toEqual({ 'module.m.azurerm_subnet.s': ['a'] })
    expect(networksOf({ 'main.tf': two + call('providers = { azurerm = azurerm.two }'), ...inner })).toEqual({
      'module.m.azurerm_subnet.s': ['b'],
    })
    const aliased = { 'm/main.tf': subnet('s', 'virtual_network_name = "hub"\n  provider = azurerm.inner') }
    expect(networksOf({ 'main.tf': two + call('providers = { azurerm.inner = azurerm.two }'), ...aliased })).toEqual({
      'module.m.azurerm_subnet.s': ['b'],
    })
    // Nobody says which: https://developer.hashicorp.com/terraform/language/modules/develop/providers#provider-aliases-within-modules
    expect(networksOf({ 'main.tf': two + call(''), ...aliased })).toEqual({ 'module.m.azurerm_subnet.s': ['a', 'b', 'external'] })
  })

  test('in a module that nothing calls is of the provider that it leaves open', () => {
    const main = network('a', 'provider = azurerm.hub') + subnet('s', 'virtual_network_name = "hub"\n  provider = azurerm.hub')
    expect(networksOf(main)).toEqual({ 'azurerm_subnet.s': ['a'] })
    expect(networksOf(`${main}${subnet('t', 'virtual_network_name = "hub"')}`)['azurerm_subnet.t']).toEqual(['a', 'external'])
  })
})

describe('an id', () => {
  const inside = (text: string): string => subnet('s', `virtual_network_id = "${text}"`)

  test.each([
    ['of the one', id('one'), ['a']],
    ['of the other', id('two'), ['b']],
    ['in other letters', id('TWO').toUpperCase(), ['b']],
    ['of none', id('three'), ['external']],
  ])('%s', (_, text, expected) => {
    expect(networksOf(two + inside(text))).toEqual({ 'azurerm_subnet.s': expected })
  })

  test('of a data source is that of its provider, or the one that it names', () => {
    const data = (type: string, more = ''): string => `data "${type}" "x" {\n  ${more}\n}\n`
    const from = (reference: string): string => inside(id(`\${${reference}}`))
    expect(networksOf(two + data('azurerm_client_config') + from('data.azurerm_client_config.x.subscription_id'))).toEqual({
      'azurerm_subnet.s': ['a'],
    })
    expect(
      networksOf(two + data('azurerm_client_config', 'provider = azurerm.two') + from('data.azurerm_client_config.x.subscription_id')),
    ).toEqual({ 'azurerm_subnet.s': ['b'] })
    expect(
      networksOf(two + data('azurerm_subscription', 'subscription_id = "two"') + from('data.azurerm_subscription.x.subscription_id')),
    ).toEqual({ 'azurerm_subnet.s': ['b'] })
    const whole = '${data.azurerm_subscription.x.id}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub'
    expect(networksOf(two + data('azurerm_subscription', 'subscription_id = "two"') + inside(whole))).toEqual({ 'azurerm_subnet.s': ['b'] })
  })

  test('in the subscription of whoever deploys is not known to be this one', () => {
    expect(networksOf(network('a') + inside(id('one')))).toEqual({ 'azurerm_subnet.s': ['a', 'external'] })
  })
})

test('a data source of another subscription is not what is declared in this one', () => {
  const data = (more: string): string =>
    `data "azurerm_virtual_network" "d" {\n  name = "hub"\n  resource_group_name = "rg"\n  ${more}\n}\n`
  const by = subnet('s', 'virtual_network_id = data.azurerm_virtual_network.d.id')
  const base = provider(undefined, '"one"') + provider('two', '"two"') + network('a')
  expect(networksOf(base + data('') + by)).toEqual({ 'azurerm_subnet.s': ['a'] })
  expect(networksOf(base + data('provider = azurerm.two') + by)).toEqual({ 'azurerm_subnet.s': ['data.d'] })
})

test('a resource of azapi is in the subscription of its parent', () => {
  const azapi = (parent: string): string =>
    `resource "azapi_resource" "v" {\n  type = "Microsoft.Network/virtualNetworks@2024-05-01"\n  name = "hub"\n  parent_id = ${parent}\n  body = { properties = {} }\n}\n`
  const by = subnet('s', 'virtual_network_name = "hub"\n  provider = azurerm.two')
  const base = provider(undefined, '"one"') + provider('two', '"two"')
  expect(networksOf(base + azapi('"/subscriptions/two/resourceGroups/rg"') + by)).toEqual({ 'azurerm_subnet.s': ['azapi_resource.v'] })
  expect(networksOf(base + azapi('"/subscriptions/one/resourceGroups/rg"') + by)).toEqual({ 'azurerm_subnet.s': ['external'] })
  const group = 'resource "azurerm_resource_group" "g" {\n  name = "rg"\n  provider = azurerm.two\n}\n'
  expect(networksOf(base + group + azapi('azurerm_resource_group.g.id') + by)).toEqual({ 'azurerm_subnet.s': ['azapi_resource.v'] })
})

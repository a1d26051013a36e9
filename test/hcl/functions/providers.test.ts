/**
 * Functions of the Azure providers, by the examples in their documentation and tests, and of half-known ids.
 * https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/functions/parse_resource_id, https://registry.terraform.io/providers/Azure/azapi/latest/docs/functions/build_resource_id
 * Catches: an id in other letters than the provider's, an error taken for an unknown or the other way round, an id that loses what it was made from.
 */
import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/eval/evaluate.ts'
import { newMeter, type Scope } from '../../../src/eval/scope.ts'
import { isFailure, mayTurnOutToFail, object, reference, string, unknown, type Value } from '../../../src/eval/value.ts'
import { terraformDialect } from '../../../src/hcl/dialect.ts'
import { toJson } from '../../../src/hcl/json.ts'
import { lowerExpression } from '../../../src/hcl/lower.ts'
import { parseExpressionFile } from '../../../src/hcl/parse.ts'
import { fileOf } from '../../support/source.ts'

const origin = { span: { file: fileOf(''), start: 0, end: 0 } }
const doubt = (what: string) => ({ reason: 'computed' as const, what, span: origin.span })
const idOf = (to: string): Value => object(new Map([['id', reference({ to, path: ['id'] }, doubt(`${to}.id`), origin)]]), origin)

const names: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['azurerm_resource_group.net', idOf('azurerm_resource_group.net')],
  ['azurerm_virtual_network.hub', idOf('azurerm_virtual_network.hub')],
  ['var.x', unknown([doubt('var.x')], origin, { identity: 'var.x' })],
  ['var.name', string('apim', origin)],
])
const scope: Scope = { value: (name) => names.get(name), meter: newMeter() }

const evaluated = (expression: string): Value => {
  const file = fileOf(expression)
  return evaluate(
    lowerExpression(
      parseExpressionFile(file, () => {}),
      file,
    ),
    scope,
    terraformDialect,
  )
}

const said = (value: Value): string => {
  if (isFailure(value)) return 'error'
  if (value.kind === 'reference') return `→${value.to}.${value.path.join('.')}`
  if (value.kind === 'unknown')
    return value.parts === undefined ? '?' : value.parts.map((part) => (part.kind === 'string' ? part.value : said(part))).join('')
  return toJson(value) ?? '?'
}

const group = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg'
const network = `${group}/providers/Microsoft.Network/virtualNetworks/hub`
const subnet = `${network}/subnets/apim`

describe('provider::azurerm', () => {
  const call = (id: string): string => `provider::azurerm::parse_resource_id("${id}")`

  test.each([
    [subnet, 'resource_name', '"apim"'],
    [subnet, 'resource_type', '"subnets"'],
    [subnet, 'full_resource_type', '"Microsoft.Network/virtualNetworks/subnets"'],
    [subnet, 'resource_provider', '"Microsoft.Network"'],
    [subnet, 'resource_group_name', '"rg"'],
    [subnet, 'resource_scope', '""'],
    [subnet, 'subscription_id', '"00000000-0000-0000-0000-000000000000"'],
    [subnet, 'parent_resources', '{"virtualNetworks":"hub"}'],
    [network, 'parent_resources', '{}'],
    [subnet.toLowerCase(), 'full_resource_type', '"Microsoft.Network/virtualNetworks/subnets"'],
    [subnet.slice(1), 'resource_name', '"apim"'],
    [group, 'resource_type', '"resourceGroups"'],
    [group, 'full_resource_type', '"/resourceGroups"'],
    [group, 'resource_name', '""'],
    [group, 'resource_group_name', '"rg"'],
    ['/subscriptions/s', 'resource_type', '"subscriptions"'],
    ['/subscriptions/s', 'subscription_id', '"s"'],
  ])('%s: %s is %s', (id, attribute, expected) => {
    expect(said(evaluated(`${call(id)}.${attribute}`))).toBe(expected)
  })

  test.each([
    ['', 'error'],
    ['hub', 'error'],
    [`${subnet}/`, 'error'],
    [`${group}/providers/Microsoft.Network/virtualNetworks`, 'error'],
    [`${group}/providers/Microsoft.Other/things/x`, '?'],
    [`${network}/providers/Microsoft.Authorization/locks/l`, '?'],
    ['/providers/Microsoft.Management/managementGroups/mg', '?'],
  ])('of `%s` it is %s', (id, expected) => {
    expect(said(evaluated(call(id)))).toBe(expected)
    expect(said(evaluated(`provider::azurerm::normalise_resource_id("${id}")`))).toBe(expected)
  })

  test.each([
    [
      '/Subscriptions/s/resourcegroups/RG/providers/microsoft.network/VirtualNetworks/Hub',
      '/subscriptions/s/resourceGroups/RG/providers/Microsoft.Network/virtualNetworks/Hub',
    ],
    ['subscriptions/s/resourceGroups/rg', '/subscriptions/s/resourceGroups/rg'],
    ['/SUBSCRIPTIONS/S', '/subscriptions/S'],
  ])('corrects %s', (wrong, right) => {
    expect(said(evaluated(`provider::azurerm::normalise_resource_id("${wrong}")`))).toBe(`"${right}"`)
  })
})

describe('provider::azapi::parse_resource_id', () => {
  const call = (type: string, id: string): string => `provider::azapi::parse_resource_id("${type}", "${id}")`

  test.each([
    ['Microsoft.Network/virtualNetworks@2022-07-01', network, 'parent_id', `"${group}"`],
    ['Microsoft.Network/virtualNetworks@2022-07-01', network, 'type', '"Microsoft.Network/virtualNetworks"'],
    ['microsoft.network/virtualnetworks', network, 'provider_namespace', '"Microsoft.Network"'],
    ['Microsoft.Network/virtualNetworks/subnets', subnet, 'parent_id', `"${network}"`],
    [
      'Microsoft.Network/virtualNetworks/subnets',
      subnet,
      'parts',
      '{"providers":"Microsoft.Network","resourceGroups":"rg","subnets":"apim","subscriptions":"00000000-0000-0000-0000-000000000000","virtualNetworks":"hub"}',
    ],
    ['Microsoft.Resources/resourceGroups', group, 'resource_group_name', '"rg"'],
    ['Microsoft.Resources/resourceGroups', group, 'parent_id', '"/subscriptions/00000000-0000-0000-0000-000000000000"'],
  ])('%s of %s: %s is %s', (type, id, attribute, expected) => {
    expect(said(evaluated(`${call(type, id)}.${attribute}`))).toBe(expected)
  })

  test.each([
    ['Microsoft.Network/routeTables', subnet, 'error'],
    ['Invalid/ResourceType', network, 'error'],
    ['', network, 'error'],
    ['Microsoft.Network', network, 'error'],
    ['Microsoft.Billing/billingAccounts@2018-11-01-preview', '/providers/Microsoft.Billing/billingAccounts/ba1', '?'],
  ])('of %s, %s it is %s', (type, id, expected) => {
    expect(said(evaluated(call(type, id)))).toBe(expected)
  })

  test('null has no parts', () => {
    expect(said(evaluated('provider::azapi::parse_resource_id("Microsoft.Network/virtualNetworks", null)'))).toBe('null')
  })

  test('the id of a group is told by its name', () => {
    const value = 'provider::azapi::parse_resource_id("Microsoft.Resources/resourceGroups", azurerm_resource_group.net.id)'
    expect(said(evaluated(`${value}.resource_group_name`))).toBe('→azurerm_resource_group.net.name')
    expect(said(evaluated(`${value}.subscription_id`))).toBe('?')
    expect(said(evaluated('provider::azapi::parse_resource_id("Microsoft.Network/virtualNetworks", var.x)'))).toBe('?')
  })

  test('what only some versions have may fail', () => {
    expect(mayTurnOutToFail(evaluated(`${call('Microsoft.Network/virtualNetworks', network)}.resource_group_id`))).toBe(true)
    expect(mayTurnOutToFail(evaluated(`${call('Microsoft.Network/virtualNetworks', network)}.name`))).toBe(false)
  })
})

describe('ids that azapi builds', () => {
  const azapi = (call: string): string => said(evaluated(`provider::azapi::${call}`))

  test.each([
    [
      `build_resource_id("/subscriptions/s", "Microsoft.Resources/resourceGroups@2021-04-01", "rg")`,
      '"/subscriptions/s/resourceGroups/rg"',
    ],
    [`build_resource_id("${group}", "Microsoft.Network/virtualNetworks", "hub")`, `"${network}"`],
    [`build_resource_id("${network}", "Microsoft.Network/virtualNetworks/subnets@2024-05-01", "apim")`, `"${subnet}"`],
    [
      `build_resource_id("/", "Microsoft.Billing/billingAccounts@2018-11-01-preview", "MyInvoice")`,
      '"/providers/Microsoft.Billing/billingAccounts/MyInvoice"',
    ],
    [`build_resource_id("${network}", "Microsoft.Chaos/targets@2024-01-01", "T")`, `"${network}/providers/Microsoft.Chaos/targets/T"`],
    [`build_resource_id("${group}", "", "hub")`, 'error'],
    [`build_resource_id("${group}", "Microsoft.Network", "hub")`, 'error'],
    [
      'resource_group_resource_id("s", "rg1", "Microsoft.Network/virtualNetworks/subnets", ["vnet1", "subnet1"])',
      '"/subscriptions/s/resourceGroups/rg1/providers/Microsoft.Network/virtualNetworks/vnet1/subnets/subnet1"',
    ],
    ['resource_group_resource_id("s", "rg1", "Microsoft.Network/virtualNetworks/subnets", ["vnet1"])', 'error'],
    ['resource_group_resource_id("s", "rg1", "Microsoft.Network/virtualNetworks", [])', 'error'],
    ['subscription_resource_id("s", "Microsoft.Resources/resourceGroups", ["rg1"])', '"/subscriptions/s/resourceGroups/rg1"'],
    [
      'tenant_resource_id("Microsoft.Billing/billingAccounts/billingProfiles", ["ba1", "bp1"])',
      '"/providers/Microsoft.Billing/billingAccounts/ba1/billingProfiles/bp1"',
    ],
    [
      'management_group_resource_id("mg1", "Microsoft.Authorization/locks", ["l"])',
      '"/providers/Microsoft.Management/managementGroups/mg1/providers/Microsoft.Authorization/locks/l"',
    ],
    [
      `extension_resource_id("${network}", "Microsoft.Authorization/locks", ["mylock"])`,
      `"${network}/providers/Microsoft.Authorization/locks/mylock"`,
    ],
    ['unique_string(["a"])', '?'],
  ])('%s is %s', (call, expected) => {
    expect(azapi(call)).toBe(expected)
  })

  test('keep what they are made from', () => {
    expect(azapi('build_resource_id(azurerm_resource_group.net.id, "Microsoft.Network/virtualNetworks", "hub")')).toBe(
      '→azurerm_resource_group.net.id/providers/Microsoft.Network/virtualNetworks/hub',
    )
    expect(azapi('build_resource_id(azurerm_virtual_network.hub.id, "Microsoft.Network/virtualNetworks/subnets", var.name)')).toBe(
      '→azurerm_virtual_network.hub.id/subnets/apim',
    )
    expect(azapi('resource_group_resource_id(var.x, "rg", "Microsoft.Network/virtualNetworks", ["hub"])')).toBe(
      '/subscriptions/?/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub',
    )
  })

  test('may fail where the provider checks what is not known', () => {
    const fails = (call: string): boolean => mayTurnOutToFail(evaluated(`provider::azapi::${call}`))
    expect(fails(`build_resource_id("${group}", "Microsoft.Network/virtualNetworks", "hub")`)).toBe(false)
    expect(fails(`build_resource_id("/subscriptions/s", "Microsoft.Network/virtualNetworks", "hub")`)).toBe(true)
    expect(fails(`build_resource_id("${group}", "Microsoft.Network/virtualNetworks/subnets", "a")`)).toBe(true)
  })
})

test.each([
  ['{ snake_case = { first_name = 1 }, b = [{ c_d = 1 }] }', '{"b":[{"c_d":1}],"snakeCase":{"firstName":1}}'],
  ['{ field_with_many__words = "V_x" }', '{"fieldWithManyWords":"V_x"}'],
  ['null', 'null'],
  ['"a_b"', '"a_b"'],
])('snake2camel(%s) is %s', (input, expected) => {
  expect(said(evaluated(`provider::azapi::snake2camel(${input})`))).toBe(expected)
})

test('functions of other providers are unknown by their name', () => {
  const value = evaluated('provider::other::thing("a")')
  expect(value.kind === 'unknown' ? value.causes.map(({ reason, what }) => `${reason} ${what}`) : []).toEqual([
    'unsupported function `provider::other::thing`',
  ])
})

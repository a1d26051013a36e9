/** Terraform's JSON syntax: pairs of one thing in both forms, what JSON alone cannot tell, and what is no configuration. */
import { describe, expect, test } from 'vitest'
import { isFailure } from '../../src/eval/value.ts'
import { createModuleLoader } from '../../src/hcl/module-source.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { plain } from '../support/plain.ts'
import { configurationOf } from '../support/terraform.ts'

const declaredIn = (files: Readonly<Record<string, string>>) =>
  configurationOf(files).declared.map(({ address, mode, presence, body }) => [address, mode, presence.certain, plain(body)])

/** Written by hand: each pair is one configuration. */
const pairs: readonly (readonly [name: string, native: string, json: unknown])[] = [
  [
    'blocks, blocks within blocks, and an argument that is a map',
    `resource "azurerm_subnet" "a" {
       name = "a"
       delegation {
         name = "d"
         service_delegation { name = "Microsoft.Web/serverFarms" }
       }
     }
     resource "azurerm_virtual_network" "v" {
       tags = { env = "x" }
       subnet {
         name = "one"
       }
       subnet {
         name = "two"
       }
     }`,
    {
      resource: {
        azurerm_subnet: { a: { name: 'a', delegation: { name: 'd', service_delegation: { name: 'Microsoft.Web/serverFarms' } } } },
        azurerm_virtual_network: { v: [{ tags: { env: 'x' }, subnet: [{ name: 'one' }, { name: 'two' }] }] },
      },
    },
  ],
  [
    'dynamic blocks',
    `locals { ports = { ssh = 22 } }
     resource "azurerm_network_security_group" "n" {
       dynamic "security_rule" {
         for_each = local.ports
         iterator = rule
         content {
           name = rule.key
           destination_port_range = rule.value
         }
       }
     }`,
    {
      locals: { ports: { ssh: 22 } },
      resource: {
        azurerm_network_security_group: {
          n: {
            dynamic: {
              security_rule: {
                for_each: '${local.ports}',
                iterator: 'rule',
                content: { name: '${rule.key}', destination_port_range: '${rule.value}' },
              },
            },
          },
        },
      },
    },
  ],
  [
    'a data source, count, and references between them',
    `data "azurerm_subscription" "s" {}
     resource "azurerm_resource_group" "g" {
       count = 2
       name  = "g\${count.index}-\${data.azurerm_subscription.s.subscription_id}"
       depends_on = [data.azurerm_subscription.s]
       lifecycle { ignore_changes = [tags] }
       provisioner "local-exec" { command = "true" }
     }`,
    {
      data: { azurerm_subscription: { s: {} } },
      resource: {
        azurerm_resource_group: {
          g: {
            count: 2,
            name: 'g${count.index}-${data.azurerm_subscription.s.subscription_id}',
            depends_on: ['data.azurerm_subscription.s'],
            lifecycle: { ignore_changes: ['tags'] },
            provisioner: { 'local-exec': { command: 'true' } },
          },
        },
      },
    },
  ],
  [
    'azapi: the body is an argument, the identity a block',
    `resource "azapi_resource" "a" {
       type = "Microsoft.Network/virtualNetworks@2024-01-01"
       body = { properties = { subnets = [{ name = "s" }] } }
       identity { type = "SystemAssigned" }
     }`,
    {
      resource: {
        azapi_resource: {
          a: {
            type: 'Microsoft.Network/virtualNetworks@2024-01-01',
            body: { properties: { subnets: [{ name: 's' }] } },
            identity: { type: 'SystemAssigned' },
          },
        },
      },
    },
  ],
]

describe('pairs', () => {
  test.each(pairs)('%s', (_, native, json) => {
    const expected = declaredIn({ 'main.tf': native })
    expect(expected.length).toBeGreaterThan(0)
    expect(declaredIn({ 'main.tf.json': JSON.stringify(json) })).toEqual(expected)
  })

  test('override files of either form override either', () => {
    const native = 'resource "azurerm_subnet" "a" {\n  name = "a"\n  delegation {\n    name = "d"\n  }\n}'
    const json = JSON.stringify({ resource: { azurerm_subnet: { a: { name: 'a', delegation: [{ name: 'd' }] } } } })
    const nativeOver = 'resource "azurerm_subnet" "a" {\n  delegation {\n    name = "over"\n  }\n}'
    const jsonOver = JSON.stringify({ resource: { azurerm_subnet: { a: { delegation: { name: 'over' } } } } })
    const expected = [['azurerm_subnet.a', 'managed', true, { name: 'a', delegation: [{ name: 'over' }] }]]
    for (const base of [{ 'a.tf': native }, { 'a.tf.json': json }])
      for (const over of [{ 'override.tf': nativeOver }, { 'b_override.tf.json': jsonOver }])
        expect(declaredIn({ ...base, ...over } as Record<string, string>)).toEqual(expected)
  })

  test('files that Terraform passes over are passed over', () => {
    const one = JSON.stringify({ resource: { azurerm_subnet: { a: {} } } })
    expect(declaredIn({ '.hidden.tf.json': one, 'a.tf.json~': one, 'a.json': one, 'b.tf.json': '{}' })).toEqual([])
  })
})

describe('what JSON alone cannot tell', () => {
  const bodyOf = (type: string, body: object) => {
    const files = { 'main.tf.json': JSON.stringify({ resource: { [type]: { a: body } } }) }
    return plain(configurationOf(files).declared[0]!.body)
  }

  test('of a provider that is not known, an object is an argument or a block', () => {
    expect(bodyOf('other_thing', { settings: { a: 1 }, name: 'x', list: [1, { a: 2 }] })).toEqual({
      settings: { '?one of': [{ a: 1 }, [{ a: 1 }]] },
      name: 'x',
      list: [1, { a: 2 }],
    })
  })

  test('a name that is a map in one resource and a block in another', () => {
    expect(bodyOf('azurerm_container_group', { secret: { a: 'b' } })).toEqual({ secret: { a: 'b' } })
    expect(bodyOf('azurerm_container_app', { secret: { name: 'b' } })).toEqual({ secret: [{ name: 'b' }] })
  })
})

describe('places and mistakes', () => {
  const told = (text: string) => {
    const diagnostics: Diagnostic[] = []
    const source = createModuleLoader(memoryWorkspace({ 'main.tf.json': text }), (diagnostic) => diagnostics.push(diagnostic)).load('')
    return { codes: diagnostics.map(({ code }) => code), source }
  }

  test('an expression points into the string that holds it, behind escapes too', () => {
    const text = '{"locals": {"a": "\\u0041\\n${ local.missing }"}, "resource": {"terraform_data": {"t": {"input": "${local.a}"}}}}'
    const { declared } = configurationOf({ 'main.tf.json': text })
    const value = declared[0]!.body.entries.get('input')!
    expect(isFailure(value)).toBe(true)
    expect(value.kind === 'unknown' && value.causes.map(({ span }) => spanText(span))).toEqual(['local.missing'])
    expect(spanText(declared[0]!.span)).toBe('"t"')
  })

  test.each([
    ['', ['json/syntax']],
    ['{"resource": ', ['json/syntax']],
    ['"text"', ['hcl/json-shape']],
    ['{"resource": {"a": "b"}}', ['hcl/json-shape']],
    ['{"resource": {"a": {"b": 1}}}', ['hcl/json-shape']],
    ['{"resource": {"a": {"b": [[]]}}}', []],
    ['{"locals": {"a": "${"}}', ['hcl/expected-expression']],
    ['{"locals": {"a": "é\\n${1 +}"}}', ['hcl/expected-expression']],
    ['{"locals": {"a": {"b": 1, "b": 2}}}', ['json/duplicate-key']],
    ['{"module": {"m": {"source": "./x", "source": "./y"}}}', ['json/duplicate-key']],
    ['{"variable": {"v": {"type": "list(string"}}}', ['hcl/unclosed-bracket']],
  ])('%s', (text, expected) => {
    const { codes, source } = told(text)
    expect(codes).toEqual(expected)
    expect(source.broken.length > 0).toBe(expected.length > 0)
  })

  test('depth is bounded', () => {
    const deep = `{"locals": {"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
    expect(told(deep).codes).toHaveLength(1)
    expect(told(`{"locals": {"a": "${'${['.repeat(5_000)}"}}`).codes).toHaveLength(1)
    expect(told(`{"resource": ${'['.repeat(190)}${']'.repeat(190)}}`).codes.length).toBeLessThan(3)
  })

  test('keys of objects that mean something to JavaScript mean nothing', () => {
    const text =
      '{"locals": {"a": {"__proto__": {"x": 1}, "constructor": 2}}, "__proto__": {"y": 1}, "resource": {"terraform_data": {"t": {"input": "${local.a}"}}}}'
    const value = configurationOf({ 'main.tf.json': text }).declared[0]!.body.entries.get('input')!
    expect(value.kind === 'object' && [...value.entries.keys()]).toEqual(['__proto__', 'constructor'])
  })
})

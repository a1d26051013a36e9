/** Plans that Terraform 1.11.4 made: every value that it says is the one we have, and what the code says is never otherwise. */

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { isSensitive, type Value } from '../../src/eval/value.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { placeOf, spanText } from '../../src/text/source.ts'
import { plain } from '../support/plain.ts'
import { plannedOf } from '../support/plan.ts'
import { configurationOf } from '../support/terraform.ts'

const read = (name: string): string => readFileSync(new URL(`../fixtures/plans/instances/${name}`, import.meta.url), 'utf8')
const code = { 'main.tf': read('main.tf'), 'net/main.tf': read('net/main.tf') }
const files = { ...code, 'terraform.tfvars': read('terraform.tfvars') }

interface Resource {
  readonly address: string
  readonly index?: string | number
  readonly values: Readonly<Record<string, unknown>>
}
interface Module {
  readonly resources?: readonly Resource[]
  readonly child_modules?: readonly Module[]
}
const resourcesIn = ({ resources = [], child_modules = [] }: Module): readonly Resource[] => [
  ...resources,
  ...child_modules.flatMap(resourcesIn),
]

const declaredOf = (
  text: string,
  sources: Readonly<Record<string, string>>,
): { readonly declared: readonly Declared[]; readonly diagnostics: readonly Diagnostic[] } => {
  const { declared, diagnostics } = plannedOf(text, sources)
  if (declared === undefined) throw new Error(diagnostics.map(({ message }) => message).join())
  return { declared, diagnostics }
}

const bodies = (declared: readonly Declared[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(declared.map(({ address, body }) => [address, plain(body)]))

/** Terraform's address of the key `${c}`, and how ours writes it. */
const ours = (address: string): string => address.replace('$' + '${', '$' + '{')

/** What is known here and differs there, by path. */
const conflicts = (one: Value | undefined, other: Value | undefined, path: string): readonly string[] => {
  if (one === undefined || other === undefined) return []
  if (one.kind === 'object' && other.kind === 'object')
    return [...one.entries].flatMap(([key, value]) => conflicts(value, other.entries.get(key), `${path}.${key}`))
  if (one.kind === 'list' && other.kind === 'list' && one.items.length === other.items.length)
    return one.items.flatMap((item, index) => conflicts(item, other.items[index], `${path}[${index}]`))
  if (!isKnown(one) || !isKnown(other)) return []
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other)) ? [] : [path]
}

const isKnown = ({ kind }: Value): boolean => kind !== 'unknown' && kind !== 'reference'

describe.each(['new.json', 'changed.json'])('%s', (name) => {
  const text = read(name)
  const plan = JSON.parse(text) as { readonly planned_values: { readonly root_module: Module } }
  const planned = resourcesIn(plan.planned_values.root_module)

  test('has the resources that Terraform plans, and is of this code', () => {
    const { declared, diagnostics } = declaredOf(text, code)
    expect(diagnostics).toEqual([])
    expect(declared.map(({ address }) => address).sort()).toEqual(planned.map(({ address }) => ours(address)).sort())
    expect(declared.every(({ presence }) => presence.certain)).toBe(true)
  })

  test.each([
    ['with its code', code],
    ['without code', {}],
    [
      'with other code',
      { ...code, 'main.tf': code['main.tf'].replace('["a", ', '["b", "b", ').replace('plain = 1', 'plain = var.prefix') },
    ],
  ])('has the values that Terraform knows: %s', (_, sources) => {
    const given = new Map(planned.map(({ address, values }) => [ours(address), values]))
    let count = 0
    const compare = (value: Value, said: unknown, path: string): void => {
      // What it gives once it is applied is what it was given: https://developer.hashicorp.com/terraform/language/resources/terraform-data
      if (!isKnown(value) || (said === undefined && path.endsWith('.output'))) return
      if (value.kind === 'object' && said !== null && typeof said === 'object') {
        for (const [key, entry] of value.entries) compare(entry, (said as Record<string, unknown>)[key], `${path}.${key}`)
      } else if (value.kind === 'list' && Array.isArray(said)) {
        expect(value.items.length, path).toBe(said.length)
        for (const [index, item] of value.items.entries()) compare(item, said[index], `${path}.${index}`)
      } else {
        count++
        expect([path, value.kind === 'number' ? Number(value.value) : plain(value)]).toEqual([path, said])
      }
    }
    for (const { address, body } of declaredOf(text, sources).declared) compare(body, given.get(address), address)
    expect(count).toBeGreaterThan(25)
  })

  test('says nothing else than the code does where both know', () => {
    const evaluated = new Map(configurationOf(files).declared.map((one) => [one.address, one]))
    const { declared } = declaredOf(text, code)
    expect([...evaluated.keys()].sort()).toEqual(declared.map(({ address }) => address).sort())
    expect(declared.flatMap(({ address, body }) => conflicts(body, evaluated.get(address)?.body, address))).toEqual([])
  })

  test('stands where the code stands, or in the plan where there is none', () => {
    const { declared } = declaredOf(text, code)
    for (const { address, span, type } of declared) {
      const file = address.startsWith('module.') ? 'net/main.tf' : 'main.tf'
      expect(span.file.path).toBe(file)
      expect(spanText(span)).toBe(`resource "${type}" "${address.replace(/^module\.\w+\["[^"]*"\]\./, '').split(/[.[]/)[1]}"`)
    }
    for (const { address, span } of declaredOf(text, {}).declared)
      expect([span.file.path, ours(JSON.parse(spanText(span)) as string)]).toEqual(['plan.json', address])
  })

  test('hides what is sensitive', () => {
    for (const sources of [code, {}]) {
      const { declared } = declaredOf(text, sources)
      const input = declared.find(({ address }) => address === 'terraform_data.hidden')!.body.entries.get('input')
      expect(input?.kind === 'object' && [...input.entries].filter(([, value]) => isSensitive(value)).map(([key]) => key)).toEqual([
        'password',
      ])
      for (const { span } of declared) if (span.file.path === 'plan.json') expect(span.file.text).not.toContain('hush')
    }
  })
})

describe('what is known only after apply', () => {
  test('is what the code refers to', () => {
    expect(bodies(declaredOf(read('new.json'), code).declared)).toMatchObject({
      'terraform_data.first': { input: { name: 'pre-first', nothing: null, tags: { a: 'pre' } } },
      'terraform_data.second': { input: '→terraform_data.first.id' },
      'terraform_data.counted[1]': {
        input: { index: 1, list: ['a', '?terraform_data.counted[1].input.list.1', 3, true], of: '→terraform_data.first.id' },
      },
      'terraform_data.each["a.b"]': {
        input: ['a.b', '→terraform_data.counted[0].id', { '?text': ['of ', '→terraform_data.first.id'] }],
        triggers_replace: '1.5',
      },
      'terraform_data.mapped["č 1"]': { input: { empty: [], key: 'č 1', size: 3, text: '' } },
      'module.net["y.z"].terraform_data.inner': { input: { name: 'Y.Z', parent: '→terraform_data.first.id' } },
      'terraform_data.outside': { input: { id: '→module.net["x"].terraform_data.inner.id', name: 'Y.Z' } },
    })
  })

  test('is unknown by its own name where there is no code to tell', () => {
    expect(bodies(declaredOf(read('new.json'), {}).declared)).toMatchObject({
      'terraform_data.second': { input: '?terraform_data.second.input' },
      'terraform_data.counted[0]': { input: { list: ['a', '?terraform_data.counted[0].input.list.1', 3, true] } },
    })
  })

  test('is not taken from code that was not planned', () => {
    const main = code['main.tf'].replace('input = terraform_data.first.id', 'input = terraform_data.bare.id')
    const { declared, diagnostics } = declaredOf(read('new.json'), { ...code, 'main.tf': main })
    expect(diagnostics.map(({ code: told, severity, span }) => `${severity} ${told} ${placeOf(span)}`)).toEqual([
      'note plan/other-code main.tf:28:11',
    ])
    expect(bodies(declared)['terraform_data.second']).toMatchObject({ input: '?terraform_data.second.input' })
  })

  test.each([
    ['another literal', 'triggers_replace = 1.5', 'triggers_replace = 2.5'],
    ['another attribute', 'counted[0].id', 'counted[0].output'],
    ['another key', 'counted[0].id', 'counted[1].id'],
    ['a variable', '["a", ', '[var.prefix, '],
    ['another count', 'count = 2', 'count = 3'],
    ['other keys', 'toset(["x", "y.z"])', 'toset(["x", "y.z", "w"])'],
    ['an argument less', '  triggers_replace = 1.5\n', ''],
    ['another argument of a module', 'id       = terraform_data.first.id', 'id       = terraform_data.second.id'],
    ['a resource less', 'resource "terraform_data" "bare" {\n}\n', ''],
  ])('is not taken from code with %s', (_, from, to) => {
    const main = code['main.tf'].replace(from, to)
    expect(main).not.toBe(code['main.tf'])
    const { diagnostics } = declaredOf(read('new.json'), { ...code, 'main.tf': main })
    expect(diagnostics.map((one) => one.code)).toEqual(['plan/other-code'])
  })

  test('is of the plan where a module cannot be read', () => {
    const main = code['main.tf'].replace('"./net"', '"example/net/null"')
    const { declared } = declaredOf(read('new.json'), { ...code, 'main.tf': main })
    const inner = declared.find(({ address }) => address === 'module.net["x"].terraform_data.inner')!
    expect(plain(inner.body)).toMatchObject({ input: { name: 'X' } })
    expect(spanText(inner.span)).toBe('module "net"')
    // Whose id it is, is in that module.
    const { input } = plain(declared.find(({ address }) => address === 'terraform_data.outside')!.body) as { input: { id: unknown } }
    expect(String(input.id).startsWith('?')).toBe(true)
  })
})

describe('whatever a plan is', () => {
  const keys = [
    'format_version',
    'planned_values',
    'root_module',
    'resources',
    'child_modules',
    'address',
    'type',
    'name',
    'mode',
    'index',
    'values',
    '__proto__',
    'constructor',
    'toString',
    'configuration',
    'resource_changes',
    'change',
    'after_unknown',
    'actions',
    'module_calls',
    'module',
    'expressions',
    'references',
    'variables',
    'prior_state',
  ]
  const scalars = fc.oneof(
    fc.constantFrom(
      'managed',
      'data',
      'terraform_data',
      'first',
      'terraform_data.first',
      'module.net["x"]',
      '1.2',
      '__proto__',
      true,
      null,
    ),
    fc.double(),
    fc.string(),
  )
  const anything = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      scalars,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 6 }),
    ),
  })).tree

  const readAll = (text: string): void => {
    for (const sources of [code, {}]) for (const { body } of plannedOf(text, sources).declared ?? []) plain(body)
  }

  test('it is read or told', () => {
    fc.assert(
      fc.property(anything, anything, anything, (planned, changes, configuration) => {
        readAll(
          JSON.stringify({
            format_version: '1.2',
            planned_values: { root_module: planned },
            resource_changes: changes,
            configuration: { root_module: configuration },
          }),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('any part of a plan may be anything', () => {
    const text = read('changed.json')
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), anything, (at, length, tree) =>
        readAll(text.slice(0, at) + JSON.stringify(tree) + text.slice(at + length)),
      ),
      { numRuns: 100 },
    )
  })

  test('names of prototypes are names', () => {
    const resource =
      '{"address":"t.__proto__","mode":"managed","type":"t","name":"__proto__","values":{"__proto__":{"a":1},"constructor":"b"}}'
    const text = `{"format_version":"1.0","planned_values":{"root_module":{"resources":[${resource}]}},"configuration":{"root_module":{"resources":[{"address":"t.__proto__","mode":"managed","expressions":{"__proto__":{},"constructor":{}}}]}}}`
    const { declared } = declaredOf(text, {})
    expect([...declared[0]!.body.entries.keys()].sort()).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })
})

describe('an installed module', () => {
  const source = 'Azure/net/azurerm'
  const value = (text: string): string => `resource "terraform_data" "r" {\n  input = ${text}\n}\n`
  const plan = JSON.stringify({
    format_version: '1.2',
    complete: true,
    planned_values: {
      root_module: {
        child_modules: [
          {
            address: 'module.net',
            resources: [
              { address: 'module.net.terraform_data.r', mode: 'managed', type: 'terraform_data', name: 'r', values: { input: 'a' } },
            ],
          },
        ],
      },
    },
    configuration: {
      root_module: {
        module_calls: {
          net: {
            source,
            module: {
              resources: [
                {
                  address: 'terraform_data.r',
                  mode: 'managed',
                  type: 'terraform_data',
                  name: 'r',
                  expressions: { input: { constant_value: 'a' } },
                },
              ],
            },
          },
        },
      },
    },
  })
  const told = (text: string) => {
    const { declared, diagnostics } = declaredOf(plan, {
      'main.tf': `module "net" {\n  source = "${source}"\n}\n`,
      '.terraform/modules/modules.json': JSON.stringify({
        Modules: [{ Key: 'net', Source: `registry.terraform.io/${source}`, Dir: '.terraform/modules/net', Version: '1.0.0' }],
      }),
      '.terraform/modules/net/main.tf': value(text),
    })
    return [diagnostics.map(({ code: one }) => one), declared.map(({ span }) => span.file.path), bodies(declared)]
  }

  test('is the place of what it declares, and other code where it differs', () => {
    const file = '.terraform/modules/net/main.tf'
    expect(told('"a"')).toEqual([[], [file], { 'module.net.terraform_data.r': { input: 'a', output: 'a' } }])
    expect(told('"b"')).toEqual([['plan/other-code'], [file], { 'module.net.terraform_data.r': { input: 'a' } }])
  })
})

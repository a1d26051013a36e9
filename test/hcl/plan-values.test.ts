/** What is written, what was read from Azure, and whose an id is, in plans written by hand. */
import { describe, expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { plain } from '../support/plain.ts'
import { plannedOf } from '../support/plan.ts'

interface Given {
  readonly type: string
  readonly values: Readonly<Record<string, unknown>>
  readonly unknown?: Readonly<Record<string, unknown>>
  readonly sensitive?: Readonly<Record<string, unknown>>
  readonly expressions: Readonly<Record<string, unknown>>
  readonly action?: string
  readonly mode?: string
}

const planOf = (resources: Readonly<Record<string, Given>>, more: Readonly<Record<string, unknown>> = {}): string => {
  const all = Object.entries(resources)
  const head = (name: string, { type, mode = 'managed' }: Given) => ({
    address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`,
    mode,
    type,
    name,
  })
  const resource = ([name, given]: (typeof all)[number]) => ({
    ...head(name, given),
    values: given.values,
    sensitive_values: given.sensitive ?? {},
  })
  return JSON.stringify({
    format_version: '1.2',
    planned_values: { root_module: { resources: all.filter(([, { mode }]) => mode !== 'data').map(resource) } },
    prior_state: { values: { root_module: { resources: all.filter(([, { mode }]) => mode === 'data').map(resource) } } },
    resource_changes: all
      .filter(([, { mode }]) => mode !== 'data')
      .map(([name, given]) => ({
        ...head(name, given),
        change: { actions: [given.action ?? 'create'], after_unknown: given.unknown ?? {} },
      })),
    configuration: { root_module: { resources: all.map(([name, given]) => ({ ...head(name, given), expressions: given.expressions })) } },
    complete: true,
    ...more,
  })
}

const bodyOf = (declared: readonly Declared[] | undefined, address: string): unknown =>
  plain(declared!.find((one) => one.address === address)!.body)

const rule = { name: 'ssh', access: 'Allow', description: '', source_address_prefixes: [], source_address_prefix: '*' }
const group = (action: string, value: unknown): Given => ({
  type: 'azurerm_network_security_group',
  action,
  values: { name: 'g', ...(value === undefined ? {} : { security_rule: value }) },
  unknown: value === undefined ? { security_rule: true, id: true } : {},
  expressions: { name: { constant_value: 'g' } },
})
const address = 'azurerm_network_security_group.g'
const written = 'resource "azurerm_network_security_group" "g" {\n  name = "g"\n}\n'
const withRule = written.replace(
  '}\n',
  '  security_rule {\n    name = "ssh"\n    access = "Allow"\n    source_address_prefix = "*"\n  }\n}\n',
)

describe('blocks that the configuration of a plan leaves out', () => {
  test('are not there where the code has none, whatever Azure has', () => {
    for (const [action, value] of [
      ['no-op', [rule]],
      ['create', undefined],
    ] as const)
      expect(bodyOf(plannedOf(planOf({ g: group(action, value) }), { 'main.tf': written }).declared, address)).toEqual({ name: 'g' })
  })

  test('have what is written in them', () => {
    for (const action of ['no-op', 'create'])
      expect(bodyOf(plannedOf(planOf({ g: group(action, [rule]) }), { 'main.tf': withRule }).declared, address)).toEqual({
        name: 'g',
        security_rule: [{ name: 'ssh', access: 'Allow', source_address_prefix: '*' }],
      })
  })

  test('are not known without code, but for what is of the resource alone', () => {
    const separate: Given = { type: 'azurerm_network_security_rule', values: {}, expressions: {} }
    const without = (action: string, value: unknown) =>
      bodyOf(plannedOf(planOf({ g: group(action, value), s: separate })).declared, address)
    expect(without('no-op', [rule])).toEqual({
      name: 'g',
      security_rule: `?whether \`security_rule\` of ${address} is written or read from Azure`,
    })
    expect(without('create', undefined)).toEqual({ name: 'g', security_rule: `?${address}.security_rule` })
    expect(without('create', [rule])).toEqual({ name: 'g', security_rule: [{ name: 'ssh', access: 'Allow', source_address_prefix: '*' }] })
    expect(without('no-op', [])).toEqual({ name: 'g' })
    expect(bodyOf(plannedOf(planOf({ g: group('no-op', [rule]) })).declared, address)).toMatchObject({ security_rule: [{ name: 'ssh' }] })
  })
})

describe('ids', () => {
  const subnet = (name: string, id: string | undefined): Given => ({
    type: 'azurerm_subnet',
    action: id === undefined ? 'create' : 'no-op',
    values: { name, ...(id === undefined ? {} : { id }) },
    unknown: id === undefined ? { id: true } : {},
    expressions: { name: { constant_value: name } },
  })
  const user = (value: string | undefined): Given => ({
    type: 'azurerm_thing',
    action: 'no-op',
    values: value === undefined ? {} : { subnet_id: value },
    unknown: value === undefined ? { subnet_id: true } : {},
    expressions: { subnet_id: { references: ['azurerm_subnet.a.id', 'azurerm_subnet.a'] } },
  })
  const association: Given = {
    type: 'azurerm_subnet_route_table_association',
    action: 'no-op',
    values: { id: '/S/A', subnet_id: '/S/A' },
    expressions: { subnet_id: { references: ['azurerm_subnet.a.id', 'azurerm_subnet.a'] } },
  }
  const code = source('azurerm_subnet.a.id')
  function source(expression: string): string {
    return `resource "azurerm_subnet" "a" {\n  name = "a"\n}\nresource "azurerm_subnet" "b" {\n  name = "b"\n}\nresource "azurerm_thing" "t" {\n  subnet_id = ${expression}\n}\n`
  }
  const pointed = (
    files: Readonly<Record<string, string>>,
    a: string | undefined,
    b: string | undefined,
    value: string | undefined,
    more = {},
  ) =>
    (
      bodyOf(plannedOf(planOf({ a: subnet('a', a), b: subnet('b', b), t: user(value), ...more }), files).declared, 'azurerm_thing.t') as {
        subnet_id: unknown
      }
    ).subnet_id

  test('mean the resource that has them', () => {
    for (const files of [{ 'main.tf': code }, {}]) {
      expect(pointed(files, '/s/a', '/s/b', '/S/A')).toBe('→azurerm_subnet.a.id')
      expect(pointed(files, '/s/a', '/s/b', '/s/c')).toBe('/s/c')
    }
    expect(pointed({}, '/s/a', '/s/b', '/s/a', { r: association })).toBe('→azurerm_subnet.a.id')
  })

  test('that the plan has are not those that the code would give, as where changes are ignored', () => {
    expect(pointed({ 'main.tf': code }, '/s/a', '/s/b', '/s/b')).toBe('→azurerm_subnet.b.id')
    expect(pointed({ 'main.tf': code }, undefined, '/s/b', '/s/old')).toBe('/s/old')
  })

  test('known after apply are the code’s, and unknown where only names of it are known', () => {
    expect(pointed({ 'main.tf': code }, undefined, undefined, undefined)).toBe('→azurerm_subnet.a.id')
    expect(pointed({}, undefined, undefined, undefined)).toBe('?azurerm_thing.t.subnet_id')
    const half = pointed({ 'main.tf': source('"${azurerm_subnet.a.id}/x"') }, undefined, undefined, undefined)
    expect(half).toEqual({ '?text': ['→azurerm_subnet.a.id', '/x'] })
  })
})

describe('values that a plan does not hold', () => {
  test('are those that are written only', () => {
    const thing: Given = { type: 'azurerm_thing', values: { secret_wo: null }, expressions: { secret_wo: { constant_value: 'x' } } }
    const main = 'resource "azurerm_thing" "t" {\n  secret_wo = "x"\n}\n'
    expect(bodyOf(plannedOf(planOf({ t: thing }), { 'main.tf': main }).declared, 'azurerm_thing.t')).toEqual({ secret_wo: 'x' })
    expect(bodyOf(plannedOf(planOf({ t: thing })).declared, 'azurerm_thing.t')).toEqual({
      secret_wo: '?azurerm_thing.t.secret_wo',
    })
  })

  test('are not those of data sources, which the state has', () => {
    const network: Given = {
      type: 'azurerm_virtual_network',
      mode: 'data',
      values: { name: 'v', id: '/v' },
      expressions: { name: { references: ['var.n'] } },
    }
    const { declared } = plannedOf(planOf({ v: network }, { variables: { n: { value: 'v' } } }), {
      'main.tf': 'variable "n" {}\ndata "azurerm_virtual_network" "v" {\n  name = var.n\n}\n',
    })
    expect(declared!.map((one) => [one.address, one.mode, plain(one.body)])).toEqual([
      ['data.azurerm_virtual_network.v', 'data', { name: 'v' }],
    ])
  })
})

describe('elements of sets', () => {
  const thing = (items: unknown, unknown: unknown, references: readonly string[]): Given => ({
    type: 'azurerm_thing',
    values: { items },
    unknown: { items: unknown },
    expressions: { items: { references } },
  })
  const other: Given = { type: 'azurerm_other', values: {}, unknown: { id: true, key: true }, expressions: {} }
  const refs = ['azurerm_other.o.id', 'azurerm_other.o', 'azurerm_other.o.key', 'azurerm_other.o']
  const itemsOf = (list: string, items: unknown, unknown: unknown) =>
    (
      bodyOf(
        plannedOf(planOf({ t: thing(items, unknown, refs), o: other }), {
          'main.tf': `resource "azurerm_other" "o" {\n}\nresource "azurerm_thing" "t" {\n  items = ${list}\n}\n`,
        }).declared,
        'azurerm_thing.t',
      ) as { items: unknown }
    ).items

  test('are paired where they can be told apart', () => {
    const list = '["b", azurerm_other.o.id, "a", azurerm_other.o.key]'
    expect(itemsOf(list, ['a', 'b', null, null], [false, false, true, true])).toEqual([
      'a',
      'b',
      '→azurerm_other.o.id',
      '→azurerm_other.o.key',
    ])
    expect(itemsOf(list, ['a', 'c', null, null], [false, false, true, true])).toEqual([
      'a',
      'c',
      '?azurerm_thing.t.items.2',
      '?azurerm_thing.t.items.3',
    ])
    expect(itemsOf(list, undefined, true)).toEqual(['b', '→azurerm_other.o.id', 'a', '→azurerm_other.o.key'])
  })

  test('that are objects are paired by all that is known', () => {
    const list = '[{ n = "1", to = azurerm_other.o.id }, { n = "2", to = azurerm_other.o.key }]'
    expect(itemsOf(list, [{ n: '2' }, { n: '1' }], [{ to: true }, { to: true }])).toEqual([
      { n: '2', to: '→azurerm_other.o.key' },
      { n: '1', to: '→azurerm_other.o.id' },
    ])
    const alike = '[{ n = "1", to = azurerm_other.o.id }, { n = "1", to = azurerm_other.o.key }]'
    expect(itemsOf(alike, [{ n: '1' }, { n: '1' }], [{ to: true }, { to: true }])).toEqual([
      { n: '1', to: '?azurerm_thing.t.items.0.to' },
      { n: '1', to: '?azurerm_thing.t.items.1.to' },
    ])
  })
})

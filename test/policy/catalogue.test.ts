/** What is listed of policies is what they judge: every code of every example is there with its severity, and every field is one that a policy can be written with. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { askedKinds, askedOf, resourceKinds, resourceOf, shippedNames, shippedPolicies } from '../../src/policy/catalogue.ts'
import { readPolicy } from '../../src/policy/read.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { fileOf } from '../support/source.ts'

const folders = (path: string): readonly string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : []

const all = shippedPolicies()

test('every folder of `policies` is listed', () => {
  expect(shippedNames()).toEqual(folders('policies'))
  expect(all.map(({ name }) => name)).toEqual(folders('policies'))
  for (const { title, rules, types, path } of all) {
    expect(title).not.toBe('')
    expect(rules.length).toBeGreaterThan(0)
    expect(types.length).toBeGreaterThan(0)
    expect(existsSync(path)).toBe(true)
  }
})

describe.each(all)('$name', ({ name, rules }) => {
  const listed = new Map(rules.flatMap(({ items }) => items.map(({ code, severity }) => [code, severity])))

  test('lists no code twice', () => {
    expect(rules.flatMap(({ items }) => items.map(({ code }) => code)).length).toBe(listed.size)
  })

  test('judges nothing that is not listed', () => {
    const judged = ['pass', 'fail', 'unsure'].flatMap((group) =>
      folders(join('policies', name, group)).flatMap(
        (example) =>
          check({
            workspace: diskWorkspace(join('policies', name, group, example)),
            paths: [''],
            exclude: ['**/*.bicep'],
            policies: [name],
            version: '0',
            libraries: true,
            today: '2026-01-01',
            now: () => 0,
          }).judgements,
      ),
    )
    expect(judged.length).toBeGreaterThan(0)
    // Where a subject is, is asked by every rule.
    const codes = judged.filter(({ code }) => !code.endsWith('/places'))
    for (const { code } of codes) expect([...listed.keys()]).toContain(code)
  })
})

/** A value of each form, where a rule can be written with it. */
const samples: Readonly<Record<string, string>> = {
  'nsg-matrix': `
for: subnet
rules:
  - { id: a, kind: nsg-matrix, severity: error, at: subnet, flows: [{ id: b, direction: inbound, from: Internet, to: subnet, expect: deny }] }`,
  resource: `
for: private-link-target
rules:
  - { id: a, kind: resource, severity: error, expect: [{ id: b, that: publicAccess != "everyone", message: is open }] }`,
  'private-endpoint': `
for: private-endpoint
rules:
  - { id: a, kind: private-endpoint, severity: error, checks: [zone] }`,
  'dns-forwarding': `
for: virtual-network
rules:
  - { id: a, kind: dns-forwarding, severity: error, names: [{ id: b, name: a.example, expect: answered }] }`,
}

describe('what may be asked', () => {
  test('every kind of rules and of resources tells its fields', () => {
    for (const kind of askedKinds()) {
      const asked = askedOf(kind)!
      expect(asked.fields.filter(({ required }) => required).map(({ path }) => path)).toEqual(
        expect.arrayContaining(['id', 'kind', 'severity']),
      )
      expect(asked.fields.every(({ form }) => form !== '')).toBe(true)
    }
    for (const kind of resourceKinds) expect(resourceOf(kind)!.types.length).toBeGreaterThanOrEqual(0)
    expect(askedOf('nothing')).toBeUndefined()
    expect(resourceOf('nothing')).toBeUndefined()
  })

  test.each(Object.entries(samples))('a rule of kind %s with the fields that are required, and none less, is read', async (kind, text) => {
    const required = askedOf(kind)!.fields.filter((field) => field.required)
    const whole = `policy: sample${text}\n`
    const keysOf = (path: string): readonly string[] => path.split('.').map((part) => part.replace('[]', ''))
    // What is required inside of something is where that is written.
    for (const { path } of required)
      if (
        keysOf(path)
          .slice(0, -1)
          .every((key) => whole.includes(`${key}:`))
      )
        expect(whole).toContain(`${keysOf(path).at(-1)!}:`)
    const told: Diagnostic[] = []
    expect(readPolicy(fileOf(whole, 'sample.yaml', 'yaml'), false, (one) => told.push(one))).toBeDefined()
    expect(told).toEqual([])
    for (const { path } of required.filter((field) => !field.path.includes('.'))) {
      const without = whole.replace(new RegExp(`\\b${path.replace('[]', '')}: (\\[.*\\]|[\\w-]+),? ?`), (found) =>
        found.endsWith(', ') ? '' : 'why: x ',
      )
      expect(
        readPolicy(fileOf(without, 'sample.yaml', 'yaml'), false, () => undefined),
        path,
      ).toBeUndefined()
    }
  })

  test('conditions may name every field that is told of a kind, and no other', () => {
    for (const kind of ['private-link-target', 'subnet', 'firewall', 'api-management'] as const) {
      const { fields } = resourceOf(kind)!
      const policy = (condition: string): string =>
        `policy: sample\nfor: ${kind}\nrules:\n  - { id: a, kind: resource, severity: error, expect: [{ id: b, that: '${condition}', message: is so }] }\n`
      const test = ({ name, type }: (typeof fields)[number]): string =>
        type === 'bool' ? name : type === 'int' ? `${name} == 1` : type === 'string' ? `${name} == ${name}` : `size(${name}) == 0`
      for (const field of fields)
        expect(
          readPolicy(fileOf(policy(test(field)), 'sample.yaml', 'yaml'), false, () => undefined),
          `${kind}.${field.name}`,
        ).toBeDefined()
      expect(readPolicy(fileOf(policy('notThere == 1'), 'sample.yaml', 'yaml'), false, () => undefined)).toBeUndefined()
    }
  })

  test('a type of resources stands for its kind', () => {
    expect(resourceOf('azurerm_key_vault')!.kind).toBe('private-link-target')
    expect(resourceOf('microsoft.network/privateendpoints')!.kind).toBe('private-endpoint')
  })
})

/** The published schemas: in step with the code, and of one mind with the reader on structure. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readYaml } from '../../src/data/yaml.ts'
import { builtinPolicies } from '../../src/policy/builtin.ts'
import { readPolicy } from '../../src/policy/read.ts'
import { assumptionsSchema, configurationSchema, modelSchema, policySchema, waiversSchema } from '../../src/policy/schema.ts'
import { fileOf } from '../support/source.ts'

const top = fileURLToPath(new URL('../..', import.meta.url))
const load = (path: string): unknown => JSON.parse(readFileSync(`${top}/${path}`, 'utf8'))
const ajv = new Ajv({ strict: true, allowUnionTypes: true })

describe('schemas', () => {
  test('on disk are those that the shapes give', () => {
    expect(load('schema/policy.schema.json')).toEqual(JSON.parse(JSON.stringify(policySchema())))
    expect(load('schema/configuration.schema.json')).toEqual(JSON.parse(JSON.stringify(configurationSchema())))
    expect(load('schema/waivers.schema.json')).toEqual(JSON.parse(JSON.stringify(waiversSchema())))
    expect(load('schema/assumptions.schema.json')).toEqual(JSON.parse(JSON.stringify(assumptionsSchema())))
    expect(load('schema/model.schema.json')).toEqual(JSON.parse(JSON.stringify(modelSchema())))
  })

  test('what ships is on disk, in the program, and valid', () => {
    const folders = readdirSync(`${top}/policies`)
    expect(builtinPolicies().map((policy) => policy.id)).toEqual([...folders].sort())
    const validate = ajv.compile(load('schema/policy.schema.json') as object)
    for (const policy of builtinPolicies()) {
      const text = readFileSync(`${top}/${policy.file.path}`, 'utf8')
      expect(policy.file.text).toBe(text)
      expect(validate(parse(text)) ? [] : validate.errors).toEqual([])
      const told: unknown[] = []
      expect(policy.tree?.()).toEqual(readYaml(policy.file, (diagnostic) => told.push(diagnostic)))
      const read = readPolicy(policy.file, true, (diagnostic) => told.push(diagnostic))
      expect(told).toEqual([])
      expect([read?.file.id, read?.for]).toEqual([policy.id, policy.for])
    }
  })

  const flow = (more: object): object => ({ id: 'f', direction: 'inbound', from: 'any', to: 'subnet', expect: 'deny', ...more })
  const policy = (more: object, rule: object = {}): object => ({
    policy: 'p',
    for: 'subnet',
    rules: [{ id: 'r', kind: 'nsg-matrix', severity: 'error', flows: [flow(more)], ...rule }],
  })

  test.each([
    ['a flow', policy({}), true],
    ['ports', policy({ protocol: 'tcp', ports: [22, '80-90'] }), true],
    ['one port', policy({ protocol: ['tcp', 'udp'], ports: 22 }), true],
    ['a setting', { ...policy({ from: '${a}' }), settings: { a: { default: ['10.0.0.0/8'] } } }, true],
    ['leftovers', policy({}, { leftovers: [{ id: 'l', why: 'x', direction: 'inbound', tag: 'Internet' }] }), true],
    ['an unknown key', policy({ form: 'any' }), false],
    ['an unknown word', policy({ expect: 'alow' }), false],
    ['a missing key', { policy: 'p', for: 'subnet' }, false],
    ['a port too large', policy({ protocol: 'tcp', ports: [65536] }), false],
    ['a list without items', policy({ from: [] }), false],
    ['an unknown kind of rule', policy({}, { kind: 'forced-tunnel' }), false],
    ['an unknown kind of resource', { ...policy({}), for: 'subnets' }, false],
    ['a malformed id', policy({ id: 'A b' }), false],
  ])('agree with the reader about %s', (_, data, valid) => {
    expect(ajv.compile(policySchema())(data)).toBe(valid)
    const read = readPolicy(fileOf(JSON.stringify(data), 'policy.yaml', 'yaml'), false, () => undefined)
    expect(read !== undefined).toBe(valid)
  })

  test('the configuration', () => {
    const validate = ajv.compile(configurationSchema())
    expect(validate({ policies: ['api-management'], settings: { p: { a: ['x', 1] } }, 'fail-on': 'never', joins: [{}] })).toBe(true)
    expect(validate({ polices: [] })).toBe(false)
    expect(validate({ roots: [{ name: 'x' }] })).toBe(false)
  })
})

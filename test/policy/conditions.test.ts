import { Environment } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Doubt } from '../../src/eval/value.ts'
import { type Fact, known, notKnown } from '../../src/model/entity.ts'
import { type Condition, type FieldRow, type FieldValue, readCondition, type Truth } from '../../src/policy/conditions.ts'
import { beginReading } from '../../src/policy/shape.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { fileOf } from '../support/source.ts'

const fields: readonly FieldRow[] = [
  { name: 'tier', type: 'string', about: 'tier', values: ['developer', 'premium'] },
  { name: 'units', type: 'int', about: 'units' },
  { name: 'zonal', type: 'bool', about: 'zonal' },
  { name: 'zones', type: 'list<string>', about: 'zones' },
]

const file = fileOf('', 'main.tf')
const span = { file, start: 0, end: 0 }
const doubt = (what: string): Doubt => ({ reason: 'input', what, span })
const sure = (value: FieldValue): Fact<FieldValue> => known(value, { span })
const open = (what: string, among?: readonly FieldValue[]): Fact<FieldValue> => notKnown([doubt(what)], { span }, among)

const read = (text: string): { readonly condition: Condition | undefined; readonly told: readonly Diagnostic[] } => {
  const told: Diagnostic[] = []
  const yaml = fileOf(text, 'policy.yaml', 'yaml')
  const whole = { file: yaml, start: 0, end: text.length }
  const scalar = { kind: 'scalar', value: text, raw: text, span: whole } as const
  const condition = readCondition(
    { text, span: whole, scalar },
    fields,
    beginReading('policy', (diagnostic) => told.push(diagnostic)),
  )
  return { condition, told }
}

const ask = (text: string, facts: Readonly<Record<string, Fact<FieldValue>>>): Truth => {
  const { condition, told } = read(text)
  expect(told).toEqual([])
  return condition!.evaluate((name) => facts[name]!)
}

const answer = (text: string, facts: Readonly<Record<string, Fact<FieldValue>>>): string => {
  const truth = ask(text, facts)
  return truth.answer === 'unsure' ? `unsure: ${truth.doubts.map((each) => each.what).join(', ')}` : truth.answer
}

describe('conditions', () => {
  test('decide what is known', () => {
    const facts = { tier: sure('premium'), units: sure(2), zonal: sure(false), zones: sure(['1', '2']) }
    expect(answer('tier == "premium" && units > 1', facts)).toBe('yes')
    expect(answer('tier in ["developer"] || zonal', facts)).toBe('no')
    expect(answer('zones.exists(z, z == "2") && size(zones) == 2', facts)).toBe('yes')
    expect(answer('zonal ? units == 9 : units == 2', facts)).toBe('yes')
  })

  test('are unsure where an unknown decides, and name it', () => {
    const facts = { tier: open('var.sku'), units: sure(1), zonal: sure(true), zones: open('var.zones') }
    expect(answer('tier == "premium"', facts)).toBe('unsure: var.sku')
    expect(answer('tier == "premium" && units == 1', facts)).toBe('unsure: var.sku')
    expect(answer('tier == "premium" && size(zones) > 0', facts)).toBe('unsure: var.sku, var.zones')
    expect(answer('zonal ? tier == "premium" : false', facts)).toBe('unsure: var.sku')
    expect(answer('!(tier == "premium")', facts)).toBe('unsure: var.sku')
    expect(answer('(tier == "premium") == zonal', facts)).toBe('unsure: var.sku')
  })

  test('are decided without the unknown where one side decides', () => {
    const facts = { tier: open('var.sku'), units: sure(1), zonal: sure(false) }
    expect(answer('tier == "premium" && units == 2', facts)).toBe('no')
    expect(answer('units == 2 && tier == "premium"', facts)).toBe('no')
    expect(answer('tier == "premium" || units == 1', facts)).toBe('yes')
    expect(answer('tier == "premium" ? units == 1 : units < 2', facts)).toBe('yes')
    expect(answer('!(tier == "premium" && zonal)', facts)).toBe('yes')
  })

  test('try the few values that a field can have', () => {
    const facts = { tier: open('var.prod', ['developer', 'premium']), units: open('var.units', [1, 2]), zonal: sure(true) }
    expect(answer('tier in ["developer", "premium"]', facts)).toBe('yes')
    expect(answer('units > 2', facts)).toBe('no')
    expect(answer('tier == "premium"', facts)).toBe('unsure: var.prod')
    expect(answer('tier == "premium" || tier == "developer"', facts)).toBe('yes')
    expect(answer('tier == "premium" && units == 3', facts)).toBe('no')
  })

  test('what fails to evaluate is a doubt, unless it does not matter', () => {
    const facts = { units: sure(0), zonal: sure(true), zones: sure([]) }
    expect(answer('1 / units == 1', facts)).toMatch(/^unsure: condition .*division by zero/)
    expect(answer('zones[0] == "1"', facts)).toMatch(/^unsure: /)
    expect(answer('zonal || 1 / units == 1', facts)).toBe('yes')
    expect(answer('1 / units == 1 || zonal', facts)).toBe('yes')
  })

  test('a field that is not named is not asked for', () => {
    const asked: string[] = []
    read('tier == "premium" || units > 1').condition!.evaluate((name) => {
      asked.push(name)
      return name === 'tier' ? sure('premium') : sure(1)
    })
    expect(asked).toEqual(['tier'])
  })

  test('nested macros and long lists are refused when they are read', () => {
    const nested = 'zones.all(a, zones.all(b, zones.all(c, a == b)))'
    expect(read(nested).told.map((each) => each.code)).toEqual(['policy/condition'])
    expect(read(`units in [${Array.from({ length: 500 }, (_, index) => index).join(', ')}]`).told.map((each) => each.code)).toEqual([
      'policy/condition',
    ])
    expect(read(`${'('.repeat(500)}zonal${')'.repeat(500)}`).told.map((each) => each.code)).toEqual(['policy/condition'])
    expect(read(Array.from({ length: 300 }, () => 'zonal').join(' && ')).told.map((each) => each.code)).toEqual(['policy/condition'])
  })
})

describe('law: what a condition decides is so in every world that fits', () => {
  // Catches: deciding from one side of `&&` or `||`, taking the first branch of `?:`, reading an unknown as its first alternative or as false.
  const leaf = fc.constantFrom(
    'zonal',
    'tier == "premium"',
    'tier in ["developer"]',
    'units > 1',
    'units == 1',
    '2 / units == 1',
    'size(zones) > units',
    'zones.exists(z, z == "1")',
    'zones.all(z, z == tier)',
    'true',
    '!zonal',
  )
  const { condition } = fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} && ${b})`),
      fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} || ${b})`),
      tie('condition').map((a) => `!(${a})`),
      fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `((${a}) == (${b}))`),
    ),
  }))
  const worlds: Readonly<Record<string, readonly FieldValue[]>> = {
    tier: ['developer', 'premium'],
    units: [0, 1, 2],
    zonal: [true, false],
    zones: [[], ['1'], ['premium', '1']],
  }
  const names = Object.keys(worlds)
  const knowledge = fc.record({
    world: fc.record(Object.fromEntries(names.map((name) => [name, fc.nat({ max: worlds[name]!.length - 1 })]))),
    how: fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom('known', 'among', 'unknown')]))),
  })
  const oracle = fields.reduce((environment, field) => environment.registerVariable(field.name, field.type), new Environment())

  test('compared with the interpreter on every completion', () => {
    let decided = 0
    fc.assert(
      fc.property(condition, knowledge, (text, { world, how }) => {
        const facts = Object.fromEntries(
          names.map((name) => {
            const value = worlds[name]![world[name]!]!
            if (how[name] === 'known') return [name, sure(value)]
            return [name, how[name] === 'among' ? open(name, worlds[name]!) : open(name)]
          }),
        )
        const truth = ask(text, facts)
        if (truth.answer === 'unsure') {
          expect(truth.doubts).not.toEqual([])
          return
        }
        decided++
        const run = oracle.parse(text)
        let contexts: Record<string, unknown>[] = [{}]
        for (const name of names) {
          const values = how[name] === 'known' ? [worlds[name]![world[name]!]!] : worlds[name]!
          contexts = contexts.flatMap((context) =>
            values.map((value) => ({ ...context, [name]: typeof value === 'number' ? BigInt(value) : value })),
          )
        }
        for (const context of contexts) expect(run(context)).toBe(truth.answer === 'yes')
      }),
      { numRuns: 1500 },
    )
    expect(decided).toBeGreaterThan(200)
  })
})

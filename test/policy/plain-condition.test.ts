/**
 * Conditions that are read without the package for CEL mean what CEL makes of them; the package is the oracle.
 * Catches: `!` that binds too widely, `&&` and `||` of one rank, a value that a field never has taken for a good one, a shipped condition that costs every run the package.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { Environment } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FieldRow } from '../../src/policy/formula.ts'
import { plainFormula } from '../../src/policy/plain-condition.ts'
import { fieldsOf, isKind } from '../../src/policy/subjects.ts'

const fields: readonly FieldRow[] = [
  { name: 'tier', type: 'string', about: 'tier', values: ['developer', 'premium'] },
  { name: 'mode', type: 'string', about: 'mode' },
  { name: 'units', type: 'int', about: 'units' },
  { name: 'zonal', type: 'bool', about: 'zonal' },
  { name: 'shared', type: 'bool', about: 'shared' },
  { name: 'zones', type: 'list<string>', about: 'zones' },
]

const cel = new Environment()
for (const { name, type } of fields) cel.registerVariable(name, type)

const leaf = fc.oneof(
  fc.constantFrom('zonal', 'shared'),
  fc.constantFrom('"1" in zones', '"" in zones', '"3"in zones'),
  fc.constantFrom('tier == "premium"', 'tier != "developer"', 'mode == ""', 'mode == "a b"', 'mode in ["a b", "c"]', 'tier in ["premium"]'),
  fc
    .tuple(fc.constantFrom('==', '!=', '<', '<=', '>', '>='), fc.integer({ min: 0, max: 3 }))
    .map(([sign, number]) => `units ${sign} ${number}`),
)
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.tuple(tie('condition'), fc.constantFrom(' && ', '||'), tie('condition')).map((parts) => parts.join('')),
    tie('condition').map((inner) => `(${inner})`),
    tie('condition').map((inner) => `!(${inner})`),
    fc.constantFrom('!zonal', '!!shared', '! shared'),
  ),
}))
const contexts = fc.record({
  tier: fc.constantFrom('developer', 'premium'),
  mode: fc.constantFrom('', 'a b', 'c'),
  units: fc.bigInt({ min: 0n, max: 3n }),
  zonal: fc.boolean(),
  shared: fc.boolean(),
  zones: fc.subarray(['1', '2', '']),
})

describe('conditions without the package', () => {
  test('mean what they mean in CEL', () => {
    fc.assert(
      fc.property(condition, contexts, (text, context) => {
        const read = plainFormula(text, fields)
        expect(read).toBeDefined()
        expect(read!.whole.run(context)).toBe(cel.evaluate(text, context))
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    '!tier == "premium"',
    '!units == 1',
    'tier == "gold"',
    'tier in ["gold"]',
    'tier in []',
    'tier == mode',
    'tier',
    'units',
    'units == 1.5',
    'units == -1',
    'units + 1 == 2',
    'zones == ["1"]',
    '!"1" in zones',
    '"1" in zones == true',
    '"1" in mode',
    '"1" in ["1"]',
    '"1" == mode',
    '"1"',
    'zonal == true',
    'zonal ? units == 1 : units == 2',
    'mode.startsWith("a")',
    String.raw`mode == "a\"b"`,
    "mode == 'a'",
    'other == "x"',
    'tier == "premium" &&',
    '(tier == "premium"',
    'tier == "premium" tier == "premium"',
    '',
    '('.repeat(5_000),
  ])('%s is left to it', (text) => {
    expect(plainFormula(text, fields)).toBeUndefined()
  })
})

test('no shipped policy needs the package', () => {
  let count = 0
  for (const name of readdirSync('policies')) {
    const text = readFileSync(`policies/${name}/policy.yaml`, 'utf8')
    const kind = /^for: (\S+)$/m.exec(text)?.[1]
    if (kind === undefined || !isKind(kind)) throw new Error(`${name} is for no kind`)
    for (const [, condition] of text.matchAll(/^ *(?:- )?(?:when|where|that): (.*)$/gm)) {
      count++
      const plain = condition!.replace(/^(["'])(.*)\1$/, '$2')
      expect([condition, plainFormula(plain, fieldsOf(kind)) !== undefined]).toEqual([condition, true])
    }
  }
  expect(count).toBeGreaterThan(15)
})

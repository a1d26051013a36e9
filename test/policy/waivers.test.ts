import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readRemarks } from '../../src/policy/inline-waivers.ts'
import { waiversSchema } from '../../src/policy/schema.ts'
import { waive } from '../../src/policy/waive.ts'
import { countingOn, fits, patternFor, prefixesOf, readPattern } from '../../src/policy/waiver.ts'
import { readWaivers, waiversFor } from '../../src/policy/waivers-file.ts'
import { budget } from '../../src/text/budget.ts'
import { daysAfter, isDay } from '../../src/text/day.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { finding, judgement } from '../support/report.ts'
import { fileOf, source } from '../support/source.ts'

const collect = () => {
  const told: Diagnostic[] = []
  return { told, sink: (diagnostic: Diagnostic): void => void told.push(diagnostic) }
}

const remark = (text: string) => {
  const { told, sink } = collect()
  const file = fileOf(text)
  const drafts = readRemarks([{ span: { file, start: 0, end: text.length } }], sink)
  return { drafts, told, codes: told.map(({ code }) => code) }
}

describe('a waiver in a comment', () => {
  test.each([
    ['# vnetproof:ignore a/b until 2027-03-01: why not', 'a/b', '2027-03-01', 'why not'],
    ['// vnetproof:ignore a/b/c until 2027-03-01:why: not', 'a/b/c', '2027-03-01', 'why: not'],
    ['/* vnetproof:ignore a until 2027-03-01: why not */', 'a', '2027-03-01', 'why not'],
    ['#vnetproof:ignore a/b   until   2027-03-01  :  why not  ', 'a/b', '2027-03-01', 'why not'],
    ['/**\n * vnetproof:ignore a/b until 2027-03-01: why not\n * and so on\n */', 'a/b', '2027-03-01', 'why not'],
    ['# vnetproof:ignore a/b: why not', 'a/b', undefined, 'why not'],
    ['# vnetproof:ignore a/b until 2027-03-01', 'a/b', '2027-03-01', ''],
    ['# vnetproof:ignore a/b', 'a/b', undefined, ''],
  ])('%j', (text, code, until, reason) => {
    const { drafts, codes } = remark(text)
    expect(codes).toEqual([])
    expect(drafts.map((draft) => [draft.code, draft.until, draft.reason?.trim()])).toEqual([[code, until, reason]])
  })

  test.each([
    ['# vnetproof:ignore', 'vnetproof:ignore'],
    ['# vnetproof:ignore : why', 'vnetproof:ignore : why'],
    ['# vnetproof:ignore a//b until 2027-03-01: why', 'vnetproof:ignore a//b until 2027-03-01: why'],
    ['# vnetproof:ignore a* until 2027-03-01: why', 'vnetproof:ignore a* until 2027-03-01: why'],
    ['# vnetproof:ignore a/b until soon: why', 'vnetproof:ignore a/b until soon: why'],
    ['# vnetproof:ignore a/b until 2027-02-30: why', 'vnetproof:ignore a/b until 2027-02-30: why'],
    ['# vnetproof:ignore a/b until 2027-03-01 why', 'vnetproof:ignore a/b until 2027-03-01 why'],
    ['# vnetproof:ignore a/b because I want', 'vnetproof:ignore a/b because I want'],
    ['# vnetproof:ingore a/b until 2027-03-01: why', 'vnetproof:ingore a/b until 2027-03-01: why'],
    ['# vnetproof: ignore a/b until 2027-03-01: why', 'vnetproof: ignore a/b until 2027-03-01: why'],
  ])('%j is nearly one, and is told', (text, underlined) => {
    const { drafts, told } = remark(text)
    expect(drafts).toEqual([])
    expect(told.map(({ code, severity, span }) => [code, severity, spanText(span)])).toEqual([['waivers/malformed', 'warning', underlined]])
  })

  test('words about waivers are none', () => {
    expect(remark('# see vnetproof:ignore a/b until 2027-03-01: why')).toMatchObject({ drafts: [], told: [] })
  })

  test('says what was meant', () => {
    expect(remark('# vnetproof:ingore a').told[0]?.help).toBe('did you mean `vnetproof:ignore`?')
  })
})

describe('which waivers count', () => {
  const on = (today: string, text: string) => {
    const { told, sink } = collect()
    const waivers = countingOn(today, remark(text).drafts, sink)
    return { waivers, told: told.map(({ code, severity }) => [code, severity]) }
  }

  test('through the last day, and not on the day after', () => {
    const text = '# vnetproof:ignore a/b until 2027-03-01: why'
    expect(on('2027-03-01', text)).toMatchObject({ waivers: [{ code: 'a/b', until: '2027-03-01', reason: 'why' }], told: [] })
    expect(on('2027-03-02', text)).toEqual({ waivers: [], told: [['waivers/expired', 'warning']] })
  })

  test('without reason or end none does, and both are told', () => {
    expect(on('2027-03-01', '# vnetproof:ignore a/b:  ')).toEqual({
      waivers: [],
      told: [
        ['waivers/no-reason', 'warning'],
        ['waivers/no-end', 'warning'],
      ],
    })
  })

  test('a reason without end is cut', () => {
    const { waivers } = on('2027-03-01', `# vnetproof:ignore a until 2027-03-01: ${'x'.repeat(100_000)}`)
    expect(waivers[0]?.reason).toHaveLength(budget.waiverReason)
  })
})

describe('days', () => {
  test.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['0000-01-01', false],
    ['2026-01-01T00', false],
  ])('%s', (text, is) => {
    expect(isDay(text)).toBe(is)
  })

  test('pass over months, leap days and years', () => {
    expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01')
    expect(daysAfter('2024-02-28', 2)).toBe('2024-03-01')
    expect(daysAfter('2026-11-22', 90)).toBe('2027-02-20')
    expect(daysAfter('9999-12-31', 1)).toBe('9999-12-31')
  })
})

describe('codes and patterns', () => {
  test('a code begins codes at its slashes only', () => {
    expect(prefixesOf('a/b/c')).toEqual(['a/b/c', 'a/b', 'a'])
  })

  test.each([
    ['a.b', 'a.b', true],
    ['a.b', 'a.bc', false],
    ['a.*', 'a.b["c"]', true],
    ['*.b', 'a.b', true],
    ['*.b', 'a.b.c', false],
    ['a*c*e', 'abcde', true],
    ['a*c*e', 'abde', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['a["\\*"]', 'a["*"]', true],
    ['a["\\*"]', 'a["x"]', false],
    ['a\\b', 'a\\b', true],
    ['a\\\\b', 'a\\b', true],
    ['a.b', 'axb', false],
  ])('%j and %j: %j', (pattern, text, does) => {
    expect(fits(readPattern(pattern), text)).toBe(does)
  })

  test('patterns agree with regular expressions, and that for a text fits it alone', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 8 })
    fc.assert(
      fc.property(letters, letters, (one, other) => {
        expect(fits(readPattern(patternFor(one)), other)).toBe(one === other)
        if (one.includes('\\')) return
        const expression = new RegExp(`^${one.replace(/\*/g, '[^]*')}$`)
        expect(fits(readPattern(one), other)).toBe(expression.test(other))
      }),
    )
  })
})

const fileRead = (text: string) => {
  const { told, sink } = collect()
  const drafts = readWaivers(fileOf(text, 'waivers.yaml', 'yaml'), sink)
  return { drafts, told, mistakes: told.map(({ code, severity, span }) => [code, severity, spanText(span)]) }
}

describe('a file of waivers', () => {
  test('is read whole', () => {
    const { drafts, told } = fileRead(source`
      - code: api-management/nsg
        subject: azurerm_api_management.*
        root: infra (prod)
        reason: migration, NET-42
        owner: network team
        until: 2027-03-01
    `)
    expect(told).toEqual([])
    expect(drafts).toMatchObject([
      {
        code: 'api-management/nsg',
        reason: 'migration, NET-42',
        owner: 'network team',
        until: '2027-03-01',
        by: { kind: 'file', subject: ['azurerm_api_management.', ''], root: ['infra (prod)'] },
      },
    ])
  })

  test('may be empty', () => {
    for (const text of ['', '# nothing yet\n', '[]\n']) expect(fileRead(text)).toMatchObject({ drafts: [], told: [] })
  })

  test.each([
    ['- { code: a, subject: b, reasn: c }\n', 'waivers/unknown-key', 'reasn'],
    ['- { subject: b, reason: c }\n', 'waivers/missing-key', 'subject'],
    ['- { code: a, reason: c }\n', 'waivers/missing-key', 'code'],
    ['- { code: a b, subject: c }\n', 'waivers/malformed-code', 'a b'],
    ['- { code: a, subject: b, until: 2027-02-30 }\n', 'waivers/malformed-day', '2027-02-30'],
    ['- { code: a, subject: b, until: 2027 }\n', 'waivers/wrong-type', '2027'],
    ['- { code: a, subject: b, reason: "" }\n', 'waivers/wrong-type', '""'],
    ['waivers: []\n', 'waivers/wrong-type', undefined],
    ['- [\n', 'yaml/syntax', undefined],
  ])('%s', (text, code, underlined) => {
    const { drafts, mistakes } = fileRead(text)
    expect(drafts).toEqual([])
    expect(mistakes.map(([first]) => first)).toEqual([code])
    expect(mistakes[0]![1]).toBe('error')
    if (underlined !== undefined) expect(mistakes[0]![2]).toBe(underlined)
  })

  test('a mistyped key is told with the right one', () => {
    expect(fileRead('- { code: a, subject: b, untill: 2027-03-01 }\n').told[0]?.help).toContain('`until`')
  })

  test('may hold many waivers, and not many patterns', () => {
    const entries = (count: number, subject: (n: number) => string): string =>
      Array.from({ length: count }, (_, n) => `- { code: a, subject: ${subject(n)}, root: r, reason: c, until: 2027-03-01 }\n`).join('')
    expect(fileRead(entries(4_000, (n) => `x.n${n}`)).drafts).toHaveLength(4_000)
    expect(fileRead(entries(budget.waiverPatterns + 1, (n) => `x.n${n}*`)).mistakes.map(([code]) => code)).toEqual(['waivers/too-many'])
  })

  test('its schema asks for what makes a waiver count', () => {
    const validate = new Ajv({ strict: true }).compile(waiversSchema())
    const entry = { code: 'a/b', subject: 'c', reason: 'd', until: '2027-03-01' }
    expect(validate([{ ...entry, root: 'r', owner: 'o' }])).toBe(true)
    for (const wrong of [
      { ...entry, reason: undefined },
      { ...entry, until: 'soon' },
      { ...entry, subjects: 'x' },
      { ...entry, code: 'a b' },
    ])
      expect(validate([JSON.parse(JSON.stringify(wrong))])).toBe(false)
  })

  test('written for judgements it is the same in any order, and waives those and no others', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }),
      fc.constantFrom('*', 'a["*"]', '\\', '"', 'x: y', '- z', '#', '~', '\u2028', '\u0085', '\ud800'),
    )
    const named = fc.record({
      code: fc.constantFrom('a/b', 'a/b/c', 'a/bc', 'd'),
      root: text.map((one) => `r${one}`),
      subject: text.map((one) => `s${one}`),
    })
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 5 }), fc.array(named, { maxLength: 5 }), text, (some, more, reason) => {
        const of = (list: readonly (typeof some)[number][]) => list.map((one) => ({ ...judgement(one.code, 'fails'), ...one }))
        const written = waiversFor(of(some), `x${reason}x`, '2027-03-01').text
        expect(waiversFor(of([...some].reverse()), `x${reason}x`, '2027-03-01').text).toBe(written)
        const { drafts, told } = fileRead(written)
        expect(told).toEqual([])
        const waivers = countingOn('2027-03-01', drafts, () => expect.unreachable())
        expect(waivers.length).toBe(new Set(some.map((one) => JSON.stringify(one))).size)
        const findings = of([...some, ...more]).map((one) => ({ ...finding(one.code, 'fails', 'x'), judgement: one }))
        const covered = (one: (typeof findings)[number]): boolean =>
          some.some(
            ({ code, root, subject }) =>
              (one.code === code || one.code.startsWith(`${code}/`)) && one.judgement.root === root && one.judgement.subject === subject,
          )
        const { findings: kept, waived } = waive(findings, waivers)
        expect(kept).toEqual(findings.filter((one) => !covered(one)))
        expect(waived.map((one) => one.finding)).toEqual(findings.filter(covered))
      }),
    )
  })

  test('is YAML as another reader reads it', () => {
    const { text } = waiversFor([{ ...judgement('a/b', 'fails'), subject: 'x["*"]' }], 'a "b": c\u0085', '2027-03-01')
    expect(parse(text)).toEqual([{ code: 'a/b', subject: 'x["\\*"]', root: 'infra', reason: 'a "b": c\u0085', until: '2027-03-01' }])
    expect(parse(waiversFor([], 'x', '2027-03-01').text)).toEqual([])
  })
})

test('what README shows is read as it says', () => {
  const section = readFileSync('README.md', 'utf8')
    .split(/^## /m)
    .find((part) => part.startsWith('Waivers\n'))!
  const comment = /^# vnetproof:.*$/m.exec(section)![0]
  expect(remark(comment)).toMatchObject({ told: [], drafts: [{ code: 'no-admin-ports/open', until: '2027-03-01' }] })
  const { drafts, told } = fileRead(/^```yaml\n([\s\S]*?)^```$/m.exec(section)![1]!)
  expect(told).toEqual([])
  expect(drafts).toMatchObject([{ code: 'no-admin-ports/open', owner: 'network team', until: '2027-03-01' }])
})

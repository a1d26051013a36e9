/** Service tags with addresses: reading published files, judging with them, and the shipped relations between tags against them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findTag } from '../../src/azure/service-tags.ts'
import { notInsideBase, surelyBeyond, type TagName } from '../../src/azure/tag-relations.ts'
import { type Interval, type Intervals, numberIntervals } from '../../src/net/ranges.ts'
import type { TagSnapshot } from '../../src/semantics/flow.ts'
import { readTagSnapshot } from '../../src/semantics/service-tags.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { flow, networkOf, type RuleText } from '../support/network.ts'
import { pick, randomFrom } from '../support/random.ts'

const value = (name: string, addressPrefixes: readonly unknown[]): unknown => ({
  name,
  id: name,
  properties: { region: '', addressPrefixes },
})
const file = {
  changeNumber: 7,
  cloud: 'Public',
  values: [
    value('Storage', ['20.1.0.0/16', '20.2.0.0/16', '2603::/32']),
    value('Storage.WestEurope', ['20.1.0.0/16']),
    value('AzureCloud', ['20.0.0.0/8']),
  ],
}

describe('reading', () => {
  test('a published file', () => {
    const snapshot = readTagSnapshot(file, '2026-01-01')!
    expect([snapshot.cloud, snapshot.changeNumber, snapshot.date, [...snapshot.tags.keys()]]).toEqual([
      'Public',
      7,
      '2026-01-01',
      ['storage', 'storage.westeurope', 'azurecloud'],
    ])
    expect(snapshot.tags.get('storage')).toHaveLength(3)
  })

  test.each([
    ['no object', null],
    ['no values', { values: {} }],
    ['nothing in it', { values: [] }],
    ['a value without properties', { values: [{ name: 'Storage' }] }],
    ['a prefix that is none', { values: [value('Storage', ['20.1.0.0/33'])] }],
    ['a prefix with host bits', { values: [value('Storage', ['20.1.0.1/16'])] }],
    ['a number as prefix', { values: [value('Storage', [20])] }],
    ['a tag twice', { values: [value('Storage', []), value('storage', [])] }],
  ])('%s is refused', (_, json) => {
    expect(readTagSnapshot(json, 'x')).toBeUndefined()
  })

  test('hostile names are names', () => {
    const snapshot = readTagSnapshot(JSON.parse('{"values":[{"name":"__proto__","properties":{"addressPrefixes":[]}}]}'), 'x')
    expect([...snapshot!.tags.keys()]).toEqual(['__proto__'])
  })
})

describe('judging', () => {
  const snapshot = readTagSnapshot(file, '2026-01-01')!
  const judge = (rules: readonly RuleText[], text: string, expectation: 'allow' | 'deny') => {
    const network = networkOf({ subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg' } }, groups: { nsg: rules } })
    return createWorld(network, { snapshot }).judge(network.point('subnet'), flow(text), expectation)
  }

  test('addresses settle what names leave open, and the verdict says which', () => {
    const verdict = judge(
      [
        { priority: 100, access: 'deny', from: 'AzureCloud' },
        { priority: 200, access: 'allow', from: 'Storage' },
      ],
      'in Storage -> subnet tcp 443',
      'allow',
    )
    expect(verdict).toMatchObject({
      outcome: 'fails',
      packet: { source: '20.1.0.4' },
      leansOn: ['addresses of service tags as of 2026-01-01 (cloud Public, change 7)'],
    })
    expect(verdict.parts[0]?.source).toBe('Storage')
  })

  test('a prefix may stand for a tag', () => {
    const rules: RuleText[] = [{ priority: 100, access: 'allow', from: '20.0.0.0/8' }]
    expect(judge(rules, 'in Storage.WestEurope -> subnet tcp 443', 'allow').outcome).toBe('holds')
    expect(judge(rules, 'in AzureCloud -> subnet tcp 443', 'deny').outcome).toBe('fails')
    expect(judge([{ priority: 100, access: 'allow', from: '20.1.0.0/16' }], 'in Storage -> subnet tcp 443', 'allow')).toMatchObject({
      outcome: 'fails',
      packet: { source: '20.2.0.4' },
    })
  })

  test('a tag that the file lacks is known by name still', () => {
    expect(judge([{ priority: 100, access: 'allow', from: 'Sql' }], 'in Sql -> subnet tcp 443', 'allow').outcome).toBe('holds')
    const other = judge([{ priority: 100, access: 'allow', from: 'Storage.NorthEurope' }], 'in Storage -> subnet tcp 443', 'deny')
    expect(other).toMatchObject({
      outcome: 'unsure',
      doubts: [{ what: 'service tag `Storage.NorthEurope`, which the file of 2026-01-01 does not have' }],
    })
    const cut = judge(
      [
        { priority: 100, access: 'deny', from: 'Storage.NorthEurope' },
        { priority: 200, access: 'allow', from: 'Storage' },
      ],
      'in Storage -> subnet tcp 443',
      'allow',
    )
    expect(cut.outcome).toBe('unsure')
  })
})

const folder = process.env.VNETPROOF_TAGS ?? '../shared/service-tags'
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

describe.skipIf(names.length === 0)(`published files in ${folder}`, () => {
  const snapshots = names.map((name): TagSnapshot => readTagSnapshot(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')), name)!)
  const intervals = new Map<TagSnapshot, ReadonlyMap<string, Intervals<number>>>()
  for (const snapshot of snapshots)
    intervals.set(
      snapshot,
      new Map(
        [...snapshot.tags].map(([tag, ranges]) => [
          tag,
          numberIntervals.unite(ranges.flatMap((range): Interval<number>[] => (range.family === 4 ? [range] : []))),
        ]),
      ),
    )

  test.each(snapshots.map((snapshot) => [snapshot.date, snapshot] as const))(
    '%s: tags lie in public space, regions in their tags',
    (_, snapshot) => {
      const forbidden = [
        '0.0.0.0/8',
        '10.0.0.0/8',
        '100.64.0.0/10',
        '127.0.0.0/8',
        '168.63.129.16',
        '169.254.0.0/16',
        '172.16.0.0/12',
        '192.168.0.0/16',
        '192.0.2.0/24',
        '198.51.100.0/24',
        '203.0.113.0/24',
        '224.0.0.0/3',
      ]
      const ranges = numberIntervals.unite(
        forbidden.flatMap(
          (text): Interval<number>[] => (flow(`in ${text} -> any any`).from[0] as { range: Interval<number> }).range as never,
        ),
      )
      for (const [name, tag] of intervals.get(snapshot)!) {
        expect(numberIntervals.meets(tag, ranges), name).toBe(false)
        const found = findTag(name)!
        const whole = intervals.get(snapshot)!.get(found.base.toLowerCase())
        if (found.region !== undefined && !notInsideBase.has(found.base)) expect(numberIntervals.covers(whole!, tag), name).toBe(true)
      }
    },
  )

  test.each(snapshots.map((snapshot) => [snapshot.date, snapshot] as const))(
    '%s: what is said to lie beyond other tags does',
    (_, snapshot) => {
      const tags = intervals.get(snapshot)!
      const all = [...tags.keys()].map((name) => findTag(name)!)
      const random = randomFrom(5)
      const beyond = (tag: (typeof all)[number], others: readonly (typeof all)[number][]): boolean => {
        const named = (one: (typeof all)[number]): TagName =>
          one.region === undefined ? { base: one.base } : { base: one.base, region: one.region }
        const missing = random(3) === 0 ? 1 + random(2000) : 0
        if (!surelyBeyond(named(tag), others.map(named), missing)) return false
        const taken = numberIntervals.unite(...others.map((other) => tags.get(other.name.toLowerCase())!))
        const left = numberIntervals
          .subtract(tags.get(tag.name.toLowerCase())!, taken)
          .reduce((sum, { first, last }) => sum + last - first + 1, 0)
        expect(left, `${tag.name} beyond ${others.map((other) => other.name).join(', ')}`).toBeGreaterThan(missing)
        return true
      }
      let said = 0
      const globals = all.filter((tag) => tag.region === undefined)
      for (const tag of globals) for (const other of globals) if (tag !== other && beyond(tag, [other])) said++
      for (let round = 0; round < 6000; round++) {
        const tag = pick(random, all)
        const own = all.filter((other) => other.base === tag.base && other !== tag)
        const others = Array.from({ length: 1 + random(9) }, () => pick(random, random(2) === 0 && own.length > 0 ? own : all)).filter(
          (other) => other !== tag,
        )
        if (beyond(tag, others)) said++
      }
      expect(said).toBeGreaterThan(5000)
    },
  )
})

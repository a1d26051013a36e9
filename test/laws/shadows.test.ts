/**
 * What becomes of rules against the naive filter on every corner of their packets: sets of rules are products of intervals, so that packets at the beginnings
 * of intervals stand for all there are. A rule is shadowed exactly if no packet is first matched by it; rules told as needless can all go together.
 * With unknown facts, what is said of a rule must be so in every completion. Caught when broken on purpose: equal priorities counted as earlier,
 * an uncertain rule counted as one that surely hides, a shadowed rule still counted as one that decides the same, traffic without ports left out.
 */
import { describe, expect, test } from 'vitest'
import type { RuleFate } from '../../src/semantics/flow.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { type NaivePacket, type NaiveRule, naiveFirst } from '../oracles/naive-filter.ts'
import { doubt, networkOf, type RuleText, unknownFact } from '../support/network.ts'
import { pick, type Random, randomFrom } from '../support/random.ts'

const ten = (second: number, third: number, fourth = 0): number => 10 * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8 + fourth
type Interval = readonly [first: number, last: number]
/** Text of a rule and what it means, written by hand. */
const addresses: Readonly<Record<string, Interval>> = {
  '*': [0, 2 ** 32 - 1],
  '10.0.0.0/16': [ten(0, 0), ten(0, 255, 255)],
  '10.0.1.0/24': [ten(0, 1), ten(0, 1, 255)],
  '10.0.1.0/25': [ten(0, 1), ten(0, 1, 127)],
  '10.0.1.128/25': [ten(0, 1, 128), ten(0, 1, 255)],
  '10.0.2.0/24': [ten(0, 2), ten(0, 2, 255)],
  '10.9.0.0/16': [ten(9, 0), ten(9, 255, 255)],
}
const ports: Readonly<Record<string, Interval>> = {
  '*': [0, 65535],
  '22': [22, 22],
  '80-443': [80, 443],
  '80-100': [80, 100],
  '101-443': [101, 443],
}
// No rule here tells `esp` and `ah` apart.
const protocols = { any: ['tcp', 'udp', 'icmp', 'esp'], tcp: ['tcp'], udp: ['udp'], icmp: ['icmp'] } as const
type ProtocolText = keyof typeof protocols

interface Rule {
  readonly priority: number
  readonly access: 'allow' | 'deny'
  readonly protocol: ProtocolText
  readonly from: string
  readonly to: string
  readonly ports: string
}

const corners = (intervals: readonly Interval[], last: number): readonly number[] =>
  [...new Set([0, ...intervals.flatMap(([first, end]) => [first, end + 1])])].filter((value) => value <= last)
const points = corners(Object.values(addresses), 2 ** 32 - 1)
const portPoints = corners(Object.values(ports), 65535)
const within = (value: number, [first, last]: Interval): boolean => first <= value && value <= last

const packets: readonly NaivePacket[] = points.flatMap((source) =>
  points.flatMap((destination) =>
    portPoints.flatMap((port) =>
      protocols.any.map((protocol): NaivePacket => ({ protocol, source, destination, sourcePort: 50_000, port })),
    ),
  ),
)

const naive = (rule: Rule): NaiveRule => ({
  priority: rule.priority,
  access: rule.access,
  has: (packet) =>
    protocols[rule.protocol].some((protocol) => protocol === packet.protocol) &&
    within(packet.source as number, addresses[rule.from]!) &&
    within(packet.destination as number, addresses[rule.to]!) &&
    (packet.protocol === 'icmp' || packet.protocol === 'esp' || within(packet.port, ports[rule.ports]!)),
})

/** Packets of both ends within 10.0.0.0/16 pass by default, all others do not. */
const space = addresses['10.0.0.0/16']!
const byDefault: readonly NaiveRule[] = [
  {
    priority: 65000,
    access: 'allow',
    has: ({ source, destination }) => within(source as number, space) && within(destination as number, space),
  },
  { priority: 65500, access: 'deny', has: () => true },
]

const words = (record: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(record)
interface Palette {
  readonly protocols: readonly string[]
  readonly sides: readonly string[]
  readonly ports: readonly string[]
}
const all: Palette = { protocols: words(protocols), sides: words(addresses), ports: words(ports) }
/** So few that rules often repeat one another. */
const few: Palette = {
  protocols: ['any', 'tcp'],
  sides: ['*', '10.0.1.0/24', '10.0.1.0/25', '10.0.1.128/25'],
  ports: ['*', '80-443', '80-100', '101-443'],
}

const randomRules = (random: Random, most: number, from = all): readonly Rule[] =>
  Array.from(
    { length: 2 + random(most) },
    (_, index): Rule => ({
      priority: 100 + index * 10,
      access: pick(random, ['allow', 'deny'] as const),
      protocol: pick(random, from.protocols) as ProtocolText,
      from: pick(random, from.sides),
      to: from === few ? '*' : pick(random, from.sides),
      ports: pick(random, from.ports),
    }),
  )

const fatesOf = (rules: readonly RuleText[]): readonly RuleFate[] => {
  const network = networkOf({ space: '10.0.0.0/16', subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg' } }, groups: { nsg: rules } })
  return createWorld(network, {}).fatesIn(network.ofKind('nsg')[0]!, [{ point: network.point('subnet'), certain: true }], [])
}

/** Of each rule, whether it ever decides a packet. */
const naiveLive = (rules: readonly Rule[]): readonly boolean[] => {
  const list = rules.map(naive)
  const deciding = new Set(packets.map((packet) => naiveFirst(list, packet)))
  return rules.map((_, index) => deciding.has(index))
}

describe('rules of which all is known', () => {
  test('are shadowed exactly if they decide no packet', () => {
    const seen = { live: 0, shadowed: 0, contradicted: 0 }
    for (let seed = 1; seed <= 200; seed++) {
      const rules = randomRules(randomFrom(seed), 12)
      const live = naiveLive(rules)
      for (const [index, { fate, contradicted, by }] of fatesOf(rules).entries()) {
        expect(fate, `seed ${seed}, rule ${index}`).toBe(live[index] ? 'live' : 'shadowed')
        seen[live[index] ? 'live' : 'shadowed']++
        if (live[index]) continue
        // What is named hides it: without the others it would be hidden all the same.
        const named = by.map((rule) => rules.findIndex((one) => rule.priority.known && one.priority === rule.priority.value))
        expect(named.every((one) => one >= 0 && one < index)).toBe(true)
        const alone = [...named.map((one) => naive(rules[one]!)), naive(rules[index]!)]
        expect(
          packets.some((packet) => naiveFirst(alone, packet) === named.length),
          `seed ${seed}, rule ${index}`,
        ).toBe(false)
        const before = rules.slice(0, index + 1).map(naive)
        const others = packets.filter((packet) => before[index]!.has(packet)).map((packet) => rules[naiveFirst(before, packet)]!.access)
        expect(contradicted).toBe(others.some((access) => access !== rules[index]!.access))
        if (contradicted) seen.contradicted++
      }
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(30)
  })

  test('and are needless only if all of them can go without any change', () => {
    let needless = 0
    for (let seed = 1; seed <= 200; seed++) {
      const rules = randomRules(randomFrom(seed), 8, seed % 4 === 0 ? all : few)
      const fates = fatesOf(rules)
      needless += fates.filter(({ sameAs }) => sameAs.length > 0).length
      const before = [...rules.map(naive), ...byDefault]
      // Those that are hidden may go as well, or stay.
      for (const hidden of [true, false]) {
        const kept = rules.filter((_, index) => fates[index]!.sameAs.length === 0 && (hidden || !fates[index]!.contradicted))
        const after = [...kept.map(naive), ...byDefault]
        for (const packet of packets)
          if (before[naiveFirst(before, packet)]!.access !== after[naiveFirst(after, packet)]!.access)
            throw new Error(`seed ${seed}: ${JSON.stringify(packet)} is decided otherwise`)
      }
    }
    expect(needless).toBeGreaterThan(50)
  })

  test('a rule that repeats another one later is needless, and so is nothing without it', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed)
      const rules = randomRules(random, 5)
      const again = { ...pick(random, rules), priority: 4000 }
      expect(fatesOf([...rules, again]).at(-1)!.fate).toBe('shadowed')
    }
  })
})

describe('rules of which something is not known', () => {
  test('have the fate that is told in every completion', () => {
    const seen = { live: 0, shadowed: 0, unsure: 0 }
    for (let seed = 1; seed <= 160; seed++) {
      const random = randomFrom(seed)
      const rules = randomRules(random, 9)
      const complete: ((random: Random, rule: Rule) => Rule | undefined)[] = rules.map(() => (_random, rule) => rule)
      const texts: RuleText[] = [...rules]
      for (let times = 0; times < 2; times++) {
        const at = random(rules.length)
        const rule = rules[at]!
        const kind = random(5)
        if (kind === 0) {
          texts[at] = { ...rule, access: unknownFact('var.access') }
          complete[at] = (next, one) => ({ ...one, access: pick(next, ['allow', 'deny'] as const) })
        } else if (kind === 1) {
          texts[at] = {
            ...rule,
            priority: unknownFact(
              'var.priority',
              [95 + at * 10 + 20, 95 + at * 10 - 20].map((each) => Math.max(101, each)),
            ),
          }
          complete[at] = (next, one) => ({ ...one, priority: Math.max(101, 95 + at * 10 + pick(next, [20, -20])) })
        } else if (kind === 2) {
          texts[at] = { ...rule, presence: { certain: false, doubts: [doubt('var.on')] } }
          complete[at] = (next, one) => (next(2) === 0 ? undefined : one)
        } else if (kind === 3) {
          texts[at] = { ...rule, from: unknownFact('var.from', ['10.0.1.0/24', '*']) }
          complete[at] = (next, one) => ({ ...one, from: pick(next, ['10.0.1.0/24', '*']) })
        } else {
          texts[at] = { ...rule, ports: unknownFact('var.ports') }
          complete[at] = (next, one) => ({ ...one, ports: pick(next, words(ports)) })
        }
      }
      const fates = fatesOf(texts)
      for (const { fate } of fates) seen[fate as keyof typeof seen]++
      for (let times = 0; times < 6; times++) {
        const completed = rules.map((rule, index) => complete[index]!(random, rule))
        const present = completed.filter((rule) => rule !== undefined)
        const live = naiveLive(present)
        for (const [index, rule] of completed.entries()) {
          if (rule === undefined) continue
          const isLive = live[present.indexOf(rule)]!
          const { fate } = fates[index]!
          if (fate !== 'unsure') expect(isLive, `seed ${seed}, rule ${index} is ${fate}`).toBe(fate === 'live')
        }
      }
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(25)
  })

  test('rules that are not known hide anything', () => {
    const network = networkOf({
      subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg' } },
      groups: {
        nsg: {
          rules: [
            { priority: 100, access: 'allow' },
            { priority: 200, access: 'deny' },
          ],
          more: 'var.rules',
        },
      },
    })
    const fates = createWorld(network, {}).fatesIn(network.ofKind('nsg')[0]!, [{ point: network.point('subnet'), certain: true }], [])
    expect(fates.map(({ fate }) => fate)).toEqual(['unsure', 'shadowed'])
  })
})

describe('sets that are known by name', () => {
  const told = (...rules: readonly RuleText[]): readonly string[] => fatesOf(rules).map(({ fate }) => fate)

  test.each<[string, string, RuleFate['fate']]>([
    ['Storage', 'Storage', 'shadowed'],
    ['Storage', 'Storage.WestEurope', 'shadowed'],
    ['Storage.WestEurope', 'Storage', 'live'],
    ['Storage.WestEurope', 'Storage.NorthEurope', 'live'],
    ['Internet', 'Storage', 'shadowed'],
    ['AzureCloud', 'Storage.WestEurope', 'unsure'],
    ['Storage', 'AzureCloud', 'live'],
    ['VirtualNetwork', '10.0.1.0/24', 'shadowed'],
    ['VirtualNetwork', '10.0.0.0/8', 'live'],
    ['?clients', '?clients', 'shadowed'],
    ['?clients', '?others', 'unsure'],
    ['?clients', '*', 'unsure'],
    ['10.0.0.0/8', '*', 'live'],
  ])('%s hides %s: %s', (first, second, fate) => {
    expect(told({ priority: 100, access: 'deny', from: first }, { priority: 200, access: 'allow', from: second })[1]).toBe(fate)
  })

  test('a rule that no earlier one meets is not hidden, whatever it matches', () => {
    expect(
      told({ priority: 100, access: 'deny', ports: '22', protocol: 'tcp' }, { priority: 200, access: 'allow', from: '?clients' }),
    ).toEqual(['live', 'live'])
  })

  test('no packet goes from one family to the other', () => {
    expect(told({ priority: 100, access: 'allow', from: '10.0.0.0/8', to: '2001:db8::/32' })).toEqual(['matches-nothing'])
  })
})

describe('groups at several places', () => {
  const rules: readonly RuleText[] = [
    { priority: 100, access: 'deny', from: 'VirtualNetwork' },
    { priority: 200, access: 'allow', from: '10.9.0.0/16' },
  ]
  const network = networkOf({
    space: '10.0.0.0/16',
    subnets: { near: { prefixes: '10.0.1.0/24', nsg: 'nsg' }, far: { prefixes: '10.0.2.0/24', nsg: 'nsg', beyond: true } },
    groups: { nsg: rules },
  })
  const nsg = network.ofKind('nsg')[0]!
  const at = (...names: readonly string[]) =>
    createWorld(network, {})
      .fatesIn(
        nsg,
        names.map((name) => ({ point: network.point(name), certain: true })),
        [],
      )
      .map(({ fate }) => fate)

  test('a rule is live where it is so at one of them', () => {
    expect(at('near')).toEqual(['live', 'live'])
    expect(at('far')).toEqual(['live', 'unsure'])
    expect(at('far', 'near')).toEqual(['live', 'live'])
  })

  test('attached to nothing: only what is so anywhere', () => {
    expect(at()).toEqual(['live', 'unsure'])
    const elsewhere = createWorld(network, {}).fatesIn(nsg, [], [doubt('azurerm_subnet_network_security_group_association.x')])
    expect(elsewhere.map(({ fate }) => fate)).toEqual(['live', 'unsure'])
  })
})

/** Changes of a group that mean nothing change no verdict: renumbering, splitting a rule, swapping neighbours of the same action, moving rules that cannot meet. */
import { expect, test } from 'vitest'
import type { Verdict } from '../../src/semantics/flow.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { flow, networkOf, type RuleText } from '../support/network.ts'
import { pick, type Random, randomFrom } from '../support/random.ts'

const sides = ['*', '10.0.1.0/24', '10.0.2.0/24', '198.51.100.0/24', 'VirtualNetwork', 'Internet', 'Storage', 'Sql', '?clients']
const randomRules = (random: Random): RuleText[] =>
  Array.from(
    { length: 2 + random(8) },
    (_, index): RuleText => ({
      name: `r${index}`,
      priority: 200 + index * 10,
      access: pick(random, ['allow', 'deny'] as const),
      protocol: pick(random, ['any', 'tcp', 'udp'] as const),
      from: pick(random, sides),
      to: pick(random, ['*', '10.0.1.0/24', 'VirtualNetwork']),
      ports: pick(random, ['*', '22', '80-443', '443']),
    }),
  )

const asked = [
  'in Internet -> subnet tcp 443',
  'in Storage -> subnet any',
  'in vnet -> subnet tcp,udp 22-80',
  'in ?clients -> subnet tcp 443',
  'in any -> any any',
]
const outcomes = (rules: readonly RuleText[]): readonly Verdict['outcome'][] => {
  const network = networkOf({ subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg' } }, groups: { nsg: rules } })
  const world = createWorld(network, {})
  return asked.flatMap((text) =>
    (['allow', 'deny', 'some'] as const).map((expectation) => world.judge(network.point('subnet'), flow(text), expectation).outcome),
  )
}

const changes: Readonly<Record<string, (rules: readonly RuleText[], random: Random) => readonly RuleText[]>> = {
  'renumbering in the same order': (rules, random) => {
    let priority = 100
    return rules.map((rule) => ({ ...rule, priority: (priority += 1 + random(50)) }))
  },
  'writing them in another order': (rules) => [...rules].reverse(),
  'splitting a rule by ports': (rules, random) => {
    const at = random(rules.length)
    const rule = rules[at]!
    const halves: Readonly<Record<string, readonly string[]>> = {
      '*': ['0-400', '401-65535'],
      '22': ['22'],
      '80-443': ['80-100', '101-443'],
      '443': ['443'],
    }
    const split = halves[rule.ports as string]!.map((ports, index) => ({ ...rule, ports, priority: (rule.priority as number) + index }))
    return [...rules.slice(0, at), ...split, ...rules.slice(at + 1)]
  },
  'swapping neighbours of the same action': (rules, random) => {
    const at = random(rules.length - 1)
    const [a, b] = [rules[at]!, rules[at + 1]!]
    if (a.access !== b.access) return rules
    return [...rules.slice(0, at), { ...b, priority: a.priority }, { ...a, priority: b.priority }, ...rules.slice(at + 2)]
  },
  'repeating a rule later': (rules, random) => [...rules, { ...pick(random, rules), priority: 4000 }],
  'a rule of the other direction': (rules) => [...rules, { priority: 100, direction: 'outbound', access: 'deny' }],
}

test.each(Object.keys(changes))('%s', (name) => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomFrom(seed)
    const rules = randomRules(random)
    const before = outcomes(rules)
    for (const outcome of before) seen.add(outcome)
    expect(outcomes(changes[name]!(rules, random)), `seed ${seed}`).toEqual(before)
  }
  expect([...seen].sort()).toEqual(['fails', 'holds', 'unsure'])
})

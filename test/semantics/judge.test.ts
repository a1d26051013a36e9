/** Verdicts: what is decided by name alone, what is left open and why, and what a verdict shows. */
import { describe, expect, test } from 'vitest'
import { notKnown } from '../../src/model/entity.ts'
import type { Expectation, Verdict } from '../../src/semantics/flow.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { doubt, flow, type NetworkText, networkOf, origin, type RuleText, unknownFact } from '../support/network.ts'

const at = (
  network: NetworkText,
  text: string,
  expectation: Expectation,
  except: readonly string[] = [],
  region?: ReturnType<typeof unknownFact<string>>,
): Verdict => {
  const made = networkOf(network)
  return createWorld(made, {}).judge(made.point('subnet', undefined, region), flow(text), expectation, except.map(flow))
}
const one = (rules: readonly RuleText[], more: Partial<NetworkText['subnets'][string]> = {}): NetworkText => ({
  subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg', ...more } },
  groups: { nsg: rules },
})
const allow = (from: string, ports: RuleText['ports'] & {}, more: Partial<RuleText> = {}): RuleText => ({
  name: 'allow',
  priority: 200,
  access: 'allow',
  protocol: 'tcp',
  from,
  ports,
  ...more,
})
const deny = (from: string, ports: string, more: Partial<RuleText> = {}): RuleText => ({
  name: 'deny',
  priority: 100,
  access: 'deny',
  from,
  ports,
  ...more,
})
const causes = (verdict: Verdict): readonly string[] => verdict.doubts.map((one) => one.what)

describe('service tags by name', () => {
  const management = 'in ApiManagement -> subnet tcp 3443'

  test('the same tag on both sides decides without an address', () => {
    expect(at(one([allow('ApiManagement', '3443')]), management, 'allow').outcome).toBe('holds')
    const verdict = at(one([]), management, 'allow')
    expect(verdict).toMatchObject({
      outcome: 'fails',
      packet: { protocol: 'tcp', sourceName: 'ApiManagement', destination: '10.0.1.4', destinationPort: 3443 },
    })
    expect(verdict.packet!.source).toBeUndefined()
    expect(verdict.parts).toEqual([
      { protocols: ['tcp'], source: 'ApiManagement', destination: 'subnet subnet (10.0.1.0/24)', ports: [{ first: 3443, last: 3443 }] },
    ])
  })

  test('a region of a tag is in the tag', () => {
    const storage = (to: string): RuleText => ({ priority: 100, direction: 'outbound', access: 'allow', to, ports: '443' })
    const rest: RuleText = { priority: 200, direction: 'outbound', access: 'deny', to: 'Internet' }
    expect(at(one([storage('Storage'), rest]), 'out subnet -> Storage@region tcp 443', 'allow').outcome).toBe('holds')
    expect(at(one([storage('Storage.WestEurope'), rest]), 'out subnet -> Storage@region tcp 443', 'allow').outcome).toBe('holds')
    expect(at(one([storage('storage.westeurope'), rest]), 'out subnet -> Storage tcp 443', 'allow')).toMatchObject({
      outcome: 'fails',
      packet: { destinationName: 'Storage except Storage.WestEurope' },
    })
    expect(at(one([storage('Storage.NorthEurope'), rest]), 'out subnet -> Storage@region tcp 443', 'allow').outcome).toBe('fails')
  })

  test('a region that is not known', () => {
    const storage = (to: string): NetworkText =>
      one([
        { priority: 100, direction: 'outbound', access: 'allow', to, ports: '443' },
        { priority: 200, direction: 'outbound', access: 'deny', to: 'Internet' },
      ])
    const region = unknownFact<string>('var.location')
    const asked = 'out subnet -> Storage@region tcp 443'
    expect(at(storage('Storage'), asked, 'allow', [], region).outcome).toBe('holds')
    const verdict = at(storage('Storage.WestEurope'), asked, 'allow', [], region)
    expect(verdict.outcome).toBe('unsure')
    expect(causes(verdict)).toEqual(['var.location'])
    expect(at(storage('Sql'), asked, 'allow', [], region).outcome).toBe('fails')
  })

  test('a tag that may lie in another is left open, and the tags are named', () => {
    const verdict = at(one([deny('AzureCloud', '*'), allow('Storage', '443')]), 'in Storage -> subnet tcp 443', 'allow')
    expect(verdict).toMatchObject({ outcome: 'unsure', tagsInDoubt: ['AzureCloud', 'Storage'] })
    expect(verdict.doubts.length).toBeGreaterThan(0)
  })

  test('a few addresses less do not make a tag empty', () => {
    const office = deny('20.30.40.50', '443')
    expect(at(one([{ ...office, access: 'allow' }]), 'in ApiManagement -> subnet tcp 443', 'allow').outcome).toBe('fails')
    const wide = at(one([{ ...office, access: 'allow', from: '20.0.0.0/8' }]), 'in ApiManagement -> subnet tcp 443', 'allow')
    expect(wide).toMatchObject({ outcome: 'unsure', tagsInDoubt: ['ApiManagement'] })
  })

  test('a tag nobody knows says so', () => {
    const verdict = at(one([allow('NoSuchTag', '443')]), 'in Internet -> subnet tcp 443', 'deny')
    expect(verdict.outcome).toBe('unsure')
    expect(causes(verdict)).toEqual(['service tag `NoSuchTag`'])
  })

  test('`Internet` of a policy needs more than a tag, and reads like an outsider', () => {
    const verdict = at(one([allow('ApiManagement', '443')]), 'in Internet -> subnet tcp 443', 'allow')
    expect(verdict).toMatchObject({
      outcome: 'fails',
      packet: { source: '198.51.100.7', sourceName: 'Internet except ApiManagement', sourcePort: 49152 },
    })
    expect(at(one([allow('Internet', '443')]), 'in Internet -> subnet tcp 443', 'allow').outcome).toBe('holds')
    expect(at(one([allow('*', '443')]), 'in Internet -> subnet tcp 443', 'deny')).toMatchObject({
      outcome: 'fails',
      decidedBy: [{ kind: 'rule', access: 'allow' }],
    })
  })
})

describe('unknown facts', () => {
  const web = 'in Internet -> subnet tcp 443'

  test.each<[string, RuleText[], Expectation, Verdict['outcome'], string[]]>([
    [
      'an allow that may not be there',
      [allow('*', '443', { presence: { certain: false, doubts: [doubt('var.enabled')] } })],
      'allow',
      'unsure',
      ['var.enabled'],
    ],
    [
      'a deny that may not be there, and nothing allows',
      [deny('*', '443', { presence: { certain: false, doubts: [doubt('var.enabled')] } })],
      'allow',
      'fails',
      [],
    ],
    ['unknown access', [allow('*', '443', { access: unknownFact('var.access') })], 'allow', 'unsure', ['var.access']],
    ['unknown access of a port that is not asked about', [allow('*', '80', { access: unknownFact('var.access') })], 'allow', 'fails', []],
    ['few ports, all of them right', [allow('*', unknownFact('var.ports', ['443', '80,443']))], 'allow', 'holds', []],
    ['an unknown priority that cannot matter', [allow('Internet', '443', { priority: unknownFact('var.priority') })], 'allow', 'holds', []],
    [
      'an unknown priority that matters',
      [allow('Internet', '443', { priority: unknownFact('var.priority') }), deny('Internet', '443', { priority: 300 })],
      'allow',
      'unsure',
      ['var.priority'],
    ],
    ['an unknown source', [allow('', '443', { from: unknownFact('var.from') })], 'deny', 'unsure', ['var.from']],
    ['an unknown direction', [allow('*', '443', { direction: unknownFact('var.direction') })], 'some', 'unsure', ['var.direction']],
  ])('%s', (_, rules, expectation, outcome, doubts) => {
    const verdict = at(one(rules), web, expectation)
    expect([verdict.outcome, causes(verdict)]).toEqual([outcome, doubts])
  })

  test('an input is equal to itself, on both sides', () => {
    expect(at(one([allow('?clients', '443')]), 'in ?clients -> subnet tcp 443', 'allow').outcome).toBe('holds')
    const other = at(one([allow('?clients', '443')]), 'in ?others -> subnet tcp 443', 'allow')
    expect([other.outcome, [...causes(other)].sort()]).toEqual(['unsure', ['var.clients', 'var.others']])
  })

  test('further rules of which nothing is known', () => {
    const network: NetworkText = {
      subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg' } },
      groups: { nsg: { rules: [allow('*', '443')], more: 'var.rules' } },
    }
    const verdict = at(network, web, 'allow')
    expect([verdict.outcome, causes(verdict)]).toEqual(['unsure', ['var.rules']])
    expect(verdict.decidedBy).toEqual([{ kind: 'unknown', at: 'subnet', access: 'deny' }])
  })

  test('a group that the code only refers to may have rules that it does not show', () => {
    const made = networkOf(one([allow('*', '443')]))
    const nsg = { ...made.ofKind('nsg')[0]!, open: true }
    const world = createWorld({ ...made, nsgOf: () => ({ options: [{ to: 'entity', entity: nsg }], origin, doubts: [] }) }, {})
    const verdict = world.judge(made.point('subnet'), flow(web), 'allow')
    expect([verdict.outcome, causes(verdict)]).toEqual(['unsure', ['rules of `nsg`']])
  })

  test('one of several groups may be attached', () => {
    const rules = { open: [allow('*', '443')], shut: [deny('*', '*')] }
    const network = (nsg: readonly (string | null)[]): NetworkText => ({
      subnets: { subnet: { prefixes: '10.0.1.0/24', nsg } },
      groups: rules,
    })
    expect(at(network(['open', null]), web, 'allow').outcome).toBe('holds')
    expect(at(network(['open', null]), web, 'deny').outcome).toBe('fails')
    const verdict = at(network(['open', 'shut']), web, 'allow')
    expect([verdict.outcome, causes(verdict)]).toEqual(['unsure', ['var.nsg']])
    expect(at(network(['external']), web, 'allow').outcome).toBe('unsure')
    const made = networkOf(network(['open', null]))
    expect(createWorld(made, {}).attachedNsg(made.point('subnet'))).toMatchObject({ answer: 'unsure', doubts: [{ what: 'var.nsg' }] })
  })
})

describe('addresses of the network itself', () => {
  const management = 'in ApiManagement -> subnet tcp 3443'

  test('prefixes that are not known are still in the virtual network', () => {
    const network = (to: string): NetworkText => ({
      ...one([allow('ApiManagement', '3443', { to })], { prefixes: unknownFact('var.prefixes') }),
      space: unknownFact('var.space'),
    })
    expect(at(network('VirtualNetwork'), management, 'allow').outcome).toBe('holds')
    expect(at(network('*'), management, 'allow').outcome).toBe('holds')
    const other = at(network('10.0.1.0/24'), management, 'allow')
    expect(other.outcome).toBe('unsure')
    expect(causes(other)).toContain('var.prefixes')
    const none = at({ ...one([], { prefixes: unknownFact('var.prefixes') }), space: unknownFact('var.space') }, management, 'allow')
    expect(none).toMatchObject({ outcome: 'fails', packet: { sourceName: 'ApiManagement' } })
    expect(none.packet!.destination).toBeUndefined()
  })

  test('an input as prefix is recognised in a rule', () => {
    const network: NetworkText = {
      ...one([allow('ApiManagement', '3443', { to: '?prefix' })], { prefixes: '?prefix' }),
      space: '10.0.0.0/16',
    }
    expect(at(network, management, 'allow').outcome).toBe('holds')
    const spread: NetworkText = { ...network, groups: { nsg: [allow('ApiManagement', '3443', { to: '10.0.0.0/16' })] } }
    expect(at(spread, management, 'allow').outcome).toBe('holds')
  })

  test('what may be in `VirtualNetwork` beyond its own space leaves open what only that decides', () => {
    const beyond = one([], { beyond: true })
    const verdict = at(beyond, management, 'allow')
    expect([verdict.outcome, causes(verdict)]).toEqual(['unsure', ['azurerm_route_table.main']])
    expect(at(beyond, 'in vnet -> subnet tcp 443', 'allow').outcome).toBe('holds')
    expect(at(beyond, 'out subnet -> Internet tcp 443', 'allow').outcome).toBe('holds')
    expect(at(beyond, 'out subnet -> Internet tcp 443', 'deny').outcome).toBe('fails')
    expect(at(one([deny('*', '*')], { beyond: true }), management, 'allow')).toMatchObject({
      outcome: 'fails',
      decidedBy: [{ kind: 'rule' }],
    })
  })

  test('IPv6 is judged where the subnet has it', () => {
    const both: NetworkText = {
      space: '10.0.0.0/16 fd00::/48',
      subnets: { subnet: { prefixes: '10.0.1.0/24 fd00:0:0:1::/64', nsg: 'nsg' } },
      groups: { nsg: [allow('0.0.0.0/0', '443')] },
    }
    const verdict = at(both, 'in Internet -> subnet tcp 443', 'allow')
    expect(verdict).toMatchObject({ outcome: 'fails', packet: { source: '2001:db8::7', destination: 'fd00:0:0:1::4' } })
    expect(at({ ...both, groups: { nsg: [allow('Internet', '443')] } }, 'in Internet -> subnet tcp 443', 'allow').outcome).toBe('holds')
    expect(at(both, 'in fd00::/48 -> subnet tcp 22', 'allow').outcome).toBe('holds')
  })
})

describe('questions', () => {
  test('exceptions are taken out first', () => {
    const network = one([allow('ApiManagement', '3443'), allow('Internet', '443', { priority: 210 })])
    expect(at(network, 'in Internet -> subnet any', 'deny').outcome).toBe('fails')
    expect(
      at(network, 'in Internet -> subnet any', 'deny', ['in ApiManagement -> subnet tcp 3443', 'in Internet -> subnet tcp 443']).outcome,
    ).toBe('holds')
    expect(
      at(network, 'in Internet -> subnet any', 'deny', ['in ApiManagement -> subnet tcp 3443', 'out Internet -> subnet tcp 443']).outcome,
    ).toBe('fails')
  })

  test('`some` needs one packet', () => {
    const network = one([allow('203.0.113.0/24', '443')])
    expect(at(network, 'in Internet -> subnet tcp 443', 'some').outcome).toBe('holds')
    expect(at(network, 'in Internet -> subnet tcp 80', 'some')).toMatchObject({
      outcome: 'fails',
      packet: { source: '198.51.100.7' },
      decidedBy: [{ kind: 'default-rule', name: 'DenyAllInBound' }],
    })
    expect(at(one([allow('?clients', '443')]), 'in Internet -> subnet tcp 443', 'some')).toMatchObject({
      outcome: 'unsure',
      doubts: [{ what: 'var.clients' }],
    })
  })

  test('a flow without packets is no question', () => {
    const made = networkOf(one([]))
    const world = createWorld(made, {})
    const empty = { ...flow('in Internet -> subnet tcp 443'), ports: [] }
    expect(world.isEmptyFlow(made.point('subnet'), empty)).toBe(true)
    expect(world.isEmptyFlow(made.point('subnet'), flow('in Internet -> subnet tcp 443'))).toBe(false)
    expect(world.judge(made.point('subnet'), empty, 'allow')).toMatchObject({ outcome: 'unsure', doubts: [{ reason: 'error' }] })
  })

  test('what passes by default rules alone can be told', () => {
    const verdict = at(one([allow('ApiManagement', '3443')]), 'in vnet -> subnet tcp 443', 'allow')
    expect(verdict.passedBy).toEqual([expect.objectContaining({ kind: 'default-rule', name: 'AllowVNetInBound' })])
  })

  test('the platform is named where it lets pass', () => {
    const verdict = at(one([deny('*', '*', { direction: 'outbound' })]), 'out subnet -> any any', 'deny')
    expect(verdict).toMatchObject({ outcome: 'fails', packet: { destination: '168.63.129.16' }, decidedBy: [{ kind: 'platform' }] })
    expect(verdict.leansOn[0]).toMatch(/not subject to security rules/)
    expect(at(one([deny('*', '*', { direction: 'outbound' })]), 'out subnet -> Internet any', 'deny').outcome).toBe('holds')
  })
})

describe('application security groups', () => {
  test('a group that this run does not declare', () => {
    const verdict = at(one([allow('@external', '443')]), 'in vnet -> subnet tcp 443', 'deny')
    expect(verdict.outcome).toBe('fails')
    const only = at(one([allow('@external', '443'), deny('*', '*', { priority: 300 })]), 'in vnet -> subnet tcp 443', 'deny')
    expect([only.outcome, causes(only)]).toEqual(['unsure', ['data.external']])
  })

  test('one of two groups: only what both hold is sure, what either holds is possible', () => {
    const made = networkOf({
      subnets: { subnet: { prefixes: '10.0.1.0/24', nsg: 'nsg' } },
      groups: { nsg: [allow('@one', '443'), deny('*', '*', { priority: 300 })] },
      nics: {
        a: { subnet: 'subnet', address: '10.0.2.4', groups: ['one', 'other'] },
        b: { subnet: 'subnet', address: '10.0.2.5', groups: ['one'] },
      },
    })
    const groups = made.ofKind('application-security-group').map((entity) => ({ to: 'entity' as const, entity }))
    const link: typeof made.link = (pointer, kind) =>
      kind === 'application-security-group' ? { options: groups as never, origin, doubts: [doubt('var.group')] } : made.link(pointer, kind)
    const world = createWorld({ ...made, link }, {})
    const ask = (from: string): Verdict => world.judge(made.point('subnet'), flow(`in ${from} -> subnet tcp 443`), 'allow')
    expect(ask('10.0.2.4').outcome).toBe('holds')
    expect([ask('10.0.2.5').outcome, causes(ask('10.0.2.5'))]).toEqual(['unsure', ['var.group']])
    expect(ask('10.0.2.6').outcome).toBe('fails')
  })

  test('an unknown pointer as endpoint', () => {
    const group = { kind: 'group' as const, group: { by: 'unknown' as const, doubts: [doubt('var.group')], origin }, origin }
    const made = networkOf(one([allow('*', '443')]))
    const rules = made.ofKind('nsg')[0]!.inlineRules.map((rule) => ({ ...rule, source: notKnown([doubt('var.group')], origin, [[group]]) }))
    const world = createWorld({ ...made, rulesOf: () => ({ rules, more: [] }) }, {})
    expect(world.judge(made.point('subnet'), flow('in Internet -> subnet tcp 443'), 'deny').outcome).toBe('unsure')
  })
})

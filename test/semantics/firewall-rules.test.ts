/** What a firewall lets pass; expected answers are written by hand from https://learn.microsoft.com/azure/firewall/rule-processing. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { firewallsAt } from '../../src/semantics/firewall-rules.ts'
import { build, declare, perhaps, possible, ref, variable } from '../support/declare.ts'
import { answer, collection, group, hub, policy, rule } from '../support/firewall.ts'
import { peer, subnet, vnet } from '../support/routes.ts'

const own = policy('own')
const outcome = (declared: readonly Declared[], text: string, names?: readonly string[]): string =>
  answer(build(...hub(), own, ...declared), text, names).outcome

describe('rules in order', () => {
  const web = '10.1.0.0/16 -> 20.0.0.0/8 tcp 443'
  const rows: readonly (readonly [name: string, declared: readonly Declared[], asked: string, expected: string])[] = [
    ['no rule', [], '10.1.0.4 -> 20.1.1.1 tcp 443', 'denies'],
    ['a rule that allows', [group('g', 'own', 200, [collection('Allow 100', web)])], '10.1.0.4 -> 20.1.1.1 tcp 443', 'allows'],
    ['another port', [group('g', 'own', 200, [collection('Allow 100', web)])], '10.1.0.4 -> 20.1.1.1 tcp 444', 'denies'],
    ['another protocol', [group('g', 'own', 200, [collection('Allow 100', web)])], '10.1.0.4 -> 20.1.1.1 udp 443', 'denies'],
    ['part of the question', [group('g', 'own', 200, [collection('Allow 100', web)])], '10.0.0.0/8 -> 20.1.1.1 tcp 443', 'denies'],
    [
      'the lower number first',
      [group('g', 'own', 200, [collection('Deny 110', web), collection('Allow 100', web)])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'allows',
    ],
    [
      'groups before collections',
      [group('late', 'own', 300, [collection('Allow 100', web)]), group('early', 'own', 200, [collection('Deny 900', web)])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'denies',
    ],
    [
      'equal priorities that disagree',
      [group('a', 'own', 200, [collection('Allow 100', web)]), group('b', 'own', 200, [collection('Deny 100', web)])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'unsure',
    ],
    [
      'a priority that is not known',
      [group('a', 'own', variable('priority'), [collection('Allow 100', web)]), group('b', 'own', 200, [collection('Deny 100', web)])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'unsure',
    ],
    [
      'a priority that is not known and does not matter',
      [group('a', 'own', variable('priority'), [collection('Allow 100', web)])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'allows',
    ],
    [
      'a group that may not be there',
      [{ ...group('g', 'own', 200, [collection('Allow 100', web)]), presence: perhaps() }],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'unsure',
    ],
    [
      'rules that are not known can only allow more',
      [group('g', 'own', 200, [{ name: 'c', action: 'Allow', priority: 100, rule: [possible(rule(web))] }])],
      '10.1.0.4 -> 30.1.1.1 tcp 443',
      'denies',
    ],
    [
      'rules of which nothing is known',
      [group('g', 'own', 200, [{ name: 'c', action: 'Allow', priority: 100, rule: variable('rules') }])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'unsure',
    ],
    [
      'rules of which nothing is known after one that decides',
      [group('g', 'own', 200, [collection('Deny 90', web), { name: 'c', action: 'Allow', priority: 100, rule: variable('rules') }])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'denies',
    ],
    [
      'rules of which nothing is known that only deny',
      [group('g', 'own', 200, [collection('Allow 90', web), { name: 'c', action: 'Deny', priority: 100, rule: variable('rules') }])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'allows',
    ],
    [
      'a tag by its name',
      [group('g', 'own', 200, [collection('Allow 100', '* -> Storage tcp 443')])],
      '10.1.0.4 -> Storage tcp 443',
      'allows',
    ],
    [
      'a part of a tag',
      [group('g', 'own', 200, [collection('Allow 100', '* -> Storage.WestEurope tcp 443')])],
      '10.1.0.4 -> Storage tcp 443',
      'denies',
    ],
    [
      'a tag whose addresses are not known',
      [group('g', 'own', 200, [collection('Allow 100', '* -> Storage tcp 443')])],
      '10.1.0.4 -> 20.1.1.1 tcp 443',
      'unsure',
    ],
    [
      'addresses of a host name',
      [group('g', 'own', 200, [collection('Allow 100', '* -> host:time.windows.com udp 123')])],
      '10.1.0.4 -> 20.1.1.1 udp 123',
      'unsure',
    ],
    ['icmp has no ports', [group('g', 'own', 200, [collection('Allow 100', '* -> * icmp *')])], '10.1.0.4 -> 20.1.1.1 icmp', 'allows'],
  ]
  it.each(rows)('%s', (_name, declared, asked, expected) => {
    expect(outcome(declared, asked)).toBe(expected)
  })

  it('those of a parent policy go first, whatever their priority', () => {
    const parent = policy('parent')
    const child = policy('own', { base_policy_id: ref('azurerm_firewall_policy.parent.id') })
    const declared = [
      ...hub(),
      parent,
      child,
      group('theirs', 'parent', 900, [collection('Deny 900', web)]),
      group('ours', 'own', 100, [collection('Allow 100', web)]),
    ]
    const given = answer(build(...declared), '10.1.0.4 -> 20.1.1.1 tcp 443')
    expect(given.outcome).toBe('denies')
    expect(given.decidedBy.map((one) => (one.kind === 'firewall-rule' ? one.at.group.id : one.kind))).toEqual([
      'azurerm_firewall_policy_rule_collection_group.theirs',
    ])
  })

  it('a policy that is not declared here', () => {
    const given = answer(build(...hub({ firewall_policy_id: variable('policy') })), '10.1.0.4 -> 20.1.1.1 tcp 443')
    expect(given.outcome).toBe('unsure')
    expect(given.doubts.map(({ what }) => what)).toContain('var.policy')
  })
})

describe('application rules', () => {
  const byName = [group('g', 'own', 200, [collection('Allow 100', '10.1.0.0/16 -> name:*.contoso.com,login.example https 443')])]
  it.each([
    ['10.1.0.4 -> 20.1.1.1 tcp 443', ['api.contoso.com'], 'allows'],
    ['10.1.0.4 -> 20.1.1.1 tcp 443', ['login.example'], 'allows'],
    ['10.1.0.4 -> 20.1.1.1 tcp 443', ['contoso.com'], 'denies'],
    ['10.1.0.4 -> 20.1.1.1 tcp 443', ['elsewhere.example'], 'denies'],
    ['10.1.0.4 -> 20.1.1.1 tcp 443', undefined, 'unsure'],
    ['10.1.0.4 -> 20.1.1.1 tcp 80', undefined, 'denies'],
    ['10.1.0.4 -> 20.1.1.1 udp 443', undefined, 'denies'],
    ['10.2.0.4 -> 20.1.1.1 tcp 443', ['api.contoso.com'], 'denies'],
  ] as const)('%s for %s: %s', (asked, names, expected) => {
    expect(outcome(byName, asked, names)).toBe(expected)
  })

  it('go after network rules, whatever the priorities', () => {
    const declared = [
      group('names', 'own', 100, [collection('Allow 100', '* -> name:* https 443')]),
      group('addresses', 'own', 900, [collection('Deny 900', '* -> 20.0.0.0/8 tcp 443')]),
    ]
    expect(outcome(declared, '10.1.0.4 -> 20.1.1.1 tcp 443')).toBe('denies')
    expect(outcome(declared, '10.1.0.4 -> 30.1.1.1 tcp 443')).toBe('allows')
  })
})

describe('other spellings', () => {
  const ask = '10.1.0.4 -> 20.1.1.1 tcp 443'
  it('classic collections', () => {
    const classic = (name: string, action: string, priority: number): Declared =>
      declare(`azurerm_firewall_network_rule_collection.${name}`, {
        name,
        azure_firewall_name: ref('azurerm_firewall.fw.name'),
        resource_group_name: 'net',
        priority,
        action,
        rule: [rule('* -> 20.0.0.0/8 tcp 443')],
      })
    const without = hub({ firewall_policy_id: undefined })
    expect(answer(build(...without, classic('a', 'Allow', 200)), ask).outcome).toBe('allows')
    expect(answer(build(...without, classic('a', 'Allow', 200), classic('b', 'Deny', 100)), ask).outcome).toBe('denies')
    // A firewall with a policy takes no rules of its own.
    expect(answer(build(...hub(), own, classic('a', 'Allow', 200)), ask).outcome).toBe('denies')
  })

  it('groups of addresses, whose entries may be resources of their own', () => {
    const ipGroup = declare('azurerm_ip_group.apps', {
      name: 'apps',
      resource_group_name: 'net',
      location: 'westeurope',
      cidrs: ['10.1.0.0/24'],
    })
    const entry = declare('azurerm_ip_group_cidr.more', { ip_group_id: ref('azurerm_ip_group.apps.id'), cidr: '10.1.9.0/24' })
    const body = {
      name: 'r',
      source_ip_groups: [ref('azurerm_ip_group.apps.id')],
      destination_addresses: ['20.0.0.0/8'],
      protocols: ['TCP'],
      destination_ports: ['443'],
    }
    const rules = group('g', 'own', 200, [{ name: 'c', action: 'Allow', priority: 100, rule: [body] }])
    expect(outcome([rules, ipGroup], '10.1.0.4 -> 20.1.1.1 tcp 443')).toBe('allows')
    expect(outcome([rules, ipGroup], '10.1.9.4 -> 20.1.1.1 tcp 443')).toBe('denies')
    expect(outcome([rules, ipGroup, entry], '10.1.9.4 -> 20.1.1.1 tcp 443')).toBe('allows')
    expect(outcome([rules], '10.1.0.4 -> 20.1.1.1 tcp 443')).toBe('unsure')
  })

  it("Azure's own", () => {
    const arm = (type: string, name: string, parent: string, properties: Parameters<typeof declare>[1]): Declared =>
      declare(`azapi_resource.${name}`, {
        type: `${type}@2024-05-01`,
        name,
        parent_id: parent.includes('.') ? ref(parent) : parent,
        body: { properties },
      })
    const declared = [
      ...hub({ firewall_policy_id: ref('azapi_resource.p.id') }),
      arm('Microsoft.Network/firewallPolicies', 'p', '/subscriptions/s/resourceGroups/net', {}),
      arm('Microsoft.Network/firewallPolicies/ruleCollectionGroups', 'g', 'azapi_resource.p.id', {
        priority: 200,
        ruleCollections: [
          {
            ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
            name: 'c',
            priority: 100,
            action: { type: 'Allow' },
            rules: [
              {
                ruleType: 'NetworkRule',
                name: 'r',
                ipProtocols: ['TCP'],
                sourceAddresses: ['*'],
                destinationAddresses: ['20.0.0.0/8'],
                destinationPorts: ['443'],
              },
            ],
          },
        ],
      }),
    ]
    expect(answer(build(...declared), ask).outcome).toBe('allows')
    expect(answer(build(...declared), '10.1.0.4 -> 20.1.1.1 tcp 80').outcome).toBe('denies')
  })
})

describe('who has an address', () => {
  const spoke = [
    vnet('spoke', ['10.1.0.0/16']),
    subnet('app', 'spoke', '10.1.0.0/24'),
    vnet('far', ['10.2.0.0/16']),
    subnet('lone', 'far', '10.2.0.0/24'),
  ]
  const chosen = hub({ ip_configuration: [{ name: 'a', subnet_id: ref('azurerm_subnet.firewall.id') }] })
  const range = { kind: 'range', range: { family: 4, first: 0x0a000004, last: 0x0a000004 }, origin: { span: own.span } } as const
  const holders = (declared: readonly Declared[], from: string): readonly (readonly [string, number])[] => {
    const built = build(...declared, own, ...spoke, ...peer('hub', 'spoke'))
    return firewallsAt(built.network, built.get('subnet', `azurerm_subnet.${from}`), range).map(({ firewall, doubts }) => [
      firewall.id,
      doubts.length,
    ])
  }
  it('the firewall that is written to have it', () => expect(holders(hub(), 'app')).toEqual([['azurerm_firewall.fw', 0]]))
  it('none where no peering leads to it', () => expect(holders(hub(), 'lone')).toEqual([]))
  it('perhaps the one in whose subnet it is', () => expect(holders(chosen, 'app')).toEqual([['azurerm_firewall.fw', 1]]))
})

/** Rules, groups, interfaces and subnets joined: inline, by resources of their own, surely and perhaps. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { pointsOf } from '../../src/model/kinds/index.ts'
import { formatRange } from '../../src/net/address.ts'
import { type Built, build, declare, optionsOf, type Plain, perhaps, ref, template, variable } from '../support/declare.ts'

const group = (name: string, body: { readonly [key: string]: Plain | undefined } = {}): Declared =>
  declare(`azurerm_network_security_group.${name}`, { name, resource_group_name: 'net', location: 'westeurope', ...body })
const subnet = (name: string, body: { readonly [key: string]: Plain | undefined } = {}): Declared =>
  declare(`azurerm_subnet.${name}`, {
    name,
    virtual_network_name: 'hub',
    resource_group_name: 'net',
    address_prefixes: ['10.0.1.0/24'],
    ...body,
  })
const attach = (name: string, subnetId: Plain, nsgId: Plain, presence = perhaps): Declared =>
  declare(
    `azurerm_subnet_network_security_group_association.${name}`,
    { subnet_id: subnetId, network_security_group_id: nsgId },
    presence === perhaps ? {} : { presence: presence() },
  )
const rule = (name: string, nsg: Plain, body: { readonly [key: string]: Plain | undefined } = {}): Declared =>
  declare(`azurerm_network_security_rule.${name}`, {
    name,
    resource_group_name: 'net',
    network_security_group_name: nsg,
    priority: 100,
    direction: 'Inbound',
    access: 'Allow',
    protocol: '*',
    source_port_range: '*',
    destination_port_range: '*',
    source_address_prefix: '*',
    destination_address_prefix: '*',
    ...body,
  })

const s = ref('azurerm_subnet.s.id')
const g = ref('azurerm_network_security_group.g.id')
const h = ref('azurerm_network_security_group.h.id')

const nsgOf = (built: Built, id = 'azurerm_subnet.s'): readonly string[] => optionsOf(built.network.nsgOf(built.get('subnet', id)))

describe('the group of a subnet', () => {
  it('is none where none is attached', () => {
    expect(nsgOf(build(subnet('s'), group('g')))).toEqual(['none'])
  })

  it.each(['security_group', 'network_security_group_id', 'network_security_group_id_wo'])('is written in the subnet: %s', (attribute) => {
    expect(nsgOf(build(subnet('s', { [attribute]: g }), group('g')))).toEqual(['azurerm_network_security_group.g'])
  })

  it('comes by an association', () => {
    expect(nsgOf(build(subnet('s'), group('g'), attach('a', s, g)))).toEqual(['azurerm_network_security_group.g'])
  })

  it('comes by an association that names a group elsewhere', () => {
    expect(nsgOf(build(subnet('s'), attach('a', s, ref('module.nsg.id'))))).toEqual(['external'])
  })

  it('may be none where the association may not be there', () => {
    const built = build(
      subnet('s'),
      group('g'),
      attach('a', s, g, () => perhaps('var.attach')),
    )
    expect(nsgOf(built)).toEqual(['azurerm_network_security_group.g', 'none'])
    expect(built.network.nsgOf(built.get('subnet', 'azurerm_subnet.s')).doubts.map((one) => one.what)).toEqual(['var.attach'])
  })

  it('may be either of two that exclude each other', () => {
    const built = build(
      subnet('s'),
      group('g'),
      group('h'),
      attach('a', s, g, () => perhaps()),
      attach('b', s, h, () => perhaps()),
    )
    expect(nsgOf(built)).toEqual(['azurerm_network_security_group.g', 'azurerm_network_security_group.h', 'none'])
  })

  it('leaves no room for one that may be attached where one surely is', () => {
    const built = build(subnet('s'), group('g'), group('h'), attach('a', s, g), attach('b', variable('subnet'), h))
    expect(nsgOf(built)).toEqual(['azurerm_network_security_group.g'])
  })

  it('is that of a data source whatever else the data source may mean', () => {
    const data = (name: string): Declared =>
      declare(`data.azurerm_subnet.${name}`, { name: variable(name), virtual_network_name: 'hub', resource_group_name: 'net' })
    const built = build(
      data('x'),
      data('y'),
      group('g'),
      group('h'),
      attach('a', ref('data.azurerm_subnet.x.id', 'external'), g),
      attach('b', ref('data.azurerm_subnet.y.id', 'external'), h),
    )
    expect(nsgOf(built, 'data.azurerm_subnet.x')).toEqual(['azurerm_network_security_group.g'])
    expect(nsgOf(built, 'data.azurerm_subnet.y')).toEqual(['azurerm_network_security_group.h'])
  })

  it('is told where two are attached, and either counts', () => {
    const built = build(subnet('s'), group('g'), group('h'), attach('a', s, g), attach('b', s, h))
    expect(nsgOf(built)).toEqual(['azurerm_network_security_group.g', 'azurerm_network_security_group.h'])
    expect(built.codes).toEqual(['model/conflicting-declarations'])
    expect(built.network.nsgOf(built.get('subnet', 'azurerm_subnet.s')).doubts).not.toEqual([])
  })

  it('is the same twice, as azurerm 1.x wants it', () => {
    const built = build(subnet('s', { network_security_group_id: g }), group('g'), attach('a', s, g))
    expect(nsgOf(built)).toEqual(['azurerm_network_security_group.g'])
    expect(built.codes).toEqual([])
  })

  it('is not known where an association may be of any subnet', () => {
    const built = build(subnet('s'), subnet('t'), group('g'), attach('a', variable('subnet'), g))
    expect(nsgOf(built)).toEqual(['azurerm_network_security_group.g', 'none'])
    expect(nsgOf(built, 'azurerm_subnet.t')).toEqual(['azurerm_network_security_group.g', 'none'])
  })

  it('does not come from an association of a subnet elsewhere', () => {
    expect(nsgOf(build(subnet('s'), group('g'), attach('a', ref('module.net.subnet_id'), g)))).toEqual(['none'])
  })

  it('is known of a data source that is given one here', () => {
    const built = build(
      declare('data.azurerm_subnet.s', { name: 's', virtual_network_name: 'hub', resource_group_name: 'net' }),
      group('g'),
      attach('a', ref('data.azurerm_subnet.s.id', 'external'), g),
    )
    expect(nsgOf(built, 'data.azurerm_subnet.s')).toEqual(['azurerm_network_security_group.g'])
  })

  it('is perhaps that of an association for one of several instances', () => {
    const built = build(
      declare(
        'azurerm_subnet.s[*]',
        { name: variable('n'), virtual_network_name: 'hub', resource_group_name: 'net' },
        { presence: perhaps() },
      ),
      group('g'),
      attach('a', ref('azurerm_subnet.s["one"].id'), g),
    )
    expect(nsgOf(built, 'azurerm_subnet.s[*]')).toEqual(['azurerm_network_security_group.g', 'none'])
  })

  it('stays decidable however many associations are not', () => {
    const many = Array.from({ length: 100 }, (_, index) => attach(`a${index}`, variable('subnet'), g))
    const subnets = Array.from({ length: 50 }, (_, index) => subnet(`t${index}`))
    const built = build(subnet('s'), ...subnets, group('g'), ...many)
    expect(nsgOf(built)).toContain('external')
    expect(nsgOf(built)).toContain('none')
  })
})

it('tells that a group is attached to what is not declared here', () => {
  const points = (...declared: readonly Declared[]) => {
    const built = build(group('g'), ...declared)
    return pointsOf(built.get('nsg', 'azurerm_network_security_group.g'), built.network)
  }
  expect(points()).toEqual({ points: [], more: [] })
  expect(points(attach('a', ref('module.net.subnet_id'), g)).more.map((one) => one.what)).toEqual([
    'azurerm_subnet_network_security_group_association.a',
  ])
  expect(points(subnet('s'), attach('a', s, g)).more).toEqual([])
})

describe('the rules of a group', () => {
  const rulesOf = (built: Built, id: string): readonly string[] =>
    built.network
      .rulesOf(built.get('nsg', `azurerm_network_security_group.${id}`))
      .rules.map((one) => `${one.name.known ? one.name.value : '?'} ${one.presence.certain ? 'surely' : 'perhaps'}`)

  it('come by name', () => {
    expect(rulesOf(build(group('g'), group('h'), rule('r', 'G')), 'g')).toEqual(['r surely'])
    expect(rulesOf(build(group('g'), group('h'), rule('r', 'G')), 'h')).toEqual([])
  })

  it('may come by a name that is not known', () => {
    const built = build(group('g'), group('h'), rule('r', variable('nsg')))
    expect(rulesOf(built, 'g')).toEqual(['r perhaps'])
    expect(rulesOf(built, 'h')).toEqual(['r perhaps'])
    expect(built.network.rulesOf(built.get('nsg', 'azurerm_network_security_group.g')).more).toEqual([])
  })

  it('do not come by a half-known name that cannot be it', () => {
    expect(rulesOf(build(group('g'), rule('r', template('nsg-', variable('x')))), 'g')).toEqual([])
  })

  it('do not come from another resource group', () => {
    expect(rulesOf(build(group('g'), rule('r', 'g', { resource_group_name: 'other' })), 'g')).toEqual([])
  })

  it('are not sure beside inline ones, which is told', () => {
    const inline = {
      name: 'i',
      priority: 200,
      direction: 'Inbound',
      access: 'Deny',
      protocol: '*',
      source_port_range: '*',
      destination_port_range: '*',
      source_address_prefix: '*',
      destination_address_prefix: '*',
    }
    const built = build(group('g', { security_rule: [inline] }), rule('r', 'g'))
    expect(rulesOf(built, 'g')).toEqual(['i surely', 'r perhaps'])
    expect(built.diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(['warning model/conflicting-declarations'])
  })

  it('are told where two surely have one priority in one direction', () => {
    const told = (...rules: readonly Declared[]): readonly string[] =>
      build(group('g'), ...rules).diagnostics.map((one) => `${one.severity} ${one.code}`)
    expect(told(rule('a', 'g'), rule('b', 'g'))).toEqual(['error model/duplicate-priority'])
    expect(told(rule('a', 'g'), rule('b', 'g', { direction: 'Outbound' }))).toEqual([])
    expect(told(rule('a', 'g'), rule('b', 'g', { priority: variable('p') }))).toEqual([])
    expect(told(rule('a', 'g'), rule('b', variable('nsg')))).toEqual([])
  })
})

describe('interfaces', () => {
  const nic = (name: string, body: { readonly [key: string]: Plain | undefined } = {}, subnetId: Plain = s): Declared =>
    declare(`azurerm_network_interface.${name}`, {
      name,
      resource_group_name: 'net',
      location: 'westeurope',
      ip_configuration: [{ name: 'i', subnet_id: subnetId, private_ip_address_allocation: 'Static', private_ip_address: '10.0.1.4' }],
      ...body,
    })

  it('are in their subnet', () => {
    const built = build(subnet('s'), subnet('t'), nic('n'), nic('m', {}, variable('which', [s, ref('azurerm_subnet.t.id')])))
    const inSubnet = (id: string) => built.network.interfacesIn(built.get('subnet', id)).map((one) => [one.nic.id, one.certain])
    expect(inSubnet('azurerm_subnet.s')).toEqual([
      ['azurerm_network_interface.m', false],
      ['azurerm_network_interface.n', true],
    ])
    expect(inSubnet('azurerm_subnet.t')).toEqual([['azurerm_network_interface.m', false]])
  })

  it.each<[string, readonly Declared[]]>([
    [
      'by an association',
      [
        nic('n'),
        declare('azurerm_network_interface_security_group_association.a', {
          network_interface_id: ref('azurerm_network_interface.n.id'),
          network_security_group_id: g,
        }),
      ],
    ],
    ['inline, as azurerm 1.x has it', [nic('n', { network_security_group_id: g })]],
  ])('have a group %s', (_, declared) => {
    const built = build(group('g'), subnet('s'), ...declared)
    expect(optionsOf(built.network.nsgOf(built.get('network-interface', 'azurerm_network_interface.n')))).toEqual([
      'azurerm_network_security_group.g',
    ])
    const nsg = built.get('nsg', 'azurerm_network_security_group.g')
    expect(pointsOf(nsg, built.network)).toMatchObject({ points: [{ label: 'azurerm_network_interface.n', doubts: [] }], more: [] })
  })

  it('are members of application security groups', () => {
    const web = declare('azurerm_application_security_group.web', { name: 'web', resource_group_name: 'net', location: 'westeurope' })
    const join = (name: string, of: string, presence = true): Declared =>
      declare(
        `azurerm_network_interface_application_security_group_association.${name}`,
        {
          network_interface_id: ref(`azurerm_network_interface.${of}.id`),
          application_security_group_id: ref('azurerm_application_security_group.web.id'),
        },
        presence ? {} : { presence: perhaps('var.join') },
      )
    const dynamic = [{ name: 'i', subnet_id: s, private_ip_address_allocation: 'Dynamic' }]
    const built = build(
      web,
      subnet('s'),
      nic('n'),
      nic('m', { ip_configuration: dynamic }),
      nic('o'),
      join('a', 'n'),
      join('b', 'm'),
      join('c', 'o', false),
    )
    const { must, may, doubts } = built.network.membersOf(built.get('application-security-group', 'azurerm_application_security_group.web'))
    const shown = [...must].map((one) => (one.kind === 'range' ? formatRange(one.range) : one.identity))
    expect(shown.sort()).toEqual(['10.0.1.4', 'azurerm_network_interface.m.private_ip_address'])
    expect(may.map((one) => (one.kind === 'range' ? formatRange(one.range) : one.identity))).toEqual(['10.0.1.4'])
    expect(doubts.map((one) => one.what)).toContain('var.join')
  })

  it('have no address of their own choice where it is dynamic', () => {
    const dynamic = [{ subnet_id: s, private_ip_address_allocation: 'Dynamic', private_ip_address: '10.0.1.4' }]
    const [configuration] = build(subnet('s'), nic('n', { ip_configuration: dynamic })).get(
      'network-interface',
      'azurerm_network_interface.n',
    ).ipConfigurations
    expect(configuration!.privateAddress).toMatchObject({
      known: true,
      value: { kind: 'atom', identity: 'azurerm_network_interface.n.private_ip_address' },
    })
  })

  it('count surely in their own virtual network only, however equal the addresses of another are', () => {
    const network = (name: string) => declare(`azurerm_virtual_network.${name}`, { name, resource_group_name: 'net' })
    const inside = (name: string, of: string) =>
      declare(`azurerm_subnet.${name}`, { name, resource_group_name: 'net', virtual_network_name: of, address_prefixes: ['10.0.1.0/24'] })
    const web = declare('azurerm_application_security_group.web', { name: 'web' })
    const member = declare('azurerm_network_interface.n', {
      ip_configuration: [
        {
          subnet_id: ref('azurerm_subnet.here.id'),
          private_ip_address: '10.0.1.4',
          application_security_group_ids: [ref('azurerm_application_security_group.web.id')],
        },
      ],
    })
    const built = build(
      web,
      network('one'),
      network('two'),
      inside('here', 'one'),
      inside('sister', 'one'),
      inside('away', 'two'),
      inside('lost', 'nowhere'),
      member,
    )
    const group = built.get('application-security-group', 'azurerm_application_security_group.web')
    const at = (name: string): string => {
      const { must, may, doubts } = built.network.membersOf(group, built.get('subnet', `azurerm_subnet.${name}`))
      return `${must.length} ${may.length} ${doubts.length}`
    }
    expect(['here', 'sister', 'away', 'lost'].map(at)).toEqual(['1 0 0', '1 0 0', '0 1 1', '0 1 1'])
  })

  it('are not the only members', () => {
    const web = declare('azurerm_application_security_group.web', { name: 'web' })
    const set = declare('azurerm_linux_virtual_machine_scale_set.v', {
      network_interface: [{ ip_configuration: [{ application_security_group_ids: [ref('azurerm_application_security_group.web.id')] }] }],
    })
    const built = build(web, set)
    const { must, may } = built.network.membersOf(built.get('application-security-group', 'azurerm_application_security_group.web'))
    expect(must).toEqual([])
    expect(may.map((one) => one.kind)).toEqual(['atom'])
  })

  it.each([
    [
      'azurerm_kubernetes_cluster.k',
      (network: Plain): { readonly [key: string]: Plain } => ({ default_node_pool: [{ node_network_profile: [network] }] }),
    ],
    ['azurerm_kubernetes_cluster_node_pool.k', (network: Plain) => ({ node_network_profile: [network] })],
  ] as const)('are not the only members beside %s', (address, inside) => {
    const web = declare('azurerm_application_security_group.web', { name: 'web' })
    const nodes = declare(address, inside({ application_security_group_ids: [ref('azurerm_application_security_group.web.id')] }))
    const built = build(web, nodes)
    const { must, may } = built.network.membersOf(built.get('application-security-group', 'azurerm_application_security_group.web'))
    expect(must).toEqual([])
    expect(may.map((one) => one.kind)).toEqual(['atom'])
  })

  it('have the groups of azurerm 1.x', () => {
    const web = declare('azurerm_application_security_group.web', { name: 'web' })
    const old = [
      { subnet_id: s, private_ip_address: '10.0.1.4', application_security_group_ids: [ref('azurerm_application_security_group.web.id')] },
    ]
    const built = build(web, subnet('s'), nic('n', { ip_configuration: old }))
    expect(built.network.membersOf(built.get('application-security-group', 'azurerm_application_security_group.web')).must.length).toBe(1)
  })
})

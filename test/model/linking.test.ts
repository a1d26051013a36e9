/** Who is whom: by reference, id, name in context and data source; every possibility where it is not decided, none by guess. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import {
  anything,
  type Built,
  build,
  declare,
  from,
  optionsOf,
  type Plain,
  perhaps,
  possible,
  ref,
  template,
  variable,
} from '../support/declare.ts'

const vnet = (name: string, body: { readonly [key: string]: Plain | undefined } = {}): Declared =>
  declare(`azurerm_virtual_network.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'West Europe',
    address_space: ['10.0.0.0/16'],
    ...body,
  })

const subnet = (name: string, body: { readonly [key: string]: Plain | undefined } = {}): Declared =>
  declare(`azurerm_subnet.${name}`, {
    name,
    resource_group_name: 'net',
    virtual_network_name: 'hub',
    address_prefixes: ['10.0.1.0/24'],
    ...body,
  })

const networkOf = (built: Built, id: string): readonly string[] =>
  optionsOf(built.network.link(built.get('subnet', id).virtualNetwork, 'virtual-network'))

/** What the subnet of an interface may be. */
const subnetOf = (id: Plain | undefined, ...declared: readonly Declared[]): readonly string[] => {
  const built = build(...declared, declare('azurerm_network_interface.n', { name: 'n', ip_configuration: [{ name: 'i', subnet_id: id }] }))
  const nic = built.get('network-interface', 'azurerm_network_interface.n')
  return optionsOf(built.network.link(nic.ipConfigurations[0]!.subnet, 'subnet'))
}

describe('a subnet and its virtual network', () => {
  const hub = 'azurerm_virtual_network.hub'

  it.each<[string, { readonly [key: string]: Plain | undefined }, readonly string[]]>([
    ['by name', {}, [hub]],
    ['by name in another case', { virtual_network_name: 'HUB', resource_group_name: 'NET' }, [hub]],
    ['by reference to the name', { virtual_network_name: from('azurerm_virtual_network.hub.name', 'hub') }, [hub]],
    [
      'by reference, resource group not known',
      { virtual_network_name: from('azurerm_virtual_network.hub.name', 'hub'), resource_group_name: variable('group') },
      [hub],
    ],
    ['by reference to a name that is known later', { virtual_network_name: ref('azurerm_virtual_network.hub.name') }, [hub]],
    ['by id', { virtual_network_name: undefined, virtual_network_id: ref('azurerm_virtual_network.hub.id') }, [hub]],
    ['another name', { virtual_network_name: 'spoke' }, ['external']],
    ['another resource group', { resource_group_name: 'other' }, ['external']],
    ['resource group not known', { resource_group_name: variable('group') }, [hub, 'external']],
    ['name not known', { virtual_network_name: variable('network') }, [hub, 'external']],
    ['name half known, may be', { virtual_network_name: template('h', variable('rest')) }, [hub, 'external']],
    ['name half known, cannot be', { virtual_network_name: template('spoke-', variable('rest')) }, ['external']],
    [
      'reference to the name, but another resource group',
      { virtual_network_name: from('azurerm_virtual_network.hub.name', 'hub'), resource_group_name: 'other' },
      ['external'],
    ],
  ])('%s', (_, body, expected) => {
    expect(networkOf(build(vnet('hub'), subnet('a', body)), 'azurerm_subnet.a')).toEqual(expected)
  })

  it('is found by the same input on both sides', () => {
    const built = build(vnet('hub', { name: variable('name') }), subnet('a', { virtual_network_name: variable('name') }))
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual([hub])
  })

  it('is found by the same half-known text on both sides, and others are not', () => {
    const built = build(
      vnet('hub', { name: template('hub-', variable('env')) }),
      vnet('spoke', { name: template('spoke-', variable('env')) }),
      subnet('a', { virtual_network_name: template('hub-', variable('env')) }),
    )
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual([hub])
  })

  it('may be either of two of one name in resource groups that are not known', () => {
    const built = build(
      vnet('hub', { resource_group_name: variable('a') }),
      vnet('other', { name: 'hub', resource_group_name: variable('b') }),
      subnet('a', { resource_group_name: variable('c') }),
    )
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual([hub, 'azurerm_virtual_network.other', 'external'])
  })

  it('is told apart by resource groups that are declared', () => {
    const built = build(
      declare('azurerm_resource_group.a', { name: variable('a') }),
      declare('azurerm_resource_group.b', { name: variable('b') }),
      vnet('hub', { resource_group_name: ref('azurerm_resource_group.a.name') }),
      vnet('other', { name: 'hub', resource_group_name: ref('azurerm_resource_group.b.name') }),
      subnet('a', { resource_group_name: ref('azurerm_resource_group.b.name') }),
    )
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual(['azurerm_virtual_network.other'])
  })

  it('is not in another resource group that is declared, whatever the two are called', () => {
    const built = build(
      declare('azurerm_resource_group.a', { name: variable('a') }),
      declare('azurerm_resource_group.b', { name: variable('b') }),
      vnet('hub', { resource_group_name: ref('azurerm_resource_group.a.name') }),
      subnet('a', { resource_group_name: ref('azurerm_resource_group.b.name') }),
    )
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual(['external'])
  })

  it('is not decided by a name alone', () => {
    expect(networkOf(build(vnet('hub'), subnet('a', { resource_group_name: undefined })), 'azurerm_subnet.a')).toEqual([hub, 'external'])
  })

  it('is not surely the one that may not be there', () => {
    const built = build(
      declare('azurerm_virtual_network.hub[0]', { name: 'hub', resource_group_name: 'net' }, { presence: perhaps() }),
      subnet('a'),
    )
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual(['azurerm_virtual_network.hub[0]', 'external'])
  })

  it('names what a doubt is about', () => {
    const built = build(vnet('hub'), subnet('a', { resource_group_name: variable('group') }))
    const link = built.network.link(built.get('subnet', 'azurerm_subnet.a').virtualNetwork, 'virtual-network')
    expect(link.doubts.map((one) => one.what)).toEqual(['var.group'])
  })
})

describe('a subnet by id', () => {
  const a = 'azurerm_subnet.a'
  const both = [vnet('hub'), subnet('a'), subnet('b')]
  const group = declare('azurerm_resource_group.net', { name: 'net' })

  it.each<[string, Plain | undefined, readonly string[]]>([
    ['reference', ref('azurerm_subnet.a.id'), [a]],
    ['nothing', undefined, ['none']],
    ['null', null, ['none']],
    ['half known, by its network', template(ref('azurerm_virtual_network.hub.id'), '/subnets/a'), [a]],
    ['half known, by its network, another case', template(ref('azurerm_virtual_network.hub.id'), '/Subnets/A'), [a]],
    [
      'half known, by its resource group',
      template(ref('azurerm_resource_group.net.id'), '/providers/Microsoft.Network/virtualNetworks/hub/subnets/a'),
      [a],
    ],
    [
      'half known, by names, in the current subscription',
      template(
        '/subscriptions/',
        ref('data.azurerm_client_config.current.subscription_id'),
        '/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/a',
      ),
      [a],
    ],
    [
      'half known, by names, in a subscription that is not known',
      template(
        '/subscriptions/',
        variable('subscription'),
        '/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/a',
      ),
      [a, 'external'],
    ],
    [
      'whole, which may be in another subscription',
      '/subscriptions/0/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub/subnets/a',
      [a, 'external'],
    ],
    [
      'whole, of another resource group',
      '/subscriptions/0/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/hub/subnets/a',
      ['external'],
    ],
    [
      'a name that is not known',
      template(ref('azurerm_virtual_network.hub.id'), '/subnets/', variable('name')),
      [a, 'azurerm_subnet.b', 'external'],
    ],
    ['either of two', variable('which', [ref('azurerm_subnet.a.id'), ref('azurerm_subnet.b.id')]), [a, 'azurerm_subnet.b']],
    ['one or nothing', variable('which', [ref('azurerm_subnet.a.id'), null]), [a, 'none']],
    ['an input', variable('id'), [a, 'azurerm_subnet.b', 'external']],
    ['an output of a module that is not read', ref('module.net.subnet_id'), ['external']],
    ['an attribute of something else', ref('azurerm_virtual_network.hub.id'), ['external']],
  ])('%s', (_, id, expected) => {
    expect(subnetOf(id, group, ...both)).toEqual(expected)
  })

  it('may be nothing where only an IPv6 configuration has it', () => {
    const six = [{ subnet_id: variable('id'), private_ip_address_version: 'IPv6' }]
    const built = build(subnet('a'), declare('azurerm_network_interface.n', { ip_configuration: six }))
    const [configuration] = built.get('network-interface', 'azurerm_network_interface.n').ipConfigurations
    expect(optionsOf(built.network.link(configuration!.subnet, 'subnet'))).toEqual([a, 'external', 'none'])
  })

  it('takes equal outputs of modules for equal things', () => {
    const nic = (name: string): Declared =>
      declare(`azurerm_network_interface.${name}`, { name, ip_configuration: [{ subnet_id: ref('module.net.subnet_id') }] })
    const built = build(nic('a'), nic('b'))
    const identities = ['a', 'b'].map((name) => {
      const link = built.network.link(
        built.get('network-interface', `azurerm_network_interface.${name}`).ipConfigurations[0]!.subnet,
        'subnet',
      )
      return link.options.map((option) => (option.to === 'external' ? option.identity : option.to))
    })
    expect(identities[0]).toEqual(identities[1])
    expect(identities[0]).toContain('module.net.subnet_id')
  })

  it('tells a subnet that its network does not have', () => {
    const built = build(
      ...both,
      declare('azurerm_network_interface.n', {
        ip_configuration: [{ subnet_id: template(ref('azurerm_virtual_network.hub.id'), '/subnets/c') }],
      }),
    )
    expect(built.codes).toEqual(['model/dangling-reference'])
  })

  it('finds instances whose keys are not known', () => {
    const many = declare(
      'azurerm_subnet.s[*]',
      { name: variable('each'), resource_group_name: 'net', virtual_network_name: 'hub' },
      { presence: perhaps('var.subnets') },
    )
    expect(subnetOf(ref('azurerm_subnet.s["x"].id'), vnet('hub'), many)).toEqual(['azurerm_subnet.s[*]'])
  })
})

describe('subnets inside a virtual network', () => {
  const inline = (...subnets: readonly Plain[]): Declared => vnet('hub', { subnet: subnets })

  it('are entities with the names of their place', () => {
    const built = build(inline({ name: 'a', address_prefixes: ['10.0.1.0/24'] }, { name: 'b', address_prefix: '10.0.2.0/24' }))
    expect(built.network.ofKind('subnet').map((one) => [one.id, one.prefixes.known])).toEqual([
      ['azurerm_virtual_network.hub/subnets/a', true],
      ['azurerm_virtual_network.hub/subnets/b', true],
    ])
    expect(networkOf(built, 'azurerm_virtual_network.hub/subnets/a')).toEqual(['azurerm_virtual_network.hub'])
  })

  it('are meant by an index only where there is one', () => {
    const byIndex = ref('azurerm_virtual_network.hub.subnet.0.id')
    expect(subnetOf(byIndex, inline({ name: 'a' }))).toEqual(['azurerm_virtual_network.hub/subnets/a'])
    expect(subnetOf(byIndex, inline({ name: 'a' }, { name: 'b' }))).toEqual([
      'azurerm_virtual_network.hub/subnets/a',
      'azurerm_virtual_network.hub/subnets/b',
    ])
    expect(subnetOf(byIndex, vnet('hub', { subnet: variable('subnets') }))).toEqual(['external'])
  })

  it('are meant by their id', () => {
    expect(subnetOf(template(ref('azurerm_virtual_network.hub.id'), '/subnets/b'), inline({ name: 'a' }, { name: 'b' }))).toEqual([
      'azurerm_virtual_network.hub/subnets/b',
    ])
  })

  it('may not be there', () => {
    const built = build(inline(possible({ name: 'a', address_prefixes: ['10.0.1.0/24'] })))
    expect(built.get('subnet', 'azurerm_virtual_network.hub/subnets/a').presence.certain).toBe(false)
  })

  it('are no dangling reference where they are not known', () => {
    const built = build(
      vnet('hub', { subnet: variable('subnets') }),
      declare('azurerm_network_interface.n', {
        ip_configuration: [{ subnet_id: template(ref('azurerm_virtual_network.hub.id'), '/subnets/c') }],
      }),
    )
    expect(built.codes).toEqual([])
  })

  it('are one with the resource of the same name', () => {
    const built = build(
      inline({ name: 'A', address_prefixes: ['10.0.1.0/24'], security_group: ref('azurerm_network_security_group.g.id') }),
      subnet('a'),
      declare('azurerm_network_security_group.g', { name: 'g' }),
    )
    expect(built.network.ofKind('subnet').map((one) => one.id)).toEqual(['azurerm_subnet.a'])
    expect(optionsOf(built.network.nsgOf(built.get('subnet', 'azurerm_subnet.a')))).toEqual(['azurerm_network_security_group.g'])
    expect(built.diagnostics.map((one) => `${one.severity} ${one.code}`)).toEqual(['warning model/conflicting-declarations'])
  })

  it('tell where they and the resource disagree, and then either counts', () => {
    const built = build(inline({ name: 'a', address_prefixes: ['10.0.9.0/24'] }), subnet('a'))
    const { prefixes } = built.get('subnet', 'azurerm_subnet.a')
    expect(prefixes.known).toBe(false)
    expect(!prefixes.known && prefixes.among?.length).toBe(2)
    expect(built.diagnostics.map((one) => one.severity).sort()).toEqual(['error', 'warning'])
  })
})

describe('data sources', () => {
  const data = (body: { readonly [key: string]: Plain | undefined } = {}): Declared =>
    declare('data.azurerm_subnet.d', { name: 'a', virtual_network_name: 'hub', resource_group_name: 'net', ...body })
  const byData = ref('data.azurerm_subnet.d.id', 'external')

  it('mean the declared resource of the same name', () => {
    expect(subnetOf(byData, vnet('hub'), subnet('a'), data())).toEqual(['azurerm_subnet.a'])
  })

  it('may mean it where the resource group is not known', () => {
    expect(subnetOf(byData, vnet('hub'), subnet('a'), data({ resource_group_name: variable('group') }))).toEqual([
      'azurerm_subnet.a',
      'data.azurerm_subnet.d',
    ])
  })

  it('are open where nothing declared is meant', () => {
    const built = build(vnet('hub'), subnet('b'), data())
    const open = built.get('subnet', 'data.azurerm_subnet.d')
    expect(open.open).toBe(true)
    expect(open.delegations.known).toBe(false)
    expect(open.prefixes.known && open.prefixes.value.map((one) => one.kind === 'atom' && one.identity)).toEqual([
      'data.azurerm_subnet.d.address_prefixes',
    ])
    expect(optionsOf(built.network.nsgOf(open))).toEqual(['external', 'none'])
    expect(networkOf(built, 'data.azurerm_subnet.d')).toEqual(['azurerm_virtual_network.hub'])
  })

  it('may be one another where their networks are not declared here', () => {
    const open = (name: string, network: Plain): Declared =>
      declare(`data.azurerm_subnet.${name}`, { name: 'a', virtual_network_name: network, resource_group_name: 'net' })
    const built = build(
      open('x', variable('x')),
      open('y', variable('y')),
      declare('azurerm_network_interface.n', { ip_configuration: [{ subnet_id: ref('data.azurerm_subnet.y.id', 'external') }] }),
    )
    const [configuration] = built.get('network-interface', 'azurerm_network_interface.n').ipConfigurations
    expect(optionsOf(built.network.link(configuration!.subnet, 'subnet'))).toEqual(['data.azurerm_subnet.x', 'data.azurerm_subnet.y'])
  })

  it('are one where two mean the same', () => {
    const built = build(
      declare('data.azurerm_virtual_network.x', { name: 'hub', resource_group_name: 'net' }),
      declare('module.m.data.azurerm_virtual_network.y', { name: 'HUB', resource_group_name: 'net' }),
      subnet('a'),
    )
    expect(built.network.ofKind('virtual-network').map((one) => one.id)).toEqual(['data.azurerm_virtual_network.x'])
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual(['data.azurerm_virtual_network.x'])
  })

  it('give names by reference', () => {
    const built = build(
      declare('data.azurerm_virtual_network.x', { name: variable('hub'), resource_group_name: 'net' }),
      subnet('a', { virtual_network_name: from('data.azurerm_virtual_network.x.name', variable('hub')) }),
    )
    expect(networkOf(built, 'azurerm_subnet.a')).toEqual(['data.azurerm_virtual_network.x'])
  })

  it('of a kind that is looked up by id only know nothing', () => {
    const built = build(declare('data.azurerm_network_security_group.g', { name: 'g', resource_group_name: 'net' }))
    expect(built.network.rulesOf(built.get('nsg', 'data.azurerm_network_security_group.g')).more.map((one) => one.reason)).toEqual([
      'external',
    ])
  })
})

it('goes through circles of aliases', () => {
  const circle = declare('azurerm_subnet_network_security_group_association.a', {
    subnet_id: ref('azurerm_subnet_network_security_group_association.a.id'),
    network_security_group_id: anything(),
  })
  expect(subnetOf(ref('azurerm_subnet_network_security_group_association.a.id'), circle)).toEqual(['external'])
})

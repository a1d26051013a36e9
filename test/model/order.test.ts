/** The order in which resources are declared changes nothing; many resources are linked as few are. Caught by: dropping the sort by address, dropping the index of names. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { type Built, build, declare, optionsOf, type Plain, perhaps, ref, template, variable } from '../support/declare.ts'

const rule = (name: string, nsg: Plain, priority: Plain, group: Plain = 'net'): Declared =>
  declare(`azurerm_network_security_rule.${name}`, {
    name,
    network_security_group_name: nsg,
    resource_group_name: group,
    priority,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'x',
  })

const declared: readonly Declared[] = [
  declare('azurerm_virtual_network.hub', {
    name: 'hub',
    resource_group_name: 'net',
    subnet: [{ name: 'in', address_prefix: '10.0.9.0/24' }],
  }),
  declare('azurerm_virtual_network.spoke', { name: template('spoke-', variable('env')), resource_group_name: variable('group') }),
  declare('data.azurerm_virtual_network.d', { name: 'other', resource_group_name: 'net' }),
  declare('data.azurerm_virtual_network.e', { name: 'other', resource_group_name: 'net' }),
  declare('azurerm_subnet.in', { name: 'in', virtual_network_name: 'hub', resource_group_name: 'net', address_prefixes: ['10.0.8.0/24'] }),
  declare('azurerm_subnet.a', {
    name: 'a',
    virtual_network_name: variable('network'),
    resource_group_name: 'net',
    security_group: ref('azurerm_network_security_group.g.id'),
  }),
  declare(
    'azurerm_subnet.b[*]',
    { name: variable('b'), virtual_network_name: 'other', resource_group_name: 'net' },
    { presence: perhaps() },
  ),
  declare('azurerm_network_security_group.g', { name: 'g', resource_group_name: 'net' }),
  declare('azurerm_network_security_group.h', { name: 'h', resource_group_name: variable('group') }),
  declare('azurerm_subnet_network_security_group_association.x', {
    subnet_id: ref('azurerm_subnet.a.id'),
    network_security_group_id: ref('azurerm_network_security_group.h.id'),
  }),
  declare('azurerm_subnet_network_security_group_association.y', {
    subnet_id: variable('s'),
    network_security_group_id: ref('azurerm_network_security_group.g.id'),
  }),
  rule('one', 'g', 100),
  rule('two', 'g', 100),
  rule('three', variable('nsg'), 5000),
  declare('azurerm_network_interface.n', {
    name: 'n',
    ip_configuration: [{ subnet_id: template(ref('azurerm_virtual_network.hub.id'), '/subnets/', variable('s')) }],
  }),
  declare('azurerm_virtual_network_peering.p', {
    virtual_network_name: variable('v'),
    resource_group_name: 'net',
    remote_virtual_network_id: ref('module.m.id'),
  }),
]

const shown = ({ network, diagnostics }: Built): unknown => ({
  entities: [...network.entities.keys()],
  diagnostics: diagnostics.map(({ code, message, span }) => `${code} ${message} ${span.start}`),
  subnets: network.ofKind('subnet').map((subnet) => [
    optionsOf(network.link(subnet.virtualNetwork, 'virtual-network')),
    optionsOf(network.nsgOf(subnet)),
    network.interfacesIn(subnet).map((one) => [one.nic.id, one.certain]),
    network
      .peersOf(subnet)
      .flatMap(({ doubts }) => [...doubts, ...network.mayHoldDefaultRoute(subnet)])
      .map((one) => one.what)
      .sort(),
  ]),
  rules: network.ofKind('nsg').map((nsg) => network.rulesOf(nsg).rules.map((one) => [one.span.start, one.presence.certain])),
})

it('does not depend on the order', () => {
  const expected = shown(build(...declared))
  fc.assert(
    fc.property(fc.shuffledSubarray([...declared], { minLength: declared.length }), (shuffled) => {
      expect(shown(build(...shuffled))).toEqual(expected)
    }),
    { numRuns: 100 },
  )
})

it('links many resources', () => {
  const many = 2_000
  const all: Declared[] = []
  for (let index = 0; index < many; index++) {
    const name = (kind: string): Plain => template(`${kind}-${index}-`, variable('env'))
    all.push(
      declare(`azurerm_virtual_network.v${index}`, { name: name('vnet'), resource_group_name: variable('group') }),
      declare(`azurerm_network_security_group.g${index}`, { name: name('nsg'), resource_group_name: variable('group') }),
      declare(`azurerm_subnet.s${index}`, { name: 'default', virtual_network_name: name('vnet'), resource_group_name: variable('group') }),
      rule(`r${index}`, name('nsg'), 100, variable('group')),
    )
  }
  const built = build(...all)
  for (const index of [0, 1, many - 1]) {
    const link = built.network.link(built.get('subnet', `azurerm_subnet.s${index}`).virtualNetwork, 'virtual-network')
    expect(optionsOf(link)).toEqual([`azurerm_virtual_network.v${index}`])
    expect(
      built.network.rulesOf(built.get('nsg', `azurerm_network_security_group.g${index}`)).rules.map((one) => one.presence.certain),
    ).toEqual([true])
  }
})

it('stays sound when there is too much to compare', () => {
  const many = 800
  const all: Declared[] = []
  for (let index = 0; index < many; index++) {
    all.push(
      declare(`azurerm_virtual_network.v${index}`, { name: variable(`v${index}`), resource_group_name: 'net' }),
      declare(`azurerm_subnet.s${index}`, { name: 'default', virtual_network_name: variable(`s${index}`), resource_group_name: 'net' }),
    )
  }
  const built = build(...all)
  for (const subnet of built.network.ofKind('subnet'))
    expect(built.network.link(subnet.virtualNetwork, 'virtual-network').options.length).toBe(many + 1)
})

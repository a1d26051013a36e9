/** What routes put into `VirtualNetwork` at one subnet, input by input, as documents and users tell it. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { known } from '../../src/model/entity.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { build, declare, type Plain, ref, variable } from '../support/declare.ts'
import { flow } from '../support/network.ts'
import { gateway, peer, putOn, subnet, table, vnet } from '../support/routes.ts'

type Body = { readonly [key: string]: Plain }
const rule = (priority: number, access: string, direction: string, from: string, to: string): Body => ({
  name: `r${priority}`,
  priority,
  access,
  direction,
  protocol: '*',
  source_port_range: '*',
  destination_port_range: '*',
  source_address_prefix: from,
  destination_address_prefix: to,
})
const group = (...rules: readonly Body[]): Declared =>
  declare('azurerm_network_security_group.g', { name: 'g', resource_group_name: 'net', location: 'westeurope', security_rule: rules })
const guard = (name: string): Declared =>
  declare(`azurerm_subnet_network_security_group_association.${name}`, {
    subnet_id: ref(`azurerm_subnet.${name}.id`),
    network_security_group_id: ref('azurerm_network_security_group.g.id'),
  })

const network = (routes: readonly (string | Plain)[], ...rules: readonly Body[]): readonly Declared[] => [
  vnet('one', ['10.0.0.0/16']),
  subnet('a', 'one', '10.0.0.0/24'),
  subnet('nva', 'one', '10.0.9.0/24'),
  table('t', routes),
  putOn('a', 't'),
  group(...rules),
  guard('a'),
  guard('nva'),
]
const judge = (declared: readonly Declared[], at: string, question: string): string => {
  const built = build(...declared)
  const point = {
    subnet: built.get('subnet', `azurerm_subnet.${at}`),
    region: known('westeurope', { span: built.get('subnet', `azurerm_subnet.${at}`).span }),
  }
  const { outcome, leansOn } = createWorld(built.network, {}).judge(point, flow(question), 'allow')
  return `${outcome}${leansOn.some((sentence) => sentence.includes('prefixes of routes')) ? ', leaning on routes' : ''}`
}

const toAppliance = ['0.0.0.0/0 appliance 10.0.9.4']
const out = (priority: number, access: string, to: string): Body => rule(priority, access, 'Outbound', '*', to)

describe('routes in `VirtualNetwork`', () => {
  it('C02, C03: with a default route to an appliance it is every address, so that an allow of it comes before a deny of Internet', () => {
    const declared = network(toAppliance, out(100, 'Allow', 'VirtualNetwork'), out(200, 'Deny', 'Internet'))
    expect(judge(declared, 'a', 'out subnet -> 8.8.8.8 tcp 443')).toBe('holds, leaning on routes')
    expect(judge(declared, 'nva', 'out subnet -> 8.8.8.8 tcp 443')).toBe('fails')
  })

  it('C04: and a deny of it denies Internet too', () => {
    const declared = network(toAppliance, out(100, 'Deny', 'VirtualNetwork'))
    expect(judge(declared, 'a', 'out subnet -> 8.8.8.8 tcp 443')).toBe('fails, leaning on routes')
    expect(judge(declared, 'nva', 'out subnet -> 8.8.8.8 tcp 443')).toBe('holds')
  })

  it('C05, C07: the same group means other addresses where the route is not', () => {
    const declared = network(['10.77.0.0/16 appliance 10.0.9.4'])
    expect(judge(declared, 'a', 'out subnet -> 10.77.0.9 tcp 443')).toBe('holds, leaning on routes')
    expect(judge(declared, 'nva', 'in 10.0.0.4 -> 10.77.0.9 tcp 443')).toBe('fails')
    expect(judge(declared, 'nva', 'out subnet -> 10.77.0.9 tcp 443')).toBe('fails')
  })

  it('C01: it holds its own network, its peers, what gateways were told of, the host, and what routes lead to an appliance', () => {
    const declared = [
      ...network(['10.77.0.0/16 appliance 10.0.9.4']),
      vnet('two', ['10.2.0.0/16']),
      ...peer('one', 'two'),
      ...gateway('vpn', 'one'),
      declare('azurerm_local_network_gateway.office', {
        name: 'office',
        resource_group_name: 'net',
        location: 'westeurope',
        address_space: ['192.168.0.0/16'],
      }),
      declare('azurerm_virtual_network_gateway_connection.office', {
        name: 'office',
        resource_group_name: 'net',
        location: 'westeurope',
        type: 'IPsec',
        virtual_network_gateway_id: ref('azurerm_virtual_network_gateway.vpn.id'),
        local_network_gateway_id: ref('azurerm_local_network_gateway.office.id'),
      }),
    ]
    for (const inside of ['10.0.77.7', '10.2.7.7', '192.168.7.7', '10.77.7.7', '168.63.129.16'])
      expect(judge(declared, 'a', `out subnet -> ${inside} tcp 443`)).toMatch(/^holds/)
    for (const outside of ['10.3.7.7', '172.16.7.7']) expect(judge(declared, 'a', `out subnet -> ${outside} tcp 443`)).toBe('fails')
  })

  it('C06: whether a route to a service tag puts it there is contested, so it is told both ways', () => {
    for (const route of ['Storage appliance 10.0.9.4', 'Storage internet']) {
      const declared = network([route], out(4000, 'Deny', 'Internet'))
      expect(judge(declared, 'a', 'out subnet -> Storage tcp 443')).toBe('unsure')
      expect(judge(network([route], out(4000, 'Allow', 'Storage')), 'a', 'out subnet -> Storage tcp 443')).toBe('holds')
    }
    expect(judge(network([], out(4000, 'Deny', 'Internet')), 'a', 'out subnet -> Storage tcp 443')).toBe('fails')
  })

  it('is told both ways for other next hops', () => {
    expect(judge(network(['10.77.0.0/16 internet']), 'a', 'out subnet -> 10.77.0.9 tcp 443')).toBe('unsure')
    expect(judge(network(['10.77.0.0/16 none']), 'a', 'out subnet -> 10.77.0.9 tcp 443')).toBe('unsure')
    expect(judge(network(['10.77.0.0/16 none']), 'a', 'out subnet -> 10.78.0.9 tcp 443')).toBe('fails')
  })

  it('is not known where a route is not', () => {
    const declared = network([
      { name: 'r', address_prefix: variable('p'), next_hop_type: 'VirtualAppliance', next_hop_in_ip_address: '10.0.9.4' },
    ])
    expect(judge(declared, 'a', 'out subnet -> 10.77.0.9 tcp 443')).toBe('unsure')
    expect(judge(declared, 'a', 'out subnet -> 10.0.5.9 tcp 443')).toBe('holds')
  })

  it('what is denied to Internet is not decided where a default route makes it part of the network too', () => {
    const declared = network(toAppliance, out(200, 'Deny', 'Internet'))
    expect(judge(declared, 'a', 'out subnet -> 8.8.8.8 tcp 443')).toBe('unsure, leaning on routes')
  })
})

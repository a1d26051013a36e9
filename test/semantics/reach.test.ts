/** Packets followed hop by hop; expected fates and ways are written by hand from what Azure documents. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { build, declare, ref } from '../support/declare.ts'
import { collection, group, hub, policy } from '../support/firewall.ts'
import { fates, replies, ways } from '../support/reach.ts'
import { gateway, peer, putOn, site, subnet, table, vnet } from '../support/routes.ts'

const forwarding = { allow_forwarded_traffic: true }
/** Two spokes around a hub with a firewall at 10.0.0.4. */
const spokes = (routes: Readonly<Record<string, readonly string[]>>, ...rules: readonly string[]): readonly Declared[] => [
  ...hub(),
  policy('own'),
  group('g', 'own', 200, [collection('Allow 100', ...rules)]),
  vnet('a', ['10.1.0.0/16']),
  subnet('a', 'a', '10.1.0.0/24'),
  vnet('b', ['10.2.0.0/16']),
  subnet('b', 'b', '10.2.0.0/24'),
  ...peer('hub', 'a', forwarding, forwarding),
  ...peer('hub', 'b', forwarding, forwarding),
  ...Object.entries(routes).flatMap(([name, list]) => [table(name, list), putOn(name, name)]),
]
const through = '0.0.0.0/0 appliance 10.0.0.4'

describe('spokes around a firewall', () => {
  const allowed = build(...spokes({ a: [through], b: [through] }, '10.1.0.0/16 -> 10.2.0.0/16 tcp 443'))
  it('are reached by it, and reply by it', () => {
    expect(ways(allowed, 'a -> subnet:b tcp 443')).toEqual([
      'out > appliance 10.0.0.4 > firewall(10.1.0.0/16 -> 10.2.0.0/16 tcp 443) > peering b > over to b > in = delivered',
    ])
    expect(replies(allowed, 'a -> subnet:b tcp 443')).toEqual(['symmetric'])
  })
  it('are not where no rule allows', () => expect(fates(allowed, 'a -> subnet:b tcp 22')).toEqual(['dropped firewall']))
  it('are in part', () => expect(fates(allowed, 'a -> subnet:b tcp 22,443')).toEqual(['delivered', 'dropped firewall']))
  it('are not over a peering that takes no forwarded traffic', () => {
    const declared = spokes({ a: [through], b: [through] }, '* -> * tcp 443').filter(({ address }) => !address.includes('peering.b-hub'))
    const own = declare('azurerm_virtual_network_peering.b-hub', {
      name: 'b-hub',
      resource_group_name: 'net',
      virtual_network_name: ref('azurerm_virtual_network.b.name'),
      remote_virtual_network_id: ref('azurerm_virtual_network.hub.id'),
    })
    expect(fates(build(...declared, own), 'a -> subnet:b tcp 443')).toEqual(['dropped forwarded-traffic'])
  })
  it('without routes are not: peerings do not chain', () => {
    const direct = build(...spokes({}, '* -> * tcp 443'))
    expect(fates(direct, 'a -> subnet:b tcp 443')).toEqual(['dropped no-route'])
  })
  it('reply without it where they are peered too (G04)', () => {
    const declared = [...spokes({ a: ['10.2.0.0/16 appliance 10.0.0.4'] }, '* -> * tcp 443'), ...peer('a', 'b', forwarding, forwarding)]
    expect(replies(build(...declared), 'a -> subnet:b tcp 443')).toEqual(['asymmetric'])
  })
})
describe('on-premises', () => {
  const around = (routes: Readonly<Record<string, readonly string[]>>): readonly Declared[] => [
    ...spokes(routes, '* -> * tcp 443'),
    ...gateway('vpn', 'hub'),
    ...site('vpn', ['192.168.0.0/16']),
  ]
  it('that comes by the gateway alone, while replies go by the firewall (G05)', () => {
    const transit = { allow_forwarded_traffic: true }
    const built = build(...around({ a: [through] }), ...[])
    void transit
    expect(replies(built, 'on-premises:hub-gateway:192.168.1.0/24 -> subnet:a tcp 443')).toEqual(['asymmetric'])
  })
})

/** Packets followed hop by hop; expected fates and ways are written by hand from what Azure documents. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { build, declare, type Plain, ref, template, variable } from '../support/declare.ts'
import { collection, group, hub, policy } from '../support/firewall.ts'
import { fates, nearest, replies, ways } from '../support/reach.ts'
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
describe('what stops packets', () => {
  const closed = (name: string, on: string, direction: string) =>
    nsg(name, on, [{ direction, access: 'Deny', protocol: '*', destination_port_range: '22' }])
  const shut = (...more: readonly Declared[]) => build(...spokes({ a: [through], b: [through] }, '* -> * tcp 443'), ...more)
  it('is all of it, in the order in which packets come to it', () => {
    const both = shut(...closed('out', 'a', 'Outbound'), ...closed('in', 'b', 'Inbound'))
    expect(nearest(both, 'a -> subnet:b tcp 22')).toBe('filter, firewall, filter = delivered')
    expect(nearest(both, 'a -> subnet:b tcp 443')).toBe('nothing')
  })
  it('is told of the packet with the fewest', () => {
    const one = shut(...closed('out', 'a', 'Outbound'))
    expect(nearest(one, 'a -> subnet:b tcp 22,80')).toBe('firewall = delivered')
  })
  it('may be what nobody can do away with', () => {
    const dead = build(...spokes({ a: ['10.2.0.0/16 none'] }), ...closed('out', 'a', 'Outbound'))
    expect(nearest(dead, 'a -> subnet:b tcp 22')).toBe('filter, no-route = dropped')
  })
  it('are both groups of a machine, though the first of them decides', () => {
    const two = shut(
      machine('one', 'b', { private_ip_address: '10.2.0.9', private_ip_address_allocation: 'Static' }),
      ...closed('in', 'b', 'Inbound'),
      declare('azurerm_network_interface_security_group_association.one', {
        network_interface_id: ref('azurerm_network_interface.one.id'),
        network_security_group_id: ref('azurerm_network_security_group.in.id'),
      }),
    )
    expect(nearest(two, 'a -> 10.2.0.9 tcp 22')).toBe('firewall, filter, filter = delivered')
  })
  it('is nothing that is sure where that is not known', () => {
    const open = shut(...nsg('out', 'a', [{ direction: 'Outbound', access: variable('access'), protocol: '*' }]))
    expect(nearest(open, 'a -> subnet:b tcp 443')).toBe('nothing')
    expect(nearest(open, 'a -> subnet:b tcp 22')).toBe('firewall = delivered')
  })
})
describe('on-premises', () => {
  it('that comes by the gateway alone, while replies go by the firewall (G05)', () => {
    const declared = [...spokes({ a: [through] }, '* -> * tcp 443'), ...gateway('vpn', 'hub'), ...site('vpn', ['192.168.0.0/16'])]
    expect(replies(build(...declared), 'on-premises:hub-gateway:192.168.1.0/24 -> subnet:a tcp 443')).toEqual(['asymmetric'])
  })
  it('that comes by the firewall too', () => {
    const declared = [
      ...spokes({ a: [through], 'hub-gateway': ['10.1.0.0/16 appliance 10.0.0.4'] }, '* -> * tcp 443'),
      ...gateway('vpn', 'hub'),
      ...site('vpn', ['192.168.0.0/16']),
    ]
    expect(replies(build(...declared), 'on-premises:hub-gateway:192.168.1.0/24 -> subnet:a tcp 443')).toEqual(['symmetric'])
  })
})

const machine = (name: string, of: string, more: Parameters<typeof declare>[1] = {}): Declared =>
  declare(`azurerm_network_interface.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    ip_configuration: [{ name: 'a', subnet_id: ref(`azurerm_subnet.${of}.id`), private_ip_address_allocation: 'Dynamic', ...more }],
  })
const publicIp = (name: string): Declared =>
  declare(`azurerm_public_ip.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    sku: 'Standard',
    allocation_method: 'Static',
  })
const balancer = (
  frontend: Parameters<typeof declare>[1],
  ports: readonly [number, number],
  members: readonly string[],
): readonly Declared[] => [
  declare('azurerm_lb.lb', {
    name: 'lb',
    resource_group_name: 'net',
    location: 'westeurope',
    sku: 'Standard',
    frontend_ip_configuration: [{ name: 'f', ...frontend }],
  }),
  declare('azurerm_lb_backend_address_pool.pool', { name: 'pool', loadbalancer_id: ref('azurerm_lb.lb.id') }),
  declare('azurerm_lb_probe.probe', { name: 'probe', loadbalancer_id: ref('azurerm_lb.lb.id'), protocol: 'Tcp', port: 8080 }),
  declare('azurerm_lb_rule.rule', {
    name: 'rule',
    loadbalancer_id: ref('azurerm_lb.lb.id'),
    protocol: 'Tcp',
    frontend_port: ports[0],
    backend_port: ports[1],
    frontend_ip_configuration_name: 'f',
    backend_address_pool_ids: [ref('azurerm_lb_backend_address_pool.pool.id')],
    probe_id: ref('azurerm_lb_probe.probe.id'),
  }),
  ...members.map((name) =>
    declare(`azurerm_network_interface_backend_address_pool_association.${name}`, {
      network_interface_id: ref(`azurerm_network_interface.${name}.id`),
      ip_configuration_name: 'a',
      backend_address_pool_id: ref('azurerm_lb_backend_address_pool.pool.id'),
    }),
  ),
]
const nsg = (name: string, on: string, rules: readonly Parameters<typeof declare>[1][]): readonly Declared[] => [
  declare(`azurerm_network_security_group.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    security_rule: rules.map((one, index) => ({
      name: `r${index}`,
      priority: 100 + index,
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      source_port_range: '*',
      destination_port_range: '*',
      source_address_prefix: '*',
      destination_address_prefix: '*',
      ...one,
    })),
  }),
  declare(`azurerm_subnet_network_security_group_association.${on}`, {
    subnet_id: ref(`azurerm_subnet.${on}.id`),
    network_security_group_id: ref(`azurerm_network_security_group.${name}.id`),
  }),
]

describe('load balancers', () => {
  const inside = { subnet_id: ref('azurerm_subnet.web.id'), private_ip_address: '10.0.5.10', private_ip_address_allocation: 'Static' }
  const around = [...hub(), policy('own'), subnet('client', 'hub', '10.0.4.0/24'), subnet('web', 'hub', '10.0.5.0/24')]
  const internal = (...more: readonly Declared[]) =>
    build(...around, machine('one', 'web'), ...balancer(inside, [443, 8443], ['one']), ...more)
  it('give packets to the machines behind them, on their port', () => {
    expect(ways(internal(), 'client -> 10.0.5.10 tcp 443')).toEqual(['out > local > handed-on > in = delivered'])
    expect(fates(internal(), 'client -> 10.0.5.10 tcp 80')).toEqual(['dropped no-rule'])
  })
  it('and groups see the port of the machine', () => {
    const only = (port: string) =>
      internal(
        ...nsg('g', 'web', [
          { destination_port_range: port },
          { source_address_prefix: 'AzureLoadBalancer' },
          { access: 'Deny', protocol: '*' },
        ]),
      )
    expect(fates(only('8443'), 'client -> 10.0.5.10 tcp 443')).toEqual(['delivered'])
    expect(fates(only('443'), 'client -> 10.0.5.10 tcp 443')).toEqual(['dropped filter'])
  })
  it('give nothing to machines whose health probe is denied', () => {
    const denied = internal(
      ...nsg('g', 'web', [
        { destination_port_range: '8443', source_address_prefix: '10.0.4.0/24' },
        { access: 'Deny', protocol: '*' },
      ]),
    )
    expect(fates(denied, 'client -> 10.0.5.10 tcp 443')).toEqual(['dropped not-answering'])
  })
  it('without a machine give them to nobody', () => {
    expect(fates(build(...around, ...balancer(inside, [443, 443], [])), 'client -> 10.0.5.10 tcp 443')).toEqual(['dropped no-holder'])
  })
  it('one of whose machines is closed', () => {
    const two = build(
      ...around,
      subnet('other', 'hub', '10.0.6.0/24'),
      machine('one', 'web'),
      machine('two', 'other'),
      ...balancer(inside, [443, 443], ['one', 'two']),
      ...nsg('g', 'other', [{ source_address_prefix: 'AzureLoadBalancer' }, { access: 'Deny', protocol: '*' }]),
    )
    expect(fates(two, 'client -> 10.0.5.10 tcp 443')).toEqual(['unsure'])
  })

  it('in a subnet that is not known may have the address, and may not', () => {
    const unknown = { ...inside, subnet_id: variable('subnet') }
    expect(fates(build(...around, ...balancer(unknown, [443, 443], [])), 'client -> 10.0.5.10 tcp 443')).toEqual(['unsure'])
    expect(fates(build(...around, ...balancer(unknown, [443, 443], [])), 'client -> 10.0.5.11 tcp 443')).toEqual(['delivered'])
  })

  const outside = { public_ip_address_id: ref('azurerm_public_ip.lb.id') }
  const open = nsg('open', 'web', [{ protocol: '*' }])
  const tunnelled = [table('web', [through]), putOn('web', 'web')]
  it('public, with replies that leave by a firewall (G01)', () => {
    const of = (...more: readonly Declared[]) =>
      build(...around, publicIp('lb'), machine('one', 'web'), ...balancer(outside, [443, 443], ['one']), ...more)
    expect(fates(of(...open), 'internet -> ip:lb tcp 443')).toEqual(['delivered'])
    expect(replies(of(...open), 'internet -> ip:lb tcp 443')).toEqual(['symmetric'])
    expect(replies(of(...open, ...tunnelled), 'internet -> ip:lb tcp 443')).toEqual(['asymmetric'])
    // A Standard one lets nothing in where no group does.
    expect(fates(of(), 'internet -> ip:lb tcp 443')).toEqual(['dropped no-group'])
  })
  it('public, behind the public address of a firewall (G02)', () => {
    const dnat = group('dnat', 'own', 200, [], {
      nat_rule_collection: [
        {
          name: 'in',
          action: 'Dnat',
          priority: 100,
          rule: [
            {
              name: 'web',
              protocols: ['TCP'],
              source_addresses: ['*'],
              destination_address: ref('azurerm_public_ip.fw.ip_address'),
              destination_ports: ['443'],
              translated_address: ref('azurerm_public_ip.lb.ip_address'),
              translated_port: 443,
            },
          ],
        },
      ],
    })
    const own = [{ name: 'a', subnet_id: ref('azurerm_subnet.firewall.id'), private_ip_address: '10.0.0.4' }]
    const of = (hostRoute: Plain | undefined, ...more: readonly Declared[]) =>
      build(
        ...hub({ ip_configuration: own.map((one) => ({ ...one, public_ip_address_id: ref('azurerm_public_ip.fw.id') })) }),
        policy('own'),
        dnat,
        publicIp('fw'),
        publicIp('lb'),
        subnet('web', 'hub', '10.0.5.0/24'),
        machine('one', 'web'),
        ...balancer(outside, [443, 443], ['one']),
        ...open,
        table('web', [
          { name: 'd', address_prefix: '0.0.0.0/0', next_hop_type: 'VirtualAppliance', next_hop_in_ip_address: '10.0.0.4' },
          ...(hostRoute === undefined ? [] : [{ name: 'host', address_prefix: hostRoute, next_hop_type: 'Internet' }]),
        ]),
        putOn('web', 'web'),
        ...more,
      )
    const host = template(ref('azurerm_public_ip.fw.ip_address'), '/32')
    expect(ways(of(host), 'internet -> ip:fw tcp 443')).toEqual(['entry > firewall(web) > entry > handed-on > in = delivered'])
    expect(replies(of(host), 'internet -> ip:fw tcp 443')).toEqual(['symmetric'])
    expect(replies(of(undefined), 'internet -> ip:fw tcp 443')).toEqual(['asymmetric'])
    // Whether the firewall has the address that the route leads to is not written.
    expect(replies(of('13.86.122.41/32'), 'internet -> ip:fw tcp 443')).toEqual(['(asymmetric)', '(symmetric)'])
    expect(replies(of(template(variable('address'), '/32')), 'internet -> ip:fw tcp 443')).toEqual(['(asymmetric)', '(symmetric)'])
    expect(fates(of(host), 'internet -> ip:fw tcp 22')).toEqual(['dropped firewall'])
    // Clients that come to the balancer itself get no replies; the firewall, were it one, would.
    expect(replies(of(host), 'internet -> ip:lb tcp 443')).toEqual(['asymmetric', 'symmetric'])
  })
  it('internal, behind the public address of a firewall (G03)', () => {
    const dnat = (port: number) =>
      group('dnat', 'own', 200, [], {
        nat_rule_collection: [
          {
            name: 'in',
            action: 'Dnat',
            priority: 100,
            rule: [
              {
                name: 'web',
                protocols: ['TCP'],
                source_addresses: ['*'],
                destination_address: ref('azurerm_public_ip.fw.ip_address'),
                destination_ports: ['443'],
                translated_address: '10.0.5.10',
                translated_port: port,
              },
            ],
          },
        ],
      })
    const of = (port: number) =>
      build(
        ...hub({
          ip_configuration: [
            {
              name: 'a',
              subnet_id: ref('azurerm_subnet.firewall.id'),
              private_ip_address: '10.0.0.4',
              public_ip_address_id: ref('azurerm_public_ip.fw.id'),
            },
          ],
        }),
        policy('own'),
        dnat(port),
        publicIp('fw'),
        subnet('web', 'hub', '10.0.5.0/24'),
        machine('one', 'web'),
        ...balancer(inside, [443, 443], ['one']),
        ...tunnelled,
      )
    expect(fates(of(443), 'internet -> ip:fw tcp 443')).toEqual(['delivered'])
    expect(replies(of(443), 'internet -> ip:fw tcp 443')).toEqual(['symmetric'])
    expect(fates(of(443), 'internet -> ip:fw tcp 22')).toEqual(['dropped firewall'])
    expect(fates(of(80), 'internet -> ip:fw tcp 443')).toEqual(['dropped no-rule'])
  })
  it('a machine with a public address of its own, whose default route leads to a firewall (F35)', () => {
    const of = (...more: readonly Declared[]) =>
      build(...around, publicIp('vm'), machine('one', 'web', { public_ip_address_id: ref('azurerm_public_ip.vm.id') }), ...more)
    expect(replies(of(...open), 'internet -> ip:vm tcp 443')).toEqual(['symmetric'])
    expect(replies(of(...open, ...tunnelled), 'internet -> ip:vm tcp 443')).toEqual(['asymmetric'])
    expect(fates(of(), 'internet -> ip:vm tcp 443')).toEqual(['dropped no-group'])
  })
})

describe('machines that pass packets on', () => {
  const appliance = (forwarding: boolean): readonly Declared[] => [
    vnet('hub', ['10.0.0.0/16']),
    subnet('client', 'hub', '10.0.4.0/24'),
    subnet('nva', 'hub', '10.0.5.0/24'),
    subnet('data', 'hub', '10.0.6.0/24'),
    declare('azurerm_network_interface.nva', {
      name: 'nva',
      resource_group_name: 'net',
      location: 'westeurope',
      ip_forwarding_enabled: forwarding,
      ip_configuration: [
        { name: 'a', subnet_id: ref('azurerm_subnet.nva.id'), private_ip_address_allocation: 'Static', private_ip_address: '10.0.5.4' },
      ],
    }),
    table('client', ['10.0.6.0/24 appliance 10.0.5.4']),
    putOn('client', 'client'),
  ]
  it('without IP forwarding do not (F33)', () =>
    expect(fates(build(...appliance(false)), 'client -> subnet:data tcp 443')).toEqual(['dropped no-forwarding']))
  it('let through what nobody knows', () => expect(fates(build(...appliance(true)), 'client -> subnet:data tcp 443')).toEqual(['unsure']))
  it('in the subnet whose packets they pass on make a loop (F34)', () => {
    const declared = [...appliance(true), table('nva', ['10.0.6.0/24 appliance 10.0.5.4']), putOn('nva', 'nva')]
    expect(ways(build(...declared), 'client -> subnet:data tcp 443')).toContain(
      'out > appliance 10.0.5.4 > in > appliance > out > appliance 10.0.5.4 > in > appliance > out = dropped',
    )
  })
})

describe('the way to Internet', () => {
  const of = (more: Parameters<typeof declare>[1], ...others: readonly Declared[]) =>
    build(vnet('hub', ['10.0.0.0/16']), subnet('client', 'hub', '10.0.4.0/24', more), ...others)
  it('is there by default', () => expect(fates(of({}), 'client -> 8.8.8.8 tcp 443')).toEqual(['delivered']))
  it('is not known where a subnet has none by default', () =>
    expect(fates(of({ default_outbound_access_enabled: false }), 'client -> 8.8.8.8 tcp 443')).toEqual(['unsure']))
  it('is a NAT gateway', () => {
    const nat = [
      declare('azurerm_nat_gateway.nat', { name: 'nat', resource_group_name: 'net', location: 'westeurope' }),
      declare('azurerm_subnet_nat_gateway_association.client', {
        subnet_id: ref('azurerm_subnet.client.id'),
        nat_gateway_id: ref('azurerm_nat_gateway.nat.id'),
      }),
    ]
    expect(fates(of({ default_outbound_access_enabled: false }, ...nat), 'client -> 8.8.8.8 tcp 443')).toEqual(['delivered'])
  })
  it('is none for private addresses', () => {
    const built = of({}, table('client', ['172.16.0.0/12 internet']), putOn('client', 'client'))
    expect(fates(built, 'client -> 172.16.1.1 tcp 443')).toEqual(['dropped private-to-internet'])
  })
})

describe("Azure's own spelling", () => {
  const arm = (type: string, name: string, properties: Parameters<typeof declare>[1], more: Parameters<typeof declare>[1] = {}): Declared =>
    declare(`azapi_resource.${name}`, {
      type: `Microsoft.Network/${type}@2024-05-01`,
      name,
      parent_id: '/subscriptions/s/resourceGroups/net',
      location: 'westeurope',
      body: { properties, ...more },
    })
  const below = (part: string) => template(ref('azapi_resource.lb.id'), `/${part}`)
  const built = build(
    vnet('hub', ['10.0.0.0/16']),
    subnet('client', 'hub', '10.0.4.0/24'),
    subnet('web', 'hub', '10.0.5.0/24'),
    subnet('nat', 'hub', '10.0.6.0/24', { private_link_service_network_policies_enabled: false }),
    vnet('far', ['10.0.0.0/16']),
    subnet('caller', 'far', '10.0.5.0/24'),
    arm(
      'loadBalancers',
      'lb',
      {
        frontendIPConfigurations: [
          { name: 'f', properties: { subnet: { id: ref('azurerm_subnet.web.id') }, privateIPAddress: '10.0.5.10' } },
        ],
        backendAddressPools: [{ name: 'pool' }],
        probes: [{ name: 'probe', properties: { protocol: 'Tcp', port: 8080 } }],
        loadBalancingRules: [
          {
            name: 'rule',
            properties: {
              frontendIPConfiguration: { id: below('frontendIPConfigurations/f') },
              backendAddressPool: { id: below('backendAddressPools/pool') },
              probe: { id: below('probes/probe') },
              protocol: 'Tcp',
              frontendPort: 443,
              backendPort: 8443,
            },
          },
        ],
      },
      { sku: { name: 'Standard' } },
    ),
    arm('networkInterfaces', 'nic', {
      ipConfigurations: [
        {
          name: 'a',
          properties: {
            subnet: { id: ref('azurerm_subnet.web.id') },
            privateIPAddress: '10.0.5.4',
            privateIPAllocationMethod: 'Static',
            loadBalancerBackendAddressPools: [{ id: below('backendAddressPools/pool') }],
          },
        },
      ],
    }),
    arm('privateLinkServices', 'pls', {
      ipConfigurations: [{ name: 'n', properties: { subnet: { id: ref('azurerm_subnet.nat.id') } } }],
      loadBalancerFrontendIpConfigurations: [{ id: below('frontendIPConfigurations/f') }],
    }),
    declare('azurerm_private_endpoint.pe', {
      name: 'pe',
      resource_group_name: 'net',
      location: 'westeurope',
      subnet_id: ref('azurerm_subnet.caller.id'),
      private_service_connection: [
        { name: 'c', private_connection_resource_id: ref('azapi_resource.pls.id'), is_manual_connection: false },
      ],
    }),
  )
  it('of load balancers', () => {
    expect(ways(built, 'client -> 10.0.5.10 tcp 443')).toEqual(['out > local > handed-on > in = delivered'])
    expect(fates(built, 'client -> 10.0.5.10 tcp 8443')).toEqual(['dropped no-rule'])
  })
  it('of private link services, over address spaces that overlap', () => {
    expect(ways(built, 'caller -> endpoint:pe tcp 443')).toEqual(['out > endpoint pe > endpoint > handed-on > handed-on > in = delivered'])
    expect(replies(built, 'caller -> endpoint:pe tcp 443')).toEqual(['symmetric'])
  })
})

/** Gateways, Bastion hosts, load balancers, machines, scale sets and what Site Recovery replicates: what is read, and where they are judged. */
import { describe, expect, it } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { canBeJudged, fieldsOf, pointsOf } from '../../src/model/kinds/index.ts'
import type { Kind } from '../../src/model/network.ts'
import { placesOf } from '../../src/policy/subjects.ts'
import { type Built, build, declare, optionsOf, type Plain, possible, ref, template, variable } from '../support/declare.ts'

type Body = { readonly [key: string]: Plain | undefined }
const network = (name: string, location: string): readonly Declared[] => [
  declare(`azurerm_virtual_network.${name}`, { name, resource_group_name: 'net', location, address_space: ['10.0.0.0/8'] }),
  declare(`azurerm_subnet.${name}`, {
    name: 'main',
    virtual_network_name: name,
    resource_group_name: 'net',
    address_prefixes: ['10.0.1.0/24'],
  }),
]
const nic = (name: string, subnet: string): Declared =>
  declare(`azurerm_network_interface.${name}`, {
    name,
    resource_group_name: 'net',
    location: 'westeurope',
    ip_configuration: [{ subnet_id: ref(`azurerm_subnet.${subnet}.id`), private_ip_address_allocation: 'Dynamic' }],
  })

const fieldsIn = (built: Built, kind: Kind, id: string): Record<string, unknown> =>
  Object.fromEntries(
    fieldsOf(kind).map(({ name, read }) => {
      const fact = read(built.network.entities.get(id)!, built.network)
      return [name, fact.known ? fact.value : (fact.among ?? 'not known')]
    }),
  )

const pointsIn = (built: Built, id: string): readonly string[] => {
  const { points, more } = pointsOf(built.network.entities.get(id)!, built.network)
  const shown = points.map(({ label, places, doubts }) => {
    const where = places.map(
      ({ subnet, nic: one, region }) => `${subnet.id}${one === undefined ? '' : ` ${one.id}`}@${region.known ? region.value : '?'}`,
    )
    return `${label}: ${where.join(' | ')}${doubts.length > 0 ? ' or not' : ''}`
  })
  return more.length > 0 ? [...shown, 'more'] : shown
}

describe('application gateways', () => {
  const id = 'azurerm_application_gateway.g'
  const publicly = {
    name: 'out',
    public_ip_address_id: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/publicIPAddresses/p',
  }
  const privately = { name: 'in', subnet_id: ref('azurerm_subnet.v.id') }
  const listener = (name: string, frontend: Plain, port: Plain): Plain => ({
    name,
    frontend_ip_configuration_name: frontend,
    frontend_port_name: port,
  })
  const gateway = (body: Body): Built =>
    build(
      ...network('v', 'westeurope'),
      declare(id, {
        name: 'g',
        resource_group_name: 'net',
        location: 'West Europe',
        sku: [{ name: 'WAF_v2', tier: 'WAF_v2' }],
        gateway_ip_configuration: [{ name: 'g', subnet_id: ref('azurerm_subnet.v.id') }],
        frontend_ip_configuration: [publicly],
        frontend_port: [
          { name: 'p80', port: 80 },
          { name: 'p443', port: 443 },
        ],
        http_listener: [listener('a', 'out', 'p443')],
        ...body,
      }),
    )
  const fields = (body: Body): Record<string, unknown> => fieldsIn(gateway(body), 'application-gateway', id)

  it('are of a generation, and listen on ports of their frontends', () => {
    expect(fields({})).toMatchObject({
      location: 'westeurope',
      generation: 'v2',
      frontend: 'public',
      publicPorts: ['443'],
      privatePorts: [],
      sharesPorts: false,
    })
    expect(pointsIn(gateway({}), id)).toEqual([': azurerm_subnet.v@westeurope'])
  })

  it.each([
    ['Standard_v2', 'v2'],
    ['Basic', 'v2'],
    ['Standard', 'v1'],
    ['waf', 'v1'],
    ['Standard_Medium', 'v1'],
    ['Premium', 'not known'],
  ])('tier %s is of generation %s', (tier, generation) => {
    expect(fields({ sku: [{ name: tier, tier }] }).generation).toBe(generation)
    expect(fields({ sku: [{ name: tier }] }).generation).toBe(generation)
  })

  it('may have both frontends, on ports of their own or the same', () => {
    const both = { frontend_ip_configuration: [publicly, privately] }
    expect(fields({ ...both, http_listener: [listener('a', 'out', 'p443'), listener('b', 'IN', 'P80')] })).toMatchObject({
      frontend: 'both',
      publicPorts: ['443'],
      privatePorts: ['80'],
      sharesPorts: false,
    })
    expect(fields({ ...both, http_listener: [listener('a', 'out', 'p443')], listener: [listener('b', 'in', 'p443')] })).toMatchObject({
      publicPorts: ['443'],
      privatePorts: ['443'],
      sharesPorts: true,
    })
    expect(fields({ frontend_ip_configuration: [privately], http_listener: [listener('b', 'in', 'p80')] }).frontend).toBe('private')
  })

  it('find frontends and ports whose names are not known by what the names are made of', () => {
    const name = (): Plain => template(variable('name'), '-out')
    expect(
      fields({ frontend_ip_configuration: [{ ...publicly, name: name() }], http_listener: [listener('a', name(), 'p80')] }).publicPorts,
    ).toEqual(['80'])
    expect(fields({ http_listener: [listener('a', 'out', variable('port'))] }).publicPorts).toBe('not known')
    expect(fields({ http_listener: [listener('a', variable('frontend'), 'p80')] })).toMatchObject({
      publicPorts: 'not known',
      privatePorts: 'not known',
    })
  })

  it('are not known where blocks or addresses are not', () => {
    expect(fields({ frontend_ip_configuration: [{ name: 'out', public_ip_address_id: variable('ip') }] }).frontend).toEqual([
      'public',
      'private',
      'both',
    ])
    expect(
      fields({ http_listener: [possible({ name: 'a', frontend_ip_configuration_name: 'out', frontend_port_name: 'p80' })] }).publicPorts,
    ).toBe('not known')
    expect(fields({ http_listener: variable('listeners') }).publicPorts).toBe('not known')
    expect(pointsIn(gateway({ gateway_ip_configuration: variable('subnets') }), id)).toEqual(['more'])
  })
})

describe('Bastion hosts', () => {
  const id = 'azurerm_bastion_host.b'
  const host = (body: Body): Built =>
    build(...network('v', 'westeurope'), declare(id, { name: 'b', resource_group_name: 'net', location: 'westeurope', ...body }))
  const configuration = (more: Body = {}): Plain => [{ name: 'c', subnet_id: ref('azurerm_subnet.v.id'), ...more }]
  const address = { public_ip_address_id: ref('azurerm_public_ip.p.id') }

  it('are Basic and public unless it is said otherwise', () => {
    const built = host({ ip_configuration: configuration(address) })
    expect(fieldsIn(built, 'bastion-host', id)).toMatchObject({ sku: 'basic', isPrivate: false })
    expect(pointsIn(built, id)).toEqual([': azurerm_subnet.v@westeurope'])
  })

  it('have no subnet as Developer, and no public address where they are private', () => {
    expect(pointsIn(host({ sku: 'Developer', virtual_network_id: ref('azurerm_virtual_network.v.id') }), id)).toEqual([])
    expect(fieldsIn(host({ sku: 'Premium', ip_configuration: configuration() }), 'bastion-host', id).isPrivate).toBe(true)
    expect(
      fieldsIn(host({ sku: 'Premium', ip_configuration: configuration({ public_ip_address_id: variable('ip') }) }), 'bastion-host', id)
        .isPrivate,
    ).toEqual([false, true])
  })

  it('are read in the words of Azure too', () => {
    const built = build(
      ...network('v', 'westeurope'),
      declare('azapi_resource.b', {
        type: 'Microsoft.Network/bastionHosts@2024-05-01',
        name: 'b',
        location: 'westeurope',
        body: {
          sku: { name: 'Premium' },
          properties: {
            enablePrivateOnlyBastion: true,
            ipConfigurations: [{ properties: { subnet: { id: ref('azurerm_subnet.v.id') } } }],
          },
        },
      }),
    )
    expect(fieldsIn(built, 'bastion-host', 'azapi_resource.b')).toMatchObject({ sku: 'premium', isPrivate: true })
    expect(pointsIn(built, 'azapi_resource.b')).toEqual([': azurerm_subnet.v@westeurope'])
  })
})

describe('load balancers', () => {
  it('have frontends, and are judged nowhere', () => {
    const built = build(
      ...network('v', 'westeurope'),
      declare('azurerm_lb.l', {
        name: 'l',
        resource_group_name: 'net',
        location: 'westeurope',
        sku: 'Standard',
        frontend_ip_configuration: [{ name: 'in', subnet_id: ref('azurerm_subnet.v.id') }, possible({ name: 'out' })],
      }),
    )
    const balancer = built.get('load-balancer', 'azurerm_lb.l')
    expect(balancer.frontends.map(({ subnet }) => optionsOf(built.network.link(subnet, 'subnet')))).toEqual([['azurerm_subnet.v']])
    expect(balancer.moreFrontends.map(({ what }) => what)).toEqual(['var.blocks'])
    expect(fieldsIn(built, 'load-balancer', 'azurerm_lb.l').sku).toBe('standard')
    expect(canBeJudged('load-balancer')).toBe(false)
  })

  it('that point to what is not there are told', () => {
    const built = build(
      declare('azurerm_lb.l', {
        name: 'l',
        resource_group_name: 'net',
        location: 'westeurope',
        frontend_ip_configuration: [{ name: 'in', subnet_id: ref('azurerm_virtual_network.v.id') }],
      }),
      ...network('v', 'westeurope'),
    )
    expect(built.codes).toEqual(['model/dangling-reference'])
  })
})

describe('virtual machines', () => {
  const machine = (ids: Plain): Built =>
    build(
      ...network('v', 'westeurope'),
      nic('n', 'v'),
      nic('o', 'v'),
      declare('azurerm_linux_virtual_machine.m', {
        name: 'm',
        resource_group_name: 'net',
        location: 'westeurope',
        network_interface_ids: ids,
      }),
    )
  const points = (ids: Plain): readonly string[] => pointsIn(machine(ids), 'azurerm_linux_virtual_machine.m')

  it('are where their interfaces are', () => {
    expect(points([ref('azurerm_network_interface.n.id')])).toEqual([': azurerm_subnet.v azurerm_network_interface.n@westeurope'])
    expect(points([ref('azurerm_network_interface.n.id'), ref('azurerm_network_interface.o.id')])).toEqual([
      '#1: azurerm_subnet.v azurerm_network_interface.n@westeurope',
      '#2: azurerm_subnet.v azurerm_network_interface.o@westeurope',
    ])
    expect(points(variable('ids'))).toEqual(['more'])
  })

  it('whose interface is not known are at a place of which nothing is sure', () => {
    const [only, ...others] = points([variable('id')])
    expect(others).toEqual([])
    expect(only).toMatch(/ or not$/)
  })
})

describe('scale sets', () => {
  const set = (type: string, block: string, body: Body): Built =>
    build(
      ...network('v', 'westeurope'),
      declare('azurerm_network_security_group.n', { name: 'n', resource_group_name: 'net', location: 'westeurope' }),
      declare(`${type}.s`, {
        name: 's',
        resource_group_name: 'net',
        location: 'westeurope',
        [block]: [{ name: 'nic', ip_configuration: [{ name: 'c', subnet_id: ref('azurerm_subnet.v.id') }], ...body }],
      }),
    )

  it.each([
    ['azurerm_linux_virtual_machine_scale_set', 'network_interface'],
    ['azurerm_windows_virtual_machine_scale_set', 'network_interface'],
    ['azurerm_orchestrated_virtual_machine_scale_set', 'network_interface'],
    ['azurerm_virtual_machine_scale_set', 'network_profile'],
  ])('%s has interfaces with groups', (type, block) => {
    const built = set(type, block, { network_security_group_id: ref('azurerm_network_security_group.n.id') })
    const inside = `${type}.s/networkInterfaces/#0`
    expect(pointsIn(built, `${type}.s`)).toEqual([`: azurerm_subnet.v ${inside}@westeurope`])
    expect(optionsOf(built.network.nsgOf(built.get('network-interface', inside)))).toEqual(['azurerm_network_security_group.n'])
    expect(built.codes).toEqual([])
  })

  it('no interface of another name is taken for one of theirs', () => {
    const built = build(
      ...network('v', 'westeurope'),
      declare('azurerm_linux_virtual_machine_scale_set.s', {
        name: 's',
        resource_group_name: 'net',
        location: 'westeurope',
        network_interface: [{ name: 'nic', ip_configuration: [{ subnet_id: ref('azurerm_subnet.v.id') }] }],
      }),
      declare('data.azurerm_network_interface.d', { name: 'nic', resource_group_name: 'net' }),
    )
    expect(built.get('network-interface', 'data.azurerm_network_interface.d').open).toBe(true)
  })
})

describe('what Site Recovery replicates', () => {
  const id = 'azurerm_site_recovery_replicated_vm.r'
  const block = (more: Body = {}): Plain => [
    {
      source_network_interface_id: ref('azurerm_network_interface.n.id'),
      ip_configuration: [{ name: 'c', target_subnet_name: 'main', ...more }],
    },
  ]
  const target = { target_network_id: ref('azurerm_virtual_network.there.id') }
  const replicated = (body: Body, ...more: readonly Declared[]): Built =>
    build(
      ...network('here', 'westeurope'),
      ...network('there', 'North Europe'),
      ...network('test', 'northeurope'),
      nic('n', 'here'),
      declare('azurerm_windows_virtual_machine.m', {
        name: 'm',
        resource_group_name: 'net',
        location: 'westeurope',
        network_interface_ids: [ref('azurerm_network_interface.n.id')],
      }),
      declare(id, { name: 'r', resource_group_name: 'vault', source_vm_id: ref('azurerm_windows_virtual_machine.m.id'), ...body }),
      ...more,
    )
  const roles = (built: Built): readonly string[] => {
    const { places, more, moreRole } = placesOf(built.network.entities.get(id)!, built.network)
    const shown = places.map(({ role, points, maybeElsewhere }) => {
      const where = points.map(({ subnet, region }) => `${subnet.id}@${region.known ? region.value : '?'}`)
      return `${role}: ${where.join(' | ')}${maybeElsewhere ? ' or elsewhere' : ''}`
    })
    return more.length > 0 ? [...shown, `more of ${moreRole}`] : shown
  }
  const source = 'source: azurerm_subnet.here@westeurope'
  const there = 'target: azurerm_subnet.there@northeurope'
  const regions = (built: Built) => fieldsIn(built, 'site-recovery', id)

  it('is where its interfaces are, and fails over to the subnet that is named', () => {
    const built = replicated({ ...target, network_interface: block() })
    expect(roles(built)).toEqual([source, there])
    expect(regions(built)).toMatchObject({ sourceRegion: 'westeurope', targetRegion: 'northeurope' })
  })

  it('has all interfaces of the machine where none is named; then the subnet to fail over to is not known', () => {
    expect(roles(replicated(target))).toEqual([source, 'target:  or elsewhere'])
  })

  it('fails over to the network that a mapping names', () => {
    const mapping = declare('azurerm_site_recovery_network_mapping.x', {
      name: 'x',
      resource_group_name: 'vault',
      source_network_id: ref('azurerm_virtual_network.here.id'),
      target_network_id: ref('azurerm_virtual_network.there.id'),
    })
    expect(roles(replicated({ network_interface: block() }, mapping))).toEqual([source, there])
    const unmapped = replicated({ network_interface: block() })
    expect(regions(unmapped).targetRegion).toBe('not known')
    expect(roles(unmapped)[1]).toMatch(/ or elsewhere$/)
  })

  it('has a place of its own for tests', () => {
    const test = { test_network_id: ref('azurerm_virtual_network.test.id') }
    expect(roles(replicated({ ...target, ...test, network_interface: block({ failover_test_subnet_name: 'main' }) }))).toEqual([
      source,
      there,
      'test: azurerm_subnet.test@northeurope',
    ])
  })

  it('of which the machine is not known may be anywhere', () => {
    const [target_, more] = roles(
      build(
        ...network('there', 'northeurope'),
        declare(id, { name: 'r', resource_group_name: 'vault', source_vm_id: variable('vm'), ...target }),
      ),
    )
    expect([target_, more]).toEqual(['target:  or elsewhere', 'more of source'])
  })
})

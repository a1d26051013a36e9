/** What assumptions settle: code and a file of assumptions in, verdicts, routes and what they lean on out, as a person worked them out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { checkAgainst } from '../../src/commands/compare.ts'
import { openRoots } from '../../src/commands/open-roots.ts'
import { regionOf } from '../../src/model/kinds/subnet.ts'
import { effectiveRoutes } from '../../src/semantics/routes.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { placeOf } from '../../src/text/source.ts'
import { folderWith } from '../support/folder.ts'
import { flow } from '../support/network.ts'
import { source } from '../support/source.ts'

const open = (code: string, assumptions = '') => {
  const workspace = diskWorkspace(folderWith({ 'main.tf': code, 'assumptions.yaml': assumptions }))
  const told: Diagnostic[] = []
  const tell = (diagnostic: Diagnostic): void => void told.push(diagnostic)
  const { worlds } = openRoots({ workspace, paths: [''], libraries: true, assume: 'assumptions.yaml' }, { mistakes: tell, told: tell })
  const { network, world } = worlds[0]!.world
  const [subnet] = network.ofKind('subnet').filter(({ id }) => id === 'azurerm_subnet.app')
  const point = { subnet: subnet!, region: regionOf(subnet!, network) }
  return {
    told: told.map(({ code: slug, span }) => [slug, placeOf(span)]),
    ask: (question: string) => world.judge(point, flow(question), 'allow').outcome,
    leansOn: (question: string) => world.judge(point, flow(question), 'allow').leansOn,
    routes: () =>
      effectiveRoutes(network, subnet!)
        .filter(({ route }) => route.sort === 'peering' || route.source === 'gateway')
        .map(({ route, state }) => `${state} ${route.sort} ${route.destination}`),
  }
}

/** A subnet with a security group that has default rules alone: outbound to private addresses passes exactly where `VirtualNetwork` holds them. */
const spoke = source`
  resource "azurerm_virtual_network" "spoke" {
    name                = "spoke"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["10.1.0.0/16"]
  }
  resource "azurerm_subnet" "app" {
    name                 = "app"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.spoke.name
    address_prefixes     = ["10.1.1.0/24"]
  }
  resource "azurerm_network_security_group" "app" {
    name                = "app"
    resource_group_name = "net"
    location            = "westeurope"
  }
  resource "azurerm_subnet_network_security_group_association" "app" {
    subnet_id                 = azurerm_subnet.app.id
    network_security_group_id = azurerm_network_security_group.app.id
  }
`

const gateway = (type: string, more = '') => source`
  resource "azurerm_subnet" "gateway" {
    name                 = "GatewaySubnet"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.spoke.name
    address_prefixes     = ["10.1.255.0/27"]
  }
  resource "azurerm_virtual_network_gateway" "main" {
    name                = "main"
    resource_group_name = "net"
    location            = "westeurope"
    type                = "${type}"
    sku                 = "VpnGw1"
    ip_configuration {
      subnet_id            = azurerm_subnet.gateway.id
      public_ip_address_id = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/publicIPAddresses/g"
    }
  }
  ${more}
`

const site = source`
  resource "azurerm_local_network_gateway" "office" {
    name                = "office"
    resource_group_name = "net"
    location            = "westeurope"
    gateway_address     = "203.0.113.1"
    address_space       = ["192.168.0.0/16"]
  }
  resource "azurerm_virtual_network_gateway_connection" "office" {
    name                       = "office"
    resource_group_name        = "net"
    location                   = "westeurope"
    type                       = "IPsec"
    virtual_network_gateway_id = azurerm_virtual_network_gateway.main.id
    local_network_gateway_id   = azurerm_local_network_gateway.office.id
  }
`

const to = (address: string): string => `out subnet -> ${address} tcp 443`

describe('on-premises', () => {
  test('a gateway without BGP brings the sites it was told of, and nothing else', () => {
    const { ask, leansOn } = open(spoke + gateway('Vpn', site))
    expect([ask(to('192.168.7.7')), ask(to('10.77.0.7')), ask(to('10.1.9.9'))]).toEqual(['holds', 'fails', 'holds'])
    expect(leansOn(to('10.77.0.7'))).toEqual([])
  })

  test('where routes of gateways are kept out it is not known whether the tag has them', () => {
    const table = source`
      resource "azurerm_route_table" "app" {
        name                          = "app"
        resource_group_name           = "net"
        location                      = "westeurope"
        bgp_route_propagation_enabled = false
      }
      resource "azurerm_subnet_route_table_association" "app" {
        subnet_id      = azurerm_subnet.app.id
        route_table_id = azurerm_route_table.app.id
      }
    `
    const { ask } = open(spoke + gateway('Vpn', site) + table)
    expect([ask(to('192.168.7.7')), ask(to('10.77.0.7'))]).toEqual(['unsure', 'fails'])
  })

  test('what gateways learn is not known unless it is said', () => {
    const code = spoke + gateway('ExpressRoute')
    expect(open(code).ask(to('10.77.0.7'))).toBe('unsure')
    const said = open(code, 'on-premises:\n  advertises: [10.77.0.0/16]\n')
    expect([said.ask(to('10.77.0.7')), said.ask(to('10.78.0.7'))]).toEqual(['holds', 'fails'])
    expect(said.routes()).toEqual(['active gateway 10.77.0.0/16'])
    expect(said.leansOn(to('10.78.0.7'))).toEqual(['assumed: gateways learn 10.77.0.0/16 by BGP (assumptions.yaml:2)'])
    const nothing = open(code, 'on-premises: { advertises: [] }\n')
    expect([nothing.ask(to('10.77.0.7')), nothing.routes()]).toEqual(['fails', []])
    expect(nothing.leansOn(to('10.77.0.7'))).toEqual(['assumed: gateways learn nothing by BGP (assumptions.yaml:1)'])
  })

  test('space there is connected; whether more is learned is another question', () => {
    const { ask } = open(spoke + gateway('ExpressRoute'), 'on-premises: { prefixes: [10.77.0.0/16] }\n')
    expect([ask(to('10.77.0.7')), ask(to('10.78.0.7'))]).toEqual(['holds', 'unsure'])
  })

  test('where only a default route is learned it is not documented what the tag holds', () => {
    const { ask, routes } = open(spoke + gateway('ExpressRoute'), 'on-premises: { prefixes: [10.77.0.0/16], advertises: [0.0.0.0/0] }\n')
    expect([ask(to('10.77.0.7')), ask(to('10.78.0.7')), ask(to('10.1.9.9'))]).toEqual(['unsure', 'unsure', 'holds'])
    expect(routes()).toEqual(['active gateway 0.0.0.0/0'])
  })

  test('nothing of it concerns a network without a gateway', () => {
    const { ask, leansOn, routes } = open(spoke, 'on-premises: { prefixes: [10.77.0.0/16], advertises: [0.0.0.0/0] }\n')
    expect([ask(to('10.77.0.7')), leansOn(to('10.77.0.7')), routes()]).toEqual(['fails', [], []])
  })
})

const peering = (remote: string, more = '') => source`
  resource "azurerm_virtual_network_peering" "hub" {
    name                      = "hub"
    resource_group_name       = "net"
    virtual_network_name      = azurerm_virtual_network.spoke.name
    remote_virtual_network_id = ${remote}
    ${more}
  }
`
const hubId = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub'
const whole = `virtual-networks:\n  hub: { id: ${hubId}, prefixes: 10.0.0.0/16, peered-with: spoke }\n`
const named = (name: string): string => `virtual-networks:\n  ${name}: { prefixes: 10.0.0.0/16, peered-with: spoke }\n`
const source1 = source`
  data "azurerm_virtual_network" "hub" {
    name                = "hub"
    resource_group_name = "hub"
  }
`

describe('virtual networks that the code refers to', () => {
  test.each([
    ['by id', peering(`"${hubId}"`), whole],
    ['by id, in another case', peering(`"${hubId.toLowerCase()}"`), whole],
    ['by id, named in the file by its name', peering(`"${hubId}"`), named('hub')],
    ['by a data source, and its id is said', source1 + peering('data.azurerm_virtual_network.hub.id'), whole],
    ['by a data source, and its name is said', source1 + peering('data.azurerm_virtual_network.hub.id'), named('hub')],
    [
      'by a data source, and its address is said',
      source1 + peering('data.azurerm_virtual_network.hub.id'),
      named('data.azurerm_virtual_network.hub'),
    ],
    ['by a variable', `variable "hub_id" {}\n${peering('var.hub_id')}`, named('var.hub_id')],
    [
      'by the state of another root',
      `data "terraform_remote_state" "net" {\n  backend = "azurerm"\n  config  = {}\n}\n${peering('data.terraform_remote_state.net.outputs.hub_id')}`,
      named('data.terraform_remote_state.net.outputs.hub_id'),
    ],
  ])('%s', (_, code, assumptions) => {
    const before = open(spoke + code)
    expect([before.ask(to('10.0.7.7')), before.ask(to('10.1.9.9'))]).toEqual(['unsure', 'holds'])
    const { ask, leansOn, routes, told } = open(spoke + code, assumptions)
    expect(told).toEqual([])
    expect([ask(to('10.0.7.7')), ask(to('10.2.7.7'))]).toEqual(['holds', 'fails'])
    expect(routes()).toEqual(['active peering 10.0.0.0/16'])
    const name = /^ {2}([^{]*?):/m.exec(assumptions)![1]
    expect(leansOn(to('10.2.7.7'))).toEqual([
      `assumed: virtual network \`${name}\` has 10.0.0.0/16, peered with \`spoke\` (assumptions.yaml:2)`,
    ])
  })

  test('without the other side of the peering it may not work', () => {
    const { ask } = open(spoke + peering(`"${hubId}"`), `virtual-networks:\n  hub: { id: ${hubId}, prefixes: 10.0.0.0/16 }\n`)
    expect([ask(to('10.0.7.7')), ask(to('10.2.7.7'))]).toEqual(['unsure', 'fails'])
  })

  test('an element of an input is meant by that element, not by the input', () => {
    const code = `variable "hubs" {\n  type = map(string)\n}\n${peering('var.hubs["a"]')}`
    expect(open(spoke + code, named('var.hubs')).ask(to('10.0.7.7'))).toBe('unsure')
    expect(
      open(spoke + code, `virtual-networks:\n  'var.hubs["a"]': { prefixes: 10.0.0.0/16, peered-with: spoke }\n`).ask(to('10.0.7.7')),
    ).toBe('holds')
  })

  test('gateways behind them bring what is advertised, and perhaps what else is there', () => {
    const code = spoke + peering(`"${hubId}"`, 'use_remote_gateways = true')
    const learned = 'on-premises: { advertises: [10.77.0.0/16], prefixes: [10.77.0.0/16, 10.78.0.0/16] }\n'
    const { ask, routes } = open(code, learned + whole)
    expect([ask(to('10.77.0.7')), ask(to('10.78.0.7')), ask(to('10.79.0.7'))]).toEqual(['holds', 'unsure', 'fails'])
    expect(routes()).toEqual(['active peering 10.0.0.0/16', 'active gateway 10.77.0.0/16', 'unsure gateway 10.78.0.0/16'])
    expect(open(code, `on-premises: { advertises: [10.77.0.0/16] }\n${whole}`).ask(to('10.79.0.7'))).toBe('unsure')
  })

  test('what the code declares is as the code declares it', () => {
    const code = spoke + peering('azurerm_virtual_network.hub.id')
    const hub = source`
      resource "azurerm_virtual_network" "hub" {
        name                = "hub"
        resource_group_name = "hub"
        location            = "westeurope"
        address_space       = ["10.5.0.0/16"]
      }
    `
    for (const assumptions of [whole, named('hub')]) {
      const { ask, leansOn } = open(code + hub, assumptions)
      expect([ask(to('10.0.7.7')), ask(to('10.5.7.7')), leansOn(to('10.0.7.7'))]).toEqual(['fails', 'unsure', []])
    }
  })

  test('a name that several have is told, and settles nothing', () => {
    const other = hubId.replace('resourceGroups/hub', 'resourceGroups/other')
    const code = spoke + peering(`"${hubId}"`) + peering(`"${other}"`).replace('"hub"', '"other"')
    const { ask, told } = open(code, named('hub'))
    expect(ask(to('10.0.7.7'))).toBe('unsure')
    expect(told).toEqual([['assumptions/ambiguous-network', 'assumptions.yaml:2:3']])
    expect(open(code, whole).ask(to('10.0.7.7'))).toBe('holds')
  })

  test('a network of another resource group is another', () => {
    const other = hubId.replace('resourceGroups/hub', 'resourceGroups/other')
    expect(open(spoke + peering(`"${other}"`), whole).ask(to('10.0.7.7'))).toBe('unsure')
  })
})

const tunnel = source`
  resource "azurerm_route_table" "app" {
    name                = "app"
    resource_group_name = "net"
    location            = "westeurope"
    route {
      name                   = "everything"
      address_prefix         = "0.0.0.0/0"
      next_hop_type          = "VirtualAppliance"
      next_hop_in_ip_address = "10.1.9.4"
    }
  }
  resource "azurerm_subnet_route_table_association" "app" {
    subnet_id      = azurerm_subnet.app.id
    route_table_id = azurerm_route_table.app.id
  }
`
const closed = source`
  policy: closed
  for: subnet
  rules:
    - id: open
      kind: nsg-matrix
      severity: error
      at: subnet
      flows:
        - { id: ssh, direction: inbound, from: 192.0.2.0/24, to: subnet, protocol: tcp, ports: [22], expect: deny }
        - { id: peers, direction: inbound, from: 10.0.0.0/16, to: subnet, protocol: tcp, ports: [22], expect: deny }
`
const judged = (code: string, assumptions = '') => {
  const workspace = diskWorkspace(folderWith({ 'main.tf': code, 'assumptions.yaml': assumptions, 'p/closed.yaml': closed }))
  const request = { workspace, paths: [''], libraries: true, policies: ['./p'], assume: 'assumptions.yaml' }
  const { findings } = check({ ...request, version: '0', today: '2026-01-01', now: () => 0 })
  return findings.map(({ code: id, severity, outcome, related, leansOn }) => ({ id, severity, outcome, related, leansOn }))
}

describe('what widens a security group from elsewhere', () => {
  test('a default route to an appliance is named, and no error follows from it alone', () => {
    expect(judged(spoke)).toEqual([])
    const findings = judged(spoke + tunnel)
    expect(findings.map(({ id, severity, outcome }) => [id, severity, outcome])).toEqual([
      ['closed/open/peers', 'warning', 'fails'],
      ['closed/open/ssh', 'warning', 'fails'],
    ])
    const line = spoke.split('\n').length + 4
    for (const { related, leansOn } of findings) {
      expect(related?.map(({ message, span }) => [message, placeOf(span)])).toContainEqual([
        expect.stringMatching(/^[\d.]+ is in `VirtualNetwork` here by the route `everything` to 0\.0\.0\.0\/0$/),
        `main.tf:${line}:3`,
      ])
      expect(leansOn[0]).toBe(
        `prefixes of routes to an appliance or a gateway are part of \`VirtualNetwork\` at this subnet: the route \`everything\` to 0.0.0.0/0 (main.tf:${line})`,
      )
      expect(leansOn[1]).toMatch(/^that a default route makes `VirtualNetwork` hold every address is what users report \(https:/)
      expect(leansOn).toHaveLength(2)
    }
  })

  test('unless somebody vouches for it', () => {
    const key = 'virtual-network-includes-default-route'
    expect(judged(spoke + tunnel, `${key}: true\n`).map(({ severity, leansOn }) => [severity, leansOn[1]])).toEqual([
      ['error', 'assumed: a default route makes `VirtualNetwork` hold every address (assumptions.yaml:1)'],
      ['error', 'assumed: a default route makes `VirtualNetwork` hold every address (assumptions.yaml:1)'],
    ])
    expect(judged(spoke + tunnel, `${key}: false\n`)).toEqual([])
  })

  test('a peering is named', () => {
    const [first, ...more] = judged(spoke + peering(`"${hubId}"`), whole)
    expect(more).toEqual([])
    expect([first?.id, first?.severity, first?.outcome]).toEqual(['closed/open/peers', 'error', 'fails'])
    expect(first?.related?.map(({ message, span }) => [message, placeOf(span)])).toContainEqual([
      '10.0.0.4 is in `VirtualNetwork` here by the peering `azurerm_virtual_network_peering.hub`',
      `main.tf:${spoke.split('\n').length}:1`,
    ])
  })
})

test('what is assumed is what the base assumes, where there is one', () => {
  const files = { 'main.tf': spoke + gateway('ExpressRoute'), 'p/closed.yaml': closed }
  const assume = (said: string) => diskWorkspace(folderWith({ ...files, 'assumptions.yaml': `on-premises: { advertises: ${said} }\n` }))
  const request = {
    workspace: assume('[]'),
    paths: [''],
    libraries: true,
    policies: ['./p'],
    assume: 'assumptions.yaml',
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  }
  const codes = ({ findings }: ReturnType<typeof check>) =>
    findings.flatMap(({ code, outcome, judgement }) => (judgement.subject === 'azurerm_subnet.app' ? [[code, outcome]] : []))
  expect(codes(check(request))).toEqual([])
  const base = { workspace: assume('10.0.0.0/16'), revision: 'main', commit: 'c' }
  expect(codes(checkAgainst(request, base, 'all'))).toEqual([['closed/open/peers', 'fails']])
})

test('tags of another cloud than is assumed are a mistake', () => {
  const tags = (cloud: string): string =>
    JSON.stringify({
      changeNumber: 1,
      cloud,
      values: [{ name: 'Storage', id: 'Storage', properties: { addressPrefixes: ['20.60.0.0/16'] } }],
    })
  const mistakesOf = (cloud: string) => {
    const workspace = diskWorkspace(folderWith({ 'main.tf': spoke, 'assumptions.yaml': 'cloud: china\n', 'tags.json': tags(cloud) }))
    const request = { workspace, paths: [''], libraries: true, assume: 'assumptions.yaml', serviceTags: 'tags.json' }
    return check({ ...request, version: '0', today: '2026-01-01', now: () => 0 }).mistakes.map(({ code, span }) => [code, placeOf(span)])
  }
  expect(mistakesOf('China')).toEqual([])
  expect(mistakesOf('Public')).toEqual([['assumptions/other-cloud', 'assumptions.yaml:1:8']])
})

test('what is decided without assumptions is decided alike with any', () => {
  const prefix = fc.tuple(fc.integer({ min: 76, max: 79 }), fc.constantFrom(16, 24)).map(([second, bits]) => `10.${second}.0.0/${bits}`)
  const said = fc.record({
    advertises: fc.option(fc.array(fc.oneof(prefix, fc.constant('0.0.0.0/0')), { maxLength: 3 }), { nil: undefined }),
    prefixes: fc.option(fc.array(prefix, { maxLength: 2 }), { nil: undefined }),
  })
  const codes = [gateway('ExpressRoute'), gateway('Vpn', site), peering(`"${hubId}"`, 'use_remote_gateways = true')].map(
    (code) => spoke + code,
  )
  const questions = ['10.77.0.7', '10.78.0.7', '192.168.0.7', '10.0.7.7', '8.8.8.8'].map(to)
  const answers = codes.map((code) => questions.map(open(code).ask))
  fc.assert(
    fc.property(fc.nat({ max: codes.length - 1 }), said, fc.boolean(), (at, onPremises, knowsHub) => {
      const yaml = `on-premises: ${JSON.stringify(onPremises)}\n${knowsHub && at === 2 ? whole : ''}`
      const { ask, told } = open(codes[at]!, yaml)
      expect(told.filter(([slug]) => slug?.startsWith('assumptions/'))).toEqual([])
      for (const [index, question] of questions.entries()) {
        const before = answers[at]![index]!
        // What is decided without them stays as it is, whatever they say.
        if (before !== 'unsure') expect([question, ask(question)]).toEqual([question, before])
      }
    }),
    { numRuns: 60 },
  )
})

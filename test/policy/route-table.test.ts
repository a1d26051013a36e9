/** Routing by itself, check by check; verdicts are written by hand from https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview. */
import { describe, expect, it } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { readPolicy } from '../../src/policy/read.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { folderWith } from '../support/folder.ts'
import { judgeText } from '../support/judge.ts'
import { fileOf } from '../support/source.ts'

const home = (name: string, space: string): string => `
resource "azurerm_virtual_network" "${name}" {
  name                = "vnet-${name}"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["${space}"]
}
`
const base = `${home('main', '10.20.0.0/16')}
resource "azurerm_subnet" "app" {
  name                 = "snet-app"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}

variable "unknown" {}
`
const hops: Readonly<Record<string, string>> = {
  appliance: 'VirtualAppliance',
  gateway: 'VirtualNetworkGateway',
  internet: 'Internet',
  none: 'None',
}
const value = (text: string): string => (/^(var|azurerm_)/.test(text) ? text : `"${text}"`)

const put = (subnet: string): string => `
resource "azurerm_subnet_route_table_association" "${subnet}" {
  subnet_id      = azurerm_subnet.${subnet}.id
  route_table_id = azurerm_route_table.app.id
}
`

/** `0.0.0.0/0 appliance 10.0.1.4`. */
const table = (routes: readonly string[], more = '', association = true): string => {
  const blocks = routes.map((text, index) => {
    const [prefix, hop, address] = text.split(' ')
    return `
  route {
    name           = "route-${index}"
    address_prefix = ${value(prefix!)}
    next_hop_type  = "${hops[hop!]}"
    ${address === undefined ? '' : `next_hop_in_ip_address = ${value(address)}`}
  }`
  })
  return `${base}
resource "azurerm_route_table" "app" {
  name                = "rt-app"
  resource_group_name = "rg"
  location            = "westeurope"
  ${more}
${blocks.join('\n')}
}
${association ? put('app') : ''}`
}

const gateway = (type = 'Vpn', more = 'bgp_enabled = false'): string => `
resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "gateway"
  resource_group_name = "rg"
  location            = "westeurope"
  type                = "${type}"
  sku                 = "VpnGw1"
  ${more}

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway.id
    public_ip_address_id = "x"
  }
}
`
const office = `
resource "azurerm_local_network_gateway" "office" {
  name                = "office"
  resource_group_name = "rg"
  location            = "westeurope"
  gateway_address     = "198.51.100.1"
  address_space       = ["192.168.0.0/16"]
}

resource "azurerm_virtual_network_gateway_connection" "office" {
  name                       = "office"
  resource_group_name        = "rg"
  location                   = "westeurope"
  type                       = "IPsec"
  virtual_network_gateway_id = azurerm_virtual_network_gateway.main.id
  local_network_gateway_id   = azurerm_local_network_gateway.office.id
}
`

const outcome = (text: string, code: string): string =>
  judgeText(text, { shipped: ['routing', 'peering', 'gateway-subnet'] }).outcome(code) ?? 'nothing'

describe('a route table', () => {
  const off = 'bgp_route_propagation_enabled = false'
  const appliance = '0.0.0.0/0 appliance 10.20.2.4'
  const given = 'module "net" {\n  source = "example/net/azurerm"\n  table  = azurerm_route_table.app.id\n}\n'
  it.each<readonly [name: string, text: string, code: string, expected: string]>([
    ['an appliance in the subnet itself', table(['0.0.0.0/0 appliance 10.20.1.4']), 'next-hops/next-hop-in-subnet', 'fails'],
    ['an appliance beside it', table([appliance]), 'next-hops/next-hop-in-subnet', 'holds'],
    ['an appliance that is not known', table(['0.0.0.0/0 appliance var.unknown']), 'next-hops/next-hop-in-subnet', 'unsure'],
    ['no appliance at all', table(['0.0.0.0/0 internet']), 'next-hops/next-hop-in-subnet', 'holds'],
    ['a table on no subnet', table(['0.0.0.0/0 appliance 10.20.1.4'], '', false), 'next-hops/next-hop-in-subnet', 'nothing'],
    ['and that is told', table(['0.0.0.0/0 internet'], '', false), 'advice/unattached', 'fails'],
    ['a table that is on one', table(['0.0.0.0/0 internet']), 'advice/unattached', 'nothing'],
    ['a table that a module was given, which is not read', table([], '', false) + given, 'advice/unattached', 'nothing'],
    [
      'halves that lead all of it',
      table(['10.9.0.0/16 none', '10.9.0.0/17 internet', '10.9.128.0/17 internet']),
      'advice/never-wins',
      'fails',
    ],
    ['half of it', table(['10.9.0.0/16 none', '10.9.0.0/17 internet']), 'advice/never-wins', 'nothing'],
    [
      'halves of which one is not known',
      table(['10.9.0.0/16 none', '10.9.0.0/17 internet', 'var.unknown internet']),
      'advice/never-wins',
      'nothing',
    ],
    ['a route to the host', table(['168.63.129.16/32 appliance 10.20.2.4']), 'advice/never-wins', 'fails'],
    ['a route to the metadata service', table(['169.254.169.254/32 appliance 10.20.2.4']), 'advice/never-wins', 'fails'],
    ['a route to one of its neighbours', table(['169.254.169.253/32 appliance 10.20.2.4']), 'advice/never-wins', 'nothing'],
    ['the office cut off', table([], off) + gateway() + office, 'propagation/propagation-off', 'fails'],
    ['the office led to the gateway', table(['192.168.0.0/16 gateway'], off) + gateway() + office, 'propagation/propagation-off', 'holds'],
    ['everything led to an appliance', table([appliance], off) + gateway() + office, 'propagation/propagation-off', 'holds'],
    ['half of the office led on', table(['192.168.0.0/17 gateway'], off) + gateway() + office, 'propagation/propagation-off', 'fails'],
    [
      'a switch that is not known',
      table([], 'bgp_route_propagation_enabled = var.unknown') + gateway() + office,
      'propagation/propagation-off',
      'unsure',
    ],
    ['routes that nobody knows', table([], off) + gateway('ExpressRoute', ''), 'propagation/propagation-off', 'unsure'],
    ['no gateway', table([], off), 'propagation/propagation-off', 'nothing'],
    ['routes of the gateway let in', table([]) + gateway() + office, 'propagation/propagation-off', 'nothing'],
    ['past the appliance', table([appliance]) + gateway() + office, 'advice/propagation-on', 'fails'],
    [
      'with a route of its own',
      table([appliance, '192.168.0.0/16 appliance 10.20.2.4']) + gateway() + office,
      'advice/propagation-on',
      'nothing',
    ],
    ['an address that nobody has', table(['0.0.0.0/0 appliance 10.20.1.9']), 'advice/unknown-appliance', 'fails'],
    ['an address of no subnet of this code', table(['0.0.0.0/0 appliance 10.9.0.4']), 'advice/unknown-appliance', 'nothing'],
  ])('%s', (_name, text, code, expected) => {
    expect(outcome(text, `routing/${code}`)).toBe(expected)
  })
})

describe('a subnet of a gateway', () => {
  const group = `
resource "azurerm_network_security_group" "main" {
  name                = "nsg"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_subnet_network_security_group_association" "gateway" {
  subnet_id                 = azurerm_subnet.gateway.id
  network_security_group_id = azurerm_network_security_group.main.id
}
`
  const on = (routes: readonly string[], more = ''): string => table(routes, more, false) + gateway() + put('gateway')
  it.each<readonly [name: string, text: string, code: string, expected: string]>([
    ['with a group', base + gateway() + group, 'gateway-group', 'fails'],
    ['without one', base + gateway(), 'gateway-group', 'holds'],
    ['a default route', on(['0.0.0.0/0 appliance 10.20.2.4']), 'gateway-default-route', 'fails'],
    ['a default route to Internet', on(['0.0.0.0/0 internet']), 'gateway-default-route', 'fails'],
    ['a route to a spoke', on(['10.30.0.0/16 appliance 10.20.2.4']), 'gateway-default-route', 'holds'],
    ['a route to what is not known', on(['var.unknown appliance 10.20.2.4']), 'gateway-default-route', 'unsure'],
    ['routes of gateways kept out', on([], 'bgp_route_propagation_enabled = false'), 'gateway-propagation', 'fails'],
    ['let in', on([]), 'gateway-propagation', 'holds'],
    ['a switch that is not known', on([], 'bgp_route_propagation_enabled = var.unknown'), 'gateway-propagation', 'unsure'],
    ['any other subnet', table(['0.0.0.0/0 appliance 10.20.2.4']), 'gateway-default-route', 'nothing'],
    [
      'a name that is not known, and a gateway in it',
      (base + gateway() + group).replace('"GatewaySubnet"', 'var.unknown'),
      'gateway-group',
      'fails',
    ],
  ])('%s', (_name, text, code, expected) => {
    expect(outcome(text, `gateway-subnet/gateway/${code}`)).toBe(expected)
  })
})

describe('a peering', () => {
  const side = (own: string, other: string, more: string): string => `
resource "azurerm_virtual_network_peering" "${own}" {
  name                      = "${own}-to-${other}"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.${own}.name
  remote_virtual_network_id = azurerm_virtual_network.${other}.id
  ${more}
}
`
  const uses = base + home('hub', '10.0.0.0/16') + side('main', 'hub', 'use_remote_gateways = true')
  const lends = side('hub', 'main', 'allow_gateway_transit = true')
  it.each<readonly [name: string, text: string, expected: string]>([
    ['gateways that are lent', uses + lends, 'holds'],
    ['gateways that are not', uses + side('hub', 'main', ''), 'fails'],
    ['gateways that may be', uses + side('hub', 'main', 'allow_gateway_transit = var.unknown'), 'unsure'],
    ['a side that is in other code', uses, 'nothing'],
    ['a gateway of its own', uses + lends + gateway(), 'fails'],
    ['no gateways asked for', base + home('hub', '10.0.0.0/16') + side('main', 'hub', '') + side('hub', 'main', ''), 'nothing'],
  ])('%s', (_name, text, expected) => {
    expect(outcome(text, 'peering/gateways/remote-gateways')).toBe(expected)
  })
})

describe('mistakes', () => {
  const mistakes = (kind: string, checks: string): readonly string[] => {
    const told: Diagnostic[] = []
    const text = `policy: p\nfor: ${kind}\nrules: [{ id: r, kind: route-table, severity: note, checks: [${checks}] }]\n`
    readPolicy(fileOf(text, 'policy.yaml', 'yaml'), false, (diagnostic) => void told.push(diagnostic))
    return told.map(({ code }) => code)
  }
  it.each([
    ['route-table', 'never-wins, unattached', []],
    ['route-table', 'never-wins, never-wins', ['policy/duplicate-id']],
    ['route-table', 'never-wins, gateway-group', ['policy/unknown-kind']],
    ['subnet', 'never-wins', ['policy/unknown-kind']],
    ['route-table', 'never-win', ['policy/unknown-word']],
  ])('%s: %s', (kind, checks, expected) => {
    expect(mistakes(kind, checks)).toEqual(expected)
  })
})

describe('subnets that are not known one by one', () => {
  const code = (subnets: string): string => `
param others array

resource table 'Microsoft.Network/routeTables@2024-01-01' = { name: 'rt-app', location: 'westeurope', properties: {} }
resource group 'Microsoft.Network/networkSecurityGroups@2024-01-01' = { name: 'nsg-app', location: 'westeurope', properties: {} }

var own = [
  { name: 'snet-app', properties: { addressPrefix: '10.20.1.0/24', routeTable: { id: table.id }, networkSecurityGroup: { id: group.id } } }
]
var further = [for one in others: { name: one, properties: { addressPrefix: '10.20.2.0/24' } }]

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] }, subnets: ${subnets} }
}
`
  const unattached = (subnets: string): readonly string[] =>
    check({
      workspace: diskWorkspace(folderWith({ 'main.bicep': code(subnets) })),
      paths: [''],
      policies: ['routing', 'nsg-hygiene'],
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    }).judgements.flatMap(({ code: item }) => (item.endsWith('/unattached') ? [item] : []))
  it('may have the table, and the group', () => expect(unattached('union(own, further)')).toEqual([]))
  it('where there are none, neither is on any', () => expect(unattached('[]')).toHaveLength(2))
})

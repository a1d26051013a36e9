/** Published behaviour of network security groups, input by input, as the documents state it: attachment and order, default rules, application security groups. */
import { expect, test } from 'vitest'
import { known } from '../../src/model/entity.ts'
import { createNetwork } from '../../src/model/network.ts'
import type { Decider, Verdict } from '../../src/semantics/flow.ts'
import { createWorld } from '../../src/semantics/world.ts'
import { flow, type NetworkText, networkOf, type RuleText } from '../support/network.ts'
import { source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

interface Row {
  readonly id: string
  readonly network: NetworkText
  readonly at: readonly [subnet: string, nic?: string]
  readonly flow: string
  readonly expected: 'allow' | 'deny'
  /** `level rule` of the decider, where the source names it. */
  readonly by?: string
}

const decider = (of: Decider | undefined): string => {
  if (of === undefined) return 'nobody'
  if (of.kind === 'rule') return `${of.nsg.id} ${of.rule.name.known ? of.rule.name.value : '?'}`
  if (of.kind === 'default-rule') return `${of.nsg.id} ${of.name}`
  return of.kind
}

/** Both questions are asked: the packets are all allowed and not denied, or the other way round. */
const decide = (row: Row): { readonly access: string; readonly by: string } => {
  const network = networkOf(row.network)
  const world = createWorld(network, {})
  const point = network.point(...row.at)
  const allowed = world.judge(point, flow(row.flow), 'allow')
  const denied = world.judge(point, flow(row.flow), 'deny')
  // Where no group is attached there is nothing to name, unless it is so everywhere.
  const last = (verdict: Verdict): string => {
    const groups = verdict.decidedBy.filter((one) => one.kind !== 'no-group')
    return decider((groups.length > 0 ? groups : verdict.decidedBy)[Math.max(groups.length, 1) - 1])
  }
  if (allowed.outcome === 'holds' && denied.outcome === 'fails') return { access: 'allow', by: last(denied) }
  if (allowed.outcome === 'fails' && denied.outcome === 'holds') return { access: 'deny', by: last(allowed) }
  return { access: `${allowed.outcome}/${denied.outcome}`, by: '' }
}

const allow80: RuleText = { name: 'Allow80', priority: 200, access: 'allow', protocol: 'tcp', from: 'Internet', ports: '80' }
const deny80Out: RuleText = {
  name: 'Deny80',
  priority: 200,
  direction: 'outbound',
  access: 'deny',
  protocol: 'tcp',
  to: 'Internet',
  ports: '80',
}

// https://learn.microsoft.com/azure/virtual-network/network-security-group-how-it-works
const two = (nsg1: readonly RuleText[], nsg2: readonly RuleText[] = []): NetworkText => ({
  subnets: {
    subnet1: { prefixes: '10.0.1.0/24', nsg: 'nsg1' },
    subnet2: { prefixes: '10.0.2.0/24' },
    subnet3: { prefixes: '10.0.3.0/24' },
  },
  groups: { nsg1, nsg2 },
  nics: {
    vm1: { subnet: 'subnet1', address: '10.0.1.4', nsg: 'nsg2' },
    vm2: { subnet: 'subnet1', address: '10.0.1.5' },
    vm3: { subnet: 'subnet2', address: '10.0.2.4', nsg: 'nsg2' },
    vm4: { subnet: 'subnet3', address: '10.0.3.4' },
  },
})
const vm1 = ['subnet1', 'vm1'] as const
const vm2 = ['subnet1', 'vm2'] as const
const vm3 = ['subnet2', 'vm3'] as const
const vm4 = ['subnet3', 'vm4'] as const
const in80 = 'in Internet -> subnet tcp 80'
const out80 = 'out subnet -> Internet tcp 80'
const denyAll: readonly RuleText[] = [
  { name: 'DenyIn', priority: 4096, access: 'deny' },
  { name: 'DenyOut', priority: 4096, direction: 'outbound', access: 'deny' },
]
const rdp = (subnet: 'allow' | 'deny'): NetworkText =>
  two(
    [{ name: 'subnetRDP', priority: 1000, access: subnet, protocol: 'tcp', ports: '3389' }],
    [{ name: 'allowRDP', priority: 1000, access: 'allow', protocol: 'tcp', ports: '3389' }],
  )

const attachment: readonly Row[] = [
  { id: 'A01', network: two([], [allow80]), at: vm1, flow: in80, expected: 'deny', by: 'nsg1 DenyAllInBound' },
  { id: 'A02', network: two([allow80]), at: vm1, flow: in80, expected: 'deny', by: 'nsg2 DenyAllInBound' },
  { id: 'A03', network: two([allow80], [allow80]), at: vm1, flow: in80, expected: 'allow', by: 'nsg2 Allow80' },
  { id: 'A04', network: two([allow80]), at: vm2, flow: in80, expected: 'allow' },
  { id: 'A05', network: two([]), at: vm2, flow: in80, expected: 'deny', by: 'nsg1 DenyAllInBound' },
  { id: 'A06', network: two([], [allow80]), at: vm3, flow: in80, expected: 'allow', by: 'nsg2 Allow80' },
  { id: 'A07', network: two([]), at: vm4, flow: 'in Internet -> subnet any', expected: 'allow', by: 'no-group' },
  { id: 'A08', network: two([]), at: vm1, flow: out80, expected: 'allow', by: 'nsg1 AllowInternetOutBound' },
  { id: 'A09', network: two([], [deny80Out]), at: vm1, flow: out80, expected: 'deny', by: 'nsg2 Deny80' },
  { id: 'A10', network: two([deny80Out]), at: vm1, flow: out80, expected: 'deny', by: 'nsg1 Deny80' },
  { id: 'A11', network: two([deny80Out]), at: vm2, flow: out80, expected: 'deny', by: 'nsg1 Deny80' },
  { id: 'A12', network: two([]), at: vm3, flow: out80, expected: 'allow', by: 'nsg2 AllowInternetOutBound' },
  { id: 'A13', network: two([]), at: vm4, flow: 'out subnet -> Internet any', expected: 'allow' },
  { id: 'A14 out', network: two(denyAll), at: vm1, flow: 'out subnet -> 10.0.1.5 any', expected: 'deny', by: 'nsg1 DenyOut' },
  { id: 'A14 in', network: two(denyAll), at: vm2, flow: 'in 10.0.1.4 -> subnet any', expected: 'deny', by: 'nsg1 DenyIn' },
  { id: 'A15 out', network: two([]), at: vm1, flow: 'out subnet -> 10.0.1.5 any', expected: 'allow', by: 'nsg1 AllowVnetOutBound' },
  { id: 'A15 in', network: two([]), at: vm2, flow: 'in 10.0.1.4 -> subnet any', expected: 'allow', by: 'nsg1 AllowVNetInBound' },
  { id: 'A16', network: rdp('deny'), at: vm1, flow: 'in Internet -> subnet tcp 3389', expected: 'deny', by: 'nsg1 subnetRDP' },
  { id: 'A17', network: rdp('allow'), at: vm1, flow: 'in Internet -> subnet tcp 3389', expected: 'allow', by: 'nsg2 allowRDP' },
  // What is asked is of first packets: a reply belongs to its flow, whatever the rules of its own direction say.
  {
    id: 'A18',
    network: two([{ name: 'Out80', priority: 100, direction: 'outbound', access: 'allow', ports: '80' }, ...denyAll]),
    at: vm2,
    flow: 'out subnet -> Internet tcp 80',
    expected: 'allow',
    by: 'nsg1 Out80',
  },
  {
    id: 'A19',
    network: two([
      { name: 'later', priority: 200, access: 'allow' },
      { name: 'earlier', priority: 100, access: 'deny' },
    ]),
    at: vm2,
    flow: in80,
    expected: 'deny',
    by: 'nsg1 earlier',
  },
]

// https://learn.microsoft.com/azure/network-watcher/diagnose-vm-network-traffic-filtering-problem
const lone = (rules: readonly RuleText[] = [], prefix = '10.0.0.0/24', space = '10.0.0.0/16'): NetworkText => ({
  space,
  subnets: { subnet: { prefixes: prefix, nsg: 'nsg' } },
  groups: { nsg: rules },
  nics: { vm: { subnet: 'subnet', address: prefix.replace('.0/24', '.4') } },
})
const vm = ['subnet', 'vm'] as const
const peered: NetworkText = { ...lone([], '10.9.1.0/24', '10.9.0.0/16'), peers: [{ space: '10.0.0.0/16' }, { space: '10.1.0.0/16' }] }
const denyOut: RuleText = { name: 'DenyOut', priority: 4096, direction: 'outbound', access: 'deny' }
const denyDns: RuleText = { name: 'DenyDns', priority: 100, direction: 'outbound', access: 'deny', to: 'AzurePlatformDNS' }
const denyNetwork: RuleText = { name: 'DenyNetwork', priority: 4000, access: 'deny', from: 'VirtualNetwork' }

const defaults: readonly Row[] = [
  { id: 'B01', network: lone(), at: vm, flow: 'out subnet -> 13.107.21.200 tcp 80', expected: 'allow', by: 'nsg AllowInternetOutBound' },
  { id: 'B02', network: lone(), at: vm, flow: 'out subnet -> 172.31.0.100 tcp 80', expected: 'deny', by: 'nsg DenyAllOutBound' },
  { id: 'B03', network: lone(), at: vm, flow: 'in 172.31.0.100 -> subnet tcp 80', expected: 'deny', by: 'nsg DenyAllInBound' },
  {
    id: 'B04 in Internet',
    network: lone(),
    at: vm,
    flow: 'out subnet -> 1.0.0.0-9.255.255.255 tcp 80',
    expected: 'allow',
    by: 'nsg AllowInternetOutBound',
  },
  {
    id: 'B04 not in Internet',
    network: lone(),
    at: vm,
    flow: 'out subnet -> 10.1.0.0-10.255.255.255 tcp 80',
    expected: 'deny',
    by: 'nsg DenyAllOutBound',
  },
  { id: 'B05', network: lone(), at: vm, flow: 'out subnet -> 10.200.0.1 tcp 443', expected: 'deny', by: 'nsg DenyAllOutBound' },
  {
    id: 'B06',
    network: lone([], '10.1.0.0/24', '10.1.0.0/24'),
    at: vm,
    flow: 'in 10.1.0.0/24 168.63.129.16 -> subnet any',
    expected: 'allow',
    by: 'nsg AllowVNetInBound',
  },
  {
    id: 'B06 beyond',
    network: lone([], '10.1.0.0/24', '10.1.0.0/24'),
    at: vm,
    flow: 'in 10.1.1.0/24 -> subnet any',
    expected: 'deny',
    by: 'nsg DenyAllInBound',
  },
  ...(['10.9.0.0/16', '168.63.129.16', '10.0.0.0/16', '10.1.0.0/16', '10.9.0.0/16 168.63.129.16 10.0.0.0/16 10.1.0.0/16'] as const).map(
    (from): Row => ({
      id: 'B07',
      network: peered,
      at: vm,
      flow: `in ${from} -> subnet any`,
      expected: 'allow',
      by: 'nsg AllowVNetInBound',
    }),
  ),
  ...(
    [
      '10.2.0.0-10.8.255.255',
      '10.10.0.0-10.255.255.255',
      '172.16.0.0/12',
      '192.168.0.0/16',
      'Internet',
      'Storage',
      'Sql.WestEurope',
    ] as const
  ).map(
    (from): Row => ({
      id: 'B07 beyond',
      network: peered,
      at: vm,
      flow: `in ${from} -> subnet any`,
      expected: 'deny',
      by: 'nsg DenyAllInBound',
    }),
  ),
  {
    id: 'B08',
    network: lone([{ name: 'Probe', priority: 100, access: 'allow', from: 'AzureLoadBalancer' }, denyNetwork]),
    at: vm,
    flow: 'in AzureLoadBalancer -> subnet tcp 80',
    expected: 'allow',
    by: 'nsg Probe',
  },
  {
    id: 'B09',
    network: lone([], '10.1.0.0/24', '10.1.0.0/16'),
    at: vm,
    flow: 'in 168.63.129.16 -> subnet udp,tcp 8080',
    expected: 'allow',
    by: 'nsg AllowVNetInBound',
  },
  { id: 'B10', network: lone([denyNetwork]), at: vm, flow: 'in 168.63.129.16 -> subnet tcp 8080', expected: 'deny', by: 'nsg DenyNetwork' },
  {
    id: 'B11 icmp',
    network: lone([{ name: 'Any', priority: 100, access: 'allow', protocol: 'any', from: 'Internet', ports: '443' }]),
    at: vm,
    flow: 'in Internet -> subnet icmp',
    expected: 'allow',
    by: 'nsg Any',
  },
  {
    id: 'B11 tcp',
    network: lone([{ name: 'Any', priority: 100, access: 'allow', protocol: 'any', from: 'Internet', ports: '443' }]),
    at: vm,
    flow: 'in Internet -> subnet tcp,udp 443',
    expected: 'allow',
    by: 'nsg Any',
  },
  {
    id: 'B11 other port',
    network: lone([{ name: 'Any', priority: 100, access: 'allow', protocol: 'any', from: 'Internet', ports: '443' }]),
    at: vm,
    flow: 'in Internet -> subnet tcp 444',
    expected: 'deny',
    by: 'nsg DenyAllInBound',
  },
  {
    id: 'B12',
    network: lone([denyOut]),
    at: vm,
    flow: 'out subnet -> 168.63.129.16 169.254.169.254 any',
    expected: 'allow',
    by: 'platform',
  },
  { id: 'B13', network: lone([denyDns]), at: vm, flow: 'out subnet -> 168.63.129.16 udp,tcp 53', expected: 'deny', by: 'nsg DenyDns' },
  {
    id: 'B13 other service',
    network: lone([denyDns]),
    at: vm,
    flow: 'out subnet -> 169.254.169.254 tcp 80',
    expected: 'allow',
    by: 'platform',
  },
  {
    id: 'B14',
    network: lone([{ name: 'Public', priority: 100, access: 'allow', to: '20.0.0.1' }]),
    at: vm,
    flow: 'in Internet -> subnet tcp 443',
    expected: 'deny',
    by: 'nsg DenyAllInBound',
  },
  {
    id: 'B15',
    network: lone([{ name: 'Public', priority: 100, direction: 'outbound', access: 'deny', from: '20.0.0.1' }]),
    at: vm,
    flow: 'out subnet -> Internet tcp 443',
    expected: 'allow',
    by: 'nsg AllowInternetOutBound',
  },
  {
    id: 'B16',
    network: lone([
      { name: 'Client', priority: 100, access: 'allow', protocol: 'tcp', from: '203.0.113.0/24', to: '10.0.0.4', ports: '8080' },
    ]),
    at: vm,
    flow: 'in 203.0.113.7 -> subnet tcp 8080',
    expected: 'allow',
    by: 'nsg Client',
  },
  {
    id: 'B16 by the address of the load balancer',
    network: lone([
      { name: 'Frontend', priority: 100, access: 'allow', protocol: 'tcp', from: '203.0.113.0/24', to: '20.0.0.9', ports: '80' },
    ]),
    at: vm,
    flow: 'in 203.0.113.7 -> subnet tcp 80,8080',
    expected: 'deny',
    by: 'nsg DenyAllInBound',
  },
  // No rule of the platform stands before the group for KMS: where a default route leads it elsewhere there is none to switch off.
  {
    id: 'B17',
    network: lone([{ name: 'Kms', priority: 100, direction: 'outbound', access: 'deny', ports: '1688' }]),
    at: vm,
    flow: 'out subnet -> 20.118.99.224 tcp 1688',
    expected: 'deny',
    by: 'nsg Kms',
  },
]

// https://learn.microsoft.com/azure/virtual-network/application-security-groups
const groups: NetworkText = {
  subnets: { subnet1: { prefixes: '10.0.1.0/24', nsg: 'nsg1' }, subnet2: { prefixes: '10.0.2.0/24', nsg: 'nsg1' } },
  groups: {
    nsg1: [
      {
        name: 'Allow-HTTP-Inbound-Internet',
        priority: 100,
        access: 'allow',
        protocol: 'tcp',
        from: 'Internet',
        to: '@AsgWeb',
        ports: '80',
      },
      {
        name: 'Allow-Database-BusinessLogic',
        priority: 110,
        access: 'allow',
        protocol: 'tcp',
        from: '@AsgLogic',
        to: '@AsgDb',
        ports: '1433',
      },
      { name: 'Deny-Database-All', priority: 120, access: 'deny', to: '@AsgDb', ports: '1433' },
    ],
  },
  nics: {
    nic1: { subnet: 'subnet1', address: '10.0.1.4', groups: ['AsgWeb'] },
    nic2: { subnet: 'subnet1', address: '10.0.1.5', groups: ['AsgWeb'] },
    nic3: { subnet: 'subnet1', address: '10.0.1.6', groups: ['AsgLogic'] },
    nic4: { subnet: 'subnet2', address: '10.0.2.4', groups: ['AsgDb'] },
  },
}
const nic4 = ['subnet2', 'nic4'] as const
const members: readonly Row[] = [
  { id: 'D01', network: groups, at: ['subnet1', 'nic1'], flow: in80, expected: 'allow', by: 'nsg1 Allow-HTTP-Inbound-Internet' },
  { id: 'D02', network: groups, at: ['subnet1', 'nic3'], flow: in80, expected: 'deny', by: 'nsg1 DenyAllInBound' },
  {
    id: 'D03',
    network: groups,
    at: nic4,
    flow: 'in 10.0.1.6 -> subnet tcp 1433',
    expected: 'allow',
    by: 'nsg1 Allow-Database-BusinessLogic',
  },
  { id: 'D04', network: groups, at: nic4, flow: 'in 10.0.1.4 -> subnet tcp 1433', expected: 'deny', by: 'nsg1 Deny-Database-All' },
  { id: 'D05', network: groups, at: nic4, flow: 'in 10.0.1.6 -> subnet udp 1433', expected: 'deny', by: 'nsg1 Deny-Database-All' },
  { id: 'D06', network: groups, at: nic4, flow: 'in 10.0.1.4 -> subnet tcp 443', expected: 'allow', by: 'nsg1 AllowVNetInBound' },
]

test.each([...attachment, ...defaults, ...members])('$id: $flow is $expected', (row) => {
  const { access, by } = decide(row)
  expect(access).toBe(row.expected)
  if (row.by !== undefined) expect(by).toBe(row.by)
})

// Azure refuses both, so neither packet is decided: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
test('A20: two rules of one priority and direction decide nothing between them', () => {
  const same: readonly RuleText[] = [
    { name: 'one', priority: 100, access: 'allow', ports: '80' },
    { name: 'other', priority: 100, access: 'deny', ports: '80' },
  ]
  expect(decide({ id: 'A20', network: two(same), at: vm2, flow: in80, expected: 'allow' }).access).toBe('unsure/unsure')
})

// Azure refuses a rule whose groups have members in two virtual networks, so it decides nothing surely: https://learn.microsoft.com/azure/virtual-network/application-security-groups#considerations
test('D07: a group with members of another virtual network is not sure to be meant', () => {
  const { declared } = configurationOf(source`
    resource "azurerm_virtual_network" "a" {
      name          = "a"
      address_space = ["10.0.0.0/16"]
    }
    resource "azurerm_virtual_network" "b" {
      name          = "b"
      address_space = ["10.1.0.0/16"]
    }
    resource "azurerm_subnet" "a" {
      name                 = "a"
      virtual_network_name = azurerm_virtual_network.a.name
      resource_group_name  = "rg"
      address_prefixes     = ["10.0.1.0/24"]
    }
    resource "azurerm_subnet" "b" {
      name                 = "b"
      virtual_network_name = azurerm_virtual_network.b.name
      resource_group_name  = "rg"
      address_prefixes     = ["10.1.1.0/24"]
    }
    resource "azurerm_application_security_group" "web" {
      name = "web"
    }
    resource "azurerm_application_security_group" "db" {
      name = "db"
    }
    resource "azurerm_network_interface" "web" {
      name = "web"
      ip_configuration {
        name               = "i"
        subnet_id          = azurerm_subnet.a.id
        private_ip_address = "10.0.1.4"
      }
    }
    resource "azurerm_network_interface" "db" {
      name = "db"
      ip_configuration {
        name               = "i"
        subnet_id          = azurerm_subnet.b.id
        private_ip_address = "10.1.1.4"
      }
    }
    resource "azurerm_network_interface_application_security_group_association" "web" {
      network_interface_id          = azurerm_network_interface.web.id
      application_security_group_id = azurerm_application_security_group.web.id
    }
    resource "azurerm_network_interface_application_security_group_association" "db" {
      network_interface_id          = azurerm_network_interface.db.id
      application_security_group_id = azurerm_application_security_group.db.id
    }
    resource "azurerm_network_security_group" "b" {
      name = "b"
      security_rule {
        name                                       = "web"
        priority                                   = 100
        direction                                  = "Inbound"
        access                                     = "Allow"
        protocol                                   = "Tcp"
        source_port_range                          = "*"
        destination_port_range                     = "443"
        source_application_security_group_ids      = [azurerm_application_security_group.web.id]
        destination_application_security_group_ids = [azurerm_application_security_group.db.id]
      }
    }
    resource "azurerm_subnet_network_security_group_association" "b" {
      subnet_id                 = azurerm_subnet.b.id
      network_security_group_id = azurerm_network_security_group.b.id
    }
  `)
  const network = createNetwork(declared, () => undefined)
  const region = known('westeurope', { span: declared[0]!.span })
  const point = {
    subnet: network.ofKind('subnet').find(({ id }) => id === 'azurerm_subnet.b')!,
    nic: network.ofKind('network-interface')[0]!,
    region,
  }
  const world = createWorld(network, {})
  const asked = flow('in 10.0.1.4 -> subnet tcp 443')
  expect([world.judge(point, asked, 'allow').outcome, world.judge(point, asked, 'deny').outcome]).toEqual(['unsure', 'unsure'])
})

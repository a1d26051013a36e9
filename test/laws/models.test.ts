/**
 * A network cut in two, each half a root of its own, one read by its exported model: the other half is judged as in the whole, where the model says
 * all that there is to say; and where something is not known there, nothing is decided that the whole decides otherwise.
 * Catches: a rule, a route, a group or a table that the model leaves out or reads back as something else; a group of an interface that is forgotten.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { modelOf } from '../../src/commands/model.ts'
import { modelJson } from '../../src/report/model/json.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { folderWith } from '../support/folder.ts'

const own = '11111111-1111-1111-1111-111111111111'

interface Rule {
  readonly direction: string
  readonly access: string
  readonly source: string
  readonly destination: string
  readonly port: string
}
interface Half {
  readonly rules: readonly Rule[] | undefined
  readonly routes: readonly (readonly [prefix: string, hop: string])[] | undefined
  readonly propagation: boolean
  readonly forwarded: boolean
}
interface Sketch {
  readonly here: Half
  readonly there: Half
  readonly machine: boolean
  readonly balancer: boolean
}

const side = fc.constantFrom('*', '10.1.0.0/16', '10.2.1.0/24', 'VirtualNetwork', 'Internet', 'Storage')
const half: fc.Arbitrary<Half> = fc.record({
  rules: fc.option(
    fc.array(
      fc.record({
        direction: fc.constantFrom('Inbound', 'Outbound'),
        access: fc.constantFrom('Allow', 'Deny'),
        source: side,
        destination: side,
        port: fc.constantFrom('443', '*', '100-500'),
      }),
      { maxLength: 3 },
    ),
    { nil: undefined },
  ),
  routes: fc.option(
    fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('0.0.0.0/0', '10.1.0.0/16', '10.2.1.0/24', 'Storage', '20.0.0.0/8'),
        fc.constantFrom('Internet', 'None', 'VirtualAppliance', 'VnetLocal'),
      ),
      { maxLength: 3, selector: ([prefix]) => prefix },
    ),
    { nil: undefined },
  ),
  propagation: fc.boolean(),
  forwarded: fc.boolean(),
})
const sketch: fc.Arbitrary<Sketch> = fc.record({ here: half, there: half, machine: fc.constant(false), balancer: fc.constant(false) })

const idOf = (name: string): string => `/subscriptions/${own}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-${name}`

const halfOf = (name: string, other: string, number: number, of: Half, hide: (text: string) => string, more = ''): string => `
resource "azurerm_virtual_network" "${name}" {
  name                = "vnet-${name}"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.${number}.0.0/16"]
}

resource "azurerm_subnet" "${name}" {
  name                 = "snet-${name}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.${name}.name
  address_prefixes     = ["10.${number}.1.0/24"]
}

resource "azurerm_virtual_network_peering" "${name}" {
  name                      = "to-${other}"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.${name}.name
  remote_virtual_network_id = "${idOf(other)}"
  allow_forwarded_traffic   = ${of.forwarded}
}
${
  of.rules === undefined
    ? ''
    : `
resource "azurerm_network_security_group" "${name}" {
  name                = "nsg-${name}"
  resource_group_name = "rg"
  location            = "westeurope"
${of.rules
  .map(
    (rule, index) => `
  security_rule {
    name                       = "r${index}"
    priority                   = ${100 + index}
    direction                  = "${rule.direction}"
    access                     = ${hide(`"${rule.access}"`)}
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = ${hide(`"${rule.port}"`)}
    source_address_prefix      = ${hide(`"${rule.source}"`)}
    destination_address_prefix = ${hide(`"${rule.destination}"`)}
  }`,
  )
  .join('\n')}
}

resource "azurerm_subnet_network_security_group_association" "${name}" {
  subnet_id                 = azurerm_subnet.${name}.id
  network_security_group_id = azurerm_network_security_group.${name}.id
}
`
}${
  of.routes === undefined
    ? ''
    : `
resource "azurerm_route_table" "${name}" {
  name                          = "rt-${name}"
  resource_group_name           = "rg"
  location                      = "westeurope"
  bgp_route_propagation_enabled = ${of.propagation}
${of.routes
  .map(
    ([prefix, hop], index) => `
  route {
    name                   = "r${index}"
    address_prefix         = ${hide(`"${prefix}"`)}
    next_hop_type          = ${hide(`"${hop}"`)}
    ${hop === 'VirtualAppliance' ? 'next_hop_in_ip_address = "10.9.0.4"' : ''}
  }`,
  )
  .join('\n')}
}

resource "azurerm_subnet_route_table_association" "${name}" {
  subnet_id      = azurerm_subnet.${name}.id
  route_table_id = azurerm_route_table.${name}.id
}
`
}${more}`

/** What stops packets in the other half beside its group: the model names it, and does not tell what it does. */
const besides = ({ machine, balancer }: Sketch): string =>
  `${
    machine
      ? `
resource "azurerm_network_interface" "there" {
  name                = "nic"
  resource_group_name = "rg"
  location            = "westeurope"

  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.there.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.2.1.9"
  }
}

resource "azurerm_network_security_group" "nic" {
  name                = "nsg-nic"
  resource_group_name = "rg"
  location            = "westeurope"

  security_rule {
    name                       = "nobody"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_network_interface_security_group_association" "nic" {
  network_interface_id      = azurerm_network_interface.there.id
  network_security_group_id = azurerm_network_security_group.nic.id
}
`
      : ''
  }${
    balancer
      ? `
resource "azurerm_lb" "there" {
  name                = "lb"
  resource_group_name = "rg"
  location            = "westeurope"
  sku                 = "Standard"

  frontend_ip_configuration {
    name                          = "f"
    subnet_id                     = azurerm_subnet.there.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.2.1.10"
  }
}
`
      : ''
  }`

const policy = `
policy: paths
for: subnet
where: name == "snet-here"
rules:
  - id: ways
    kind: reach
    severity: error
    at: subnet
    paths:
      - { id: there, to: 10.2.1.0/24, protocol: tcp, ports: [443], expect: reach }
      - { id: not-there, to: 10.2.1.0/24, protocol: tcp, ports: [22], expect: no-reach }
      - { id: replies, to: 10.2.1.0/24, protocol: tcp, ports: [443], expect: symmetric }
      - { id: back, from: spokes, to: subject, protocol: tcp, ports: [443], expect: reach }
      - { id: back-closed, from: spokes, to: subject, protocol: tcp, ports: [443], expect: no-reach }
  - id: groups
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - { id: out, direction: outbound, from: subnet, to: 10.2.1.0/24, protocol: tcp, ports: [443], expect: allow }
      - { id: in, direction: inbound, from: 10.2.1.0/24, to: subnet, protocol: tcp, ports: [443], expect: allow }
`

const judged = (files: Readonly<Record<string, string>>): ReadonlyMap<string, string> => {
  const report = check({
    workspace: diskWorkspace(folderWith({ ...files, 'p/p.yaml': policy })),
    paths: [''],
    libraries: true,
    policies: ['./p'],
    assume: 'a.yaml',
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  expect(report.mistakes).toEqual([])
  return new Map(report.judgements.map(({ code, subject, outcome }) => [`${code} ${subject}`, outcome]))
}

const both = (
  of: Sketch,
  hide: (text: string) => string,
): { readonly whole: ReadonlyMap<string, string>; readonly halves: ReadonlyMap<string, string> } => {
  const here = halfOf('here', 'there', 1, of.here, (text) => text)
  const open = hide('"x"') === '"x"' ? '' : 'variable "hidden" {}\n'
  const model = modelJson(
    modelOf({
      workspace: diskWorkspace(folderWith({ 'main.tf': open + halfOf('there', 'here', 2, of.there, hide, besides(of)) })),
      paths: [''],
      libraries: true,
    }).roots,
    '0',
  )
  return {
    whole: judged({
      'main.tf': here + halfOf('there', 'here', 2, of.there, (text) => text, besides(of)),
      'a.yaml': `subscription: ${own}\n`,
    }),
    halves: judged({
      'main.tf': here,
      'there.model.json': model,
      'a.yaml': `subscription: ${own}\nmodels: [ { file: there.model.json, subscription: ${own} } ]\n`,
    }),
  }
}

test('a half is judged beside the model of the other as in the whole', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(sketch, (of) => {
      const { whole, halves } = both(of, (text) => text)
      expect([...halves]).toEqual([...whole])
      for (const outcome of whole.values()) seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    }),
    { numRuns: Number(process.env.RUNS ?? 12), seed: Number(process.env.SEED ?? 4) },
  )
  for (const outcome of ['holds', 'fails']) expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(3)
})

test('what the model does not know or does not tell decides nothing', () => {
  let unsure = 0
  fc.assert(
    fc.property(sketch, fc.boolean(), fc.boolean(), fc.nat({ max: 30 }), (of, machine, balancer, number) => {
      let at = 0
      const { whole, halves } = both({ ...of, machine, balancer }, (text) => (text === '"x"' || at++ === number ? 'var.hidden' : text))
      expect([...halves.keys()]).toEqual([...whole.keys()])
      for (const [key, outcome] of halves) {
        if (outcome === 'unsure') unsure++
        else expect([key, outcome]).toEqual([key, whole.get(key)])
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 12), seed: Number(process.env.SEED ?? 4) },
  )
  expect(unsure).toBeGreaterThan(10)
})

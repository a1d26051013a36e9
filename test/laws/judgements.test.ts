/**
 * Judgements of routes and paths over a hub with a firewall and a gateway: whatever one thing turns out to be that the code does not say, no judgement
 * without it says the contrary of the judgement with it, and none that would fail goes without a word.
 * Catches: a next hop, a prefix, a switch of a peering or of a table, a group or a rule that is not known read as none; an association that may not be there
 * read as there; what on-premises announces read as nothing where nobody says it.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JudgedText, judgeText } from '../support/judge.ts'

interface Sketch {
  readonly app: readonly (readonly [prefix: string, hop: string])[]
  readonly gateway: readonly (readonly [prefix: string, hop: string])[]
  readonly firewall: readonly (readonly [prefix: string, hop: string])[]
  readonly switches: readonly boolean[]
  readonly rules: readonly (readonly [direction: string, access: string, source: string, destination: string, port: string])[]
  readonly allowed: readonly (readonly [source: string, destination: string])[]
  readonly learned: readonly string[] | undefined
  readonly endpoints: readonly string[]
}

const prefixes = [
  '0.0.0.0/0',
  'ApiManagement',
  '10.0.0.0/16',
  '10.1.0.0/16',
  '10.1.2.0/24',
  '10.2.0.0/16',
  '10.10.0.0/16',
  '10.0.255.0/24',
  '20.0.0.0/8',
]
const hops = ['VirtualAppliance', 'VirtualAppliance', 'Internet', 'None', 'VirtualNetworkGateway', 'VnetLocal']
const table = (most: number) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...prefixes), fc.constantFrom(...hops)), { maxLength: most, selector: ([prefix]) => prefix })
const side = fc.constantFrom('*', '10.1.1.0/24', '10.2.0.0/16', '10.0.0.0/26', 'Internet', 'VirtualNetwork', 'ApiManagement')

const sketch: fc.Arbitrary<Sketch> = fc.record({
  app: table(4),
  gateway: table(2),
  firewall: table(1),
  switches: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  rules: fc.array(
    fc.tuple(fc.constantFrom('Inbound', 'Outbound'), fc.constantFrom('Allow', 'Deny'), side, side, fc.constantFrom('443', '*')),
    { maxLength: 3 },
  ),
  allowed: fc.array(fc.tuple(fc.constantFrom('*', '10.1.0.0/16', '10.2.0.0/16'), fc.constantFrom('*', '10.2.0.0/16', '20.0.0.0/8')), {
    maxLength: 2,
  }),
  learned: fc.option(fc.subarray(['10.10.0.0/16', '0.0.0.0/0', '10.2.0.0/16']), { nil: undefined }),
  endpoints: fc.subarray(['Microsoft.Storage', 'Microsoft.Sql', 'Microsoft.KeyVault']),
})

/** Each text that `hide` is given may be taken away. */
const terraform = (of: Sketch, hide: (expression: string) => string): string => {
  const q = (text: string): string => hide(`"${text}"`)
  const b = (index: number): string => hide(String(of.switches[index]))
  const net = (name: string, space: string): string => `
resource "azurerm_virtual_network" "${name}" {
  name                = "${name}"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = [${q(space)}]
}
`
  const subnet = (name: string, of: string, prefix: string, more = '', text = `snet-${name}`): string => `
resource "azurerm_subnet" "${name}" {
  name                 = "${text}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.${of}.name
  address_prefixes     = [${q(prefix)}]
  ${more}
}
`
  const routes = (name: string, rows: Sketch['app'], propagation: number, on: readonly string[]): string => `
resource "azurerm_route_table" "${name}" {
  name                          = "rt-${name}"
  resource_group_name           = "rg"
  location                      = "westeurope"
  bgp_route_propagation_enabled = ${b(propagation)}
${rows
  .map(
    ([prefix, hop], index) => `
  route {
    name                   = "r${index}"
    address_prefix         = ${q(prefix)}
    next_hop_type          = ${q(hop)}
    ${hop === 'VirtualAppliance' ? `next_hop_in_ip_address = ${q('10.0.0.4')}` : ''}
  }`,
  )
  .join('\n')}
}
${on
  .map(
    (at) => `
resource "azurerm_subnet_route_table_association" "${at}" {
  count          = ${hide('1')} == 1 ? 1 : 0
  subnet_id      = azurerm_subnet.${at}.id
  route_table_id = azurerm_route_table.${name}.id
}`,
  )
  .join('\n')}
`
  const peering = (own: string, remote: string, from: number): string => `
resource "azurerm_virtual_network_peering" "${own}_${remote}" {
  name                         = "${own}-${remote}"
  resource_group_name          = "rg"
  virtual_network_name         = azurerm_virtual_network.${own}.name
  remote_virtual_network_id    = azurerm_virtual_network.${remote}.id
  allow_virtual_network_access = ${hide('true')}
  allow_forwarded_traffic      = ${b(from)}
  allow_gateway_transit        = ${own === 'hub' ? b(from + 1) : 'false'}
  use_remote_gateways          = ${own === 'hub' ? 'false' : b(from + 1)}
}
`
  return [
    net('hub', '10.0.0.0/16'),
    net('one', '10.1.0.0/16'),
    net('two', '10.2.0.0/16'),
    subnet('firewall', 'hub', '10.0.0.0/26', '', 'AzureFirewallSubnet'),
    subnet('gateway', 'hub', '10.0.255.0/27', '', 'GatewaySubnet'),
    subnet('apim', 'one', '10.1.1.0/24', `service_endpoints = ${hide(JSON.stringify(of.endpoints))}`),
    subnet('data', 'two', '10.2.1.0/24'),
    peering('hub', 'one', 0),
    peering('one', 'hub', 1),
    peering('hub', 'two', 2),
    peering('two', 'hub', 3),
    ...(of.switches[11] ? [peering('one', 'two', 4), peering('two', 'one', 5)] : []),
    routes('app', of.app, 7, of.switches[10] ? ['apim', 'data'] : ['apim']),
    routes('gateway', of.gateway, 8, ['gateway']),
    routes('firewall', of.firewall, 9, ['firewall']),
    `
resource "azurerm_virtual_network_gateway" "vpn" {
  name                = "vpn"
  resource_group_name = "rg"
  location            = "westeurope"
  type                = "Vpn"
  sku                 = "VpnGw1"
  bgp_enabled         = ${hide(String(of.learned !== undefined))}

  ip_configuration {
    subnet_id = azurerm_subnet.gateway.id
  }
}

resource "azurerm_local_network_gateway" "office" {
  name                = "office"
  resource_group_name = "rg"
  location            = "westeurope"
  gateway_address     = "203.0.113.1"
  address_space       = [${q('10.10.0.0/16')}]
}

resource "azurerm_virtual_network_gateway_connection" "office" {
  name                       = "office"
  resource_group_name        = "rg"
  location                   = "westeurope"
  type                       = ${q('IPsec')}
  virtual_network_gateway_id = azurerm_virtual_network_gateway.vpn.id
  local_network_gateway_id   = azurerm_local_network_gateway.office.id
}

resource "azurerm_firewall_policy" "own" {
  name                = "own"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_firewall" "fw" {
  name                = "fw"
  resource_group_name = "rg"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = ${q('Standard')}
  firewall_policy_id  = ${hide('azurerm_firewall_policy.own.id')}

  ip_configuration {
    name               = "a"
    subnet_id          = azurerm_subnet.firewall.id
    private_ip_address = "10.0.0.4"
  }
}

resource "azurerm_firewall_policy_rule_collection_group" "own" {
  name               = "g"
  firewall_policy_id = azurerm_firewall_policy.own.id
  priority           = 200

  network_rule_collection {
    name     = "c"
    action   = ${q('Allow')}
    priority = 100
${[...of.allowed, ['192.0.2.1', '192.0.2.1'] as const]
  .map(
    ([source, destination], index) => `
    rule {
      name                  = "r${index}"
      protocols             = ["TCP"]
      source_addresses      = [${q(source)}]
      destination_addresses = [${q(destination)}]
      destination_ports     = ["443"]
    }`,
  )
  .join('\n')}
  }
}

resource "azurerm_network_security_group" "apim" {
  name                = "nsg"
  resource_group_name = "rg"
  location            = "westeurope"
${of.rules
  .map(
    ([direction, access, source, destination, port], index) => `
  security_rule {
    name                       = "r${index}"
    priority                   = ${hide(String(100 + index))}
    direction                  = "${direction}"
    access                     = ${q(access)}
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = ${q(port)}
    source_address_prefix      = ${q(source)}
    destination_address_prefix = ${q(destination)}
  }`,
  )
  .join('\n')}
}

resource "azurerm_subnet_network_security_group_association" "apim" {
  count                     = ${hide('1')} == 1 ? 1 : 0
  subnet_id                 = azurerm_subnet.apim.id
  network_security_group_id = azurerm_network_security_group.apim.id
}

resource "azurerm_api_management" "main" {
  name                 = "apim"
  resource_group_name  = "rg"
  location             = "westeurope"
  publisher_name       = "x"
  publisher_email      = "x@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "External"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}
`,
  ].join('')
}

const paths = `
policy: paths
for: subnet
where: name == "snet-apim"
rules:
  - id: ways
    kind: reach
    severity: error
    at: subnet
    paths:
      - { id: reach, to: "name:snet-data", protocol: tcp, ports: [443], expect: reach }
      - { id: no-reach, to: "name:snet-data", protocol: tcp, ports: [443], expect: no-reach }
      - { id: through, to: "name:snet-data", protocol: tcp, ports: [443], expect: through, through: fw }
      - { id: symmetric, to: "name:snet-data", protocol: tcp, ports: [443], expect: symmetric }
      - { id: out, to: 20.1.0.0/16, protocol: tcp, ports: [443], expect: reach }
      - { id: closed, to: 20.1.0.0/16, protocol: tcp, ports: [443], expect: no-reach }
      - { id: office, from: on-premises, to: subject, protocol: tcp, ports: [443], expect: symmetric }
`

const assumed = ({ learned }: Sketch): string | undefined =>
  learned === undefined ? undefined : `on-premises: { prefixes: [10.10.0.0/16], advertises: [${learned.join(', ')}] }\n`

const judged = (text: string, assumptions: string | undefined): JudgedText =>
  judgeText(text, {
    policies: [paths],
    shipped: ['api-management', 'routing', 'gateway-subnet', 'azure-firewall', 'peering'],
    ...(assumptions === undefined ? {} : { assumptions }),
  })

/** By what is judged: all outcomes of it. Notes are advice, which needs no word where it is not sure. */
const outcomesOf = ({ judgements }: JudgedText): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const { code, outcome, severity, subject, of } of judgements) {
    if (severity === 'note' || code.startsWith('api-management/nsg') || code.startsWith('api-management/dns')) continue
    const key = `${code} ${of ?? subject}`
    const set = found.get(key) ?? new Set()
    found.set(key, set.add(outcome))
  }
  return found
}

const contradictions = (certain: JudgedText, hidden: JudgedText): readonly string[] => {
  const [all, left] = [outcomesOf(certain), outcomesOf(hidden)]
  const wrong: string[] = []
  for (const [key, outcomes] of all) {
    const found = left.get(key) ?? new Set()
    if (outcomes.has('fails') && !found.has('fails') && !found.has('unsure'))
      wrong.push(`${key} fails, and without it: ${[...found].join('/') || 'no word'}`)
    if (outcomes.size === 1 && outcomes.has('holds') && found.has('fails')) wrong.push(`${key} holds, and fails without it`)
  }
  for (const [key, outcomes] of left)
    if (outcomes.has('fails') && !all.has(key)) wrong.push(`${key} fails without it, and is not asked with it`)
  return wrong
}

test('what is not known is never told as it is not', () => {
  let [settled, doubted] = [0, 0]
  fc.assert(
    fc.property(sketch, fc.array(fc.nat({ max: 9999 }), { minLength: 4, maxLength: 4 }), fc.boolean(), (of, chosen, withoutAssumptions) => {
      const parts: string[] = []
      const text = terraform(of, (expression) => {
        parts.push(expression)
        return expression
      })
      const certain = judged(text, assumed(of))
      const compare = (hidden: JudgedText, what: string): void => {
        for (const outcomes of outcomesOf(hidden).values()) outcomes.has('unsure') ? doubted++ : settled++
        const wrong = contradictions(certain, hidden)
        if (wrong.length > 0) throw new Error(`without ${what}: ${wrong.join('; ')}\n${text}`)
      }
      for (const number of chosen) {
        const index = number % parts.length
        let at = 0
        const without = terraform(of, (expression) => (at++ === index ? 'var.hidden' : expression))
        compare(judged(`${without}\nvariable "hidden" {}\n`, assumed(of)), `part ${index} (${parts[index]})`)
      }
      if (withoutAssumptions && of.learned !== undefined) compare(judged(text, undefined), 'assumptions')
    }),
    { numRuns: Number(process.env.RUNS ?? 6), seed: Number(process.env.SEED ?? 4) },
  )
  expect(settled).toBeGreaterThan(30)
  expect(doubted).toBeGreaterThan(5)
})

/**
 * Every fix that is offered for a generated group does what it says and nothing beside: the text is read by patterns here, the packets are decided by the naive filter.
 * Known to catch: a proof that is left out.
 */
import { expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { applyEdits } from '../../src/text/edit.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { type NaivePacket, type NaiveRule, naiveFilter } from '../oracles/naive-filter.ts'
import { pick, type Random, randomFrom } from '../support/random.ts'

const number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const inPrefix = (prefix: string, address: number): boolean => {
  const [base, bits = '32'] = prefix.split('/')
  const size = 2 ** (32 - Number(bits))
  return address >= number(base!) && address < number(base!) + size
}

const space = '10.0.0.0/16'
const [subnet, other] = ['10.0.1.0/24', '10.0.2.0/24']
const host = '168.63.129.16'
const isPrivate = (address: number): boolean => ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((one) => inPrefix(one, address))
const inVirtualNetwork = (address: number): boolean => inPrefix(space, address) || address === number(host)

const inSide = (texts: readonly string[], address: number): boolean =>
  texts.some((text) => {
    if (text === '*') return true
    if (text === 'VirtualNetwork') return inVirtualNetwork(address)
    // Two addresses stand for whatever a service tag holds.
    if (text === 'Sql') return inPrefix('20.40.0.0/31', address)
    if (text === 'Internet') return !isPrivate(address) && !inVirtualNetwork(address)
    return inPrefix(text, address)
  })
const inPorts = (texts: readonly string[], port: number): boolean =>
  texts.some((text) => {
    const [first, last = first] = text.split('-')
    return text === '*' || (port >= Number(first) && port <= Number(last))
  })

interface ReadRule {
  readonly direction: string
  readonly rule: NaiveRule
}

const textsOf = (block: string, name: string): readonly string[] => {
  const match = new RegExp(`^\\s*${name}s?(?:es)?\\s*= (.*)$`, 'm').exec(block)
  return [...(match?.[1] ?? '').matchAll(/"([^"]*)"/g)].map((one) => one[1]!)
}

const rulesIn = (text: string): readonly ReadRule[] =>
  [...text.matchAll(/security_rule \{([^}]*)\}/g)].map(([, block]) => {
    const word = (name: string): string => textsOf(block!, name)[0]!.toLowerCase()
    const protocol = word('protocol')
    const [sources, destinations] = [textsOf(block!, 'source_address_prefix'), textsOf(block!, 'destination_address_prefix')]
    const ports = textsOf(block!, 'destination_port_range')
    return {
      direction: word('direction'),
      rule: {
        priority: Number(/^\s*priority\s*= (\d+)$/m.exec(block!)![1]),
        access: word('access') as 'allow' | 'deny',
        has: (packet) =>
          (protocol === '*' || protocol === packet.protocol) &&
          inSide(sources, packet.source as number) &&
          inSide(destinations, packet.destination as number) &&
          (packet.protocol === 'icmp' || inPorts(ports, packet.port)),
      },
    }
  })

// https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules
const defaults: readonly ReadRule[] = [
  ['inbound', 65000, 'allow', 'VirtualNetwork', 'VirtualNetwork'],
  ['inbound', 65001, 'allow', host, '*'],
  ['inbound', 65500, 'deny', '*', '*'],
  ['outbound', 65000, 'allow', 'VirtualNetwork', 'VirtualNetwork'],
  ['outbound', 65001, 'allow', '*', 'Internet'],
  ['outbound', 65500, 'deny', '*', '*'],
].map(([direction, priority, access, source, destination]) => ({
  direction: direction as string,
  rule: {
    priority: priority as number,
    access: access as 'allow' | 'deny',
    has: (packet) => inSide([source as string], packet.source as number) && inSide([destination as string], packet.destination as number),
  },
}))

const filterOf = (text: string, direction: string): ((packet: NaivePacket) => 'allow' | 'deny') => {
  const rules = [...rulesIn(text), ...defaults].filter((one) => one.direction === direction).map(({ rule }) => rule)
  return (packet) => naiveFilter([rules], packet)
}

interface FlowText {
  readonly id: string
  readonly direction: 'inbound' | 'outbound'
  readonly far: string
  readonly protocol: 'tcp' | 'udp' | 'any'
  readonly ports: readonly string[]
  readonly expect: 'allow' | 'deny'
}

const isInFlow = (flow: FlowText, packet: NaivePacket): boolean => {
  const [far, near] = flow.direction === 'inbound' ? [packet.source, packet.destination] : [packet.destination, packet.source]
  return (
    (flow.protocol === 'any' || flow.protocol === packet.protocol) &&
    inSide([flow.far], far as number) &&
    inPrefix(subnet, near as number) &&
    (packet.protocol === 'icmp' || inPorts(flow.ports, packet.port))
  )
}

const sides = ['*', 'Internet', 'VirtualNetwork', 'Sql', '198.51.100.0/24', '203.0.113.0/25', other, '192.168.1.0/24']
const portTexts = ['*', '22', '80', '443', '434', '80-443', '1433', '1443']

interface RuleParts {
  readonly direction: string
  readonly access: string
  readonly protocol: string
  readonly far: string
  readonly near: string
  readonly ports: readonly string[]
}

const anyRule = (random: Random): RuleParts => ({
  direction: pick(random, ['Inbound', 'Outbound']),
  access: pick(random, ['Allow', 'Deny']),
  protocol: pick(random, ['*', 'Tcp', 'Udp']),
  far: pick(random, sides),
  near: pick(random, ['*', 'VirtualNetwork', subnet]),
  ports: random(4) === 0 ? ['443', '8443'] : [pick(random, portTexts)],
})

const slips: Readonly<Record<string, string>> = { '443': '434', '1433': '1443' }

/** A rule for a flow that misses it in one way, or comes too late. */
const nearlyFor = ({ direction, far, protocol, ports }: FlowText, random: Random): RuleParts => {
  const rule: RuleParts = {
    direction: direction === 'inbound' ? 'Inbound' : 'Outbound',
    access: 'Allow',
    protocol: { tcp: 'Tcp', udp: 'Udp', any: '*' }[protocol],
    far,
    near: pick(random, ['VirtualNetwork', subnet]),
    ports,
  }
  switch (random(5)) {
    case 0:
      return { ...rule, ports: ports.map((port) => slips[port] ?? port) }
    case 1:
      return { ...rule, protocol: rule.protocol === 'Tcp' ? 'Udp' : 'Tcp' }
    case 2:
      return { ...rule, direction: direction === 'inbound' ? 'Outbound' : 'Inbound' }
    case 3:
      return { ...rule, ports: ports.slice(0, 1) }
    default:
      return rule
  }
}

const ruleText = (random: Random, index: number, rule: RuleParts): string => {
  const { direction, access, protocol, far, near, ports } = rule
  const isList = ports.length > 1 || (ports[0] !== '*' && random(2) === 0)
  const written = isList
    ? `destination_port_ranges    = [${ports.map((port) => `"${port}"`).join(', ')}]`
    : `destination_port_range     = "${ports[0]}"`
  return `
  security_rule {
    name                       = "r${index}"
    priority                   = ${access === 'Deny' && far === '*' ? 3000 + index : 200 + index * 10}
    direction                  = "${direction}"
    access                     = "${access}"
    protocol                   = "${protocol}"
    source_port_range          = "*"
    ${written}
    source_address_prefix      = "${direction === 'Inbound' ? far : near}"
    destination_address_prefix = "${direction === 'Inbound' ? near : far}"
  }
`
}

const rulesFor = (random: Random, flows: readonly FlowText[]): readonly RuleParts[] => {
  const rules = Array.from({ length: random(7) }, () => (random(2) === 0 ? nearlyFor(pick(random, flows), random) : anyRule(random)))
  const last = { access: 'Deny', protocol: '*', far: '*', near: '*', ports: ['*'] }
  const closed = random(3) === 0 ? [] : ['Inbound', 'Outbound'].map((direction) => ({ ...last, direction }))
  return [...rules, ...closed]
}

const network = (random: Random, flows: readonly FlowText[]): string => `provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["${space}"]
}

resource "azurerm_subnet" "one" {
  name                 = "one"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["${subnet}"]
}

resource "azurerm_subnet" "two" {
  name                 = "two"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["${other}"]
}

resource "azurerm_network_security_group" "main" {
  name                = "nsg"
  location            = "westeurope"
  resource_group_name = "rg"
${rulesFor(random, flows)
  .map((rule, index) => ruleText(random, index, rule))
  .join('')}}
${['one', 'two']
  .filter((name) => name === 'one' || random(2) === 0)
  .map(
    (name) => `
resource "azurerm_subnet_network_security_group_association" "${name}" {
  subnet_id                 = azurerm_subnet.${name}.id
  network_security_group_id = azurerm_network_security_group.main.id
}
`,
  )
  .join('')}`

const flowOf = (random: Random, index: number): FlowText => ({
  id: `flow-${index}`,
  direction: pick(random, ['inbound', 'outbound'] as const),
  far: pick(random, ['Internet', 'Sql', 'Sql', '198.51.100.0/24', '203.0.113.0/24', other]),
  protocol: pick(random, ['tcp', 'udp', 'any'] as const),
  ports: pick(random, [['443'], ['443'], ['80-443'], ['1433'], ['22', '443'], ['0-65535']]),
  expect: pick(random, ['allow', 'allow', 'deny'] as const),
})

/** Flows are asked of the whole group, so of each subnet; the near side is written as a prefix to be of one. */
const policyOf = (flows: readonly FlowText[]): string => `policy: p
title: p
for: nsg
rules:
  - id: r
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
${flows
  .map(({ id, direction, far, protocol, ports, expect: expected }) => {
    const [from, to] = direction === 'inbound' ? [far, `"${subnet}"`] : [`"${subnet}"`, far]
    const all = protocol === 'any' ? '' : `, ports: [${ports.map((port) => `"${port}"`).join(', ')}]`
    return `      - { id: ${id}, direction: ${direction}, from: ${from}, to: ${to}, protocol: ${protocol}${all}, expect: ${expected} }`
  })
  .join('\n')}
`

const judged = (code: string, policy: string) =>
  check({
    workspace: memoryWorkspace({ 'main.tf': code, 'p.yaml': policy }),
    paths: [''],
    policies: ['p.yaml'],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })

const addresses = [
  '198.51.100.0',
  '198.51.100.255',
  '198.51.101.0',
  '203.0.113.0',
  '203.0.113.127',
  '203.0.113.128',
  '203.0.114.0',
  '8.8.8.8',
  '20.40.0.1',
]
const locals = [
  '10.0.1.0',
  '10.0.1.77',
  '10.0.1.255',
  '10.0.2.0',
  '10.0.2.255',
  '10.0.3.1',
  '192.168.1.5',
  '192.168.2.0',
  '172.16.0.1',
  host,
]
const packetsOf = (direction: string, near: readonly string[]): readonly NaivePacket[] =>
  [...addresses, ...locals].flatMap((far) =>
    near.flatMap((own) =>
      ['tcp', 'udp', 'icmp'].flatMap((protocol) =>
        (protocol === 'icmp' ? [0] : [22, 79, 80, 81, 434, 443, 444, 1433, 1443, 8443, 65535]).map((port) => ({
          protocol,
          source: number(direction === 'inbound' ? far : own),
          destination: number(direction === 'inbound' ? own : far),
          sourcePort: 50_000,
          port,
        })),
      ),
    ),
  )
// To the platform's own addresses no rule applies.
const sampled = (direction: string): readonly NaivePacket[] =>
  packetsOf(direction, ['10.0.1.0', '10.0.1.200', '10.0.1.255', '10.0.2.7']).filter(
    (packet) => direction === 'inbound' || packet.destination !== number(host),
  )
const samples = { inbound: sampled('inbound'), outbound: sampled('outbound') }

test('a fix for `allow` permits packets of the flow only, one for `deny` none and stops nothing else, and the flow is then as it should be', () => {
  const titles = new Map<string, number>()
  let [failing, fixed] = [0, 0]
  for (let seed = 1; seed <= 80; seed++) {
    const random = randomFrom(seed)
    const flows = [flowOf(random, 0), flowOf(random, 1)].map((flow) => (flow.protocol === 'any' ? { ...flow, ports: ['0-65535'] } : flow))
    const code = network(random, flows)
    const policy = policyOf(flows)
    const report = judged(code, policy)
    expect(report.mistakes).toEqual([])
    for (const finding of report.findings) {
      const flow = flows.find(({ id }) => finding.code === `p/r/${id}`)
      if (finding.outcome !== 'fails' || flow === undefined) continue
      failing++
      if (finding.fix === undefined) continue
      fixed++
      const kind = finding.fix.title.replace(/`[^`]*`|\d+/g, '_')
      titles.set(kind, (titles.get(kind) ?? 0) + 1)
      const after = applyEdits(finding.fix.edits)!.get('main.tf')!
      const about = `seed ${seed}: ${finding.fix.title} for ${JSON.stringify(flow)}\n${code}\n${after}`
      for (const direction of ['inbound', 'outbound'] as const) {
        const [before, since] = [filterOf(code, direction), filterOf(after, direction)]
        for (const packet of samples[direction]) {
          const near = (direction === 'inbound' ? packet.destination : packet.source) as number
          // The group filters where it is attached.
          if (inPrefix(other, near) && !code.includes('azurerm_subnet.two.id')) continue
          const [then, now] = [before(packet), since(packet)]
          const isMeant = direction === flow.direction && isInFlow(flow, packet)
          const isWrong = isMeant ? now !== flow.expect : now === 'allow' ? then === 'deny' : flow.expect === 'deny' && then === 'allow'
          if (isWrong) expect.fail(`${JSON.stringify(packet)}: ${then} before, ${now} after\n${about}`)
        }
      }
      const again = judged(after, policy)
      const outcome = again.judgements.find(
        ({ code: own, subject }) => own === finding.code && subject === finding.judgement.subject,
      )?.outcome
      expect(outcome, about).toBe('holds')
      expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    }
  }
  // A law that is never put to the test holds of everything.
  expect(fixed).toBeGreaterThan(failing / 2)
  expect(titles.size).toBeGreaterThan(3)
}, 60_000)

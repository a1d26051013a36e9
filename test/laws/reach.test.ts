/**
 * Packets of generated networks against one packet moved step by step; and whatever an input turns out to be, the answer from the network without it
 * covers the answer from the network with it.
 * Catches: a group asked in the wrong direction; a firewall's rules out of order; peerings that chain; forwarded traffic let in by a peering that takes
 * none; a loop followed for ever; an unknown rule, route or switch read as none.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import type { Reached } from '../../src/semantics/reach.ts'
import type { NaiveRule } from '../oracles/naive-filter.ts'
import { addressNumber, type NaivePlan, naiveWay } from '../oracles/naive-path.ts'
import { type Built, build, declare, type Plain, ref, variable } from '../support/declare.ts'
import { nearest, reached } from '../support/reach.ts'
import { subnet, vnet } from '../support/routes.ts'

interface Rule {
  readonly access: 'allow' | 'deny'
  readonly protocol: 'tcp' | 'udp' | 'any'
  readonly source: string
  readonly destination: string
  readonly port: number | '*'
}
interface Sketch {
  readonly direct: boolean
  /** Of each side of each peering. */
  readonly forwarded: readonly boolean[]
  readonly routes: Readonly<Record<string, readonly { readonly prefix: string; readonly hop: string }[]>>
  readonly filters: Readonly<Record<string, { readonly inbound: readonly Rule[]; readonly outbound: readonly Rule[] } | null>>
  /** The last rule of the firewall lets everything pass. */
  readonly open: boolean
  readonly rules: readonly (Rule & { readonly group: number; readonly priority: number })[]
}
interface Asked {
  readonly from: string
  readonly source: string
  readonly destination: string
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
}

const places: Readonly<Record<string, readonly [net: string, prefix: string]>> = {
  firewall: ['hub', '10.0.0.0/26'],
  h: ['hub', '10.0.1.0/24'],
  a: ['a', '10.1.0.0/24'],
  a2: ['a', '10.1.1.0/24'],
  b: ['b', '10.2.0.0/24'],
}
const spaces = { hub: '10.0.0.0/16', a: '10.1.0.0/16', b: '10.2.0.0/16' } as const
const pairs: readonly (readonly [own: string, remote: string])[] = [
  ['hub', 'a'],
  ['hub', 'b'],
  ['a', 'b'],
]
const prefixes = ['0.0.0.0/0', '10.0.0.0/8', '10.0.1.0/24', '10.1.0.0/16', '10.1.1.0/24', '10.2.0.0/16', '10.2.0.0/24', '20.0.0.0/8']
const ends = ['10.0.1.9', '10.1.0.9', '10.1.1.9', '10.2.0.9', '10.2.9.9', '20.1.1.1', '30.1.1.1', '10.9.9.9']
const sides = ['*', '10.1.0.0/16', '10.1.0.0/24', '10.2.0.0/16', '10.0.0.0/26', '20.0.0.0/8']

const rule: fc.Arbitrary<Rule> = fc.record({
  access: fc.constantFrom('allow', 'deny'),
  protocol: fc.constantFrom('tcp', 'udp', 'any'),
  source: fc.constantFrom(...sides),
  destination: fc.constantFrom(...sides),
  port: fc.constantFrom(22, 443, '*' as const),
})
const table = fc
  .subarray(prefixes, { maxLength: 4 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((prefix) =>
        fc.constantFrom('appliance', 'appliance', 'appliance', 'internet', 'none', 'local').map((hop) => ({ prefix, hop })),
      ),
    ),
  )
const filter = fc.option(fc.record({ inbound: fc.array(rule, { maxLength: 3 }), outbound: fc.array(rule, { maxLength: 3 }) }))
const sketch: fc.Arbitrary<Sketch> = fc.record({
  direct: fc.boolean(),
  forwarded: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  routes: fc.record({ firewall: fc.constant([]), h: table, a: table, a2: table, b: table }),
  filters: fc.record({ firewall: fc.constant(null), h: filter, a: filter, a2: filter, b: filter }),
  open: fc.boolean(),
  rules: fc.array(
    rule.chain((one) =>
      fc.record({ group: fc.constantFrom(200, 300), priority: fc.integer({ min: 100, max: 900 }) }).map((order) => ({ ...one, ...order })),
    ),
    { maxLength: 6 },
  ),
})
const asked: fc.Arbitrary<Asked> = fc.constantFrom('h', 'a', 'a2', 'b').chain((from) =>
  fc.record({
    from: fc.constant(from),
    source: fc.constant(`${places[from]![1].split('.').slice(0, 3).join('.')}.7`),
    destination: fc.constantFrom(...ends),
    protocol: fc.constantFrom('tcp', 'udp'),
    port: fc.constantFrom(22, 443, 1000),
  }),
)

/** Of equal priorities nothing says which goes first. */
const isOrdered = ({ rules }: Sketch): boolean => new Set(rules.map((one) => `${one.group} ${one.priority}`)).size === rules.length

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1)

/** Each value that `hide` is asked about may be taken away. */
const declared = (of: Sketch, hide: (plain: Plain) => Plain): readonly Declared[] => [
  ...Object.entries(spaces).map(([name, space]) => vnet(name, [space])),
  ...Object.entries(places).map(([name, [net, prefix]]) =>
    subnet(name, net, prefix, name === 'firewall' ? { name: 'AzureFirewallSubnet' } : {}),
  ),
  ...pairs.flatMap(([one, other], index) =>
    one === 'a' && !of.direct
      ? []
      : [[one, other, of.forwarded[index * 2]!] as const, [other, one, of.forwarded[index * 2 + 1]!] as const].map(([own, remote, takes]) =>
          declare(`azurerm_virtual_network_peering.${own}-${remote}`, {
            name: `${own}-${remote}`,
            resource_group_name: 'net',
            virtual_network_name: ref(`azurerm_virtual_network.${own}.name`),
            remote_virtual_network_id: ref(`azurerm_virtual_network.${remote}.id`),
            allow_forwarded_traffic: hide(takes),
          }),
        ),
  ),
  ...Object.entries(of.routes).flatMap(([name, routes]) => [
    declare(`azurerm_route_table.${name}`, {
      name,
      resource_group_name: 'net',
      location: 'westeurope',
      route: routes.map(({ prefix, hop }, index) => ({
        name: `r${index}`,
        address_prefix: hide(prefix),
        next_hop_type: hide({ appliance: 'VirtualAppliance', internet: 'Internet', none: 'None', local: 'VnetLocal' }[hop]!),
        next_hop_in_ip_address: hop === 'appliance' ? hide('10.0.0.4') : undefined,
      })),
    }),
    declare(`azurerm_subnet_route_table_association.${name}`, {
      subnet_id: ref(`azurerm_subnet.${name}.id`),
      route_table_id: ref(`azurerm_route_table.${name}.id`),
    }),
  ]),
  ...Object.entries(of.filters).flatMap(([name, both]) =>
    both === null
      ? []
      : [
          declare(`azurerm_network_security_group.${name}`, {
            name,
            resource_group_name: 'net',
            location: 'westeurope',
            security_rule: (['inbound', 'outbound'] as const).flatMap((direction) =>
              [...both[direction], last].map((one, index) => ({
                name: `${direction}-${index}`,
                priority: hide(100 + index),
                direction: capital(direction),
                access: hide(capital(one.access)),
                protocol: one.protocol === 'any' ? '*' : capital(one.protocol),
                source_port_range: '*',
                destination_port_range: hide(String(one.port)),
                source_address_prefix: hide(one.source),
                destination_address_prefix: one.destination,
              })),
            ),
          }),
          declare(`azurerm_subnet_network_security_group_association.${name}`, {
            subnet_id: ref(`azurerm_subnet.${name}.id`),
            network_security_group_id: hide(ref(`azurerm_network_security_group.${name}.id`)),
          }),
        ],
  ),
  declare('azurerm_firewall_policy.own', { name: 'own', resource_group_name: 'net', location: 'westeurope' }),
  declare('azurerm_firewall.fw', {
    name: 'fw',
    resource_group_name: 'net',
    location: 'westeurope',
    firewall_policy_id: hide(ref('azurerm_firewall_policy.own.id')),
    ip_configuration: [{ name: 'a', subnet_id: ref('azurerm_subnet.firewall.id'), private_ip_address: '10.0.0.4' }],
  }),
  ...withLast(of).map((one, index) =>
    declare(`azurerm_firewall_policy_rule_collection_group.g${index}`, {
      name: `g${index}`,
      firewall_policy_id: ref('azurerm_firewall_policy.own.id'),
      priority: hide(one.group),
      network_rule_collection: [
        {
          name: 'c',
          action: hide(capital(one.access)),
          priority: hide(one.priority),
          rule: [
            {
              name: `rule-${index}`,
              protocols: [one.protocol === 'any' ? 'Any' : one.protocol.toUpperCase()],
              source_addresses: [hide(one.source)],
              destination_addresses: [hide(one.destination)],
              destination_ports: [hide(String(one.port))],
            },
          ],
        },
      ],
    }),
  ),
]

/** No packet is left to the default rules, which mean more than is said here. */
const last: Rule = { access: 'allow', protocol: 'any', source: '*', destination: '*', port: '*' }

const withLast = (of: Sketch): Sketch['rules'] => (of.open ? [...of.rules, { ...last, group: 300, priority: 1000 }] : of.rules)

const holds = (prefix: string, address: number | string): boolean => {
  if (prefix === '*') return true
  const [start, length] = prefix.split('/')
  const size = 2 ** (32 - Number(length))
  return Math.floor(Number(address) / size) === Math.floor(addressNumber(start!) / size)
}
const naiveRule = (one: Rule, priority: number): NaiveRule => ({
  priority,
  access: one.access,
  has: (packet) =>
    (one.protocol === 'any' || one.protocol === packet.protocol) &&
    holds(one.source, packet.source) &&
    holds(one.destination, packet.destination) &&
    (one.port === '*' || one.port === packet.port),
})

const planOf = (of: Sketch): NaivePlan => ({
  nets: Object.fromEntries(
    Object.entries(spaces).map(([name, space]) => [
      name,
      {
        space,
        peers: Object.fromEntries(
          pairs.flatMap(([one, other], index) => {
            if (one === 'a' && !of.direct) return []
            if (one === name) return [[other, of.forwarded[index * 2]!]]
            return other === name ? [[one, of.forwarded[index * 2 + 1]!]] : []
          }),
        ),
      },
    ]),
  ),
  subnets: Object.fromEntries(
    Object.entries(places).map(([name, [net, prefix]]) => {
      const both = of.filters[name]
      const rules = (list: readonly Rule[]): readonly NaiveRule[] => [...list, last].map((one, index) => naiveRule(one, 100 + index))
      const routes = of.routes[name]!.map((one) => ({ prefix: one.prefix, hop: one.hop === 'appliance' ? 'appliance 10.0.0.4' : one.hop }))
      return [name, { net, prefix, routes, ...(both ? { inbound: rules(both.inbound), outbound: rules(both.outbound) } : {}) }]
    }),
  ),
  firewall: {
    subnet: 'firewall',
    address: '10.0.0.4',
    rules: withLast(of).map((one) => naiveRule(one, one.group * 1000 + one.priority)),
  },
})

const questionOf = ({ from, source, destination, protocol, port }: Asked): string =>
  `${from}:${source} -> ${destination} ${protocol} ${port}`
const answersOf = (built: Built, ask: Asked): readonly Reached[] => reached(built, questionOf(ask))

const endOf = (part: Reached, at: number): string => {
  const { end } = part.ways[at]!
  if (end.fate === 'dropped') return `dropped ${end.code}`
  if (end.fate === 'unknown') return 'unknown'
  return end.arrival.at === 'subnet' ? end.arrival.subnet.id.split('.')[1]! : end.arrival.at
}

const packetOf = (ask: Asked) => ({
  protocol: ask.protocol,
  source: addressNumber(ask.source),
  destination: addressNumber(ask.destination),
  sourcePort: 49152,
  port: ask.port,
})

test('every packet ends where it ends step by step', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(sketch, fc.array(asked, { minLength: 6, maxLength: 6 }), (of, questions) => {
      fc.pre(isOrdered(of))
      const built = build(...declared(of, (plain) => plain))
      const plan = planOf(of)
      for (const ask of questions) {
        const expected = naiveWay(plan, ask.from, packetOf(ask), true)
        const parts = answersOf(built, ask)
        expect(parts.map((part) => [part.sure, part.ways.length, endOf(part, 0)])).toEqual([[true, 1, expected.end]])
        expect(parts[0]!.ways[0]!.devices.length).toBe(expected.end === 'dropped firewall' ? 0 : expected.firewalls)
        // What stops it first is what stops it; whatever else would comes after that.
        const [first] = nearest(built, questionOf(ask)).split(/[, ]/)
        expect(first).toBe(expected.end.startsWith('dropped ') ? expected.end.slice('dropped '.length) : 'nothing')
        seen.set(expected.end, (seen.get(expected.end) ?? 0) + 1)
      }
    }),
    { numRuns: 90, seed: 7 },
  )
  // The generated networks have all of these.
  for (const end of [
    'a',
    'b',
    'h',
    'internet',
    'dropped filter',
    'dropped firewall',
    'dropped no-route',
    'dropped forwarded-traffic',
    'dropped no-subnet',
  ])
    expect(seen.get(end) ?? 0, end).toBeGreaterThan(3)
})

test('every reply comes back as it does step by step', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(sketch, fc.array(asked, { minLength: 6, maxLength: 6 }), (of, questions) => {
      fc.pre(isOrdered(of))
      const built = build(...declared(of, (plain) => plain))
      const plan = planOf(of)
      for (const ask of questions) {
        const packet = packetOf(ask)
        const { end, firewalls } = naiveWay(plan, ask.from, packet, true)
        if (!Object.hasOwn(plan.subnets, end)) continue
        const reply = { ...packet, source: packet.destination, destination: packet.source }
        const back = naiveWay(plan, end, reply, false).end
        const home = (at: string): string => (at === ask.from ? 'symmetric' : 'lost')
        const expected =
          back === 'firewall'
            ? firewalls === 0
              ? 'asymmetric'
              : home(naiveWay(plan, 'firewall', reply, false).end)
            : back !== ask.from
              ? 'lost'
              : firewalls === 0
                ? 'symmetric'
                : 'asymmetric'
        const fates = answersOf(built, ask).flatMap((part) => part.ways.flatMap((way) => way.returns.map(({ fate }) => fate)))
        expect([questionOf(ask), fates]).toEqual([questionOf(ask), [expected]])
        seen.set(expected, (seen.get(expected) ?? 0) + 1)
      }
    }),
    { numRuns: 90, seed: 3 },
  )
  for (const fate of ['symmetric', 'asymmetric', 'lost']) expect(seen.get(fate) ?? 0, fate).toBeGreaterThan(3)
})

test('an input that is not known takes no answer away', () => {
  let unsure = 0
  fc.assert(
    fc.property(
      sketch,
      fc.array(asked, { minLength: 4, maxLength: 4 }),
      fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 3 }),
      (of, questions, hidden) => {
        fc.pre(isOrdered(of))
        let total = 0
        declared(of, (plain) => {
          total++
          return plain
        })
        const chosen = new Set(hidden.map((one) => one % total))
        let count = 0
        const built = build(...declared(of, (plain) => (chosen.has(count++) ? variable(`v${count}`) : plain)))
        const plan = planOf(of)
        for (const ask of questions) {
          const { end } = naiveWay(plan, ask.from, packetOf(ask), true)
          const truth = end.startsWith('dropped') ? 'dropped' : 'delivered'
          const parts = answersOf(built, ask)
          const possible = parts.flatMap((part) => (part.fate === 'unsure' ? part.ways.map((_, at) => endOf(part, at)) : [part.fate]))
          expect([questionOf(ask), possible.some((one) => one === 'unknown' || one === end || one === truth)]).toEqual([
            questionOf(ask),
            true,
          ])
          for (const part of parts) {
            if (part.fate !== 'unsure' && part.sure) expect([questionOf(ask), part.fate]).toEqual([questionOf(ask), truth])
            if (part.fate === 'unsure' || !part.sure) {
              unsure++
              expect(part.doubts.length).toBeGreaterThan(0)
            }
          }
        }
      },
    ),
    { numRuns: 80, seed: 11 },
  )
  expect(unsure).toBeGreaterThan(20)
})

/**
 * Next hops of generated networks against a look at every route, at the corners of every prefix; and whatever an input turns out to be, the answer
 * from the network without it covers the answer from the network with it.
 * Catches: routes of gateways counted inside preferred ones; reserved blocks left beside a default route; an endpoint's route lost to a shorter one;
 * an unknown prefix, table, peering or space read as none.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Declared } from '../../src/eval/declared.ts'
import { type AddressRange, formatAddress, parseAddressRange } from '../../src/net/address.ts'
import type { TagSnapshot } from '../../src/semantics/flow.ts'
import { nextHop } from '../../src/semantics/routes.ts'
import { type NaiveWorld, naiveHops } from '../oracles/naive-routes.ts'
import { build, declare, type Plain, ref, variable } from '../support/declare.ts'
import { gateway, hopText, subnet, table, vnet } from '../support/routes.ts'

interface Sketch {
  readonly space: readonly string[]
  readonly peers: readonly (readonly string[])[]
  readonly user: readonly { readonly prefix: string; readonly type: string }[]
  readonly sites: readonly string[]
  /** By BGP. */
  readonly learned: readonly string[]
  /** Routes of service tags. */
  readonly tagged: readonly { readonly tag: string; readonly type: string }[]
  readonly propagation: boolean
  readonly endpoints: readonly { readonly address: string; readonly policies: boolean }[]
}

const userPrefixes = [
  ...['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8', '10.0.0.0/15', '10.0.0.0/16', '10.0.0.0/17', '10.0.4.0/24', '10.0.4.7/32'],
  ...['10.0.9.4/32', '10.0.9.0/24', '10.4.0.0/14', '10.4.0.0/16', '172.16.0.0/12', '172.16.9.0/24', '192.168.128.0/17', '192.168.0.0/16'],
  ...['20.1.0.0/16', '20.1.2.0/24', '20.0.0.0/8', '8.8.8.8/32', '100.64.0.0/10', '255.255.255.255/32', '10.50.0.0/16', '10.50.7.0/24'],
]
const spaces = [['10.0.0.0/16'], ['172.16.0.0/12'], ['10.0.0.0/16', '100.64.0.0/10'], ['10.0.0.0/17', '10.0.128.0/18']]
const peerSpaces = [['10.4.0.0/14'], ['192.168.128.0/17', '20.1.0.0/16'], ['10.128.0.0/9']]
const sites = ['10.50.0.0/16', '10.50.7.0/24', '10.4.0.0/16', '10.0.4.0/24', '0.0.0.0/0', '10.0.0.0/8', '30.0.0.0/8', '172.16.0.0/12']

const tags = { Storage: ['20.1.2.0/24', '20.5.0.0/16', '20.1.0.0/16'], 'Storage.WestEurope': ['20.5.0.0/16', '20.5.7.0/24'] } as const
const isTag = (tag: string): tag is keyof typeof tags => Object.hasOwn(tags, tag)
const range4 = (text: string): AddressRange => parse(text)
const snapshotOf = (): TagSnapshot => ({
  cloud: 'public',
  changeNumber: 1,
  date: '2026-01-01',
  tags: new Map(Object.entries(tags).map(([tag, prefixes]) => [tag.toLowerCase(), prefixes.map(range4)])),
})

const sketch: fc.Arbitrary<Sketch> = fc.record({
  space: fc.constantFrom(...spaces),
  peers: fc.subarray(peerSpaces),
  user: fc
    .subarray(userPrefixes, { maxLength: 7 })
    .chain((prefixes) =>
      fc.tuple(
        ...prefixes.map((prefix) =>
          fc
            .constantFrom('VirtualAppliance', 'VirtualAppliance', 'Internet', 'None', 'VnetLocal', 'VirtualNetworkGateway')
            .map((type) => ({ prefix, type })),
        ),
      ),
    ),
  sites: fc.subarray(sites, { maxLength: 3 }),
  learned: fc.subarray(['0.0.0.0/0', '10.4.1.0/24', '20.5.0.0/16', '10.77.0.0/16'], { maxLength: 2 }),
  tagged: fc
    .subarray(['Storage', 'Storage.WestEurope'])
    .chain((chosen) =>
      fc.tuple(...chosen.map((tag) => fc.constantFrom('VirtualAppliance', 'Internet', 'None').map((type) => ({ tag, type })))),
    ),
  propagation: fc.boolean(),
  endpoints: fc
    .subarray(['10.0.9.4', '10.0.4.7', '172.16.9.9'], { maxLength: 2 })
    .chain((addresses) => fc.tuple(...addresses.map((address) => fc.boolean().map((policies) => ({ address, policies }))))),
})

/** Each value that `hide` is asked about may be taken away. */
const declared = (of: Sketch, hide: (plain: Plain) => Plain): readonly Declared[] => [
  vnet('one', hide(of.space)),
  subnet('a', 'one', `${of.space[0]!.split('/')[0]}/28`),
  ...of.peers.flatMap((space, index) => [
    vnet(`peer${index}`, hide(space)),
    ...[
      ['one', `peer${index}`],
      [`peer${index}`, 'one'],
    ].map(([own, other]) =>
      declare(`azurerm_virtual_network_peering.${own}-${other}`, {
        name: `${own}-${other}`,
        resource_group_name: 'net',
        virtual_network_name: ref(`azurerm_virtual_network.${own}.name`),
        remote_virtual_network_id: ref(`azurerm_virtual_network.${other}.id`),
        allow_virtual_network_access: hide(true),
      }),
    ),
  ]),
  table(
    't',
    [...of.user, ...of.tagged.map(({ tag, type }) => ({ prefix: tag, type }))].map(({ prefix, type }, index) => ({
      name: `r${index}`,
      address_prefix: hide(prefix),
      next_hop_type: hide(type),
      next_hop_in_ip_address: type === 'VirtualAppliance' ? hide(`10.0.99.${index}`) : undefined,
    })),
    { bgp_route_propagation_enabled: hide(of.propagation) },
  ),
  declare('azurerm_subnet_route_table_association.a', {
    subnet_id: ref('azurerm_subnet.a.id'),
    route_table_id: hide(ref('azurerm_route_table.t.id')),
  }),
  ...gateway('g', 'one', { enable_bgp: hide(of.learned.length > 0) }),
  ...of.sites.flatMap((prefix, index) => [
    declare(`azurerm_local_network_gateway.s${index}`, {
      name: `s${index}`,
      resource_group_name: 'net',
      location: 'westeurope',
      address_space: hide([prefix]),
    }),
    declare(`azurerm_virtual_network_gateway_connection.s${index}`, {
      name: `s${index}`,
      resource_group_name: 'net',
      location: 'westeurope',
      type: hide('IPsec'),
      virtual_network_gateway_id: ref('azurerm_virtual_network_gateway.g.id'),
      local_network_gateway_id: hide(ref(`azurerm_local_network_gateway.s${index}.id`)),
    }),
  ]),
  ...of.endpoints.flatMap(({ address, policies }, index) => [
    subnet(`pe${index}`, 'one', `${address}/32`, { private_endpoint_network_policies: hide(policies ? 'Enabled' : 'Disabled') }),
    declare(`azurerm_private_endpoint.pe${index}`, {
      name: `pe${index}`,
      resource_group_name: 'net',
      location: 'westeurope',
      subnet_id: ref(`azurerm_subnet.pe${index}.id`),
      ip_configuration: [{ name: 'a', private_ip_address: hide(address) }],
    }),
  ]),
]

const naive = (of: Sketch): NaiveWorld => {
  const hops: Readonly<Record<string, string>> = {
    Internet: 'internet',
    None: 'none',
    VnetLocal: 'local',
    VirtualNetworkGateway: 'gateway',
  }
  return {
    space: of.space,
    peers: of.peers.map((space, index) => ({ name: `peer${index}`, space })),
    user: [
      ...of.user.map(({ prefix, type }, index) => ({ prefix, hop: hops[type] ?? `appliance 10.0.99.${index}` })),
      ...of.tagged.flatMap(({ tag, type }, index) =>
        (isTag(tag) ? tags[tag] : []).map((prefix) => ({
          prefix,
          hop: hops[type] ?? `appliance 10.0.99.${of.user.length + index}`,
          tag: tag.includes('.') ? ('region' as const) : ('all' as const),
        })),
      ),
    ],
    gateway: of.propagation ? [...of.sites, ...of.learned] : [],
    endpoints: of.endpoints
      .filter(({ address }) =>
        of.space.some((space) => parse(space).first <= parse(address).first && parse(address).last <= parse(space).last),
      )
      .map(({ address, policies }) => ({ name: `pe${of.endpoints.findIndex((one) => one.address === address)}`, address, policies })),
  }
}

const parse = (text: string): AddressRange & { readonly family: 4 } => {
  const range = parseAddressRange(text)
  if ('problem' in range || range.family !== 4) throw new Error(text)
  return range
}
const corners = [
  ...new Set(
    [
      ...userPrefixes,
      ...spaces.flat(),
      ...peerSpaces.flat(),
      ...sites,
      ...Object.values(tags).flat(),
      '10.4.1.0/24',
      '10.77.0.0/16',
      '10.0.9.4',
      '172.16.9.9',
      '168.63.129.16',
      '192.168.0.0/16',
      '9.9.9.9',
    ].flatMap((text) => {
      const { first, last } = parse(text)
      return [first - 1, first, last, last + 1].filter((address) => address >= 0 && address <= 0xffffffff)
    }),
  ),
]

type Answers = (address: number) => readonly string[]

/** All addresses are asked for at once, so that the parts are judged too. */
const answersOf = (resources: readonly Declared[], of: Sketch): Answers => {
  const built = build(...resources)
  const ways = nextHop(built.network, built.get('subnet', 'azurerm_subnet.a'), [{ family: 4, first: 0, last: 0xffffffff }], {
    snapshot: snapshotOf(),
    learned: of.learned.map((text) => ({ range: range4(text) })),
  })
  const parts = ways
    .flatMap((way) => way.addresses.map((range) => ({ first: Number(range.first), last: Number(range.last), hops: way.hops.map(hopText) })))
    .sort((a, b) => a.first - b.first)
  for (const [index, part] of parts.entries()) expect(part.first).toBe(index === 0 ? 0 : parts[index - 1]!.last + 1)
  expect(parts.at(-1)!.last).toBe(0xffffffff)
  return (address) => [...new Set(parts.find((part) => part.first <= address && address <= part.last)!.hops)].sort()
}

/** Endpoints of subnets beyond the network's space are of no use to the oracle. */
const isSound = (of: Sketch): boolean => naive(of).endpoints.length === of.endpoints.length

test('next hops are those of the naive look at every route', () => {
  fc.assert(
    fc.property(sketch.filter(isSound), fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 10 }), (of, random) => {
      const world = naive(of)
      const answers = answersOf(
        declared(of, (plain) => plain),
        of,
      )
      for (const address of [...corners, ...random])
        expect([formatAddress(address), ...answers(address)]).toEqual([formatAddress(address), ...naiveHops(world, address)])
    }),
    { numRuns: 150 },
  )
})

test('what is hidden makes the answer wider, never another', () => {
  fc.assert(
    fc.property(sketch.filter(isSound), fc.nat(45), (of, hidden) => {
      const certain = answersOf(
        declared(of, (plain) => plain),
        of,
      )
      let asked = 0
      const doubtful = answersOf(
        declared(of, (plain) => (asked++ === hidden ? variable('hidden') : plain)),
        of,
      )
      for (const address of corners) {
        const possible = doubtful(address)
        const covered = certain(address).every(
          (hop) =>
            possible.includes(hop) ||
            possible.includes('unknown') ||
            (hop.startsWith('appliance') && possible.some((other) => other.startsWith('appliance var.'))),
        )
        if (!covered) throw new Error(`${formatAddress(address)}: ${certain(address).join(' or ')} is not among ${possible.join(', ')}`)
      }
    }),
    { numRuns: 300 },
  )
})

/** Networks made from plain data, as small as a test needs: rules as tuples, groups and subnets by name. */
import type { Presence } from '../../src/eval/declared.ts'
import type { Doubt, Origin } from '../../src/eval/value.ts'
import { noAssumptions } from '../../src/model/assumptions.ts'
import {
  type AddressTerm,
  type Endpoint,
  type Entity,
  type Fact,
  known,
  type Link,
  notKnown,
  type Pointer,
} from '../../src/model/entity.ts'
import type { ApplicationSecurityGroup } from '../../src/model/kinds/application-security-group.ts'
import type { NetworkInterface } from '../../src/model/kinds/network-interface.ts'
import type { Nsg, Protocol, SecurityRule } from '../../src/model/kinds/nsg.ts'
import type { Subnet } from '../../src/model/kinds/subnet.ts'
import type { VirtualNetwork } from '../../src/model/kinds/virtual-network.ts'
import { createNaming } from '../../src/model/naming.ts'
import type { AnyEntity, EntityOf, Kind, Network, Peer } from '../../src/model/network.ts'
import { type AddressRange, parseAddressRange } from '../../src/net/address.ts'
import type { Range } from '../../src/net/ranges.ts'
import type { Flow, FlowTerm, Point } from '../../src/semantics/flow.ts'
import { fileOf } from './source.ts'

const span = { file: fileOf('test network\n'), start: 0, end: 4 }
export const origin: Origin = { span }
export const doubt = (what: string): Doubt => ({ reason: 'input', what, span })
export const unknownFact = <T>(what: string, among?: readonly T[]): Fact<T> => notKnown([doubt(what)], origin, among)

export const range = (text: string): AddressRange => {
  const read = parseAddressRange(text)
  if ('problem' in read) throw new Error(`not an address: ${text}`)
  return read
}

const isAddress = (text: string): boolean => !('problem' in parseAddressRange(text))

/** `?name` is an input of that name; the rest is an address, a prefix or a range. */
export const term = (text: string): AddressTerm =>
  text.startsWith('?')
    ? { kind: 'atom', identity: text.slice(1), doubts: [doubt(`var.${text.slice(1)}`)], origin }
    : { kind: 'range', range: range(text), origin }

/** `*`, `@group`, `?input`, an address, else a service tag. */
export const endpoint = (text: string): Endpoint => {
  if (text === '*') return { kind: 'any', origin }
  if (text.startsWith('@')) return { kind: 'group', group: { by: 'address', address: text.slice(1), origin }, origin }
  return text.startsWith('?') || isAddress(text) ? term(text) : { kind: 'tag', tag: text, known: true, origin }
}

export const ports = (text: string): readonly Range[] =>
  text === '*'
    ? [{ first: 0, last: 65535 }]
    : text.split(',').map((part) => {
        const [first, last] = part.split('-')
        return { first: Number(first), last: Number(last ?? first) }
      })

type Text<T> = T | Fact<T>
const isFact = <T>(value: Text<T>): value is Fact<T> => typeof value === 'object' && value !== null && 'origin' in value
const fact = <A, T>(value: Text<A>, f: (value: A) => T): Fact<T> => {
  if (!isFact(value)) return known(f(value), origin)
  return value.known ? known(f(value.value), origin) : notKnown(value.doubts, origin, value.among?.map(f))
}

export interface RuleText {
  readonly name?: string
  readonly priority: Text<number>
  readonly direction?: Text<'inbound' | 'outbound'>
  readonly access: Text<'allow' | 'deny'>
  readonly protocol?: Text<Protocol | 'any'>
  /** Space-separated endpoints. */
  readonly from?: Text<string>
  readonly to?: Text<string>
  readonly sourcePorts?: Text<string>
  readonly ports?: Text<string>
  readonly presence?: Presence
}

const endpoints = (text: string): readonly Endpoint[] => text.split(' ').filter(Boolean).map(endpoint)

export const securityRule = (text: RuleText, index = 0): SecurityRule => ({
  name: known(text.name ?? `rule-${index}`, origin),
  priority: fact(text.priority, (value) => value),
  direction: fact<'inbound' | 'outbound', 'inbound' | 'outbound'>(text.direction ?? 'inbound', (value) => value),
  access: fact(text.access, (value) => value),
  protocol: fact<Protocol | 'any', Protocol | 'any'>(text.protocol ?? 'any', (value) => value),
  source: fact(text.from ?? '*', endpoints),
  destination: fact(text.to ?? '*', endpoints),
  sourcePorts: fact(text.sourcePorts ?? '*', ports),
  destinationPorts: fact(text.ports ?? '*', ports),
  presence: text.presence ?? { certain: true },
  span,
})

const nothing: Pointer = { by: 'nothing', origin }
const entity = <K extends string>(kind: K, id: string): Entity & { readonly kind: K } => ({
  kind,
  id,
  name: known(id, origin),
  presence: { certain: true },
  span,
  open: false,
})
const place = { location: known('westeurope', origin), resourceGroup: known('network', origin) }

export interface NetworkText {
  /** Peered virtual networks: their spaces, space-separated; `certain: false` where they may not be connected. No space: one that the run does not declare. */
  readonly peers?: readonly { readonly space?: Text<string>; readonly certain?: boolean }[]
  /** Address space, space-separated; an unknown one as a fact. */
  readonly space?: Text<string>
  readonly subnets: Readonly<
    Record<string, { readonly prefixes: Text<string>; readonly nsg?: string | readonly (string | null)[]; readonly beyond?: boolean }>
  >
  readonly groups?: Readonly<Record<string, readonly RuleText[] | { readonly rules: readonly RuleText[]; readonly more: string }>>
  readonly nics?: Readonly<
    Record<string, { readonly subnet: string; readonly address: string; readonly nsg?: string; readonly groups?: readonly string[] }>
  >
}

const terms = (text: string): readonly AddressTerm[] => text.split(' ').filter(Boolean).map(term)

export interface TestNetwork extends Network {
  point(subnet: string, nic?: string, region?: Fact<string>): Point
}

/** A group of which the name is `external` is one that the run does not declare. */
export const networkOf = (text: NetworkText): TestNetwork => {
  const entities = new Map<string, AnyEntity>()
  const vnet: VirtualNetwork = { ...entity('virtual-network', 'vnet'), ...place, addressSpace: fact(text.space ?? '10.0.0.0/16', terms) }
  entities.set(vnet.id, vnet)
  const to = (address: string): Pointer => ({ by: 'address', address, origin })
  for (const [id, { prefixes }] of Object.entries(text.subnets)) {
    const subnet: Subnet = {
      ...entity('subnet', id),
      virtualNetwork: to('vnet'),
      prefixes: fact(prefixes, terms),
      inlineNsg: nothing,
      delegations: known([], origin),
      serviceEndpoints: known([], origin),
      inlineRouteTable: nothing,
      inlineNatGateway: nothing,
      routePolicies: known(false, origin),
    }
    entities.set(id, subnet)
  }
  const more = new Map<string, readonly Doubt[]>()
  for (const [id, group] of Object.entries(text.groups ?? {})) {
    const rules = 'more' in group ? group.rules : group
    if ('more' in group) more.set(id, [doubt(group.more)])
    const nsg: Nsg = { ...entity('nsg', id), ...place, inlineRules: rules.map(securityRule), moreRules: [] }
    entities.set(id, nsg)
  }
  for (const [id, nic] of Object.entries(text.nics ?? {})) {
    const made: NetworkInterface = {
      ...entity('network-interface', id),
      ...place,
      ipConfigurations: [{ subnet: to(nic.subnet), privateAddress: known(term(nic.address), origin), publicIp: nothing }],
      moreIpConfigurations: [],
      inlineNsg: nothing,
      inlineGroups: (nic.groups ?? []).map(to),
      ipForwarding: known(false, origin),
    }
    entities.set(id, made)
    for (const name of nic.groups ?? []) {
      const group: ApplicationSecurityGroup = { ...entity('application-security-group', name), ...place }
      entities.set(name, group)
    }
  }
  const attached = (id: string): readonly (string | null)[] => {
    const nsg = text.subnets[id]?.nsg ?? text.nics?.[id]?.nsg ?? null
    return nsg === null || typeof nsg === 'string' ? [nsg] : nsg
  }
  const widened = (subnet: Subnet): readonly Doubt[] =>
    text.subnets[subnet.id]?.beyond === true ? [doubt('azurerm_route_table.main')] : []
  const peers = (text.peers ?? []).map(({ space, certain = true }, index): Peer => {
    const id = `peer-${index}`
    const doubts = [doubt(`azurerm_virtual_network_peering.${id}`)]
    if (space === undefined) return { network: { options: [{ to: 'external', identity: id }], origin, doubts }, certain: false, doubts }
    const network: VirtualNetwork = { ...entity('virtual-network', id), ...place, addressSpace: fact(space, terms) }
    return { network: { options: [{ to: 'entity', entity: network }], origin, doubts: [] }, certain, doubts }
  })
  const get = <K extends Kind>(id: string, kind: K): EntityOf<K> => {
    const found = entities.get(id)
    if (found?.kind !== kind) throw new Error(`no ${kind} ${id}`)
    return found as EntityOf<K>
  }
  return {
    entities,
    ofKind: <K extends Kind>(kind: K) => [...entities.values()].filter((one): one is EntityOf<K> => one.kind === kind),
    link: <K extends Kind>(pointer: Pointer, kind: K): Link<EntityOf<K>> => {
      if (pointer.by === 'nothing') return { options: [{ to: 'none' }], origin, doubts: [] }
      if (pointer.by !== 'address' || pointer.address === 'external')
        return { options: [{ to: 'external', identity: 'external' }], origin, doubts: [doubt('data.external')] }
      return { options: [{ to: 'entity', entity: get(pointer.address, kind) }], origin, doubts: [] }
    },
    nsgOf: (of) => {
      const options = attached(of.id).map((id): Link<Nsg>['options'][number] =>
        id === null ? { to: 'none' } : id === 'external' ? { to: 'external', identity: id } : { to: 'entity', entity: get(id, 'nsg') },
      )
      const sure = options.length === 1 && options[0]!.to !== 'external'
      return { options, origin, doubts: sure ? [] : [doubt('var.nsg')] }
    },
    rulesOf: (nsg) => ({ rules: nsg.inlineRules, more: more.get(nsg.id) ?? [] }),
    interfacesIn: () => [],
    membersOf: (group) => ({
      must: Object.values(text.nics ?? {})
        .filter((nic) => nic.groups?.includes(group.id))
        .map((nic) => term(nic.address)),
      may: [],
      doubts: [],
    }),
    mayHoldDefaultRoute: widened,
    peersOf: () => peers,
    moreSubnetsOf: () => [],
    assumptions: noAssumptions,
    routing: {
      routeTableOf: () => ({ options: [{ to: 'none' }], origin, doubts: [] }),
      natGatewayOf: () => ({ options: [{ to: 'none' }], origin, doubts: [] }),
      routesIn: () => ({ routes: [], more: [] }),
      peeringsOf: () => [],
      gatewaysIn: () => [],
      connectionsOf: () => [],
      endpointsIn: () => [],
      hiddenEndpointsIn: () => [],
      besides: () => [],
      changesOf: () => [],
    },
    naming: createNaming(
      { naming: [], overrides: [], entities: [], declared: [], subscriptions: new Map() },
      { link: () => ({ options: [], origin, doubts: [] }), entitiesAt: () => [] },
      () => [],
    ),
    firewalling: {
      rulesOf: () => ({ collections: [], more: [] }),
      policyOf: () => ({ options: [{ to: 'none' }], origin, doubts: [] }),
      addressesIn: ({ addresses }) => ({ addresses, more: [] }),
    },
    balancing: {
      rulesOf: () => ({ rules: [], more: [] }),
      behind: () => ({ members: [], pools: [], more: [] }),
      probeOf: () => undefined,
    },
    notModelled: new Map(),
    point: (subnet, nic, region = known('westeurope', origin)) =>
      nic === undefined
        ? { subnet: get(subnet, 'subnet'), region }
        : { subnet: get(subnet, 'subnet'), nic: get(nic, 'network-interface'), region },
  }
}

/** `subnet`, `vnet`, `any`, `Internet`, `Tag@region`, `?input`, an address, else a service tag. */
export const flowTerm = (text: string): FlowTerm => {
  if (text === 'subnet') return { kind: 'subnet' }
  if (text === 'vnet') return { kind: 'virtual-network' }
  if (text === 'any') return { kind: 'any' }
  if (text === 'Internet') return { kind: 'internet' }
  if (text.startsWith('?')) return { kind: 'atom', identity: text.slice(1), doubts: [doubt(`var.${text.slice(1)}`)] }
  if (isAddress(text)) return { kind: 'range', range: range(text) }
  return text.endsWith('@region') ? { kind: 'tag', tag: text.slice(0, -7), atRegion: true } : { kind: 'tag', tag: text, atRegion: false }
}

/** `in Internet -> subnet tcp 443`; protocols and ports may be lists with commas. */
export const flow = (text: string): Flow => {
  const match = /^(in|out) (.+) -> (.+?) (any|[a-z,]+)(?: ([\d,*-]+))?$/.exec(text)
  if (match === null) throw new Error(`not a flow: ${text}`)
  const [, direction, from, to, protocols, numbers] = match
  return {
    direction: direction === 'in' ? 'inbound' : 'outbound',
    from: from!.split(' ').map(flowTerm),
    to: to!.split(' ').map(flowTerm),
    protocols: protocols === 'any' ? ['tcp', 'udp', 'icmp', 'esp', 'ah'] : (protocols!.split(',') as Protocol[]),
    sourcePorts: ports('*'),
    ports: ports(numbers ?? '*'),
  }
}

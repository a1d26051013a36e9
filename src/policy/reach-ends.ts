/** The ends of paths in a policy's words; what they mean at one subject: where packets set out, and what they are sent to. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import type { Doubt } from '../eval/value.ts'
import { pointsOf } from '../model/kinds/index.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { entitiesOf } from '../model/link-options.ts'
import type { AnyEntity, Network } from '../model/network.ts'
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import type { Point } from '../semantics/flow.ts'
import { behindService, callersOf, frontendsOf } from '../semantics/link-services.ts'
import type { ReachFrom, ReachTo } from '../semantics/reach.ts'
import { type Located, meant, type Reading, refine, type Shape, written } from './shape.ts'

const words = [
  'subject',
  'vnet',
  'spokes',
  'on-premises',
  'backends',
  'frontends',
  'callers',
  'internal-api-management',
  'Internet',
] as const
type Word = (typeof words)[number]

export type EndTerm =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'range'; readonly range: AddressRange }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'setting'; readonly name: string; readonly at: Located }

export const parseEnd = (located: Located, reading: Reading): EndTerm | undefined => {
  const { text, span } = located
  const setting = /^\$\{\s*([A-Za-z0-9_-]+)\s*\}$/.exec(text)?.[1]
  if (setting !== undefined) return { kind: 'setting', name: setting, at: located }
  const word = words.find((one) => one === text)
  if (word !== undefined) return { kind: 'word', word }
  if (text.startsWith('name:') && text.length > 5) return { kind: 'name', name: text.slice(5) }
  const range = parseAddressRange(text)
  if (!('problem' in range)) return { kind: 'range', range }
  const tag = findTag(text)
  if (tag !== undefined && tag.name !== 'VirtualNetwork') return { kind: 'tag', tag: tag.name }
  const help = meant(
    text,
    [...words, ...tagNames],
    'write a prefix, a service tag, `name:` with the name of a resource, `subject`, `vnet`, `spokes`, `on-premises` or `Internet`',
  )
  return reading.mistake('unknown-word', `\`${text}\` is no end of a path`, span, help)
}

export const endTerm: Shape<EndTerm> = refine(
  written('an end of a path', {
    type: 'string',
    minLength: 1,
    description: `prefix, service tag, \`name:\` with the name of a resource, \`\${setting}\`, or one of ${words.map((word) => `\`${word}\``).join(', ')}`,
  }),
  parseEnd,
)

export interface Ends<E> {
  readonly ends: readonly E[]
  /** Not empty: there may be further ones, or others. */
  readonly doubts: readonly Doubt[]
}

const networkOf = (network: Network, subnet: Subnet): VirtualNetwork | undefined => {
  const { options } = network.link(subnet.virtualNetwork, 'virtual-network')
  return options.length === 1 && options[0]!.to === 'entity' ? options[0]!.entity : undefined
}

const subnetsIn = (network: Network, of: VirtualNetwork): readonly Subnet[] =>
  network.ofKind('subnet').filter((subnet) => networkOf(network, subnet) === of)

const peersOf = (network: Network, own: VirtualNetwork): Ends<VirtualNetwork> => {
  const sides = network.routing.peeringsOf(own)
  return {
    ends: [...new Set(sides.flatMap((side) => entitiesOf(side.network).filter((one) => one !== own)))],
    doubts: sides.flatMap((side) => (side.network.options.some(({ to }) => to === 'external') ? side.network.doubts : [])),
  }
}

/** Subnets for machines: gateways, firewalls and the like have routes of their own that nobody sends by. */
const isForMachines = (subnet: Subnet): boolean =>
  !(subnet.name.known && /^(?:GatewaySubnet|AzureFirewall.*Subnet|AzureBastionSubnet|RouteServerSubnet)$/i.test(subnet.name.value))

const named = (network: Network, name: string): readonly AnyEntity[] => {
  const lower = name.toLowerCase()
  return [...network.entities.values()].filter(
    (entity) =>
      entity.id.toLowerCase() === lower ||
      (entity.name.known && entity.name.sensitive !== true && entity.name.value.toLowerCase() === lower),
  )
}

const holding = (subnets: readonly Subnet[], range: AddressRange): readonly Subnet[] =>
  subnets.filter(
    ({ prefixes }) =>
      prefixes.known &&
      prefixes.value.some(
        (term) =>
          term.kind === 'range' && term.range.family === range.family && term.range.first <= range.last && range.first <= term.range.last,
      ),
  )

const missing = (what: string, point: Point): Doubt => ({ reason: 'external', what, span: point.subnet.span })

/** Addresses behind gateways, as far as the code and assumptions tell. */
const onPremises = (network: Network, around: readonly VirtualNetwork[]): Ends<ReachFrom> => {
  const said = network.assumptions.onPremises?.prefixes?.map(({ value }) => value)
  const ends: ReachFrom[] = []
  const doubts: Doubt[] = []
  for (const one of around)
    for (const { entity } of network.routing.gatewaysIn(one)) {
      const sites = network.routing
        .connectionsOf(entity)
        .flatMap((connection) => entitiesOf(network.link(connection.entity.site, 'local-network-gateway')))
      const spaces = sites.flatMap(({ addressSpace }) =>
        addressSpace.known ? addressSpace.value.flatMap((term) => (term.kind === 'range' ? [term.range] : [])) : [],
      )
      const addresses = said ?? spaces
      if (addresses.length === 0) {
        doubts.push({ reason: 'external', what: `what lies behind \`${entity.id}\``, span: entity.span })
        continue
      }
      for (const pointer of entity.subnets)
        for (const gatewaySubnet of entitiesOf(network.link(pointer, 'subnet')))
          ends.push({ kind: 'on-premises', gatewaySubnet, addresses })
    }
  return { ends, doubts }
}

const own = (point: Point): ReachFrom => ({ kind: 'subnet', subnet: point.subnet, ...(point.nic === undefined ? {} : { nic: point.nic }) })

/** Of one table and one group in one network, subnets are alike but for their addresses. */
const places = (entity: AnyEntity, network: Network): readonly Point[] =>
  pointsOf(entity, network).points.flatMap(({ places: at }) => at.map((place) => ({ ...place })))

export const startsOf = (term: EndTerm, entity: AnyEntity, point: Point, network: Network): Ends<ReachFrom> => {
  const home = networkOf(network, point.subnet)
  const unknownHome: Ends<ReachFrom> = { ends: [], doubts: [missing(`the virtual network of \`${point.subnet.id}\``, point)] }
  const fromSubnets = (subnets: readonly Subnet[]): readonly ReachFrom[] =>
    subnets.filter(isForMachines).map((subnet) => ({ kind: 'subnet', subnet }))
  switch (term.kind) {
    case 'word':
      switch (term.word) {
        case 'subject':
          return {
            ends: [entity.kind === 'private-link-service' ? { kind: 'subnet', subnet: point.subnet, unfiltered: true } : own(point)],
            doubts: [],
          }
        case 'frontends':
        case 'internal-api-management':
          return { ends: [], doubts: [missing(`where packets of \`${term.word}\` set out`, point)] }
        case 'vnet':
          return home === undefined ? unknownHome : { ends: fromSubnets(subnetsIn(network, home)), doubts: network.moreSubnetsOf(home) }
        case 'spokes': {
          if (home === undefined) return unknownHome
          const peers = peersOf(network, home)
          return { ends: peers.ends.flatMap((one) => fromSubnets(subnetsIn(network, one))), doubts: peers.doubts }
        }
        case 'on-premises':
          return home === undefined ? unknownHome : onPremises(network, [home, ...peersOf(network, home).ends])
        case 'backends': {
          const { members, doubts } = behindService(network, entity)
          return {
            ends: members.flatMap(({ nic, subnet }): readonly ReachFrom[] => [{ kind: 'subnet', subnet, nic }]),
            doubts,
          }
        }
        case 'callers': {
          const { endpoints, doubts } = callersOf(network, entity)
          return { ends: endpoints.map(({ subnet }) => ({ kind: 'subnet', subnet })), doubts }
        }
        case 'Internet':
          return { ends: [], doubts: [missing('where packets from Internet come in', point)] }
      }
      break
    case 'range': {
      const near = home === undefined ? [] : [home, ...peersOf(network, home).ends]
      const subnets = holding(
        near.flatMap((one) => subnetsIn(network, one)),
        term.range,
      )
      if (subnets.length > 0) return { ends: subnets.map((subnet) => ({ kind: 'subnet', subnet, only: [term.range] })), doubts: [] }
      const { ends, doubts } = home === undefined ? unknownHome : onPremises(network, near)
      if (ends.length > 0)
        return { ends: ends.map((end) => (end.kind === 'on-premises' ? { ...end, addresses: [term.range] } : end)), doubts: [] }
      return { ends: [], doubts: doubts.length > 0 ? doubts : [missing('where these addresses are', point)] }
    }
    case 'name': {
      const found = named(network, term.name).flatMap((one) => places(one, network))
      return found.length > 0 ? { ends: found.map(own), doubts: [] } : { ends: [], doubts: [missing(`\`${term.name}\``, point)] }
    }
    default:
      return { ends: [], doubts: [missing('where these packets set out', point)] }
  }
  return { ends: [], doubts: [] }
}

/** Services that answer in the network alone: https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet */
const internalServices = (network: Network, home: VirtualNetwork | undefined): Ends<ReachTo> => {
  const ends: ReachTo[] = []
  const doubts: Doubt[] = []
  for (const service of network.ofKind('api-management')) {
    const { mode } = service
    if (mode.known && mode.value !== 'internal') continue
    for (const { subnet } of service.locations)
      for (const one of entitiesOf(network.link(subnet, 'subnet')))
        if (home === undefined || networkOf(network, one) === home) {
          if (!mode.known) doubts.push(...mode.doubts)
          ends.push({ kind: 'subnet', subnet: one })
        }
  }
  return { ends, doubts }
}

export const targetsOf = (term: EndTerm, entity: AnyEntity, point: Point, network: Network): Ends<ReachTo> => {
  const home = networkOf(network, point.subnet)
  switch (term.kind) {
    case 'range':
      return { ends: [{ kind: 'terms', terms: [{ kind: 'range', range: term.range }] }], doubts: [] }
    case 'tag':
      return { ends: [{ kind: 'terms', terms: [{ kind: 'tag', tag: term.tag, atRegion: false }] }], doubts: [] }
    case 'name': {
      const found = named(network, term.name)
      const ends = found.flatMap((one): readonly ReachTo[] => {
        if (one.kind === 'private-endpoint') return [{ kind: 'endpoint', endpoint: one }]
        if (one.kind === 'firewall') return [{ kind: 'address', address: one.privateAddress }]
        if (one.kind === 'load-balancer')
          return one.frontends.flatMap(({ privateAddress }) =>
            privateAddress === undefined ? [] : [{ kind: 'address' as const, address: privateAddress }],
          )
        return places(one, network).map(({ subnet, nic }) => (nic === undefined ? { kind: 'subnet', subnet } : { kind: 'interface', nic }))
      })
      return ends.length > 0 ? { ends, doubts: [] } : { ends: [], doubts: [missing(`\`${term.name}\``, point)] }
    }
    case 'word':
      switch (term.word) {
        case 'subject':
          return entity.kind === 'firewall'
            ? { ends: [{ kind: 'address', address: entity.privateAddress }], doubts: [] }
            : {
                ends: [point.nic === undefined ? { kind: 'subnet', subnet: point.subnet } : { kind: 'interface', nic: point.nic }],
                doubts: [],
              }
        case 'Internet':
          return { ends: [{ kind: 'terms', terms: [{ kind: 'internet' }] }], doubts: [] }
        case 'frontends': {
          if (entity.kind !== 'private-link-service') return { ends: [], doubts: [missing('its frontends', point)] }
          const { frontends, doubts } = frontendsOf(network, entity)
          const addresses = frontends.flatMap(({ frontend }) => frontend.privateAddress ?? [])
          return {
            ends: [...addresses, ...(entity.destination === undefined ? [] : [entity.destination])].map((address) => ({
              kind: 'address',
              address,
            })),
            doubts,
          }
        }
        case 'internal-api-management':
          return internalServices(network, home)
        case 'callers': {
          const { endpoints, doubts } = callersOf(network, entity)
          return { ends: endpoints.map(({ endpoint }) => ({ kind: 'endpoint', endpoint })), doubts }
        }
        case 'backends': {
          const { members, doubts } = behindService(network, entity)
          return { ends: members.map(({ nic }) => ({ kind: 'interface', nic })), doubts }
        }
        case 'on-premises': {
          const { ends, doubts } =
            home === undefined ? { ends: [], doubts: [] } : onPremises(network, [home, ...peersOf(network, home).ends])
          const ranges = ends.flatMap((end) => (end.kind === 'on-premises' ? end.addresses : []))
          return { ends: ranges.map((range) => ({ kind: 'terms', terms: [{ kind: 'range', range }] })), doubts }
        }
        case 'vnet':
        case 'spokes': {
          const { ends, doubts } = startsOf(term, entity, point, network)
          return {
            ends: ends.flatMap((end): readonly ReachTo[] => (end.kind === 'subnet' ? [{ kind: 'subnet', subnet: end.subnet }] : [])),
            doubts,
          }
        }
      }
      break
    default:
  }
  return { ends: [], doubts: [missing('where these packets are sent', point)] }
}

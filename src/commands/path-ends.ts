/** Texts of a person come in, the ends of a path by name, address or tag; what they mean in one network goes out, or nothing. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import type { Pointer } from '../model/entity.ts'
import { canBeJudged, pointsOf } from '../model/kinds/index.ts'
import type { PublicIp } from '../model/kinds/public-ip.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { entitiesOf } from '../model/link-options.ts'
import type { AnyEntity, Network } from '../model/network.ts'
import { type AddressRange, parseAddressRange } from '../net/address.ts'
import type { Range } from '../net/ranges.ts'
import { isPublic } from '../semantics/public-space.ts'
import type { ReachFrom, ReachTo } from '../semantics/reach.ts'

export interface EndText {
  readonly text: string
  readonly ports?: readonly Range[]
}

const portsOf = (text: string): readonly Range[] | undefined => {
  const ranges: Range[] = []
  for (const part of text.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part)
    if (match === null) return undefined
    const first = Number(match[1])
    const last = Number(match[2] ?? match[1])
    if (first > last || last > 65535) return undefined
    ranges.push({ first, last })
  }
  return ranges
}

/** `app:443`, `10.1.0.4:443,8080-8090`, `[fd00::4]:443`, `fd00::4`; undefined where the ports cannot be read. */
export const readEnd = (written: string): EndText | undefined => {
  const text = written.trim()
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(text)
  if (bracketed !== null) {
    if (bracketed[2] === undefined) return { text: bracketed[1]! }
    const ports = portsOf(bracketed[2])
    return ports === undefined ? undefined : { text: bracketed[1]!, ports }
  }
  if (!('problem' in parseAddressRange(text))) return { text }
  const match = /^(.*):([\d,-]+)$/.exec(text)
  if (match === null) return { text }
  const ports = portsOf(match[2]!)
  return ports === undefined ? undefined : { text: match[1]!, ports }
}

const isNamed = (entity: AnyEntity, wanted: string): boolean =>
  entity.id.toLowerCase() === wanted || (entity.name.known && entity.name.sensitive !== true && entity.name.value.toLowerCase() === wanted)

/** Short for a kind. */
const shortKinds: ReadonlyMap<string, string> = new Map([
  ['vnet', 'virtual-network'],
  ['vm', 'virtual-machine'],
  ['nic', 'network-interface'],
])

/** Entities of that name or address; `kind:` before it narrows. Rules, entries and the like are no ends. */
const entitiesNamed = (network: Network, text: string): readonly AnyEntity[] => {
  const colon = text.indexOf(':')
  const written = colon === -1 ? undefined : text.slice(0, colon).toLowerCase()
  const kind = written === undefined ? undefined : (shortKinds.get(written) ?? written)
  const lower = text.toLowerCase()
  const all = [...network.entities.values()].filter(isEnd)
  const whole = all.filter((entity) => isNamed(entity, lower))
  if (whole.length > 0 || kind === undefined) return whole
  const name = lower.slice(colon + 1)
  const ofKind = all.filter((entity) => entity.kind === kind)
  const named = ofKind.filter((entity) => isNamed(entity, name))
  // The label of an address, where nothing is named so: `subnet:app` is `azurerm_subnet.app`.
  return named.length > 0 ? named : ofKind.filter(({ id }) => id.toLowerCase().split(/[./:]/).at(-1) === name)
}

const isEnd = (entity: AnyEntity): boolean =>
  entity.kind === 'private-endpoint' ||
  entity.kind === 'firewall' ||
  entity.kind === 'load-balancer' ||
  entity.kind === 'public-ip' ||
  canBeJudged(entity.kind)

/** Virtual networks of that name or address, with or without their kind. */
export const networksNamed = (network: Network, text: string): readonly VirtualNetwork[] =>
  entitiesNamed(network, text).filter((entity) => entity.kind === 'virtual-network')

/** What a person can name, for whoever mistyped it. */
export const endNames = (network: Network): readonly string[] =>
  [...network.entities.values()]
    .filter((entity) => isEnd(entity) && entity.kind !== 'nsg')
    .flatMap((entity) => [
      entity.id,
      ...(entity.name.known && entity.name.sensitive !== true && entity.name.value !== entity.id ? [entity.name.value] : []),
    ])

const subnetsHolding = (network: Network, range: AddressRange): readonly Subnet[] =>
  network
    .ofKind('subnet')
    .filter(
      ({ prefixes }) =>
        prefixes.known &&
        prefixes.value.some(
          (term) =>
            term.kind === 'range' && term.range.family === range.family && term.range.first <= range.first && range.last <= term.range.last,
        ),
    )

/** Public addresses by which packets from Internet come to that end. */
const publicIps = (network: Network, to: string): readonly PublicIp[] => {
  const lower = to.toLowerCase()
  const own = network.ofKind('public-ip').filter((ip) => isNamed(ip, lower))
  if (own.length > 0) return own
  const pointers = entitiesNamed(network, to).flatMap((entity): readonly Pointer[] => {
    switch (entity.kind) {
      case 'firewall':
        return entity.publicIps
      case 'load-balancer':
        return entity.frontends.map(({ publicIp }) => publicIp)
      case 'network-interface':
        return entity.ipConfigurations.map(({ publicIp }) => publicIp)
      case 'virtual-machine':
        return pointsOf(entity, network).points.flatMap(({ places }) =>
          places.flatMap(({ nic }) => nic?.ipConfigurations.map(({ publicIp }) => publicIp) ?? []),
        )
      default:
        return []
    }
  })
  return [...new Set(pointers.flatMap((pointer) => entitiesOf(network.link(pointer, 'public-ip'))))]
}

/** Where packets of that end set out; several where several things have the name. Empty: nothing here is meant. */
export const fromOf = (network: Network, text: string, to: string): readonly { readonly from: ReachFrom; readonly label: string }[] => {
  const range = parseAddressRange(text)
  if (text.toLowerCase() === 'internet')
    return publicIps(network, to).map((ip) => ({ from: { kind: 'internet', to: ip }, label: `Internet by ${ip.id}` }))
  if (!('problem' in range)) {
    const subnets = subnetsHolding(network, range)
    if (subnets.length > 0)
      return subnets.map((subnet) => ({ from: { kind: 'subnet', subnet, only: [range] }, label: `${text} in ${subnet.id}` }))
    if (isPublic(range))
      return publicIps(network, to).map((ip) => ({ from: { kind: 'internet', to: ip, only: [range] }, label: `${text} by ${ip.id}` }))
    return network.ofKind('virtual-network-gateway').flatMap((gateway) =>
      gateway.subnets.flatMap((pointer) =>
        network.link(pointer, 'subnet').options.flatMap((option) =>
          option.to === 'entity'
            ? [
                {
                  from: { kind: 'on-premises', gatewaySubnet: option.entity, addresses: [range] } as const,
                  label: `${text} behind ${gateway.id}`,
                },
              ]
            : [],
        ),
      ),
    )
  }
  const seen = new Set<string>()
  return entitiesNamed(network, text).flatMap((entity) => {
    if (entity.kind === 'nsg' || !canBeJudged(entity.kind)) return []
    return pointsOf(entity, network).points.flatMap(({ places }) =>
      places.flatMap(({ subnet, nic }) => {
        const key = `${subnet.id} ${nic?.id ?? ''}`
        if (seen.has(key)) return []
        seen.add(key)
        return [{ from: { kind: 'subnet', subnet, ...(nic === undefined ? {} : { nic }) } as const, label: entity.id }]
      }),
    )
  })
}

/** What packets are sent to. */
export const toOf = (network: Network, text: string): readonly { readonly to: ReachTo; readonly label: string }[] => {
  const range = parseAddressRange(text)
  if (!('problem' in range)) return [{ to: { kind: 'terms', terms: [{ kind: 'range', range }] }, label: text }]
  const entities = entitiesNamed(network, text)
  if (entities.length > 0)
    return entities.flatMap((entity): { to: ReachTo; label: string }[] => {
      if (entity.kind === 'private-endpoint') return [{ to: { kind: 'endpoint', endpoint: entity }, label: entity.id }]
      if (entity.kind === 'load-balancer')
        return entity.frontends.flatMap(({ privateAddress: own }) =>
          own === undefined ? [] : [{ to: { kind: 'address' as const, address: own }, label: entity.id }],
        )
      if (entity.kind === 'public-ip') return [{ to: { kind: 'terms', terms: [] }, label: entity.id }]
      if (entity.kind === 'firewall') return [{ to: { kind: 'address', address: entity.privateAddress }, label: entity.id }]
      if (entity.kind === 'nsg' || !canBeJudged(entity.kind)) return []
      return pointsOf(entity, network).points.flatMap(({ places }) =>
        places.map(({ subnet, nic }) => ({
          to: nic === undefined ? ({ kind: 'subnet', subnet } as const) : ({ kind: 'interface', nic } as const),
          label: entity.id,
        })),
      )
    })
  const tag = findTag(text)
  if (tag !== undefined) return [{ to: { kind: 'terms', terms: [{ kind: 'tag', tag: tag.name, atRegion: false }] }, label: tag.name }]
  return []
}

export const knownTags: readonly string[] = tagNames

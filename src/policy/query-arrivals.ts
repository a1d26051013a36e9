/** Whether network security groups let the questions of a subnet in where the DNS servers of its virtual network stand, as far as this code has them. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import { regionOf, type Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Network } from '../model/network.ts'
import { type AddressRange, formatRange } from '../net/address.ts'
import type { Flow, Point, Verdict, World } from '../semantics/flow.ts'

export interface Arrival {
  /** As people write it. */
  readonly server: string
  readonly at: Subnet
  readonly verdict: Verdict
  /** Why it may stand elsewhere, or be filtered otherwise; empty where it surely is there. */
  readonly doubts: readonly Doubt[]
}

interface Standing {
  readonly point: Point
  readonly doubts: readonly Doubt[]
}

const contains = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

const rangesOf = (terms: readonly AddressTerm[]): readonly AddressRange[] | undefined => {
  const ranges = terms.flatMap((term) => (term.kind === 'range' ? [term.range] : []))
  return ranges.length === terms.length ? ranges : undefined
}

/** Networks that questions come to without a gateway: its own, and those it is peered with. */
const near = (network: Network, own: VirtualNetwork): ReadonlyMap<VirtualNetwork, readonly Doubt[]> => {
  const found = new Map<VirtualNetwork, readonly Doubt[]>([[own, []]])
  for (const { network: link, certain, doubts } of network.routing.peeringsOf(own))
    for (const option of link.options) {
      if (option.to !== 'entity' || found.has(option.entity)) continue
      const isSure = certain && link.options.length === 1
      found.set(option.entity, isSure ? [] : mergeDoubts(doubts, link.doubts))
    }
  return found
}

const standingsOf = (network: Network, own: VirtualNetwork, server: AddressRange): readonly Standing[] => {
  const networks = near(network, own)
  const subnets = network.ofKind('subnet').flatMap((subnet): readonly { readonly subnet: Subnet; readonly doubts: readonly Doubt[] }[] => {
    const { options, doubts } = network.link(subnet.virtualNetwork, 'virtual-network')
    const [only] = options
    const why = options.length === 1 && only?.to === 'entity' ? networks.get(only.entity) : undefined
    const isHere = why !== undefined && subnet.prefixes.known && rangesOf(subnet.prefixes.value)?.some((range) => contains(range, server))
    return isHere ? [{ subnet, doubts: mergeDoubts(why, doubts, subnet.presence.certain ? [] : subnet.presence.doubts) }] : []
  })
  const several: readonly Doubt[] =
    subnets.length > 1
      ? [{ reason: 'unsupported', what: `which subnet has ${formatRange(server)}, as several hold it`, span: subnets[0]!.subnet.span }]
      : []
  return subnets.flatMap(({ subnet, doubts }) => {
    const region = regionOf(subnet, network)
    const nics = network.interfacesIn(subnet).flatMap(({ nic, certain }): readonly Standing[] => {
      const addresses = nic.ipConfigurations.flatMap(({ privateAddress }) => (privateAddress.known ? [privateAddress.value] : []))
      const has = addresses.some((one) => one.kind === 'range' && contains(one.range, server))
      const may =
        addresses.length < nic.ipConfigurations.length ||
        addresses.some((one) => one.kind === 'atom') ||
        nic.moreIpConfigurations.length > 0
      const point: Point = { subnet, nic, region }
      if (has && certain && nic.presence.certain) return [{ point, doubts: mergeDoubts(doubts, several) }]
      if (!has && !may) return []
      const what = `whether \`${nic.id}\` has ${formatRange(server)}`
      return [{ point, doubts: mergeDoubts(doubts, several, [{ reason: 'computed', what, span: nic.span }]) }]
    })
    const sure = nics.some((one) => one.doubts.length === 0)
    // Whatever else has the address is behind the group of the subnet alone.
    return sure ? nics : [{ point: { subnet, region }, doubts: mergeDoubts(doubts, several) }, ...nics]
  })
}

/** Of several servers each: a client asks any of them. `from`: what asks; nothing comes out where its prefixes are not known. */
export const queryArrivals = (
  network: Network,
  world: World,
  own: VirtualNetwork,
  servers: readonly AddressTerm[],
  from: Subnet,
): readonly Arrival[] => {
  const sources = from.prefixes.known ? rangesOf(from.prefixes.value) : undefined
  if (sources === undefined || sources.length === 0) return []
  const resolvers = new Set(
    network
      .ofKind('dns-inbound-endpoint')
      .flatMap(({ subnet }) =>
        network.link(subnet, 'subnet').options.flatMap((option) => (option.to === 'entity' ? [option.entity.id] : [])),
      ),
  )
  return servers.flatMap((term) => {
    if (term.kind !== 'range') return []
    const flow: Flow = {
      direction: 'inbound',
      from: sources.filter(({ family }) => family === term.range.family).map((range) => ({ kind: 'range', range })),
      to: [{ kind: 'range', range: term.range }],
      protocols: ['udp', 'tcp'],
      sourcePorts: [{ first: 0, last: 65535 }],
      ports: [{ first: 53, last: 53 }],
    }
    if (flow.from.length === 0) return []
    return standingsOf(network, own, term.range).map(({ point, doubts }): Arrival => {
      const verdict = world.judge(point, flow, 'allow')
      // Whether groups filter what a resolver receives is not documented.
      const filtered: readonly Doubt[] =
        resolvers.has(point.subnet.id) && verdict.outcome === 'fails'
          ? [
              {
                reason: 'unsupported',
                what: `whether a security group filters the resolver in \`${point.subnet.id}\``,
                span: point.subnet.span,
              },
            ]
          : []
      return {
        server: formatRange(term.range).replace(/\/(?:32|128)$/, ''),
        at: point.subnet,
        verdict,
        doubts: mergeDoubts(doubts, filtered),
      }
    })
  })
}

/** What a route is, where packets go by it, and what is known of its addresses and of its weight against others. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Link } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { AddressSet } from '../net/cells.ts'
import type { Interval } from '../net/ranges.ts'
import type { Span } from '../text/source.ts'

export type NextHop =
  | { readonly kind: 'virtual-network' }
  /** What is Azure's own stays on Azure's network all the same: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#default-route */
  | { readonly kind: 'internet' }
  /** Dropped. */
  | { readonly kind: 'none' }
  /** Without an address, none is written. */
  | { readonly kind: 'virtual-appliance'; readonly address?: AddressTerm }
  | { readonly kind: 'virtual-network-gateway' }
  | { readonly kind: 'vnet-peering'; readonly network: Link<VirtualNetwork> }
  | { readonly kind: 'service-endpoint'; readonly service: string }
  | { readonly kind: 'private-endpoint'; readonly endpoint: PrivateEndpoint }
  /** The host that the machine runs on: no route leads there, and none away. */
  | { readonly kind: 'platform' }
  | { readonly kind: 'unknown' }

/** Equal keys are equal next hops; undefined where it is not known which. */
export const hopKey = (hop: NextHop): string | undefined => {
  switch (hop.kind) {
    case 'virtual-appliance': {
      const { address } = hop
      if (address === undefined) return hop.kind
      return `${hop.kind} ${address.kind === 'atom' ? address.identity : `${address.range.first}`}`
    }
    case 'vnet-peering': {
      const [option] = hop.network.options
      if (hop.network.options.length !== 1 || option === undefined || option.to === 'none') return undefined
      return `${hop.kind} ${option.to === 'entity' ? option.entity.id : option.identity}`
    }
    case 'service-endpoint':
      return `${hop.kind} ${hop.service.toLowerCase()}`
    case 'private-endpoint':
      return `${hop.kind} ${hop.endpoint.id}`
    case 'unknown':
      return undefined
    default:
      return hop.kind
  }
}

/** What makes a route: the user, a gateway (by BGP or as it was told), or Azure itself. */
export type RouteSource = 'user' | 'gateway' | 'system'

export interface Route {
  /** Its number among the routes of its subnet. */
  readonly id: number
  readonly source: RouteSource
  /** Azure's own, apart: the virtual network, its peers, services, the blocks that it drops, and the default. */
  readonly sort:
    | 'user'
    | 'gateway'
    | 'virtual-network'
    | 'peering'
    | 'service-endpoint'
    | 'private-endpoint'
    | 'reserved'
    | 'default'
    | 'platform'
    | 'unknown'
  /** `10.0.0.0/16`, `Storage`, or what stands for addresses that are not known. */
  readonly destination: string
  /** One where it is known; else all that it may be. */
  readonly nextHops: readonly NextHop[]
  /** Of a user's route, where it is known. */
  readonly name?: string
  /** It is surely there, and its destination is what it is said to be. */
  readonly certain: boolean
  /** Why it may not be there, or why its destination or next hop is not known. */
  readonly doubts: readonly Doubt[]
  /** Where it is written, or what brings it. */
  readonly spans: readonly Span[]
}

/** Why a route is not in force. `by`: the route that is so in its place. */
export type Beaten =
  | { readonly reason: 'same-prefix' | 'space-covers' | 'default-route' | 'system-preferred' | 'endpoint-policy'; readonly by: Route }
  /** The subnet's route table lets no routes of gateways in. */
  | { readonly reason: 'no-propagation'; readonly span: Span }

/** A route with what is known of its addresses, of one family. Several of them may be of one route: a service tag has many prefixes. */
export interface Candidate<T> {
  readonly route: Route
  /** Its prefix, where that is known. */
  readonly range?: Interval<T>
  /** Otherwise: addresses that it surely leads, and all that it may lead. */
  readonly must: AddressSet<T>
  readonly may: AddressSet<T>
  /** Bounds of the length of its prefix; the same number where it is known. */
  readonly shortest: number
  readonly longest: number
  /** Among equal prefixes the higher one counts. */
  readonly rank: number
  /** It counts wherever it leads, unless something better does. */
  readonly certain: boolean
}

/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#how-azure-selects-a-route, and of service tags: …#service-tags-for-user-defined-routes */
export const ranks = {
  platform: 100,
  user: 60,
  regionalTag: 50,
  tag: 40,
  regionalCloud: 30,
  cloud: 20,
  gateway: 10,
  'virtual-network': 5,
  peering: 4,
  'private-endpoint': 3,
  'service-endpoint': 3,
  reserved: 1,
  default: 1,
} as const

/** Routes that count even where those of gateways are more specific: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#how-azure-selects-a-route (note) */
export const isPreferred = ({ sort }: Route): boolean => sort === 'virtual-network' || sort === 'peering' || sort === 'service-endpoint'

/** Blocks that Azure drops until they are in use: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview#default */
export const takesReserved = ({ sort }: Route): boolean => sort === 'virtual-network' || sort === 'peering'

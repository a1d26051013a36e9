/** What is told of a packet's way: its hops, and how it ends. */
import type { Doubt } from '../eval/value.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { Span } from '../text/source.ts'
import type { FirewallDecider } from './firewall-lists.ts'
import type { Decider } from './flow.ts'
import type { NextHop, Route } from './route.ts'

export interface FilterHop {
  readonly kind: 'filter'
  readonly direction: 'inbound' | 'outbound'
  readonly subnet: Subnet
  readonly nic?: NetworkInterface
  /** In the order in which the groups are asked. */
  readonly chain: readonly Decider[]
}

export interface RouteHop {
  readonly kind: 'route'
  readonly subnet: Subnet
  readonly hop: NextHop
  /** Those by which it goes, or may go. */
  readonly routes: readonly Route[]
  /** Where it goes, in words. */
  readonly destination: string
}

export type Hop =
  | FilterHop
  | RouteHop
  | { readonly kind: 'peering'; readonly from: VirtualNetwork; readonly to: VirtualNetwork; readonly spans: readonly Span[] }
  | {
      readonly kind: 'firewall'
      readonly firewall: Firewall
      readonly decider: FirewallDecider
      /** Whoever receives it sees an address of the firewall. */
      readonly translatesSource: boolean
    }
  /** A machine that passes packets on; what it lets through, nobody knows. */
  | { readonly kind: 'appliance'; readonly nic: NetworkInterface }
  /** One that somebody vouches for. */
  | { readonly kind: 'vouched'; readonly address: string; readonly span: Span }
  | { readonly kind: 'endpoint'; readonly endpoint: PrivateEndpoint }
  /** Comes in by a public address. */
  | { readonly kind: 'entry'; readonly by: string; readonly to: string; readonly span: Span }
  /** A balancer, or a service of its kind, gives it to a machine behind. */
  | { readonly kind: 'handed-on'; readonly by: string; readonly to: string; readonly translatesSource: boolean; readonly span: Span }

/** What keeps an answer in mind what it let through: replies have to come back by it. */
export interface Stateful {
  /** Equal for equal devices. */
  readonly id: string
  readonly hop: Hop
}

export type Arrival =
  | { readonly at: 'subnet'; readonly subnet: Subnet; readonly nic?: NetworkInterface }
  | { readonly at: 'internet' }
  | { readonly at: 'on-premises' }
  | { readonly at: 'service'; readonly service: string }
  | { readonly at: 'endpoint'; readonly endpoint: PrivateEndpoint }
  | { readonly at: 'platform' }

export type End =
  | { readonly fate: 'delivered'; readonly arrival: Arrival }
  /** `why`: one sentence without its end. The last hop tells what decided. */
  | { readonly fate: 'dropped'; readonly why: string; readonly code: DropCode; readonly span: Span }
  | { readonly fate: 'unknown'; readonly doubts: readonly Doubt[] }

/** What stops packets on a way, which is followed beyond it to tell what else would. */
export interface Blocker {
  readonly code: DropCode
  /** One sentence without its end. */
  readonly why: string
  readonly span: Span
}

export type DropCode =
  | 'filter'
  | 'firewall'
  | 'no-route'
  | 'no-subnet'
  | 'no-forwarding'
  | 'forwarded-traffic'
  | 'loop'
  | 'private-to-internet'
  | 'no-rule'
  | 'no-holder'
  | 'not-answering'
  | 'no-group'

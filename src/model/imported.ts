/** What an exported model says of networks of another root: plain data with places in its file. */
import type { AddressRange } from '../net/address.ts'
import type { Range } from '../net/ranges.ts'
import type { Span } from '../text/source.ts'

/** A value, or why it is not known. */
export type Said<T> = { readonly value: T; readonly span: Span } | { readonly unknown: readonly string[]; readonly span: Span }

export type ImportedTarget =
  | { readonly by: 'address'; readonly address: string; readonly span: Span }
  | { readonly by: 'id'; readonly id: string; readonly span: Span }
  | { readonly by: 'name'; readonly name: string; readonly resourceGroup?: string; readonly span: Span }
  | { readonly by: 'unknown'; readonly unknown: readonly string[]; readonly span: Span }

export type SaidPrefixes = Said<readonly Said<AddressRange>[]>

interface Placed {
  readonly address: string
  readonly name: Said<string>
  /** Why it may not be there. */
  readonly perhaps: readonly string[] | undefined
}

export interface ImportedNetwork extends Placed {
  readonly resourceGroup: Said<string>
  readonly location: Said<string>
  readonly prefixes: SaidPrefixes
  readonly open: boolean
  readonly subnets: readonly (Placed & {
    readonly prefixes: SaidPrefixes
    /** Addresses of what is attached; null: nothing is. */
    readonly networkSecurityGroup: Said<string | null>
    readonly routeTable: Said<string | null>
    readonly serviceEndpoints: Said<readonly string[]>
    readonly defaultOutbound: Said<boolean> | undefined
    /** What stops or turns packets in it and is not told; undefined: nothing is said of that. */
    readonly besides: readonly string[] | undefined
  })[]
  /** Subnets that it has and does not tell. */
  readonly moreSubnets: number
  readonly peerings: readonly {
    readonly address: string
    readonly perhaps: readonly string[] | undefined
    readonly to: ImportedTarget
    readonly whole: boolean
    readonly allowForwardedTraffic: Said<boolean>
    readonly allowGatewayTransit: Said<boolean>
    readonly useRemoteGateways: Said<boolean>
  }[]
  readonly gateways: readonly (Placed & {
    readonly type: Said<'vpn' | 'express-route'>
    readonly bgp: Said<boolean>
    readonly connections: readonly {
      readonly address: string
      readonly type: Said<'site' | 'circuit' | 'network'>
      readonly bgp: Said<boolean>
      readonly site: Said<{ readonly address: string; readonly prefixes: SaidPrefixes } | null>
    }[]
    readonly clients: SaidPrefixes
  })[]
  readonly privateEndpoints: readonly {
    readonly address: string
    readonly subnet: string
    readonly addresses: readonly Said<AddressRange>[]
  }[]
  /** Why it may have more than it tells. */
  readonly more: readonly string[]
  readonly span: Span
}

export interface ImportedTable extends Placed {
  readonly routes: readonly {
    readonly name: Said<string>
    readonly destination: Said<string>
    readonly nextHop: Said<string>
    readonly address: Said<AddressRange> | undefined
    readonly perhaps: readonly string[] | undefined
  }[]
  readonly more: readonly string[] | undefined
  readonly propagation: Said<boolean>
  readonly span: Span
}

type SaidEnds = Said<readonly Said<string>[]>
type SaidPorts = Said<readonly Range[]>

export interface ImportedRule {
  readonly name: Said<string>
  readonly perhaps: readonly string[] | undefined
  readonly priority: Said<number>
  readonly direction: Said<'inbound' | 'outbound'>
  readonly access: Said<'allow' | 'deny'>
  readonly protocol: Said<'tcp' | 'udp' | 'icmp' | 'esp' | 'ah' | 'any'>
  readonly sourcePorts: SaidPorts
  readonly destinationPorts: SaidPorts
  readonly source: SaidEnds
  readonly destination: SaidEnds
  readonly span: Span
}

export interface ImportedGroup extends Placed {
  readonly rules: readonly ImportedRule[]
  readonly more: readonly string[]
  readonly span: Span
}

export interface ImportedFirewall extends Placed {
  /** Address of its subnet. */
  readonly subnet: Said<string> | undefined
  readonly privateAddress: Said<AddressRange>
  readonly span: Span
}

export interface ImportedModel {
  readonly path: string
  readonly roots: readonly {
    readonly root: string
    readonly networks: readonly ImportedNetwork[]
    readonly firewalls: readonly ImportedFirewall[]
    readonly tables: readonly ImportedTable[]
    readonly groups: readonly ImportedGroup[]
    readonly unread: readonly string[]
  }[]
}

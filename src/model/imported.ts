/** What an exported model says of networks of another root: plain data with places in its file. */
import type { AddressRange } from '../net/address.ts'
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
  readonly subnets: readonly (Placed & { readonly prefixes: SaidPrefixes })[]
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

export interface ImportedModel {
  readonly path: string
  readonly roots: readonly {
    readonly root: string
    readonly networks: readonly ImportedNetwork[]
    readonly unread: readonly string[]
  }[]
}

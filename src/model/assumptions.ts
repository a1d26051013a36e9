/** What the code cannot say and a person vouches for: plain data, each statement with its place, so that what leans on it can name it. */
import type { AddressRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import type { ImportedModel } from './imported.ts'

export type Cloud = 'public' | 'government' | 'china'

export interface Assumed<T> {
  readonly value: T
  readonly span: Span
}

/** A DNS server that the code only names by its address. */
export interface AssumedDnsServer {
  /** One address. */
  readonly address: AddressRange
  /** Where its questions come from: 168.63.129.16 answers inside Azure alone. */
  readonly place?: 'azure' | 'on-premises'
  /** Lower-case domain without final dot (`.` for every name) → server asked for it. A domain that none of them covers: not known. */
  readonly forwards: ReadonlyMap<string, Assumed<AddressRange>>
  readonly span: Span
}

export interface AssumedRule {
  /** Prefix, service tag or host name, as written. */
  readonly to: string
  /** Empty: every port. */
  readonly ports: readonly { readonly first: number; readonly last: number }[]
  readonly span: Span
}

/** An appliance that the code does not declare, or not whole. */
export interface AssumedFirewall {
  readonly address: AddressRange
  readonly dnsProxy?: Assumed<boolean>
  /** Absent: nothing is said. Present: it lets these through, and nothing is said of the rest. */
  readonly allows?: readonly AssumedRule[]
  readonly span: Span
}

/** A virtual network that the code refers to and does not declare. */
export interface AssumedNetwork {
  /** By which the code may refer to it. */
  readonly name: string
  readonly id?: string
  readonly prefixes: readonly Assumed<AddressRange>[]
  /** Names or ids; absent: not known. */
  readonly peeredWith?: readonly Assumed<string>[]
  readonly span: Span
}

export interface AssumedModel {
  /** Of its file. */
  readonly path: string
  /** That its resources are in. */
  readonly subscription?: string
  readonly span: Span
  /** What it says, once it is read. */
  readonly model?: ImportedModel
}

export interface Assumptions {
  readonly onPremises?: {
    /** Absent: not known. */
    readonly prefixes?: readonly Assumed<AddressRange>[]
    /** What gateways learn by BGP; absent: not known; empty: nothing. */
    readonly advertises?: { readonly prefixes: readonly Assumed<AddressRange>[]; readonly span: Span }
    readonly span: Span
  }
  /** On-premises ones among them. */
  readonly dnsServers: readonly AssumedDnsServer[]
  readonly firewalls: readonly AssumedFirewall[]
  readonly virtualNetworks: readonly AssumedNetwork[]
  /** Models that other repositories exported. */
  readonly models?: readonly AssumedModel[]
  /** Which the code deploys to. */
  readonly subscription?: Assumed<string>
  readonly cloud?: Assumed<Cloud>
  /** Whether a default route to an appliance or a gateway makes `VirtualNetwork` hold every address; absent: as users report, it does. */
  readonly virtualNetworkIncludesDefaultRoute?: Assumed<boolean>
}

export const noAssumptions: Assumptions = { dnsServers: [], firewalls: [], virtualNetworks: [] }

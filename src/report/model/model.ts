/** The network of a root as plain data, for programs and pictures: its form is stable, and published as a JSON Schema. */

/** What is not known says why. */
export type Told<T> = T | { readonly unknown: readonly string[] }

/** A prefix, or a set of addresses whose prefix is not known. */
export type ToldPrefix = Told<string>

export interface ToldHop {
  readonly kind:
    | 'internet'
    | 'virtual-appliance'
    | 'virtual-network-gateway'
    | 'virtual-network'
    | 'vnet-peering'
    | 'service-endpoint'
    | 'private-endpoint'
    | 'platform'
    | 'none'
    | 'unknown'
  /** Of an appliance. */
  readonly address?: ToldPrefix
}

interface Placed {
  /** Of the declaration: `azurerm_virtual_network.hub`. */
  readonly address: string
  /** `file:line`. */
  readonly line: string
  readonly name: Told<string>
  /** It may not be there, for these reasons; absent: it surely is. */
  readonly perhaps?: readonly string[]
}

export interface ToldSubnet extends Placed {
  readonly prefixes: Told<readonly ToldPrefix[]>
  /** Addresses of what is attached; null: nothing is. */
  readonly networkSecurityGroup: Told<string | null>
  readonly routeTable: Told<string | null>
  readonly serviceEndpoints: Told<readonly string[]>
  /** It has a way to Internet though nothing gives it one; absent: not said. */
  readonly defaultOutbound?: Told<boolean>
  /** What stops or turns packets in it, beside its group, and is not told here: interfaces with groups of their own, load balancers. */
  readonly besides: readonly string[]
  /** Where 0.0.0.0/0 leads: one hop where that is known, else each that is possible, and what it depends on. */
  readonly defaultRoute: { readonly hops: readonly ToldHop[]; readonly dependsOn: readonly string[] }
}

/** Whom a reference means: something of this root, or whatever the code says of it. */
export type ToldTarget =
  | { readonly address: string }
  | { readonly id: string }
  | { readonly name: string; readonly resourceGroup?: string }
  | { readonly unknown: readonly string[] }

export interface ToldPeering extends Omit<Placed, 'name'> {
  readonly to: ToldTarget
  /** Both sides surely are there and let all of the other in. */
  readonly connected: boolean
  /** As far as its own side says it, all of the other is let in. */
  readonly whole: boolean
  readonly allowForwardedTraffic: Told<boolean>
  readonly allowGatewayTransit: Told<boolean>
  readonly useRemoteGateways: Told<boolean>
}

export interface ToldGateway extends Placed {
  readonly type: Told<'vpn' | 'express-route'>
  readonly bgp: Told<boolean>
  readonly connections: readonly {
    readonly address: string
    readonly type: Told<'site' | 'circuit' | 'network'>
    readonly bgp: Told<boolean>
    /** What it was told is there; null: it leads to no site. */
    readonly site: Told<{ readonly address: string; readonly prefixes: Told<readonly ToldPrefix[]> } | null>
  }[]
  readonly clients: Told<readonly ToldPrefix[]>
}

export interface ToldNetwork extends Placed {
  readonly resourceGroup: Told<string>
  readonly location: Told<string>
  readonly prefixes: Told<readonly ToldPrefix[]>
  /** Only referred to: what is not said here is not known. */
  readonly open: boolean
  readonly subnets: readonly ToldSubnet[]
  /** How many more there are, where not all are told. */
  readonly moreSubnets?: number
  readonly peerings: readonly ToldPeering[]
  readonly gateways: readonly ToldGateway[]
  readonly privateEndpoints: readonly { readonly address: string; readonly subnet: string; readonly addresses: readonly ToldPrefix[] }[]
  /** Why there may be more routes, gateways or endpoints than are said here; empty: there are none. */
  readonly more: readonly string[]
}

export interface ToldFirewall extends Placed {
  /** The virtual network it is in, where that is known. */
  readonly virtualNetwork: Told<string>
  /** Address of its subnet. */
  readonly subnet: Told<string>
  readonly privateAddress: ToldPrefix
}

export interface ToldRouteTable extends Placed {
  readonly routes: readonly {
    readonly name: Told<string>
    readonly destination: Told<string>
    readonly nextHop: Told<string>
    readonly address?: ToldPrefix
    readonly line: string
    /** It may not be there, for these reasons. */
    readonly perhaps?: readonly string[]
  }[]
  /** Why it may have more; empty: it has not. */
  readonly more: readonly string[]
  readonly propagation: Told<boolean>
}

export interface ToldRule {
  readonly name: Told<string>
  readonly line: string
  readonly perhaps?: readonly string[]
  readonly priority: Told<number>
  readonly direction: Told<'inbound' | 'outbound'>
  readonly access: Told<'allow' | 'deny'>
  readonly protocol: Told<'tcp' | 'udp' | 'icmp' | 'esp' | 'ah' | 'any'>
  readonly sourcePorts: Told<readonly string[]>
  readonly destinationPorts: Told<readonly string[]>
  /** Prefixes, service tags and `*`; members of application security groups are not told. */
  readonly source: Told<readonly ToldPrefix[]>
  readonly destination: Told<readonly ToldPrefix[]>
}

export interface ToldGroup extends Placed {
  readonly rules: readonly ToldRule[]
  /** Why it may have more; empty: it has not. */
  readonly more: readonly string[]
}

export interface ModelRoot {
  readonly root: string
  readonly virtualNetworks: readonly ToldNetwork[]
  /** Subnets of virtual networks that are not known, or not here. */
  readonly otherSubnets: readonly ToldSubnet[]
  readonly firewalls: readonly ToldFirewall[]
  readonly routeTables: readonly ToldRouteTable[]
  readonly networkSecurityGroups: readonly ToldGroup[]
  /** Assumptions that it leans on: sentences. */
  readonly assumed: readonly string[]
  /** Code that could not be read, and may declare more. */
  readonly unread: readonly string[]
}

export const isUnknown = (told: unknown): told is { readonly unknown: readonly string[] } =>
  typeof told === 'object' && told !== null && 'unknown' in told

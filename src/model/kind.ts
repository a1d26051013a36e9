/** What a resource kind must provide: readers for each spelling, fields for conditions, points where it can be judged. */
import type { Presence } from '../eval/declared.ts'
import type { Doubt, ObjectValue, Origin, Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import type { Entity, Fact, Link, Pointer } from './entity.ts'

/** One resource or data source in azurerm's spelling. */
export interface Resource {
  readonly address: string
  readonly body: ObjectValue
  readonly presence: Presence
  readonly span: Span
  /** The header: origin of what is not written. */
  readonly origin: Origin
  /** Where it is deployed to, as far as its provider says it; names in it are those of that subscription. */
  readonly subscription?: Fact<string> | undefined
  /** A data source: what is not written is unknown, not absent. */
  readonly open: boolean
}

/** One resource in Azure Resource Manager's spelling, wherever it is written: with a type of its own or inside its parent. */
export interface ArmResource {
  readonly address: string
  readonly name: Fact<string>
  /** Of a top-level resource: its resource group. Of a child: not known here, the parent says it. */
  readonly resourceGroup: Fact<string>
  /** The parent resource of a child type. */
  readonly parent: Pointer
  readonly location: Value | undefined
  /** `sku`, `zones` and other members beside `properties`. */
  readonly body: Value | undefined
  readonly properties: Value | undefined
  readonly presence: Presence
  readonly span: Span
  readonly origin: Origin
  readonly open: boolean
}

/** An NSG set on a subnet or network interface by a resource of its own, or by a change to it. */
export interface NsgAttachment {
  readonly kind: 'nsg-attachment'
  readonly address: string
  readonly of: Pointer
  readonly ofKind: 'subnet' | 'network-interface'
  readonly nsg: Pointer
  readonly presence: Presence
  readonly span: Span
}

/** A member of an application security group; without `nic` a member whose kind is not modelled, known by its address. */
export interface GroupMembership {
  readonly kind: 'group-membership'
  readonly address: string
  readonly nic?: Pointer
  readonly group: Pointer
  readonly presence: Presence
  readonly span: Span
}

/** Something that may put more than its virtual network's space into `VirtualNetwork`. With no pointer at all it may concern every virtual network. */
export interface Extension {
  readonly kind: 'extension'
  readonly address: string
  /** What it is that comes by it; absent: its address says it. */
  readonly what?: string
  readonly virtualNetworks: readonly Pointer[]
  readonly subnets: readonly Pointer[]
  /** What is in one of the subnets concerns every subnet of its virtual network. */
  readonly wholeNetwork?: true
  /** A gateway that is modelled: what it brings is told with the routes. */
  readonly gateway?: true
  readonly peering?: Peering
  /** What it does to routes is modelled by a kind; without it, it may bring any route. */
  readonly routed?: true
  readonly span: Span
}

/** A peering as its own side says it; the other side says as much in a peering of its own. */
export interface Peering {
  readonly own: Pointer
  readonly remote: Pointer
  readonly presence: Presence
  /** All of the other side's space is surely let in. */
  readonly whole: boolean
  /** Why not, where it is not. */
  readonly narrowed?: readonly Doubt[]
  readonly switches: {
    readonly allowAccess: Fact<boolean>
    readonly allowForwardedTraffic: Fact<boolean>
    readonly allowGatewayTransit: Fact<boolean>
    readonly useRemoteGateways: Fact<boolean>
  }
  readonly address: string
  readonly span: Span
}

/** A route table or NAT gateway put on a subnet by a resource of its own, or by a change to it. */
export interface RoutingAttachment {
  readonly kind: 'routing-attachment'
  readonly address: string
  readonly subnet: Pointer
  readonly targetKind: 'route-table' | 'nat-gateway'
  readonly target: Pointer
  readonly presence: Presence
  readonly span: Span
}

/** A parent that may have further inline children, of which nothing is known. */
export interface MoreChildren {
  readonly kind: 'more-children'
  readonly of: string
  readonly doubts: readonly Doubt[]
}

/** A resource that changes parts of another in ways that are not followed. */
export interface Override {
  readonly kind: 'override'
  readonly address: string
  readonly target: Pointer
  readonly targetKind: string
  /** It changes nothing but where packets go. */
  readonly routesOnly?: true
  readonly span: Span
}

/** Another name of whatever the pointer means. */
export interface Alias {
  readonly kind: 'alias'
  readonly address: string
  readonly target: Pointer
  readonly targetKind: string
}

/** What readers hand over beside entities. */
export type Join = NsgAttachment | RoutingAttachment | GroupMembership | Extension | MoreChildren | Override | Alias

export type FieldType = 'string' | 'int' | 'bool' | 'list<string>'

/** A property as policies name it in conditions. */
export interface Field<E extends Entity, N> {
  readonly name: string
  readonly type: FieldType
  readonly about: string
  readonly read: (entity: E, network: N) => Fact<string | number | boolean | readonly string[]>
}

/**
 * A place at which an entity can be judged. `subnet` may have several options: each is possible, and the answer must take all of them into account.
 * `presence` uncertain: the entity may not be there at all (an attachment that is not sure).
 */
export interface Spot<S extends Entity, N extends Entity = never> {
  /** Tells the spots of one entity apart; stable: `westeurope`, `azurerm_subnet.apim`. Empty where there is but one. */
  readonly label: string
  /** What the place is to the entity, where it has places of several sorts: `source`, `target`. */
  readonly role?: string
  readonly subnet: Link<S>
  readonly nic?: N
  /** Azure's name of the region without spaces, lower case. */
  readonly region: Fact<string>
  readonly presence: Presence
  /** Where the entity is put there. */
  readonly span: Span
}

export interface Spots<S extends Entity, N extends Entity = never> {
  readonly spots: readonly Spot<S, N>[]
  /** Not empty: there may be further ones. */
  readonly more: readonly Doubt[]
  /** The role that these would have. */
  readonly moreRole?: string
}

/** `P` is everything its readers give, `N` what its fields and points ask of the network. Types are compared without case. */
export interface KindDefinition<E extends Entity, P extends { readonly kind: string }, N> {
  readonly kind: E['kind']
  readonly azurerm: Readonly<Record<string, (resource: Resource, sink: Sink) => readonly P[]>>
  /** Types of kinds that are not modelled, read for what they say about this one. */
  readonly besides?: Readonly<Record<string, (resource: Resource, sink: Sink) => readonly P[]>>
  readonly arm: Readonly<Record<string, (resource: ArmResource, sink: Sink) => readonly P[]>>
  readonly fields: readonly Field<E, N>[]
  readonly points?: (entity: E, network: N) => Spots<Entity, Entity>
  /** Followed once for each entity, so that what is wrong with them is told. */
  readonly pointers?: (entity: E) => readonly { readonly pointer: Pointer; readonly kind: string }[]
}

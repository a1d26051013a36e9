/** What the network model is made of: entities, and facts about them that are known or say why not. */
import type { Presence } from '../eval/declared.ts'
import type { Doubt, Origin } from '../eval/value.ts'
import type { AddressRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'

/** One piece of a half-known text. Equal identities are equal texts; a piece without identity may be anything, the empty text too. */
export type TextPiece = string | { readonly identity?: string }

/** One property of an entity. `origin` is where it is written (for an absent attribute: the header of its resource). */
export type Fact<T> =
  | {
      readonly known: true
      readonly value: T
      readonly origin: Origin
      /** Never to be told. */
      readonly sensitive?: true
    }
  | {
      readonly known: false
      readonly doubts: readonly Doubt[]
      readonly origin: Origin
      readonly among?: readonly T[]
      /** Of texts: what is known of them all the same, so that two of them can be told equal or apart. */
      readonly pieces?: readonly TextPiece[]
    }

export const known = <T>(value: T, origin: Origin): Fact<T> => ({ known: true, value, origin })
export const notKnown = <T>(doubts: readonly Doubt[], origin: Origin, among?: readonly T[]): Fact<T> =>
  among === undefined ? { known: false, doubts, origin } : { known: false, doubts, origin, among }

/** What every entity has. `id` is unique in the network and stable: the address of its declaration (`azurerm_subnet.apim`), with the parent's and its name for inline children. */
export interface Entity {
  readonly kind: string
  readonly id: string
  readonly name: Fact<string>
  readonly presence: Presence
  readonly span: Span
  /** Declared by this run (closed world), or only referred to (open: whatever is not stated about it is unknown). */
  readonly open: boolean
  /** Of another root, as its exported model tells it: known, and not judged here. */
  readonly foreign?: true
  /** Where the code says it; without it the provider's own. Of a child its parent says it. */
  readonly subscription?: Fact<string>
}

/** How one entity points to another before linking: whatever the code says about whom it means. Never joined by guess. */
export type Pointer =
  /** By reference: the address of a declared resource, or of a data source. `child` names a child of it (a subnet inside a virtual network) when known; `inline` instead says that one of its inline children is meant, or of all its children. */
  | {
      readonly by: 'address'
      readonly address: string
      readonly child?: Fact<string>
      readonly inline?: true | 'or-separate'
      readonly origin: Origin
    }
  /** By full ARM id text. */
  | { readonly by: 'id'; readonly id: string; readonly origin: Origin }
  /** By name within a parent or a resource group: `virtual_network_name = "hub"`. The parts that say which are pointers or facts of their own. */
  | {
      readonly by: 'name'
      readonly name: Fact<string>
      readonly resourceGroup?: Fact<string>
      readonly parent?: Pointer
      /** Said by an id only; without it the names are those of the provider's own subscription. */
      readonly subscription?: Fact<string>
      /** Said by an id only, in lower case: `microsoft.network/virtualnetworks`, without the provider where that is not known. */
      readonly type?: string
      readonly origin: Origin
    }
  /** Not said at all: null, or the attribute is absent. */
  | { readonly by: 'nothing'; readonly origin: Origin }
  /** Something that is not known. `identity` is equal for equal values. `among`: the few things it can be. */
  | {
      readonly by: 'unknown'
      readonly doubts: readonly Doubt[]
      readonly identity?: string
      readonly among?: readonly Pointer[]
      /** It is surely something: the attribute cannot be null. */
      readonly required?: true
      readonly origin: Origin
    }

/** What a pointer came to. Several options when it cannot be decided: each is possible, none is preferred. */
export interface Link<E extends Entity> {
  readonly options: readonly LinkOption<E>[]
  readonly origin: Origin
  /** Why there is more than one option, or why the only one is `external`. */
  readonly doubts: readonly Doubt[]
}

export type LinkOption<E extends Entity> =
  | { readonly to: 'entity'; readonly entity: E }
  /** Surely nothing. */
  | { readonly to: 'none' }
  /** Something this run does not declare: everything about it is unknown. `identity` is equal for equal things. */
  | { readonly to: 'external'; readonly identity: string }

/** One part of an address list: addresses, or something whose addresses are not known but whose identity is. */
export type AddressTerm =
  | { readonly kind: 'range'; readonly range: AddressRange; readonly origin: Origin }
  /** Equal identities are equal address sets: an input, an attribute of a resource that is known only later. */
  | { readonly kind: 'atom'; readonly identity: string; readonly doubts: readonly Doubt[]; readonly origin: Origin }

/** What a security rule's source or destination is made of. */
export type Endpoint =
  | AddressTerm
  /** `*`, `Any`, `0.0.0.0/0` (the latter for IPv4 only, then it is a range). */
  | { readonly kind: 'any'; readonly origin: Origin }
  /** A service tag as written (`Storage.WestEurope`, `VirtualNetwork`); spelling normalised to Azure's, `known: false` where no such tag is known. */
  | { readonly kind: 'tag'; readonly tag: string; readonly known: boolean; readonly origin: Origin }
  /** An application security group. */
  | { readonly kind: 'group'; readonly group: Pointer; readonly origin: Origin }

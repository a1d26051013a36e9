/** The one Azure network: entities, and how they hang together. */
import type { Declared } from '../eval/declared.ts'
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Entity, Link, Pointer } from './entity.ts'
import type { ApiManagement } from './kinds/api-management.ts'
import type { ApplicationSecurityGroup } from './kinds/application-security-group.ts'
import type { NetworkInterface } from './kinds/network-interface.ts'
import type { Nsg, SecurityRule } from './kinds/nsg.ts'
import type { PublicIp } from './kinds/public-ip.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'

export type AnyEntity = VirtualNetwork | Subnet | Nsg | ApplicationSecurityGroup | NetworkInterface | PublicIp | ApiManagement
export type Kind = AnyEntity['kind']
export type EntityOf<K extends Kind> = Extract<AnyEntity, { readonly kind: K }>

export interface Network {
  readonly entities: ReadonlyMap<string, AnyEntity>
  ofKind<K extends Kind>(kind: K): readonly EntityOf<K>[]
  /** Whom a pointer means. Always the same answer for the same pointer. */
  link<K extends Kind>(pointer: Pointer, kind: K): Link<EntityOf<K>>
  /** The NSG of a subnet or network interface, from its own block and from associations. */
  nsgOf(of: Subnet | NetworkInterface): Link<Nsg>
  /** Inline and separate rules; `more` not empty: there may be others. Rules that may belong to the group are there with an uncertain presence. */
  rulesOf(nsg: Nsg): { readonly rules: readonly SecurityRule[]; readonly more: readonly Doubt[] }
  /** Network interfaces that have, or may have, an IP configuration in the subnet. */
  interfacesIn(subnet: Subnet): readonly { readonly nic: NetworkInterface; readonly certain: boolean }[]
  /** Addresses of the members of a group as far as they are known: `must` surely, `may` beyond that (an atom where not even that is known). */
  membersOf(group: ApplicationSecurityGroup): {
    readonly must: readonly AddressTerm[]
    readonly may: readonly AddressTerm[]
    readonly doubts: readonly Doubt[]
  }
  /** What may put more than its VNet's own space into a subnet's `VirtualNetwork` tag: peerings, gateways, Virtual WAN connections, route tables. Empty: surely nothing in this run. */
  extendsVirtualNetwork(subnet: Subnet): readonly Doubt[]
  /** Declared resources of types that are not modelled, by type. */
  readonly notModelled: ReadonlyMap<string, readonly Declared[]>
}

export type { Entity }

/** Subnets, inside their virtual network's block and as resources of their own. */
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'

export interface Subnet extends Entity {
  readonly kind: 'subnet'
  readonly virtualNetwork: Pointer
  readonly prefixes: Fact<readonly AddressTerm[]>
  /** As written in the subnet itself; associations come by the network: ask `Network.nsgOf`. */
  readonly inlineNsg: Pointer
  /** Service names: `Microsoft.Web/serverFarms`. */
  readonly delegations: Fact<readonly string[]>
  readonly serviceEndpoints: Fact<readonly string[]>
}

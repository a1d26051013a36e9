/** Virtual networks. */
import type { AddressTerm, Entity, Fact } from '../entity.ts'

export interface VirtualNetwork extends Entity {
  readonly kind: 'virtual-network'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly addressSpace: Fact<readonly AddressTerm[]>
}

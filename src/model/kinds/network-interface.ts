/** Network interfaces with their addresses, subnets and groups. */
import type { Doubt } from '../../eval/value.ts'
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'

export interface NetworkInterface extends Entity {
  readonly kind: 'network-interface'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly ipConfigurations: readonly { readonly subnet: Pointer; readonly privateAddress: Fact<AddressTerm>; readonly publicIp: Pointer }[]
  /** Not empty: there may be further IP configurations. */
  readonly moreIpConfigurations: readonly Doubt[]
  readonly inlineNsg: Pointer
  readonly inlineGroups: readonly Pointer[]
}

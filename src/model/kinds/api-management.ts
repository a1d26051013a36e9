/** API Management services: tier, virtual network mode, and a subnet for each location. */
import type { Doubt } from '../../eval/value.ts'
import type { Entity, Fact, Pointer } from '../entity.ts'

export type Tier = 'consumption' | 'developer' | 'basic' | 'standard' | 'premium' | 'isolated' | 'basicv2' | 'standardv2' | 'premiumv2'

export interface ApiManagement extends Entity {
  readonly kind: 'api-management'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly tier: Fact<Tier>
  readonly units: Fact<number>
  readonly mode: Fact<'none' | 'external' | 'internal'>
  /** The primary location first. A location without a subnet has `by: 'nothing'`. */
  readonly locations: readonly { readonly location: Fact<string>; readonly subnet: Pointer; readonly primary: boolean }[]
  /** Not empty: there may be further locations. */
  readonly moreLocations: readonly Doubt[]
}

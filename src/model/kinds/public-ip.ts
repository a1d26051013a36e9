/** Public IP addresses. */
import type { Entity, Fact } from '../entity.ts'

export interface PublicIp extends Entity {
  readonly kind: 'public-ip'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly sku: Fact<'basic' | 'standard'>
  readonly allocation: Fact<'static' | 'dynamic'>
}

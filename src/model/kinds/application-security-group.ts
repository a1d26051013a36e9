/** Application security groups. */
import type { Entity, Fact } from '../entity.ts'

export interface ApplicationSecurityGroup extends Entity {
  readonly kind: 'application-security-group'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
}

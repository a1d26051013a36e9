/** Network security groups and their rules, inline and separate. */
import type { Presence } from '../../eval/declared.ts'
import type { Doubt } from '../../eval/value.ts'
import type { Range } from '../../net/ranges.ts'
import type { Span } from '../../text/source.ts'
import type { Endpoint, Entity, Fact } from '../entity.ts'

export type Protocol = 'tcp' | 'udp' | 'icmp' | 'esp' | 'ah'

export interface SecurityRule {
  readonly name: Fact<string>
  /** 100–4096, unique for each direction, lower first: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview */
  readonly priority: Fact<number>
  readonly direction: Fact<'inbound' | 'outbound'>
  readonly access: Fact<'allow' | 'deny'>
  readonly protocol: Fact<Protocol | 'any'>
  readonly source: Fact<readonly Endpoint[]>
  readonly destination: Fact<readonly Endpoint[]>
  /** Empty list: no port at all (a mistake in the code); `*` is 0–65535. */
  readonly sourcePorts: Fact<readonly Range[]>
  readonly destinationPorts: Fact<readonly Range[]>
  readonly presence: Presence
  /** The rule's block or resource header. */
  readonly span: Span
}

export interface Nsg extends Entity {
  readonly kind: 'nsg'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Written inside the group. Separate rules come by the network: ask `Network.rulesOf`. */
  readonly inlineRules: readonly SecurityRule[]
  /** Not empty: there may be further rules, of which nothing is known. */
  readonly moreRules: readonly Doubt[]
}

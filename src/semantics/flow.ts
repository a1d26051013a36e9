/** Questions about packets and their answers: what policies ask and what the world says. */
import type { Doubt } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { Nsg, Protocol, SecurityRule } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { AddressRange } from '../net/address.ts'
import type { Range } from '../net/ranges.ts'
import type { Span } from '../text/source.ts'
import type { DnsPath, HostName } from './dns-path.ts'
import type { Violation } from './violation.ts'

/** Where packets are filtered: a subnet, with the network interface where one is meant. */
export interface Point {
  readonly subnet: Subnet
  readonly nic?: NetworkInterface
  /** Region of the subject, for `Tag@region`. Azure's name without spaces, lower case: `westeurope`. */
  readonly region: Fact<string>
}

/** One part of a flow's source or destination, in the policy's terms. `Internet` here is every public address, whatever the subnet's tags contain. */
export type FlowTerm =
  | { readonly kind: 'range'; readonly range: AddressRange }
  /** A service tag; with `atRegion` the regional form of the point's region. */
  | { readonly kind: 'tag'; readonly tag: string; readonly atRegion: boolean }
  | { readonly kind: 'internet' }
  /** The point's subnet; its virtual network's address space; every address. */
  | { readonly kind: 'subnet' }
  | { readonly kind: 'virtual-network' }
  | { readonly kind: 'any' }
  | { readonly kind: 'atom'; readonly identity: string; readonly doubts: readonly Doubt[] }

export interface Flow {
  readonly direction: 'inbound' | 'outbound'
  readonly from: readonly FlowTerm[]
  readonly to: readonly FlowTerm[]
  readonly protocols: readonly Protocol[]
  readonly sourcePorts: readonly Range[]
  /** Destination ports; concern tcp and udp only. */
  readonly ports: readonly Range[]
}

/** `allow`: all packets pass. `deny`: none does. `some`: at least one does. */
export type Expectation = 'allow' | 'deny' | 'some'

/** `source` and `destination` as text (`198.51.100.7`); `sourceTag` and `destinationTag` name the service tag (or other set) the address was taken for, where no concrete address is known then the address is absent. */
export interface Packet {
  readonly protocol: Protocol
  readonly source?: string
  readonly sourceName?: string
  readonly destination?: string
  readonly destinationName?: string
  /** Absent for protocols without ports. */
  readonly sourcePort?: number
  readonly destinationPort?: number
}

/** What decided a packet at one group: a rule of the code, a default rule by name, or that there is no group. */
export type Decider =
  | {
      readonly kind: 'rule'
      readonly nsg: Nsg
      readonly at: 'subnet' | 'nic'
      readonly rule: SecurityRule
      readonly access: 'allow' | 'deny'
    }
  | {
      readonly kind: 'default-rule'
      readonly nsg: Nsg
      readonly at: 'subnet' | 'nic'
      readonly name: string
      readonly priority: number
      readonly access: 'allow' | 'deny'
    }
  | { readonly kind: 'no-group'; readonly at: 'subnet' | 'nic'; readonly access: 'allow' }
  /** A group that this run does not declare, or rules that are not known. */
  | { readonly kind: 'unknown'; readonly at: 'subnet' | 'nic'; readonly access: 'allow' | 'deny' }
  /** The platform's own traffic, which rules do not touch. */
  | { readonly kind: 'platform'; readonly access: 'allow' }

/** Part of a flow in words of sets: what a message says was denied. Lists are short; `more` counts what was cut. */
export interface Part {
  readonly protocols: readonly Protocol[]
  /** Names (`Internet`, `ApiManagement`, `subnet apim (10.0.2.0/24)`) or prefixes. */
  readonly source: string
  readonly destination: string
  readonly ports: readonly Range[]
}

export interface Verdict {
  readonly outcome: 'holds' | 'fails' | 'unsure'
  /** For `fails`: a packet that proves it (for a failed `some`: one of those all of which are denied). For `unsure`: one that may. */
  readonly packet?: Packet
  /** The violating part, widest first; at most a few. */
  readonly parts: readonly Part[]
  /** The chain that decides `packet`, in the order in which the groups are asked; the last one decides. */
  readonly decidedBy: readonly Decider[]
  /** What the answer depends on; empty unless `unsure`. */
  readonly doubts: readonly Doubt[]
  /** `holds` for `allow`: every decider that lets some of it pass, without repetition, so that one can tell what passes by default rules alone. */
  readonly passedBy: readonly Decider[]
  /** Service tags whose addresses would have to be known to settle an `unsure`. */
  readonly tagsInDoubt: readonly string[]
  /** Every packet that goes wrong; absent where nothing does, for `some`, and where it was too much to compute. */
  readonly violation?: Violation
  /** What the answer leans on beyond the code: snapshot used, assumptions, contested readings. Sentences. */
  readonly leansOn: readonly string[]
  /** Without what only users report of Azure the answer would be another: by itself it is no error. */
  readonly contested?: boolean
  /** What puts addresses of `packet` into `VirtualNetwork`, where the rule that decides means them by that. */
  readonly widenedBy?: readonly { readonly message: string; readonly span: Span }[]
}

/** Addresses of service tags at one time, where a snapshot was loaded. */
export interface TagSnapshot {
  readonly cloud: string
  readonly changeNumber: number
  /** Of the file, `2026-06-26`, or its name. */
  readonly date: string
  /** Lower-case tag name (`storage.westeurope`) → ranges. */
  readonly tags: ReadonlyMap<string, readonly AddressRange[]>
}

/** What becomes of one rule of a group, wherever the group filters. */
export interface RuleFate {
  readonly rule: SecurityRule
  /**
   * `live`: earlier rules surely leave some of its packets to it, if it matches any. `shadowed`: none is, whatever the unknowns are, since earlier rules match all that it matches.
   * `matches-nothing`: there is no packet that it could match.
   */
  readonly fate: 'live' | 'shadowed' | 'matches-nothing' | 'unsure'
  /** Shadowed: rules that decide its packets before it does. Few rules that cover it; at least one of the other access, where there is one. */
  readonly by: readonly SecurityRule[]
  /** Shadowed: some of these have, or may have, the other access. Unsure: some rules that may hide it have, or may have. */
  readonly contradicted: boolean
  /** Shadowed by a rule that matches exactly the same packets. */
  readonly equal: boolean
  /** Shadowed: one of its packets, and the rule that decides it instead. */
  readonly packet?: Packet
  readonly decidedBy: readonly Decider[]
  /** Rules that decide its packets the same way: without it nothing changes. All rules that have some can be taken away together. */
  readonly sameAs: readonly SecurityRule[]
  /** Why it is unsure. */
  readonly doubts: readonly Doubt[]
  readonly tagsInDoubt: readonly string[]
}

export interface World {
  /** Addresses of service tags that its answers go by. */
  readonly snapshot: TagSnapshot | undefined
  /** `except`: flows whose packets are taken out first. */
  judge(point: Point, flow: Flow, expectation: Expectation, except?: readonly Flow[]): Verdict
  /** The flow surely has no packet: a mistake in whoever asks. */
  isEmptyFlow(point: Point, flow: Flow, except?: readonly Flow[]): boolean
  /** What becomes of the rules of a group where it is attached; `elsewhere` not empty: perhaps somewhere else too. Attached to nothing: as it would be anywhere. */
  fatesIn(
    nsg: Nsg,
    attached: readonly { readonly point: Point; readonly certain: boolean }[],
    elsewhere: readonly Doubt[],
  ): readonly RuleFate[]
  /** Whether there is an NSG at the point's subnet. */
  attachedNsg(point: Point): { readonly answer: 'yes' | 'no' | 'unsure'; readonly doubts: readonly Doubt[]; readonly span: Span }
  /** Every way that a question for the name may take from the virtual network: of all at least one is taken, and each that is certain by some question. */
  resolve(network: VirtualNetwork, name: HostName): readonly DnsPath[]
}

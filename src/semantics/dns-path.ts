/** The way that a question for a name takes, step by step with its deciding line, and how it ends. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm, Fact } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { Span } from '../text/source.ts'

/** A name that is asked for: all of it known, or all but its first label. */
export interface HostName {
  /** Of a name that is not known whole: what follows its first label. Lower case, without the final dot. */
  readonly domain: string
  /** The first label, where it is not known. */
  readonly host?: Fact<string>
  /** Equal for equal names. */
  readonly key: string
  /** As messages call it. */
  readonly text: string
}

export type Via =
  | 'virtual-network'
  | 'azure-dns'
  | 'custom-server'
  | 'inbound-endpoint'
  | 'firewall-proxy'
  | 'assumed-server'
  | 'ruleset'
  | 'private-zone'
  | 'alias'
  | 'private-link'
  | 'fallback'
  | 'azure-provided-zone'
  | 'public'

export interface DnsStep {
  /** Id of the resource, address of the server, or what else answers or asks here. */
  readonly at: string
  readonly via: Via
  /** As a clause: `` `azurerm_virtual_network.spoke` asks 10.0.0.4 ``. */
  readonly text: string
  /** The name asked for here. */
  readonly name: string
  /** The line that decides it. */
  readonly span: Span
  /** Who is asked next, where that is a server. */
  readonly server?: AddressTerm
  /** Further lines that it takes: the link of a zone, the zone itself. */
  readonly besides?: readonly { readonly text: string; readonly span: Span }[]
}

export type DnsEnd =
  /** A private zone answers. `endpoint`: with the addresses of a private endpoint. */
  | { readonly kind: 'private'; readonly addresses: readonly AddressTerm[]; readonly endpoint?: PrivateEndpoint }
  /** A server of which nothing is known is asked by a rule. */
  | { readonly kind: 'forwarded'; readonly server: AddressTerm; readonly say?: string }
  /** Public DNS answers, whatever it holds. `azure`: by way of Azure's own resolvers. */
  | { readonly kind: 'public'; readonly through: 'azure' | 'elsewhere' }
  | { readonly kind: 'no-answer'; readonly why: 'no-such-name' | 'no-address' | 'nobody-listens' | 'only-inside-azure' | 'unreachable' }
  /** `from`: the step at which it begins. */
  | { readonly kind: 'loop'; readonly from: number }
  /** `say`: the line of assumptions that would settle it. */
  | { readonly kind: 'unknown'; readonly doubts: readonly Doubt[]; readonly say?: string }

export interface DnsPath {
  readonly name: string
  readonly steps: readonly DnsStep[]
  readonly end: DnsEnd
  /** Some questions surely take it; otherwise it depends on `doubts`. Of all paths together, one is taken at least. */
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
  /** What somebody vouches for that it leans on, as sentences with their places. */
  readonly leansOn: readonly { readonly text: string; readonly span: Span }[]
}

/** A path that is being followed. */
export interface Walk {
  readonly steps: readonly DnsStep[]
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
  readonly leansOn: DnsPath['leansOn']
  /** Keys of the questions that were asked on the way, with the step that each began at. */
  readonly asked: ReadonlyMap<string, number>
}

/** What readers hand over beside entities about names: DNS servers, links, records, zone groups and forwarding rules, each pointing at what it is about. */
import type { Presence } from '../eval/declared.ts'
import type { Doubt, Origin, Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import type { Span } from '../text/source.ts'
import type { AddressTerm, Fact, Pointer } from './entity.ts'
import { anything, eachAlternative, mapPossible, only, type Possible, possibleFact, product } from './possible.ts'
import { type Owner, readAddress } from './read-address.ts'
import type { Admitted, Firewall } from './read-service-firewall.ts'
import { isAbsent } from './read-value.ts'

interface NameJoin {
  readonly address: string
  readonly presence: Presence
  readonly span: Span
}

/** DNS servers of a virtual network; empty: those of Azure. */
export interface DnsServers extends NameJoin {
  readonly kind: 'dns-servers'
  readonly of: Pointer
  readonly servers: Fact<readonly AddressTerm[]>
  /** Said by a resource of its own. */
  readonly separate: boolean
}

export interface DnsRecord extends NameJoin {
  readonly kind: 'dns-record'
  readonly zone: Pointer
  /** Below the zone: `www`, `@` for the zone itself, `*` for whatever has no record. */
  readonly name: Fact<string>
  /** `other`: there is the name, and no address. */
  readonly type: 'address' | 'alias' | 'other'
  readonly addresses: Fact<readonly AddressTerm[]>
  readonly alias?: Fact<string>
}

export interface ZoneLink extends NameJoin {
  readonly kind: 'zone-link'
  readonly zone: Pointer
  readonly network: Pointer
  readonly registration: Fact<boolean>
  /** What the zone does not have is asked of public DNS. */
  readonly fallback: Fact<boolean>
}

/** Zones into which the records of a private endpoint are put. */
export interface ZoneGroup extends NameJoin {
  readonly kind: 'zone-group'
  readonly endpoint: Pointer
  readonly zones: readonly Pointer[]
  readonly more: readonly Doubt[]
}

export interface ForwardingRule extends NameJoin {
  readonly kind: 'forwarding-rule'
  readonly ruleset: Pointer
  readonly name: Fact<string>
  readonly domain: Fact<string>
  readonly enabled: Fact<boolean>
  readonly targets: readonly { readonly address: AddressTerm; readonly span: Span }[]
  readonly moreTargets: readonly Doubt[]
}

export interface RulesetLink extends NameJoin {
  readonly kind: 'ruleset-link'
  readonly ruleset: Pointer
  readonly network: Pointer
}

/** An app put into a subnet for what it sends, by a resource of its own. */
export interface AppIntegration extends NameJoin {
  readonly kind: 'app-integration'
  readonly app: Pointer
  readonly subnet: Pointer
}

/** Whether all that an app sends goes by its subnet, said by a resource of its own. */
export interface AppRouting extends NameJoin {
  readonly kind: 'app-routing'
  readonly app: Pointer
  readonly routeAll: Fact<boolean>
}

/** Something of the firewall of a service, said by a resource of its own. */
export interface ServiceRules extends NameJoin {
  readonly kind: 'service-rules'
  readonly of: Pointer
  /** Azure's types that it may belong to, lower case. */
  readonly types: readonly string[]
  readonly says:
    | ({ readonly what: 'firewall' } & Firewall & { readonly publicAccess?: Fact<boolean> })
    | { readonly what: 'range'; readonly admitted: Admitted }
    | { readonly what: 'unread' }
}

export type NamingJoin =
  | DnsServers
  | DnsRecord
  | ZoneLink
  | ZoneGroup
  | ForwardingRule
  | RulesetLink
  | AppIntegration
  | AppRouting
  | ServiceRules

const namingKinds: ReadonlySet<string> = new Set<NamingJoin['kind']>([
  'dns-servers',
  'dns-record',
  'zone-link',
  'zone-group',
  'forwarding-rule',
  'ruleset-link',
  'app-integration',
  'app-routing',
  'service-rules',
])

export const isNamingJoin = (part: { readonly kind: string }): part is NamingJoin => namingKinds.has(part.kind)

/** Addresses in a list, as many as there are; a list that is not known may be empty. Undefined where it is surely not given. */
export const readServers = (value: Value | undefined, owner: Owner, sink: Sink): Fact<readonly AddressTerm[]> | undefined => {
  if (isAbsent(value)) return undefined
  const leaf = (one: Value): Possible<readonly AddressTerm[]> => {
    const term = readAddress(one, owner, sink)
    return only(term === undefined ? [] : [term])
  }
  const ofList = (one: Value): Possible<readonly AddressTerm[]> => {
    if (isAbsent(one)) return only([])
    if (one.kind === 'list') {
      const items = product(one.items.filter((item) => !isAbsent(item)).map((item) => eachAlternative(item, leaf)))
      return mapPossible(items, (terms) => terms.flat())
    }
    if (one.kind === 'string') return leaf(one)
    return anything(one.kind === 'unknown' ? one.causes : one.kind === 'reference' ? [one.doubt] : [wrongForm(one)])
  }
  return possibleFact(eachAlternative(value, ofList), value.origin)
}

const wrongForm = ({ kind, origin }: Value): Doubt => ({ reason: 'error', what: `a ${kind} where addresses belong`, span: origin.span })

/** The header of what is declared, for joins. */
export const joinOf = ({ address, presence, span }: { readonly address: string; readonly presence: Presence; readonly span: Span }) => ({
  address,
  presence,
  span,
})

export const selfOf = ({ address, origin }: { readonly address: string; readonly origin: Origin }): Pointer => ({
  by: 'address',
  address,
  origin,
})

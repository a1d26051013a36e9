/** What would mend a failing judgement, in the model's terms; how it is written is the front end's affair. */
import type { PrivateDnsZone } from '../model/kinds/private-dns-zone.ts'
import type { PrivateLinkTarget } from '../model/kinds/private-link-target.ts'
import type { Decider, Flow, Point } from '../semantics/flow.ts'
import type { NameChange } from '../semantics/name-change.ts'
import type { Slip } from './slips.ts'

export type Remedy =
  /** A flow has to pass, or must not. `except` is taken out of it. */
  | {
      readonly kind: 'flow'
      readonly access: 'allow' | 'deny'
      readonly point: Point
      readonly flow: Flow
      readonly except: readonly Flow[]
      readonly decider: Decider | undefined
      readonly slips: readonly Slip[]
    }
  /** Packets to these destinations, tags or prefixes, need routes of their own. */
  | { readonly kind: 'route'; readonly point: Point; readonly destinations: readonly string[]; readonly nextHop: 'internet' }
  /** Names have to lead elsewhere: each set of changes leads them there, the likeliest first. */
  | { readonly kind: 'names'; readonly sets: readonly (readonly NameChange[])[] }
  /** The zone is called otherwise than Azure calls it. */
  | { readonly kind: 'zone-name'; readonly zone: PrivateDnsZone; readonly name: string }
  /** Public networks must not reach it. */
  | { readonly kind: 'close'; readonly target: PrivateLinkTarget }
  /** The subnet has no group. */
  | { readonly kind: 'attach'; readonly point: Point }

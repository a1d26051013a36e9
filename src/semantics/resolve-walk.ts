/** Following a path: steps added, doubts gathered, alternatives told apart. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm, Fact } from '../model/entity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { formatRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import type { DnsEnd, DnsStep, HostName, Walk } from './dns-path.ts'

/** Where a question comes from: Azure's resolver answers inside Azure alone, and with the zones of that network. */
export type Asker =
  | { readonly kind: 'network'; readonly network: VirtualNetwork }
  | { readonly kind: 'on-premises' }
  | { readonly kind: 'somewhere'; readonly doubts: readonly Doubt[] }

/** `server`: one that the code declares; `assumed`: one that somebody vouches for. */
export type Sender = 'network' | 'rule' | 'server' | 'assumed'

/** What the parts of the resolver ask of each other. */
export interface Engine {
  azure(walk: Walk, name: HostName, network: VirtualNetwork): void
  /** `by`: who sends it there; what nobody knows anything of ends differently where a rule names it. */
  server(walk: Walk, name: HostName, server: AddressTerm, from: Asker, by: Sender, span: Span): void
  end(walk: Walk, name: HostName, end: DnsEnd): void
}

export const startWalk: Walk = { steps: [], certain: true, doubts: [], leansOn: [], asked: new Map() }

export const step = (walk: Walk, next: DnsStep): Walk => ({ ...walk, steps: [...walk.steps, next] })

/** The same walk, taken only perhaps. */
export const perhaps = (walk: Walk, doubts: readonly Doubt[]): Walk => ({
  ...walk,
  certain: false,
  doubts: mergeDoubts(walk.doubts, doubts),
})

export const given = (walk: Walk, certain: boolean, doubts: readonly Doubt[]): Walk => (certain ? walk : perhaps(walk, doubts))

export const leaning = (walk: Walk, text: string, span: Span): Walk => ({ ...walk, leansOn: [...walk.leansOn, { text, span }] })

/** Each value that a switch may have. */
export const eachOf = (fact: Fact<boolean>, walk: Walk, f: (value: boolean, walk: Walk) => void): void => {
  if (fact.known) f(fact.value, walk)
  else for (const value of new Set(fact.among ?? [true, false])) f(value, perhaps(walk, fact.doubts))
}

export const addressText = (term: AddressTerm): string =>
  term.kind === 'range' ? formatRange(term.range).replace(/\/(?:32|128)$/, '') : `\`${term.doubts[0]?.what ?? term.identity}\``

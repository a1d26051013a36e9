/** What is found of resolvers, endpoints and rulesets by looking at each, and the answers that follow. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Fact, Link } from '../../model/entity.ts'
import { compareNames } from '../../model/identity.ts'
import type { VirtualNetwork } from '../../model/kinds/virtual-network.ts'
import type { Network } from '../../model/network.ts'
import type { Span } from '../../text/source.ts'
import { answer } from '../endpoint-answer.ts'
import type { Answer, RuleHead } from '../kind.ts'
import { placeOf } from '../naming.ts'

export interface About {
  readonly head: RuleHead
  readonly item: string
  readonly at: VirtualNetwork
  readonly network: Network
}

export interface ResolverCheck {
  readonly about: string
  judge(about: About): readonly Answer[]
}

export interface Wrong {
  /** Whom it is about. */
  readonly id: string
  readonly message: string
  readonly span: Span
  readonly help: string
}

/** What is found of each thing that is looked at: right, wrong, or what that depends on. */
export interface Found {
  readonly looked: number
  readonly wrong: readonly Wrong[]
  readonly doubts: readonly Doubt[]
}

export const settle = ({ head, item, at }: About, question: string, { looked, wrong, doubts }: Found): readonly Answer[] => {
  const failing = wrong.map(({ id, message, span, help }) =>
    answer(head, item, 'fails', { part: id, question, message, span, help, related: [{ message: 'the virtual network', span: at.span }] }),
  )
  if (failing.length > 0 || looked === 0) return failing
  return [answer(head, item, doubts.length > 0 ? 'unsure' : 'holds', { question, span: at.span, doubts })]
}

export const gather = (all: readonly Found[]): Found => ({
  looked: all.reduce((sum, { looked }) => sum + looked, 0),
  wrong: all.flatMap(({ wrong }) => wrong),
  doubts: mergeDoubts(...all.map(({ doubts }) => doubts)),
})
export const right: Found = { looked: 1, wrong: [], doubts: [] }
export const open = (doubts: readonly Doubt[]): Found => ({ looked: 1, wrong: [], doubts })
export const bad = (id: string, message: string, span: Span, help: string): Found => ({
  looked: 1,
  wrong: [{ id, message, span, help }],
  doubts: [],
})

export const ofThisRun = (doubts: readonly Doubt[]): readonly Doubt[] => doubts.filter(({ reason }) => reason !== 'external')

/** What is there already, Azure has taken; only what this run may add counts beside what is found. `isThere`: the run has some, so that none here is well too. */
export const andOthers = (more: readonly Doubt[], all: readonly Found[], isThere: boolean): Found => {
  const found = gather(all)
  return { ...found, looked: found.looked + (isThere ? 1 : 0), doubts: mergeDoubts(found.doubts, ofThisRun(more)) }
}

/** Undefined: not there. Doubts: it may be there. */
export const isAt = (link: Link<VirtualNetwork>, at: VirtualNetwork): readonly Doubt[] | undefined => {
  const here = link.options.some((option) => option.to === 'entity' && option.entity === at)
  return here ? (link.options.length === 1 ? [] : link.doubts) : undefined
}

export const sameRegion = (id: string, own: Fact<string>, { at }: About, words: string, help: string): Found => {
  if (compareNames(own, at.location) === 'same') return right
  if (!own.known || !at.location.known) return open(mergeDoubts(own.known ? [] : own.doubts, at.location.known ? [] : at.location.doubts))
  return bad(id, `\`${id}\` is in \`${own.value}\`, and \`${at.id}\`, ${words}, in \`${at.location.value}\``, placeOf(own), help)
}

export const within = (found: Found, doubts: readonly Doubt[]): Found =>
  doubts.length === 0 || found.wrong.length === 0 ? found : open(doubts)

/** Parts of packets on their ways come in; what each says to what is expected of a path goes out, and of what fails the packet with the fewest things in its way. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Decider } from '../semantics/flow.ts'
import type { Nearest, Reached, ReachFrom, Reaching, ReachQuestion, ReachTo, Way } from '../semantics/reach.ts'
import type { Blocker } from '../semantics/reach-hops.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import { wayWords } from './path-words.ts'

/** What one part of the packets says to what is expected. */
export interface Told {
  readonly outcome: 'holds' | 'fails' | 'unsure'
  readonly part: Reached
  readonly way: Way | undefined
  readonly why: string
  readonly span: Span | undefined
  readonly back: readonly { readonly message: string; readonly span: Span }[]
  readonly doubts: readonly Doubt[]
  readonly question?: ReachQuestion
  /** Of the packet that is told: everything that stops it. */
  readonly blockers?: readonly Blocker[]
}

const deliveredWays = (part: Reached): readonly Way[] => part.ways.filter(({ end }) => end.fate !== 'dropped')

const passes = (way: Way, id: string): boolean =>
  way.devices.some((device) => device.id === id) ||
  way.hops.some(
    (hop) =>
      (hop.kind === 'endpoint' && hop.endpoint.id === id) ||
      (hop.kind === 'handed-on' && (hop.by === id || hop.to === id)) ||
      (hop.kind === 'vouched' && hop.address === id),
  )

export const tellReach = (part: Reached): Told => {
  const dropped = part.ways.find(({ end }) => end.fate === 'dropped')
  const way = dropped ?? part.ways[0]
  const outcome = part.fate === 'delivered' ? 'holds' : part.fate === 'dropped' && part.sure ? 'fails' : 'unsure'
  const end = dropped?.end
  return {
    outcome,
    part,
    way,
    why: end?.fate === 'dropped' ? end.why : '',
    span: end?.fate === 'dropped' ? end.span : undefined,
    back: [],
    doubts: part.doubts,
  }
}

export const tellNoReach = (part: Reached): Told => {
  const way = deliveredWays(part)[0]
  const outcome = part.fate === 'dropped' ? 'holds' : part.fate === 'delivered' && part.sure ? 'fails' : 'unsure'
  const span = way === undefined ? undefined : wayWords(way.hops).at(-1)?.span
  return { outcome, part, way, why: 'arrives', span, back: [], doubts: part.doubts }
}

export const tellThrough =
  (id: string) =>
  (part: Reached): Told => {
    const around = deliveredWays(part).filter((way) => !passes(way, id))
    const [way] = around
    const all = around.length === part.ways.length && part.fate === 'delivered'
    const outcome = way === undefined ? 'holds' : all && part.sure ? 'fails' : 'unsure'
    const route = way?.hops.find(({ kind }) => kind === 'route')
    const span = route === undefined ? undefined : wayWords([route])[0]?.span
    return {
      outcome,
      part,
      way,
      why: `arrives without going through \`${id}\``,
      span,
      back: [],
      doubts: mergeDoubts(part.doubts, way?.doubts ?? []),
    }
  }

/** Only where something on the way, there or back, keeps state. */
export const tellSymmetric = (part: Reached): Told => {
  let worst: Told = { outcome: 'holds', part, way: undefined, why: '', span: undefined, back: [], doubts: [] }
  for (const way of part.ways) {
    // They may arrive, by something that keeps state.
    if (way.end.fate === 'unknown' && worst.outcome === 'holds')
      worst = { ...worst, outcome: 'unsure', way, doubts: mergeDoubts(part.doubts, way.doubts, way.end.doubts) }
    if (way.end.fate !== 'delivered') continue
    for (const one of way.returns) {
      // Whoever a reply comes to that is not followed may keep state.
      const concerns = way.devices.length > 0 || one.device !== undefined || one.fate === 'unsure'
      if (one.fate === 'symmetric' || !concerns) continue
      const keepsState = [...way.devices, ...(one.device === undefined ? [] : [one.device])].some(({ hop }) => hop.kind === 'firewall')
      const isSure = one.fate !== 'unsure' && one.sure && part.sure && part.fate === 'delivered' && part.ways.length === 1 && keepsState
      if (worst.outcome === 'fails' || (worst.outcome === 'unsure' && !isSure)) continue
      const machine: readonly Doubt[] = keepsState
        ? []
        : [
            {
              reason: 'external',
              what: 'whether the machine on the way keeps state',
              span:
                way.devices[0]?.hop.kind === 'appliance'
                  ? way.devices[0].hop.nic.span
                  : part.ways[0]!.hops.length > 0
                    ? (wayWords(way.hops)[0]?.span ?? one.doubts[0]?.span ?? way.doubts[0]!.span)
                    : way.doubts[0]!.span,
            },
          ]
      const back = wayWords(one.hops)
      worst = {
        outcome: isSure ? 'fails' : 'unsure',
        part,
        way,
        why: `the reply ${one.why}`,
        span: back[0]?.span,
        back,
        doubts: mergeDoubts(part.doubts, way.doubts, one.doubts, machine),
      }
    }
  }
  return worst
}

/** The group that stops the packets first, where it is one; of what is told without that, the last one that they come by. */
export const deciders = (told: Told | undefined): readonly Decider[] => {
  const hops = told?.way?.hops ?? []
  if (told?.blockers === undefined) {
    const last = hops.at(-1)
    return last?.kind === 'filter' ? last.chain : []
  }
  const denying = hops.find((hop) => hop.kind === 'filter' && isDenied(hop.chain.at(-1)))
  const code = told.blockers[0]?.code
  return (code === 'filter' || code === 'not-answering') && denying?.kind === 'filter' ? denying.chain : []
}

const isDenied = (decider: Decider | undefined): boolean => decider?.access === 'deny'

/** All that stops the packet, in the order in which it comes to it. */
const stoppedBy = (blockers: readonly Blocker[], most = 4): string => {
  const [first, ...others] = blockers.map(({ why }) => why)
  const told = others.slice(0, most - 1)
  const left = others.length - told.length
  const rest = [...told, ...(left === 0 ? [] : [`${left} more`])]
  return rest.length === 0 ? (first ?? '') : `${first}; beyond that it ${rest.join(', then ')}`
}

/** Whom nobody sends to but themselves. */
const isItself = (from: ReachFrom, to: ReachTo): boolean => from.kind === 'subnet' && to.kind === 'subnet' && from.subnet === to.subnet

/** All pairs of ends, each by itself, so that a finding names both; where there are many, those of one start together, and each by itself where not all is well. */
export const tellAll = (
  starts: readonly ReachFrom[],
  targets: readonly ReachTo[],
  ask: (start: ReachFrom, to: readonly ReachTo[]) => readonly Told[],
): { readonly told: readonly Told[]; readonly isOver: boolean } => {
  const told: Told[] = []
  const isMany = starts.length * targets.length > budget.reachPairs
  let pairs = 0
  for (const [index, start] of starts.entries()) {
    if (index >= budget.reachStarts) return { told, isOver: true }
    const others = targets.filter((target) => !isItself(start, target))
    if (others.length === 0) continue
    const together = isMany ? ask(start, others) : undefined
    if (together?.every(({ outcome }) => outcome === 'holds') || pairs + others.length > budget.reachPairs) told.push(...(together ?? []))
    else {
      pairs += others.length
      for (const target of others) told.push(...ask(start, [target]))
    }
  }
  return { told, isOver: false }
}

/** Questions about failures that are asked again for what would stop their packets beside. */
const nearestAsked = 12

/** Of all that fails, the packet with the fewest things in its way. */
export const nearestOf = (wrong: readonly Told[], reaching: Reaching): Told | undefined => {
  const questions = [...new Set(wrong.map(({ question }) => question))].slice(0, nearestAsked)
  let best: Nearest | undefined
  for (const question of questions) {
    const one = question === undefined ? undefined : reaching.nearest(question)
    if (one !== undefined && (best === undefined || one.blockers.length < best.blockers.length)) best = one
  }
  const [like] = wrong
  if (best === undefined || like === undefined) return undefined
  const { packet, part, way, blockers } = best
  return { ...like, part: { ...like.part, packet, part }, way, why: stoppedBy(blockers), span: blockers[0]?.span, blockers }
}

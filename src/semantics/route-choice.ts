/** Routes that lead an address, surely or perhaps, come in; those by which its packets may go come out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { type Candidate, hopKey, isPreferred, type NextHop, type Route, takesReserved } from './route.ts'

/** A candidate at one place of the address space: `sure` where it leads every address there. */
export interface Contender<T> {
  readonly candidate: Candidate<T>
  readonly sure: boolean
}

export interface Choice {
  /** Equal keys are equal choices. */
  readonly key: string
  readonly isDecided: boolean
  /** By each of these it may go; one where that is decided. */
  readonly hops: readonly NextHop[]
  readonly routes: readonly Route[]
  /** Empty where the next hop is decided. */
  readonly doubts: readonly Doubt[]
}

/** INVARIANT: of two contenders the first surely prevails where both surely lead an address and `beats` says so. */
const beats = <T>(a: Candidate<T>, b: Candidate<T>): boolean => a.shortest > b.longest || (a.shortest === b.longest && a.rank > b.rank)

/** What must not count at all here, and what may not: routes of gateways beside preferred ones, reserved blocks in use. */
const weeded = <T>(contenders: readonly Contender<T>[]): readonly Contender<T>[] => {
  const found = (which: (route: Route) => boolean): 'yes' | 'perhaps' | 'no' => {
    let best: 'yes' | 'perhaps' | 'no' = 'no'
    for (const { candidate, sure } of contenders)
      if (which(candidate.route)) {
        if (candidate.certain && sure) return 'yes'
        best = 'perhaps'
      }
    return best
  }
  const preferred = found(isPreferred)
  const taken = found(takesReserved)
  if (preferred === 'no' && taken === 'no') return contenders
  return contenders.flatMap((contender): readonly Contender<T>[] => {
    const { route } = contender.candidate
    const against = route.source === 'gateway' || route.sort === 'unknown' ? preferred : route.sort === 'reserved' ? taken : 'no'
    if (against === 'no') return [contender]
    return against === 'yes' ? [] : [{ ...contender, sure: false }]
  })
}

/** Of routes to one prefix that of a table which surely prevails over the others, and over wider ones around it; most are such. */
export const tableRoute = <T>(values: readonly Candidate<T>[]): Candidate<T> | undefined => {
  let top = values[0]
  for (const one of values) if (one.rank > top!.rank) top = one
  // Those never yield to routes that are less specific, or of another kind.
  if (top === undefined || !top.certain || top.route.source !== 'user') return undefined
  for (const one of values) if (one !== top && one.rank === top.rank) return undefined
  return top
}

/** The presence of others never puts it out of force, or in doubt. */
export const isUnshaken = <T>({ route }: Candidate<T>): boolean =>
  route.source !== 'gateway' && route.sort !== 'unknown' && route.sort !== 'reserved'

/** The choice by `tableRoute`, where its next hop is known. */
export const tableChoice = <T>(top: Candidate<T>): Choice | undefined => {
  const [hop, ...more] = top.route.nextHops
  if (hop === undefined || more.length > 0 || hopKey(hop) === undefined) return undefined
  return { key: String(top.route.id), isDecided: true, hops: [hop], routes: [top.route], doubts: [] }
}

export const choose = <T>(all: readonly Contender<T>[]): Choice => {
  const contenders = weeded(all)
  let best: Candidate<T> | undefined
  for (const { candidate, sure } of contenders) {
    if (!sure || !candidate.certain) continue
    if (best === undefined || candidate.shortest > best.shortest || (candidate.shortest === best.shortest && candidate.rank > best.rank))
      best = candidate
  }
  const top = best
  const left = contenders.filter(({ candidate }) => top === undefined || candidate === top || !beats(top, candidate))
  const routes = [...new Set(left.map(({ candidate }) => candidate.route))]
  const hops = new Map<string, NextHop>()
  let isOpen = top === undefined
  for (const route of routes)
    for (const hop of route.nextHops) {
      const key = hopKey(hop)
      if (key === undefined) isOpen = true
      hops.set(key ?? `unknown ${route.id}`, hop)
    }
  if (top === undefined) hops.set('unknown', { kind: 'unknown' })
  const key = routes
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .join(' ')
  if (!isOpen && hops.size === 1) return { key, isDecided: true, hops: [...hops.values()], routes, doubts: [] }
  const doubts = mergeDoubts(...routes.map((route) => route.doubts))
  const [first, second] = routes
  const span = routes.flatMap((route) => route.spans)[0]
  const what = `which of the routes to ${first?.destination ?? 'anywhere'} and ${second?.destination ?? 'elsewhere'} counts`
  const equal: readonly Doubt[] = doubts.length > 0 || span === undefined ? [] : [{ reason: 'unsupported', what, span }]
  return { key, isDecided: false, hops: [...hops.values()], routes, doubts: mergeDoubts(doubts, equal) }
}

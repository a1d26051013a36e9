/** A flow of the policy at one point: only packets that begin or end at the point's own addresses are meant, so the near side is cut down to them. */
import type { Doubt } from '../eval/value.ts'
import { mergeDoubts } from '../eval/value.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { AddressRange } from '../net/address.ts'
import { bigIntervals, numberIntervals } from '../net/ranges.ts'
import type { Flow, FlowTerm, Point } from '../semantics/flow.ts'

/** `doubts` not empty: the near side may be smaller than this, since the subnet's prefixes are not all known. */
export interface PointFlow {
  readonly flow: Flow
  readonly doubts: readonly Doubt[]
}

const meet = (a: AddressRange, b: AddressRange): readonly AddressRange[] => {
  if (a.family === 4 && b.family === 4) return numberIntervals.intersect([a], [b]).map(({ first, last }) => ({ family: 4, first, last }))
  if (a.family === 6 && b.family === 6) return bigIntervals.intersect([a], [b]).map(({ first, last }) => ({ family: 6, first, last }))
  return []
}

const prefixes = (subnet: Subnet): { readonly ranges: readonly AddressRange[]; readonly doubts: readonly Doubt[] } => {
  if (!subnet.prefixes.known) return { ranges: [], doubts: subnet.prefixes.doubts }
  const terms = subnet.prefixes.value
  return {
    ranges: terms.flatMap((term) => (term.kind === 'range' ? [term.range] : [])),
    doubts: mergeDoubts(...terms.map((term) => (term.kind === 'atom' ? term.doubts : []))),
  }
}

const nearTerm = (term: FlowTerm, point: Point): { readonly terms: readonly FlowTerm[]; readonly doubts: readonly Doubt[] } => {
  switch (term.kind) {
    // The subnet is part of its virtual network, and everything beyond it never gets here.
    case 'any':
    case 'virtual-network':
    case 'subnet':
      return { terms: [{ kind: 'subnet' }], doubts: [] }
    case 'range': {
      const { ranges, doubts } = prefixes(point.subnet)
      if (doubts.length > 0) return { terms: [term], doubts }
      return { terms: ranges.flatMap((range) => meet(term.range, range)).map((range): FlowTerm => ({ kind: 'range', range })), doubts: [] }
    }
    default:
      return { terms: [term], doubts: [] }
  }
}

export const atPoint = (flow: Flow, point: Point): PointFlow => {
  const near = (flow.direction === 'inbound' ? flow.to : flow.from).map((term) => nearTerm(term, point))
  const terms = near.flatMap((each) => each.terms)
  return {
    flow: flow.direction === 'inbound' ? { ...flow, to: terms } : { ...flow, from: terms },
    doubts: mergeDoubts(...near.map((each) => each.doubts)),
  }
}

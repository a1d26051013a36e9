/** A next hop and what has to pass there come in; whether what stands there surely lets it pass goes out. */
import type { Doubt } from '../../eval/value.ts'
import type { FlowTerm } from '../../semantics/flow.ts'
import type { NextHop } from '../../semantics/routes.ts'
import type { Truth } from '../conditions.ts'
import type { Site } from '../kind.ts'
import type { Requirement } from './shape.ts'
import { hopText } from './words.ts'

/** Only what drops everything surely does not: rules of appliances, and what lies behind a gateway, are not in the code. */
export const firewallLets = (hop: NextHop, _row: Requirement, _terms: readonly FlowTerm[], site: Site): Truth => {
  if (hop.kind !== 'virtual-appliance' && hop.kind !== 'virtual-network-gateway') return { answer: 'no' }
  const what = hop.kind === 'virtual-appliance' ? `what ${hopText(hop)} lets pass` : 'what lies behind the virtual network gateway'
  const doubt: Doubt = { reason: 'external', what, span: site.span }
  return { answer: 'unsure', doubts: [doubt] }
}

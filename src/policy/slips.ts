/** What in the rules at a point was surely meant for a failing flow and misses it: each with the text that is written and the one that would do. */
import type { Endpoint } from '../model/entity.ts'
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import { formatRange } from '../net/address.ts'
import { numberIntervals, type Range } from '../net/ranges.ts'
import type { FlowTerm, Point } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'
import { type AttachedRule, attachedRules, baseOf, explicitPorts, farEnd, within } from './attached.ts'
import type { ReadyFlow } from './flow-rows.ts'
import type { Site } from './kind.ts'
import { placeOf, ruleName, tagText } from './naming.ts'
import { slipsToward } from './near-misses.ts'

/** One literal to change. */
export interface Rewording {
  /** Where the attribute's value is written: a text, a number or a list in which the literal is. */
  readonly at: Span
  /** As the model reads it; letter case does not count. */
  readonly written: string
  readonly meant: string
}

export type Slip =
  /** `besides`: further literals of the rule that a change for this flow alone takes. */
  | { readonly kind: 'reword'; readonly title: string; readonly change: Rewording; readonly besides?: Rewording }
  /** Ports that belong beside those of a rule for the rest of the flow. */
  | { readonly kind: 'add-ports'; readonly title: string; readonly at: Span; readonly ports: readonly string[] }
  /** The rule has to be asked before the one that decides. */
  | { readonly kind: 'move'; readonly title: string; readonly rule: SecurityRule; readonly nsg: Nsg; readonly at: Span }

export const portText = ({ first, last }: Range): string => (first === last ? String(first) : `${first}-${last}`)

const meansTerm = (end: Endpoint, term: FlowTerm): boolean => {
  switch (term.kind) {
    case 'tag':
      return end.kind === 'tag' && baseOf(end.tag) === baseOf(term.tag)
    case 'internet':
      return end.kind === 'tag' && end.tag === 'Internet'
    case 'range':
      return end.kind === 'range' && formatRange(end.range) === formatRange(term.range)
    case 'any':
      return end.kind === 'any'
    case 'atom':
      return end.kind === 'atom' && end.identity === term.identity
    default:
      return false
  }
}

const farTerms = ({ flow }: ReadyFlow): readonly FlowTerm[] => (flow.direction === 'inbound' ? flow.from : flow.to)

/** The rule names what the flow names at its far end, each tag perhaps for all regions, and nothing else. */
const isForEnd = ({ rule }: AttachedRule, ready: ReadyFlow): boolean => {
  const ends = farEnd(rule, ready.flow.direction)
  const terms = farTerms(ready)
  return ends.length > 0 && terms.every((term) => ends.some((end) => meansTerm(end, term))) && ends.length === terms.length
}

const isOf = ({ rule }: AttachedRule, direction: 'inbound' | 'outbound', access: 'allow' | 'deny'): boolean =>
  rule.direction.known && rule.direction.value === direction && rule.access.known && rule.access.value === access

const hasProtocols = ({ rule }: AttachedRule, { flow }: ReadyFlow): boolean =>
  rule.protocol.known &&
  (rule.protocol.value === 'any' || flow.protocols.every((one) => one === (rule.protocol as { value: string }).value))

const nameOf = (rule: SecurityRule): string => (rule.name.known ? ruleName(rule) : 'the rule')

/** For all regions in the code, for one in the policy: the rule as a whole becomes the flow's. */
const narrowed = (rule: SecurityRule, ready: ReadyFlow, point: Point): Rewording | undefined => {
  const [term, second] = farTerms(ready)
  const fact = ready.flow.direction === 'inbound' ? rule.source : rule.destination
  const [end, other] = fact.known ? fact.value : []
  if (term?.kind !== 'tag' || end?.kind !== 'tag' || second !== undefined || other !== undefined) return undefined
  const meant = tagText(term.tag, term.atRegion, point.region)
  return meant === end.tag ? undefined : { at: placeOf(fact), written: end.tag, meant }
}

/** Rules that miss the flow by a slip, surest first. */
export const slipsOf = (ready: ReadyFlow, flows: readonly ReadyFlow[], site: Site): readonly Slip[] => {
  const { flow, expect } = ready
  const { point } = site
  const rules = attachedRules(site.subjects.network, point)
  if (expect === 'deny')
    return rules
      .filter((one) => isOf(one, flow.direction, 'allow') && isForEnd(one, ready) && hasProtocols(one, ready))
      .map(({ rule }) => ({
        kind: 'reword',
        title: `deny what ${nameOf(rule)} allows`,
        change: { at: placeOf(rule.access), written: 'Allow', meant: 'Deny' },
      }))
  const allowing = rules.filter(({ rule }) => rule.access.known && rule.access.value === 'allow' && rule.direction.known)
  const words = slipsToward(ready, flows, allowing).map(({ rule, what, written, meant, span }): Slip => {
    const besides = narrowed(rule, ready, point)
    const titles = {
      port: `open port ${meant} in place of ${written} by ${nameOf(rule)}`,
      protocol: `let ${nameOf(rule)} be for \`${meant}\``,
      direction: `let ${nameOf(rule)} be \`${meant}\``,
    }
    const change = { at: span, written, meant }
    return { kind: 'reword', title: titles[what], change, ...(besides === undefined ? {} : { besides }) }
  })
  const meant = allowing.filter((one) => isOf(one, flow.direction, 'allow') && isForEnd(one, ready) && hasProtocols(one, ready))
  const wanted = numberIntervals.unite(flow.ports)
  const missing = ({ rule }: AttachedRule): readonly Range[] =>
    rule.destinationPorts.known ? numberIntervals.subtract(wanted, numberIntervals.unite(rule.destinationPorts.value)) : wanted
  const moves = meant
    .filter((one) => missing(one).length === 0)
    .map(({ rule, nsg }): Slip => ({ kind: 'move', title: `ask ${nameOf(rule)} earlier`, rule, nsg, at: placeOf(rule.priority) }))
  const widened = meant.flatMap((one): Slip[] => {
    const left = missing(one)
    const shared = explicitPorts(one.rule).some((range) => flow.ports.some((port) => within(range, port)))
    if (left.length === 0 || !shared) return []
    const ports = left.map(portText)
    const title = `let ${nameOf(one.rule)} allow ${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}, too`
    return [{ kind: 'add-ports', title, at: placeOf(one.rule.destinationPorts), ports }]
  })
  return [...words, ...moves, ...widened]
}

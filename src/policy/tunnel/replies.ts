/** Flows that come in from Internet come in; whether their replies leave the way they came goes out, with both ways. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import { formatRange, prefixLength } from '../../net/address.ts'
import type { Flow, FlowTerm } from '../../semantics/flow.ts'
import { inhabited } from '../../semantics/inhabited.ts'
import type { Routed } from '../../semantics/routed.ts'
import type { FlowRow } from '../flow-rows.ts'
import { readyFlow } from '../flow-rows.ts'
import type { Answer, RuleHead, Site } from '../kind.ts'
import { sideText, subnetText, trafficText } from '../naming.ts'
import type { Remedy } from '../remedy.ts'
import { fieldOf, subjectTerms } from '../subjects.ts'
import { answerOf } from './answer.ts'
import { outcomeOf, type Set4, type Sorted, setOf, sort, toInternet } from './ways.ts'
import { goesText, packetTo, routeText, settleHelp, some, wordsOf } from './words.ts'

/** A flow with its settings filled in. `chosen`: the setting that says who the clients are is set. */
export interface ReadyReplies {
  readonly row: FlowRow
  readonly flow: Flow
  readonly expect: FlowRow['expect']
  readonly doubts: readonly Doubt[]
  readonly set: Set4
}

/** Undefined where it does not count here, comes from no public address, or needs a setting that is not set, which is told. */
export const readyReplies = (row: FlowRow, site: Site, routed: Routed): ReadyReplies | undefined => {
  const truth = row.when === undefined ? ({ answer: 'yes' } as const) : site.test(row.when)
  if (truth.answer === 'no') return undefined
  const field = (name: string) => fieldOf(site.entity, site.subjects.network, name)
  const ready = readyFlow(row, site.binding, subjectTerms(site.entity, site.point), field)
  if ('kind' in ready) {
    site.notSet(`flow \`${row.id.text}\``, ready.name, row.id.span)
    return undefined
  }
  const set = routed.place.addresses.intersect(setOf(routed, ready.flow.from), routed.place.internet)
  if (set.length === 0) return undefined
  return { row, flow: ready.flow, expect: ready.expect, doubts: truth.answer === 'unsure' ? truth.doubts : [], set }
}

const prefixOf = (term: FlowTerm): string | undefined =>
  term.kind === 'range' && prefixLength(term.range) !== undefined ? formatRange(term.range) : undefined

/** Routes for the ranges that lack one; nothing where the clients are no prefixes. */
const remedyOf = (ready: ReadyReplies, sorted: Sorted, routed: Routed, site: Site): (() => Remedy) | undefined => {
  const { addresses } = routed.place
  const lacking = ready.flow.from.filter((term) => sorted.wrong.some((way) => addresses.meets(way.addresses, setOf(routed, [term]))))
  const destinations = lacking.flatMap((term) => (term.kind === 'tag' && !term.atRegion ? [term.tag] : (prefixOf(term) ?? [])))
  if (destinations.length === 0 || destinations.length < lacking.length) return undefined
  return () => ({ kind: 'route', point: site.point, destinations, nextHop: 'internet' })
}

/** `required`: what has ways of its own for other reasons, and so says nothing of clients. */
export const judgeReplies = (head: RuleHead, site: Site, routed: Routed, ready: ReadyReplies, required: Set4): Answer => {
  const { row, flow, doubts: maybe } = ready
  const { place } = routed
  const { point } = site
  const who = sideText(flow.from, point)
  const what = trafficText(flow.protocols, flow.ports)
  const isSome = ready.expect === 'some'
  // With no client named there is nothing but that all of them would be cut off.
  const severity = isSome ? ('warning' as const) : head.severity
  const about = { item: row.id.text, severity, policySpan: row.id.span, ...(row.why === undefined ? {} : { why: row.why }) }
  const sorted = sort(routed, isSome ? place.addresses.subtract(ready.set, required) : ready.set, toInternet, point.subnet.span)
  const isAny = sorted.right.some((way) => inhabited(place, way.addresses) !== undefined)
  // Ways that surely lead elsewhere bring no client back, whether anyone is behind them or not.
  const mayBeAny = [...sorted.right, ...sorted.open].some(({ hops }) => hops.some((hop) => toInternet(hop).answer !== 'no'))
  const outcome = isSome ? (isAny ? 'holds' : sorted.wrong.length > 0 && !mayBeAny ? 'fails' : 'unsure') : outcomeOf(sorted)
  const question = `whether replies from ${subnetText(point.subnet)} to ${isSome ? 'any client' : who} leave for Internet, where requests come from`
  if (outcome === 'holds') {
    const holds = answerOf(head, site, about, [], { outcome: 'holds', question, leansOn: sorted.leansOn })
    return maybe.length === 0 ? holds : { ...holds, outcome: 'unsure', doubts: maybe }
  }
  if (outcome === 'unsure' || maybe.length > 0) {
    const found = mergeDoubts(maybe, sorted.doubts)
    const help = outcome === 'unsure' ? settleHelp(sorted.tags) : undefined
    return answerOf(head, site, about, sorted.open.length > 0 ? sorted.open : sorted.wrong, {
      outcome: 'unsure',
      question,
      leansOn: sorted.leansOn,
      doubts: found.length > 0 ? found : [{ reason: 'external', what: 'where replies go', span: site.span }],
      ...(help === undefined ? {} : { help }),
    })
  }
  const [first] = sorted.wrong
  const covered = sorted.right.length === 0 || isSome ? '' : `; only those to ${wordsOf(place, sorted.right)} leave for Internet`
  const lacking = isSome ? 'any client' : sorted.right.length === 0 ? who : wordsOf(place, sorted.wrong)
  const hops = sorted.wrong.flatMap((way) => way.hops)
  const dropped = hops.every(({ kind }) => kind === 'none')
  const by = some([...new Set(sorted.wrong.flatMap((way) => way.routes.map(routeText)))], 2)
  const leave = dropped ? `are dropped by ${by}` : `${goesText(hops, true).replace(/^go to/, 'leave by')}, by ${by}`
  const remedy = isSome ? undefined : remedyOf(ready, sorted, routed, site)
  const port = flow.ports[0]?.first ?? 443
  return answerOf(head, site, about, sorted.wrong, {
    outcome: 'fails',
    message: `asymmetric: requests from ${lacking} reach ${subnetText(point.subnet)} on ${what} from Internet, and their replies ${leave}${covered}`,
    question,
    label: 'leads replies there',
    help: isSome
      ? 'give each range of clients a route with next hop type `Internet`, or let clients come through the appliance'
      : `add routes to ${lacking} with next hop type \`Internet\`, or let clients come through the appliance`,
    ...(first === undefined
      ? {}
      : { packet: packetTo(place, point, first.addresses, { protocol: flow.protocols[0] ?? 'tcp', sourcePort: port, port: 49152 }) }),
    ...(remedy === undefined ? {} : { remedy }),
  })
}

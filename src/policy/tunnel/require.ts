/** Destinations that must have a way of their own: judged by the routes that lead there, or by the addresses that once stood for them. */
import { hasEndpoint } from '../../azure/service-endpoints.ts'
import { findTag } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Protocol } from '../../model/kinds/nsg.ts'
import type { Range } from '../../net/ranges.ts'
import type { Flow, FlowTerm, Packet } from '../../semantics/flow.ts'
import type { Routed } from '../../semantics/routed.ts'
import type { NextHop } from '../../semantics/routes.ts'
import type { Truth } from '../conditions.ts'
import { readyFlow } from '../flow-rows.ts'
import { givenTruth, onlyIf } from '../given.ts'
import type { Answer, RuleHead, Site } from '../kind.ts'
import { sideText, subnetText, tagText, trafficText } from '../naming.ts'
import type { Remedy } from '../remedy.ts'
import { expandPorts, expandTerms } from '../settings.ts'
import { fieldOf, subjectTerms } from '../subjects.ts'
import type { SettingUse } from '../terms.ts'
import { answerOf } from './answer.ts'
import { firewallLets, type Told } from './firewall.ts'
import { type Legacy, legacyOf } from './legacy.ts'
import { byAddressItem, type Requirement } from './shape.ts'
import { outcomeOf, type Set4, type Sorted, setOf, sort, together, type Way4 } from './ways.ts'
import { goesText, packetTo, routeText, settleHelp, some, wordsOf } from './words.ts'

/** One destination of a requirement, with what has to pass on the way to it. */
export interface Wanted {
  readonly term: FlowTerm
  readonly set: Set4
  readonly protocols: readonly Protocol[]
  readonly ports: readonly Range[]
}

/** One requirement with its settings filled in. */
export interface ReadyRequirement {
  readonly row: Requirement
  readonly truth: Truth
  /** Whether settings ask for it. */
  readonly given: Truth
  readonly terms: readonly FlowTerm[]
  readonly wanted: readonly Wanted[]
  readonly set: Set4
}

export const sameTerms = (a: readonly FlowTerm[], b: readonly FlowTerm[]): boolean => {
  const keys = (terms: readonly FlowTerm[]): string =>
    terms
      .map((term) => JSON.stringify(term, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
      .sort()
      .join('\n')
  return keys(a) === keys(b)
}

const everyPort: readonly Range[] = [{ first: 0, last: 65535 }]

/** What a requirement that lists destinations wants; the setting that is missing where that cannot be said. */
const listed = (row: Requirement, site: Site): readonly Omit<Wanted, 'set'>[] | SettingUse => {
  const terms = expandTerms(row.to, site.binding)
  const ports = row.ports === undefined ? [] : expandPorts(row.ports, site.binding)
  if ('kind' in terms) return terms
  if ('kind' in ports) return ports
  const ranges = row.ports === undefined ? everyPort : ports.flatMap((each) => (each.kind === 'ports' ? [each.range] : []))
  return terms.flatMap((each) => (each.kind === 'flow' ? [{ term: each.term, protocols: row.protocol, ports: ranges }] : []))
}

/** An endpoint leads to the services of its own region: these are what is asked for. https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview */
const near = (term: FlowTerm, { through }: Requirement): FlowTerm =>
  term.kind === 'tag' && through.includes('service-endpoint') && hasEndpoint(term.tag) && findTag(term.tag)?.regional === true
    ? { ...term, atRegion: true }
    : term

const named = (row: Requirement, site: Site): readonly Omit<Wanted, 'set'>[] | SettingUse => {
  const found: Omit<Wanted, 'set'>[] = []
  for (const name of row.flows) {
    const flow = site.flow(name.text)
    if (flow === undefined || (flow.when !== undefined && site.test(flow.when).answer === 'no')) continue
    const field = (one: string) => fieldOf(site.entity, site.subjects.network, one)
    const ready = readyFlow(flow, site.binding, subjectTerms(site.entity, site.point), field)
    if ('kind' in ready) return ready
    found.push(...ready.flow.to.map((term) => ({ term: near(term, row), protocols: ready.flow.protocols, ports: ready.flow.ports })))
  }
  return found
}

/** Undefined where it does not count here, or where a setting that it needs is not set, which is told. */
export const readyRequirement = (row: Requirement, site: Site, routed: Routed): ReadyRequirement | undefined => {
  const truth: Truth = row.when === undefined ? { answer: 'yes' } : site.test(row.when)
  const given = givenTruth(row, site.binding)
  if (truth.answer === 'no' || given.answer === 'no') return undefined
  const found = row.flows.length > 0 ? named(row, site) : listed(row, site)
  if ('kind' in found) {
    site.notSet(`requirement \`${row.id.text}\``, found.name, row.id.span)
    return undefined
  }
  const wanted = found.flatMap((one): readonly Wanted[] => {
    const set = setOf(routed, [one.term])
    return set.length === 0 ? [] : [{ ...one, set }]
  })
  if (wanted.length === 0) {
    site.empty(`requirement \`${row.id.text}\``, false, row.id.span)
    return undefined
  }
  const set = routed.place.addresses.unite(...wanted.map((one) => one.set))
  return { row, truth, given, terms: wanted.map(({ term }) => term), wanted, set }
}

const acceptsOf =
  (row: Requirement, wanted: Wanted, site: Site, routed: Routed, told: Told) =>
  (hop: NextHop, way: Way4): Truth => {
    if (hop.kind === 'unknown') return { answer: 'unsure', doubts: [] }
    if (hop.kind === 'internet' && row.through.includes('internet')) return { answer: 'yes' }
    if (hop.kind === 'service-endpoint' && row.through.includes('service-endpoint')) return { answer: 'yes' }
    return row.through.includes('firewall-allows') ? firewallLets(hop, way, wanted, site, routed, told) : { answer: 'no' }
  }

/** Where in Azure's words what is asked for is written. */
const exitWords = {
  internet: 'a route to Internet',
  'service-endpoint': 'a service endpoint',
  'firewall-allows': 'a firewall that lets it pass',
} as const

const traffic = (flow: Flow): string => trafficText(flow.protocols, flow.ports)

interface Case {
  readonly head: RuleHead
  readonly site: Site
  readonly routed: Routed
  readonly ready: ReadyRequirement
  /** The flow whose replies go there. */
  readonly replies: Flow | undefined
  readonly told: Told
}

const messageOf = (one: Case, sorted: Sorted, what: string): string => {
  const { site, replies } = one
  const { wrong } = sorted
  const hops = wrong.flatMap(({ hops: each }) => each)
  const by = some([...new Set(wrong.flatMap(({ routes }) => routes.map(routeText)))], 2)
  if (replies !== undefined) {
    const dropped = hops.every(({ kind }) => kind === 'none')
    const where = dropped ? `are dropped by ${by}` : `${goesText(hops, true).replace(/^go to/, 'leave by')}, by ${by}`
    return `asymmetric: requests from ${what} reach ${subnetText(site.point.subnet)} on ${traffic(replies)} from Internet, and their replies ${where}`
  }
  const missing = one.ready.row.through.map((exit) => exitWords[exit].replace(/^an? /, 'no '))
  const [last, ...others] = [...missing].reverse()
  const list = others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`
  return `what ${subnetText(site.point.subnet)} sends to ${what} ${goesText(hops)} by ${by}: there is ${list}`
}

const questionOf = ({ ready, site, replies }: Case, terms = ready.terms): string => {
  const what = sideText(terms, site.point)
  if (replies !== undefined)
    return `whether replies from ${subnetText(site.point.subnet)} to ${what} leave for Internet, where requests come from`
  const wanted = ready.row.through.map((exit) => exitWords[exit])
  return `whether ${subnetText(site.point.subnet)} reaches ${what} by ${wanted.join(' or ')}`
}

/** The tag or prefixes as a route of this subject would name them; nothing where that cannot be said. */
const destinationsOf = (terms: readonly FlowTerm[], site: Site): readonly string[] | undefined => {
  const texts = terms.flatMap((term) => {
    if (term.kind === 'tag')
      return [term.atRegion && !site.point.region.known ? term.tag : tagText(term.tag, term.atRegion, site.point.region)]
    return term.kind === 'range' ? [sideText([term], site.point).replaceAll('`', '')] : []
  })
  return texts.length === terms.length ? texts : undefined
}

const helpOf = ({ ready }: Case, destinations: readonly string[] | undefined): string | undefined => {
  const ways: string[] = []
  if (ready.row.through.includes('service-endpoint')) ways.push('give the subnet a service endpoint')
  if (destinations !== undefined && ready.row.through.includes('internet'))
    ways.push(`add a route from the subnet to ${destinations.map((text) => `\`${text}\``).join(', ')} with next hop type \`Internet\``)
  if (ready.row.through.includes('firewall-allows')) ways.push('let the firewall pass it, and say so')
  return ways.length === 0 ? undefined : ways.join(', or ')
}

const packetOf = ({ site, routed, ready, replies }: Case, way: Way4, terms: readonly FlowTerm[]): Packet => {
  const [port] = replies?.ports ?? []
  const asked = ready.wanted.find(({ term, set }) => terms.includes(term) && routed.place.addresses.meets(set, way.addresses))
  const protocol = replies?.protocols[0] ?? asked?.protocols[0] ?? 'tcp'
  // A reply goes back from the port that was asked.
  const first = asked?.ports[0]?.first ?? 0
  const ports = replies === undefined ? { port: first === 0 ? 443 : first } : { sourcePort: port?.first ?? 443, port: 49152 }
  return packetTo(routed.place, site.point, way.addresses, { protocol, ...ports })
}

const about = ({ head, ready }: Case) => ({
  item: ready.row.id.text,
  severity: ready.row.severity ?? head.severity,
  policySpan: ready.row.id.span,
  ...(ready.row.why === undefined ? {} : { why: ready.row.why }),
})

const failing = (one: Case, sorted: Sorted, what: string, terms: readonly FlowTerm[] = one.ready.terms): Answer => {
  const { head, site, ready } = one
  const [first] = sorted.wrong
  const destinations = destinationsOf(terms, site)
  const help = helpOf(one, destinations)
  const remedy =
    ready.row.through.includes('internet') && destinations !== undefined
      ? (): Remedy => ({ kind: 'route', point: site.point, destinations, nextHop: 'internet' })
      : undefined
  return answerOf(head, site, about(one), sorted.wrong, {
    outcome: 'fails',
    message: messageOf(one, sorted, what),
    question: questionOf(one),
    related: one.told.related,
    label: one.replies === undefined ? 'leads it there' : 'leads replies there',
    ...(help === undefined ? {} : { help }),
    ...(first === undefined ? {} : { packet: packetOf(one, first, terms) }),
    ...(remedy === undefined ? {} : { remedy }),
  })
}

const open = (one: Case, ways: readonly Way4[], doubts: readonly Doubt[], help: string | undefined, terms?: readonly FlowTerm[]): Answer =>
  answerOf(one.head, one.site, about(one), ways, {
    outcome: 'unsure',
    question: questionOf(one, terms),
    doubts: doubts.length > 0 ? doubts : [{ reason: 'external', what: 'where these packets go', span: one.site.span }],
    ...(help === undefined ? {} : { help }),
  })

/** Host routes where the tag could be: complete by its published addresses, surely not, or nobody can say. */
const byAddresses = (one: Case, full: Sorted, legacy: Legacy): readonly Answer[] => {
  const { head, site, routed, ready } = one
  const { place } = routed
  const tag = sideText(ready.terms, site.point)
  if (legacy.need === undefined) {
    const missing =
      legacy.rows.wrong.length === 0
        ? ''
        : `; of the addresses that were published, ${wordsOf(place, legacy.rows.wrong)} ${goesText(legacy.rows.wrong.flatMap(({ hops }) => hops))}`
    const help = `the list of addresses was withdrawn in favour of the service tag: a route to ${tag} settles it${missing}`
    const doubt: Doubt = { reason: 'external', what: `addresses of service tag ${tag}`, span: site.point.subnet.span }
    return [open(one, [...legacy.rows.right, ...full.wrong], mergeDoubts(full.doubts, [doubt]), help)]
  }
  const { need } = legacy
  if (need.wrong.length > 0) return [failing(one, need, `${tag} (${wordsOf(place, need.wrong).replaceAll('`', '')})`)]
  if (need.open.length > 0) return [open(one, need.open, need.doubts, settleHelp(need.tags))]
  const holds = answerOf(head, site, about(one), [], { outcome: 'holds', question: questionOf(one) })
  const note = answerOf(head, site, { item: byAddressItem, severity: 'note', policySpan: ready.row.id.span }, need.right, {
    outcome: 'fails',
    message: `${tag} is routed to Internet address by address: complete by the service tags of ${site.subjects.world.snapshot?.date ?? 'this run'}, and by no later ones`,
    question: `whether ${tag} is routed by its service tag`,
    help: `one route to ${tag} takes the place of them and follows the tag`,
    advice: true,
  })
  return [holds, note]
}

/** What a tag stands for matters to no route that names the tag. */
const withoutOwnNames = (doubts: readonly Doubt[], terms: readonly FlowTerm[]): readonly Doubt[] => {
  const own = new Set(terms.flatMap((term) => (term.kind === 'tag' ? [`addresses of service tag \`${term.tag}\``] : [])))
  const others = doubts.filter(({ what }) => !own.has(what))
  return others.length > 0 ? others : doubts
}

export const judgeRequirement = (
  head: RuleHead,
  site: Site,
  routed: Routed,
  ready: ReadyRequirement,
  replies: Flow | undefined,
  listed: Set4,
): readonly Answer[] => {
  const told: Told = { leansOn: [], related: [] }
  const one: Case = { head, site, routed, ready, replies, told }
  const each = ready.wanted.map((wanted) => ({
    term: wanted.term,
    sorted: sort(routed, wanted.set, acceptsOf(ready.row, wanted, site, routed, told), site.point.subnet.span),
  }))
  const of = (outcome: 'fails' | 'unsure') => each.filter(({ sorted }) => outcomeOf(sorted) === outcome)
  const decided = (): readonly Answer[] => {
    const [wrong, unsure] = [of('fails'), of('unsure')]
    if (wrong.length > 0) {
      const sorted = together(wrong.map((part) => part.sorted))
      const terms = wrong.map(({ term }) => term)
      const legacy = legacyOf(ready, site, routed, listed)
      return legacy === undefined ? [failing(one, sorted, sideText(terms, site.point), terms)] : byAddresses(one, sorted, legacy)
    }
    if (unsure.length === 0) {
      const { leansOn } = together(each.map((part) => part.sorted))
      return [answerOf(head, site, about(one), [], { outcome: 'holds', question: questionOf(one), leansOn: [...leansOn, ...told.leansOn] })]
    }
    const sorted = together(unsure.map((part) => part.sorted))
    const terms = unsure.map(({ term }) => term)
    return [open(one, sorted.open, withoutOwnNames(sorted.doubts, terms), settleHelp(sorted.tags), terms)]
  }
  const { truth, given } = ready
  if (truth.answer !== 'unsure' && given.answer === 'unsure')
    return decided().map((answer) => (answer.outcome === 'holds' || answer.advice ? answer : onlyIf(answer, ready.row, given.doubts)))
  if (truth.answer !== 'unsure') return decided()
  return decided().flatMap((answer) => {
    if (answer.advice) return []
    const { label: _label, help: _help, remedy: _remedy, ...rest } = answer
    return [{ ...rest, outcome: 'unsure', doubts: mergeDoubts(truth.doubts, answer.doubts) }]
  })
}

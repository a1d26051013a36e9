/** How flows, rules and subnets are named in messages: as the author named them, in words a reader of the code recognises. */
import { regionalTag } from '../azure/service-tags.ts'
import { writtenAt } from '../eval/value.ts'
import type { Fact } from '../model/entity.ts'
import type { Protocol, SecurityRule } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import { formatRange } from '../net/address.ts'
import type { Range } from '../net/ranges.ts'
import type { Decider, Flow, FlowTerm, Part, Point } from '../semantics/flow.ts'
import type { Span } from '../text/source.ts'

const some = (items: readonly string[], most = 4): string =>
  items.length <= most ? items.join(', ') : `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`

/** `443`, `5671-5672, 443`; undefined for every port. */
export const portsText = (ranges: readonly Range[]): string | undefined =>
  ranges.some((range) => range.first === 0 && range.last === 65535)
    ? undefined
    : some(
        ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)),
        6,
      )

/** `tcp 443`, `tcp and udp`, `every protocol`. */
export const trafficText = (protocols: readonly Protocol[], ports: readonly Range[]): string => {
  const names = protocols.length >= 5 ? 'every protocol' : protocols.join(' and ')
  const written = portsText(ports)
  return written === undefined || !protocols.some((each) => each === 'tcp' || each === 'udp') ? names : `${names} ${written}`
}

/** The prefixes of a subnet as text, where they are all known. */
export const prefixesOf = (subnet: Subnet): readonly string[] | undefined => {
  if (!subnet.prefixes.known) return undefined
  const texts = subnet.prefixes.value.flatMap((term) => (term.kind === 'range' ? [formatRange(term.range)] : []))
  return texts.length > 0 && texts.length === subnet.prefixes.value.length ? texts : undefined
}

/** `` `azurerm_subnet.apim` (10.0.2.0/24) `` */
export const subnetText = (subnet: Subnet): string => {
  const prefixes = prefixesOf(subnet)
  return `\`${subnet.id}\`${prefixes === undefined ? '' : ` (${some(prefixes, 2)})`}`
}

/** A tag as a rule for this point would write it. */
export const tagText = (tag: string, atRegion: boolean, region: Fact<string>): string =>
  !atRegion || !region.known ? tag : (regionalTag(tag, region.value)?.name ?? tag)

const termText = (term: FlowTerm, point: Point): string => {
  switch (term.kind) {
    case 'range':
      return `\`${formatRange(term.range)}\``
    case 'tag':
      return `\`${tagText(term.tag, term.atRegion, point.region)}\``
    case 'internet':
      return '`Internet`'
    case 'subnet':
      return subnetText(point.subnet)
    case 'virtual-network':
      return 'the virtual network'
    case 'any':
      return 'any address'
    case 'atom':
      return `\`${term.identity}\``
  }
}

export const sideText = (terms: readonly FlowTerm[], point: Point): string => some(terms.map((term) => termText(term, point)))

/** Ends of a flow in words, of the violating part of it where there is one. Parts speak of sets in the world's words. */
export interface FlowWords {
  readonly from: string
  readonly to: string
  readonly traffic: string
}

export const flowWords = (flow: Flow, point: Point, part?: Part): FlowWords => {
  // Within the subnet parts only narrow what the policy calls the subnet: the author's name says more, unless it is a real part.
  const whole = { from: sideText(flow.from, point), to: sideText(flow.to, point) }
  if (part === undefined) return { ...whole, traffic: trafficText(flow.protocols, flow.ports) }
  return {
    from: partText(part.source, whole.from, flow.from, point),
    to: partText(part.destination, whole.to, flow.to, point),
    traffic: trafficText(part.protocols, part.ports),
  }
}

const partText = (part: string, whole: string, terms: readonly FlowTerm[], point: Point): string => {
  // The platform's load balancer is one address, which says less than its name.
  if (terms.length === 1 && terms[0]!.kind === 'tag' && terms[0]!.tag === 'AzureLoadBalancer') return whole
  // A subnet whose prefix is not known goes by its own name, not by that of what its prefix depends on.
  const { prefixes } = point.subnet
  const isUnknown = prefixesOf(point.subnet) === undefined && (!prefixes.known || prefixes.value.length === 1)
  if (terms.length === 1 && terms[0]!.kind === 'subnet' && isUnknown && !part.includes(' (in ')) return whole
  const own = terms.every((term) => term.kind === 'subnet' || term.kind === 'tag' || term.kind === 'internet')
  // A single named set of which all is meant is called by its name.
  if (own && terms.length === 1 && (whole.includes(part) || part.startsWith('subnet '))) return whole
  return part.includes('`') ? part : `\`${part}\``
}

const ruleName = (rule: SecurityRule): string => (rule.name.known ? `rule \`${rule.name.value}\`` : 'a rule whose name is not known')

/** `` rule `deny-all` (priority 4096) ``, with the group where that is not the subnet's own. */
export const deciderName = (decider: Decider): string => {
  const place = 'at' in decider && decider.at === 'nic' && 'nsg' in decider ? ` of \`${decider.nsg.id}\`` : ''
  switch (decider.kind) {
    case 'rule':
      return `${ruleName(decider.rule)}${decider.rule.priority.known ? ` (priority ${decider.rule.priority.value})` : ''}${place}`
    case 'default-rule':
      return `default rule \`${decider.name}\` (priority ${decider.priority})${place || ` of \`${decider.nsg.id}\``}`
    case 'no-group':
      return 'no network security group'
    case 'unknown':
      return 'a network security group that is not known'
    case 'platform':
      return 'the platform'
  }
}

export { ruleName }

/** The line that decides: where what is known was written; where what is not known is used, since its causes have places of their own. */
export const placeOf = (fact: Fact<unknown>): Span => (fact.known ? writtenAt(fact.origin) : fact.origin.span)

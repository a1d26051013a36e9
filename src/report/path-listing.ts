/** The ways of packets come in; each hop in words, with what decides it, where that is written, and what it beats, goes out. */
import type { Doubt } from '../eval/value.ts'
import type { Protocol } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Range } from '../net/ranges.ts'
import type { FirewallDecider } from '../semantics/firewall-lists.ts'
import type { Packet } from '../semantics/flow.ts'
import type { Nearest, Reach, Way } from '../semantics/reach.ts'
import type { Return } from '../semantics/reach-back.ts'
import type { Arrival, Hop } from '../semantics/reach-hops.ts'
import { rivalsOf } from '../semantics/route-rivals.ts'
import type { EffectiveRoute, Route } from '../semantics/routes.ts'
import { placeOf, type Span } from '../text/source.ts'
import { beatenText, hopText } from './route-listing.ts'
import { deciderText } from './wording.ts'

export interface PathListing {
  readonly root: string
  readonly from: string
  readonly to: string
  readonly protocols: readonly Protocol[]
  readonly ports: readonly Range[]
  readonly reach: Reach
  /** Where something surely stops packets: those that the fewest things stop, with all of these. */
  readonly nearest?: Nearest
  routesOf(subnet: Subnet): readonly EffectiveRoute[]
  /** Code that could not be read and may declare more. */
  readonly unread: readonly Doubt[]
}

/** One hop as it is told. */
export interface HopLine {
  readonly sort: Hop['kind']
  /** Whom it is at: an address of the code. */
  readonly at: string
  readonly text: string
  readonly line?: string
  /** What might have decided it and does not. */
  readonly besides: readonly { readonly text: string; readonly line?: string }[]
}

const lineOf = (span: Span | undefined): { readonly line?: string } => (span === undefined ? {} : { line: placeOf(span) })

/** What stands in a packet's way, where it is more than what the way itself ends at. */
export interface StopLines {
  readonly packet: Packet
  readonly stops: readonly { readonly text: string; readonly line: string }[]
  /** Beyond the last of them it would arrive. */
  readonly arrives: boolean
}

export const stopLines = ({ nearest }: PathListing): StopLines | undefined =>
  nearest === undefined || nearest.blockers.length < 2
    ? undefined
    : {
        packet: nearest.packet,
        stops: nearest.blockers.map(({ why, span }) => ({ text: `the packet ${why}`, line: placeOf(span) })),
        arrives: nearest.way.end.fate === 'delivered',
      }

const ordinal = (text: string, fact: { readonly known: boolean; readonly value?: unknown }): string =>
  `${text} ${fact.known ? String(fact.value) : 'not known'}`

export const firewallText = (decider: FirewallDecider): string => {
  switch (decider.kind) {
    case 'firewall-default':
      return 'no rule matches: the firewall denies it'
    case 'firewall-unknown':
      return `rules that are not known may ${decider.access} it`
    case 'firewall-rule': {
      const { rule, at, access } = decider
      const name = rule.name.known ? `${rule.sort} rule \`${rule.name.value}\`` : `a ${rule.sort} rule whose name is not known`
      const collection = at.collection.name.known ? `collection \`${at.collection.name.value}\`` : 'a collection'
      const order = [
        ordinal('priority', at.collection.priority),
        ...(at.group.priority === undefined ? [] : [ordinal('of a group with priority', at.group.priority)]),
        ...(at.generation === 0 && at.group.ofKind === 'firewall-policy' ? ['of the parent policy'] : []),
      ].join(' ')
      return `${name} of ${collection} (${order}) ${access === 'allow' ? 'allows' : 'denies'} it`
    }
  }
}

const routeText = (route: Route): string =>
  `${route.source} route to ${route.destination}${route.name === undefined ? '' : ` (\`${route.name}\`)`}`

/** A hop may be several lines: a filter is one for each group. */
const linesOf = (hop: Hop, packet: Packet, listing: Pick<PathListing, 'routesOf'>): readonly HopLine[] => {
  switch (hop.kind) {
    case 'filter':
      return hop.chain.map((decider) => ({
        sort: hop.kind,
        at: decider.kind === 'rule' || decider.kind === 'default-rule' ? decider.nsg.id : (hop.nic?.id ?? hop.subnet.id),
        text: `${hop.direction === 'outbound' ? 'out of' : 'into'} ${hop.nic === undefined || !('at' in decider) || decider.at === 'subnet' ? hop.subnet.id : hop.nic.id}: ${deciderText(decider)}`,
        ...lineOf(decider.kind === 'rule' ? decider.rule.span : decider.kind === 'default-rule' ? decider.nsg.span : undefined),
        besides: [],
      }))
    case 'route': {
      const [first] = hop.routes
      const chosen = hop.routes.map(routeText).join(' or ')
      return [
        {
          sort: hop.kind,
          at: hop.subnet.id,
          text: `route of ${hop.subnet.id}: ${chosen === '' ? 'not known' : chosen} → ${hopText(hop.hop)}`,
          ...lineOf(first?.spans[0]),
          besides: rivalsOf(hop, listing.routesOf(hop.subnet), packet.destination).map(({ route, why }) => ({
            text: `${routeText(route)} → ${route.nextHops.map(hopText).join(' or ')}: ${why.reason === 'less-specific' ? 'less specific' : beatenText(why)}`,
            ...lineOf(route.spans[0]),
          })),
        },
      ]
    }
    case 'peering':
      return [{ sort: hop.kind, at: hop.to.id, text: `peering from ${hop.from.id} to ${hop.to.id}`, ...lineOf(hop.spans[0]), besides: [] }]
    case 'firewall': {
      const { decider, firewall } = hop
      const translated = hop.translatesSource ? '; it puts its own address in the place of the source' : ''
      return [
        {
          sort: hop.kind,
          at: firewall.id,
          text: `firewall ${firewall.id}: ${firewallText(decider)}${translated}`,
          ...lineOf(decider.kind === 'firewall-rule' ? decider.rule.span : firewall.span),
          besides: [],
        },
      ]
    }
    case 'appliance':
      return [{ sort: hop.kind, at: hop.nic.id, text: `${hop.nic.id} passes it on`, ...lineOf(hop.nic.span), besides: [] }]
    case 'vouched':
      return [
        {
          sort: hop.kind,
          at: hop.address,
          text: `the appliance at ${hop.address}, as it is vouched for`,
          ...lineOf(hop.span),
          besides: [],
        },
      ]
    case 'endpoint':
      return [
        { sort: hop.kind, at: hop.endpoint.id, text: `private endpoint ${hop.endpoint.id}`, ...lineOf(hop.endpoint.span), besides: [] },
      ]
    case 'entry':
      return [{ sort: hop.kind, at: hop.to, text: `comes in by ${hop.by} to ${hop.to}`, ...lineOf(hop.span), besides: [] }]
    case 'handed-on':
      return [
        {
          sort: hop.kind,
          at: hop.by,
          text: hop.by === hop.to ? `${hop.by} puts its own address in the place of the source` : `${hop.by} hands it to ${hop.to}`,
          ...lineOf(hop.span),
          besides: [],
        },
      ]
  }
}

const arrivalText = (arrival: Arrival): string => {
  switch (arrival.at) {
    case 'subnet':
      return arrival.nic === undefined ? `arrives in ${arrival.subnet.id}` : `arrives at ${arrival.nic.id} in ${arrival.subnet.id}`
    case 'internet':
      return 'leaves to Internet'
    case 'on-premises':
      return 'leaves by the virtual network gateway'
    case 'service':
      return `arrives at ${arrival.service} by its service endpoint`
    case 'endpoint':
      return `arrives at what private endpoint ${arrival.endpoint.id} leads to`
    case 'platform':
      return 'arrives at the platform'
  }
}

export const endText = ({ end }: Way): string => {
  switch (end.fate) {
    case 'delivered':
      return arrivalText(end.arrival)
    case 'dropped':
      return `dropped: the packet ${end.why}`
    case 'unknown':
      return 'not known from here on'
  }
}

export interface ReturnLines {
  readonly fate: Return['fate']
  readonly text: string
  readonly hops: readonly HopLine[]
  readonly doubts: readonly Doubt[]
}

const replyOf = (packet: Packet): Packet => ({
  protocol: packet.protocol,
  ...(packet.destination === undefined ? {} : { source: packet.destination }),
  ...(packet.source === undefined ? {} : { destination: packet.source }),
})

/** What keeps state asks no rules about replies. */
const replyLines = (hop: Hop, packet: Packet, listing: Pick<PathListing, 'routesOf'>): readonly HopLine[] => {
  const lines = linesOf(hop, packet, listing)
  if (hop.kind === 'firewall')
    return lines.map((line) => ({ ...line, text: `firewall ${hop.firewall.id}`, line: placeOf(hop.firewall.span) }))
  return hop.kind === 'handed-on' ? lines.map((line) => ({ ...line, text: hop.by })) : lines
}

export interface WayLines {
  readonly hops: readonly HopLine[]
  readonly end: string
  readonly line?: string
  readonly doubts: readonly Doubt[]
  readonly returns: readonly ReturnLines[]
}

export const returnText = ({ fate, why }: Pick<Return, 'fate' | 'why'>): string => {
  switch (fate) {
    case 'symmetric':
      return 'the reply comes back the same way'
    case 'asymmetric':
      return `asymmetric: the reply ${why}`
    case 'lost':
      return `the reply is lost: it ${why}`
    case 'unsure':
      return `the reply may not come back the same way: it ${why}`
  }
}

export const wayLines = (way: Way, packet: Packet, listing: Pick<PathListing, 'routesOf'>): WayLines => ({
  hops: way.hops.flatMap((hop) => linesOf(hop, packet, listing)),
  end: endText(way),
  ...lineOf(way.end.fate === 'dropped' ? way.end.span : undefined),
  doubts: [...way.doubts, ...(way.end.fate === 'unknown' ? way.end.doubts : [])],
  returns: way.returns.map((one) => ({
    fate: one.fate,
    text: returnText(one),
    hops: one.hops.flatMap((hop) => replyLines(hop, replyOf(packet), listing)),
    doubts: one.doubts,
  })),
})

export const portsText = (ports: readonly Range[]): string =>
  ports
    .map(({ first, last }) => (first === last ? String(first) : first === 0 && last === 65535 ? 'any port' : `${first}-${last}`))
    .join(', ')

export const questionText = ({ from, to, protocols, ports }: PathListing): string => {
  const every = protocols.length === 5
  const withPorts = protocols.some((protocol) => protocol === 'tcp' || protocol === 'udp') && portsText(ports) !== 'any port'
  return `${from} → ${to}${every ? '' : ` ${protocols.join(', ')}`}${withPorts ? ` ${portsText(ports)}` : ''}`
}

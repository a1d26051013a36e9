/** A rule of a firewall comes in; the packets that it surely matches and those that it may match, as one place of the network means them, go out. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Fact, Pointer } from '../model/entity.ts'
import type { FirewallRule, RuleSide } from '../model/read-firewall-rules.ts'
import type { AddressSet } from '../net/cells.ts'
import { noPorts, type PacketSet } from '../net/packets.ts'
import { type Intervals, numberIntervals } from '../net/ranges.ts'
import { readPrefixes } from './extents.ts'
import { everyPort, type Match, maskOf, protocolsOf, type Traffic } from './match.ts'
import type { Extremes, Place } from './place.ts'

/** What is known of the packets beyond their addresses. */
export interface AskedNames {
  /** Host names that the packets ask for, lower case; absent: not known. */
  readonly names?: readonly string[]
}

const nowhere: readonly never[] = []
const doubtsOf = (fact: Fact<unknown>): readonly Doubt[] => (fact.known ? [] : fact.doubts)

/** The set of addresses that a host name resolves to. */
export const nameAtom = <T extends number | bigint>(place: Place<T>, name: string): AddressSet<T> => {
  const { atoms, point } = place.site
  const doubts: readonly Doubt[] = [{ reason: 'external', what: `addresses of ${name}`, span: point.subnet.span }]
  return place.addresses.ofAtom(atoms.add({ id: `name:${name}`, name: `\`${name}\``, doubts }), place.family.everything)
}

const groupSet = <T extends number | bigint>(place: Place<T>, pointer: Pointer): Extremes<AddressSet<T>> => {
  const { site, addresses, any } = place
  const link = site.network.link(pointer, 'ip-group')
  const each = link.options.map((option): Extremes<AddressSet<T>> => {
    if (option.to === 'none') return { smallest: nowhere, largest: nowhere }
    if (option.to === 'external') {
      const id = site.atoms.add({ id: `ip-group:${option.identity}`, name: 'an IP group', doubts: link.doubts })
      const set = addresses.ofAtom(id, place.family.everything)
      return { smallest: set, largest: set }
    }
    const { addresses: fact, more } = site.network.firewalling.addressesIn(option.entity)
    const extents = readPrefixes(
      site.atoms,
      fact,
      { id: `ip-group:${option.entity.id}`, name: `IP group \`${option.entity.id}\`` },
      undefined,
    )
    const ranges = addresses.ofRanges(place.family.pick(extents.flatMap((extent) => ('range' in extent ? [extent.range] : []))))
    const atoms = extents.flatMap((extent) => ('atom' in extent ? [addresses.ofAtom(extent.atom, place.family.everything)] : []))
    const known = addresses.unite(ranges, ...atoms)
    return { smallest: known, largest: more.length === 0 ? known : any }
  })
  if (each.length === 0) return { smallest: nowhere, largest: any }
  return {
    smallest: each.map((one) => one.smallest).reduce((a, b) => addresses.intersect(a, b)),
    largest: addresses.unite(...each.map((one) => one.largest)),
  }
}

const groupDoubts = <T extends number | bigint>(place: Place<T>, { groups }: RuleSide): readonly Doubt[] => {
  if (!groups.known) return groups.doubts
  const { network } = place.site
  return mergeDoubts(
    ...groups.value.map((pointer) => {
      const { options, doubts } = network.link(pointer, 'ip-group')
      const more = options.flatMap((option) => (option.to === 'entity' ? network.firewalling.addressesIn(option.entity).more : []))
      return mergeDoubts(options.length > 1 ? doubts : [], more)
    }),
  )
}

/** Nothing is said of the side: every address for an application rule, none for the others. */
const sideSet = <T extends number | bigint>(place: Place<T>, side: RuleSide, otherwise: AddressSet<T>): Extremes<AddressSet<T>> => {
  if (!side.given) return { smallest: otherwise, largest: otherwise }
  const { addresses, any } = place
  const own = place.endpoints(side.addresses)
  if (!side.groups.known) return { smallest: own.smallest, largest: any }
  const groups = side.groups.value.map((pointer) => groupSet(place, pointer))
  return {
    smallest: addresses.unite(own.smallest, ...groups.map((one) => one.smallest)),
    largest: addresses.unite(own.largest, ...groups.map((one) => one.largest)),
  }
}

/** `*.contoso.com` covers what is below it: https://learn.microsoft.com/azure/firewall/firewall-faq ("How do wildcards work") */
const coversName = (pattern: string, name: string): boolean =>
  pattern === '*' || pattern === name || (pattern.startsWith('*') && name.endsWith(pattern.slice(1)) && name.length >= pattern.length)

const tellsNames: Doubt['reason'] = 'external'

/** Whether the host names that the packets ask for are among those of the rule. */
const nameMatch = (
  rule: FirewallRule,
  asked: AskedNames,
): { readonly fate: 'yes' | 'no' | 'perhaps'; readonly doubts: readonly Doubt[] } => {
  const { names, nameSets } = rule
  const known = names.known ? names.value : []
  if (known.includes('*')) return { fate: 'yes', doubts: [] }
  const unknown = mergeDoubts(doubtsOf(names), doubtsOf(nameSets))
  const sets = nameSets.known ? nameSets.value : []
  const open = unknown.length > 0 || sets.length > 0
  if (!open && known.length === 0) return { fate: 'no', doubts: [] }
  if (asked.names === undefined)
    return {
      fate: 'perhaps',
      doubts: mergeDoubts(unknown, [{ reason: tellsNames, what: 'the host name that is asked for', span: rule.span }]),
    }
  const each = asked.names.map((name) => known.some((pattern) => coversName(pattern, name)))
  if (each.length > 0 && each.every(Boolean)) return { fate: 'yes', doubts: [] }
  if (!open && !each.some(Boolean)) return { fate: 'no', doubts: [] }
  const what = sets.length > 0 ? `which names \`${sets[0]}\` covers` : 'which of the host names is asked for'
  return { fate: 'perhaps', doubts: mergeDoubts(unknown, [{ reason: tellsNames, what, span: rule.span }]) }
}

/** Azure Firewall's rules take IPv4 only: https://learn.microsoft.com/azure/firewall/firewall-known-issues ("IPv6 not currently supported") */
export const firewallMatch = <T extends number | bigint>(
  place: Place<T>,
  rule: FirewallRule,
  traffic: Traffic,
  asked: AskedNames = {},
): Match<T> => {
  const { addresses, any } = place
  const application = rule.sort === 'application'
  const source = sideSet(place, rule.source, nowhere)
  const own = protocolsOf[traffic]
  const masks = {
    smallest: rule.protocols.known ? maskOf(rule.protocols.value) : 0,
    largest: rule.protocols.known ? maskOf(rule.protocols.value) : 31,
  }
  const portsAt = (bound: 'smallest' | 'largest'): Intervals<number> => {
    if (traffic === 'without-ports') return noPorts
    if (rule.ports.known) return numberIntervals.unite(rule.ports.value)
    const among = rule.ports.among?.map((ranges) => numberIntervals.unite(ranges))
    if (among === undefined || among.length === 0) return bound === 'smallest' ? nowhere : everyPort
    return bound === 'smallest' ? among.reduce((a, b) => numberIntervals.intersect(a, b)) : numberIntervals.unite(...among)
  }
  const name = application ? nameMatch(rule, asked) : undefined
  const destination = ((): Extremes<AddressSet<T>> => {
    if (application) {
      // A firewall connects to what the name resolves to, whatever address the client chose: https://learn.microsoft.com/azure/firewall/rule-processing
      const largest = name?.fate === 'no' ? nowhere : any
      return { smallest: name?.fate === 'yes' && !rule.destination.given ? any : nowhere, largest }
    }
    const stated = sideSet(place, rule.destination, nowhere)
    if (!rule.names.known) return { smallest: stated.smallest, largest: any }
    const named = rule.names.value.map((one) => nameAtom(place, one))
    return { smallest: addresses.unite(stated.smallest, ...named), largest: addresses.unite(stated.largest, ...named) }
  })()
  const packets = (bound: 'smallest' | 'largest'): PacketSet<T> => ({
    protocols: masks[bound] & own,
    source: source[bound],
    destination: destination[bound],
    sourcePorts: traffic === 'with-ports' ? everyPort : noPorts,
    destinationPorts: portsAt(bound),
  })
  return {
    smallest: packets('smallest'),
    largest: packets('largest'),
    doubts: mergeDoubts(
      doubtsOf(rule.source.addresses),
      groupDoubts(place, rule.source),
      doubtsOf(rule.destination.addresses),
      groupDoubts(place, rule.destination),
      doubtsOf(rule.protocols),
      traffic === 'with-ports' ? doubtsOf(rule.ports) : [],
      application ? (name?.doubts ?? []) : doubtsOf(rule.names),
      application && rule.destination.given
        ? [{ reason: 'unsupported', what: 'which addresses an application rule concerns', span: rule.span }]
        : [],
    ),
  }
}

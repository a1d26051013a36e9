/** Which firewall has an address, and which of the packets that come there it lets pass: pure functions of the network. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AssumedFirewall } from '../model/assumptions.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { Protocol } from '../model/kinds/nsg.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { Network } from '../model/network.ts'
import { firstMatches } from '../net/first-match.ts'
import type { PacketSet } from '../net/packets.ts'
import type { Range } from '../net/ranges.ts'
import { budget } from '../text/budget.ts'
import { family4 } from './family.ts'
import type { Leaning } from './filter.ts'
import { type FirewallDecider, type FirewallLists, type FirewallRequest, firewallLists } from './firewall-lists.ts'
import type { FlowTerm, Packet, Part, Point, TagSnapshot } from './flow.ts'
import { inhabited } from './inhabited.ts'
import { partsOf, type SizedPart, shownParts } from './parts.ts'
import { createPlace, type Place } from './place.ts'
import { traffics } from './prepared.ts'
import { questionsOf } from './question.ts'
import { createSite } from './site.ts'
import { type Decided, doubtsAbout, type Sorted, threeWays } from './three-ways.ts'
import { packetOf } from './witness.ts'

export type { FirewallDecider }

/** A firewall that an address may be of. */
export interface FirewallAt {
  readonly firewall: Firewall
  /** Empty: it surely is. */
  readonly doubts: readonly Doubt[]
}

/** Networks that the subnet's own can reach directly; undefined where that is not decided. */
const around = (network: Network, subnet: Subnet): ReadonlySet<string> | undefined => {
  const ids = new Set<string>()
  const own = network.link(subnet.virtualNetwork, 'virtual-network')
  for (const option of own.options) {
    if (option.to !== 'entity') return undefined
    ids.add(option.entity.id)
    for (const side of network.routing.peeringsOf(option.entity))
      for (const other of side.network.options) {
        if (other.to === 'external') continue
        if (other.to === 'entity') ids.add(other.entity.id)
      }
  }
  return ids
}

/** Virtual networks that the firewall may be in; undefined where that is not known. */
export const networksOf = (network: Network, firewall: Firewall): readonly string[] | undefined => {
  const ids: string[] = []
  for (const option of network.link(firewall.subnet, 'subnet').options) {
    if (option.to !== 'entity') return undefined
    for (const parent of network.link(option.entity.virtualNetwork, 'virtual-network').options) {
      if (parent.to !== 'entity') return undefined
      ids.push(parent.entity.id)
    }
  }
  return ids
}

const owners = new WeakMap<Network, Map<string, Firewall | undefined>>()

/** Whose private address this is, by whatever name the code has for the firewall: a data source, or one that exists and is declared elsewhere in this run. */
const ownerOf = (network: Network, { identity, origin }: AddressTerm & { readonly kind: 'atom' }): Firewall | undefined => {
  const known = owners.get(network) ?? new Map<string, Firewall | undefined>()
  owners.set(network, known)
  if (known.has(identity)) return known.get(identity)
  const address = /^(.*)\.private_ip_address$/.exec(identity)?.[1]
  const options = address === undefined ? [] : network.link({ by: 'address', address, origin }, 'firewall').options
  const [only, other] = options
  const owner = only?.to === 'entity' && other === undefined ? only.entity : undefined
  known.set(identity, owner)
  return owner
}

/** The firewalls that routes of the subnet lead to by this address. */
export const firewallsAt = (network: Network, subnet: Subnet, address: AddressTerm): readonly FirewallAt[] => {
  const near = around(network, subnet)
  return network.ofKind('firewall').flatMap((firewall): readonly FirewallAt[] => {
    const own = networksOf(network, firewall)
    const isNear = near === undefined || own === undefined || own.some((id) => near.has(id))
    const { privateAddress, presence } = firewall
    const absent = presence.certain ? [] : presence.doubts
    if (address.kind === 'atom')
      return (privateAddress.kind === 'atom' && privateAddress.identity === address.identity) || ownerOf(network, address) === firewall
        ? [{ firewall, doubts: absent }]
        : []
    if (!isNear) return []
    if (privateAddress.kind === 'range')
      return privateAddress.range.family === address.range.family && privateAddress.range.first === address.range.first
        ? [{ firewall, doubts: absent }]
        : []
    // Nothing else is in its subnet: https://learn.microsoft.com/azure/firewall/firewall-faq ("Why does Azure Firewall need a /26 subnet size?")
    const subnets = network.link(firewall.subnet, 'subnet').options.flatMap((option) => (option.to === 'entity' ? [option.entity] : []))
    const holds = subnets.some(
      ({ prefixes }) =>
        prefixes.known &&
        prefixes.value.some(
          (term) =>
            term.kind === 'range' &&
            term.range.family === address.range.family &&
            term.range.first <= address.range.first &&
            address.range.first <= term.range.last,
        ),
    )
    if (!holds) return []
    return [{ firewall, doubts: mergeDoubts(absent, privateAddress.doubts) }]
  })
}

/** The packets by what the firewall surely, or perhaps, does with them. Undefined where that is too much to compute. */
export const sortAtFirewall = <T extends number | bigint>(
  place: Place<T>,
  lists: FirewallLists<T>,
  packets: PacketSet<T>,
  limit: number,
): readonly Sorted<T, FirewallDecider>[] | undefined => {
  const decide = (question: PacketSet<T>, leaning: Leaning): readonly Decided<T, FirewallDecider>[] | undefined => {
    const entries = lists[leaning]
    const pieces = firstMatches(
      place.packets,
      question,
      entries.map((entry) => entry.packets),
      limit,
    )
    return pieces?.map((piece) => {
      const { decider } = entries[piece.first!]!
      return { packets: piece.packets, access: decider.access, decider }
    })
  }
  return threeWays(decide, packets, lists.doubtful.length === 0)
}

export interface FirewallQuestion extends FirewallRequest {
  readonly from: readonly FlowTerm[]
  readonly to: readonly FlowTerm[]
  readonly protocols: readonly Protocol[]
  /** Destination ports. */
  readonly ports: readonly Range[]
}

export interface FirewallVerdict {
  /** `allows`: every packet of the question passes. `denies`: some surely do not. */
  readonly outcome: 'allows' | 'denies' | 'unsure'
  /** One that does not pass, or may not. */
  readonly packet?: Packet
  readonly parts: readonly Part[]
  /** What lets packets pass; of what does not, what decides. */
  readonly decidedBy: readonly FirewallDecider[]
  readonly doubts: readonly Doubt[]
}

const everyPort: readonly Range[] = [{ first: 0, last: 65535 }]

const distinct = (deciders: readonly FirewallDecider[]): readonly FirewallDecider[] => {
  const seen = new Map<unknown, FirewallDecider>()
  for (const decider of deciders) {
    const key = decider.kind === 'firewall-rule' ? decider.rule : decider.kind
    if (!seen.has(key)) seen.set(key, decider)
  }
  return [...seen.values()]
}

/** Whether the firewall lets the packets pass, as they come from the point: what is asked of it in the point's words. DNAT has no part in it. */
export const askFirewall = (
  network: Network,
  point: Point,
  firewall: Firewall,
  question: FirewallQuestion,
  snapshot?: TagSnapshot,
): FirewallVerdict => {
  const place = createPlace(createSite(network, point, snapshot), family4)
  const flow = {
    direction: 'outbound' as const,
    from: question.from,
    to: question.to,
    protocols: question.protocols,
    sourcePorts: everyPort,
    ports: question.ports,
  }
  const allowed: FirewallDecider[] = []
  const wrong = { sure: empty(), perhaps: empty() }
  const doubts: (readonly Doubt[])[] = []
  for (const traffic of traffics) {
    const lists = firewallLists(place, firewall, traffic, question)
    for (const packets of questionsOf(place, flow, [], traffic)) {
      const sorted = sortAtFirewall(place, lists, packets, budget.pieces)
      if (sorted === undefined) {
        const what = 'more combinations of firewall rules than one judgement looks through'
        return { outcome: 'unsure', parts: [], decidedBy: [], doubts: [{ reason: 'budget', what, span: firewall.span }] }
      }
      for (const one of sorted) {
        if (one.fate === 'allow') {
          allowed.push(one.decider)
          continue
        }
        const isSure =
          one.fate === 'deny' &&
          inhabited(place, one.packets.source) !== undefined &&
          inhabited(place, one.packets.destination) !== undefined
        const to = isSure ? wrong.sure : wrong.perhaps
        to.deciders.push(one.decider)
        to.packet ??= packetOf(place, one.packets)
        to.parts.push(...partsOf(place, [{ packets: one.packets, access: 'deny', chain: [], question: packets }], traffic))
        if (!isSure)
          doubts.push(doubtsAbout(place.packets.meets, lists.doubtful, one.packets, budget.causes), atomDoubts(place, one.packets))
      }
    }
  }
  const shown = wrong.sure.deciders.length > 0 ? wrong.sure : wrong.perhaps
  if (shown.deciders.length === 0 && allowed.length > 0) return { outcome: 'allows', parts: [], decidedBy: distinct(allowed), doubts: [] }
  const telling = {
    ...(shown.packet === undefined ? {} : { packet: shown.packet }),
    parts: shown.parts
      .sort((a, b) => b.size - a.size)
      .slice(0, shownParts)
      .map(({ part }) => part),
    decidedBy: distinct(shown.deciders),
  }
  if (wrong.sure.deciders.length > 0) return { outcome: 'denies', ...telling, doubts: [] }
  const all = mergeDoubts(...doubts)
  const none: readonly Doubt[] = [{ reason: 'error', what: 'a flow without packets', span: firewall.span }]
  return { outcome: 'unsure', ...telling, doubts: all.length > 0 ? all : none }
}

interface Wrong {
  readonly deciders: FirewallDecider[]
  readonly parts: SizedPart[]
  packet?: Packet
}
const empty = (): Wrong => ({ deciders: [], parts: [] })

/** Why it is not known whether there are such packets at all. */
export const atomDoubts = <T extends number | bigint>(place: Place<T>, packets: PacketSet<T>): readonly Doubt[] =>
  mergeDoubts(
    ...[packets.source, packets.destination].flatMap((set) =>
      inhabited(place, set) !== undefined
        ? []
        : set.flatMap((cell) =>
            [...cell.inside, ...cell.outside].map((id): readonly Doubt[] => {
              const atom = place.site.atoms.get(id)
              if (atom.doubts.length > 0) return atom.doubts
              return [
                {
                  reason: 'external',
                  what: `addresses of ${atom.tag === undefined ? atom.name : `service tag \`${atom.name}\``}`,
                  span: place.site.point.subnet.span,
                },
              ]
            }),
          ),
    ),
  )

/** What a person vouches for of the appliance at this address. */
export const assumedFirewallAt = (network: Network, address: AddressTerm): AssumedFirewall | undefined =>
  address.kind === 'atom'
    ? undefined
    : network.assumptions.firewalls.find((one) => one.address.family === address.range.family && one.address.first === address.range.first)

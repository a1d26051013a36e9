/** Packets that come in from Internet to a public address come in; they go on at whoever has it: a machine, those behind a balancer, or what a firewall gives them to. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { PublicIp } from '../model/kinds/public-ip.ts'
import type { AddressSet } from '../net/cells.ts'
import { isEmptyPackets, type PacketSet } from '../net/packets.ts'
import { budget } from '../text/budget.ts'
import { publicAtom, publicName } from './chosen-addresses.ts'
import { type FirewallDecider, firewallLists } from './firewall-lists.ts'
import { firewallMatch } from './firewall-match.ts'
import { sortAtFirewall } from './firewall-rules.ts'
import { toAddress } from './reach-arrival.ts'
import { balance } from './reach-balancer.ts'
import { byStandard, passFilters } from './reach-filter.ts'
import type { Post, Posts } from './reach-post.ts'
import { deliver, drop, lose, moved, type Session, type State, type Walk, withDoubts, withHop } from './reach-walk.ts'

/** Whoever has a public address. */
export type PublicHolder<T extends number | bigint> =
  | {
      readonly kind: 'interface'
      readonly by: 'machine' | 'firewall' | 'balancer'
      readonly post: Post<T>
      readonly enter: (walk: Walk<T>, state: State<T>) => void
    }
  | { readonly kind: 'unknown'; readonly doubts: readonly Doubt[] }

/** The set of addresses that the public address is: one, whichever. */
export const publicSet = <T extends number | bigint>({ place }: Post<T>, ip: PublicIp): AddressSet<T> => {
  const { family, site, addresses } = place
  if (family.family !== 4 || (ip.version.known && ip.version.value === 'ipv6')) return []
  return addresses.intersect(addresses.ofAtom(site.atoms.add(publicAtom(ip)), family.public), place.internet)
}

const dnatOrder = ({
  generation,
  group,
  priority,
}: {
  readonly generation: number
  readonly group: number
  readonly priority: number
}): number => generation * 1e12 + group * 1e6 + priority

/** DNAT rules go first, and what they match passes: https://learn.microsoft.com/azure/firewall/rule-processing#nat-rules */
const throughFirewall = <T extends number | bigint>(walk: Walk<T>, state: State<T>, firewall: Firewall): void => {
  const { place } = state.post
  const { collections, more } = walk.network.firewalling.rulesOf(firewall)
  const rows = collections.flatMap((at) => {
    const { collection, group, generation } = at
    if (!collection.sort.known || collection.sort.value !== 'dnat') return []
    const unsure = mergeDoubts(
      collection.presence.certain ? [] : collection.presence.doubts,
      collection.priority.known ? [] : collection.priority.doubts,
      group.priority === undefined || group.priority.known ? [] : group.priority.doubts,
      collection.moreRules,
    )
    const order = dnatOrder({
      generation,
      group: group.priority?.known ? group.priority.value : 0,
      priority: collection.priority.known ? collection.priority.value : 0,
    })
    return collection.rules.map((rule) => ({
      at,
      rule,
      order,
      unsure: mergeDoubts(unsure, rule.presence.certain ? [] : rule.presence.doubts),
    }))
  })
  rows.sort((a, b) => a.order - b.order)
  const open = mergeDoubts(more, ...rows.map(({ unsure }) => unsure))
  let rest: readonly PacketSet<T>[] = [state.packets]
  for (const { at, rule } of rows) {
    const { smallest, largest, doubts } = firewallMatch(place, rule, walk.traffic)
    const unsure = mergeDoubts(doubts, open)
    const decider: FirewallDecider = { kind: 'firewall-rule', firewall, at, rule, access: 'allow' }
    for (const packets of rest) {
      const met = place.packets.intersect(packets, largest)
      if (met === undefined || isEmptyPackets(met)) continue
      const part: State<T> = { ...withDoubts(state, unsure), packets: met, origin: { ...met } }
      const hop = { kind: 'firewall' as const, firewall, decider, translatesSource: true }
      const { translated } = rule
      if (translated?.address === undefined) {
        const what = translated?.name?.known ? `addresses of ${translated.name.value}` : `where a rule of \`${at.group.id}\` leads`
        lose(walk, withHop(part, hop), [{ reason: 'external', what, span: rule.span }])
        continue
      }
      if (!translated.port.known) {
        lose(walk, withHop(part, hop), translated.port.doubts)
        continue
      }
      toTranslated(walk, withHop(part, hop), firewall, hop, translated.address, translated.port.value)
    }
    if (unsure.length === 0) rest = rest.flatMap((packets) => place.packets.subtract(packets, smallest))
  }
  for (const packets of rest) {
    const decider: FirewallDecider = { kind: 'firewall-default', firewall, access: 'deny' }
    const part = withHop({ ...state, packets, origin: packets }, { kind: 'firewall', firewall, decider, translatesSource: false })
    drop(walk, withDoubts(part, open), 'firewall', `comes to \`${firewall.id}\`, where no DNAT rule takes it`, firewall.span)
    if (open.length > 0) lose(walk, withDoubts(part, open), open)
  }
}

/** Packets leave by a public address of the firewall, so that replies have to come back to that one: https://learn.microsoft.com/azure/firewall/integrate-lb#fix-the-routing-issue */
const toPublic = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  firewall: Firewall,
  hop: Session<T>['hop'],
  behind: PublicIp,
  port: number,
): void => {
  const { post } = state
  const { addresses } = post.place
  const what = `the way to \`${behind.id}\` behind \`${firewall.id}\``
  const own = firewall.publicIps.map((pointer) => walk.network.link(pointer, 'public-ip'))
  const known = own.flatMap(({ options }) => (options.length === 1 && options[0]!.to === 'entity' ? [options[0]!.entity] : []))
  const holder = holderOf(walk.posts, behind)
  const destination = publicSet(post, behind)
  const ways = post.routes.ways(destination)
  const isStraight = ways.every(({ hops }) => hops.length === 1 && hops[0]!.kind === 'internet')
  const why = mergeDoubts(firewall.morePublicIps, ...own.map(({ doubts }) => doubts), ...ways.map(({ doubts }) => doubts))
  if (
    holder.kind === 'unknown' ||
    holder.by === 'firewall' ||
    known.length < own.length ||
    firewall.morePublicIps.length > 0 ||
    !isStraight
  ) {
    lose(walk, state, why.length > 0 ? why : [{ reason: 'unsupported', what, span: firewall.span }])
    return
  }
  const outside = addresses.unite(...known.map((ip) => publicSet(post, ip)))
  const session: Session<T> = { id: firewall.id, hop, post, source: state.packets.source, translatesSource: true, outside }
  const there: State<T> = {
    ...state,
    packets: {
      ...state.packets,
      source: outside,
      destination,
      destinationPorts: port === 0 ? state.packets.destinationPorts : [{ first: port, last: port }],
    },
    rewritten: { source: true, destination: true, ports: true },
    sessions: [...state.sessions, session],
    trail: [],
  }
  holder.enter(walk, moved(there, holder.post))
}

/** "the source IP address will translate to one of the IP addresses in the AzureFirewallSubnet": https://techcommunity.microsoft.com/blog/azurenetworksecurityblog/azure-firewall-nat-behaviors/3825834 */
const toTranslated = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  firewall: Firewall,
  hop: Session<T>['hop'],
  address: AddressTerm,
  port: number,
): void => {
  const { place } = state.post
  const behind = walk.network.ofKind('public-ip').find((ip) => address.kind === 'atom' && address.identity === publicName(ip))
  if (behind !== undefined) {
    toPublic(walk, state, firewall, hop, behind, port)
    return
  }
  const extent = place.site.extent(address)
  const destination =
    'range' in extent
      ? place.addresses.ofRanges(place.family.pick([extent.range]))
      : place.addresses.ofAtom(extent.atom, place.family.everything)
  if (place.addresses.meets(destination, place.internet) && 'range' in extent) {
    lose(walk, state, [
      {
        reason: 'unsupported',
        what: `the way to a public address behind \`${firewall.id}\``,
        span: hop.kind === 'firewall' ? firewall.span : state.post.subnet.span,
      },
    ])
    return
  }
  const session: Session<T> = { id: firewall.id, hop, post: state.post, source: state.packets.source, translatesSource: true }
  const translated: PacketSet<T> = {
    ...state.packets,
    destination,
    destinationPorts: port === 0 ? state.packets.destinationPorts : [{ first: port, last: port }],
  }
  // Whether rules that deny count after translation is told both ways: https://learn.microsoft.com/azure/firewall/rule-processing#nat-rules
  const lists = firewallLists(place, firewall, walk.traffic, { inbound: true })
  const denied = (sortAtFirewall(place, lists, translated, budget.pieces) ?? []).find(
    ({ fate, decider }) => fate === 'deny' && decider.kind === 'firewall-rule',
  )
  const contested: readonly Doubt[] =
    denied === undefined
      ? []
      : [{ reason: 'unsupported', what: `whether network rules of \`${firewall.id}\` count after DNAT`, span: firewall.span }]
  if (denied !== undefined) lose(walk, withDoubts(state, contested), contested)
  walk.follow({
    ...withDoubts(state, contested),
    packets: { ...translated, source: place.subnet },
    rewritten: { source: true, destination: true, ports: true },
    sessions: [...state.sessions, session],
  })
}

export const holderOf = <T extends number | bigint>(posts: Posts<T>, ip: PublicIp): PublicHolder<T> => {
  const { network } = posts
  const isIt = (pointer: Parameters<typeof network.link>[0]): boolean => {
    const { options } = network.link(pointer, 'public-ip')
    return options.length === 1 && options[0]!.to === 'entity' && options[0]!.entity === ip
  }
  const postOf = (pointer: Parameters<typeof network.link>[0]): Post<T> | undefined => {
    const { options } = network.link(pointer, 'subnet')
    return options.length === 1 && options[0]!.to === 'entity' ? posts.at(options[0]!.entity) : undefined
  }
  for (const nic of network.ofKind('network-interface'))
    for (const configuration of nic.ipConfigurations) {
      if (!isIt(configuration.publicIp)) continue
      const post = postOf(configuration.subnet)
      if (post === undefined) break
      return {
        kind: 'interface',
        by: 'machine',
        post,
        enter: (walk, state) => {
          // Groups see the private address: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
          const there: State<T> = {
            ...withHop(state, { kind: 'entry', by: ip.id, to: nic.id, span: configuration.publicIp.origin.span }),
            packets: { ...state.packets, destination: post.interfaceSet(nic) },
            rewritten: { ...state.rewritten, destination: true },
          }
          passFilters(walk, there, 'inbound', nic, (inside) =>
            byStandard(walk, inside, ip.sku, (open) => deliver(walk, open, { at: 'subnet', subnet: post.subnet, nic })),
          )
        },
      }
    }
  for (const firewall of network.ofKind('firewall')) {
    if (!firewall.publicIps.some(isIt)) continue
    const post = postOf(firewall.subnet)
    if (post !== undefined)
      return {
        kind: 'interface',
        by: 'firewall',
        post,
        enter: (walk, state) =>
          throughFirewall(walk, withHop(state, { kind: 'entry', by: ip.id, to: firewall.id, span: firewall.span }), firewall),
      }
  }
  for (const balancer of network.ofKind('load-balancer'))
    for (const frontend of balancer.frontends) {
      if (!isIt(frontend.publicIp)) continue
      // It is in no subnet; its machines are, whose addresses take the place of its own.
      const [first] = network.ofKind('subnet')
      if (first === undefined) break
      return {
        kind: 'interface',
        by: 'balancer',
        post: posts.at(first),
        enter: (walk, state) =>
          balance(
            walk,
            withHop(state, { kind: 'entry', by: ip.id, to: balancer.id, span: frontend.span }),
            { balancer, frontend },
            (part, address) => toAddress(walk, part, address),
          ),
      }
    }
  return { kind: 'unknown', doubts: [{ reason: 'unsupported', what: `who has \`${ip.id}\``, span: ip.span }] }
}

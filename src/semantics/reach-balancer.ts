/** Packets that come to a frontend of a load balancer come in; each machine behind it that may be given them is a way of its own. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { Frontend, LoadBalancer } from '../model/kinds/load-balancer.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import type { BalancerRule } from '../model/read-balancer.ts'
import type { AddressSet } from '../net/cells.ts'
import { isEmptyPackets, type PacketSet } from '../net/packets.ts'
import type { Intervals } from '../net/ranges.ts'
import { valueAtom } from './extents.ts'
import { everyPort, maskOf } from './match.ts'
import type { Place } from './place.ts'
import { byStandard, passFilters } from './reach-filter.ts'
import { carriedPackets } from './reach-post.ts'
import { block, deliver, drop, type Leaf, lose, moved, narrowed, type State, step, type Walk, withDoubts, withHop } from './reach-walk.ts'

export interface FrontendAt {
  readonly balancer: LoadBalancer
  readonly frontend: Frontend
}

/** Of the first frontend the balancer has an attribute of its own: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/lb#private_ip_address */
const namesOf = ({ balancer, frontend }: FrontendAt): readonly string[] =>
  frontend.privateAddress?.kind === 'atom'
    ? [frontend.privateAddress.identity, ...(balancer.frontends[0] === frontend ? [`${balancer.id}.private_ip_address`] : [])]
    : []

export const frontendsAt = <T extends number | bigint>(walk: Walk<T>, address: AddressTerm): readonly FrontendAt[] =>
  walk.network.ofKind('load-balancer').flatMap((balancer) =>
    balancer.frontends.flatMap((frontend): FrontendAt[] => {
      const own = frontend.privateAddress
      const same =
        address.kind === 'atom'
          ? namesOf({ balancer, frontend }).includes(address.identity)
          : own?.kind === 'range' && own.range.family === address.range.family && own.range.first === address.range.first
      return same ? [{ balancer, frontend }] : []
    }),
  )

/** `doubts` not empty: it only may be there. */
export const frontendsIn = <T extends number | bigint>(
  walk: Walk<T>,
  subnet: Subnet,
): readonly { readonly at: FrontendAt; readonly doubts: readonly Doubt[] }[] =>
  walk.network.ofKind('load-balancer').flatMap((balancer) =>
    balancer.frontends.flatMap((frontend) => {
      if (frontend.privateAddress === undefined) return []
      const { options, doubts } = walk.network.link(frontend.subnet, 'subnet')
      if (!options.some((option) => option.to === 'entity' && option.entity === subnet)) return []
      const absent = balancer.presence.certain ? [] : balancer.presence.doubts
      return [{ at: { balancer, frontend }, doubts: mergeDoubts(options.length === 1 ? [] : doubts, absent) }]
    }),
  )

export const frontendSet = <T extends number | bigint>(place: Place<T>, at: FrontendAt): AddressSet<T> => {
  const own = at.frontend.privateAddress
  const { addresses, family, site } = place
  if (own === undefined) return []
  if (own.kind === 'range') return addresses.ofRanges(family.pick([own.range]))
  const within = place.subnet
  return addresses.unite(
    ...namesOf(at).map((identity) =>
      addresses.intersect(addresses.ofAtom(site.atoms.add(valueAtom({ ...own, identity })), family.everything), within),
    ),
  )
}

const single = (port: number): Intervals<number> => [{ first: port, last: port }]

/** Packets that the rule takes, surely and perhaps: every port of tcp and udp by a rule for all of them. */
const takenBy = <T extends number | bigint>(
  walk: Walk<T>,
  { place }: State<T>['post'],
  rule: BalancerRule,
): { readonly set: PacketSet<T> | undefined; readonly doubts: readonly Doubt[] } => {
  const { protocol, frontendPort } = rule
  if (walk.traffic === 'without-ports') return { set: undefined, doubts: [] }
  const doubts = mergeDoubts(
    protocol.known ? [] : protocol.doubts,
    frontendPort.known ? [] : frontendPort.doubts,
    rule.presence.certain ? [] : rule.presence.doubts,
  )
  // https://learn.microsoft.com/azure/load-balancer/load-balancer-ha-ports-overview
  const all = protocol.known && protocol.value === 'all'
  const set: PacketSet<T> = {
    protocols: !protocol.known || all ? maskOf(['tcp', 'udp']) : maskOf([protocol.value === 'udp' ? 'udp' : 'tcp']),
    source: place.any,
    destination: place.any,
    sourcePorts: everyPort,
    destinationPorts: all || !frontendPort.known || frontendPort.value === 0 ? everyPort : single(frontendPort.value),
  }
  return { set, doubts }
}

/** What its health probe finds at the machine: https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview#probe-source-ip-address */
const answersProbe = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  nic: NetworkInterface,
  rule: BalancerRule,
): { readonly passes: boolean; readonly denied: Leaf<T> | undefined; readonly port?: number } => {
  const found = walk.network.balancing.probeOf(rule)
  const port = found?.probe?.port
  if (port === undefined || !port.known) return { passes: true, denied: undefined }
  const { post } = state
  const { place } = post
  const packets: PacketSet<T> = {
    protocols: maskOf(['tcp']),
    source: place.addresses.ofRanges(place.family.host),
    destination: post.interfaceSet(nic),
    sourcePorts: everyPort,
    destinationPorts: single(port.value),
  }
  if (isEmptyPackets(packets)) return { passes: true, denied: undefined }
  const probing: Walk<T> = { ...walk, beyond: false, start: place, traffic: 'with-ports', leaves: [], follow: () => undefined }
  let passes = false
  passFilters(
    probing,
    { post, packets, origin: packets, rewritten: {}, hops: [], blockers: [], sessions: [], doubts: [], trail: [] },
    'inbound',
    nic,
    () => {
      passes = true
    },
  )
  return { passes, denied: probing.leaves[0], port: port.value }
}

const toMachine = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  nic: NetworkInterface,
  at: FrontendAt,
  rule: BalancerRule,
): void => {
  const [option] = nic.ipConfigurations.flatMap(({ subnet }) => walk.network.link(subnet, 'subnet').options)
  if (option?.to !== 'entity') {
    lose(walk, state, [{ reason: 'external', what: `the subnet of \`${nic.id}\``, span: nic.span }])
    return
  }
  const there = moved(state, walk.posts.at(option.entity))
  const { post } = there
  const floats = rule.floating.known && rule.floating.value
  const destinationPorts =
    floats || !rule.backendPort.known || rule.backendPort.value === 0 ? there.packets.destinationPorts : single(rule.backendPort.value)
  const given: State<T> = withHop(
    {
      ...there,
      // Rules of groups see the machine's own address and port: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
      packets: { ...there.packets, destination: post.interfaceSet(nic), destinationPorts },
      rewritten: { ...there.rewritten, destination: true, ports: true },
    },
    { kind: 'handed-on', by: at.balancer.id, to: nic.id, translatesSource: false, span: rule.span },
  )
  const onward = (possible: State<T>): void => intoSubnet(walk, possible, nic, at, option.entity)
  const { passes, denied, port } = answersProbe(walk, given, nic, rule)
  if (denied !== undefined && denied.end.fate === 'dropped') {
    const why = `is not given to \`${nic.id}\`: the health probe of \`${at.balancer.id}\` on port ${port} is denied there`
    const stopped = { ...withDoubts(given, passes ? denied.doubts : []), hops: [...given.hops, ...denied.hops] }
    block(walk, stopped, 'not-answering', why, denied.end.span, passes ? () => undefined : onward)
    if (!passes) return
  }
  onward(denied === undefined ? given : withDoubts(given, denied.doubts))
}

/** Past its health probe, into the subnet of the machine. */
const intoSubnet = <T extends number | bigint>(
  walk: Walk<T>,
  possible: State<T>,
  nic: NetworkInterface,
  at: FrontendAt,
  subnet: Subnet,
): void => {
  const arrived = (inside: State<T>): void => deliver(walk, inside, { at: 'subnet', subnet, nic })
  passFilters(walk, possible, 'inbound', nic, (inside) =>
    at.frontend.privateAddress === undefined ? byStandard(walk, inside, at.balancer.sku, arrived) : arrived(inside),
  )
}

/** `give`: what becomes of packets at a machine; by default they end there. `reach`: what becomes of them at an address behind it. */
export const balance = <T extends number | bigint>(
  walk: Walk<T>,
  state: State<T>,
  at: FrontendAt,
  reach: (state: State<T>, address: AddressTerm) => void,
  give: (state: State<T>, nic: NetworkInterface, rule: BalancerRule) => void = (part, nic, rule) => toMachine(walk, part, nic, at, rule),
): void => {
  if (!step(walk, state)) return
  const { balancer, frontend } = at
  const { rules, more } = walk.network.balancing.rulesOf(balancer)
  let rest: readonly PacketSet<T>[] = [state.packets]
  const { packets: algebra } = state.post.place
  for (const rule of rules) {
    const named = rule.frontend.known && frontend.name.known
    if (named && rule.frontend.known && frontend.name.known && rule.frontend.value.toLowerCase() !== frontend.name.value.toLowerCase())
      continue
    const { set, doubts } = takenBy(walk, state.post, rule)
    if (set === undefined) continue
    const why = mergeDoubts(
      doubts,
      named ? [] : mergeDoubts(rule.frontend.known ? [] : rule.frontend.doubts, frontend.name.known ? [] : frontend.name.doubts),
    )
    const { members, more: others } = walk.network.balancing.behind(rule)
    const choice: readonly Doubt[] =
      members.length > 1 ? [{ reason: 'computed', what: `which machine behind \`${balancer.id}\` is given it`, span: rule.span }] : []
    for (const packets of rest) {
      const met = algebra.intersect(packets, carriedPackets(set, state.post.place, state.post.place))
      const part = met === undefined ? undefined : narrowed(walk, withDoubts(state, why), met)
      if (part === undefined) continue
      for (const one of members) {
        const possible = withDoubts(part, mergeDoubts(choice, one.doubts))
        if (one.nic !== undefined) give(possible, one.nic, rule)
        else if (one.address !== undefined) reach(possible, one.address)
      }
      if (others.length > 0) lose(walk, withDoubts(part, others), others)
      else if (members.length === 0) drop(walk, part, 'no-holder', `comes to \`${balancer.id}\`, whose pool has nobody in it`, rule.span)
    }
    if (why.length === 0) rest = rest.flatMap((packets) => algebra.subtract(packets, set))
  }
  for (const packets of rest) {
    const part = narrowed(walk, state, packets)
    if (part === undefined) continue
    if (more.length > 0) lose(walk, part, more)
    else drop(walk, part, 'no-rule', `comes to \`${balancer.id}\`, where no rule takes it`, frontend.span)
  }
}

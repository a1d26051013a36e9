/** A way that packets took comes in; the ways that their replies take go out: back by everything that keeps their state, or not. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import { formatRange } from '../net/address.ts'
import type { AddressSet } from '../net/cells.ts'
import { atomDoubts, firewallsAt } from './firewall-rules.ts'
import { inhabited } from './inhabited.ts'
import type { Hop, Stateful } from './reach-hops.ts'
import { carried, type Post } from './reach-post.ts'
import type { Leaf, Session, Walk } from './reach-walk.ts'
import type { NextHop, Route } from './route.ts'
import { setInWords } from './words.ts'

export interface Return {
  /** `symmetric`: by all that keeps state, in the other order. `lost`: the reply comes to nobody. */
  readonly fate: 'symmetric' | 'asymmetric' | 'lost' | 'unsure'
  readonly hops: readonly Hop[]
  /** One sentence without its end; empty where it is symmetric. */
  readonly why: string
  readonly doubts: readonly Doubt[]
  /** There surely are such replies, as far as there are such packets. */
  readonly sure: boolean
  /** Kept the state and gets no reply, or gets a reply of packets that it never saw. */
  readonly device?: Stateful
}

interface Reply<T extends number | bigint> {
  readonly post: Post<T>
  readonly source: AddressSet<T>
  readonly destination: AddressSet<T>
  readonly sessions: readonly Session<T>[]
  readonly hops: readonly Hop[]
  readonly doubts: readonly Doubt[]
  readonly left: number
}

const longestWay = 12

export const repliesOf = <T extends number | bigint>(walk: Walk<T>, leaf: Leaf<T>): readonly Return[] => {
  const found: Return[] = []
  const { network, posts } = walk
  let steps = 200

  /** Why it is not known whether any reply is sent to these addresses; empty where one surely is. */
  const untold = ({ post: { place }, destination }: Reply<T>): readonly Doubt[] =>
    inhabited(place, destination) === undefined ? atomDoubts(place, { ...leaf.packets, source: destination, destination }) : []
  const end = (reply: Reply<T>, fate: Return['fate'], why: string, device?: Stateful, doubts: readonly Doubt[] = []): void => {
    const all = mergeDoubts(reply.doubts, doubts, untold(reply))
    const sure = reply.doubts.length === 0 && inhabited(reply.post.place, reply.destination) !== undefined
    found.push({ fate, hops: reply.hops, why, doubts: all, sure, ...(device === undefined ? {} : { device }) })
  }
  const nameOf = ({ hop, id }: Stateful): string => (hop.kind === 'firewall' || hop.kind === 'appliance' ? `\`${id}\`` : id)

  /** Comes to where the packets came from. */
  const home = (reply: Reply<T>): void => {
    const missed = reply.sessions.at(-1)
    if (missed === undefined) end(reply, 'symmetric', '')
    else end(reply, 'asymmetric', `comes back without ${nameOf(missed)}, which the packets went through`, missed)
  }

  const atDevice = (reply: Reply<T>, device: Stateful): void => {
    const top = reply.sessions.at(-1)
    const met = { ...reply, hops: [...reply.hops, device.hop] }
    if (top?.id !== device.id) {
      end(met, 'asymmetric', `comes to ${nameOf(device)}, which never saw the packets`, device)
      return
    }
    const { post } = top
    if (top.link) {
      // https://learn.microsoft.com/azure/private-link/private-link-service-overview
      const before = reply.sessions.at(-2)
      if (before === undefined || before.translatesSource) {
        if (before === undefined) end(met, 'symmetric', '')
        else atDevice({ ...met, sessions: reply.sessions.slice(0, -1) }, before)
      } else
        end(met, 'unsure', 'goes straight to the caller', undefined, [
          { reason: 'external', what: `whether ${nameOf(before)} gets replies of private endpoints`, span: post.subnet.span },
        ])
      return
    }
    const destination = top.translatesSource ? top.source : carried(reply.destination, reply.post.place, post.place)
    follow({
      ...met,
      post,
      source: carried(reply.source, reply.post.place, post.place),
      destination,
      sessions: reply.sessions.slice(0, -1),
      // Of what was asked for before, nothing is to be seen in its place.
      doubts: top.translatesSource ? mergeDoubts(reply.doubts, untold(reply)) : reply.doubts,
      left: reply.left - 1,
    })
  }

  /** In a virtual network: at the device that gave the packets its own address, or home. */
  const inNetwork = (reply: Reply<T>, to: VirtualNetwork): void => {
    const top = reply.sessions.at(-1)
    if (top?.translatesSource && top.post.network === to) {
      const own = carried(top.post.place.subnet, top.post.place, reply.post.place)
      if (reply.post.place.addresses.covers(own, reply.destination)) {
        atDevice(reply, top)
        return
      }
    }
    const started = posts.at(walk.start.site.point.subnet).network
    if (walk.from === 'subnet' && started !== undefined && started !== to)
      end(reply, 'lost', `comes to \`${to.id}\`, where nobody has the address`)
    else home(reply)
  }

  const overPeering = (reply: Reply<T>, hop: NextHop & { kind: 'vnet-peering' }, route: Route | undefined): void => {
    const own = reply.post.network
    const [option] = hop.network.options
    if (hop.network.options.length !== 1 || option?.to !== 'entity' || own === undefined) {
      end(reply, 'unsure', 'goes to a virtual network that is not known', undefined, hop.network.doubts)
      return
    }
    const to = option.entity
    const over: Reply<T> = { ...reply, hops: [...reply.hops, { kind: 'peering', from: own, to, spans: route?.spans ?? [] }] }
    const { addresses, space } = reply.post.place
    const side = network.routing
      .peeringsOf(own)
      .find((one) => one.network.options.length === 1 && one.network.options[0]!.to === 'entity' && one.network.options[0]!.entity === to)
    const forwarded = addresses.subtract(reply.source, space).length > 0
    const lets = side?.other?.switches.allowForwardedTraffic
    if (forwarded && lets?.known === true && !lets.value)
      end(over, 'lost', `is forwarded, and the peering of \`${to.id}\` takes no forwarded traffic`)
    else if (forwarded && lets?.known !== true)
      inNetwork(
        {
          ...over,
          doubts: mergeDoubts(over.doubts, lets?.doubts ?? [{ reason: 'external', what: `the peering of \`${to.id}\``, span: to.span }]),
        },
        to,
      )
    else inNetwork(over, to)
  }

  const toAppliance = (reply: Reply<T>, hop: NextHop & { kind: 'virtual-appliance' }): void => {
    const { address } = hop
    const { subnet } = reply.post
    const text = address === undefined ? 'an appliance' : address.kind === 'range' ? formatRange(address.range) : address.identity
    const [firewall] = address === undefined ? [] : firewallsAt(network, subnet, address)
    if (firewall !== undefined) {
      const decider = { kind: 'firewall-default' as const, firewall: firewall.firewall, access: 'deny' as const }
      const top = reply.sessions.at(-1)
      if (top?.outside !== undefined && top.id === firewall.firewall.id && firewall.doubts.length === 0) {
        // https://learn.microsoft.com/azure/firewall/integrate-lb#asymmetric-routing
        end(reply, 'asymmetric', `comes to ${nameOf(top)} by its private address, while the packets left it by a public one`, top)
        return
      }
      const known = leaf.sessions.find(({ id }) => id === firewall.firewall.id)
      const device: Stateful = known ?? {
        id: firewall.firewall.id,
        hop: { kind: 'firewall', firewall: firewall.firewall, decider, translatesSource: false },
      }
      atDevice({ ...reply, doubts: mergeDoubts(reply.doubts, firewall.doubts) }, device)
      return
    }
    const same = (other: typeof address): boolean =>
      address !== undefined &&
      other !== undefined &&
      (address.kind === 'range'
        ? other.kind === 'range' && other.range.first === address.range.first && other.range.family === address.range.family
        : other.kind === 'atom' && other.identity === address.identity)
    const nic = network
      .ofKind('network-interface')
      .find((one) => one.ipConfigurations.some(({ privateAddress }) => privateAddress.known && same(privateAddress.value)))
    if (nic !== undefined) atDevice(reply, { id: nic.id, hop: { kind: 'appliance', nic } })
    else
      end(reply, 'unsure', `goes to the appliance at ${text}`, undefined, [
        { reason: 'external', what: `what the appliance at ${text} does`, span: subnet.span },
      ])
  }

  /** By Internet to the public address that the last device gave the packets. */
  const atPublic = (reply: Reply<T>): boolean => {
    const top = reply.sessions.at(-1)
    if (top?.outside === undefined) return false
    return reply.post.place.addresses.covers(carried(top.outside, top.post.place, reply.post.place), reply.destination)
  }

  const goBy = (reply: Reply<T>, hop: NextHop, route: Route | undefined): void => {
    switch (hop.kind) {
      case 'virtual-network':
        if (reply.post.network === undefined) end(reply, 'unsure', 'stays in a virtual network that is not known')
        else inNetwork(reply, reply.post.network)
        return
      case 'vnet-peering':
        overPeering(reply, hop, route)
        return
      case 'virtual-appliance':
        toAppliance(reply, hop)
        return
      case 'internet':
        if (atPublic(reply)) atDevice(reply, reply.sessions.at(-1)!)
        else if (walk.from === 'internet') home(reply)
        else end(reply, 'lost', 'is sent to Internet')
        return
      case 'none':
        end(reply, 'lost', `has no way out of \`${reply.post.subnet.id}\``)
        return
      case 'virtual-network-gateway':
        if (walk.from === 'on-premises') home(reply)
        else
          end(reply, 'unsure', 'is sent to the virtual network gateway', undefined, [
            { reason: 'external', what: 'what lies behind the virtual network gateway', span: reply.post.subnet.span },
          ])
        return
      case 'platform':
        home(reply)
        return
      default:
        end(reply, 'unsure', 'takes a way that is not followed', undefined, reply.doubts)
    }
  }

  const follow = (reply: Reply<T>): void => {
    const { post } = reply
    if (reply.left <= 0 || steps-- <= 0) {
      end(reply, 'lost', `goes round and round by \`${post.subnet.id}\``)
      return
    }
    for (const way of post.routes.ways(reply.destination)) {
      const destination = post.place.addresses.intersect(reply.destination, way.addresses)
      if (destination.length === 0) continue
      const doubts = way.hops.length > 1 ? mergeDoubts(reply.doubts, way.doubts) : reply.doubts
      for (const hop of way.hops) {
        const routes = way.hops.length === 1 ? way.routes : way.routes.filter((route) => route.nextHops.includes(hop))
        const told: Hop = { kind: 'route', subnet: post.subnet, hop, routes, destination: setInWords(post.place, destination) }
        goBy({ ...reply, destination, doubts, hops: [...reply.hops, told] }, hop, routes[0])
      }
    }
  }

  /** From outside the virtual networks, to the address that the packets came from there. */
  const fromOutside = (where: string): void => {
    const top = leaf.sessions.at(-1)
    const reply: Reply<T> = {
      post: leaf.post,
      source: leaf.packets.destination,
      destination: leaf.packets.source,
      sessions: leaf.sessions,
      hops: [],
      doubts: [],
      left: longestWay,
    }
    if (top === undefined) home(reply)
    else if (top.translatesSource) atDevice(reply, top)
    else
      end(reply, 'unsure', `comes from ${where}`, undefined, [
        { reason: 'external', what: `whether ${nameOf(top)} translates the source`, span: leaf.post.subnet.span },
      ])
  }

  const gateways = (): readonly Post<T>[] => {
    const own = leaf.post.network
    if (own === undefined) return []
    const near = [
      own,
      ...network.routing
        .peeringsOf(own)
        .flatMap((side) => side.network.options.flatMap((one) => (one.to === 'entity' ? [one.entity] : []))),
    ]
    const placed = [...new Set(near)].flatMap((one) => network.routing.gatewaysIn(one))
    return placed.flatMap(({ entity }) =>
      entity.subnets.flatMap((pointer) =>
        network.link(pointer, 'subnet').options.flatMap((option) => (option.to === 'entity' ? [posts.at(option.entity)] : [])),
      ),
    )
  }

  if (leaf.end.fate !== 'delivered') return []
  const { arrival } = leaf.end
  switch (arrival.at) {
    case 'subnet':
      follow({
        post: leaf.post,
        source: leaf.packets.destination,
        destination: leaf.packets.source,
        sessions: leaf.sessions,
        hops: [],
        doubts: [],
        left: longestWay,
      })
      break
    case 'internet':
    case 'service':
      fromOutside(arrival.at === 'internet' ? 'Internet' : arrival.service)
      break
    case 'on-premises': {
      const from = [...new Set(gateways())]
      for (const post of from)
        follow({
          post,
          source: carried(leaf.packets.destination, leaf.post.place, post.place),
          destination: carried(leaf.packets.source, leaf.post.place, post.place),
          sessions: leaf.sessions,
          hops: [],
          doubts: from.length > 1 ? [{ reason: 'unsupported', what: 'by which gateway replies come', span: post.subnet.span }] : [],
          left: longestWay,
        })
      break
    }
    // Replies of endpoints go straight to the address that asked: https://learn.microsoft.com/azure/private-link/inspect-traffic-with-azure-firewall
    case 'endpoint':
      if (leaf.sessions.length === 0 || leaf.sessions.at(-1)!.translatesSource) fromOutside('the private endpoint')
      break
    case 'platform':
      break
  }
  return found
}

/** One packet moved step by step, and its reply: https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview, …/network-security-group-how-it-works, …/virtual-network-manage-peering, https://learn.microsoft.com/azure/firewall/rule-processing, …/snat-private-range */
import { type NaiveRule, naiveFilter, naiveFirst } from './naive-filter.ts'
import { naiveHops } from './naive-routes.ts'

export interface NaiveNet {
  readonly space: string
  /** Networks that it is peered with, and whether it takes what these only forward. */
  readonly peers: Readonly<Record<string, boolean>>
}

export interface NaiveSubnet {
  readonly net: string
  readonly prefix: string
  readonly routes: readonly { readonly prefix: string; readonly hop: string }[]
  readonly inbound?: readonly NaiveRule[]
  readonly outbound?: readonly NaiveRule[]
}

export interface NaivePlan {
  readonly nets: Readonly<Record<string, NaiveNet>>
  readonly subnets: Readonly<Record<string, NaiveSubnet>>
  readonly firewall: { readonly subnet: string; readonly address: string; readonly rules: readonly NaiveRule[] }
}

interface Packet {
  readonly protocol: string
  readonly source: number
  readonly destination: number
  readonly sourcePort: number
  readonly port: number
}

export const addressNumber = (text: string): number => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
const inside = (prefix: string, address: number): boolean => {
  const [start, length] = prefix.split('/')
  return Math.floor(address / 2 ** (32 - Number(length))) === Math.floor(addressNumber(start!) / 2 ** (32 - Number(length)))
}
const isPrivate = (address: number): boolean => ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((prefix) => inside(prefix, address))

/** Where it ends: a subnet, `internet`, or why it is dropped; with the firewalls that it passed. `asks`: filters and rules are asked, as for the first packet. */
export const naiveWay = (
  plan: NaivePlan,
  from: string,
  packet: Packet,
  asks: boolean,
): { readonly end: string; readonly firewalls: number } => {
  let at = from
  let { source } = packet
  let firewalls = 0
  const first = plan.subnets[from]!
  if (asks && first.outbound !== undefined && naiveFilter([first.outbound], packet) === 'deny') return { end: 'dropped filter', firewalls }
  for (const seen = new Set<string>(); ; ) {
    if (seen.has(at)) return { end: 'dropped loop', firewalls }
    seen.add(at)
    const { net, routes } = plan.subnets[at]!
    const { space, peers } = plan.nets[net]!
    const around = Object.keys(peers).map((name) => ({ name, space: [plan.nets[name]!.space] }))
    const hop = naiveHops({ space: [space], peers: around, user: routes, gateway: [], endpoints: [] }, packet.destination)[0]!
    if (hop === 'none') return { end: 'dropped no-route', firewalls }
    if (hop === 'internet') return { end: isPrivate(packet.destination) ? 'dropped private-to-internet' : 'internet', firewalls }
    if (hop.startsWith('appliance')) {
      firewalls++
      const { rules } = plan.firewall
      const decider = asks ? rules[naiveFirst(rules, packet)] : undefined
      if (asks && decider?.access !== 'allow') return { end: 'dropped firewall', firewalls }
      if (!asks) return { end: 'firewall', firewalls }
      at = plan.firewall.subnet
      if (!isPrivate(packet.destination)) source = addressNumber(plan.firewall.address)
      continue
    }
    const to = hop === 'local' ? net : hop.split(' ')[1]!
    if (to !== net && !inside(space, source) && !plan.nets[to]!.peers[net]) return { end: 'dropped forwarded-traffic', firewalls }
    const end = Object.entries(plan.subnets).find(([, one]) => one.net === to && inside(one.prefix, packet.destination))
    if (end === undefined) return { end: 'dropped no-subnet', firewalls }
    const filter = asks ? end[1].inbound : undefined
    return { end: filter !== undefined && naiveFilter([filter], { ...packet, source }) === 'deny' ? 'dropped filter' : end[0], firewalls }
  }
}

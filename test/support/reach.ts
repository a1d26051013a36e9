/** Questions about packets on their way in short texts, and answers as short texts. */
import { parseAddressRange } from '../../src/net/address.ts'
import type { TagSnapshot } from '../../src/semantics/flow.ts'
import { createReaching, type Reached, type ReachQuestion, type ReachTo, type Way } from '../../src/semantics/reach.ts'
import type { Hop } from '../../src/semantics/reach-hops.ts'
import type { Built } from './declare.ts'
import { flow } from './network.ts'
import { hopText } from './routes.ts'

/** `app -> 10.1.0.4 tcp 443`: from a subnet, an interface (`nic:x`) or `on-premises:GATEWAY SUBNET:PREFIX`; to addresses, tags, `subnet:x`, `nic:x`, `endpoint:x`; `internet -> ip:x` to a public address. */
export const question = (built: Built, text: string): ReachQuestion => {
  const [head, rest] = text.split(' -> ')
  const [to, protocol, ports] = rest!.split(' ')
  const [kind, name, prefix] = head!.split(':')
  const { protocols, ports: numbers } = flow(`out any -> any ${protocol}${ports === undefined ? '' : ` ${ports}`}`)
  const ranged = (one: string) => {
    const range = parseAddressRange(one)
    if ('problem' in range) throw new Error(one)
    return range
  }
  const nic = (id: string) => built.get('network-interface', `azurerm_network_interface.${id}`)
  const subnetOf = (id: string) => built.get('subnet', `azurerm_subnet.${id}`)
  const target = (one: string): ReachTo => {
    const [sort, id] = one.split(':')
    if (sort === 'subnet') return { kind: 'subnet', subnet: subnetOf(id!) }
    if (sort === 'nic') return { kind: 'interface', nic: nic(id!) }
    if (sort === 'endpoint') return { kind: 'endpoint', endpoint: built.get('private-endpoint', `azurerm_private_endpoint.${id}`) }
    return { kind: 'terms', terms: flow(`out any -> ${one} any`).to }
  }
  const from: ReachQuestion['from'] =
    kind === 'internet'
      ? { kind: 'internet', to: built.get('public-ip', `azurerm_public_ip.${to!.split(':')[1]}`) }
      : kind === 'on-premises'
        ? { kind: 'on-premises', gatewaySubnet: subnetOf(name!), addresses: [ranged(prefix!)] }
        : kind === 'nic'
          ? { kind: 'subnet', nic: nic(name!), subnet: subnetOf(prefix!) }
          : { kind: 'subnet', subnet: subnetOf(kind!), ...(name === undefined ? {} : { only: [ranged(name)] }) }
  return { from, to: kind === 'internet' ? [] : to!.split(',').map(target), protocols, ports: numbers }
}

export const reached = (built: Built, text: string, snapshot?: TagSnapshot): readonly Reached[] =>
  createReaching(built.network, snapshot).reach(question(built, text)).parts

/** What stops the packet that the fewest things stop: `firewall, filter = delivered` beyond them. */
export const nearest = (built: Built, text: string): string => {
  const found = createReaching(built.network, undefined).nearest(question(built, text))
  return found === undefined ? 'nothing' : `${found.blockers.map(({ code }) => code).join(', ')} = ${found.way.end.fate}`
}

/** Fates, each once, sorted: `delivered`, `dropped filter`, `unsure`; those of which it is not sure that there are such packets in brackets. */
export const fates = (built: Built, text: string): readonly string[] => {
  const all = reached(built, text).map((part) => {
    const codes = [...new Set(part.ways.flatMap(({ end }) => (end.fate === 'dropped' ? [end.code] : [])))].sort()
    const fate = part.fate === 'dropped' ? `dropped ${codes.join('|')}` : part.fate
    if (part.fate === 'unsure' && part.doubts.length === 0) throw new Error(`no doubt is named for ${text}`)
    return part.sure ? fate : `(${fate})`
  })
  return [...new Set(all)].sort()
}

const hopWord = (hop: Hop): string => {
  switch (hop.kind) {
    case 'filter':
      return hop.direction === 'inbound' ? 'in' : 'out'
    case 'route':
      return hopText(hop.hop)
    case 'firewall':
      return hop.decider.kind === 'firewall-rule' && hop.decider.rule.name.known ? `firewall(${hop.decider.rule.name.value})` : 'firewall'
    case 'peering':
      return `over to ${hop.to.id.split('.')[1]}`
    default:
      return hop.kind
  }
}

/** `out > appliance 10.0.0.4 > firewall(rule) > … = delivered`. */
export const wayText = (way: Way): string => `${way.hops.map(hopWord).join(' > ')} = ${way.end.fate}`
export const ways = (built: Built, text: string): readonly string[] => reached(built, text).flatMap((part) => part.ways.map(wayText))

/** Of all that may be delivered: whether replies come back as they ought. */
export const replies = (built: Built, text: string): readonly string[] => {
  const all = reached(built, text).flatMap((part) =>
    part.ways.flatMap((way) => (way.end.fate === 'delivered' ? way.returns.map(({ fate, sure }) => (sure ? fate : `(${fate})`)) : [])),
  )
  return [...new Set(all)].sort()
}

/** A default route to a VPN gateway comes in; whether the gateway has somewhere to send the packets goes out. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { VirtualNetwork } from '../../model/kinds/virtual-network.ts'
import type { VirtualNetworkGateway } from '../../model/kinds/virtual-network-gateway.ts'
import type { Network } from '../../model/network.ts'
import type { Routed } from '../../semantics/routed.ts'
import type { Answer, RuleHead, Site } from '../kind.ts'
import { subnetText } from '../naming.ts'
import { answerOf } from './answer.ts'
import { defaultSiteItem } from './shape.ts'
import type { Tunnel } from './ways.ts'
import { packetTo, routeText } from './words.ts'

interface Found {
  readonly gateways: readonly VirtualNetworkGateway[]
  /** Not empty: there may be others, or these may not be there. */
  readonly doubts: readonly Doubt[]
}

const gatewaysOf = (network: Network, home: VirtualNetwork): Found => {
  const { routing } = network
  const own = routing.gatewaysIn(home)
  const doubts: (readonly Doubt[])[] = [routing.besides(home), ...own.map((one) => (one.certain ? [] : one.doubts))]
  const gateways = own.map(({ entity }) => entity)
  for (const side of routing.peeringsOf(home)) {
    const uses = side.own?.switches.useRemoteGateways
    if (uses?.known && !uses.value) continue
    doubts.push(side.doubts, uses?.known === false ? uses.doubts : [])
    for (const option of side.network.options) {
      if (option.to === 'none') continue
      const there = option.to === 'entity' && !option.entity.open ? routing.gatewaysIn(option.entity) : []
      if (there.length === 0)
        doubts.push([
          { reason: 'external', what: `the gateways behind ${side.own?.address ?? home.id}`, span: side.own?.span ?? home.span },
        ])
      for (const one of there) {
        gateways.push(one.entity)
        if (!one.certain) doubts.push(one.doubts)
      }
    }
  }
  return { gateways, doubts: mergeDoubts(...doubts) }
}

type Onward = { readonly answer: 'yes' | 'no' } | { readonly answer: 'unsure'; readonly doubts: readonly Doubt[] }

/** https://learn.microsoft.com/azure/vpn-gateway/site-to-site-tunneling: packets to the gateway go on by the default site, or by what it learns. */
const onward = (network: Network, gateway: VirtualNetworkGateway): Onward => {
  const { type, bgp, defaultSite, span, id } = gateway
  const open = (...doubts: readonly (readonly Doubt[])[]): Onward => ({ answer: 'unsure', doubts: mergeDoubts(...doubts) })
  const changes = network.routing.changesOf(gateway)
  if (gateway.open || changes.length > 0) return open(changes, [{ reason: 'external', what: `the default site of ${id}`, span }])
  if (!type.known) return open(type.doubts)
  // No route leads to such a gateway at all: that is told of the route.
  if (type.value === 'express-route') return open([{ reason: 'external', what: `what ${id} learns`, span }])
  if (defaultSite.by === 'unknown') return open(defaultSite.doubts)
  if (defaultSite.by !== 'nothing') return { answer: 'yes' }
  const connections = network.routing.connectionsOf(gateway)
  if (!bgp.known) return open(bgp.doubts)
  const speaks = connections.filter(({ entity }) => !(entity.bgp.known && !entity.bgp.value))
  if (bgp.value || speaks.length > 0) return open([{ reason: 'external', what: `routes that ${id} learns`, span }])
  const unknown = connections.flatMap(({ entity, certain, doubts }): readonly Doubt[] => {
    if (!certain) return doubts
    const link = network.link(entity.site, 'local-network-gateway')
    const [site] = link.options
    if (!entity.type.known) return entity.type.doubts
    if (entity.type.value === 'network') return [{ reason: 'external', what: `what lies behind ${entity.id}`, span: entity.span }]
    if (link.options.length !== 1 || site?.to !== 'entity') return link.doubts
    const { addressSpace } = site.entity
    if (!addressSpace.known) return addressSpace.doubts
    return addressSpace.value.flatMap((term): readonly Doubt[] => {
      if (term.kind === 'atom') return term.doubts
      // A prefix that wide is a default site by another name.
      const isWide = term.range.family === 4 && term.range.last - term.range.first >= 0x3fff_ffff
      return isWide
        ? [
            {
              reason: 'unsupported',
              what: `whether ${id} sends Internet traffic by the prefixes of ${site.entity.id}`,
              span: term.origin.span,
            },
          ]
        : []
    })
  })
  return unknown.length > 0 ? open(unknown) : { answer: 'no' }
}

/** Nothing where no user's route leads to a gateway. */
export const judgeDefaultSite = (head: RuleHead, site: Site, routed: Routed, tunnel: Tunnel): readonly Answer[] => {
  const ways = tunnel.ways.filter(
    ({ hops, routes }) =>
      hops.length === 1 && hops[0]!.kind === 'virtual-network-gateway' && routes.some(({ source }) => source === 'user'),
  )
  const { network } = site.subjects
  const { subnet } = site.point
  const link = network.link(subnet.virtualNetwork, 'virtual-network')
  const [home] = link.options
  if (ways.length === 0) return []
  const question = `whether the gateway to which ${subnetText(subnet)} sends Internet traffic sends it on`
  // Known from practice and one page: never more than a warning.
  const about = {
    item: defaultSiteItem,
    severity: 'warning' as const,
    policySpan: head.span,
    why: 'a VPN gateway drops what it has no way for',
  }
  const user = ways.flatMap(({ routes }) => routes).find(({ source }) => source === 'user')
  const place = user?.spans[0] === undefined ? {} : { span: user.spans[0] }
  const unsure = (doubts: readonly Doubt[]): readonly Answer[] => [
    answerOf(head, site, about, ways, { outcome: 'unsure', question, doubts, ...place }),
  ]
  if (link.options.length !== 1 || home?.to !== 'entity')
    return unsure(
      mergeDoubts(link.doubts, [{ reason: 'external', what: `the gateway of the virtual network of ${subnet.id}`, span: subnet.span }]),
    )
  const { gateways, doubts } = gatewaysOf(network, home.entity)
  // Whoever writes such a route has a gateway, if only in other code.
  if (gateways.length === 0)
    return unsure(mergeDoubts(doubts, [{ reason: 'external', what: `the gateway of ${home.entity.id}`, span: home.entity.span }]))
  const answers = gateways.map((gateway) => onward(network, gateway))
  if (answers.some(({ answer }) => answer === 'yes') && doubts.length === 0)
    return [answerOf(head, site, about, [], { outcome: 'holds', question })]
  const open = mergeDoubts(doubts, ...answers.map((one) => (one.answer === 'unsure' ? one.doubts : [])))
  if (open.length > 0 || answers.some(({ answer }) => answer === 'yes')) return unsure(open)
  const [gateway] = gateways
  const routes = [...new Set(ways.flatMap((way) => way.routes))].map(routeText)
  if (gateway === undefined) return []
  const message = `${routes[0]} leads Internet traffic of ${subnetText(subnet)} to \`${gateway.id}\`, which has no default site and does not speak BGP: it is dropped there`
  return [
    answerOf(head, site, about, ways, {
      outcome: 'fails',
      message,
      question,
      label: 'leads it there',
      help: 'give the gateway a default site: `default_local_network_gateway_id`',
      related: [{ message: 'the gateway', span: gateway.span }],
      packet: packetTo(routed.place, site.point, ways[0]!.addresses, { protocol: 'tcp' }),
    }),
  ]
}

/** A tunnelled subnet comes in; what goes straight to Internet all the same, and that nobody lists, goes out. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import { inhabited } from '../../semantics/inhabited.ts'
import type { Routed } from '../../semantics/routed.ts'
import type { Answer, RuleHead, Site } from '../kind.ts'
import { subnetText } from '../naming.ts'
import { answerOf } from './answer.ts'
import { leaksItem, type TunnelRule } from './shape.ts'
import type { Set4, Tunnel, Way4 } from './ways.ts'
import { hopText, packetTo, routeText, settleHelp, some } from './words.ts'

export const judgeLeaks = (head: RuleHead, rule: TunnelRule, site: Site, routed: Routed, tunnel: Tunnel, allowed: Set4): Answer => {
  const { place } = routed
  const { addresses } = place
  const leaks: Way4[] = []
  const open: Way4[] = []
  const doubts: (readonly Doubt[])[] = []
  const tags = new Set<string>()
  for (const way of tunnel.all) {
    // What has no route of its own is the tunnel's affair.
    const isOwn = way.routes.some(
      ({ source, nextHops }) => source === 'user' && nextHops.some(({ kind }) => kind === 'internet' || kind === 'unknown'),
    )
    if (!isOwn) continue
    const rest = addresses.subtract(way.addresses, allowed)
    if (rest.length === 0) continue
    const one: Way4 = { ...way, addresses: rest }
    const isSure = way.hops.length === 1 && way.hops[0]!.kind === 'internet'
    if (isSure && tunnel.state === 'yes' && inhabited(place, rest) !== undefined) {
      leaks.push(one)
      continue
    }
    open.push(one)
    doubts.push(isSure ? tunnel.doubts : way.doubts)
    if (!isSure) continue
    for (const id of rest.flatMap((cell) => [...cell.inside, ...cell.outside])) {
      const atom = place.site.atoms.get(id)
      doubts.push(atom.doubts)
      if (atom.tag !== undefined && atom.doubts.length === 0) tags.add(atom.name)
    }
  }
  const about = { item: leaksItem, severity: rule.leaks ?? head.severity, policySpan: head.span }
  const subnet = subnetText(site.point.subnet)
  const question = `whether only what the policy lists goes to Internet beside the tunnel of ${subnet}`
  /** Of the routes that lead there those alone that lead what nobody lists. */
  const each = (ways: readonly Way4[], isMeant: (way: Way4) => boolean): readonly Way4[] => {
    const found = routed.byRoute(addresses.unite(...ways.map((way) => way.addresses))).filter(isMeant)
    return found.length > 0 ? found : ways
  }
  if (leaks.length > 0) {
    const told = each(leaks, (way) => inhabited(place, way.addresses) !== undefined)
    const routes = [...new Set(told.flatMap((way) => way.routes))]
    const past = some([...new Set(tunnel.ways.flatMap((way) => way.hops.map(hopText)))], 2)
    return answerOf(head, site, about, told, {
      outcome: 'fails',
      message: `${some(routes.map(routeText))} ${routes.length === 1 ? 'leads' : 'lead'} from ${subnet} straight to Internet, past ${past}, and the policy lists no such exemption`,
      question,
      label: 'leads past the tunnel',
      help: 'remove it, or list its destination as an exemption of the policy',
      packet: packetTo(place, site.point, told[0]!.addresses, { protocol: 'tcp' }),
    })
  }
  if (open.length === 0) return answerOf(head, site, about, [], { outcome: 'holds', question })
  const [tag] = tags
  const named: readonly Doubt[] =
    tag === undefined ? [] : [{ reason: 'external', what: `addresses of service tag \`${tag}\``, span: site.point.subnet.span }]
  const found = mergeDoubts(...doubts, named)
  const help = settleHelp([...tags].sort())
  return answerOf(
    head,
    site,
    about,
    each(open, () => true),
    {
      outcome: 'unsure',
      question,
      doubts: found.length > 0 ? found : [{ reason: 'external', what: 'what these routes lead to', span: site.span }],
      ...(help === undefined ? {} : { help }),
    },
  )
}

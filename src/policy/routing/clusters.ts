/** Checks of Kubernetes clusters that send to Internet by what their subnets have: a default route, or a NAT gateway. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Fact, Pointer } from '../../model/entity.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import type { Network } from '../../model/network.ts'
import { effectiveRoutes, type Route } from '../../semantics/routes.ts'
import type { Span } from '../../text/source.ts'
import type { Answer } from '../kind.ts'
import { type About, type RouteCheck, say, settle } from './check.ts'

type Cluster = About<'private-link-target'>

/** Whether a subnet has what is asked for; `by`: what is there in its place. */
type Has =
  | { readonly answer: 'yes' }
  | { readonly answer: 'no'; readonly by?: Span }
  | { readonly answer: 'unsure'; readonly doubts: readonly Doubt[] }

interface Pool {
  readonly subnet: Pointer
  /** Why it may be no pool of the cluster. */
  readonly doubts: readonly Doubt[]
}

const separate = new WeakMap<Network, ReadonlyMap<string, readonly Pool[]>>()

/** By cluster: pools that are resources of their own. Where such a pool says no subnet, nobody documents which one it gets. */
const separatePools = (network: Network): ReadonlyMap<string, readonly Pool[]> => {
  let found = separate.get(network)
  if (found !== undefined) return found
  const made = new Map<string, Pool[]>()
  for (const { cluster, subnet, presence, open } of network.ofKind('kubernetes-node-pool')) {
    if (open || subnet.by === 'nothing') continue
    const { options, doubts } = network.link(cluster, 'private-link-target')
    for (const option of options) {
      if (option.to !== 'entity') continue
      const pools = made.get(option.entity.id)
      const pool = { subnet, doubts: mergeDoubts(options.length === 1 ? [] : doubts, presence.certain ? [] : presence.doubts) }
      if (pools === undefined) made.set(option.entity.id, [pool])
      else pools.push(pool)
    }
  }
  separate.set(network, (found = made))
  return found
}

interface Wanted {
  readonly item: string
  readonly type: string
  readonly thing: string
  readonly help: string
  has(about: Cluster, subnet: Subnet): Has
}

const mayBe = (fact: Fact<string>, type: string): boolean => (fact.known ? fact.value === type : (fact.among?.includes(type) ?? true))

const judge =
  ({ item, type, thing, help, has }: Wanted) =>
  (about: Cluster): readonly Answer[] => {
    const { entity, network } = about
    const { egress } = entity
    if (egress === undefined || !mayBe(egress.outboundType, type)) return []
    const { outboundType, subnets, moreSubnets } = egress
    const { span } = outboundType.origin
    const question = `whether the subnets of \`${entity.id}\` have a ${thing}, as \`${type}\` asks for`
    const failing = new Map<string, Answer>()
    const open: (readonly Doubt[])[] = [moreSubnets]
    let isInOne = false
    let mayBeInOne = moreSubnets.length > 0
    const pools: readonly Pool[] = [...subnets.map((subnet) => ({ subnet, doubts: [] })), ...(separatePools(network).get(entity.id) ?? [])]
    for (const pool of pools) {
      const { options, doubts } = network.link(pool.subnet, 'subnet')
      const isNowhere = options.some(({ to }) => to === 'none')
      if (options.every(({ to }) => to === 'none')) continue
      mayBeInOne = true
      if (isNowhere || pool.doubts.length > 0) open.push(isNowhere ? doubts : [])
      else isInOne = true
      const decided = options.length === 1 && pool.doubts.length === 0
      for (const option of options) {
        if (option.to === 'none') continue
        if (option.to === 'external') {
          const elsewhere: Doubt = { reason: 'external', what: `the subnet of \`${entity.id}\``, span: pool.subnet.origin.span }
          open.push(doubts.length > 0 ? doubts : [elsewhere])
          continue
        }
        const subnet = option.entity
        const found = has(about, subnet)
        if (found.answer === 'yes') continue
        if (found.answer === 'unsure' || !decided) {
          open.push(options.length === 1 ? [] : doubts, pool.doubts, found.answer === 'unsure' ? found.doubts : [])
          continue
        }
        const places = [
          { message: 'the subnet', span: subnet.span },
          ...(found.by === undefined ? [] : [{ message: 'its default route', span: found.by }]),
        ]
        failing.set(
          subnet.id,
          say(about, item, {
            part: subnet.id,
            outcome: 'fails',
            message: `\`${entity.id}\` sends to Internet by \`${type}\`, and \`${subnet.id}\` has no ${thing}: AKS asks for one, and does not make it`,
            question,
            span,
            label: 'asks for it',
            help,
            related: places,
          }),
        )
      }
    }
    if (!mayBeInOne)
      failing.set(
        '',
        say(about, item, {
          outcome: 'fails',
          message: `\`${entity.id}\` sends to Internet by \`${type}\`, and is in no subnet of a virtual network of your own, which that asks for`,
          question,
          span,
          label: 'asks for a subnet of your own',
          help: 'put its node pools into a subnet of a virtual network of your own',
        }),
      )
    else if (!isInOne) open.push(...pools.map(({ doubts }) => doubts))
    if (outboundType.known) return settle(about, item, [...failing.values()], question, mergeDoubts(...open), span)
    const doubts = mergeDoubts(...open)
    return failing.size === 0 && doubts.length === 0
      ? [say(about, item, { outcome: 'holds', question, span })]
      : [say(about, item, { outcome: 'unsure', question, span, doubts: mergeDoubts(outboundType.doubts, doubts) })]
  }

const leadsOn = ({ nextHops }: Route): boolean =>
  nextHops.every(({ kind }) => kind === 'virtual-appliance' || kind === 'virtual-network-gateway')
const mayLeadOn = ({ nextHops }: Route): boolean =>
  nextHops.some(({ kind }) => kind !== 'internet' && kind !== 'none' && kind !== 'virtual-network')

const halves: ReadonlySet<string> = new Set(['0.0.0.0/1', '128.0.0.0/1'])

/** "a route for 0.0.0.0/0 and a next hop destination of NVA in the route table", and none "pointing to the Internet": https://learn.microsoft.com/azure/aks/egress-udr */
const hasDefaultRoute = ({ network, snapshot }: Cluster, subnet: Subnet): Has => {
  const all = effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot }).filter(({ state }) => state !== 'inactive')
  // A table has one route to a prefix: where that is written, no other is it.
  const written = all.find(
    ({ route, state }) => route.source === 'user' && route.destination === '0.0.0.0/0' && route.certain && state === 'active',
  )?.route
  if (written !== undefined && leadsOn(written)) return { answer: 'yes' }
  const by = written?.spans[0]
  if (written !== undefined && !mayLeadOn(written)) return by === undefined ? { answer: 'no' } : { answer: 'no', by }
  const isAny = (text: string): boolean => text === '0.0.0.0/0' || text === 'any address' || text.startsWith('`')
  const open = written === undefined ? all.filter(({ route }) => isAny(route.destination) && mayLeadOn(route)) : []
  const doubts = mergeDoubts(...[...open.map(({ route }) => route), ...(written === undefined ? [] : [written])].map((one) => one.doubts))
  const half = all.find(({ route }) => route.source !== 'system' && halves.has(route.destination))?.route
  if (written === undefined && open.length === 0 && half === undefined) return { answer: 'no' }
  if (doubts.length > 0) return { answer: 'unsure', doubts }
  const what =
    half !== undefined && open.length === 0
      ? `whether AKS takes a route to \`${half.destination}\` for one to \`0.0.0.0/0\``
      : `whether AKS takes what leads \`${subnet.id}\` to Internet for a default route of its table`
  return { answer: 'unsure', doubts: [{ reason: 'unsupported', what, span: half?.spans[0] ?? subnet.span }] }
}

const hasNatGateway = ({ network }: Cluster, subnet: Subnet): Has => {
  const { options, doubts } = network.routing.natGatewayOf(subnet)
  const none = options.filter(({ to }) => to === 'none').length
  return none === 0 ? { answer: 'yes' } : none === options.length ? { answer: 'no' } : { answer: 'unsure', doubts }
}

const check = (about: string, wanted: Wanted): RouteCheck<'private-link-target'> => ({
  of: 'private-link-target',
  about,
  judge: judge(wanted),
})

export const clusterChecks = {
  'outbound-route': check(
    'a Kubernetes cluster that sends by routes of its own, in a subnet without a default route to an appliance or gateway',
    {
      item: 'outbound-route',
      type: 'userDefinedRouting',
      thing: 'default route to an appliance or gateway',
      help: 'give the table of the subnet a route to 0.0.0.0/0 with the next hop of an appliance or gateway',
      has: hasDefaultRoute,
    },
  ),
  // https://learn.microsoft.com/azure/aks/nat-gateway#create-an-aks-cluster-with-a-user-assigned-nat-gateway
  'outbound-nat': check('a Kubernetes cluster that sends by a NAT gateway of its own, in a subnet without one', {
    item: 'outbound-nat',
    type: 'userAssignedNATGateway',
    thing: 'NAT gateway',
    help: 'attach a NAT gateway to the subnet',
    has: hasNatGateway,
  }),
} as const

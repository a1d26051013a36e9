/** Checks of Azure Firewalls: a default route that leads their own packets elsewhere, and what then has to be, or must not be. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { Link } from '../../model/entity.ts'
import type { Subnet } from '../../model/kinds/subnet.ts'
import { effectiveRoutes, type Route } from '../../semantics/routes.ts'
import type { Answer } from '../kind.ts'
import { goesText } from '../tunnel/words.ts'
import { type About, nameOf, partOf, type RouteCheck, say, settle } from './check.ts'
import { isDefault } from './reserved.ts'

type Wall = About<'firewall'>

/** Where what it sends to Internet is led, where that is elsewhere. */
type Led =
  | { readonly answer: 'elsewhere'; readonly route: Route }
  | { readonly answer: 'internet' }
  | { readonly answer: 'unsure'; readonly doubts: readonly Doubt[] }

const onlyOne = ({ options }: Link<Subnet>): Subnet | undefined =>
  options.length === 1 && options[0]!.to === 'entity' ? options[0]!.entity : undefined

const ledBy = ({ network, entity, snapshot }: Wall): Led => {
  const link = network.link(entity.subnet, 'subnet')
  const subnet = onlyOne(link)
  if (subnet === undefined)
    return {
      answer: 'unsure',
      doubts: link.doubts.length > 0 ? link.doubts : [{ reason: 'external', what: `the subnet of \`${entity.id}\``, span: entity.span }],
    }
  const all = effectiveRoutes(network, subnet, snapshot === undefined ? {} : { snapshot }).filter(({ state }) => state !== 'inactive')
  // A table has one route to a prefix: where that is written, no other is it.
  const isWritten = all.some(
    ({ route, state }) => route.source === 'user' && route.destination === '0.0.0.0/0' && route.certain && state === 'active',
  )
  const routes = all.filter(
    ({ route: { destination } }) =>
      destination === '0.0.0.0/0' || (!isWritten && (destination === 'any address' || destination.startsWith('`'))),
  )
  const isElsewhere = ({ nextHops }: Route): boolean => nextHops.every(({ kind }) => kind !== 'internet' && kind !== 'unknown')
  const sure = routes.length > 0 && routes.every(({ route, state }) => state === 'active' && route.certain)
  if (sure && routes.every(({ route }) => isElsewhere(route))) return { answer: 'elsewhere', route: routes[0]!.route }
  if (routes.every(({ route }) => route.nextHops.every(({ kind }) => kind === 'internet'))) return { answer: 'internet' }
  const doubts = mergeDoubts(...routes.map(({ route }) => route.doubts))
  return {
    answer: 'unsure',
    doubts: doubts.length > 0 ? doubts : [{ reason: 'unsupported', what: `the default route of \`${subnet.id}\``, span: subnet.span }],
  }
}

/** In a hub of Virtual WAN it has one always, and of tier Basic: https://learn.microsoft.com/azure/firewall/management-nic */
const management = (about: Wall): readonly Answer[] => {
  const { entity } = about
  if (entity.subnet.by === 'nothing') return []
  const question = `whether \`${entity.id}\` has a way of its own for management where its default route leads elsewhere`
  const item = 'firewall-management'
  const led = ledBy(about)
  const { managementSubnet, tier } = entity
  const has: 'yes' | 'no' | readonly Doubt[] =
    (managementSubnet.by !== 'nothing' && managementSubnet.by !== 'unknown') || (tier.known && tier.value === 'basic')
      ? 'yes'
      : managementSubnet.by === 'unknown'
        ? managementSubnet.doubts
        : tier.known
          ? 'no'
          : tier.doubts
  if (has === 'yes' || led.answer === 'internet') return [say(about, item, { outcome: 'holds', question, span: entity.span })]
  if (has !== 'no' || led.answer === 'unsure') {
    const doubts = mergeDoubts(has === 'no' ? [] : has, led.answer === 'unsure' ? led.doubts : [])
    return [say(about, item, { outcome: 'unsure', question, span: entity.span, doubts })]
  }
  return [
    say(about, item, {
      outcome: 'fails',
      message: `what \`${entity.id}\` sends to Internet ${goesText(led.route.nextHops)}, and it has no management IP configuration: it does not reach what runs it`,
      question,
      span: led.route.spans[0] ?? entity.span,
      label: 'leads its packets elsewhere',
      help: 'add a `management_ip_configuration` in `AzureFirewallManagementSubnet`, or a route to 0.0.0.0/0 with the next hop Internet',
    }),
  ]
}

/** https://learn.microsoft.com/azure/firewall/forced-tunneling */
const translation = (about: Wall): readonly Answer[] => {
  const { entity, network } = about
  if (entity.subnet.by === 'nothing') return []
  const { collections, more } = network.firewalling.rulesOf(entity)
  const dnat = collections.flatMap(({ collection }) => (collection.sort.known && collection.sort.value !== 'dnat' ? [] : [collection]))
  const rules = dnat.flatMap(({ sort, presence, rules: own, moreRules }) => [
    ...own.map((rule) => ({
      rule,
      doubts: mergeDoubts(
        sort.known ? [] : sort.doubts,
        presence.certain ? [] : presence.doubts,
        rule.presence.certain ? [] : rule.presence.doubts,
      ),
    })),
    ...(own.length === 0 && moreRules.length > 0 ? [{ rule: undefined, doubts: moreRules }] : []),
  ])
  const item = 'firewall-translation'
  const question = `whether \`${entity.id}\` takes no packets in by DNAT while its default route leads elsewhere`
  const sure = rules.find(({ doubts }) => doubts.length === 0)
  const holds = [say(about, item, { outcome: 'holds', question, span: entity.span })]
  if (sure === undefined && rules.length === 0 && more.length === 0) return holds
  const led = ledBy(about)
  if (led.answer === 'internet') return holds
  if (led.answer === 'unsure' || sure?.rule === undefined) {
    const doubts = mergeDoubts(
      led.answer === 'unsure' ? led.doubts : [],
      ...(sure === undefined ? [more, ...rules.map((one) => one.doubts)] : []),
    )
    return [say(about, item, { outcome: 'unsure', question, span: sure?.rule?.span ?? entity.span, doubts })]
  }
  return [
    say(about, item, {
      outcome: 'fails',
      message: `a DNAT rule of \`${entity.id}\` takes packets in, and its default route leads replies away from where they came: what it sends to Internet ${goesText(led.route.nextHops)}`,
      question,
      span: sure.rule.span,
      label: 'takes packets in',
      help: 'take the rule away, or give `AzureFirewallSubnet` a route to 0.0.0.0/0 with the next hop Internet',
      related: led.route.spans.slice(0, 1).map((span) => ({ message: 'the default route', span })),
    }),
  ]
}

/** "The only route allowed on this subnet is a default route to the Internet, and propagate gateway routes must be disabled": https://learn.microsoft.com/azure/firewall/management-nic */
const managementTable = (about: Wall): readonly Answer[] => {
  const { entity, network } = about
  if (entity.managementSubnet.by === 'nothing') return []
  const item = 'firewall-management-table'
  const link = network.link(entity.managementSubnet, 'subnet')
  const subnet = onlyOne(link)
  const question = `whether the management of \`${entity.id}\` goes straight to Internet`
  if (subnet === undefined)
    return link.doubts.length === 0
      ? []
      : [say(about, item, { outcome: 'unsure', question, span: entity.managementSubnet.origin.span, doubts: link.doubts })]
  const tables = network.routing.routeTableOf(subnet)
  const alone = tables.options.length === 1
  const failing: Answer[] = []
  const open: (readonly Doubt[])[] = []
  for (const option of tables.options) {
    if (option.to === 'none') continue
    if (option.to === 'external') {
      open.push(tables.doubts)
      continue
    }
    const table = option.entity
    const { routes, more } = network.routing.routesIn(table)
    open.push(more)
    if (!table.propagation.known) open.push(table.propagation.doubts)
    else if (table.propagation.value && !alone) open.push(tables.doubts)
    else if (table.propagation.value)
      failing.push(
        say(about, item, {
          part: `propagation of ${table.id}`,
          outcome: 'fails',
          message: `\`${table.id}\` lets routes of gateways into \`${subnet.id}\`, by which the management of \`${entity.id}\` has to go straight to Internet`,
          question,
          span: table.propagation.origin.span,
          label: 'lets them in',
          help: 'set `bgp_route_propagation_enabled = false`, or take the table off this subnet',
        }),
      )
    for (const route of routes) {
      const { destination, nextHop, presence } = route
      const isStraight = nextHop.known && nextHop.value === 'internet' && isDefault(route)
      const unknown = mergeDoubts(
        destination.known ? (destination.value.kind === 'atom' ? destination.value.doubts : []) : destination.doubts,
        nextHop.known ? [] : nextHop.doubts,
      )
      if (isStraight) continue
      const doubts = mergeDoubts(presence.certain ? [] : presence.doubts, alone ? [] : tables.doubts, isSurelyOther(route) ? [] : unknown)
      if (doubts.length > 0) open.push(doubts)
      else
        failing.push(
          say(about, item, {
            part: partOf(route, routes),
            outcome: 'fails',
            message: `${nameOf(route)} of \`${table.id}\` is on \`${subnet.id}\`, where Azure Firewall stands a default route to Internet alone`,
            question,
            span: route.span,
            label: 'is on the subnet of the management',
            help: 'take the table off this subnet',
          }),
        )
    }
  }
  return settle(about, item, failing, question, mergeDoubts(...open))
}

/** Not a default route to Internet, whatever is not known of it. */
const isSurelyOther = ({ destination, nextHop }: Parameters<typeof isDefault>[0]): boolean =>
  (nextHop.known && nextHop.value !== 'internet') ||
  (destination.known && destination.value.kind !== 'atom' && !isDefault({ destination } as Parameters<typeof isDefault>[0]))

const check = (about: string, judge: RouteCheck<'firewall'>['judge']): RouteCheck<'firewall'> => ({ of: 'firewall', about, judge })

export const firewallChecks = {
  'firewall-management': check('a firewall whose default route leads elsewhere, without a management IP configuration', management),
  'firewall-management-table': check(
    'a table on the management subnet of a firewall with anything but a default route to Internet',
    managementTable,
  ),
  'firewall-translation': check('DNAT rules of a firewall whose default route leads elsewhere', translation),
} as const

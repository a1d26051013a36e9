/** What to change so that a flow passes or is stopped: a rule in the author's terms, at a priority that is free; never one that permits more than the flow. */
import type { Nsg, SecurityRule } from '../model/kinds/nsg.ts'
import type { Network } from '../model/network.ts'
import { formatRange } from '../net/address.ts'
import type { Decider, Flow, FlowTerm, Point } from '../semantics/flow.ts'
import { portsText, prefixesOf, tagText } from './naming.ts'

/** https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules */
const firstPriority = 100
const lastPriority = 4096

const used = (rules: readonly SecurityRule[], direction: Flow['direction']): ReadonlySet<number> =>
  new Set(
    rules.flatMap((rule) => {
      if (rule.direction.known && rule.direction.value !== direction) return []
      return rule.priority.known ? [rule.priority.value] : (rule.priority.among ?? [])
    }),
  )

/** The nearest free priority below `limit`, in steps of ten where there is room, so that others fit between. */
const freeBelow = (limit: number, taken: ReadonlySet<number>): number | undefined => {
  const top = Math.min(limit - 1, lastPriority)
  for (let at = Math.floor(top / 10) * 10; at >= firstPriority; at -= 10) if (!taken.has(at)) return at
  for (let at = top; at >= firstPriority; at--) if (!taken.has(at)) return at
  return undefined
}

const priorityOf = (decider: Decider): number =>
  decider.kind === 'rule' && decider.rule.priority.known ? decider.rule.priority.value : lastPriority + 1

/** A priority that no rule has, at which a new rule is asked before every rule of the other access in this direction, or at least before the one that decides. `reserved`: not to be taken though nobody has them. */
export const freePriority = (
  network: Network,
  nsg: Nsg,
  direction: Flow['direction'],
  access: 'allow' | 'deny',
  decider: Decider,
  reserved: ReadonlySet<number> = new Set(),
): number | undefined => {
  const { rules, more } = network.rulesOf(nsg)
  const against = rules.filter(
    (rule) => (!rule.direction.known || rule.direction.value === direction) && (!rule.access.known || rule.access.value !== access),
  )
  if (more.length > 0 || !against.every((rule) => rule.priority.known)) return undefined
  const taken = new Set([...used(rules, direction), ...reserved])
  const lowest = against.reduce((least, { priority }) => (priority.known ? Math.min(least, priority.value) : least), lastPriority + 1)
  return freeBelow(lowest, taken) ?? freeBelow(priorityOf(decider), taken)
}

/** Where a new rule has to stand, in words. */
const priorityFor = (network: Network, nsg: Nsg, direction: Flow['direction'], access: 'allow' | 'deny', decider: Decider): string => {
  const own = priorityOf(decider)
  const free = freePriority(network, nsg, direction, access, decider)
  if (free !== undefined) return `at a free priority such as ${free}`
  // Nothing comes before the first priority: the rule that decides has to move.
  if (own === firstPriority)
    return `before \`${decider.kind === 'rule' && decider.rule.name.known ? decider.rule.name.value : 'the rule that decides'}\`, which needs a later priority than ${firstPriority} for that`
  return own <= lastPriority ? `at a priority below ${own}` : 'at a free priority'
}

/** One side of a flow as a rule for this point would write it; undefined where that takes names of the code. */
export const termSource = (term: FlowTerm, point: Point): string | undefined => {
  switch (term.kind) {
    case 'range':
      return formatRange(term.range)
    case 'tag':
      return tagText(term.tag, term.atRegion, point.region)
    case 'internet':
      return 'Internet'
    case 'subnet':
      return prefixesOf(point.subnet)?.join(', ')
    case 'any':
      return '*'
    default:
      return undefined
  }
}

const side = (terms: readonly FlowTerm[], point: Point): string => {
  const texts = terms.map((term) => termSource(term, point))
  if (texts.every((each) => each !== undefined)) return texts.map((each) => `\`${each}\``).join(', ')
  return terms.some((term) => term.kind === 'virtual-network') ? "the virtual network's address space" : "the subnet's prefix"
}

export const azureProtocol = { tcp: 'Tcp', udp: 'Udp', icmp: 'Icmp', esp: 'Esp', ah: 'Ah' } as const

const ruleText = (flow: Flow, point: Point, access: 'Allow' | 'Deny'): string => {
  const protocols = flow.protocols.length >= 5 ? '`*`' : flow.protocols.map((each) => `\`${azureProtocol[each]}\``).join(' and ')
  const direction = flow.direction === 'inbound' ? 'Inbound' : 'Outbound'
  const ports = portsText(flow.ports)
  return `\`${access}\` ${direction} ${protocols} from ${side(flow.from, point)} to ${side(flow.to, point)}${ports === undefined ? '' : ` ${/[,-]/.test(ports) ? 'ports' : 'port'} ${ports}`}`
}

const groupOf = (decider: Decider | undefined): Nsg | undefined => (decider !== undefined && 'nsg' in decider ? decider.nsg : undefined)

/** How to let a flow pass. */
export const allowHelp = (network: Network, point: Point, flow: Flow, decider: Decider | undefined): string | undefined => {
  const nsg = groupOf(decider)
  if (nsg === undefined || decider === undefined) return undefined
  return `add to \`${nsg.id}\` a rule ${ruleText(flow, point, 'Allow')}, ${priorityFor(network, nsg, flow.direction, 'allow', decider)}`
}

/** https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.VNET.UseNSGs/ */
const withoutGroups = new Set(['gatewaysubnet', 'azurefirewallsubnet', 'azurefirewallmanagementsubnet', 'routeserversubnet'])
const takesNoGroup = ({ name }: Point['subnet']): boolean => name.known && withoutGroups.has(name.value.toLowerCase())

/** How to stop a flow. `without`: names of the flows that were taken out of it, which a rule for all of it would stop as well. */
export const denyHelp = (
  network: Network,
  point: Point,
  flow: Flow,
  decider: Decider | undefined,
  without: readonly string[] = [],
): string | undefined => {
  const nsg = groupOf(decider)
  if (decider?.kind === 'no-group') {
    if (takesNoGroup(point.subnet))
      return `Azure lets no network security group be on a subnet of that name: leave \`${point.subnet.id}\` out of the policy (\`where\`)`
    const attach = `attach a network security group to \`${point.subnet.id}\``
    // What comes from Internet is denied by the default rules of any group: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules
    const enough = flow.direction === 'inbound' && flow.from.every(({ kind }) => kind === 'internet')
    return enough || without.length > 0 ? attach : `${attach}, with a rule ${ruleText(flow, point, 'Deny')}`
  }
  if (nsg === undefined || decider === undefined) return undefined
  const place =
    without.length === 0
      ? priorityFor(network, nsg, flow.direction, 'deny', decider)
      : `after the rules that let ${without.map((name) => `\`${name}\``).join(', ')} pass`
  const rule = `add a rule ${ruleText(flow, point, 'Deny')}, ${place}`
  return decider.kind === 'rule' && decider.rule.name.known ? `narrow or remove \`${decider.rule.name.value}\`, or ${rule}` : rule
}

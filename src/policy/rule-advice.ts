/** Rules that are not what they seem, and groups that do nothing: advice about how the code says it, told only where it is sure. */

import type { Endpoint, Fact } from '../model/entity.ts'
import type { Protocol, SecurityRule } from '../model/kinds/nsg.ts'
import type { Range } from '../net/ranges.ts'
import type { Span } from '../text/source.ts'
import { answerOf, type Check, type Group } from './group-rules.ts'
import { hidesSubnets } from './hidden-subnets.ts'
import type { Answer } from './kind.ts'
import { placeOf, portsText, ruleName } from './naming.ts'

const say = (group: Group, item: string, message: string, span: Span, more: Partial<Answer> = {}): Answer =>
  answerOf(group, item, { outcome: 'fails', message, question: message, span, advice: true, ...more })

const sayOf = (
  group: Group,
  item: string,
  rule: SecurityRule,
  message: string,
  span: Span,
  more: Partial<Answer> = {},
): readonly Answer[] => (rule.presence.certain ? [say(group, item, message, span, { part: group.part(rule), ...more })] : [])

const unattached = (group: Group): readonly Answer[] => {
  const { nsg, whole } = group
  if (whole.places.length + whole.more.length > 0 || hidesSubnets(whole.subjects.network)) return []
  const message = `\`${nsg.id}\` is attached to no subnet and no network interface of this run: here it decides nothing`
  return [say(group, 'unattached', message, nsg.span, { label: 'is attached to nothing' })]
}

/** Families of addresses that a side can have: both, unless it is ranges only. */
const familiesOf = (side: Fact<readonly Endpoint[]>): ReadonlySet<4 | 6> =>
  new Set(side.known ? side.value.flatMap((end): readonly (4 | 6)[] => (end.kind === 'range' ? [end.range.family] : [4, 6])) : [4, 6])

const isEveryPort = (ports: Fact<readonly Range[]>): boolean =>
  ports.known && ports.value.some((range) => range.first === 0 && range.last === 65535)

const nothing = (group: Group): readonly Answer[] =>
  group.fates().flatMap(({ rule, fate }) => {
    if (fate !== 'matches-nothing') return []
    const [from, to] = [familiesOf(rule.source), familiesOf(rule.destination)]
    const apart = ![...from].some((family) => to.has(family))
    const members = [rule.source, rule.destination].some((side) => side.known && side.value.some((end) => end.kind === 'group'))
    const why = apart
      ? 'none goes from IPv4 to IPv6 addresses or back'
      : members
        ? 'its application security group has no members there'
        : from.has(4) && to.has(4)
          ? "no rule concerns packets to the platform's own addresses, unless it names their service tag"
          : 'no subnet there has an IPv6 prefix'
    const where = apart ? '' : ' where the group is attached'
    return sayOf(
      group,
      'matches-nothing',
      rule,
      `no packet matches ${ruleName(rule)} of \`${group.nsg.id}\`${where}: ${why}`,
      placeOf(rule.destination),
    )
  })

/** Packets of one family never meet the other. */
const mixed = (group: Group): readonly Answer[] =>
  group.rules.flatMap((rule) => {
    const [from, to] = [familiesOf(rule.source), familiesOf(rule.destination)]
    const [wide, narrow] = from.size > to.size ? (['source', 'destination'] as const) : (['destination', 'source'] as const)
    const side = rule[wide]
    // Only what is written out can be a mistake: `*` and tags hold both families.
    const isWritten = side.known && side.value.every((end) => end.kind === 'range')
    if (from.size === to.size || !isWritten) return []
    const family = (narrow === 'source' ? from : to).has(4) ? 'IPv6' : 'IPv4'
    const message = `the ${family} addresses of the ${wide} of ${ruleName(rule)} match nothing: its ${narrow} has none`
    return sayOf(group, 'mixed-families', rule, message, placeOf(side), { help: 'write a rule for each family' })
  })

const withoutPorts: ReadonlySet<Protocol | 'any'> = new Set(['icmp', 'esp', 'ah'])

/** Ports are of tcp and udp: https://www.rfc-editor.org/rfc/rfc792, https://www.rfc-editor.org/rfc/rfc4303, https://www.rfc-editor.org/rfc/rfc4302 know none. */
const portsIgnored = (group: Group): readonly Answer[] =>
  group.rules.flatMap((rule) => {
    if (!rule.protocol.known || !withoutPorts.has(rule.protocol.value)) return []
    const ports = [rule.destinationPorts, rule.sourcePorts].find((fact) => fact.known && !isEveryPort(fact) && fact.value.length > 0)
    if (ports === undefined) return []
    const message = `${ruleName(rule)} names ports, which \`${rule.protocol.value}\` does not have: they limit nothing`
    return sayOf(group, 'ports-ignored', rule, message, placeOf(ports), { help: 'write `*`, or the protocol that was meant' })
  })

/** Dynamic ports begin there: https://www.rfc-editor.org/rfc/rfc6335 */
const dynamicPort = 49152
/** Clients of older systems choose above the well-known ports. */
const userPort = 1024

/** Services are known by their destination ports; clients choose the port that they send from. */
const sourcePort = (group: Group): readonly Answer[] =>
  group.rules.flatMap((rule) => {
    const { sourcePorts, destinationPorts, protocol } = rule
    if (!sourcePorts.known || sourcePorts.value.length === 0 || !isEveryPort(destinationPorts)) return []
    if (protocol.known && withoutPorts.has(protocol.value)) return []
    const isService = ({ first, last }: Range): boolean => last < dynamicPort && (first === last || last < userPort)
    if (!sourcePorts.value.every(isService)) return []
    const message = `${ruleName(rule)} matches only packets that are sent from port ${portsText(sourcePorts.value)}, to every port`
    return sayOf(group, 'source-port', rule, message, placeOf(sourcePorts), {
      help: 'did you mean the destination port? Clients choose the port that they send from',
    })
  })

export const adviceChecks = {
  unattached: { about: 'a group that is attached to nothing', judge: unattached },
  'matches-nothing': { about: 'a rule that no packet can match', judge: nothing },
  'mixed-families': { about: 'IPv4 or IPv6 addresses that meet none of their family on the other side', judge: mixed },
  'ports-ignored': { about: 'ports in a rule for a protocol that has none', judge: portsIgnored },
  'source-port': { about: 'the port of a service where the port of its clients belongs', judge: sourcePort },
} as const satisfies Readonly<Record<string, Check>>

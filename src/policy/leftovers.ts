/** Rules of older port tables that are still in the code: told as notes, since they harm nothing but say what is no longer so. */
import { findTag, tagNames } from '../azure/service-tags.ts'
import type { Range } from '../net/ranges.ts'
import { attachedRules, explicitPorts, farEnd, isEveryPort, namesTag, within } from './attached.ts'
import { protocols } from './flow-rows.ts'
import type { Answer, RuleHead, Site } from './kind.ts'
import { placeOf, portsText, ruleName } from './naming.ts'
import { type Located, listOf, meant, oneOf, optional, record, refine, required, type Shape, slug, text } from './shape.ts'
import { portTerm } from './terms.ts'

export interface Leftover {
  readonly id: Located
  readonly why: string
  readonly direction: 'inbound' | 'outbound'
  /** The far end as the rule names it. */
  readonly tag: string
  readonly protocol: readonly string[]
  /** Absent: a rule for every port. */
  readonly ports?: readonly Range[]
}

const tagName: Shape<string> = refine(text('a service tag'), (located, reading) => {
  const tag = findTag(located.text)
  return (
    tag?.name ?? reading.mistake('unknown-tag', `there is no service tag \`${located.text}\``, located.span, meant(located.text, tagNames))
  )
})

export const leftover: Shape<Leftover> = refine(
  record('a leftover', {
    id: required(slug('the id of a leftover'), 'last part of the code: `policy/rule/id`; permanent'),
    why: required(text(), 'what has changed, as a clause: it ends the message'),
    direction: required(oneOf(['inbound', 'outbound']), 'direction of the rule'),
    tag: required(tagName, 'service tag at the far end of the rule'),
    protocol: optional(protocols, 'default: any'),
    ports: optional(
      listOf(portTerm, { orOne: true, empty: 'an empty list names no port' }),
      'destination ports of the rule; default: a rule for every port',
    ),
  }),
  (read, reading): Leftover | undefined => {
    const ports: Range[] = []
    for (const port of read.ports ?? []) {
      if (port.kind !== 'ports')
        return reading.mistake('malformed-reference', 'a leftover names ports, not settings or fields', port.at.span)
      ports.push(port.range)
    }
    const { id, direction, tag } = read
    const protocol = read.protocol ?? ['tcp', 'udp', 'icmp', 'esp', 'ah']
    return { id, why: read.why.text, direction, tag, protocol, ...(read.ports === undefined ? {} : { ports }) }
  },
)

/** Allow rules that name the tag and the old ports; a broader rule is no leftover. One answer for each leftover that is there. */
export const judgeLeftovers = (head: RuleHead, leftovers: readonly Leftover[], site: Site): readonly Answer[] => {
  const attached = attachedRules(site.subjects.network, site.point)
  return leftovers.flatMap((old): Answer[] => {
    const found = attached.filter(({ rule }) => {
      if (!rule.access.known || rule.access.value !== 'allow' || !rule.direction.known || rule.direction.value !== old.direction)
        return false
      if (!rule.protocol.known || (rule.protocol.value !== 'any' && !old.protocol.includes(rule.protocol.value))) return false
      if (!namesTag(farEnd(rule, old.direction), old.tag)) return false
      if (old.ports === undefined) return isEveryPort(rule)
      return explicitPorts(rule).some((range) => old.ports!.some((port) => within(range, port)))
    })
    const first = found[0]
    if (first === undefined) return []
    const ports = old.ports === undefined ? 'every port' : (portsText(old.ports) ?? 'every port')
    return [
      {
        item: old.id.text,
        severity: 'note',
        outcome: 'fails',
        message: `${ruleName(first.rule)} is left from an older port table (\`${old.tag}\`, ${ports}): ${old.why}`,
        question: `whether a rule for \`${old.tag}\` is left from an older port table`,
        span: placeOf(old.ports === undefined ? first.rule.access : first.rule.destinationPorts),
        label: 'no longer asked for',
        help: 'remove it if nothing else needs it',
        related: found.slice(1).map(({ rule }) => ({ message: `${ruleName(rule)} as well`, span: rule.span })),
        decidedBy: [],
        doubts: [],
        leansOn: [],
        why: head.why ?? old.why,
        policySpan: old.id.span,
        advice: true,
      },
    ]
  })
}

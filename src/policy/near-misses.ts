/** Rules that were surely meant for a flow and miss it by a slip: a mistyped port, UDP for TCP, the wrong direction. Advice, never a verdict. */
import type { SecurityRule } from '../model/kinds/nsg.ts'
import type { Span } from '../text/source.ts'
import { type AttachedRule, attachedRules, explicitPorts, farEnd, namesTag, within } from './attached.ts'
import type { ReadyFlow } from './flow-rows.ts'
import type { Site } from './kind.ts'
import { placeOf, ruleName } from './naming.ts'

export interface NearMiss {
  readonly message: string
  readonly help: string
  readonly span: Span
}

/** What is written and what was meant. */
interface Slipped {
  readonly rule: SecurityRule
  readonly what: 'port' | 'protocol' | 'direction'
  readonly written: string
  readonly meant: string
}

/** Equally long and one digit apart, or two neighbours swapped: `1443` for `1433`, `434` for `443`. Shorter numbers are too close to one another. */
const isSlip = (written: number, wanted: number): boolean => {
  const [a, b] = [String(written), String(wanted)]
  if (a.length !== b.length || a.length < 3 || a === b) return false
  const differing = [...a].flatMap((digit, index) => (digit === b[index] ? [] : [index]))
  if (differing.length === 1) return true
  const [first, second] = differing
  return differing.length === 2 && second === first! + 1 && a[first!] === b[second] && a[second] === b[first!]
}

const knownTags = new WeakMap<ReadyFlow['flow'], readonly string[]>()

const tagsOf = ({ flow }: ReadyFlow): readonly string[] => {
  let tags = knownTags.get(flow)
  if (tags === undefined) {
    const far = flow.direction === 'inbound' ? flow.from : flow.to
    tags = far.flatMap((term) => (term.kind === 'tag' ? [term.tag] : term.kind === 'internet' ? ['Internet'] : []))
    knownTags.set(flow, tags)
  }
  return tags
}

const isAllow = ({ rule }: AttachedRule): boolean => rule.access.known && rule.access.value === 'allow' && rule.direction.known

const opposite = { inbound: 'outbound', outbound: 'inbound' } as const
export const azureDirection = { inbound: 'Inbound', outbound: 'Outbound' } as const

/** `rules`: those that surely allow. */
export const slipsToward = (
  ready: ReadyFlow,
  flows: readonly ReadyFlow[],
  rules: readonly AttachedRule[],
): readonly (NearMiss & Slipped)[] => {
  const { flow } = ready
  const wanted = flow.ports.flatMap(({ first, last }) => (first === last ? [first] : []))
  if (wanted.length === 0) return []
  const tags = tagsOf(ready)
  const names = (rule: SecurityRule, direction: 'inbound' | 'outbound'): boolean =>
    tags.some((tag) => namesTag(farEnd(rule, direction), tag))
  const matchesProtocol = (rule: SecurityRule): boolean =>
    rule.protocol.known && (rule.protocol.value === 'any' || flow.protocols.includes(rule.protocol.value))
  const here = rules.filter(({ rule }) => rule.direction.known && rule.direction.value === flow.direction && names(rule, flow.direction))
  const hasPort = (rule: SecurityRule, port: number): boolean =>
    rule.destinationPorts.known && rule.destinationPorts.value.some((range) => within({ first: port, last: port }, range))
  const missing = wanted.filter((port) => !here.some(({ rule }) => matchesProtocol(rule) && hasPort(rule, port)))
  if (missing.length === 0) return []
  /** Ports that another flow to the same tag asks for are no slips. */
  const asked = flows.flatMap((other) =>
    other.flow.direction === flow.direction && tagsOf(other).some((tag) => tags.includes(tag)) ? other.flow.ports : [],
  )

  return missing.flatMap((port): (NearMiss & Slipped)[] => {
    for (const { rule } of here) {
      if (matchesProtocol(rule)) {
        const slip = explicitPorts(rule).find(
          ({ first, last }) => first === last && isSlip(first, port) && !asked.some((range) => within({ first, last }, range)),
        )
        if (slip !== undefined)
          return [
            {
              message: `${ruleName(rule)} allows port \`${slip.first}\``,
              help: `did you mean \`${port}\`?`,
              span: placeOf(rule.destinationPorts),
              rule,
              what: 'port',
              written: String(slip.first),
              meant: String(port),
            },
          ]
      } else if (rule.protocol.known && (rule.protocol.value === 'tcp' || rule.protocol.value === 'udp')) {
        const explicit = explicitPorts(rule).some((range) => within({ first: port, last: port }, range))
        const meant = flow.protocols.length === 1 && flow.protocols[0] === 'udp' ? 'Udp' : 'Tcp'
        if (explicit && (flow.protocols.includes('tcp') || flow.protocols.includes('udp')))
          return [
            {
              message: `${ruleName(rule)} allows port ${port} for \`${rule.protocol.value}\``,
              help: `did you mean \`${meant}\`?`,
              span: placeOf(rule.protocol),
              rule,
              what: 'protocol',
              written: rule.protocol.value,
              meant,
            },
          ]
      }
    }
    // Toward Internet both directions are everyday rules: neither is a slip of the other.
    if (tags.includes('Internet')) return []
    const other = opposite[flow.direction]
    const turned = rules.find(
      ({ rule }) =>
        rule.direction.known &&
        rule.direction.value === other &&
        (names(rule, flow.direction) || names(rule, other)) &&
        explicitPorts(rule).some((range) => within({ first: port, last: port }, range)) &&
        !flows.some((each) => each.flow.direction === other && tagsOf(each).some((tag) => tags.includes(tag))),
    )
    if (turned === undefined) return []
    const message = `${ruleName(turned.rule)} allows port ${port} ${other}`
    const meant = azureDirection[flow.direction]
    const help = `did you mean \`${meant}\`?`
    return [{ message, help, span: placeOf(turned.rule.direction), rule: turned.rule, what: 'direction', written: other, meant }]
  })
}

/** For each flow that should pass and is declared by no rule: the rule that was meant for it, if there is one. */
export const nearMisses = (flows: readonly ReadyFlow[], site: Site): readonly NearMiss[] => {
  const rules = attachedRules(site.subjects.network, site.point).filter(isAllow)
  if (rules.length === 0) return []
  const found = flows.filter((ready) => ready.expect !== 'deny').flatMap((ready) => slipsToward(ready, flows, rules))
  const seen = new Set<string>()
  return found.filter(({ span, help }) => {
    const key = `${span.file.path}:${span.start}:${help}`
    const fresh = !seen.has(key)
    seen.add(key)
    return fresh
  })
}

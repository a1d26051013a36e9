/** A next hop and what has to pass there come in; whether what stands there surely lets it pass goes out: by its rules, or by what a person vouches for. */
import { type Doubt, mergeDoubts } from '../../eval/value.ts'
import type { AssumedFirewall } from '../../model/assumptions.ts'
import { type AddressRange, parseAddressRange } from '../../net/address.ts'
import { askFirewall, assumedFirewallAt, firewallsAt } from '../../semantics/firewall-rules.ts'
import type { FlowTerm } from '../../semantics/flow.ts'
import { type Routed, withoutSharedNames } from '../../semantics/routed.ts'
import type { NextHop } from '../../semantics/routes.ts'
import { placeOf, type Span } from '../../text/source.ts'
import type { Truth } from '../conditions.ts'
import type { Site } from '../kind.ts'
import type { Wanted } from './require.ts'
import { setOf, type Way4 } from './ways.ts'
import { hopText } from './words.ts'

/** What firewalls on the way add to an answer. */
export interface Told {
  readonly leansOn: string[]
  readonly related: { readonly message: string; readonly span: Span }[]
}

const termOf = (text: string): FlowTerm | undefined => {
  if (/^[A-Za-z]/.test(text))
    return text.includes('.') && !/^[A-Za-z]+\.[A-Za-z0-9]+$/.test(text) ? undefined : { kind: 'tag', tag: text, atRegion: false }
  const range: AddressRange | { readonly problem: string } = parseAddressRange(text)
  return 'problem' in range ? undefined : { kind: 'range', range }
}

/** Nothing is said of what the statements do not name. */
const isAssumed = ({ allows = [] }: AssumedFirewall, { set, ports }: Wanted, routed: Routed): boolean =>
  ports.every(({ first, last }) => {
    const terms = allows
      .filter((rule) => rule.ports.length === 0 || rule.ports.some((range) => range.first <= first && last <= range.last))
      .flatMap((rule) => termOf(rule.to) ?? [])
    return terms.length > 0 && routed.place.addresses.covers(setOf(routed, terms), set)
  })

const tell = (told: Told, message: string, span: Span): void => {
  if (!told.related.some((one) => one.span.start === span.start && one.span.file === span.file)) told.related.push({ message, span })
}

export const firewallLets = (hop: NextHop, way: Way4, wanted: Wanted, site: Site, routed: Routed, told: Told): Truth => {
  if (hop.kind !== 'virtual-appliance' && hop.kind !== 'virtual-network-gateway') return { answer: 'no' }
  const [span] = way.routes.flatMap(({ spans }) => spans)
  const unknown = (what: string): Truth => ({ answer: 'unsure', doubts: [{ reason: 'external', what, span: span ?? site.span }] })
  if (hop.kind === 'virtual-network-gateway') return unknown('what lies behind the virtual network gateway')
  const rules = `what ${hopText(hop)} lets pass`
  if (hop.address === undefined) return unknown(rules)
  const { network, world } = site.subjects
  const assumed = assumedFirewallAt(network, hop.address)
  if (assumed !== undefined && isAssumed(assumed, wanted, routed)) {
    const sentence = `the assumption of ${rules} (${placeOf(assumed.span)})`
    if (!told.leansOn.includes(sentence)) told.leansOn.push(sentence)
    return { answer: 'yes' }
  }
  const found = firewallsAt(network, site.point.subnet, hop.address)
  if (found.length === 0) return unknown(rules)
  const question = { from: [{ kind: 'subnet' as const }], to: [wanted.term], protocols: wanted.protocols, ports: wanted.ports }
  const doubts: (readonly Doubt[])[] = []
  let answer: 'yes' | 'no' | undefined
  for (const one of found) {
    const verdict = askFirewall(network, site.point, one.firewall, question, world.snapshot)
    doubts.push(one.doubts, verdict.doubts)
    // What it denies may be what does not come to it.
    const isWhole = withoutSharedNames(routed.place, routed.place.addresses.subtract(wanted.set, way.addresses)).length === 0
    const said = verdict.outcome === 'allows' ? 'yes' : verdict.outcome === 'denies' && isWhole ? 'no' : undefined
    if (said === undefined) doubts.push([{ reason: 'external', what: rules, span: one.firewall.span }])
    if (said === 'no')
      for (const decider of verdict.decidedBy)
        if (decider.kind === 'firewall-rule') tell(told, 'the firewall rule that denies it', decider.rule.span)
        else tell(told, 'the firewall, no rule of which allows it', decider.firewall.span)
    if (said !== undefined && (answer === undefined || answer === said)) answer = said
    else if (said !== answer) doubts.push([{ reason: 'external', what: rules, span: one.firewall.span }])
  }
  const open = mergeDoubts(...doubts)
  return answer !== undefined && open.length === 0 ? { answer } : { answer: 'unsure', doubts: open }
}

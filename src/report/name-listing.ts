/** The ways of a name come in; each step in words with the lines that decide it, the end, and what would have to change, go out. */
import type { Doubt } from '../eval/value.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { ZoneMeant } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import { formatRange } from '../net/address.ts'
import type { DnsEnd, DnsPath, DnsStep } from '../semantics/dns-path.ts'
import { type Answering, isNewZone, type NameChange } from '../semantics/name-change.ts'
import { placeOf, type Span } from '../text/source.ts'

export interface NameListing {
  readonly root: string
  readonly network: Network
  /** In which it is asked. */
  readonly client: VirtualNetwork
  /** As it was asked for: `10.1.2.4 in azurerm_subnet.apps`. */
  readonly from: string
  /** Not empty: it may not be that network which is asked in. */
  readonly doubts: readonly Doubt[]
  readonly name: string
  readonly paths: readonly DnsPath[]
  /** Sets of changes, each of which leads every way to a private address. */
  readonly toPrivate: readonly (readonly NameChange[])[]
  /** The same for an end of all loops, where no private address can be had. */
  readonly outOfLoop: readonly (readonly NameChange[])[]
  /** What is true besides, each a sentence. */
  readonly notes: readonly Told[]
  /** Code that could not be read and may declare more. */
  readonly unread: readonly Doubt[]
}

/** Words, and where that is written. */
export interface Told {
  readonly text: string
  readonly line?: string
}

export interface StepLine extends Told {
  readonly at: string
  readonly via: DnsStep['via']
  readonly name: string
  readonly besides: readonly Told[]
}

const told = (text: string, span: Span | undefined): Told => ({ text, ...(span === undefined ? {} : { line: placeOf(span) }) })

export const addressText = (term: AddressTerm): string =>
  term.kind === 'range' ? formatRange(term.range).replace(/\/(?:32|128)$/, '') : `\`${term.doubts[0]?.what ?? term.identity}\``

const addressesText = (terms: readonly AddressTerm[]): string => {
  const ranges = terms.filter(({ kind }) => kind === 'range')
  if (ranges.length === 0) return 'a private address that is known only after deployment'
  return `the private ${ranges.length === 1 ? 'address' : 'addresses'} ${ranges.map(addressText).join(', ')}`
}

/** Where a question that goes round comes by, once each, and back to the first. */
const roundText = ({ steps }: DnsPath, from: number): string => {
  const round = steps.slice(from).map(({ at }) => at)
  const stops = round.filter((at, index) => at !== round[index - 1])
  return [...stops, stops[0] ?? ''].map((at) => `\`${at}\``).join(' → ')
}

const noAnswers: Readonly<Record<Extract<DnsEnd, { kind: 'no-answer' }>['why'], string>> = {
  'no-such-name': 'no answer: there is no such name (NXDOMAIN)',
  'no-address': 'no answer: the name has no address',
  'nobody-listens': 'no answer: nobody answers there',
  'only-inside-azure': "no answer: Azure's resolver is asked from outside of Azure, where it does not answer",
  unreachable: 'no answer: questions do not get there',
}

export const endText = (path: DnsPath): string => {
  const { end } = path
  switch (end.kind) {
    case 'private':
      return `ends in ${addressesText(end.addresses)}${end.endpoint === undefined ? '' : ` of \`${end.endpoint.id}\``}`
    case 'forwarded':
      return `is forwarded to ${addressText(end.server)}, and nothing is known of that server`
    case 'public':
      return end.through === 'azure' ? 'is answered by public DNS' : 'is answered by a public resolver, which sees no private zone'
    case 'loop':
      return `goes round and is never answered: ${roundText(path, end.from)}`
    case 'unknown':
      return 'is not known from here on'
    case 'no-answer':
      return noAnswers[end.why]
  }
}

/** The line of assumptions that would settle it. */
export const sayOf = ({ end }: DnsPath): string | undefined => (end.kind === 'unknown' || end.kind === 'forwarded' ? end.say : undefined)

export const stepLines = ({ steps, end }: DnsPath, { client, network }: Pick<NameListing, 'client' | 'network'>): readonly StepLine[] => {
  const lines = steps.map((step, index): StepLine => {
    const { at, via, name, text, span, besides } = step
    const isDefault = index === 0 && via === 'azure-dns'
    const isOutside = via === 'public' && at === 'public DNS'
    return {
      at,
      via,
      name,
      ...told(
        isDefault ? `\`${client.id}\` has no DNS servers of its own: Azure's resolver answers for it` : text,
        isDefault ? network.naming.serversOf(client).span : isOutside ? undefined : span,
      ),
      besides: (besides ?? []).map((one) => told(one.text, one.span)),
    }
  })
  if (end.kind !== 'loop') return lines
  const back = steps[end.from]
  return back === undefined
    ? lines
    : [...lines, { at: back.at, via: back.via, name: back.name, text: `the same question comes back to step ${end.from + 1}`, besides: [] }]
}

const zoneText = (zone: ZoneMeant): string => {
  const name = zone.name.known ? `\`${zone.name.value}\`` : 'the zone'
  return zone.zone === undefined ? name : `\`${zone.zone.id}\` (${name})`
}

const answeringText = ({ term, by }: Answering): string => (by === undefined ? addressText(term) : `${addressText(term)} (\`${by.id}\`)`)

/** Networks that a zone is linked to. */
const linkedTo = (zone: ZoneMeant, network: Network): readonly string[] =>
  network
    .ofKind('virtual-network')
    .filter((one) => network.naming.zonesLinkedTo(one).links.some(({ key, certain }) => key === zone.key && certain))
    .map(({ id }) => id)

const linkText = ({ zone, network: to }: Extract<NameChange, { kind: 'link-zone' }>, network: Network): Told => {
  if (isNewZone(zone)) return told(`declare the private DNS zone ${zoneText(zone)} and link it to \`${to.id}\``, to.span)
  const perhaps = network.naming.zonesLinkedTo(to).links.find(({ key }) => key === zone.key)
  if (perhaps !== undefined)
    return told(`make sure that \`${perhaps.link.address}\` links zone ${zoneText(zone)} to \`${to.id}\``, perhaps.link.span)
  const linked = linkedTo(zone, network)
  const now =
    linked.length === 0 ? 'it is linked to nothing that is known' : `it is linked to ${linked.map((id) => `\`${id}\``).join(', ')} alone`
  return told(`link zone ${zoneText(zone)} to \`${to.id}\`: ${now}`, zone.zone?.span)
}

export const changeText = (change: NameChange, network: Network): Told => {
  switch (change.kind) {
    case 'link-zone':
      return linkText(change, network)
    case 'zone-group': {
      const { groups } = network.naming.groupsOf(change.endpoint)
      const [first] = groups
      return first === undefined
        ? told(`give \`${change.endpoint.id}\` a zone group with the zone ${zoneText(change.zone)}`, change.endpoint.span)
        : told(`name the zone ${zoneText(change.zone)} in the zone group of \`${change.endpoint.id}\``, first.group.span)
    }
    case 'record':
      return told(`add an A record \`${change.label}\` to zone ${zoneText(change.zone)}`, change.zone.zone?.span)
    case 'dns-servers': {
      const { span } = network.naming.serversOf(change.network)
      return change.servers.length === 0
        ? told(`take the DNS servers off \`${change.network.id}\`, so that Azure's resolver answers for it`, span)
        : told(`point the DNS servers of \`${change.network.id}\` at ${change.servers.map(answeringText).join(', ')}`, span)
    }
    case 'rule-target':
      return told(
        `let \`${change.rule.address}\` forward to ${change.to.by === undefined ? 'a server that does not ask back' : answeringText(change.to)}`,
        change.rule.span,
      )
    case 'new-rule':
      return told(
        `add to \`${change.ruleset.id}\` a rule for \`${change.domain}.\` that forwards to ${answeringText(change.to)}`,
        change.ruleset.span,
      )
    case 'unlink-ruleset':
      return told(`take the ruleset off \`${change.network.id}\`: remove \`${change.link.address}\``, change.link.span)
    case 'server-forwards': {
      const server = formatRange(change.server).replace(/\/(?:32|128)$/, '')
      const to = addressText(change.to.term)
      return told(
        `let ${server} forward \`${change.domain}\` to ${answeringText(change.to)}, and say so in the assumptions: \`dns-servers: { ${server}: { forwards: { "${change.domain}": ${to} } } }\``,
        undefined,
      )
    }
    case 'dns-proxy':
      return told(`switch the DNS proxy of \`${change.firewall.id}\` on`, change.firewall.span)
  }
}

/** `and` between the changes of one set. */
export const adviceText = (changes: readonly NameChange[], network: Network): readonly Told[] =>
  changes.map((change) => changeText(change, network))

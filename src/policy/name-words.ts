/** Changes of what decides names come in; each as one says it to a person, with where it is made, goes out. */
import type { AddressTerm } from '../model/entity.ts'
import type { ZoneMeant } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import { formatRange } from '../net/address.ts'
import { type Answering, isNewZone, type NameChange } from '../semantics/name-change.ts'
import type { Span } from '../text/source.ts'

export interface ChangeWords {
  readonly text: string
  /** Absent: it is made outside of the code. */
  readonly span?: Span
}

const told = (text: string, span: Span | undefined): ChangeWords => ({ text, ...(span === undefined ? {} : { span }) })

export const addressText = (term: AddressTerm): string =>
  term.kind === 'range' ? formatRange(term.range).replace(/\/(?:32|128)$/, '') : `\`${term.doubts[0]?.what ?? term.identity}\``

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

const linkText = ({ zone, network: to }: Extract<NameChange, { kind: 'link-zone' }>, network: Network): ChangeWords => {
  if (isNewZone(zone)) return told(`declare the private DNS zone ${zoneText(zone)} and link it to \`${to.id}\``, to.span)
  const perhaps = network.naming.zonesLinkedTo(to).links.find(({ key }) => key === zone.key)
  if (perhaps !== undefined)
    return told(`make sure that \`${perhaps.link.address}\` links zone ${zoneText(zone)} to \`${to.id}\``, perhaps.link.span)
  const linked = linkedTo(zone, network)
  const now =
    linked.length === 0 ? 'it is linked to nothing that is known' : `it is linked to ${linked.map((id) => `\`${id}\``).join(', ')} alone`
  return told(`link zone ${zoneText(zone)} to \`${to.id}\`: ${now}`, zone.zone?.span)
}

export const changeWords = (change: NameChange, network: Network): ChangeWords => {
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
        `let \`${change.rule.address}\` forward to ${change.to.by === undefined && change.to.term.kind === 'atom' ? 'a server that does not ask back' : answeringText(change.to)}`,
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

/** All changes of one set as one sentence. */
export const changesText = (changes: readonly NameChange[], network: Network): string =>
  changes.map((change) => changeWords(change, network).text).join(', and ')

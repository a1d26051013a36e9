/** A remedy about names in; the edits of the code that may be it, best first, each yet to be proved, out: only where what is written is certain. */
import type { Entity } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { PrivateLinkTarget } from '../model/kinds/private-link-target.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { ForwardingRule, RulesetLink, ZoneLink } from '../model/name-joins.ts'
import { addressText, changesText } from '../policy/name-words.ts'
import type { Remedy } from '../policy/remedy.ts'
import type { NameChange } from '../semantics/name-change.ts'
import { isPublic } from '../semantics/public-space.ts'
import type { Edit } from '../text/edit.ts'
import { bicepNames } from './bicep-names.ts'
import type { Candidate, Code } from './fix-candidates.ts'
import { terraformNames } from './terraform-names.ts'

export type NamesRemedy = Extract<Remedy, { readonly kind: 'names' | 'zone-name' | 'close' }>

/** What has to be written, whichever language it is written in; undefined: nobody but the author can say how. */
export interface NameWriter {
  /** `links`: those that the zone has. */
  linkZone(zone: Entity, network: VirtualNetwork, links: readonly ZoneLink[]): Written | undefined
  /** The zone alone, in place of what the endpoint's group names; without a group a new one. */
  putRecords(endpoint: PrivateEndpoint, zone: Entity, group: Entity['span'] | undefined): Written | undefined
  renameZone(zone: Entity, name: string): Written | undefined
  close(target: PrivateLinkTarget): Written | undefined
  useAzure(network: VirtualNetwork): Written | undefined
  retarget(rule: ForwardingRule, from: string, to: string): Written | undefined
  unlinkRuleset(link: RulesetLink): Written | undefined
}

export interface Written {
  readonly edits: readonly Edit[]
  /** Names that no other fix may take. */
  readonly takes: readonly string[]
}

const linksOf = (zone: string, { network }: Code): readonly ZoneLink[] => [
  ...new Set(
    network
      .ofKind('virtual-network')
      .flatMap((one) => network.naming.zonesLinkedTo(one).links.flatMap(({ key, link }) => (key === zone ? [link] : []))),
  ),
]

const writerFor = (path: Entity['span'], code: Code, taken: ReadonlySet<string>): NameWriter =>
  path.file.language === 'bicep' ? bicepNames(code, taken) : terraformNames(code, taken)

const writtenChange = (change: NameChange, code: Code, taken: ReadonlySet<string>): Written | undefined => {
  const { network } = code
  switch (change.kind) {
    case 'link-zone': {
      const { zone } = change.zone
      // A link that may be there is the author's to make sure of.
      const isThere = network.naming.zonesLinkedTo(change.network).links.some(({ key }) => key === change.zone.key)
      return zone === undefined || zone.open || isThere
        ? undefined
        : writerFor(zone.span, code, taken).linkZone(zone, change.network, linksOf(zone.id, code))
    }
    case 'zone-group': {
      const { zone } = change.zone
      const { groups, more } = network.naming.groupsOf(change.endpoint)
      if (zone === undefined || zone.open || more.length > 0 || groups.length > 1) return undefined
      return writerFor(change.endpoint.span, code, taken).putRecords(change.endpoint, zone, groups[0]?.group.span)
    }
    case 'dns-servers': {
      // Whom a public resolver answers for is answered by Azure's all the same; what a server of one's own knows may be lost.
      const { servers } = network.naming.serversOf(change.network)
      const isNothingLost = servers.known && servers.value.every((term) => term.kind === 'range' && isPublic(term.range))
      return change.servers.length > 0 || !isNothingLost ? undefined : writerFor(change.network.span, code, taken).useAzure(change.network)
    }
    case 'rule-target': {
      const [target, other] = change.rule.targets
      if (target === undefined || other !== undefined || change.to.term.kind !== 'range') return undefined
      return writerFor(change.rule.span, code, taken).retarget(change.rule, addressText(target.address), addressText(change.to.term))
    }
    case 'unlink-ruleset':
      return writerFor(change.link.span, code, taken).unlinkRuleset(change.link)
    default:
      return undefined
  }
}

/** All changes of a set, or none. */
const writtenSet = (changes: readonly NameChange[], code: Code, taken: ReadonlySet<string>): Written | undefined => {
  const edits: Edit[] = []
  const takes: string[] = []
  for (const change of changes) {
    const written = writtenChange(change, code, new Set([...taken, ...takes]))
    if (written === undefined) return undefined
    edits.push(...written.edits)
    takes.push(...written.takes)
  }
  return { edits, takes }
}

const titleOf = (text: string): string => text.replace(/: it is linked to .*$/, '')

export function* nameCandidates(remedy: NamesRemedy, code: Code, taken: ReadonlySet<string>): Generator<Candidate> {
  if (remedy.kind === 'close') {
    const written = writerFor(remedy.target.span, code, taken).close(remedy.target)
    if (written !== undefined) yield { title: `switch the public network access of \`${remedy.target.id}\` off`, ...written }
    return
  }
  if (remedy.kind === 'zone-name') {
    const written = writerFor(remedy.zone.span, code, taken).renameZone(remedy.zone, remedy.name)
    if (written !== undefined) yield { title: `call zone \`${remedy.zone.id}\` \`${remedy.name}\``, ...written }
    return
  }
  for (const changes of remedy.sets) {
    const written = writtenSet(changes, code, taken)
    if (written !== undefined) yield { title: titleOf(changesText(changes, code.network)), ...written }
  }
}

/** A network and changes of what decides its names come in; the network as it would be with them goes out, so that an answer to them can be computed. */
import type { AssumedDnsServer, Assumptions } from '../model/assumptions.ts'
import { type AddressTerm, known } from '../model/entity.ts'
import type { DnsInboundEndpoint } from '../model/kinds/dns-endpoint.ts'
import type { DnsForwardingRuleset } from '../model/kinds/dns-forwarding-ruleset.ts'
import type { Firewall } from '../model/kinds/firewall.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { DnsRecord, ForwardingRule, RulesetLink, ZoneGroup, ZoneLink } from '../model/name-joins.ts'
import type { GroupIn, LinkedZone, Naming, RuleIn, ZoneMeant } from '../model/naming.ts'
import type { EntityOf, Kind, Network } from '../model/network.ts'
import type { AddressRange } from '../net/address.ts'
import type { Span } from '../text/source.ts'
import { firewallDnsOf } from './firewall-dns.ts'

/** Whom questions can be sent to. */
export interface Answering {
  readonly term: AddressTerm
  /** Undefined: Azure's own resolver. */
  readonly by: DnsInboundEndpoint | Firewall | undefined
}

export type NameChange =
  | { readonly kind: 'link-zone'; readonly zone: ZoneMeant; readonly network: VirtualNetwork }
  /** The endpoint's records are put into the zone. */
  | { readonly kind: 'zone-group'; readonly endpoint: PrivateEndpoint; readonly zone: ZoneMeant }
  | { readonly kind: 'record'; readonly zone: ZoneMeant; readonly label: string }
  /** Empty: those of Azure. */
  | { readonly kind: 'dns-servers'; readonly network: VirtualNetwork; readonly servers: readonly Answering[] }
  | { readonly kind: 'rule-target'; readonly rule: ForwardingRule; readonly to: Answering }
  | { readonly kind: 'new-rule'; readonly ruleset: DnsForwardingRuleset; readonly domain: string; readonly to: Answering }
  | { readonly kind: 'unlink-ruleset'; readonly link: RulesetLink; readonly network: VirtualNetwork }
  /** A server that the code does not declare. */
  | { readonly kind: 'server-forwards'; readonly server: AddressRange; readonly domain: string; readonly to: Answering }
  | { readonly kind: 'dns-proxy'; readonly firewall: Firewall }

/** A zone that nobody declares yet. */
export const newZone = (name: string, span: Span): ZoneMeant => ({
  zone: undefined,
  key: `new ${name}`,
  name: known(name, { span }),
  certain: true,
  doubts: [],
})

export const isNewZone = ({ zone, key }: ZoneMeant): boolean => zone === undefined && key.startsWith('new ')

const ofKind = <K extends NameChange['kind']>(
  changes: readonly NameChange[],
  kind: K,
): readonly Extract<NameChange, { readonly kind: K }>[] =>
  changes.filter((one): one is Extract<NameChange, { readonly kind: K }> => one.kind === kind)

const sure = { certain: true, doubts: [] } as const

const join = (address: string, span: Span) => ({ address, presence: { certain: true }, span }) as const

const linkTo = (zone: ZoneMeant, { span }: VirtualNetwork): LinkedZone => {
  const origin = { span }
  const link: ZoneLink = {
    kind: 'zone-link',
    ...join('the new link', span),
    zone: { by: 'nothing', origin },
    network: { by: 'nothing', origin },
    registration: known(false, origin),
    fallback: known(false, origin),
  }
  return { ...zone, ...sure, link }
}

const groupFor = (endpoint: PrivateEndpoint): GroupIn => {
  const { span } = endpoint
  const group: ZoneGroup = {
    kind: 'zone-group',
    ...join('the zone group', span),
    endpoint: { by: 'nothing', origin: { span } },
    zones: [],
    more: [],
  }
  return { group, endpoint, ...sure }
}

const recordOf = (zone: ZoneMeant, label: string): DnsRecord => {
  const { origin } = zone.name
  const address: AddressTerm = { kind: 'atom', identity: 'the address of the new record', doubts: [], origin }
  return {
    kind: 'dns-record',
    ...join('the new record', origin.span),
    zone: { by: 'nothing', origin },
    name: known(label, origin),
    type: 'address',
    addresses: known([address], origin),
  }
}

const ruleFor = ({ ruleset: { span }, domain, to }: Extract<NameChange, { readonly kind: 'new-rule' }>): RuleIn => {
  const origin = { span }
  const rule: ForwardingRule = {
    kind: 'forwarding-rule',
    ...join('the new rule', span),
    ruleset: { by: 'nothing', origin },
    name: known('new', origin),
    domain: known(domain, origin),
    enabled: known(true, origin),
    targets: [{ address: to.term, span }],
    moreTargets: [],
  }
  return { rule, ...sure }
}

const changedNaming = (network: Network, changes: readonly NameChange[]): Naming => {
  const { naming } = network
  const links = ofKind(changes, 'link-zone')
  const groups = ofKind(changes, 'zone-group')
  const records = ofKind(changes, 'record')
  const servers = ofKind(changes, 'dns-servers')
  const targets = ofKind(changes, 'rule-target')
  const rules = ofKind(changes, 'new-rule')
  const unlinked = ofKind(changes, 'unlink-ruleset')
  return {
    ...naming,
    serversOf: (of) => {
      const change = servers.find((one) => one.network === of)
      const stated = naming.serversOf(of)
      return change === undefined
        ? stated
        : {
            servers: known(
              change.servers.map(({ term }) => term),
              { span: stated.span },
            ),
            span: stated.span,
          }
    },
    zonesLinkedTo: (of) => {
      const stated = naming.zonesLinkedTo(of)
      const more = links.filter(({ network: to }) => to === of)
      // The link that may be there is the one that surely is.
      const kept = stated.links.filter(({ key }) => !more.some(({ zone }) => zone.key === key))
      return more.length === 0 ? stated : { ...stated, links: [...kept, ...more.map(({ zone }) => linkTo(zone, of))] }
    },
    recordsIn: (zone) => {
      const stated = isNewZone(zone) ? { records: [], groups: [], more: [] } : naming.recordsIn(zone)
      return {
        ...stated,
        records: [
          ...stated.records,
          ...records.filter((one) => one.zone.key === zone.key).map(({ label }) => ({ record: recordOf(zone, label), ...sure })),
        ],
        groups: [
          ...stated.groups.filter(({ endpoint }) => !groups.some((one) => one.endpoint === endpoint && one.zone.key === zone.key)),
          ...groups.filter((one) => one.zone.key === zone.key).map(({ endpoint }) => groupFor(endpoint)),
        ],
      }
    },
    rulesetsLinkedTo: (of) => {
      const stated = naming.rulesetsLinkedTo(of)
      const off = unlinked.filter((one) => one.network === of)
      return off.length === 0 ? stated : { ...stated, links: stated.links.filter(({ link }) => !off.some((one) => one.link === link)) }
    },
    rulesIn: (ruleset) => {
      const stated = naming.rulesIn(ruleset)
      const more = rules.filter((one) => one.ruleset === ruleset)
      if (targets.length === 0 && more.length === 0) return stated
      const own = stated.rules.map((one): RuleIn => {
        const to = targets.find(({ rule }) => rule === one.rule)?.to
        return to === undefined
          ? one
          : { ...one, rule: { ...one.rule, targets: [{ address: to.term, span: one.rule.span }], moreTargets: [] } }
      })
      return { ...stated, rules: [...own, ...more.map(ruleFor)] }
    },
  }
}

const changedAssumptions = (assumptions: Assumptions, changes: readonly NameChange[]): Assumptions => {
  const forwards = ofKind(changes, 'server-forwards')
  if (forwards.length === 0) return assumptions
  const servers = forwards.reduce<readonly AssumedDnsServer[]>((all, { server, domain, to }) => {
    if (to.term.kind !== 'range') return all
    const { span } = to.term.origin
    const stated = all.find(({ address }) => address.family === server.family && address.first === server.first)
    const next = new Map([...(stated?.forwards ?? []), [domain, { value: to.term.range, span }] as const])
    return [...all.filter((one) => one !== stated), { ...(stated ?? { address: server, span }), forwards: next }]
  }, assumptions.dnsServers)
  return { ...assumptions, dnsServers: servers }
}

/** With proxies switched on that are named. */
const changedFirewalls = (network: Network, changes: readonly NameChange[]): readonly Firewall[] | undefined => {
  const proxies = new Set(ofKind(changes, 'dns-proxy').map(({ firewall }) => firewall.id))
  if (proxies.size === 0) return undefined
  return network.ofKind('firewall').map((firewall): Firewall => {
    if (!proxies.has(firewall.id)) return firewall
    const { origin } = firewall.name
    return {
      ...firewall,
      dnsServers: firewallDnsOf(network, firewall).dnsServers,
      dnsProxy: known(true, origin),
      policy: { by: 'nothing', origin },
    }
  })
}

export const withNameChanges = (network: Network, changes: readonly NameChange[]): Network => {
  const firewalls = changedFirewalls(network, changes)
  return {
    ...network,
    naming: changedNaming(network, changes),
    assumptions: changedAssumptions(network.assumptions, changes),
    ofKind: <K extends Kind>(kind: K): readonly EntityOf<K>[] =>
      kind === 'firewall' && firewalls !== undefined ? (firewalls as readonly Firewall[] as readonly EntityOf<K>[]) : network.ofKind(kind),
  }
}

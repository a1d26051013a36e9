/** A name that does not end in a private address comes in; changes of what decides it go out, each set of them proved: with it, every way of the name ends in one. */
import { zoneRows } from '../azure/private-link-zones.ts'
import type { AddressTerm } from '../model/entity.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { VirtualNetwork } from '../model/kinds/virtual-network.ts'
import type { ZoneMeant } from '../model/naming.ts'
import type { Network } from '../model/network.ts'
import { parseAddressRange } from '../net/address.ts'
import { domainsOf, isWithin, parseDomain, relativeTo } from '../net/domain.ts'
import { budget } from '../text/budget.ts'
import type { DnsPath, DnsStep, HostName } from './dns-path.ts'
import { firewallDnsOf } from './firewall-dns.ts'
import { type Answering, isNewZone, type NameChange, newZone, withNameChanges } from './name-change.ts'
import { endpointsCalled, fitOf, linkedNameOf } from './private-links.ts'
import { createResolver } from './resolve.ts'

export interface NameQuestion {
  readonly network: Network
  readonly client: VirtualNetwork
  readonly name: HostName
}

/** What the search knows of the name, whatever is changed. */
interface Known extends NameQuestion {
  /** The name and the one that a private endpoint makes of it. */
  readonly names: readonly HostName[]
  readonly endpoints: readonly PrivateEndpoint[]
  /** Zones that may hold it, those with a longer name first. */
  readonly homes: readonly ZoneMeant[]
  /** Of these: those that take the records of its endpoint. */
  readonly rightZones: readonly ZoneMeant[]
  /** What servers have to forward so that the name is asked for. */
  readonly domain: string
  readonly answering: readonly Answering[]
}

const nameOf = ({ name }: ZoneMeant): string | undefined => (name.known ? parseDomain(name.value) : undefined)

const forwardedDomain = (name: HostName): string | undefined =>
  domainsOf(name.domain).find((domain) => zoneRows.some(({ publicDomains }) => publicDomains.includes(domain)))

const answeringIn = (network: Network): readonly Answering[] => [
  ...network
    .ofKind('dns-inbound-endpoint')
    .filter(({ presence }) => presence.certain)
    .flatMap((by) => by.addresses.map((term): Answering => ({ term, by }))),
  ...network.ofKind('firewall').flatMap((by): Answering[] => {
    const { dnsProxy } = firewallDnsOf(network, by)
    return by.presence.certain && dnsProxy.known && dnsProxy.value ? [{ term: by.privateAddress, by }] : []
  }),
]

const knownOf = (question: NameQuestion): Known => {
  const { network, name, client } = question
  const linked = linkedNameOf(name)?.name
  const names = linked === undefined ? [name] : [name, linked]
  const endpoints = endpointsCalled(network, name, client.span)
  const holds = (zone: ZoneMeant): boolean => {
    const domain = nameOf(zone)
    return domain !== undefined && names.some((one) => isWithin(one.domain, domain))
  }
  const meant = new Map<string, ZoneMeant>()
  for (const zone of network.ofKind('private-dns-zone'))
    if (zone.presence.certain) meant.set(zone.id, { zone, key: zone.id, name: zone.name, certain: true, doubts: [] })
  for (const endpoint of endpoints)
    for (const { group } of network.naming.groupsOf(endpoint).groups)
      for (const pointer of group.zones) for (const zone of network.naming.zonesMeant(pointer)) if (zone.certain) meant.set(zone.key, zone)
  const declared = [...meant.values()].filter(holds)
  const isRight = (zone: ZoneMeant): boolean =>
    endpoints.some((endpoint) => network.naming.leadsTo(endpoint).some((leads) => fitOf(leads, nameOf(zone) ?? '') === 'right'))
  const right = declared.filter(isRight)
  const missing =
    linked === undefined || right.length > 0 || endpoints.length === 0
      ? []
      : domainsOf(linked.domain)
          .map((domain) => newZone(domain, endpoints[0]!.span))
          .filter(isRight)
          .slice(0, 1)
  const homes = [...declared, ...missing].sort((a, b) => (nameOf(b)?.length ?? 0) - (nameOf(a)?.length ?? 0))
  const home = homes.map(nameOf).find((domain) => domain !== undefined && isWithin(name.domain, domain))
  return {
    ...question,
    names,
    endpoints,
    homes,
    rightZones: [...right, ...missing],
    domain: forwardedDomain(name) ?? home ?? name.domain,
    answering: answeringIn(network),
  }
}

const networksAsked = ({ steps }: DnsPath, network: Network): readonly VirtualNetwork[] => {
  const found = new Set<VirtualNetwork>()
  for (const { via, at } of steps) {
    const entity = via === 'azure-dns' ? network.entities.get(at) : undefined
    if (entity?.kind === 'virtual-network') found.add(entity)
  }
  return [...found]
}

const isSame = (a: AddressTerm, b: AddressTerm): boolean =>
  a.kind === 'atom' || b.kind === 'atom'
    ? a.kind === 'atom' && b.kind === 'atom' && a.identity === b.identity
    : a.range.first === b.range.first && a.range.family === b.range.family

/** Whom else a step may ask. */
const others = ({ server }: DnsStep, { answering }: Known): readonly Answering[] =>
  answering.filter(({ term }) => server === undefined || !isSame(term, server))

const ofZones = (path: DnsPath, now: Network, known: Known): readonly NameChange[] => {
  const { homes, rightZones, endpoints, name } = known
  const asked = networksAsked(path, now)
  const at = path.steps.at(-1)
  const reached = at !== undefined && (path.end.kind === 'public' || path.end.kind === 'no-answer' || path.end.kind === 'unknown')
  const groups = !reached
    ? []
    : endpoints.flatMap((endpoint) =>
        rightZones
          .filter((zone) => !now.naming.recordsIn(zone).groups.some((one) => one.endpoint === endpoint && one.certain))
          .map((zone): NameChange => ({ kind: 'zone-group', endpoint, zone })),
      )
  const links = asked.flatMap((network) =>
    homes
      .filter((zone) => !now.naming.zonesLinkedTo(network).links.some(({ key, certain }) => key === zone.key && certain))
      .map((zone): NameChange => ({ kind: 'link-zone', zone, network })),
  )
  const records =
    !reached || endpoints.length > 0 || linkedNameOf(name) !== undefined || name.host !== undefined
      ? []
      : homes
          .filter((zone) => !isNewZone(zone) && isWithin(name.domain, nameOf(zone) ?? ''))
          .map((zone): NameChange => ({ kind: 'record', zone, label: relativeTo(name.domain, nameOf(zone)!) }))
  return [...links, ...groups, ...records]
}

const ofRules = (path: DnsPath, now: Network, known: Known): readonly NameChange[] =>
  path.steps.flatMap((step): readonly NameChange[] => {
    const ruleset = step.via === 'ruleset' ? now.entities.get(step.at) : undefined
    if (ruleset?.kind !== 'dns-forwarding-ruleset' || ruleset.open) return []
    const { rules } = now.naming.rulesIn(ruleset)
    const rule = rules.find((one) => one.rule.span === step.span)?.rule
    const written = rule?.domain.known === true ? parseDomain(rule.domain.value) : undefined
    const to = others(step, known)
    return [
      ...(rule === undefined ? [] : to.map((one): NameChange => ({ kind: 'rule-target', rule, to: one }))),
      ...(written === undefined || written === known.domain
        ? []
        : to.map((one): NameChange => ({ kind: 'new-rule', ruleset, domain: known.domain, to: one }))),
      ...now.naming
        .networksLinkedTo(ruleset)
        .flatMap(({ network, link }): NameChange[] =>
          step.besides?.some(({ span }) => span === link.span) === true ? [{ kind: 'unlink-ruleset', link, network }] : [],
        ),
    ]
  })

const ofServers = (path: DnsPath, now: Network, known: Known): readonly NameChange[] => {
  const { client, domain, answering } = known
  const [first] = path.steps
  const last = path.steps.at(-1)
  const changes: NameChange[] = []
  if (first?.via === 'custom-server') {
    for (const one of others(first, known)) changes.push({ kind: 'dns-servers', network: client, servers: [one] })
    changes.push({ kind: 'dns-servers', network: client, servers: [] })
  }
  for (const step of path.steps) {
    const stated = step.via === 'assumed-server' ? parseAddressRange(step.at) : undefined
    if (stated === undefined || 'problem' in stated) continue
    for (const one of others(step, known))
      if (one.term.kind === 'range') changes.push({ kind: 'server-forwards', server: stated, domain, to: one })
  }
  const isUnknown = (path.end.kind === 'unknown' || path.end.kind === 'forwarded') && path.end.say !== undefined
  if (isUnknown && last?.server?.kind === 'range') {
    const { range } = last.server
    for (const one of answering)
      if (one.term.kind === 'range' && !isSame(one.term, last.server))
        changes.push({ kind: 'server-forwards', server: range, domain, to: one })
  }
  const listener = last?.via === 'firewall-proxy' && path.end.kind === 'no-answer' ? now.entities.get(last.at) : undefined
  if (listener?.kind === 'firewall') changes.push({ kind: 'dns-proxy', firewall: listener })
  return changes
}

const keyOf = (change: NameChange): string => {
  const to = (one: Answering): string => (one.by === undefined ? 'azure' : one.by.id)
  switch (change.kind) {
    case 'link-zone':
      return `link ${change.zone.key} ${change.network.id}`
    case 'zone-group':
      return `group ${change.endpoint.id} ${change.zone.key}`
    case 'record':
      return `record ${change.zone.key} ${change.label}`
    case 'dns-servers':
      return `servers ${change.network.id} ${change.servers.map(to).join()}`
    case 'rule-target':
      return `target ${change.rule.address} ${to(change.to)}`
    case 'new-rule':
      return `rule ${change.ruleset.id} ${change.domain} ${to(change.to)}`
    case 'unlink-ruleset':
      return `unlink ${change.link.address} ${change.network.id}`
    case 'server-forwards':
      return `forwards ${change.server.first} ${change.domain} ${to(change.to)}`
    case 'dns-proxy':
      return `proxy ${change.firewall.id}`
  }
}

/** What changes of one thing cannot both be made. */
const isOfOneThing = (a: NameChange, b: NameChange): boolean =>
  (a.kind === 'dns-servers' && b.kind === 'dns-servers' && a.network === b.network) ||
  (a.kind === 'rule-target' && b.kind === 'rule-target' && a.rule === b.rule)

const candidates = (paths: readonly DnsPath[], isWanted: Wanted, now: Network, known: Known): readonly NameChange[] => {
  const found = new Map<string, NameChange>()
  for (const path of paths)
    if (!isWanted(path))
      for (const change of [...ofZones(path, now, known), ...ofRules(path, now, known), ...ofServers(path, now, known)])
        if (!found.has(keyOf(change))) found.set(keyOf(change), change)
  return [...found.values()]
}

type Wanted = (path: DnsPath) => boolean

export const isPrivate: Wanted = ({ end }) => end.kind === 'private'
const isNoLoop: Wanted = ({ end }) => end.kind !== 'loop'

interface State {
  readonly changes: readonly NameChange[]
  readonly paths: readonly DnsPath[]
  readonly now: Network
}

const resolved = ({ client, name }: NameQuestion, now: Network): readonly DnsPath[] =>
  createResolver(now, now.assumptions).resolve(client, name)

/** Without any one of them it does not. */
const isNeeded = (question: NameQuestion, changes: readonly NameChange[], isWanted: Wanted): boolean =>
  changes.every((change) => {
    const now = withNameChanges(
      question.network,
      changes.filter((one) => one !== change),
    )
    return !resolved(question, now).every(isWanted)
  })

/** The fewest changes that do, a few sets of them; empty where nothing that the code or a person can say is proved to. */
const search = (question: NameQuestion, paths: readonly DnsPath[], isWanted: Wanted): readonly (readonly NameChange[])[] => {
  if (paths.every(isWanted)) return []
  const known = knownOf(question)
  let tries = 0
  let states: readonly State[] = [{ changes: [], paths, now: question.network }]
  for (let depth = 1; depth <= budget.nameChanges; depth++) {
    const found: (readonly NameChange[])[] = []
    const next: State[] = []
    const seen = new Set<string>()
    for (const state of states)
      for (const change of candidates(state.paths, isWanted, state.now, known)) {
        if (state.changes.some((one) => isOfOneThing(one, change))) continue
        const changes = [...state.changes, change]
        const key = changes.map(keyOf).sort().join('\n')
        if (seen.has(key)) continue
        seen.add(key)
        if (++tries > budget.nameTries) return found
        const now = withNameChanges(question.network, changes)
        const after = resolved(question, now)
        const isEnough = after.every(isWanted)
        if (isEnough && state.changes.length > 0 && !isNeeded(question, changes, isWanted)) continue
        if (isEnough) found.push(changes)
        else next.push({ changes, paths: after, now })
      }
    if (found.length > 0) return found.slice(0, budget.nameAdvice)
    states = next
  }
  return []
}

export const changesToPrivate = (question: NameQuestion, paths: readonly DnsPath[]): readonly (readonly NameChange[])[] =>
  search(question, paths, isPrivate)

/** Changes with which the question goes round no more, whatever becomes of it: of what lies on the round alone. */
export const changesAgainstLoops = (question: NameQuestion, paths: readonly DnsPath[]): readonly (readonly NameChange[])[] => {
  const known = knownOf(question)
  const onRound = paths.flatMap((path) => (path.end.kind === 'loop' ? [{ ...path, steps: path.steps.slice(path.end.from) }] : []))
  const found = new Map<string, NameChange>()
  for (const path of onRound)
    for (const change of ofRules(path, question.network, { ...known, answering: [elsewhere(question)] })) found.set(keyOf(change), change)
  return [...found.values()]
    .filter((change) => change.kind !== 'new-rule' && resolved(question, withNameChanges(question.network, [change])).every(isNoLoop))
    .map((change) => [change])
}

/** A server of which nothing is known but that it is none of these. */
const elsewhere = ({ client: { span } }: NameQuestion): Answering => ({
  term: { kind: 'atom', identity: 'another server', doubts: [{ reason: 'external', what: 'another server', span }], origin: { span } },
  by: undefined,
})

/** Parts of a network come in; what decides how its names are resolved is found by virtual network, zone, ruleset and private endpoint. */
import type { Declared } from '../eval/declared.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import type { Span } from '../text/source.ts'
import { emptyJoined, join, joinedTo, targetsOf } from './attach.ts'
import { type AddressTerm, type Entity, type Fact, known, notKnown, type Pointer } from './entity.ts'
import { parseArmId, standsForSeveral } from './identity.ts'
import type { Override } from './kind.ts'
import type { DnsForwardingRuleset } from './kinds/dns-forwarding-ruleset.ts'
import type { FlowLog } from './kinds/flow-log.ts'
import { type AnyEntity, isKind, type Kind } from './kinds/index.ts'
import type { PrivateDnsZone } from './kinds/private-dns-zone.ts'
import type { PrivateEndpoint } from './kinds/private-endpoint.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import type { Linker } from './link.ts'
import type { DnsRecord, DnsServers, ForwardingRule, NamingJoin, RulesetLink, ZoneGroup, ZoneLink } from './name-joins.ts'
import type { Subscriptions } from './subscriptions.ts'
import { createTargeting, type Targeting } from './targeting.ts'
import { createWorkspaces } from './workspaces.ts'

/** Something that is so, or may be. */
interface Perhaps {
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

/** A zone that somebody points to, declared here or not. */
export interface ZoneMeant extends Perhaps {
  /** Undefined: not declared in this run. */
  readonly zone: PrivateDnsZone | undefined
  /** Equal keys are equal zones. */
  readonly key: string
  readonly name: Fact<string>
}

export interface LinkedZone extends ZoneMeant {
  readonly link: ZoneLink
}

export interface ZoneRecord extends Perhaps {
  readonly record: DnsRecord
}

/** A zone group that puts records into a zone. */
export interface GroupIn extends Perhaps {
  readonly group: ZoneGroup
  readonly endpoint: PrivateEndpoint
}

export interface LinkedRuleset extends Perhaps {
  readonly ruleset: DnsForwardingRuleset | undefined
  readonly link: RulesetLink
}

export interface RuleIn extends Perhaps {
  readonly rule: ForwardingRule
}

export interface Naming extends Targeting {
  /** Whether traffic analytics is registered where the workspace of a flow log is, as far as the code says. */
  isWorkspaceReady(log: FlowLog): Fact<boolean>
  serversOf(network: VirtualNetwork): { readonly servers: Fact<readonly AddressTerm[]>; readonly span: Span }
  /** `more` not empty: there may be other zones linked to it. */
  zonesLinkedTo(network: VirtualNetwork): { readonly links: readonly LinkedZone[]; readonly more: readonly Doubt[] }
  recordsIn(zone: ZoneMeant): {
    readonly records: readonly ZoneRecord[]
    readonly groups: readonly GroupIn[]
    readonly more: readonly Doubt[]
  }
  /** Virtual networks whose machines are entered into the zone. */
  registeredIn(
    zone: ZoneMeant,
  ): readonly { readonly network: VirtualNetwork; readonly certain: boolean; readonly doubts: readonly Doubt[] }[]
  rulesetsLinkedTo(network: VirtualNetwork): { readonly links: readonly LinkedRuleset[]; readonly more: readonly Doubt[] }
  networksLinkedTo(
    ruleset: DnsForwardingRuleset,
  ): readonly { readonly network: VirtualNetwork; readonly certain: boolean; readonly link: RulesetLink }[]
  rulesIn(ruleset: DnsForwardingRuleset): { readonly rules: readonly RuleIn[]; readonly more: readonly Doubt[] }
  groupsOf(endpoint: PrivateEndpoint): {
    readonly groups: readonly (Perhaps & { readonly group: ZoneGroup })[]
    readonly more: readonly Doubt[]
  }
  zonesMeant(pointer: Pointer): readonly ZoneMeant[]
  /** Changes that are not followed. */
  namingChangesOf(entity: Entity): readonly Doubt[]
}

export interface NamingInput {
  readonly naming: readonly NamingJoin[]
  readonly overrides: readonly Override[]
  readonly entities: readonly AnyEntity[]
  readonly declared: readonly Declared[]
  readonly subscriptions: Subscriptions
}

const perhaps = (presence: ZoneLink['presence'], doubts: readonly Doubt[] = []): Perhaps => {
  const all = mergeDoubts(doubts, presence.certain ? [] : presence.doubts)
  return { certain: presence.certain && doubts.length === 0, doubts: all }
}

/** The name that a pointer says, whatever it leads to. */
const nameIn = (pointer: Pointer): Fact<string> | undefined => {
  if (pointer.by === 'name') return pointer.name
  const name = pointer.by === 'id' ? parseArmId(pointer.id)?.resources.at(-1)?.name : undefined
  return name === undefined ? undefined : known(name, pointer.origin)
}

export const createNaming = (
  { naming, overrides, entities, declared, subscriptions }: NamingInput,
  linker: Pick<Linker, 'link' | 'entitiesAt'>,
  handedTo: (entity: Entity) => readonly Doubt[],
): Naming => {
  const { link } = linker
  const ofJoin = <K extends NamingJoin['kind']>(kind: K): readonly Extract<NamingJoin, { readonly kind: K }>[] =>
    naming.filter((one): one is Extract<NamingJoin, { readonly kind: K }> => one.kind === kind)
  const targets = <K extends Kind>(pointer: Pointer, kind: K, presence: ZoneLink['presence']) =>
    targetsOf(pointer, link(pointer, kind), presence)

  const changes = emptyJoined<Doubt>()
  for (const override of overrides) {
    if (!isKind(override.targetKind)) continue
    const doubt: Doubt = { reason: 'unsupported', what: override.address, span: override.span }
    join(changes, targets(override.target, override.targetKind, { certain: true }), () => doubt)
  }
  const namingChangesOf = ({ id }: Entity): readonly Doubt[] => {
    const { items, more } = joinedTo(changes, id)
    return mergeDoubts(items, more)
  }
  const outside = (entity: Entity, what: string): readonly Doubt[] =>
    mergeDoubts(
      entity.open ? [{ reason: 'external', what: `${what} \`${entity.id}\``, span: entity.span }] : [],
      handedTo(entity),
      namingChangesOf(entity),
    )

  // ── DNS servers ──

  const servers = emptyJoined<{ readonly one: DnsServers; readonly presence: DnsServers['presence'] }>()
  for (const one of ofJoin('dns-servers'))
    join(servers, targets(one.of, 'virtual-network', one.presence), (presence) => ({ one, presence }))

  const serversOf: Naming['serversOf'] = (network) => {
    const { items, more } = joinedTo(servers, network.id)
    const inline = items.find(({ one }) => !one.separate)?.one
    const separate = items.filter(({ one }) => one.separate)
    const [sure] = separate.filter(({ presence }) => presence.certain)
    const span = (sure?.one ?? inline)?.servers.origin.span ?? network.span
    const origin = { span }
    const hidden = mergeDoubts(more, namingChangesOf(network))
    const notSaid: Fact<readonly AddressTerm[]> = notKnown(
      [{ reason: 'external', what: `DNS servers of \`${network.id}\``, span: network.span }],
      origin,
    )
    const stated = inline?.servers ?? notSaid
    if (hidden.length > 0) return { servers: notKnown(hidden, origin), span }
    if (separate.length === 0) {
      const given = handedTo(network)
      const isSettled = !stated.known || stated.value.length > 0 || given.length === 0
      return { servers: isSettled ? stated : notKnown(given, stated.origin), span }
    }
    const written = inline?.servers.known === true && inline.servers.value.length > 0
    if (sure !== undefined && separate.length === 1 && !written) return { servers: sure.one.servers, span }
    const doubts = mergeDoubts(...separate.map(({ presence }) => (presence.certain ? [] : presence.doubts)))
    const why: readonly Doubt[] =
      doubts.length > 0 ? doubts : [{ reason: 'error', what: `which DNS servers of \`${network.id}\` count`, span }]
    const all = [stated, ...separate.map(({ one }) => one.servers)]
    return { servers: notKnown(why, origin, all.every((fact) => fact.known) ? all.map((fact) => fact.value) : undefined), span }
  }

  // ── zones ──

  const meant = new Map<Pointer, readonly ZoneMeant[] | undefined>()
  /** Undefined: it may be any. */
  const zonesOf = (pointer: Pointer): readonly ZoneMeant[] | undefined => {
    if (meant.has(pointer)) return meant.get(pointer)
    const { options, doubts } = link(pointer, 'private-dns-zone')
    const sure = options.length === 1
    const found =
      options.length > budget.undecidedJoins
        ? undefined
        : options.flatMap((option): ZoneMeant[] => {
            if (option.to === 'none') return []
            if (option.to === 'entity') {
              const { entity } = option
              const several = standsForSeveral(entity.id) && !entity.presence.certain
              const why = mergeDoubts(sure ? [] : doubts, entity.presence.certain ? [] : entity.presence.doubts)
              return [{ zone: entity, key: entity.id, name: entity.name, certain: sure && !several, doubts: why }]
            }
            const name = nameIn(pointer) ?? notKnown<string>(doubts, pointer.origin)
            return [{ zone: undefined, key: `external ${option.identity}`, name, certain: sure, doubts: sure ? [] : doubts }]
          })
    meant.set(pointer, found)
    return found
  }

  const links = emptyJoined<LinkedZone>()
  const anyZone = emptyJoined<Doubt>()
  const registrations = new Map<string, { network: VirtualNetwork; certain: boolean; doubts: readonly Doubt[] }[]>()
  for (const one of ofJoin('zone-link')) {
    const networks = targets(one.network, 'virtual-network', one.presence)
    const zones = zonesOf(one.zone)
    if (zones === undefined) {
      join(anyZone, networks, () => ({ reason: 'external', what: `the zone of \`${one.address}\``, span: one.span }))
      continue
    }
    for (const zone of zones) {
      join(links, networks, (presence) => ({ ...zone, link: one, ...both(zone, perhaps(presence)) }))
      if (one.registration.known && !one.registration.value) continue
      for (const { entity, presence } of networks.each) {
        const doubts = one.registration.known ? [] : one.registration.doubts
        const list = registrations.get(zone.key) ?? []
        registrations.set(zone.key, [...list, { network: entity, ...both(zone, perhaps(presence, doubts)) }])
      }
    }
  }

  const linked = new Map<string, ReturnType<Naming['zonesLinkedTo']>>()
  const zonesLinkedTo: Naming['zonesLinkedTo'] = (network) => {
    let found = linked.get(network.id)
    if (found === undefined) {
      const own = joinedTo(links, network.id)
      const any = joinedTo(anyZone, network.id)
      found = { links: own.items, more: mergeDoubts(own.more, any.items, any.more, outside(network, 'private DNS zones linked to')) }
      linked.set(network.id, found)
    }
    return found
  }

  const records = new Map<string, ZoneRecord[]>()
  const recordsAnywhere: Doubt[] = []
  const push = <T>(map: Map<string, T[]>, key: string, item: T): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [item])
    else list.push(item)
  }
  for (const record of ofJoin('dns-record')) {
    const zones = zonesOf(record.zone)
    if (zones === undefined) recordsAnywhere.push({ reason: 'external', what: `the zone of \`${record.address}\``, span: record.span })
    else for (const zone of zones) push(records, zone.key, { record, ...both(zone, perhaps(record.presence)) })
  }

  const groups = emptyJoined<Perhaps & { readonly group: ZoneGroup }>()
  const groupsIn = new Map<string, GroupIn[]>()
  for (const group of ofJoin('zone-group')) {
    const endpoints = targets(group.endpoint, 'private-endpoint', group.presence)
    join(groups, endpoints, (presence) => ({ group, ...perhaps(presence) }))
    if (group.more.length > 0 || endpoints.any.length > 0)
      recordsAnywhere.push({ reason: 'external', what: `the zones of \`${group.address}\``, span: group.span })
    for (const pointer of group.zones) {
      const zones = zonesOf(pointer)
      if (zones === undefined) recordsAnywhere.push({ reason: 'external', what: `the zones of \`${group.address}\``, span: group.span })
      for (const zone of zones ?? [])
        for (const { entity, presence } of endpoints.each)
          push(groupsIn, zone.key, { group, endpoint: entity, ...both(zone, perhaps(presence)) })
    }
  }

  const recordsIn: Naming['recordsIn'] = ({ zone, key, name }) => {
    const what = name.known ? `records of private DNS zone \`${name.value}\`` : 'records of a private DNS zone'
    const beyond: readonly Doubt[] =
      zone === undefined ? [{ reason: 'external', what, span: name.origin.span }] : outside(zone, 'records of private DNS zone')
    return { records: records.get(key) ?? [], groups: groupsIn.get(key) ?? [], more: mergeDoubts(beyond, recordsAnywhere) }
  }

  // ── rulesets ──

  const rulesets = emptyJoined<LinkedRuleset>()
  const networksOf = new Map<string, { network: VirtualNetwork; certain: boolean; link: RulesetLink }[]>()
  for (const one of ofJoin('ruleset-link')) {
    const networks = targets(one.network, 'virtual-network', one.presence)
    const { options, doubts } = link(one.ruleset, 'dns-forwarding-ruleset')
    const sure = options.length === 1
    const few = options.length <= budget.undecidedJoins ? options : [{ to: 'external' as const, identity: one.address }]
    for (const option of few) {
      if (option.to === 'none') continue
      const ruleset = option.to === 'entity' ? option.entity : undefined
      const own = perhaps(ruleset?.presence ?? { certain: true }, sure ? [] : doubts)
      join(rulesets, networks, (presence) => ({
        ruleset,
        link: one,
        ...both(own, perhaps(presence)),
      }))
      if (ruleset !== undefined)
        for (const { entity, presence } of networks.each)
          push(networksOf, ruleset.id, { network: entity, certain: own.certain && presence.certain, link: one })
    }
  }
  const rulesetsLinkedTo: Naming['rulesetsLinkedTo'] = (network) => {
    const { items, more } = joinedTo(rulesets, network.id)
    return { links: items, more: mergeDoubts(more, outside(network, 'forwarding rulesets linked to')) }
  }

  const rules = emptyJoined<RuleIn>()
  for (const rule of ofJoin('forwarding-rule'))
    join(rules, targets(rule.ruleset, 'dns-forwarding-ruleset', rule.presence), (presence) => ({ rule, ...perhaps(presence) }))
  const rulesIn: Naming['rulesIn'] = (ruleset) => {
    const { items, more } = joinedTo(rules, ruleset.id)
    return { rules: items, more: mergeDoubts(more, outside(ruleset, 'rules of')) }
  }

  const targeting = createTargeting(
    { entities, integrations: ofJoin('app-integration'), routings: ofJoin('app-routing'), rules: ofJoin('service-rules') },
    linker,
    handedTo,
    namingChangesOf,
  )

  return {
    ...targeting,
    isWorkspaceReady: createWorkspaces(declared, subscriptions),
    serversOf,
    zonesLinkedTo,
    recordsIn,
    registeredIn: ({ key }) => registrations.get(key) ?? [],
    rulesetsLinkedTo,
    networksLinkedTo: ({ id }) => networksOf.get(id) ?? [],
    rulesIn,
    groupsOf: (endpoint) => {
      const { items, more } = joinedTo(groups, endpoint.id)
      return { groups: items, more: mergeDoubts(more, outside(endpoint, 'zone groups of')) }
    },
    zonesMeant: (pointer) => zonesOf(pointer) ?? [],
    namingChangesOf,
  }
}

const both = (a: Perhaps, b: Perhaps): Perhaps => ({ certain: a.certain && b.certain, doubts: mergeDoubts(a.doubts, b.doubts) })

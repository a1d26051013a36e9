/** Private endpoints and the resources that they lead to: who leads to whom, who reaches them otherwise, and where apps send from. */
import type { Presence } from '../eval/declared.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import { budget } from '../text/budget.ts'
import { routeAllWith } from './app-routing.ts'
import { emptyJoined, join, joinedTo, type Targets, targetsOf } from './attach.ts'
import { type Entity, type Fact, known, type Link, notKnown, type Pointer } from './entity.ts'
import { compareNames, parseArmId, standsForSeveral } from './identity.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { EndpointConnection, PrivateEndpoint } from './kinds/private-endpoint.ts'
import type { PrivateLinkTarget } from './kinds/private-link-target.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Linker } from './link.ts'
import { joined } from './link-options.ts'
import type { AppIntegration, AppRouting, ServiceRules } from './name-joins.ts'
import { hasSeparateRules } from './read-service-rules.ts'
import { serviceAccess } from './service-access.ts'

/** What a connection of an endpoint leads to. */
export interface LeadsTo {
  readonly connection: EndpointConnection
  /** Undefined: nothing that is modelled as such, or not declared here. */
  readonly target: PrivateLinkTarget | undefined
  /** Azure's type, lower case, as far as the code says. */
  readonly type: string | undefined
  readonly name: Fact<string>
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

export interface EndpointOf {
  readonly endpoint: PrivateEndpoint
  readonly connection: EndpointConnection
  readonly certain: boolean
  readonly doubts: readonly Doubt[]
}

export interface Targeting {
  /** `more` not empty: there may be others than `endpoints` tells. */
  endpointsOf(target: PrivateLinkTarget): {
    readonly sure: number
    readonly endpoints: readonly EndpointOf[]
    readonly more: readonly Doubt[]
  }
  leadsTo(endpoint: PrivateEndpoint): readonly LeadsTo[]
  integrationOf(target: PrivateLinkTarget): Link<Subnet>
  accessOf(target: PrivateLinkTarget): Pick<PrivateLinkTarget, 'publicAccess' | 'otherwise' | 'opened'>
  routeAllOf(target: PrivateLinkTarget): Fact<boolean>
  /** Declared resources of the kind by lower-case name; `loose`: those whose names are not known. */
  targetsNamed(type: string, name: string): { readonly named: readonly PrivateLinkTarget[]; readonly loose: readonly PrivateLinkTarget[] }
}

export interface TargetingInput {
  readonly entities: readonly AnyEntity[]
  readonly integrations: readonly AppIntegration[]
  readonly routings: readonly AppRouting[]
  readonly rules: readonly ServiceRules[]
}

const ofType = (pointer: Pointer): string | undefined => {
  if (pointer.by === 'name') return pointer.type?.includes('/') ? pointer.type : undefined
  const id = pointer.by === 'id' ? parseArmId(pointer.id) : undefined
  const provider = pointer.by === 'id' ? /\/providers\/([^/]+)\//i.exec(pointer.id)?.[1] : undefined
  const type = id?.resources[0]?.type
  return provider === undefined || type === undefined ? undefined : `${provider}/${type}`.toLowerCase()
}

const nameIn = (pointer: Pointer): Fact<string> => {
  if (pointer.by === 'name') return pointer.name
  const name = pointer.by === 'id' ? parseArmId(pointer.id)?.resources.at(-1)?.name : undefined
  if (name !== undefined) return known(name, pointer.origin)
  const doubts = pointer.by === 'unknown' ? pointer.doubts : [{ reason: 'external' as const, what: 'a name', span: pointer.origin.span }]
  return notKnown(doubts, pointer.origin)
}

export const createTargeting = (
  { entities, integrations, routings, rules }: TargetingInput,
  { link, entitiesAt }: Pick<Linker, 'link' | 'entitiesAt'>,
  handedTo: (entity: Entity) => readonly Doubt[],
  changesOf: (entity: Entity) => readonly Doubt[],
): Targeting => {
  const connectionLeads = (connection: EndpointConnection): readonly LeadsTo[] => {
    const pointer = connection.target
    const elsewhere = (type: string | undefined, doubts: readonly Doubt[] = []): LeadsTo => ({
      connection,
      target: undefined,
      type,
      name: nameIn(pointer),
      certain: true,
      doubts,
    })
    const type = ofType(pointer)
    if (pointer.by === 'address') {
      const meant = entitiesAt(pointer.address)
      if (!meant.some((entity) => entity.kind === 'private-link-target'))
        return meant.map(({ kind, name }) => ({
          ...elsewhere(kind === 'api-management' ? 'microsoft.apimanagement/service' : undefined),
          name,
        }))
    }
    const { options, doubts } = link(pointer, 'private-link-target')
    const few = options.filter((option) => type === undefined || option.to !== 'entity' || option.entity.type === type)
    if (few.length > budget.undecidedJoins) return [{ ...elsewhere(type, doubts), certain: false }]
    const sure = few.length === 1
    return few.flatMap((option): LeadsTo[] => {
      if (option.to === 'none') return []
      if (option.to === 'external') return [{ ...elsewhere(type), certain: sure, doubts: sure ? [] : doubts }]
      const { entity } = option
      const several = standsForSeveral(entity.id) && !entity.presence.certain ? entity.presence.doubts : []
      return [
        {
          connection,
          target: entity,
          type: entity.type,
          name: entity.name,
          certain: sure && several.length === 0,
          doubts: mergeDoubts(sure ? [] : doubts, several),
        },
      ]
    })
  }

  const leads = new Map<string, readonly LeadsTo[]>()
  const byTarget = new Map<string, EndpointOf[]>()
  const undecided: { readonly type: string | undefined; readonly doubts: readonly Doubt[] }[] = []
  const byName = new Map<string, PrivateLinkTarget[]>()
  const loose = new Map<string, PrivateLinkTarget[]>()
  const push = <T>(map: Map<string, T[]>, key: string, item: T): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [item])
    else list.push(item)
  }
  for (const entity of entities) {
    if (entity.kind === 'private-link-target') {
      if (entity.name.known) push(byName, `${entity.type} ${entity.name.value.toLowerCase()}`, entity)
      else push(loose, entity.type, entity)
    }
    if (entity.kind !== 'private-endpoint') continue
    const all = entity.connections.flatMap(connectionLeads)
    leads.set(entity.id, all)
    const presence = entity.presence.certain ? [] : entity.presence.doubts
    for (const { target, type, connection, certain, doubts } of all) {
      if (target === undefined) {
        if (!certain)
          undecided.push({ type, doubts: [{ reason: 'external', what: `what \`${entity.id}\` leads to`, span: connection.span }] })
        continue
      }
      push(byTarget, target.id, {
        endpoint: entity,
        connection,
        certain: certain && presence.length === 0,
        doubts: mergeDoubts(doubts, presence),
      })
    }
    if (entity.moreConnections.length > 0) undecided.push({ type: undefined, doubts: entity.moreConnections })
  }

  const endpointsOf: Targeting['endpointsOf'] = (target) => {
    const endpoints = byTarget.get(target.id) ?? []
    const perhaps = endpoints.filter(({ certain }) => !certain)
    const open: readonly Doubt[] = target.open
      ? [{ reason: 'external', what: `private endpoints of \`${target.id}\``, span: target.span }]
      : []
    return {
      sure: endpoints.length - perhaps.length,
      endpoints,
      more: mergeDoubts(
        ...perhaps.map(({ doubts }) => doubts),
        ...undecided.map(({ type, doubts }) => (type === undefined || type === target.type ? doubts : [])),
        open,
        handedTo(target),
      ),
    }
  }

  /** Of the resources that a pointer may mean only those of the types count. */
  const ofTypes = (pointer: Pointer, types: readonly string[], presence: Presence): Targets<PrivateLinkTarget> => {
    const { options, doubts, origin } = link(pointer, 'private-link-target')
    const fitting = options.filter((option) => option.to !== 'entity' || types.includes(option.entity.type))
    const named = fitting.filter((option) => option.to === 'entity')
    // One of several that are called alike is meant, where the others are something else.
    const others = options.length - fitting.length
    const only = named.length === 1 && others > 0 && named[0]?.to === 'entity' ? named[0].entity : undefined
    const isCalled = pointer.by === 'name' && only !== undefined && compareNames(pointer.name, only.name) === 'same'
    return targetsOf(pointer, { options: isCalled ? named : fitting, doubts, origin }, presence)
  }

  const subnets = emptyJoined<{ readonly subnet: Link<Subnet>; readonly doubts: readonly Doubt[] }>()
  for (const { app, subnet, presence } of integrations)
    join(subnets, ofTypes(app, ['microsoft.web/sites'], presence), (here) => ({
      subnet: link(subnet, 'subnet'),
      doubts: here.certain ? [] : here.doubts,
    }))

  const integrationOf: Targeting['integrationOf'] = (target) => {
    const own = link(target.integration, 'subnet')
    const { items, more } = joinedTo(subnets, target.id)
    const [only] = items
    const changes = mergeDoubts(more, changesOf(target))
    if (only === undefined && changes.length === 0) return own
    if (items.length === 1 && only !== undefined && only.doubts.length === 0 && target.integration.by === 'nothing' && changes.length === 0)
      return only.subnet
    return joined(
      [own, ...items.map(({ subnet }) => subnet)],
      own.origin,
      mergeDoubts(changes, ...items.map(({ doubts }) => doubts)),
    ) as Link<Subnet>
  }

  const routed = emptyJoined<Fact<boolean>>()
  for (const { app, routeAll, presence } of routings)
    join(routed, ofTypes(app, ['microsoft.web/sites'], presence), (here) =>
      here.certain ? routeAll : notKnown(here.doubts, routeAll.origin, [false, true]),
    )
  const routeAllOf: Targeting['routeAllOf'] = (target) => {
    const { items, more } = joinedTo(routed, target.id)
    return routeAllWith(target.routeAll, items, mergeDoubts(more, changesOf(target)))
  }

  const said = emptyJoined<{ readonly rules: ServiceRules; readonly presence: Presence }>()
  for (const one of rules) join(said, ofTypes(one.of, one.types, one.presence), (presence) => ({ rules: one, presence }))

  /** Where nothing is written, a private endpoint switches it off. */
  const ownAccess = (target: PrivateLinkTarget): Fact<boolean> => {
    if (!target.untilEndpoint) return target.publicAccess
    const { sure, more } = endpointsOf(target)
    if (sure > 0) return known(false, target.publicAccess.origin)
    return more.length > 0 ? notKnown(more, target.publicAccess.origin, [true, false]) : target.publicAccess
  }

  const accessOf: Targeting['accessOf'] = (target) => {
    const publicAccess = ownAccess(target)
    const { items, more } = joinedTo(said, target.id)
    const unread = items.flatMap(({ rules: { says, address, span } }): readonly Doubt[] =>
      says.what === 'unread' ? [{ reason: 'unsupported', what: `\`${address}\``, span }] : [],
    )
    const changes = mergeDoubts(changesOf(target), more, unread)
    if (changes.length > 0)
      return { publicAccess: notKnown(changes, publicAccess.origin), otherwise: notKnown(changes, target.otherwise.origin) }
    const access = serviceAccess({ ...target, publicAccess }, items)
    const given = hasSeparateRules(target.type) ? handedTo(target) : []
    return given.length === 0
      ? access
      : { publicAccess: access.publicAccess, otherwise: notKnown(given, target.otherwise.origin, ['allow', 'deny']) }
  }

  return {
    endpointsOf,
    leadsTo: ({ id }) => leads.get(id) ?? [],
    integrationOf,
    routeAllOf,
    accessOf,
    targetsNamed: (type, name) => ({ named: byName.get(`${type} ${name}`) ?? [], loose: loose.get(type) ?? [] }),
  }
}

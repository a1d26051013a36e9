/** Declared resources to the parts of a network: every reader of every kind, asked once for each resource that it knows. */
import type { Declared } from '../eval/declared.ts'
import { letGo } from '../eval/lazy.ts'
import type { Origin } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { armResource, azapiTarget } from './azapi.ts'
import { type Change, changesBy, changesByAction } from './azapi-changes.ts'
import { type Merging, mergeBodies } from './azapi-merge.ts'
import type { Fact } from './entity.ts'
import { armExtensions, azurermExtensions } from './extensions.ts'
import type {
  Alias,
  ArmResource,
  Extension,
  GroupMembership,
  KindDefinition,
  MoreChildren,
  NsgAttachment,
  Override,
  Resource,
  RoutingAttachment,
} from './kind.ts'
import { type AnyEntity, isKind, kinds, type Part } from './kinds/index.ts'
import type { SeparateRule } from './kinds/nsg.ts'
import type { SeparateRoute } from './kinds/route-table.ts'
import { isNamingJoin, type NamingJoin } from './name-joins.ts'
import { at, readText } from './read-value.ts'
import { type Subscriptions, subscriptionOf, subscriptionsIn } from './subscriptions.ts'

export interface Parts {
  readonly managed: AnyEntity[]
  readonly data: AnyEntity[]
  readonly rules: SeparateRule[]
  readonly routes: SeparateRoute[]
  readonly attachments: NsgAttachment[]
  readonly routingAttachments: RoutingAttachment[]
  readonly memberships: GroupMembership[]
  readonly extensions: Extension[]
  readonly moreChildren: MoreChildren[]
  readonly overrides: Override[]
  readonly aliases: Alias[]
  readonly naming: NamingJoin[]
  /** Names of resource groups by address. */
  readonly resourceGroups: Map<string, Fact<string>>
  readonly subscriptions: Subscriptions
  readonly merging: Merging
  readonly notModelled: Map<string, Declared[]>
}

type Reader<R> = (resource: R, sink: Sink) => readonly Part[]

/** What is read as part of another resource is no entity of its own. */
const isPartType =
  /\/(?:securityRules|routes|virtualNetworkLinks|forwardingRules|privateDnsZoneGroups|firewallRules|networkRuleSets|sites\/config|sites\/networkConfig)$|^Microsoft\.Network\/privateDnsZones\//i

const azurermReaders = new Map<string, Reader<Resource>>()
const besideReaders = new Map<string, Reader<Resource>>()
const armReaders = new Map<string, Reader<ArmResource>>()
const kindOfArmType = new Map<string, AnyEntity['kind']>()
for (const definition of Object.values(kinds) as readonly Omit<KindDefinition<AnyEntity, Part, never>, 'fields' | 'points'>[]) {
  for (const [type, read] of Object.entries(definition.azurerm)) azurermReaders.set(type, read as Reader<Resource>)
  for (const [type, read] of Object.entries(definition.besides ?? {})) besideReaders.set(type, read as Reader<Resource>)
  for (const [type, read] of Object.entries(definition.arm)) {
    armReaders.set(type.toLowerCase(), read as Reader<ArmResource>)
    if (!isPartType.test(type)) kindOfArmType.set(type.toLowerCase(), definition.kind)
  }
}

const place = (parts: Parts, found: readonly Part[], open: boolean): void => {
  for (const part of found)
    switch (part.kind) {
      case 'separate-rule':
        parts.rules.push(part)
        break
      case 'nsg-attachment':
        parts.attachments.push(part)
        parts.aliases.push({ kind: 'alias', address: part.address, target: part.of, targetKind: part.ofKind })
        break
      case 'separate-route':
        parts.routes.push(part)
        break
      case 'routing-attachment':
        parts.routingAttachments.push(part)
        parts.aliases.push({ kind: 'alias', address: part.address, target: part.subnet, targetKind: 'subnet' })
        break
      case 'group-membership':
        parts.memberships.push(part)
        break
      case 'extension':
        parts.extensions.push(part)
        break
      case 'more-children':
        parts.moreChildren.push(part)
        break
      default:
        if (isNamingJoin(part)) parts.naming.push(part)
        else (open ? parts.data : parts.managed).push(part)
    }
}

/** A data source tells of its own kind only: what joins resources is managed. */
const ofKinds = (found: readonly Part[]): readonly Part[] => found.filter((part) => isKind(part.kind))

const inSubscription = (found: readonly Part[], subscription: Fact<string> | undefined): readonly Part[] =>
  subscription === undefined ? found : found.map((part) => (isKind(part.kind) ? ({ ...part, subscription } as Part) : part))

/** `settled`: its body is part of what it changes, so that only its other name is left to tell. */
const placeChange = (parts: Parts, change: Change, settled: boolean): void => {
  if (change.kind === 'alias') parts.aliases.push(change)
  else if (settled) return
  else if (change.kind === 'override') parts.overrides.push(change)
  else place(parts, [change], false)
}

const readAzapi = (declared: Declared, parts: Parts, sink: Sink): boolean => {
  const arm = armResource(declared, parts.subscriptions, parts.merging.bodies.get(declared))
  if (arm === undefined) return false
  const { type, resource, subscription } = arm
  const located = (found: readonly Part[]): readonly Part[] => inSubscription(found, subscription)
  const read = armReaders.get(type)
  const kind = kindOfArmType.get(type)
  if (declared.type === 'azapi_update_resource' || declared.type === 'azapi_resource_action') {
    if (declared.mode === 'data') return false
    const joins = Object.hasOwn(armExtensions, type)
    const silent = (one: ArmResource): unknown => [read?.(one, () => undefined), joins ? armExtensions[type]?.(one) : undefined]
    const known = { kind, read: read === undefined && !joins ? undefined : silent, extends: joins && read === undefined }
    const settled = parts.merging.settled.has(declared)
    const changes = declared.type === 'azapi_update_resource' ? changesBy(declared, arm, known) : changesByAction(declared, arm, known)
    for (const change of changes ?? []) placeChange(parts, change, settled)
    return changes !== undefined
  }
  if (declared.mode === 'data') {
    if (read === undefined || kind === undefined) return false
    const target = azapiTarget(declared)
    if (at(declared.body, 'resource_id') !== undefined && target !== undefined)
      parts.aliases.push({ kind: 'alias', address: declared.address, target, targetKind: kind })
    else place(parts, located(ofKinds(read(resource, sink))), true)
    return true
  }
  const extension = armExtensions[type]
  if (Object.hasOwn(armExtensions, type) && extension !== undefined) parts.extensions.push(...extension(resource))
  if (read !== undefined) place(parts, located(read(resource, sink)), false)
  return read !== undefined
}

/** `seen` is told of each resource that the network is made of, while all is held that was evaluated of it: then it is let go, as large networks do not fit twice. */
export const readNetwork = (declared: readonly Declared[], sink: Sink, seen: (one: Declared) => void = () => undefined): Parts => {
  const parts: Parts = {
    managed: [],
    data: [],
    rules: [],
    routes: [],
    attachments: [],
    routingAttachments: [],
    memberships: [],
    extensions: [],
    moreChildren: [],
    overrides: [],
    aliases: [],
    naming: [],
    resourceGroups: new Map(),
    subscriptions: subscriptionsIn(declared),
    merging: mergeBodies(declared),
    notModelled: new Map(),
  }
  for (const each of declared) {
    if (!readOne(each, parts, sink)) {
      leave(each, parts)
      continue
    }
    seen(each)
    letGo(each.body.entries)
  }
  return parts
}

const leave = (declared: Declared, parts: Parts): void => {
  const known = parts.notModelled.get(declared.type)
  if (known === undefined) parts.notModelled.set(declared.type, [declared])
  else known.push(declared)
}

const readOne = (declared: Declared, parts: Parts, sink: Sink): boolean => {
  if (declared.language === 'arm' || /^azapi_(?:resource|update_resource|resource_action)$/.test(declared.type))
    return readAzapi(declared, parts, sink)
  const { address, body, presence, span, type } = declared
  const origin: Origin = { span }
  const subscription = type.startsWith('azurerm_') ? subscriptionOf(declared) : undefined
  const resource: Resource = { address, body, presence, span, origin, open: declared.mode === 'data', subscription }
  if (type === 'azurerm_resource_group') {
    const name = readText(at(body, 'name'))
    if (name !== undefined) parts.resourceGroups.set(address, name)
    return false
  }
  const read = azurermReaders.get(type)
  if (read !== undefined) {
    const found = inSubscription(read(resource, sink), subscription)
    place(parts, resource.open ? ofKinds(found) : found, resource.open)
  }
  const beside = resource.open ? undefined : besideReaders.get(type)
  if (beside !== undefined) place(parts, beside(resource, sink), false)
  if (read !== undefined) return true
  if (resource.open) return false
  if (Object.hasOwn(azurermExtensions, type)) parts.extensions.push(...azurermExtensions[type]!(resource))
  return false
}

/** Declared resources to the parts of a network: every reader of every kind, asked once for each resource that it knows. */
import type { Declared } from '../eval/declared.ts'
import type { Origin } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { armResource, azapiTarget } from './azapi.ts'
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
import { at, readText } from './read-value.ts'

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
  /** Names of resource groups by address. */
  readonly resourceGroups: Map<string, Fact<string>>
  readonly notModelled: Map<string, Declared[]>
}

type Reader<R> = (resource: R, sink: Sink) => readonly Part[]

const azurermReaders = new Map<string, Reader<Resource>>()
const besideReaders = new Map<string, Reader<Resource>>()
const armReaders = new Map<string, Reader<ArmResource>>()
const kindOfArmType = new Map<string, AnyEntity['kind']>()
for (const definition of Object.values(kinds) as readonly Omit<KindDefinition<AnyEntity, Part, never>, 'fields' | 'points'>[]) {
  for (const [type, read] of Object.entries(definition.azurerm)) azurermReaders.set(type, read as Reader<Resource>)
  for (const [type, read] of Object.entries(definition.besides ?? {})) besideReaders.set(type, read as Reader<Resource>)
  for (const [type, read] of Object.entries(definition.arm)) {
    armReaders.set(type.toLowerCase(), read as Reader<ArmResource>)
    if (!/\/(?:securityRules|routes)$/.test(type)) kindOfArmType.set(type.toLowerCase(), definition.kind)
  }
}

/** Properties by whose change another resource's meaning changes. */
const consequential = [
  'securityRules',
  'networkSecurityGroup',
  'routeTable',
  'addressPrefix',
  'addressPrefixes',
  'addressSpace',
  'subnets',
  'virtualNetworkPeerings',
  'ipConfigurations',
  'virtualNetworkType',
  'virtualNetworkConfiguration',
  'additionalLocations',
]

/** The same, of properties that only tell where packets go. */
const leading = [
  'routes',
  'disableBgpRoutePropagation',
  'natGateway',
  'serviceEndpoints',
  'privateEndpointNetworkPolicies',
  'enableBgp',
  'gatewayType',
  'gatewayDefaultSite',
  'vpnClientConfiguration',
  'localNetworkAddressSpace',
  'enableIPForwarding',
  'subnet',
  'firewallPolicy',
  'basePolicy',
  'snat',
  'ruleCollections',
  'networkRuleCollections',
  'applicationRuleCollections',
  'natRuleCollections',
  'ipAddresses',
  'loadBalancingRules',
  'inboundNatRules',
  'backendAddressPools',
  'frontendIPConfigurations',
  'loadBalancerBackendAddresses',
  'probes',
  'privateLinkServiceNetworkPolicies',
  'loadBalancerFrontendIpConfigurations',
  'visibility',
  'autoApproval',
]

const isConsequential = (resource: ArmResource, names = consequential): boolean => {
  const { properties } = resource
  if (properties === undefined) return resource.body !== undefined && resource.body.kind !== 'object'
  return properties.kind !== 'object' || names.some((name) => at(properties, name) !== undefined)
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
        ;(open ? parts.data : parts.managed).push(part)
    }
}

/** A data source tells of its own kind only: what joins resources is managed. */
const ofKinds = (found: readonly Part[]): readonly Part[] => found.filter((part) => isKind(part.kind))

const readAzapi = (declared: Declared, parts: Parts, sink: Sink): boolean => {
  const arm = armResource(declared)
  if (arm === undefined) return false
  const { type, resource, subscription } = arm
  const located = (found: readonly Part[]): readonly Part[] =>
    subscription === undefined ? found : found.map((part) => (isKind(part.kind) ? ({ ...part, subscription } as Part) : part))
  const read = armReaders.get(type)
  const kind = kindOfArmType.get(type)
  if (declared.type === 'azapi_update_resource') {
    const target = azapiTarget(declared)
    if (target === undefined || kind === undefined) return false
    parts.aliases.push({ kind: 'alias', address: declared.address, target, targetKind: kind })
    if (isConsequential(resource))
      parts.overrides.push({ kind: 'override', address: declared.address, target, targetKind: kind, span: declared.span })
    else if (isConsequential(resource, leading))
      parts.overrides.push({ kind: 'override', address: declared.address, target, targetKind: kind, routesOnly: true, span: declared.span })
    return true
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

export const readNetwork = (declared: readonly Declared[], sink: Sink): Parts => {
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
    resourceGroups: new Map(),
    notModelled: new Map(),
  }
  for (const each of declared) if (!readOne(each, parts, sink)) leave(each, parts)
  return parts
}

const leave = (declared: Declared, parts: Parts): void => {
  const known = parts.notModelled.get(declared.type)
  if (known === undefined) parts.notModelled.set(declared.type, [declared])
  else known.push(declared)
}

const readOne = (declared: Declared, parts: Parts, sink: Sink): boolean => {
  if (declared.language === 'arm' || /^azapi_(?:update_)?resource$/.test(declared.type)) return readAzapi(declared, parts, sink)
  const { address, body, presence, span, type } = declared
  const origin: Origin = { span }
  const resource: Resource = { address, body, presence, span, origin, open: declared.mode === 'data' }
  if (type === 'azurerm_resource_group') {
    const name = readText(at(body, 'name'))
    if (name !== undefined) parts.resourceGroups.set(address, name)
    return false
  }
  const read = azurermReaders.get(type)
  if (read !== undefined) {
    const found = read(resource, sink)
    place(parts, resource.open ? ofKinds(found) : found, resource.open)
    return true
  }
  if (resource.open) return false
  const beside = besideReaders.get(type)
  if (beside !== undefined) place(parts, beside(resource, sink), false)
  if (Object.hasOwn(azurermExtensions, type)) parts.extensions.push(...azurermExtensions[type]!(resource))
  return false
}

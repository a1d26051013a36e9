/** Services that private endpoints lead to, by one table: who reaches them from public networks, and the subnet that apps send from. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import { armAppConfig, armIntegration, armRouteAll, azurermIntegration, azurermRouteAll } from '../app-routing.ts'
import { type Entity, type Fact, known, type Link, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { type AppIntegration, type AppRouting, joinOf, type ServiceRules } from '../name-joins.ts'
import { type ServiceRow, serviceRows } from '../private-link-services.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, orElse, readLocation, readText, refine } from '../read-value.ts'
import type { Subnet } from './subnet.ts'

export interface PrivateLinkTarget extends Entity {
  readonly kind: 'private-link-target'
  /** `key-vault`, `storage-account`, … */
  readonly service: string
  /** Azure's type, lower case. */
  readonly type: string
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Whether public networks are let in at all, as far as no firewall stops them. */
  readonly publicAccess: Fact<boolean>
  /** What becomes of those that no rule of its firewall names: `allow` where it has none. */
  readonly otherwise: Fact<'allow' | 'deny'>
  /** Subnet that an app sends from. */
  readonly integration: Pointer
  /** All that it sends goes by that subnet, to public addresses too. */
  readonly routeAll: Fact<boolean>
}

type Part = PrivateLinkTarget | AppIntegration | AppRouting | ServiceRules

const enabled = (text: string): boolean | undefined => {
  const word = text.toLowerCase()
  if (word === 'true' || word === 'enabled') return true
  // A perimeter lets in what its rules name: https://learn.microsoft.com/azure/private-link/network-security-perimeter-concepts
  return word === 'false' || word === 'disabled' || word === 'securedbyperimeter' ? false : undefined
}

const accessOf = (
  value: Value | undefined,
  of: Resource | ArmResource,
  attribute: string,
  otherwise: boolean | undefined,
): Fact<boolean> => {
  const text = readText(value)
  if (text === undefined) return orElse(undefined, of, attribute, otherwise)
  return refine(text, enabled, (shown, span) => ({ reason: 'error', what: `${shown} as \`${attribute}\``, span }))
}

const actions = (text: string): 'allow' | 'deny' | undefined => {
  const word = text.toLowerCase()
  return word === 'allow' || word === 'deny' ? word : undefined
}

const otherwiseOf = (value: Value | undefined, of: Resource | ArmResource, attribute: string, row: ServiceRow): Fact<'allow' | 'deny'> => {
  if (row.firewall === 'deny') return known('deny', of.origin)
  if (row.firewall === 'unknown') return notKnown([unread(of)], of.origin, ['allow', 'deny'])
  return actionOf(value, of, attribute)
}

const actionOf = (value: Value | undefined, of: Resource | ArmResource, attribute: string): Fact<'allow' | 'deny'> => {
  const text = readText(value)
  if (text === undefined) return orElse<'allow' | 'deny'>(undefined, of, attribute, 'allow')
  return refine(text, actions, (shown, span) => ({ reason: 'error', what: `${shown} as \`${attribute}\``, span }))
}

const unread = (of: Resource | ArmResource): Doubt => ({ reason: 'unsupported', what: `the firewall of \`${of.address}\``, span: of.span })

const entity = (
  of: Resource | ArmResource,
  row: ServiceRow,
  facts: Omit<PrivateLinkTarget, 'kind' | 'id' | 'presence' | 'span' | 'open' | 'service' | 'type'>,
): PrivateLinkTarget => ({
  kind: 'private-link-target',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  service: row.service,
  type: row.arm.toLowerCase(),
  ...facts,
})

const firstOf = (value: Value | undefined, attribute: string): Value | undefined =>
  value?.kind === 'list' && value.items.length === 1 ? at(value.items[0], attribute) : at(value, attribute)

const readAzurerm =
  (row: ServiceRow) =>
  (resource: Resource): readonly Part[] => {
    const { body } = resource
    const [attribute, byDefault] = row.azurermAccess
    return [
      entity(resource, row, {
        name: orElse(readText(at(body, 'name')), resource, 'name'),
        location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
        resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
        publicAccess: accessOf(at(body, attribute), resource, attribute, byDefault),
        otherwise: otherwiseOf(
          row.azurermRules === undefined ? undefined : firstOf(at(body, row.azurermRules), 'default_action'),
          resource,
          'default_action',
          row,
        ),
        integration: readPointer(at(body, 'virtual_network_subnet_id'), resource.origin),
        routeAll: orElse(azurermRouteAll(resource), resource, 'vnet_route_all_enabled', false),
      }),
    ]
  }

const readArm =
  (row: ServiceRow) =>
  (resource: ArmResource): readonly Part[] => {
    const { properties } = resource
    return [
      entity(resource, row, {
        name: resource.name,
        location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
        resourceGroup: resource.resourceGroup,
        publicAccess: accessOf(at(properties, 'publicNetworkAccess'), resource, 'publicNetworkAccess', row.armAccess),
        otherwise: otherwiseOf(
          row.armRules === undefined ? undefined : at(properties, row.armRules, 'defaultAction'),
          resource,
          'defaultAction',
          row,
        ),
        integration: readPointer(at(properties, 'virtualNetworkSubnetId'), resource.origin),
        routeAll: orElse(armRouteAll(resource), resource, 'outboundVnetRouting', false),
      }),
    ]
  }

/** Who reaches it from public networks: everyone, those that its firewall names, nobody. */
const reachOf = (target: PrivateLinkTarget, { naming }: TargetSurroundings): Fact<string> => {
  const { publicAccess, otherwise } = naming.accessOf(target)
  const word = (access: boolean, action: 'allow' | 'deny'): string => (!access ? 'nobody' : action === 'deny' ? 'selected' : 'everyone')
  if (publicAccess.known && !publicAccess.value) return known('nobody', publicAccess.origin)
  if (publicAccess.known && otherwise.known)
    return known(word(publicAccess.value, otherwise.value), otherwise.value === 'deny' ? otherwise.origin : publicAccess.origin)
  const doubts = mergeDoubts(publicAccess.known ? [] : publicAccess.doubts, otherwise.known ? [] : otherwise.doubts)
  const accesses = publicAccess.known ? [publicAccess.value] : (publicAccess.among ?? [true, false])
  const rules = otherwise.known ? [otherwise.value] : (otherwise.among ?? (['allow', 'deny'] as const))
  const words = new Set(accesses.flatMap((access) => rules.map((action) => word(access, action))))
  return notKnown(doubts, publicAccess.known ? otherwise.origin : publicAccess.origin, [...words])
}

export interface TargetSurroundings {
  readonly naming: {
    /** Private endpoints of a resource; `more` not empty: there may be others. */
    endpointsOf(target: PrivateLinkTarget): { readonly sure: number; readonly more: readonly Doubt[] }
    integrationOf(target: PrivateLinkTarget): Link<Subnet>
    routeAllOf(target: PrivateLinkTarget): Fact<boolean>
    /** With what resources of their own say, and changes that are not followed. */
    accessOf(target: PrivateLinkTarget): Pick<PrivateLinkTarget, 'publicAccess' | 'otherwise'>
  }
}

const hasEndpoint = (target: PrivateLinkTarget, { naming }: TargetSurroundings): Fact<boolean> => {
  const { sure, more } = naming.endpointsOf(target)
  const origin = { span: target.span }
  return sure > 0 ? known(true, origin) : more.length > 0 ? notKnown(more, origin, [false, true]) : known(false, origin)
}

const isIntegrated = (target: PrivateLinkTarget, { naming }: TargetSurroundings): Fact<boolean> => {
  const { options, doubts, origin } = naming.integrationOf(target)
  const none = options.filter((option) => option.to === 'none').length
  return none === options.length ? known(false, origin) : none === 0 ? known(true, origin) : notKnown(doubts, origin, [false, true])
}

const delegationsOf = (target: PrivateLinkTarget, { naming }: TargetSurroundings): Fact<readonly string[]> => {
  const { options, doubts, origin } = naming.integrationOf(target)
  const [only] = options
  if (options.length === 1 && only?.to === 'entity') return only.entity.delegations
  if (options.every((option) => option.to === 'none')) return known([], origin)
  return notKnown(doubts, origin)
}

export const services: readonly string[] = [...new Set(serviceRows.map(({ service }) => service))]

export const privateLinkTarget: KindDefinition<PrivateLinkTarget, Part, TargetSurroundings> = {
  kind: 'private-link-target',
  azurerm: {
    ...Object.fromEntries(serviceRows.flatMap((row) => row.azurerm.map((type) => [type, readAzurerm(row)] as const))),
    azurerm_app_service_virtual_network_swift_connection: azurermIntegration,
    azurerm_storage_account_network_rules: (resource) => [
      {
        kind: 'service-rules',
        ...joinOf(resource),
        of: readPointer(
          isAbsent(at(resource.body, 'storage_account_id')) ? undefined : at(resource.body, 'storage_account_id'),
          resource.origin,
          true,
        ),
        otherwise: actionOf(at(resource.body, 'default_action'), resource, 'default_action'),
      },
    ],
  },
  arm: {
    ...Object.fromEntries(serviceRows.map((row) => [row.arm, readArm(row)] as const)),
    'Microsoft.Web/sites/config': armAppConfig,
    'Microsoft.Web/sites/networkConfig': armIntegration,
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the resource', read: (target) => target.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (target) => target.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (target) => target.resourceGroup },
    { name: 'service', type: 'string', about: 'what it is', read: (target) => known(target.service, { span: target.span }) },
    { name: 'publicAccess', type: 'string', about: 'who reaches it from public networks', read: reachOf },
    { name: 'privateEndpoint', type: 'bool', about: 'whether a private endpoint leads to it', read: hasEndpoint },
    { name: 'integrated', type: 'bool', about: 'whether it sends by a subnet of a virtual network', read: isIntegrated },
    { name: 'integrationDelegations', type: 'list<string>', about: 'services that this subnet is delegated to', read: delegationsOf },
    {
      name: 'routeAll',
      type: 'bool',
      about: 'whether all that it sends goes by that subnet',
      read: (target, { naming }) => naming.routeAllOf(target),
    },
  ],
}

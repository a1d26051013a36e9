/** Services that private endpoints lead to, by one table: who reaches them from public networks, and the subnet that apps send from. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import { armAppConfig, armIntegration, armRouteAll, azurermIntegration, azurermRouteAll } from '../app-routing.ts'
import { armEgress, azurermEgress, type ClusterEgress, outboundTypeOf } from '../cluster-egress.ts'
import { type Entity, type Fact, known, type Link, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import type { AppIntegration, AppRouting, ServiceRules } from '../name-joins.ts'
import { serviceRows } from '../private-link-services.ts'
import { armRestrictions, azurermRestrictions } from '../read-app-access.ts'
import { readPointer } from '../read-pointer.ts'
import { type Firewall, readFirewall } from '../read-service-firewall.ts'
import { actionRules, armAppRules, rangeRules } from '../read-service-rules.ts'
import { at, isAbsent, nested, orElse, readLocation, readText, refine } from '../read-value.ts'
import type { AccessByDefault, ServiceRow } from '../service-row.ts'
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
  /** Not written; on until there is a private endpoint, then off. */
  readonly untilEndpoint?: true
  /** The service has public access that can be told. */
  readonly hasAccess: boolean
  /** What becomes of those that no rule of its firewall names: `allow` where it has none, or where its rules name everybody. */
  readonly otherwise: Fact<'allow' | 'deny'>
  readonly opened?: NonNullable<Firewall['opened']>
  /** Rules that are resources of their own decide: without one everybody is let in, or nobody. */
  readonly withoutRules?: 'allow' | 'deny'
  /** Subnet that an app sends from. */
  readonly integration: Pointer
  /** All that it sends goes by that subnet, to public addresses too. */
  readonly routeAll: Fact<boolean>
  /** Of Kubernetes clusters. */
  readonly egress?: ClusterEgress
}

type Part = PrivateLinkTarget | AppIntegration | AppRouting | ServiceRules

const enabled = (text: string): boolean | undefined => {
  const word = text.toLowerCase()
  if (word === 'true' || word === 'enabled' || word === 'allowalltraffic') return true
  // A perimeter lets in what its rules name: https://learn.microsoft.com/azure/private-link/network-security-perimeter-concepts
  return word === 'false' || word === 'disabled' || word === 'securedbyperimeter' || word === 'allowvirtualnetworksonly' ? false : undefined
}

type Access = Pick<PrivateLinkTarget, 'publicAccess' | 'untilEndpoint' | 'hasAccess'>

/** Written in several places, it has to be the same. */
const agreed = (facts: readonly Fact<boolean>[], of: Resource | ArmResource, attribute: string): Fact<boolean> => {
  const [first] = facts
  if (first !== undefined && facts.every((fact) => fact.known && first.known && fact.value === first.value)) return first
  const doubts = mergeDoubts(...facts.map((fact) => (fact.known ? [] : fact.doubts)))
  const twice: Doubt = { reason: 'error', what: `\`${attribute}\` of \`${of.address}\`, which is written twice`, span: of.span }
  return facts.length === 1 && first !== undefined ? first : notKnown(doubts.length > 0 ? doubts : [twice], of.origin, [true, false])
}

const accessOf = (
  values: readonly (Value | undefined)[],
  of: Resource | ArmResource,
  attribute: string,
  otherwise: AccessByDefault,
  inSubnet: Value | undefined,
): Access => {
  const written = values.flatMap((value) => {
    const text = readText(value)
    return text === undefined
      ? []
      : [refine(text, enabled, (shown, span) => ({ reason: 'unsupported', what: `${shown} as \`${attribute}\``, span }))]
  })
  const subnet = readText(inSubnet)
  const isWritten = written.length > 0
  if (!isAbsent(inSubnet) && !(subnet?.known && subnet.value === '') && inSubnet.kind !== 'unknown')
    return { publicAccess: known(false, inSubnet.origin), hasAccess: true }
  if (inSubnet?.kind === 'unknown' && !(isWritten && written.every((fact) => fact.known && !fact.value)))
    return { publicAccess: notKnown(inSubnet.causes, inSubnet.origin, [false, true]), hasAccess: true }
  if (isWritten) return { publicAccess: agreed(written, of, attribute), hasAccess: true }
  if (otherwise === 'unless-endpoint' && !of.open) return { publicAccess: known(true, of.origin), untilEndpoint: true, hasAccess: true }
  return { publicAccess: orElse(undefined, of, attribute, otherwise === 'unless-endpoint' ? undefined : otherwise), hasAccess: true }
}

const unsaid = (of: Resource | ArmResource): Access => ({
  publicAccess: notKnown([{ reason: 'unsupported', what: `who reaches \`${of.address}\``, span: of.span }], of.origin, [false, true]),
  hasAccess: false,
})

const decidingRules = ({ firewall }: ServiceRow): Pick<PrivateLinkTarget, 'withoutRules'> =>
  firewall.by === 'rules' ? { withoutRules: 'deny' } : firewall.by === 'first-rule' ? { withoutRules: 'allow' } : {}

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

const readAzurerm =
  (row: ServiceRow, type: string) =>
  (resource: Resource): readonly Part[] => {
    const { body } = resource
    const { firewall, azurermAccess, inSubnet } = row
    const [attributes, byDefault] = azurermAccess ?? [[], undefined]
    const name = attributes.find((one) => !isAbsent(at(body, one))) ?? attributes[0] ?? ''
    const again = firewall.by === 'action' && firewall.azurerm?.access !== undefined ? firewall.azurerm : undefined
    const access =
      azurermAccess === undefined
        ? unsaid(resource)
        : accessOf(
            [
              at(body, name),
              again === undefined ? undefined : nested(body, again.within, again.access ?? ''),
              type === 'azurerm_logic_app_standard' ? nested(body, 'site_config', 'public_network_access_enabled') : undefined,
            ],
            resource,
            name,
            byDefault,
            inSubnet === undefined ? undefined : at(body, inSubnet.azurerm),
          )
    return [
      entity(resource, row, {
        name: orElse(readText(at(body, 'name')), resource, 'name'),
        location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
        resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
        ...access,
        ...(firewall.by === 'app'
          ? azurermRestrictions(body, resource, type === 'azurerm_logic_app_standard')
          : readFirewall(firewall, body, resource, 'azurerm')),
        ...decidingRules(row),
        integration: readPointer(at(body, 'virtual_network_subnet_id'), resource.origin),
        routeAll: orElse(azurermRouteAll(resource), resource, 'vnet_route_all_enabled', false),
        ...(row.service === 'kubernetes' ? { egress: azurermEgress(resource) } : {}),
      }),
    ]
  }

const readArm =
  (row: ServiceRow) =>
  (resource: ArmResource): readonly Part[] => {
    const { properties } = resource
    const { firewall, armAccess, inSubnet } = row
    const [paths, byDefault] = armAccess ?? [[], undefined]
    const inside = (path: string): Value | undefined => at(properties, ...path.split('.'))
    return [
      entity(resource, row, {
        name: resource.name,
        location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
        resourceGroup: resource.resourceGroup,
        ...(armAccess === undefined
          ? unsaid(resource)
          : accessOf(paths.map(inside), resource, paths[0] ?? '', byDefault, inSubnet === undefined ? undefined : inside(inSubnet.arm))),
        ...(firewall.by === 'app' ? armRestrictions(properties, resource) : readFirewall(firewall, properties, resource, 'arm')),
        ...decidingRules(row),
        integration: readPointer(at(properties, 'virtualNetworkSubnetId'), resource.origin),
        routeAll: orElse(armRouteAll(resource), resource, 'outboundVnetRouting', false),
        ...(row.service === 'kubernetes' ? { egress: armEgress(resource) } : {}),
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
    accessOf(target: PrivateLinkTarget): Pick<PrivateLinkTarget, 'publicAccess' | 'otherwise' | 'opened'>
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
    ...Object.fromEntries(serviceRows.flatMap((row) => row.azurerm.map((type) => [type, readAzurerm(row, type)] as const))),
    ...actionRules.azurerm,
    ...rangeRules.azurerm,
    azurerm_app_service_virtual_network_swift_connection: azurermIntegration,
  },
  arm: {
    ...Object.fromEntries(serviceRows.map((row) => [row.arm, readArm(row)] as const)),
    ...actionRules.arm,
    ...rangeRules.arm,
    'Microsoft.Web/sites/config': (resource) => [...armAppConfig(resource), ...armAppRules(resource)],
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
    { name: 'outboundType', type: 'string', about: 'how a Kubernetes cluster sends to Internet; else empty', read: outboundTypeOf },
  ],
  pointers: ({ egress }) => (egress?.subnets ?? []).map((pointer) => ({ pointer, kind: 'subnet' })),
}

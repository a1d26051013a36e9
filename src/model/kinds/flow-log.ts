/** Flow logs: of what, and where traffic analytics puts what it finds. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { doubtsOf, type Value } from '../../eval/value.ts'
import { type Entity, type Fact, known, notKnown, type Pointer } from '../entity.ts'
import { parseArmId } from '../identity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, isAbsent, nested, orElse, readLocation, readSwitch, readText } from '../read-value.ts'

const targets = ['network-security-group', 'virtual-network', 'subnet', 'network-interface'] as const
export type FlowLogTarget = (typeof targets)[number]

export interface FlowLog extends Entity {
  readonly kind: 'flow-log'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly target: Fact<FlowLogTarget>
  readonly enabled: Fact<boolean>
  readonly analytics: Fact<boolean>
  /** Subscription of the workspace where its id says one; `same`: the workspace is declared with the same settings. */
  readonly workspace: Pointer
}

const types: ReadonlyMap<string, FlowLogTarget> = new Map([
  ['networksecuritygroups', 'network-security-group'],
  ['virtualnetworks', 'virtual-network'],
  ['subnets', 'subnet'],
  ['networkinterfaces', 'network-interface'],
])

const resourceTypes: readonly (readonly [RegExp, FlowLogTarget])[] = [
  [/(?:^|\.)azurerm_network_security_group\./, 'network-security-group'],
  [/(?:^|\.)azurerm_virtual_network\./, 'virtual-network'],
  [/(?:^|\.)azurerm_subnet\./, 'subnet'],
  [/(?:^|\.)azurerm_network_interface\./, 'network-interface'],
]

const ofId = (id: string): FlowLogTarget | undefined => types.get(parseArmId(id)?.resources.at(-1)?.type ?? '')

/** What an id is of, from its text or from whose id it is. */
const targetOf = (value: Value | undefined, of: Resource | ArmResource): Fact<FlowLogTarget> => {
  const among = [...targets]
  if (isAbsent(value))
    return notKnown([{ reason: of.open ? 'external' : 'error', what: `what \`${of.address}\` logs`, span: of.span }], of.origin, among)
  if (value.kind === 'string') {
    const found = ofId(value.value)
    return found === undefined
      ? notKnown([{ reason: 'unsupported', what: `\`${value.value}\``, span: value.origin.span }], value.origin)
      : known(found, value.origin)
  }
  if (value.kind === 'reference') {
    const found = resourceTypes.find(([pattern]) => pattern.test(value.to))
    // Where it is named, not where that is declared.
    if (found !== undefined && value.path.at(-1) === 'id') return known(found[1], { span: value.origin.span })
  }
  const literal =
    value.kind === 'unknown' ? value.parts?.flatMap((part) => (part.kind === 'string' ? [part.value] : ['/x/'])).join('') : undefined
  const type = literal === undefined ? undefined : [...types].find(([name]) => new RegExp(`/${name}/[^/]*$`, 'i').test(literal))
  return type === undefined ? notKnown(doubtsOf(value), value.origin, among) : known(type[1], value.origin)
}

const entity = (of: Resource | ArmResource, facts: Omit<FlowLog, 'kind' | 'id' | 'presence' | 'span' | 'open'>): FlowLog => ({
  kind: 'flow-log',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
})

const readAzurerm = (resource: Resource): readonly FlowLog[] => {
  const { body } = resource
  const old = at(body, 'network_security_group_id')
  const analytics = at(body, 'traffic_analytics')
  return [
    entity(resource, {
      name: orElse(readText(at(body, 'name')), resource, 'name'),
      location: orElse(readLocation(at(body, 'location'), normaliseRegion), resource, 'location'),
      resourceGroup: orElse(readText(at(body, 'resource_group_name')), resource, 'resource_group_name'),
      // Until azurerm 4.9 a flow log was of a group: https://registry.terraform.io/providers/hashicorp/azurerm/4.8.0/docs/resources/network_watcher_flow_log
      target: isAbsent(old) ? targetOf(at(body, 'target_resource_id'), resource) : known('network-security-group', old.origin),
      enabled: orElse(readSwitch(at(body, 'enabled')), resource, 'enabled'),
      analytics: isAbsent(analytics)
        ? orElse<boolean>(undefined, resource, 'traffic_analytics', false)
        : orElse(readSwitch(nested(body, 'traffic_analytics', 'enabled')), resource, 'traffic_analytics', false),
      workspace: readPointer(nested(body, 'traffic_analytics', 'workspace_resource_id'), resource.origin),
    }),
  ]
}

/** https://learn.microsoft.com/azure/templates/microsoft.network/networkwatchers/flowlogs */
const readArm = (resource: ArmResource): readonly FlowLog[] => {
  const { properties } = resource
  const analytics = at(properties, 'flowAnalyticsConfiguration', 'networkWatcherFlowAnalyticsConfiguration')
  return [
    entity(resource, {
      name: resource.name,
      location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
      resourceGroup: resource.resourceGroup,
      target: targetOf(at(properties, 'targetResourceId'), resource),
      enabled: orElse(readSwitch(at(properties, 'enabled')), resource, 'enabled', true),
      analytics: orElse(readSwitch(at(analytics, 'enabled')), resource, 'enabled', false),
      workspace: readPointer(at(analytics, 'workspaceResourceId'), resource.origin),
    }),
  ]
}

export interface FlowLogSurroundings {
  readonly naming: {
    /** Whether traffic analytics of the flow log surely finds `Microsoft.Network` registered where its workspace is, as far as the code says. */
    isWorkspaceReady(log: FlowLog): Fact<boolean>
  }
}

export const flowLog: KindDefinition<FlowLog, FlowLog, FlowLogSurroundings> = {
  kind: 'flow-log',
  azurerm: { azurerm_network_watcher_flow_log: readAzurerm },
  arm: { 'Microsoft.Network/networkWatchers/flowLogs': readArm },
  fields: [
    { name: 'name', type: 'string', about: 'name of the flow log', read: (log) => log.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (log) => log.location },
    { name: 'target', type: 'string', about: 'what is logged', read: (log) => log.target },
    { name: 'enabled', type: 'bool', about: 'whether it is switched on', read: (log) => log.enabled },
    { name: 'analytics', type: 'bool', about: 'whether traffic analytics reads it', read: (log) => log.analytics },
    {
      name: 'workspaceReady',
      type: 'bool',
      about: 'whether `Microsoft.Network` is registered in the subscription of its workspace, as far as the code says',
      read: (log, { naming }) => naming.isWorkspaceReady(log),
    },
  ],
}

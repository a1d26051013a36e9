/** Functions of the Azure providers on resource ids, for ids of types that are known here: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/functions/parse_resource_id */
import type { Site } from '../../eval/dialect.ts'
import { object, type StringValue, string, type Value } from '../../eval/value.ts'
import { aString, define, type FunctionTable, textAt } from './define.ts'

/** Types as the provider writes them; it corrects the letter case of ids to these. Ids of other types are not read. */
const types = [
  'Microsoft.ApiManagement/service',
  'Microsoft.Compute/virtualMachines',
  'Microsoft.KeyVault/vaults',
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  'Microsoft.Network/applicationGateways',
  'Microsoft.Network/applicationSecurityGroups',
  'Microsoft.Network/azureFirewalls',
  'Microsoft.Network/bastionHosts',
  'Microsoft.Network/ddosProtectionPlans',
  'Microsoft.Network/dnsForwardingRulesets',
  'Microsoft.Network/dnsResolvers',
  'Microsoft.Network/dnsResolvers/inboundEndpoints',
  'Microsoft.Network/dnsResolvers/outboundEndpoints',
  'Microsoft.Network/firewallPolicies',
  'Microsoft.Network/ipGroups',
  'Microsoft.Network/loadBalancers',
  'Microsoft.Network/natGateways',
  'Microsoft.Network/networkInterfaces',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/networkSecurityGroups/securityRules',
  'Microsoft.Network/privateDnsZones',
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  'Microsoft.Network/privateEndpoints',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Network/publicIPPrefixes',
  'Microsoft.Network/routeTables',
  'Microsoft.Network/routeTables/routes',
  'Microsoft.Network/virtualHubs',
  'Microsoft.Network/virtualNetworkGateways',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/virtualNetworks/subnets',
  'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
  'Microsoft.Network/virtualWans',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Storage/storageAccounts',
] as const

const byLowerCase: ReadonlyMap<string, string> = new Map(types.map((type) => [type.toLowerCase(), type]))

interface ResourceId {
  readonly subscription: string
  readonly group: string
  /** In the provider's letter case. */
  readonly type: string
  /** The names of the resource's parents and its own. */
  readonly names: readonly string[]
}

/** Undefined: not an id of a known type in a resource group. */
const parseId = (id: string): ResourceId | undefined => {
  const [start, subscriptions, subscription, groups, group, providers, namespace, ...pairs] = id.split('/')
  const words = [subscriptions, groups, providers].map((word) => word?.toLowerCase())
  if (start !== '' || words.join() !== 'subscriptions,resourcegroups,providers' || !subscription || !group || !namespace) return undefined
  if (pairs.length === 0 || pairs.length % 2 !== 0 || pairs.includes('')) return undefined
  const type = byLowerCase.get([namespace, ...pairs.filter((_, at) => at % 2 === 0)].join('/').toLowerCase())
  return type === undefined ? undefined : { subscription, group, type, names: pairs.filter((_, at) => at % 2 === 1) }
}

const idText = ({ subscription, group, type, names }: ResourceId): string => {
  const [namespace, ...kinds] = type.split('/')
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${namespace}${kinds.map((kind, at) => `/${kind}/${names[at]}`).join('')}`
}

const textsOf = (texts: Readonly<Record<string, string>>, site: Site): Map<string, Value> =>
  new Map(Object.entries(texts).map(([name, value]): [string, StringValue] => [name, string(value, site.origin)]))

const notRead = (site: Site): Value => site.unsupported('a resource id of this form')

// https://github.com/hashicorp/terraform-provider-azurerm/blob/v4.30.0/internal/provider/function/parse_resource_id.go
const parseAzurerm = define({ params: [aString] }, (args, site) => {
  const id = parseId(textAt(args, 0))
  if (id === undefined) return notRead(site)
  const [namespace = '', ...kinds] = id.type.split('/')
  const entries = textsOf(
    {
      full_resource_type: id.type,
      resource_group_name: id.group,
      resource_name: id.names.at(-1)!,
      resource_provider: namespace,
      resource_scope: '',
      resource_type: kinds.at(-1)!,
      subscription_id: id.subscription,
    },
    site,
  )
  const parents = Object.fromEntries(kinds.slice(0, -1).map((kind, at) => [kind, id.names[at]!]))
  const map = object(textsOf(parents, site), site.origin, 'map')
  entries.set('parent_resources', kinds.length > 1 ? map : { ...map, type: { kind: 'map', element: { kind: 'string' } } })
  return object(entries, site.origin)
})

// https://github.com/Azure/terraform-provider-azapi/blob/main/docs/functions/parse_resource_id.md
const parseAzapi = define({ params: [aString, aString] }, (args, site) => {
  const [type] = textAt(args, 0).split('@')
  const source = textAt(args, 1)
  const group = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/.exec(source)
  if (group !== null && type === 'Microsoft.Resources/resourceGroups') {
    const [, subscription, name] = group as unknown as readonly [string, string, string]
    const parts = { subscriptions: subscription, resourceGroups: name }
    return azapiResult(
      { type, namespace: 'Microsoft.Resources', name, parent: `/subscriptions/${subscription}`, source, subscription, group: name, parts },
      site,
    )
  }
  const id = parseId(source)
  if (id === undefined || id.type !== type || idText(id) !== source) return notRead(site)
  const [namespace = '', ...kinds] = id.type.split('/')
  const groupId = `/subscriptions/${id.subscription}/resourceGroups/${id.group}`
  const parent = kinds.length > 1 ? source.split('/').slice(0, -2).join('/') : groupId
  const parts = {
    subscriptions: id.subscription,
    resourceGroups: id.group,
    providers: namespace,
    ...Object.fromEntries(kinds.map((kind, at) => [kind, id.names[at]!])),
  }
  return azapiResult(
    { type, namespace, name: id.names.at(-1)!, parent, source, subscription: id.subscription, group: id.group, parts },
    site,
  )
})

interface AzapiId {
  readonly type: string
  readonly namespace: string
  readonly name: string
  readonly parent: string
  readonly source: string
  readonly subscription: string
  readonly group: string
  readonly parts: Readonly<Record<string, string>>
}

const azapiResult = (id: AzapiId, site: Site): Value => {
  const entries = textsOf(
    {
      id: id.source,
      name: id.name,
      parent_id: id.parent,
      provider_namespace: id.namespace,
      resource_group_id: `/subscriptions/${id.subscription}/resourceGroups/${id.group}`,
      resource_group_name: id.group,
      subscription_id: id.subscription,
      type: id.type,
    },
    site,
  )
  entries.set('parts', object(textsOf(id.parts, site), site.origin, 'map'))
  return object(entries, site.origin)
}

export const azureFunctions: FunctionTable = {
  'provider::azurerm::parse_resource_id': parseAzurerm,
  'provider::azurerm::normalise_resource_id': define({ params: [aString] }, (args, site) => {
    const id = parseId(textAt(args, 0))
    return id === undefined ? notRead(site) : string(idText(id), site.origin)
  }),
  'provider::azapi::parse_resource_id': parseAzapi,
}

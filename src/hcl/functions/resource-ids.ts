/** Ids of Azure resources as the providers' functions read them: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
import type { Site } from '../../eval/dialect.ts'
import { type StringValue, string, type Value } from '../../eval/value.ts'

/** Types as the azurerm provider writes them; it corrects the letter case of ids to these. Each is of a resource group. */
const types = [
  'Microsoft.ApiManagement/service',
  'Microsoft.Compute/disks',
  'Microsoft.Compute/virtualMachineScaleSets',
  'Microsoft.Compute/virtualMachines',
  'Microsoft.ContainerRegistry/registries',
  'Microsoft.ContainerService/managedClusters',
  'Microsoft.KeyVault/vaults',
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  'Microsoft.Network/applicationGateways',
  'Microsoft.Network/applicationSecurityGroups',
  'Microsoft.Network/azureFirewalls',
  'Microsoft.Network/bastionHosts',
  'Microsoft.Network/connections',
  'Microsoft.Network/ddosProtectionPlans',
  'Microsoft.Network/dnsForwardingRulesets',
  'Microsoft.Network/dnsResolvers',
  'Microsoft.Network/dnsResolvers/inboundEndpoints',
  'Microsoft.Network/dnsResolvers/outboundEndpoints',
  'Microsoft.Network/expressRouteCircuits',
  'Microsoft.Network/firewallPolicies',
  'Microsoft.Network/firewallPolicies/ruleCollectionGroups',
  'Microsoft.Network/ipGroups',
  'Microsoft.Network/loadBalancers',
  'Microsoft.Network/loadBalancers/backendAddressPools',
  'Microsoft.Network/localNetworkGateways',
  'Microsoft.Network/natGateways',
  'Microsoft.Network/networkInterfaces',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/networkSecurityGroups/securityRules',
  'Microsoft.Network/privateDnsZones',
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  'Microsoft.Network/privateEndpoints',
  'Microsoft.Network/privateLinkServices',
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

/** The type in the azurerm provider's letter case; undefined where this program does not know it. */
export const knownType = (type: string): string | undefined => byLowerCase.get(type.toLowerCase())

/** The id of a resource in a resource group, or of the group; `namespace` and `kinds` as written. */
export interface ResourceId {
  readonly subscription: string
  readonly group: string
  /** Undefined: it is the group. */
  readonly resource?: {
    readonly namespace: string
    readonly kinds: readonly string[]
    /** The names of the resource's parents and its own. */
    readonly names: readonly string[]
  }
}

/** Undefined: not an id of this form. `exact`: the letter case of `subscriptions` and its like counts. */
export const parseResourceId = (id: string): ResourceId | undefined => {
  const [start, subscriptions, subscription, groups, group, ...rest] = id.split('/')
  if (start !== '' || !subscription || !group) return undefined
  if (subscriptions?.toLowerCase() !== 'subscriptions' || groups?.toLowerCase() !== 'resourcegroups') return undefined
  if (rest.length === 0) return { subscription, group }
  const [providers, namespace, ...pairs] = rest
  if (providers?.toLowerCase() !== 'providers' || !namespace) return undefined
  if (pairs.length === 0 || pairs.length % 2 !== 0 || pairs.includes('')) return undefined
  // Behind a second `providers` stands what extends another resource.
  if (pairs.some((part, at) => at % 2 === 0 && part.toLowerCase() === 'providers')) return undefined
  return {
    subscription,
    group,
    resource: { namespace, kinds: pairs.filter((_, at) => at % 2 === 0), names: pairs.filter((_, at) => at % 2 === 1) },
  }
}

export const textEntries = (texts: Readonly<Record<string, string>>, site: Site): Map<string, Value> =>
  new Map(Object.entries(texts).map(([name, value]): [string, StringValue] => [name, string(value, site.origin)]))

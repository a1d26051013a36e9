/** Bodies of Kubernetes clusters come in; how their nodes send to Internet, and the subnets that these are in, go out. */
import { type Doubt, mergeDoubts, type Value } from '../eval/value.ts'
import { type DeployedIn, presenceDoubts } from './deployed-in.ts'
import { type Fact, known, notKnown } from './entity.ts'
import type { ArmResource, Resource } from './kind.ts'
import { readPointer } from './read-pointer.ts'
import { at, nested, orElse, readBlocks, readText } from './read-value.ts'

/** https://learn.microsoft.com/azure/aks/egress-outboundtype, https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters ("outboundType") */
const types = ['loadBalancer', 'userDefinedRouting', 'managedNATGateway', 'userAssignedNATGateway', 'none', 'block'] as const

/** Subnets of pools that are written in the cluster; pools of their own are entities. A pool without one points to nothing. */
export interface ClusterEgress extends DeployedIn {
  /** As Azure writes it; what is newer than this table as the author does. */
  readonly outboundType: Fact<string>
}

const asAzureWrites = (text: string): string => types.find((one) => one.toLowerCase() === text.toLowerCase()) ?? text

const typeOf = (value: Value | undefined): Fact<string> | undefined => {
  const fact = readText(value)
  if (fact === undefined) return undefined
  if (fact.known) return { ...fact, value: asAzureWrites(fact.value) }
  return fact.among === undefined ? fact : { ...fact, among: fact.among.map(asAzureWrites) }
}

const poolsIn = (of: Resource | ArmResource, written: Value | undefined, attribute: string, subnet: string): DeployedIn => {
  const { blocks, more } = readBlocks(written)
  const none: Doubt = {
    reason: of.open ? 'external' : 'error',
    what: `\`${attribute}\` of \`${of.address}\`, which is not set`,
    span: of.span,
  }
  return {
    subnets: blocks.filter(({ presence }) => presence.certain).map((block) => readPointer(at(block.body, subnet), block.origin)),
    moreSubnets: mergeDoubts(more, presenceDoubts(blocks), blocks.length === 0 && more.length === 0 ? [none] : []),
  }
}

export const azurermEgress = (resource: Resource): ClusterEgress => ({
  ...poolsIn(resource, at(resource.body, 'default_node_pool'), 'default_node_pool', 'vnet_subnet_id'),
  // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster ("outbound_type … Defaults to loadBalancer")
  outboundType: orElse(typeOf(nested(resource.body, 'network_profile', 'outbound_type')), resource, 'outbound_type', 'loadBalancer'),
})

/** Automatic clusters send by a managed NAT gateway, or by a load balancer in a network of one's own: https://learn.microsoft.com/azure/aks/intro-aks-automatic */
const byDefault = (resource: ArmResource): Fact<string> => {
  const sku = readText(at(resource.body, 'sku', 'name'))
  const usual = orElse(undefined, resource, 'outboundType', 'loadBalancer')
  if (sku === undefined || (sku.known && sku.value.toLowerCase() !== 'automatic')) return usual
  const doubt: Doubt = { reason: 'unsupported', what: `\`outboundType\` of \`${resource.address}\`, which is not set`, span: resource.span }
  return notKnown(sku.known ? [doubt] : sku.doubts, sku.origin, ['loadBalancer', 'managedNATGateway'])
}

export const armEgress = (resource: ArmResource): ClusterEgress => ({
  ...poolsIn(resource, at(resource.properties, 'agentPoolProfiles'), 'agentPoolProfiles', 'vnetSubnetID'),
  outboundType: typeOf(at(resource.properties, 'networkProfile', 'outboundType')) ?? byDefault(resource),
})

/** As conditions name it; of what is no cluster there is none. */
export const outboundTypeOf = ({ egress, span }: { readonly egress?: ClusterEgress; readonly span: Resource['span'] }): Fact<string> =>
  egress?.outboundType ?? known('', { span })

/** The rules that every network security group ends with. */

export interface DefaultRule {
  readonly name: string
  readonly direction: 'inbound' | 'outbound'
  readonly priority: number
  /** `*` or a service tag; ports and protocol are `*` in all of them. */
  readonly source: '*' | 'VirtualNetwork' | 'AzureLoadBalancer'
  readonly destination: '*' | 'VirtualNetwork' | 'Internet'
  readonly access: 'allow' | 'deny'
}

/** https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules (2025-07-15) */
export const defaultRules: readonly DefaultRule[] = [
  {
    name: 'AllowVNetInBound',
    direction: 'inbound',
    priority: 65000,
    source: 'VirtualNetwork',
    destination: 'VirtualNetwork',
    access: 'allow',
  },
  {
    name: 'AllowAzureLoadBalancerInBound',
    direction: 'inbound',
    priority: 65001,
    source: 'AzureLoadBalancer',
    destination: '*',
    access: 'allow',
  },
  { name: 'DenyAllInBound', direction: 'inbound', priority: 65500, source: '*', destination: '*', access: 'deny' },
  {
    name: 'AllowVnetOutBound',
    direction: 'outbound',
    priority: 65000,
    source: 'VirtualNetwork',
    destination: 'VirtualNetwork',
    access: 'allow',
  },
  { name: 'AllowInternetOutBound', direction: 'outbound', priority: 65001, source: '*', destination: 'Internet', access: 'allow' },
  { name: 'DenyAllOutBound', direction: 'outbound', priority: 65500, source: '*', destination: '*', access: 'deny' },
]

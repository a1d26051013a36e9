/** The modules of Terraform's registry that are understood by their inputs: a new one is a file of its own and a line here. */
import type { KnownModule } from '../../eval/stand-in.ts'
import { apiManagement } from './api-management.ts'
import { applicationGateway } from './application-gateway.ts'
import { classicNetwork } from './classic-network.ts'
import { classicNetworkSecurityGroup } from './classic-network-security-group.ts'
import { classicSubnets } from './classic-subnets.ts'
import { classicVirtualNetwork } from './classic-virtual-network.ts'
import { networkSecurityGroup } from './network-security-group.ts'
import { privateDnsZone } from './private-dns-zone.ts'
import { privateEndpoint } from './private-endpoint.ts'
import { routeTable } from './route-table.ts'
import { virtualNetwork } from './virtual-network.ts'

export const terraformModules: readonly KnownModule[] = [
  virtualNetwork,
  networkSecurityGroup,
  routeTable,
  privateEndpoint,
  privateDnsZone,
  apiManagement,
  applicationGateway,
  classicNetwork,
  classicVirtualNetwork,
  classicSubnets,
  classicNetworkSecurityGroup,
]

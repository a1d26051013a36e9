/** The modules of Terraform's registry that are understood by their inputs: a new one is a file of its own and a line here. */
import type { KnownModule } from '../../eval/stand-in.ts'
import { networkSecurityGroup } from './network-security-group.ts'
import { routeTable } from './route-table.ts'
import { virtualNetwork } from './virtual-network.ts'

export const terraformModules: readonly KnownModule[] = [virtualNetwork, networkSecurityGroup, routeTable]

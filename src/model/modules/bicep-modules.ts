/** The modules of Bicep's public registry that are understood by their parameters. */
import type { KnownModule } from '../../eval/stand-in.ts'
import { bicepApiManagement } from './bicep-api-management.ts'
import { bicepNetworkModules } from './bicep-network.ts'
import { bicepPrivateModules } from './bicep-private-link.ts'

export const bicepModules: readonly KnownModule[] = [...bicepNetworkModules, ...bicepPrivateModules, bicepApiManagement]

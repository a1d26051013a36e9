/** Who is in a pool behind a load balancer: interfaces, or addresses. */
import type { KindDefinition } from '../kind.ts'
import { azurermPoolAddress, azurermPoolAssociation, type BackendMember } from '../read-balancer.ts'

export const backendMember: KindDefinition<BackendMember, BackendMember, unknown> = {
  kind: 'backend-member',
  azurerm: {
    azurerm_network_interface_backend_address_pool_association: azurermPoolAssociation,
    azurerm_lb_backend_address_pool_address: azurermPoolAddress,
  },
  arm: {},
  fields: [{ name: 'name', type: 'string', about: 'its address in the code', read: (member) => member.name }],
}

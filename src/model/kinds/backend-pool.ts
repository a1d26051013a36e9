/** Pools of machines behind load balancers. */
import type { KindDefinition } from '../kind.ts'
import { azurermPool, type BackendPool } from '../read-balancer.ts'

export const backendPool: KindDefinition<BackendPool, BackendPool, unknown> = {
  kind: 'backend-pool',
  azurerm: { azurerm_lb_backend_address_pool: (resource) => [azurermPool(resource)] },
  arm: {},
  fields: [{ name: 'name', type: 'string', about: 'name of the pool', read: (pool) => pool.name }],
  pointers: ({ balancer }) => [{ pointer: balancer, kind: 'load-balancer' }],
}

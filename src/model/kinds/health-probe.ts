/** Probes by which load balancers tell who behind them answers. */
import type { KindDefinition } from '../kind.ts'
import { azurermProbe, type HealthProbe } from '../read-balancer.ts'

export const healthProbe: KindDefinition<HealthProbe, HealthProbe, unknown> = {
  kind: 'health-probe',
  azurerm: { azurerm_lb_probe: (resource) => [azurermProbe(resource)] },
  arm: {},
  fields: [{ name: 'name', type: 'string', about: 'name of the probe', read: (probe) => probe.name }],
  pointers: ({ balancer }) => [{ pointer: balancer, kind: 'load-balancer' }],
}

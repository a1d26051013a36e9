/** Rules of load balancers: which ports of a frontend go to which pool. */
import type { KindDefinition } from '../kind.ts'
import { azurermBalancerRule, azurermNatRule, type BalancerRule } from '../read-balancer.ts'

export const balancerRule: KindDefinition<BalancerRule, BalancerRule, unknown> = {
  kind: 'balancer-rule',
  azurerm: {
    azurerm_lb_rule: (resource) => [azurermBalancerRule(resource)],
    azurerm_lb_nat_rule: (resource) => [azurermNatRule(resource)],
  },
  arm: {},
  fields: [{ name: 'name', type: 'string', about: 'name of the rule', read: (rule) => rule.name }],
  pointers: ({ balancer }) => [{ pointer: balancer, kind: 'load-balancer' }],
}

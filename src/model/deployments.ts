/** ARM templates deployed by Terraform: they are not looked into, so what they may declare puts in doubt whatever is concluded from absence. */
import type { Declared } from '../eval/declared.ts'
import { type Doubt, doubtsOf } from '../eval/value.ts'

const deployments: ReadonlySet<string> = new Set([
  'azurerm_template_deployment',
  'azurerm_resource_group_template_deployment',
  'azurerm_subscription_template_deployment',
  'azurerm_management_group_template_deployment',
  'azurerm_tenant_template_deployment',
])

/** Types that can change what is judged here: groups, rules, subnets, peerings, routes, and nested deployments of any of them. */
const matters = /Microsoft\.(Network|Resources\/deployments)/i

/** Why something may be declared that the run does not show: each deployment whose template is not known, or names resources of the network. */
export const doubtsOfDeployments = (declared: readonly Declared[]): readonly Doubt[] =>
  declared.flatMap((one): readonly Doubt[] => {
    if (one.mode !== 'managed' || !deployments.has(one.type)) return []
    const template = one.body.entries.get('template_content') ?? one.body.entries.get('template_body')
    if (template?.kind === 'string' && !matters.test(template.value)) return []
    const why = template === undefined ? [] : doubtsOf(template)
    return [{ reason: 'unsupported', what: `the template of ${one.address}`, span: one.span }, ...why]
  })

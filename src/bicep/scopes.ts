/** Functions that depend on where a deployment goes, and what a `scope` means. */

import { environmentValue } from '../arm/clouds.ts'
import { functions as shared } from '../arm/functions/table.ts'
import { segmentsOfScope } from '../arm/module.ts'
import {
  deployerValue,
  deploymentValue,
  managementGroupValue,
  noTarget,
  resourceGroupValue,
  subscriptionValue,
  type Target,
  targetOf,
  targetOfScope,
  tenantValue,
} from '../arm/target.ts'
import { isTopKnown } from '../eval/alternatives.ts'
import { apply } from '../eval/call.ts'
import type { EagerEntry, Site } from '../eval/dialect.ts'
import { type Origin, string, type Value } from '../eval/value.ts'

const orNone = (value: Value | undefined, what: string, site: Site): Value => value ?? site.fail(`this deployment has no ${what}`)

const ids = (named: string): Scoped => {
  const entry = shared[named.toLowerCase()]!
  return (target, _, args, site) => ('call' in entry ? apply(entry, [target, ...args], site) : site.unsupported(`function \`${named}\``))
}

/** The deployment that asks: its name, and the cloud that it is made in, where they are known. */
interface Asking {
  readonly name: Value | undefined
  readonly cloud: string | undefined
}

type Scoped = (target: Target, asking: Asking, args: readonly Value[], site: Site) => Value

/** `resourceGroup()` and its like with names: https://learn.microsoft.com/en-us/azure/azure-resource-manager/bicep/bicep-functions-scope */
const scoped: Readonly<Record<string, Scoped>> = {
  resourceGroup: (target, _, [first, second], site) => {
    if (first === undefined) return orNone(resourceGroupValue(target, site.origin), 'resource group', site)
    const subscriptionId = second === undefined ? target.entries.get('subscriptionId') : first
    const group = targetOf({ subscriptionId, resourceGroup: second ?? first }, site.origin)
    return orNone(resourceGroupValue(group, site.origin), 'subscription', site)
  },
  subscription: (target, _, [first], site) => {
    const meant = first === undefined ? target : targetOf({ subscriptionId: first }, site.origin)
    return orNone(subscriptionValue(meant, site.origin), 'subscription', site)
  },
  managementGroup: (target, _, [first], site) =>
    managementGroupValue(first === undefined ? target : targetOf({ managementGroup: first }, site.origin), site.origin),
  tenant: (_target, _, _args, site) => tenantValue(site.origin),
  deployment: (_target, { name }, _args, site) => deploymentValue(name, site.origin),
  deployer: (_target, _, _args, site) => deployerValue(site.origin),
  environment: (_target, { cloud }, _args, site) => environmentValue(site.origin, cloud),
  resourceId: ids('resourceId'),
  subscriptionResourceId: ids('subscriptionResourceId'),
  managementGroupResourceId: ids('managementGroupResourceId'),
}

/** As called in a deployment; undefined where the name is none of these. */
export const functionOfScope = (called: string, target: Target, asking: Asking): EagerEntry | undefined => {
  const operation = Object.hasOwn(scoped, called) ? scoped[called] : undefined
  return operation === undefined ? undefined : { sees: 'anything', call: (args, site) => operation(target, asking, args, site) }
}

export const functionsOfScope: ReadonlySet<string> = new Set(Object.keys(scoped))

/** What a `scope` says: another target, or a resource that is extended, by its id. */
export type ScopeOf = { readonly target: Target } | { readonly base: Value }

const isResourceGroup = (segments: readonly Value[]): readonly Value[] => {
  const word = (at: number): string | undefined => {
    const segment = segments[at]
    return segment?.kind === 'string' ? segment.value.toLowerCase() : undefined
  }
  // An id of a group may be written as that of any resource.
  if (segments.length === 6 && word(2) === 'providers' && word(3) === 'microsoft.resources' && word(4) === 'resourcegroups')
    return [segments[0]!, segments[1]!, segments[4]!, segments[5]!]
  return segments
}

/** `scope`: the value of what is written; an id, or something that has one. */
export const scopeFrom = (scope: Value, what: string, origin: Origin): ScopeOf => {
  const id = scope.kind === 'object' ? scope.entries.get('id') : scope
  const segments = id === undefined ? undefined : segmentsOfScope(id.kind === 'string' && id.value === '/' ? string('', origin) : id)
  const target = segments === undefined ? undefined : targetOfScope(isResourceGroup(segments), origin)
  if (target !== undefined) return { target }
  if (id !== undefined && segments !== undefined && (id.kind === 'string' || (id.kind === 'unknown' && id.parts !== undefined)))
    return { base: id }
  const causes = isTopKnown(scope) ? (id ?? scope) : scope
  return { target: noTarget(what, causes, origin) }
}

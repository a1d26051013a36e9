/** Ids of resources, and what is known only when the deployment runs: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource */
import { isTopKnown } from '../../eval/alternatives.ts'
import type { Operation, Site } from '../../eval/dialect.ts'
import { evaluateTemplate } from '../../eval/template.ts'
import { string, type Value } from '../../eval/value.ts'
import { computed, define, type FunctionTable, textOf } from './define.ts'
import { textDialect } from './pure.ts'

const pieces = (site: Site, ...parts: readonly (string | Value)[]): Value =>
  evaluateTemplate(
    // A value alone would be itself; a text is wanted.
    [...parts, ''].map((part) => (typeof part === 'string' ? string(part, site.origin) : part)),
    site,
    textDialect,
  )

/** `Microsoft.Network/virtualNetworks/subnets` and two names: `Microsoft.Network/virtualNetworks/a/subnets/b`. */
export const typed = (type: string, names: readonly Value[]): readonly (string | Value)[] => {
  const [namespace, ...segments] = type.split('/')
  return [`/providers/${namespace}`, ...segments.flatMap((segment, at) => [`/${segment}/`, names[at]!])]
}

interface Call {
  readonly before: readonly Value[]
  readonly type: string
  readonly names: readonly Value[]
}

/** The type is the argument that is followed by as many names as it has segments. */
const readCall = (args: readonly Value[], most: number): Call | undefined => {
  for (let at = 0; at <= most && at < args.length; at++) {
    const type = textOf(args[at])
    if (type?.includes('/') && type.split('/').length - 1 === args.length - at - 1 && !type.startsWith('/'))
      return { before: args.slice(0, at), type, names: args.slice(at + 1) }
  }
  return undefined
}

const notRead = (args: readonly Value[], site: Site): Value =>
  args.every((arg) => arg.kind === 'string')
    ? site.fail('a type and as many names as it has parts were expected')
    : args.every(isTopKnown)
      ? site.unsupported('this form of an id')
      : site.unknownFrom(args, true)

/** What the deployment's target is: see `target.ts`. */
const entry = (target: Value | undefined, name: string): Value | undefined =>
  target?.kind === 'object' ? target.entries.get(name) : undefined

const resourceId: Operation = ([target, ...args], site) => {
  const call = readCall(args, 2)
  if (call === undefined) return notRead(args, site)
  const path = typed(call.type, call.names)
  const subscription = entry(target, 'subscriptionId')
  const group = entry(target, 'resourceGroup')
  const [first, second] = call.before
  if (first !== undefined && second !== undefined) return pieces(site, '/subscriptions/', first, '/resourceGroups/', second, ...path)
  if (subscription === undefined)
    return first === undefined ? pieces(site, ...path) : site.unsupported('the id of a resource in another resource group')
  if (group === undefined)
    return first === undefined ? pieces(site, '/subscriptions/', subscription, ...path) : site.unsupported('the id of a resource elsewhere')
  return pieces(site, '/subscriptions/', subscription, '/resourceGroups/', first ?? group, ...path)
}

const subscriptionResourceId: Operation = ([target, ...args], site) => {
  const call = readCall(args, 1)
  if (call === undefined) return notRead(args, site)
  const subscription = call.before[0] ?? entry(target, 'subscriptionId')
  return subscription === undefined
    ? site.unsupported('the id of a resource of a subscription')
    : pieces(site, '/subscriptions/', subscription, ...typed(call.type, call.names))
}

const managementGroupResourceId: Operation = ([target, ...args], site) => {
  const call = readCall(args, 1)
  if (call === undefined) return notRead(args, site)
  const group = call.before[0] ?? entry(target, 'managementGroup')
  return group === undefined
    ? site.unsupported('the id of a resource of a management group')
    : pieces(site, '/providers/Microsoft.Management/managementGroups/', group, ...typed(call.type, call.names))
}

const tenantResourceId: Operation = (args, site) => {
  const call = readCall(args, 0)
  return call === undefined ? notRead(args, site) : pieces(site, ...typed(call.type, call.names))
}

const extensionResourceId: Operation = ([scope, ...args], site) => {
  const call = readCall(args, 0)
  return call === undefined || scope === undefined ? notRead(args, site) : pieces(site, scope, ...typed(call.type, call.names))
}

const atDeployment = (name: string): FunctionTable[string] =>
  define(0, Number.POSITIVE_INFINITY, (_, site) => computed(`${name}()`, site), 'anything')

export const resourceFunctions: FunctionTable = {
  resourceid: define(2, Number.POSITIVE_INFINITY, resourceId, 'anything'),
  subscriptionresourceid: define(2, Number.POSITIVE_INFINITY, subscriptionResourceId, 'anything'),
  managementgroupresourceid: define(2, Number.POSITIVE_INFINITY, managementGroupResourceId, 'anything'),
  tenantresourceid: define(1, Number.POSITIVE_INFINITY, tenantResourceId, 'anything'),
  extensionresourceid: define(2, Number.POSITIVE_INFINITY, extensionResourceId, 'anything'),
  'list*': {
    sees: 'anything',
    call: ([name], site) => ({ ...computed(`${textOf(name) ?? 'list'}(…)`, site), sensitive: true }),
  },
  ...Object.fromEntries(
    [
      'utcNow',
      'newGuid',
      'pickZones',
      'toLogicalZone',
      'toLogicalZones',
      'toPhysicalZone',
      'toPhysicalZones',
      'providers',
      'roleDefinitions',
      'externalInput',
      'getSecret',
      'readEnvironmentVariable',
    ].map((name) => [name.toLowerCase(), atDeployment(name)]),
  ),
}

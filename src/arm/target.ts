/** Where a template is deployed to, as a value: subscription, resource group or management group, known or by identity. */

import { siteAt } from '../eval/site.ts'
import { evaluateTemplate } from '../eval/template.ts'
import { type ObjectValue, type Origin, object, string, unknown, type Value } from '../eval/value.ts'
import { textDialect } from './functions/pure.ts'
import type { TargetKind } from './template.ts'

/** Entries: `subscriptionId`, `resourceGroup`, `managementGroup`, each where the deployment has one. */
export type Target = ObjectValue

export const input = (what: string, origin: Origin, identity = what): Value =>
  unknown([{ reason: 'input', what, span: origin.span }], origin, { identity })

export const textFrom = (origin: Origin, ...parts: readonly (string | Value)[]): Value =>
  evaluateTemplate(
    [...parts, ''].map((part) => (typeof part === 'string' ? string(part, origin) : part)),
    siteAt(origin),
    textDialect,
  )

export const targetOf = (
  parts: {
    readonly subscriptionId?: Value | undefined
    readonly resourceGroup?: Value | undefined
    readonly managementGroup?: Value | undefined
  },
  origin: Origin,
): Target =>
  object(new Map(Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))), origin)

/** The target of the root, of which only the kind is known. */
export const rootTarget = (kind: TargetKind, origin: Origin): Target => {
  const subscriptionId = input('subscription().subscriptionId', origin)
  if (kind === 'resourceGroup') return targetOf({ subscriptionId, resourceGroup: input('resourceGroup().name', origin) }, origin)
  if (kind === 'subscription') return targetOf({ subscriptionId }, origin)
  return kind === 'managementGroup' ? targetOf({ managementGroup: input('managementGroup().name', origin) }, origin) : targetOf({}, origin)
}

/** The id under which the target's resources stand; empty for the tenant. */
export const scopeId = (target: Target, origin: Origin): Value => {
  const { entries } = target
  const [subscription, group, managementGroup] = [
    entries.get('subscriptionId'),
    entries.get('resourceGroup'),
    entries.get('managementGroup'),
  ]
  if (subscription !== undefined && group !== undefined) return textFrom(origin, '/subscriptions/', subscription, '/resourceGroups/', group)
  if (subscription !== undefined) return textFrom(origin, '/subscriptions/', subscription)
  return managementGroup === undefined
    ? string('', origin)
    : textFrom(origin, '/providers/Microsoft.Management/managementGroups/', managementGroup)
}

/** An identity within the target: equal for equal targets, undefined where the target has none. */
const identityIn = (value: Value | undefined, field: string): string | undefined =>
  value?.kind === 'string'
    ? `${value.value.toLowerCase()}.${field}`
    : value?.kind === 'unknown'
      ? value.identity?.replace(/\.(name|subscriptionId)$/, `.${field}`)
      : undefined

const field = (of: Value | undefined, what: string, name: string, origin: Origin): Value => {
  const identity = identityIn(of, name)
  return unknown([{ reason: 'computed', what: `${what}.${name}`, span: origin.span }], origin, identity === undefined ? {} : { identity })
}

/** `resourceGroup()`: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourcegroup */
export const resourceGroupValue = (target: Target, origin: Origin): Value | undefined => {
  const name = target.entries.get('resourceGroup')
  if (name === undefined) return undefined
  return object(
    new Map<string, Value>([
      ['id', scopeId(target, origin)],
      ['name', name],
      ['type', string('Microsoft.Resources/resourceGroups', origin)],
      ['location', field(name, 'resourceGroup()', 'location', origin)],
      ['managedBy', field(name, 'resourceGroup()', 'managedBy', origin)],
      ['tags', field(name, 'resourceGroup()', 'tags', origin)],
      ['properties', field(name, 'resourceGroup()', 'properties', origin)],
    ]),
    origin,
  )
}

export const subscriptionValue = (target: Target, origin: Origin): Value | undefined => {
  const subscriptionId = target.entries.get('subscriptionId')
  if (subscriptionId === undefined) return undefined
  return object(
    new Map<string, Value>([
      ['id', textFrom(origin, '/subscriptions/', subscriptionId)],
      ['subscriptionId', subscriptionId],
      ['tenantId', input('tenant().tenantId', origin)],
      ['displayName', field(subscriptionId, 'subscription()', 'displayName', origin)],
      ['state', field(subscriptionId, 'subscription()', 'state', origin)],
      ['tags', field(subscriptionId, 'subscription()', 'tags', origin)],
    ]),
    origin,
  )
}

export const managementGroupValue = (target: Target, origin: Origin): Value => {
  const name = target.entries.get('managementGroup') ?? input('managementGroup().name', origin)
  return object(
    new Map<string, Value>([
      ['id', textFrom(origin, '/providers/Microsoft.Management/managementGroups/', name)],
      ['name', name],
      ['type', string('Microsoft.Management/managementGroups', origin)],
      ['properties', field(name, 'managementGroup()', 'properties', origin)],
    ]),
    origin,
  )
}

export const tenantValue = (origin: Origin): Value =>
  object(
    new Map<string, Value>([
      ['tenantId', input('tenant().tenantId', origin)],
      ['id', string('/', origin)],
      ['displayName', input('tenant().displayName', origin)],
      ['countryCode', input('tenant().countryCode', origin)],
    ]),
    origin,
  )

/** `name` undefined: chosen by whoever deploys. */
export const deploymentValue = (name: Value | undefined, origin: Origin): Value => {
  const nothing = (what: string): Value => unknown([{ reason: 'computed', what: `deployment().${what}`, span: origin.span }], origin)
  return object(
    new Map<string, Value>([
      ['name', name ?? input('deployment().name', origin)],
      ['location', nothing('location')],
      ['id', nothing('id')],
      ['properties', nothing('properties')],
    ]),
    origin,
  )
}

/** Who deploys. */
export const deployerValue = (origin: Origin): Value =>
  object(new Map(['objectId', 'tenantId', 'userPrincipalName'].map((name) => [name, input(`deployer().${name}`, origin)] as const)), origin)

/** For a scope of which nothing is known. */
export const noTarget = (what: string, causes: Value, origin: Origin): Target => {
  const lost = (name: string): Value =>
    unknown(causes.kind === 'unknown' ? causes.causes : [{ reason: 'unsupported', what, span: origin.span }], origin, {
      identity: `${what}.${name} ${origin.span.file.path}:${origin.span.start}`,
    })
  return targetOf({ subscriptionId: lost('subscriptionId'), resourceGroup: lost('name') }, origin)
}

/** A scope as text: `/subscriptions/x/resourceGroups/y`; undefined where it is not of this form. */
export const targetOfScope = (segments: readonly Value[], origin: Origin): Target | undefined => {
  const word = (at: number): string | undefined => {
    const segment = segments[at]
    return segment?.kind === 'string' ? segment.value.toLowerCase() : undefined
  }
  if (segments.length === 0) return targetOf({}, origin)
  if (word(0) === 'subscriptions' && segments.length === 2) return targetOf({ subscriptionId: segments[1] }, origin)
  if (word(0) === 'subscriptions' && word(2) === 'resourcegroups' && segments.length === 4)
    return targetOf({ subscriptionId: segments[1], resourceGroup: segments[3] }, origin)
  if (word(0) === 'microsoft.management' && word(1) === 'managementgroups' && segments.length === 3)
    return targetOf({ managementGroup: segments[2] }, origin)
  if (word(1) === 'microsoft.management' && word(2) === 'managementgroups' && segments.length === 4)
    return targetOf({ managementGroup: segments[3] }, origin)
  return undefined
}

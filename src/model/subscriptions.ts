/** Providers' settings in, the subscription that each resource is deployed to out: its text, or what it is equal to. */
import type { Declared } from '../eval/declared.ts'
import type { Value } from '../eval/value.ts'
import type { Fact } from './entity.ts'
import { compareNames, type Relation } from './identity.ts'
import { at, isAbsent, readText } from './read-value.ts'

/** Subscriptions by the address of what says one: data sources of the client and of a subscription, and resource groups; and that of whoever deploys, where it is said. */
export type Subscriptions = ReadonlyMap<string, Fact<string>>

const isCurrent = /^(?:azurerm_client_config|azurerm_subscription|azapi_client_config)$/

/** Whoever deploys has one subscription where no provider says another: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#subscription_id-1 */
export const ofWhoeverDeploys = 'subscription of whoever deploys'

/** As templates write it, of the deployment that is begun: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#subscription */
const inTemplates = 'subscription().subscriptionId'

export const isOfWhoeverDeploys = (fact: Fact<string>): boolean => {
  const [piece, ...more] = fact.known ? [] : (fact.pieces ?? [])
  return typeof piece === 'object' && more.length === 0 && (piece.identity === ofWhoeverDeploys || piece.identity === inTemplates)
}

const isUnset = (value: Value | undefined): boolean => isAbsent(value) || (value.kind === 'string' && value.value === '')

/** Undefined: the declaration says nothing of its provider. */
export const subscriptionOf = (declared: Declared): Fact<string> | undefined => {
  if (declared.language !== 'terraform' || !('provider' in declared)) return undefined
  const { provider, span, address } = declared
  const origin = { span }
  if (provider === undefined)
    return { known: false, doubts: [{ reason: 'external', what: `the provider of ${address}`, span }], origin, pieces: [{}] }
  if (!isUnset(provider.subscription)) return readText(provider.subscription)
  return {
    known: false,
    doubts: [{ reason: 'external', what: 'the subscription of whoever deploys', span }],
    origin,
    pieces: [{ identity: ofWhoeverDeploys }],
  }
}

export const subscriptionsIn = (declared: readonly Declared[]): Subscriptions => {
  const found = new Map<string, Fact<string>>()
  for (const one of declared) {
    if (!(one.mode === 'data' && isCurrent.test(one.type)) && one.type !== 'azurerm_resource_group') continue
    const stated = one.type === 'azurerm_subscription' ? at(one.body, 'subscription_id') : undefined
    const fact = isUnset(stated) ? subscriptionOf(one) : readText(stated)
    if (fact !== undefined) found.set(one.address, fact)
  }
  return found
}

/** Clouds that providers say, each once: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#environment-1 */
export const environmentsIn = (declared: readonly Declared[]): readonly Fact<string>[] => {
  const found = new Map<Value, Fact<string>>()
  for (const { provider } of declared) {
    const said = provider?.environment
    if (said === undefined || found.has(said)) continue
    const fact = isUnset(said) ? undefined : readText(said)
    if (fact !== undefined) found.set(said, fact)
  }
  return [...found.values()]
}

const currentIn = /(?:^|\.)data\.(?:azurerm_client_config|azurerm_subscription|azapi_client_config)\.[^.]+$/

/** What it is equal to, where a data source says it. */
const resolved = (subscriptions: Subscriptions, fact: Fact<string>): { readonly fact: Fact<string>; readonly isCurrent: boolean } => {
  const [piece, ...more] = fact.known ? [] : (fact.pieces ?? [])
  const identity = typeof piece === 'object' && more.length === 0 ? piece.identity : undefined
  const address = identity?.slice(0, identity.lastIndexOf('.')) ?? ''
  const isCurrent = currentIn.test(address)
  const stated = isCurrent ? (subscriptions.get(address) ?? fact) : fact
  return { fact: isOfWhoeverDeploys(stated) ? (subscriptions.get(ofWhoeverDeploys) ?? stated) : stated, isCurrent }
}

/** Whether two facts say one subscription, each as far as it is told elsewhere. */
export const sameSubscription = (subscriptions: Subscriptions, a: Fact<string>, b: Fact<string>): Relation =>
  compareNames(resolved(subscriptions, a).fact, resolved(subscriptions, b).fact)

/** What a pointer says of the subscription, and what an entity does; who says nothing means the provider's own. */
export const compareSubscriptions = (
  subscriptions: Subscriptions,
  pointer: Fact<string> | undefined,
  entity: Fact<string> | undefined,
): Relation => {
  if (pointer === undefined || pointer === entity) return 'same'
  const asked = resolved(subscriptions, pointer)
  if (entity === undefined && (asked.isCurrent || isOfWhoeverDeploys(pointer))) return 'same'
  const own = entity ?? subscriptions.get(ofWhoeverDeploys)
  if (own === undefined) return 'maybe'
  return compareNames(asked.fact, resolved(subscriptions, own).fact)
}

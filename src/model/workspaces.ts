/** Flow logs and the settings that resources are deployed with come in; whether traffic analytics is registered where its workspace is goes out. */
import type { Declared } from '../eval/declared.ts'
import { mergeDoubts } from '../eval/value.ts'
import { type Fact, known, notKnown, type Pointer } from './entity.ts'
import { parseArmId } from './identity.ts'
import type { FlowLog } from './kinds/flow-log.ts'
import { doubtsIn } from './link-options.ts'
import { subscriptionOfId } from './read-pointer.ts'
import { at, readText } from './read-value.ts'
import { type Subscriptions, sameSubscription, subscriptionOf } from './subscriptions.ts'

/** Of a template by the id of the resource group or parent, of Terraform by its provider; undefined where neither says one. */
const deployedTo = (declared: Declared | undefined): Fact<string> | undefined =>
  declared === undefined ? undefined : (subscriptionOfId(at(declared.body, 'parent_id')) ?? subscriptionOf(declared))

/** Registered where the flow log itself is, which cannot be otherwise: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-manage */
export const createWorkspaces = (declared: readonly Declared[], subscriptions: Subscriptions): ((log: FlowLog) => Fact<boolean>) => {
  const byAddress = new Map(declared.map((one) => [one.address, one]))
  const registrations = declared.filter(({ type, mode, body }) => {
    if (type !== 'azurerm_resource_provider_registration' || mode !== 'managed') return false
    const name = readText(at(body, 'name'))
    return name === undefined || !name.known || name.value.toLowerCase() === 'microsoft.network'
  })
  const subscriptionAt = (workspace: Pointer): Fact<string> | undefined => {
    if (workspace.by === 'address') return deployedTo(byAddress.get(workspace.address))
    if (workspace.by === 'name') return workspace.subscription
    const said = workspace.by === 'id' ? parseArmId(workspace.id)?.subscription : undefined
    return said === undefined ? undefined : known(said, workspace.origin)
  }
  return ({ id, workspace }) => {
    const { origin } = workspace
    if (workspace.by === 'nothing') return known(true, origin)
    const own = byAddress.get(id)
    const of = workspace.by === 'address' ? byAddress.get(workspace.address)?.provider : undefined
    if (of !== undefined && own?.provider !== undefined && of.name === own.provider.name) return known(true, origin)
    const here = deployedTo(own)
    const there = subscriptionAt(workspace)
    const relation = here === undefined || there === undefined ? 'maybe' : sameSubscription(subscriptions, here, there)
    if (relation === 'same') return known(true, origin)
    if (relation === 'maybe' || there === undefined) {
      const told = mergeDoubts(workspace.by === 'unknown' ? workspace.doubts : [], doubtsIn(there), doubtsIn(here))
      const what = `the subscription of the workspace of \`${id}\``
      return notKnown(told.length > 0 ? told : [{ reason: 'external', what, span: origin.span }], origin, [false, true])
    }
    const found = registrations.map((one) => {
      const subscription = deployedTo(one)
      const isThere = subscription === undefined || !one.presence.certain ? 'maybe' : sameSubscription(subscriptions, subscription, there)
      return isThere === 'maybe' ? undefined : isThere === 'same'
    })
    if (found.includes(true)) return known(true, origin)
    return found.includes(undefined)
      ? notKnown([{ reason: 'external', what: 'where `Microsoft.Network` is registered', span: origin.span }], origin, [false, true])
      : known(false, { span: origin.span })
  }
}

/** Flow logs and the settings that resources are deployed with come in; whether traffic analytics is registered where its workspace is goes out. */
import type { Declared } from '../eval/declared.ts'
import { type Fact, known, notKnown, type Pointer } from './entity.ts'
import { compareNames, parseArmId } from './identity.ts'
import type { FlowLog } from './kinds/flow-log.ts'
import { subscriptionOfId } from './read-pointer.ts'
import { at, isAbsent, readText } from './read-value.ts'

/** Of a template by the id of the resource group or parent, of Terraform by its provider; undefined where neither says one. */
const subscriptionOf = (declared: Declared | undefined): Fact<string> | undefined => {
  if (declared === undefined) return undefined
  const within = subscriptionOfId(at(declared.body, 'parent_id'))
  if (within !== undefined) return within
  const stated = declared.provider?.subscription
  return isAbsent(stated) || (stated.kind === 'string' && stated.value === '') ? undefined : readText(stated)
}

/** Registered where the flow log itself is, which cannot be otherwise: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-manage */
export const createWorkspaces = (declared: readonly Declared[]): ((log: FlowLog) => Fact<boolean>) => {
  const byAddress = new Map(declared.map((one) => [one.address, one]))
  const registrations = declared.filter(({ type, mode, body }) => {
    if (type !== 'azurerm_resource_provider_registration' || mode !== 'managed') return false
    const name = readText(at(body, 'name'))
    return name === undefined || !name.known || name.value.toLowerCase() === 'microsoft.network'
  })
  const subscriptionAt = (workspace: Pointer): Fact<string> | undefined => {
    if (workspace.by === 'address') return subscriptionOf(byAddress.get(workspace.address))
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
    const here = subscriptionOf(own)
    const there = subscriptionAt(workspace)
    const relation = here === undefined || there === undefined ? 'maybe' : compareNames(here, there)
    if (relation === 'same') return known(true, origin)
    const what = `the subscription of the workspace of \`${id}\``
    if (relation === 'maybe' || there === undefined)
      return notKnown([{ reason: 'external', what, span: origin.span }], origin, [false, true])
    const found = registrations.map((one) => {
      const subscription = subscriptionOf(one)
      const isThere = subscription === undefined || !one.presence.certain ? 'maybe' : compareNames(subscription, there)
      return isThere === 'maybe' ? undefined : isThere === 'same'
    })
    if (found.includes(true)) return known(true, origin)
    return found.includes(undefined)
      ? notKnown([{ reason: 'external', what: 'where `Microsoft.Network` is registered', span: origin.span }], origin, [false, true])
      : known(false, { span: origin.span })
  }
}

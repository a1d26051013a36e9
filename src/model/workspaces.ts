/** Flow logs and the settings that resources are deployed with come in; whether traffic analytics is registered where its workspace is goes out. */
import type { Declared, ProviderOf } from '../eval/declared.ts'
import { type Fact, known, notKnown } from './entity.ts'
import { parseArmId } from './identity.ts'
import type { FlowLog } from './kinds/flow-log.ts'
import { at, readText } from './read-value.ts'

const subscriptionOf = (provider: ProviderOf | undefined): string | undefined => {
  const text = provider?.subscription === undefined ? undefined : readText(provider.subscription)
  return text?.known ? text.value.toLowerCase() : undefined
}

/** Registered where the flow log itself is, which cannot be otherwise: https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-manage */
export const createWorkspaces = (declared: readonly Declared[]): ((log: FlowLog) => Fact<boolean>) => {
  const providers = new Map(declared.map(({ address, provider }) => [address, provider]))
  const registrations = declared.filter(({ type, mode, body }) => {
    if (type !== 'azurerm_resource_provider_registration' || mode !== 'managed') return false
    const name = readText(at(body, 'name'))
    return name === undefined || !name.known || name.value.toLowerCase() === 'microsoft.network'
  })
  return ({ id, workspace }) => {
    const { origin } = workspace
    if (workspace.by === 'nothing') return known(true, origin)
    const own = providers.get(id)
    const here = subscriptionOf(own)
    const of = workspace.by === 'address' ? providers.get(workspace.address) : undefined
    if (of !== undefined && own !== undefined && of.name === own.name) return known(true, origin)
    const there = workspace.by === 'id' ? parseArmId(workspace.id)?.subscription?.toLowerCase() : subscriptionOf(of)
    const what = `the subscription of the workspace of \`${id}\``
    if (here === undefined || there === undefined) return notKnown([{ reason: 'external', what, span: origin.span }], origin, [false, true])
    if (here === there) return known(true, origin)
    const found = registrations.map(({ provider, presence }) => {
      const subscription = subscriptionOf(provider)
      return subscription === undefined || !presence.certain ? undefined : subscription === there
    })
    if (found.includes(true)) return known(true, origin)
    return found.includes(undefined)
      ? notKnown([{ reason: 'external', what: 'where `Microsoft.Network` is registered', span: origin.span }], origin, [false, true])
      : known(false, { span: origin.span })
  }
}

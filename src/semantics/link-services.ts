/** Private link services as paths see them: who calls them, and who answers behind them. */
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Pointer } from '../model/entity.ts'
import type { Frontend, LoadBalancer } from '../model/kinds/load-balancer.ts'
import type { NetworkInterface } from '../model/kinds/network-interface.ts'
import type { PrivateEndpoint } from '../model/kinds/private-endpoint.ts'
import type { PrivateLinkService } from '../model/kinds/private-link-service.ts'
import type { Subnet } from '../model/kinds/subnet.ts'
import { entitiesOf } from '../model/link-options.ts'
import type { AnyEntity, Network } from '../model/network.ts'

export interface ServiceFrontends {
  readonly frontends: readonly { readonly balancer: LoadBalancer; readonly frontend: Frontend }[]
  /** Not empty: it may have others. */
  readonly doubts: readonly Doubt[]
}

/** By its place among the balancer's frontends, or by its name. */
export const frontendsOf = (network: Network, service: PrivateLinkService): ServiceFrontends => {
  const frontends: { balancer: LoadBalancer; frontend: Frontend }[] = []
  const doubts: (readonly Doubt[])[] = [service.moreFrontends]
  for (const pointer of service.frontends) {
    const { options, doubts: why } = network.link(pointer.balancer, 'load-balancer')
    const [only] = options
    const outside: readonly Doubt[] =
      why.length > 0 ? why : [{ reason: 'external', what: `the load balancer of \`${service.id}\``, span: pointer.span }]
    if (options.length !== 1 || only?.to !== 'entity') {
      doubts.push(outside)
      continue
    }
    const balancer = only.entity
    const frontend =
      pointer.index === undefined
        ? balancer.frontends.find(({ name }) => name.known && name.value.toLowerCase() === pointer.name?.toLowerCase())
        : balancer.frontends[pointer.index]
    if (frontend === undefined || balancer.moreFrontends.length > 0)
      doubts.push(balancer.moreFrontends, frontend === undefined ? outside : [])
    if (frontend !== undefined) frontends.push({ balancer, frontend })
  }
  return { frontends, doubts: mergeDoubts(...doubts) }
}

/** Whom an endpoint leads to, where that is a private link service. */
export const serviceOf = (network: Network, pointer: Pointer): { readonly service?: PrivateLinkService; readonly perhaps: boolean } => {
  if (pointer.by === 'address') {
    const entity = network.entities.get(pointer.address)
    if (entity !== undefined) return entity.kind === 'private-link-service' ? { service: entity, perhaps: false } : { perhaps: false }
    return { perhaps: false }
  }
  if (pointer.by === 'id') {
    // An alias: https://learn.microsoft.com/azure/private-link/private-link-service-overview#alias
    if (/\.azure\.privatelinkservice$/i.test(pointer.id)) return { perhaps: true }
    if (!/\/privateLinkServices\//i.test(pointer.id)) return { perhaps: false }
  }
  if (pointer.by === 'id' || pointer.by === 'name') {
    if (pointer.by === 'name' && pointer.type !== undefined && !pointer.type.endsWith('privatelinkservices')) return { perhaps: false }
    const [only, ...others] = network.link(pointer, 'private-link-service').options
    return only?.to === 'entity' && others.length === 0 ? { service: only.entity, perhaps: false } : { perhaps: true }
  }
  return { perhaps: pointer.by !== 'nothing' }
}

/** Interfaces behind the service; `doubts` not empty: there may be others. */
export const behindService = (
  network: Network,
  entity: AnyEntity,
): { readonly members: readonly { readonly nic: NetworkInterface; readonly subnet: Subnet }[]; readonly doubts: readonly Doubt[] } => {
  if (entity.kind !== 'private-link-service') return { members: [], doubts: [] }
  const { frontends, doubts } = frontendsOf(network, entity)
  const members = new Map<NetworkInterface, Subnet>()
  const more: (readonly Doubt[])[] = [doubts]
  for (const { balancer, frontend } of frontends) {
    const { rules, more: unlisted } = network.balancing.rulesOf(balancer)
    more.push(unlisted)
    for (const rule of rules) {
      if (rule.frontend.known && frontend.name.known && rule.frontend.value.toLowerCase() !== frontend.name.value.toLowerCase()) continue
      const behind = network.balancing.behind(rule)
      more.push(behind.more)
      for (const { nic } of behind.members) {
        const [subnet] = nic === undefined ? [] : nic.ipConfigurations.flatMap((one) => entitiesOf(network.link(one.subnet, 'subnet')))
        if (nic !== undefined && subnet !== undefined) members.set(nic, subnet)
      }
    }
  }
  return { members: [...members].map(([nic, subnet]) => ({ nic, subnet })), doubts: mergeDoubts(...more) }
}

/** Endpoints of this run that lead to the service. */
export const callersOf = (
  network: Network,
  entity: AnyEntity,
): {
  readonly endpoints: readonly { readonly endpoint: PrivateEndpoint; readonly subnet: Subnet }[]
  readonly doubts: readonly Doubt[]
} => {
  if (entity.kind !== 'private-link-service') return { endpoints: [], doubts: [] }
  return {
    endpoints: network.ofKind('private-endpoint').flatMap((endpoint) => {
      const [subnet] = entitiesOf(network.link(endpoint.subnet, 'subnet'))
      const leads = endpoint.connections.some(({ target }) => serviceOf(network, target).service === entity)
      return leads && subnet !== undefined ? [{ endpoint, subnet }] : []
    }),
    doubts: [],
  }
}

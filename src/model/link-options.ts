/** The parts that links are made of: options, doubts and the names of things outside. */

import { type Doubt, mergeDoubts, type Origin } from '../eval/value.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { placeKey } from '../text/source.ts'
import type { Entity, Fact, Link, LinkOption, Pointer } from './entity.ts'
import { nameKey, parseArmId } from './identity.ts'
import type { AnyEntity, Kind } from './kinds/index.ts'

/** How kinds are called in messages. */
export const words: Readonly<Record<Kind, string>> = {
  'virtual-network': 'virtual network',
  subnet: 'subnet',
  nsg: 'network security group',
  'application-security-group': 'application security group',
  'network-interface': 'network interface',
  'public-ip': 'public IP address',
  'api-management': 'API Management service',
  'application-gateway': 'application gateway',
  'bastion-host': 'Bastion host',
  'load-balancer': 'load balancer',
  'virtual-machine': 'virtual machine',
  'scale-set': 'scale set',
  'site-recovery': 'replicated virtual machine',
  'network-mapping': 'network mapping',
  'route-table': 'route table',
  'virtual-network-gateway': 'virtual network gateway',
  'local-network-gateway': 'local network gateway',
  'gateway-connection': 'connection',
  'nat-gateway': 'NAT gateway',
  firewall: 'firewall',
  'firewall-policy': 'firewall policy',
  'firewall-rule-group': 'group of firewall rules',
  'ip-group': 'IP group',
  'ip-group-entry': 'entry of an IP group',
  'balancer-rule': 'load balancing rule',
  'backend-pool': 'backend pool',
  'backend-member': 'member of a backend pool',
  'health-probe': 'health probe',
  'private-link-service': 'private link service',
  'private-endpoint': 'private endpoint',
  'private-link-target': 'resource that private endpoints lead to',
  'private-dns-zone': 'private DNS zone',
  'dns-resolver': 'DNS resolver',
  'dns-inbound-endpoint': 'inbound endpoint of a DNS resolver',
  'dns-outbound-endpoint': 'outbound endpoint of a DNS resolver',
  'dns-forwarding-ruleset': 'DNS forwarding ruleset',
  'flow-log': 'flow log',
}

export const doubtsIn = (fact: Fact<unknown> | undefined): readonly Doubt[] => (fact === undefined || fact.known ? [] : fact.doubts)

/** A key of a name; undefined where it may be anything. */
export const textOfFact = (fact: Fact<string> | undefined): string | undefined =>
  fact === undefined ? undefined : fact.known ? fact.value.toLowerCase() : nameKey(fact)

export type Named = Pointer & { readonly by: 'name' }

/** Who a name may mean: `sure` where it is decided. */
export interface Found {
  readonly sure?: AnyEntity
  readonly maybe: readonly AnyEntity[]
  /** One of `maybe` is surely meant: they are called alike, so they are the same, deployed more than once. */
  readonly isOne?: true
}

export const toEntity = (entity: AnyEntity): LinkOption<AnyEntity> => ({ to: 'entity', entity })

export const external = (identity: string, origin: Origin, doubts: readonly Doubt[]): Link<AnyEntity> => ({
  options: [{ to: 'external', identity }],
  origin,
  doubts,
})

/** Tells what has no identity of its own apart, by where it is written. */
export const unique = (origin: Origin): string => placeKey(origin.span)

/** Identity of what a link surely means, outside or not. */
export const parentIdentity = (parent: Link<Entity>): string | undefined => {
  const [option] = parent.options
  if (parent.options.length !== 1 || option === undefined || option.to === 'none') return undefined
  return option.to === 'entity' ? option.entity.id : option.identity
}

/** What an id names, and its parent; undefined where the text is none. */
export const namedBy = (text: string, origin: Origin): Named | undefined => {
  const id = parseArmId(text)
  const outer = id?.resources[0]
  if (id === undefined || outer === undefined) return undefined
  const fact = (value: string): Fact<string> => ({ known: true, value, origin: { span: origin.span } })
  const top: Named = {
    by: 'name',
    name: fact(outer.name),
    origin,
    ...(id.resourceGroup === undefined ? {} : { resourceGroup: fact(id.resourceGroup) }),
    ...(id.subscription === undefined ? {} : { subscription: fact(id.subscription) }),
    ...(id.provider === undefined ? {} : { type: `${id.provider}/${outer.type}` }),
  }
  const inner = id.resources[1]
  return inner === undefined ? top : { by: 'name', name: fact(inner.name), parent: top, origin }
}

/** Identity of the resource group that a pointer names, in its subscription where one is said. */
export const groupIdentity = ({ resourceGroup, subscription }: Named): string | undefined => {
  const group = textOfFact(resourceGroup)
  if (group === undefined || subscription === undefined) return group
  const within = textOfFact(subscription)
  return within === undefined ? undefined : `${within}/${group}`
}

export const dangling = (message: string, { span }: Origin): Diagnostic => ({
  code: 'model/dangling-reference',
  severity: 'warning',
  message,
  span,
})

/** All that any of the links may mean. */
export const joined = (links: readonly Link<AnyEntity>[], origin: Origin, doubts: readonly Doubt[]): Link<AnyEntity> => {
  const options = new Map<unknown, LinkOption<AnyEntity>>()
  for (const { options: each } of links)
    for (const option of each)
      options.set(option.to === 'entity' ? option.entity : option.to === 'external' ? `external ${option.identity}` : 'none', option)
  const [first] = options.values()
  const settled = options.size === 1 && first !== undefined && first.to !== 'external'
  return { options: [...options.values()], origin, doubts: settled ? [] : mergeDoubts(doubts, ...links.map((one) => one.doubts)) }
}

/** The one entity that a link surely means. */
export const decided = <E extends Entity>(link: Link<E>): E | undefined => {
  const [option] = link.options
  return link.options.length === 1 && option?.to === 'entity' ? option.entity : undefined
}

/** Every entity that a link may mean. */
export const entitiesOf = <E extends Entity>({ options }: Link<E>): readonly E[] =>
  options.flatMap((option) => (option.to === 'entity' ? [option.entity] : []))

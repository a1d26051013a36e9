/** Parts of load balancers in every spelling: rules, pools, members of pools, health probes. */
import { type Doubt, mergeDoubts, type Value } from '../eval/value.ts'
import type { Sink } from '../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known, type Pointer } from './entity.ts'
import type { ArmResource, Resource } from './kind.ts'
import { type Owner, readAddress } from './read-address.ts'
import { readNumber } from './read-firewall-rules.ts'
import { readPointer } from './read-pointer.ts'
import { at, type Block, isAbsent, orElse, readBlocks, readSwitch, readText, refine, unstated } from './read-value.ts'

/** Part of a load balancer. */
interface Part extends Entity {
  readonly resourceGroup: Fact<string>
  readonly balancer: Pointer
}

export interface BalancerRule extends Part {
  readonly kind: 'balancer-rule'
  /** Name of the frontend. */
  readonly frontend: Fact<string>
  readonly protocol: Fact<'tcp' | 'udp' | 'all'>
  readonly frontendPort: Fact<number>
  readonly backendPort: Fact<number>
  readonly pools: readonly Pointer[]
  /** Not empty: there may be other pools. */
  readonly morePools: readonly Doubt[]
  readonly probe: Pointer
  /** Packets keep their destination. */
  readonly floating: Fact<boolean>
}

export interface BackendPool extends Part {
  readonly kind: 'backend-pool'
}

export interface BackendMember extends Entity {
  readonly kind: 'backend-member'
  readonly resourceGroup: Fact<string>
  readonly pool: Pointer
  /** An interface, or else an address. */
  readonly nic?: Pointer
  readonly address?: AddressTerm
}

export interface HealthProbe extends Part {
  readonly kind: 'health-probe'
  readonly port: Fact<number>
}

export type BalancerPart = BalancerRule | BackendPool | BackendMember | HealthProbe

type Of = Pick<Resource, 'address' | 'presence' | 'span' | 'origin' | 'open'>

const common = (of: Of): Pick<Entity, 'id' | 'presence' | 'span' | 'open'> & Pick<Part, 'resourceGroup'> => ({
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  resourceGroup: unstated(of, 'resource_group_name'),
})

const protocols: ReadonlyMap<string, 'tcp' | 'udp' | 'all'> = new Map([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['all', 'all'],
])

const protocolOf = (value: Value | undefined, of: Of, attribute: string): Fact<'tcp' | 'udp' | 'all'> =>
  refine(
    orElse(readText(value), of, attribute),
    (text) => protocols.get(text.toLowerCase()),
    (shown, span) => ({ reason: 'error', what: `${shown}, which is no protocol of a load balancer`, span }),
  )

/** Ids in a list, or one. */
const pointersOf = (
  values: readonly (Value | undefined)[],
  of: Of,
): { readonly pointers: readonly Pointer[]; readonly more: readonly Doubt[] } => {
  const pointers: Pointer[] = []
  const more: Doubt[] = []
  for (const value of values) {
    if (isAbsent(value)) continue
    const items = value.kind === 'list' ? value.items : [value]
    for (const item of items) {
      const pointer = readPointer(item, of.origin)
      if (pointer.by === 'unknown' && pointer.identity === undefined) more.push(...pointer.doubts)
      else if (pointer.by !== 'nothing') pointers.push(pointer)
    }
  }
  return { pointers, more: mergeDoubts(more) }
}

export const azurermBalancerRule = (resource: Resource): BalancerRule => {
  const { body } = resource
  // One pool by another attribute until azurerm 3.0: https://registry.terraform.io/providers/hashicorp/azurerm/2.99.0/docs/resources/lb_rule
  const { pointers, more } = pointersOf([at(body, 'backend_address_pool_ids'), at(body, 'backend_address_pool_id')], resource)
  const floating = [at(body, 'floating_ip_enabled'), at(body, 'enable_floating_ip')].find((value) => !isAbsent(value))
  return {
    kind: 'balancer-rule',
    ...common(resource),
    name: orElse(readText(at(body, 'name')), resource, 'name'),
    balancer: readPointer(at(body, 'loadbalancer_id'), resource.origin, true),
    frontend: orElse(readText(at(body, 'frontend_ip_configuration_name')), resource, 'frontend_ip_configuration_name'),
    protocol: protocolOf(at(body, 'protocol'), resource, 'protocol'),
    frontendPort: readNumber(at(body, 'frontend_port')) ?? unstated(resource, 'frontend_port'),
    backendPort: readNumber(at(body, 'backend_port')) ?? unstated(resource, 'backend_port'),
    pools: pointers,
    morePools: more,
    probe: readPointer(at(body, 'probe_id'), resource.origin),
    floating: orElse(readSwitch(floating), resource, 'floating_ip_enabled', false),
  }
}

/** To one machine each, which another resource names: all of them are told as not known. */
export const azurermNatRule = (resource: Resource): BalancerRule => {
  const { body } = resource
  const single = at(body, 'frontend_port')
  const many: Doubt = { reason: 'unsupported', what: `the machine behind \`${resource.address}\``, span: resource.span }
  return {
    kind: 'balancer-rule',
    ...common(resource),
    name: orElse(readText(at(body, 'name')), resource, 'name'),
    balancer: readPointer(at(body, 'loadbalancer_id'), resource.origin, true),
    frontend: orElse(readText(at(body, 'frontend_ip_configuration_name')), resource, 'frontend_ip_configuration_name'),
    protocol: protocolOf(at(body, 'protocol'), resource, 'protocol'),
    frontendPort: isAbsent(single)
      ? { known: false, doubts: [many], origin: resource.origin }
      : (readNumber(single) ?? unstated(resource, 'frontend_port')),
    backendPort: readNumber(at(body, 'backend_port')) ?? unstated(resource, 'backend_port'),
    pools: [],
    morePools: [many],
    probe: { by: 'nothing', origin: resource.origin },
    floating: known(false, resource.origin),
  }
}

export const azurermPool = (resource: Resource): BackendPool => ({
  kind: 'backend-pool',
  ...common(resource),
  name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
  balancer: readPointer(at(resource.body, 'loadbalancer_id'), resource.origin, true),
})

export const azurermProbe = (resource: Resource): HealthProbe => ({
  kind: 'health-probe',
  ...common(resource),
  name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
  balancer: readPointer(at(resource.body, 'loadbalancer_id'), resource.origin, true),
  port: readNumber(at(resource.body, 'port')) ?? unstated(resource, 'port'),
})

export const member = (of: Of, pool: Pointer, part: Pick<BackendMember, 'nic' | 'address'>): BackendMember => ({
  kind: 'backend-member',
  ...common(of),
  name: known(of.address, of.origin),
  pool,
  ...part,
})

export const azurermPoolAddress = (resource: Resource, sink: Sink): readonly BackendMember[] => {
  const pool = readPointer(at(resource.body, 'backend_address_pool_id'), resource.origin, true)
  const address = readAddress(at(resource.body, 'ip_address'), resource, sink)
  return [member(resource, pool, address === undefined ? {} : { address })]
}

export const azurermPoolAssociation = (resource: Resource): readonly BackendMember[] => [
  member(resource, readPointer(at(resource.body, 'backend_address_pool_id'), resource.origin, true), {
    nic: readPointer(at(resource.body, 'network_interface_id'), resource.origin, true),
  }),
]

/** Pools that an interface says it is in. */
export const membershipsOf = (
  of: Of,
  ids: Value | undefined,
  idOf: (item: Value) => Value | undefined,
  nic: string,
): readonly BackendMember[] => {
  if (isAbsent(ids) || ids.kind !== 'list') return []
  const self: Pointer = { by: 'address', address: nic, origin: of.origin }
  return ids.items.map((item, index) =>
    member({ ...of, address: `${nic}/backendPools/#${index}` }, readPointer(idOf(item), of.origin, true), { nic: self }),
  )
}

const lastOf = (value: Value | undefined): Fact<string> | undefined => {
  const text = readText(value)
  if (text === undefined) return undefined
  if (text.known) return known(text.value.split('/').at(-1)!, text.origin)
  const piece = text.pieces?.at(-1)
  return typeof piece === 'string' && piece.includes('/') ? known(piece.split('/').at(-1)!, text.origin) : text
}

/** What a load balancer says inside itself: https://learn.microsoft.com/azure/templates/microsoft.network/loadbalancers */
export const armBalancerParts = (resource: ArmResource, sink: Sink): readonly BalancerPart[] => {
  const { properties, address, origin } = resource
  const self: Pointer = { by: 'address', address, origin }
  const each = <T>(name: string, make: (of: Of & Owner, block: Block, inside: Value | undefined) => T): readonly T[] =>
    readBlocks(at(properties, name)).blocks.map((block, index) =>
      make(
        {
          address: `${address}/${name}/#${index}`,
          presence: block.presence.certain ? resource.presence : block.presence,
          span: block.origin.span,
          origin: block.origin,
          open: resource.open,
        },
        block,
        at(block.body, 'properties'),
      ),
    )
  const ruleOf =
    (isNat: boolean) =>
    (of: Of, block: Block, inside: Value | undefined): BalancerRule => {
      const { pointers, more } = pointersOf(
        [at(inside, 'backendAddressPool', 'id'), ...readBlocks(at(inside, 'backendAddressPools')).blocks.map((one) => at(one.body, 'id'))],
        of,
      )
      const machine: Doubt = { reason: 'unsupported', what: `the machine behind \`${of.address}\``, span: of.span }
      return {
        kind: 'balancer-rule',
        ...common(of),
        name: orElse(readText(at(block.body, 'name')), of, 'name'),
        balancer: self,
        frontend: lastOf(at(inside, 'frontendIPConfiguration', 'id')) ?? unstated(of, 'frontendIPConfiguration'),
        protocol: protocolOf(at(inside, 'protocol'), of, 'protocol'),
        frontendPort: readNumber(at(inside, 'frontendPort')) ?? unstated(of, 'frontendPort'),
        backendPort: readNumber(at(inside, 'backendPort')) ?? readNumber(at(inside, 'frontendPort')) ?? unstated(of, 'backendPort'),
        pools: isNat ? [] : pointers,
        morePools: isNat ? [machine] : more,
        probe: readPointer(at(inside, 'probe', 'id'), of.origin),
        floating: orElse(readSwitch(at(inside, 'enableFloatingIP')), of, 'enableFloatingIP', false),
      }
    }
  return [
    ...each('loadBalancingRules', ruleOf(false)),
    ...each('inboundNatRules', ruleOf(true)),
    ...each(
      'probes',
      (of, block, inside): HealthProbe => ({
        kind: 'health-probe',
        ...common(of),
        name: orElse(readText(at(block.body, 'name')), of, 'name'),
        balancer: self,
        port: readNumber(at(inside, 'port')) ?? unstated(of, 'port'),
      }),
    ),
    ...each('backendAddressPools', (of, block, inside): readonly BalancerPart[] => {
      const pool: BackendPool = {
        kind: 'backend-pool',
        ...common(of),
        name: orElse(readText(at(block.body, 'name')), of, 'name'),
        balancer: self,
      }
      const own: Pointer = { by: 'address', address: of.address, origin: of.origin }
      const addresses = readBlocks(at(inside, 'loadBalancerBackendAddresses')).blocks.flatMap((one, index): BackendMember[] => {
        const address = readAddress(at(one.body, 'properties', 'ipAddress'), of, sink)
        return address === undefined ? [] : [member({ ...of, address: `${of.address}/addresses/#${index}` }, own, { address })]
      })
      return [pool, ...addresses]
    }).flat(),
  ]
}

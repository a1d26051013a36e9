/** The one table of resource kinds: a new kind is a file of its own and a line here. */
import type { Presence } from '../../eval/declared.ts'
import type { Doubt } from '../../eval/value.ts'
import type { Span } from '../../text/source.ts'
import type { Fact, Link, Pointer } from '../entity.ts'
import type { Field, KindDefinition } from '../kind.ts'
import { type ApiManagementSurroundings, apiManagement } from './api-management.ts'
import { applicationGateway, type GatewaySurroundings } from './application-gateway.ts'
import { applicationSecurityGroup } from './application-security-group.ts'
import { backendMember } from './backend-member.ts'
import { backendPool } from './backend-pool.ts'
import { balancerRule } from './balancer-rule.ts'
import { type BastionSurroundings, bastionHost } from './bastion-host.ts'
import { dnsInboundEndpoint, dnsOutboundEndpoint, type EndpointSurroundings } from './dns-endpoint.ts'
import { dnsForwardingRuleset } from './dns-forwarding-ruleset.ts'
import { dnsResolver } from './dns-resolver.ts'
import { firewall } from './firewall.ts'
import { firewallPolicy } from './firewall-policy.ts'
import { firewallRuleGroup } from './firewall-rule-group.ts'
import { type FlowLogSurroundings, flowLog } from './flow-log.ts'
import { gatewayConnection } from './gateway-connection.ts'
import { healthProbe } from './health-probe.ts'
import { ipGroup } from './ip-group.ts'
import { ipGroupEntry } from './ip-group-entry.ts'
import { kubernetesNodePool, type PoolSurroundings } from './kubernetes-node-pool.ts'
import { loadBalancer } from './load-balancer.ts'
import { localNetworkGateway } from './local-network-gateway.ts'
import { natGateway } from './nat-gateway.ts'
import { type InterfaceSurroundings, type NetworkInterface, networkInterface } from './network-interface.ts'
import { networkMapping } from './network-mapping.ts'
import { type NsgSurroundings, nsg } from './nsg.ts'
import { privateDnsZone } from './private-dns-zone.ts'
import { type PrivateEndpointSurroundings, privateEndpoint } from './private-endpoint.ts'
import { type LinkServiceSurroundings, privateLinkService } from './private-link-service.ts'
import { privateLinkTarget, type TargetSurroundings } from './private-link-target.ts'
import { publicIp } from './public-ip.ts'
import { routeTable, type TableSurroundings } from './route-table.ts'
import { scaleSet } from './scale-set.ts'
import { type RecoverySurroundings, siteRecovery } from './site-recovery.ts'
import { type Subnet, type SubnetSurroundings, subnet } from './subnet.ts'
import { type MachineSurroundings, virtualMachine } from './virtual-machine.ts'
import { type NetworkSurroundings, virtualNetwork } from './virtual-network.ts'
import { virtualNetworkGateway } from './virtual-network-gateway.ts'

export const kinds = {
  'virtual-network': virtualNetwork,
  subnet,
  nsg,
  'application-security-group': applicationSecurityGroup,
  'network-interface': networkInterface,
  'public-ip': publicIp,
  'api-management': apiManagement,
  'application-gateway': applicationGateway,
  'bastion-host': bastionHost,
  'load-balancer': loadBalancer,
  'virtual-machine': virtualMachine,
  'scale-set': scaleSet,
  'site-recovery': siteRecovery,
  'network-mapping': networkMapping,
  'route-table': routeTable,
  'virtual-network-gateway': virtualNetworkGateway,
  'local-network-gateway': localNetworkGateway,
  'gateway-connection': gatewayConnection,
  'nat-gateway': natGateway,
  firewall,
  'firewall-policy': firewallPolicy,
  'firewall-rule-group': firewallRuleGroup,
  'ip-group': ipGroup,
  'ip-group-entry': ipGroupEntry,
  'balancer-rule': balancerRule,
  'backend-pool': backendPool,
  'backend-member': backendMember,
  'health-probe': healthProbe,
  'private-link-service': privateLinkService,
  'private-endpoint': privateEndpoint,
  'private-link-target': privateLinkTarget,
  'private-dns-zone': privateDnsZone,
  'dns-resolver': dnsResolver,
  'dns-inbound-endpoint': dnsInboundEndpoint,
  'dns-outbound-endpoint': dnsOutboundEndpoint,
  'dns-forwarding-ruleset': dnsForwardingRuleset,
  'flow-log': flowLog,
  'kubernetes-node-pool': kubernetesNodePool,
} as const

type Definition = (typeof kinds)[keyof typeof kinds]
type EntityIn<D> = D extends KindDefinition<infer E, infer _P, infer _N> ? E : never
type PartIn<D> = D extends KindDefinition<infer _E, infer P, infer _N> ? P : never

export type AnyEntity = EntityIn<Definition>
/** Everything that readers hand over. */
export type Part = PartIn<Definition>
export type Kind = AnyEntity['kind']
export type EntityOf<K extends Kind> = Extract<AnyEntity, { readonly kind: K }>

/** All that fields and points of any kind ask of the network; `Network` offers it. */
export type Surroundings = SubnetSurroundings &
  NsgSurroundings &
  InterfaceSurroundings &
  ApiManagementSurroundings &
  GatewaySurroundings &
  BastionSurroundings &
  MachineSurroundings &
  TableSurroundings &
  NetworkSurroundings &
  LinkServiceSurroundings &
  RecoverySurroundings &
  EndpointSurroundings &
  PrivateEndpointSurroundings &
  TargetSurroundings &
  FlowLogSurroundings &
  PoolSurroundings

export const allKinds = Object.keys(kinds) as readonly Kind[]

export const isKind = (name: string): name is Kind => Object.hasOwn(kinds, name)

/** Fields of a kind, by which conditions name its properties. */
export const fieldsOf = (kind: Kind): readonly Field<AnyEntity, Surroundings>[] =>
  kinds[kind].fields as readonly Field<AnyEntity, Surroundings>[]

/** What an entity points to, beyond what is followed for every network. */
export const pointersOf = (entity: AnyEntity): readonly { readonly pointer: Pointer; readonly kind: string }[] => {
  const { pointers } = kinds[entity.kind] as { readonly pointers?: (entity: AnyEntity) => ReturnType<typeof pointersOf> }
  return pointers?.(entity) ?? []
}

/** Where packets are filtered: structurally what the judge of packets calls a point. */
export interface Place {
  readonly subnet: Subnet
  readonly nic?: NetworkInterface
  /** Azure's name without spaces, lower case. */
  readonly region: Fact<string>
}

/** One place at which an entity is to be judged, as far as it is decided. */
export interface JudgedAt {
  /** Tells the places of one entity apart; empty where there is but one. */
  readonly label: string
  /** Each is possible: what is to hold must hold at all of them. */
  readonly places: readonly Place[]
  /** Why there is more than one place. */
  readonly between: readonly Doubt[]
  /** Not empty: it may also be somewhere this run does not declare, or nowhere, or not at all. */
  readonly doubts: readonly Doubt[]
  readonly span: Span
}

export const canBeJudged = (kind: Kind): boolean => 'points' in kinds[kind]

type AnySpots = {
  readonly spots: readonly {
    readonly label: string
    readonly subnet: Link<Subnet>
    readonly nic?: NetworkInterface
    readonly region: Fact<string>
    readonly presence: Presence
    readonly span: Span
  }[]
  readonly more: readonly Doubt[]
}

/** Every (location, subnet) of a subject. `more` not empty: there may be further ones. */
export const pointsOf = (
  entity: AnyEntity,
  network: Surroundings,
): { readonly points: readonly JudgedAt[]; readonly more: readonly Doubt[] } => {
  const definition = kinds[entity.kind] as { readonly points?: (entity: AnyEntity, network: Surroundings) => unknown }
  if (definition.points === undefined) return { points: [], more: [] }
  const { spots, more } = definition.points(entity, network) as AnySpots
  const points = spots.map(({ label, subnet: link, nic, region, presence, span }): JudgedAt => {
    const places = link.options.flatMap((option): Place[] =>
      option.to === 'entity' ? [nic === undefined ? { subnet: option.entity, region } : { subnet: option.entity, nic, region }] : [],
    )
    const decided = link.options.length === places.length
    const doubts = [...(decided ? [] : link.doubts), ...(presence.certain ? [] : presence.doubts)]
    return { label, places, between: places.length > 1 ? link.doubts : [], doubts, span }
  })
  return { points, more }
}

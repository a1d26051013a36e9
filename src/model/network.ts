/** The one Azure network: entities, and how they hang together. */
import type { Declared } from '../eval/declared.ts'
import { type Doubt, mergeDoubts } from '../eval/value.ts'
import type { Diagnostic, Sink } from '../text/diagnostic.ts'
import { assumedNetworks } from './assumed-networks.ts'
import { type Assumptions, noAssumptions } from './assumptions.ts'
import { attach } from './attach.ts'
import { type Balancing, createBalancing } from './balancing.ts'
import { withChanges } from './changes.ts'
import { check } from './check.ts'
import { checkRoutes } from './check-routes.ts'
import { type AddressTerm, type Entity, type Fact, known, type Link, type Pointer } from './entity.ts'
import { createFirewalling, type Firewalling } from './firewalling.ts'
import { createHandedTo, type HandedOver } from './handed-over.ts'
import { importedNetworks } from './imported-networks.ts'
import type { ApplicationSecurityGroup } from './kinds/application-security-group.ts'
import { type AnyEntity, type EntityOf, isKind, type Kind, pointersOf } from './kinds/index.ts'
import type { NetworkInterface } from './kinds/network-interface.ts'
import type { Nsg, SecurityRule } from './kinds/nsg.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import { createLinker, type Linker } from './link.ts'
import { type Merged, mergeSubnets } from './merge-subnets.ts'
import { createNaming, type Naming } from './naming.ts'
import type { Peer } from './peerings.ts'
import { type Parts, readNetwork } from './read-network.ts'
import { createRouting, type Routing } from './routing.ts'
import { environmentsIn, ofWhoeverDeploys } from './subscriptions.ts'
import { widen } from './widen.ts'

export type { AnyEntity, Balancing, EntityOf, Firewalling, Kind, Naming, Peer, Routing }

export interface Network {
  readonly entities: ReadonlyMap<string, AnyEntity>
  ofKind<K extends Kind>(kind: K): readonly EntityOf<K>[]
  /** Whom a pointer means. Always the same answer for the same pointer. */
  link<K extends Kind>(pointer: Pointer, kind: K): Link<EntityOf<K>>
  /** The NSG of a subnet or network interface, from its own block and from associations. */
  nsgOf(of: Subnet | NetworkInterface): Link<Nsg>
  /** Inline and separate rules; `more` not empty: there may be others. Rules that may belong to the group are there with an uncertain presence. */
  rulesOf(nsg: Nsg): { readonly rules: readonly SecurityRule[]; readonly more: readonly Doubt[] }
  /** Why the group may be attached to what this run does not declare; what it does declare tells `nsgOf`. */
  attachedElsewhere?(nsg: Nsg): readonly Doubt[]
  /** Network interfaces that have, or may have, an IP configuration in the subnet. */
  interfacesIn(subnet: Subnet): readonly { readonly nic: NetworkInterface; readonly certain: boolean }[]
  /** Addresses of the members of a group as far as they are known: `must` surely, `may` beyond that (an atom where not even that is known). With `at`, as rules at that subnet mean them: what may be of another virtual network is not sure. */
  membersOf(
    group: ApplicationSecurityGroup,
    at?: Subnet,
  ): {
    readonly must: readonly AddressTerm[]
    readonly may: readonly AddressTerm[]
    readonly doubts: readonly Doubt[]
  }
  /** What may put any address into a subnet's `VirtualNetwork`, public ones and all of them too, beside peerings and the routes of its table and of gateways; empty: surely nothing in this run. */
  mayHoldDefaultRoute(subnet: Subnet): readonly Doubt[]
  /** Networks whose spaces peerings put into it, surely or perhaps. */
  peersOf(subnet: Subnet): readonly Peer[]
  /** Why the virtual network may have subnets that this run does not tell of. */
  moreSubnetsOf(network: VirtualNetwork): readonly Doubt[]
  /** What decides where packets go. */
  readonly routing: Routing
  /** What decides how names are resolved. */
  readonly naming: Naming
  /** What Azure Firewalls let pass. */
  readonly firewalling: Firewalling
  /** Who is behind load balancers. */
  readonly balancing: Balancing
  /** What is vouched for beside the code. */
  readonly assumptions: Assumptions
  /** Clouds that providers say; none, where none says one. */
  readonly environments?: readonly Fact<string>[]
  /** Declared resources of types that are not modelled, by type. */
  readonly notModelled: ReadonlyMap<string, readonly Declared[]>
}

export type { Entity }

const byKey =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number => {
    const left = key(a)
    const right = key(b)
    return left < right ? -1 : left > right ? 1 : 0
  }

const placeKey = ({ code, message, span }: Diagnostic): string =>
  `${span.file.path}\u0000${String(span.start).padStart(10, '0')}\u0000${code}\u0000${message}`

/** Every pointer is followed once, so that what is wrong with it is told. */
const followAll = (entities: readonly AnyEntity[], linker: Linker): void => {
  for (const entity of entities) {
    if (entity.kind === 'subnet') {
      linker.link(entity.virtualNetwork, 'virtual-network')
      linker.link(entity.inlineNsg, 'nsg')
    } else if (entity.kind === 'network-interface') {
      for (const configuration of entity.ipConfigurations) {
        linker.link(configuration.subnet, 'subnet')
        linker.link(configuration.publicIp, 'public-ip')
      }
    } else if (entity.kind === 'api-management') for (const { subnet } of entity.locations) linker.link(subnet, 'subnet')
    else for (const { pointer, kind } of pointersOf(entity)) if (isKind(kind)) linker.link(pointer, kind)
  }
}

export interface NetworkOptions {
  /** What code that is not read was told of, and may add to. */
  readonly handedOver?: HandedOver
  readonly assumptions?: Assumptions
  /** Told of each resource that the network is made of. */
  readonly seen?: (declared: Declared) => void
}

/** The network that these resources make. The order in which they are given does not matter; problems are told in the order of their places. */
export const createNetwork = (declared: readonly Declared[], sink: Sink, options: NetworkOptions = {}): Network => {
  const told = new Map<string, Diagnostic>()
  const tell: Sink = (diagnostic) => {
    told.set(placeKey(diagnostic), diagnostic)
  }
  const sorted = [...declared].sort(byKey((one) => one.address))
  const { assumptions = noAssumptions } = options
  const { subscription } = assumptions
  const parsed: Parts = readNetwork(sorted, tell, options.seen)
  const read: Parts =
    subscription === undefined
      ? parsed
      : {
          ...parsed,
          subscriptions: new Map([...parsed.subscriptions, [ofWhoeverDeploys, known(subscription.value, { span: subscription.span })]]),
        }
  const imported = importedNetworks(assumptions, read, read.resourceGroups)
  const withImported: Parts = {
    ...read,
    managed: [...read.managed, ...imported.entities],
    extensions: [...read.extensions, ...imported.extensions],
  }
  const assumed = assumedNetworks(assumptions, withImported, read.resourceGroups, tell)
  let parts: Parts = {
    ...withImported,
    managed: [...withImported.managed, ...assumed.entities],
    data: [...assumed.data],
    extensions: [...withImported.extensions, ...assumed.extensions],
  }
  let merged: Merged = { subnets: [], aliases: [], attachments: [], routingAttachments: [] }
  const linkParts = (): Linker =>
    createLinker({
      ...parts,
      meant: assumed.meant,
      merge: (subnets, half) => {
        merged = mergeSubnets(subnets, half, tell)
        return merged
      },
      sink: tell,
    })
  let linker = linkParts()
  const managed = withChanges(parts.managed, parts.overrides, linker)
  if (managed !== undefined) {
    parts = { ...parts, managed: [...managed] }
    linker = linkParts()
  }
  const ordered = [...linker.entities].sort(byKey((entity) => entity.id))
  const entities = new Map(ordered.map((entity) => [entity.id, entity]))
  const ofKind = <K extends Kind>(kind: K): readonly EntityOf<K>[] => (grouped.get(kind) ?? []) as unknown as readonly EntityOf<K>[]
  const grouped = new Map<Kind, AnyEntity[]>()
  for (const entity of ordered) {
    const group = grouped.get(entity.kind)
    if (group === undefined) grouped.set(entity.kind, [entity])
    else group.push(entity)
  }
  const handedTo = createHandedTo(options.handedOver ?? new Map(), linker)
  const attached = attach(
    {
      ...parts,
      attachments: [...parts.attachments, ...merged.attachments],
      subnets: ofKind('subnet'),
      interfaces: ofKind('network-interface'),
    },
    linker,
    handedTo,
  )
  const widening = widen(parts.extensions, linker, { attached, handedTo, subnets: ofKind('subnet') })
  const routing = createRouting(
    {
      ...parts,
      routingAttachments: [...parts.routingAttachments, ...merged.routingAttachments],
      subnets: ofKind('subnet'),
      entities: ordered,
    },
    linker,
    handedTo,
  )
  const naming = createNaming({ ...parts, entities: ordered, declared: sorted }, linker, handedTo)
  followAll(ordered, linker)
  check(
    ordered.filter((entity) => !entity.foreign),
    attached,
    tell,
  )
  const own = <E extends Entity>(entities: readonly E[]): readonly E[] => entities.filter((entity) => !entity.foreign)
  checkRoutes(own(ofKind('route-table')), own(ofKind('subnet')), ofKind('network-interface'), routing, linker, tell)
  for (const key of [...told.keys()].sort()) sink(told.get(key)!)
  told.clear()
  return {
    entities,
    ofKind,
    link: linker.link,
    nsgOf: attached.nsgOf,
    rulesOf: attached.rulesOf,
    attachedElsewhere: attached.attachedElsewhere,
    interfacesIn: attached.interfacesIn,
    membersOf: attached.membersOf,
    ...widening,
    moreSubnetsOf: (network) =>
      mergeDoubts(
        network.open ? [{ reason: 'external', what: `subnets of ${network.id}`, span: network.span }] : [],
        ...parts.moreChildren.map(({ of, doubts }) => (of === network.id ? doubts : [])),
        handedTo(network),
        routing.changesOf(network),
      ),
    routing,
    naming,
    firewalling: createFirewalling(ordered, linker, handedTo, routing.changesOf),
    balancing: createBalancing(ordered, linker, handedTo, routing.changesOf),
    assumptions,
    environments: environmentsIn(declared),
    notModelled: parts.notModelled,
  }
}

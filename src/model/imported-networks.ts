/** Models of other roots come in, with the parts of this one; their networks go out as entities that are known and not judged here. */
import type { Assumptions } from './assumptions.ts'
import { type Entity, type Fact, known, notKnown, type Pointer } from './entity.ts'
import { compareNames } from './identity.ts'
import type { ImportedNetwork, ImportedTarget, Said } from './imported.ts'
import { attachedAs, doubtsOf, entityOf, factOf, prefixesOf, presenceOf, type Reading, termOf } from './imported-facts.ts'
import { importedRules } from './imported-rules.ts'
import type { Extension } from './kind.ts'
import type { AnyEntity } from './kinds/index.ts'
import type { VirtualNetwork } from './kinds/virtual-network.ts'
import type { Parts } from './read-network.ts'
import { compareGroups, type GroupNames, worse } from './relate.ts'
import { compareSubscriptions } from './subscriptions.ts'

export interface ImportedParts {
  readonly entities: readonly AnyEntity[]
  readonly extensions: readonly Extension[]
}

const pointerTo = (target: ImportedTarget, { idOf }: Reading): Pointer => {
  const origin = { span: target.span }
  switch (target.by) {
    case 'address':
      return { by: 'address', address: idOf(target.address), origin }
    case 'id':
      return { by: 'id', id: target.id, origin }
    case 'name':
      return {
        by: 'name',
        name: known(target.name, origin),
        ...(target.resourceGroup === undefined ? {} : { resourceGroup: known(target.resourceGroup, origin) }),
        origin,
      }
    case 'unknown':
      return { by: 'unknown', doubts: doubtsOf(target.unknown, target.span), origin }
  }
}

const partsOf = (network: ImportedNetwork, isWhole: boolean, reading: Reading): { entities: AnyEntity[]; extensions: Extension[] } => {
  const { entry, idOf } = reading
  const { span } = network
  const origin = { span }
  const external = <T>(what: string): Fact<T> => notKnown([{ reason: 'external', what, span }], origin)
  const unsaid = (what: string): Pointer => ({ by: 'unknown', doubts: [{ reason: 'external', what, span }], origin })
  const id = idOf(network.address)
  const self: Pointer = { by: 'address', address: id, origin }
  const open = network.open || network.more.length > 0 || network.moreSubnets > 0 || !isWhole
  const of = (address: string, name: Said<string>, perhaps: readonly string[] | undefined, isOpen = open): Omit<Entity, 'kind'> =>
    entityOf(reading, { address, name, perhaps, span }, isOpen)
  const resourceGroup = factOf(network.resourceGroup)
  const location = factOf(network.location)
  const own: VirtualNetwork = {
    kind: 'virtual-network',
    ...of(network.address, network.name, network.perhaps),
    resourceGroup,
    location,
    addressSpace: prefixesOf(network.prefixes),
    assumed: entry.span,
  }
  const entities: AnyEntity[] = [own]
  const tabled: Extension[] = []
  for (const { address, name, perhaps, prefixes, besides, ...subnet } of network.subnets) {
    // What is in it may stop packets whatever its group says.
    const isWholly = besides?.length === 0
    const hidden: Pointer = { by: 'unknown', doubts: doubtsOf(besides ?? [`the network security group of ${idOf(address)}`], span), origin }
    const inlineRouteTable = attachedAs(subnet.routeTable, reading)
    const itself: Pointer = { by: 'address', address: idOf(address), origin }
    if (inlineRouteTable.by !== 'nothing')
      tabled.push({ kind: 'extension', address: idOf(address), virtualNetworks: [], subnets: [itself], span, routed: true })
    entities.push({
      kind: 'subnet',
      ...of(address, name, perhaps),
      virtualNetwork: self,
      prefixes: prefixesOf(prefixes),
      inlineNsg: isWholly ? attachedAs(subnet.networkSecurityGroup, reading) : hidden,
      inlineRouteTable,
      inlineNatGateway: unsaid(`the NAT gateway of ${idOf(address)}`),
      delegations: external(`delegations of ${idOf(address)}`),
      serviceEndpoints: factOf(subnet.serviceEndpoints),
      routePolicies: external(`network policies of ${idOf(address)}`),
      ...(subnet.defaultOutbound === undefined ? {} : { defaultOutbound: factOf(subnet.defaultOutbound) }),
    })
  }
  for (const gateway of network.gateways) {
    const base = { resourceGroup: external<string>('the resource group of a gateway'), location }
    const pointer: Pointer = { by: 'address', address: idOf(gateway.address), origin }
    entities.push({
      kind: 'virtual-network-gateway',
      ...of(gateway.address, gateway.name, gateway.perhaps, false),
      ...base,
      type: factOf(gateway.type),
      bgp: factOf(gateway.bgp),
      // Azure's name for it: https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub
      subnets: [{ by: 'name', name: known('GatewaySubnet', origin), parent: self, origin }],
      defaultSite: unsaid(`the default site of ${idOf(gateway.address)}`),
      clientPools: prefixesOf(gateway.clients),
    })
    for (const { address, type, bgp, site } of gateway.connections) {
      const there = factOf(site)
      const name: Said<string> = { unknown: [], span }
      entities.push({
        kind: 'gateway-connection',
        ...of(address, name, undefined, false),
        ...base,
        type: factOf(type),
        bgp: factOf(bgp),
        gateway: pointer,
        site: !there.known
          ? unsaid(`the site of ${idOf(address)}`)
          : there.value === null
            ? { by: 'nothing', origin }
            : { by: 'address', address: idOf(`${there.value.address} of ${address}`), origin },
        peer: unsaid(`the peer of ${idOf(address)}`),
      })
      if (there.known && there.value !== null)
        entities.push({
          kind: 'local-network-gateway',
          ...of(`${there.value.address} of ${address}`, name, undefined, false),
          ...base,
          addressSpace: prefixesOf(there.value.prefixes),
        })
    }
  }
  for (const { address, subnet, addresses } of network.privateEndpoints)
    entities.push({
      kind: 'private-endpoint',
      ...of(address, { unknown: [], span }, undefined, false),
      resourceGroup: external('the resource group of a private endpoint'),
      location,
      subnet: { by: 'address', address: idOf(subnet), origin },
      addresses: addresses.map(termOf),
      moreAddresses: [],
      connections: [],
      moreConnections: [{ reason: 'external', what: `what ${idOf(address)} leads to`, span }],
    })
  const extensions = network.peerings.map((peering): Extension => {
    const remote = pointerTo(peering.to, reading)
    const uses = factOf(peering.useRemoteGateways)
    const address = idOf(peering.address)
    return {
      kind: 'extension',
      address,
      virtualNetworks: [self, remote],
      subnets: [],
      span,
      routed: true,
      peering: {
        own: self,
        remote,
        presence: presenceOf(peering.perhaps, span),
        whole: peering.whole,
        switches: {
          allowAccess: peering.whole ? known(true, origin) : external(`access by ${address}`),
          allowForwardedTraffic: factOf(peering.allowForwardedTraffic),
          allowGatewayTransit: factOf(peering.allowGatewayTransit),
          useRemoteGateways: uses,
        },
        address,
        span,
      },
    }
  })
  return { entities, extensions: [...extensions, ...tabled] }
}

export const importedNetworks = (
  assumptions: Assumptions,
  parts: Pick<Parts, 'managed' | 'subscriptions'>,
  groups: GroupNames,
): ImportedParts => {
  const entities: AnyEntity[] = []
  const extensions: Extension[] = []
  const declared = parts.managed.flatMap((one) => (one.kind === 'virtual-network' ? [one] : []))
  /** What this code declares itself is as it declares it. */
  const isOwn = (network: ImportedNetwork, of: Fact<string>): boolean =>
    declared.some(
      (one) =>
        worse([compareNames(factOf(network.name), one.name), compareGroups(groups, factOf(network.resourceGroup), one.resourceGroup)]) ===
          'same' && compareSubscriptions(parts.subscriptions, of, one.subscription) !== 'different',
    )
  for (const entry of assumptions.models ?? []) {
    const { model, path, span } = entry
    if (model === undefined) continue
    const own: Fact<string> =
      entry.subscription === undefined
        ? notKnown([{ reason: 'external', what: `the subscription of \`${path}\``, span }], { span })
        : known(entry.subscription, { span })
    for (const root of model.roots) {
      const idOf = (address: string): string => `${address} of ${path}${model.roots.length === 1 ? '' : ` (${root.root})`}`
      for (const network of root.networks) {
        if (isOwn(network, own)) continue
        const found = partsOf(network, root.unread.length === 0, { entry, idOf, subscription: own })
        entities.push(...found.entities)
        extensions.push(...found.extensions)
      }
      entities.push(...importedRules(root, { entry, idOf, subscription: own }))
    }
  }
  return { entities, extensions }
}

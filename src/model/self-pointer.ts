/** What an entity says of itself, as a pointer: data sources are looked up by it; and whose child it is. */
import type { Pointer } from './entity.ts'
import type { DnsInboundEndpoint, DnsOutboundEndpoint } from './kinds/dns-endpoint.ts'
import type { AnyEntity, Kind } from './kinds/index.ts'
import type { Subnet } from './kinds/subnet.ts'
import type { Named } from './link-options.ts'

/** Kinds whose names are those of one parent alone. */
const parents: Partial<Readonly<Record<Kind, Kind>>> = {
  subnet: 'virtual-network',
  'dns-inbound-endpoint': 'dns-resolver',
  'dns-outbound-endpoint': 'dns-resolver',
}

export const parentKind = (kind: Kind): Kind | undefined => parents[kind]

export const isChild = (entity: AnyEntity): entity is Subnet | DnsInboundEndpoint | DnsOutboundEndpoint =>
  parents[entity.kind] !== undefined

export const parentOf = (entity: Subnet | DnsInboundEndpoint | DnsOutboundEndpoint): { readonly pointer: Pointer; readonly kind: Kind } =>
  entity.kind === 'subnet'
    ? { pointer: entity.virtualNetwork, kind: 'virtual-network' }
    : { pointer: entity.resolver, kind: 'dns-resolver' }

export const selfPointer = (entity: AnyEntity): Named => {
  const { name, subscription } = entity
  const { origin } = name
  if (isChild(entity)) return { by: 'name', name, parent: parentOf(entity).pointer, origin }
  return { by: 'name', name, resourceGroup: entity.resourceGroup, ...(subscription === undefined ? {} : { subscription }), origin }
}

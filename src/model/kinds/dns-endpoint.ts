/** Endpoints of DNS Private Resolvers: inbound ones, which answer at an address, and outbound ones, from which rulesets forward. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Doubt, Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { AddressTerm, Entity, Fact, Link, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readBlocks, readLocation, readText, unstated } from '../read-value.ts'
import { regionOf, type Subnet, type SubnetSurroundings } from './subnet.ts'

interface Endpoint extends Entity {
  readonly location: Fact<string>
  /** Of its resolver. */
  readonly resourceGroup: Fact<string>
  readonly resolver: Pointer
  readonly subnet: Pointer
}

export interface DnsInboundEndpoint extends Endpoint {
  readonly kind: 'dns-inbound-endpoint'
  /** One for each IP configuration; chosen by Azure where none is written. */
  readonly addresses: readonly AddressTerm[]
  readonly moreAddresses: readonly Doubt[]
}

export interface DnsOutboundEndpoint extends Endpoint {
  readonly kind: 'dns-outbound-endpoint'
}

const base = (of: Resource | ArmResource, name: Fact<string>, location: Value | undefined, resolver: Pointer) => ({
  id: of.address,
  name,
  location: orElse(readLocation(location, normaliseRegion), of, 'location'),
  resourceGroup: unstated({ ...of, open: true }, 'resource_group_name'),
  presence: of.presence,
  span: of.span,
  open: of.open,
  resolver,
})

interface Words {
  readonly configurations: string
  readonly subnet: (body: Value) => Value | undefined
  readonly address: (body: Value) => Value | undefined
  readonly attribute: string
}

const inbound = (
  of: Resource | ArmResource,
  shared: ReturnType<typeof base>,
  written: Value | undefined,
  words: Words,
  sink: Sink,
): DnsInboundEndpoint => {
  const { blocks, more } = readBlocks(written)
  const sure = blocks.filter((block) => block.presence.certain)
  const addresses = sure.map((block, index): AddressTerm => {
    const what = `${of.address}.${words.configurations}.${index}.${words.attribute}`
    const chosen: AddressTerm = {
      kind: 'atom',
      identity: what,
      doubts: [{ reason: 'computed', what, span: of.span }],
      origin: block.origin,
    }
    return readAddress(words.address(block.body), of, sink) ?? chosen
  })
  const [first] = sure
  return {
    kind: 'dns-inbound-endpoint',
    ...shared,
    subnet:
      first === undefined
        ? { by: 'unknown', doubts: hidden(of), required: true, origin: of.origin }
        : readPointer(words.subnet(first.body), first.origin, true),
    addresses,
    moreAddresses:
      blocks.length === 0 && more.length === 0
        ? hidden(of)
        : [...more, ...blocks.flatMap(({ presence }) => (presence.certain ? [] : presence.doubts))],
  }
}

const hidden = (of: Resource | ArmResource): readonly Doubt[] => [
  { reason: of.open ? 'external' : 'error', what: `addresses of \`${of.address}\``, span: of.span },
]

const azurermWords: Words = {
  configurations: 'ip_configurations',
  subnet: (body) => at(body, 'subnet_id'),
  address: (body) => at(body, 'private_ip_address'),
  attribute: 'private_ip_address',
}

const armWords: Words = {
  configurations: 'properties.ipConfigurations',
  subnet: (body) => at(body, 'subnet', 'id'),
  address: (body) => at(body, 'privateIpAddress'),
  attribute: 'privateIpAddress',
}

const spotsOf = (
  endpoint: Endpoint,
  network: EndpointSurroundings,
): { readonly spots: readonly Spot<Subnet>[]; readonly more: readonly [] } => {
  const subnet = network.link(endpoint.subnet, 'subnet')
  const [only] = subnet.options
  const region = only?.to === 'entity' && subnet.options.length === 1 ? regionOf(only.entity, network) : endpoint.location
  return { spots: [{ label: '', subnet, region, presence: endpoint.presence, span: endpoint.subnet.origin.span }], more: [] }
}

export type EndpointSurroundings = SubnetSurroundings & { link(pointer: Pointer, kind: 'subnet'): Link<Subnet> }

const fields = [
  { name: 'name', type: 'string', about: 'name of the endpoint', read: (endpoint: Endpoint) => endpoint.name },
  { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (endpoint: Endpoint) => endpoint.location },
] as const

const pointers = ({ resolver, subnet }: Endpoint) => [
  { pointer: resolver, kind: 'dns-resolver' },
  { pointer: subnet, kind: 'subnet' },
]

const azurermBase = (resource: Resource) =>
  base(
    resource,
    orElse(readText(at(resource.body, 'name')), resource, 'name'),
    at(resource.body, 'location'),
    readPointer(at(resource.body, 'private_dns_resolver_id'), resource.origin, true),
  )
const armBase = (resource: ArmResource) => base(resource, resource.name, resource.location, resource.parent)

export const dnsInboundEndpoint: KindDefinition<DnsInboundEndpoint, DnsInboundEndpoint, EndpointSurroundings> = {
  kind: 'dns-inbound-endpoint',
  azurerm: {
    azurerm_private_dns_resolver_inbound_endpoint: (resource, sink) => [
      inbound(resource, azurermBase(resource), at(resource.body, 'ip_configurations'), azurermWords, sink),
    ],
  },
  arm: {
    'Microsoft.Network/dnsResolvers/inboundEndpoints': (resource, sink) => [
      inbound(resource, armBase(resource), at(resource.properties, 'ipConfigurations'), armWords, sink),
    ],
  },
  fields,
  points: spotsOf,
  pointers,
}

export const dnsOutboundEndpoint: KindDefinition<DnsOutboundEndpoint, DnsOutboundEndpoint, EndpointSurroundings> = {
  kind: 'dns-outbound-endpoint',
  azurerm: {
    azurerm_private_dns_resolver_outbound_endpoint: (resource) => [
      {
        kind: 'dns-outbound-endpoint',
        ...azurermBase(resource),
        subnet: readPointer(at(resource.body, 'subnet_id'), resource.origin, true),
      },
    ],
  },
  arm: {
    'Microsoft.Network/dnsResolvers/outboundEndpoints': (resource) => [
      {
        kind: 'dns-outbound-endpoint',
        ...armBase(resource),
        subnet: readPointer(at(resource.properties, 'subnet', 'id'), resource.origin, true),
      },
    ],
  },
  fields,
  points: spotsOf,
  pointers,
}

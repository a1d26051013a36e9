/** Private endpoints: what they lead to, with their addresses as far as they are known, and the zones that get their records. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import { type AddressTerm, type Entity, type Fact, known, type Link, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, Spot } from '../kind.ts'
import { joinOf, selfOf, type ZoneGroup } from '../name-joins.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, bothPresent, isAbsent, orElse, readBlocks, readLocation, readSwitch, readText, readTexts } from '../read-value.ts'
import type { Subnet, SubnetSurroundings } from './subnet.ts'

/** What an endpoint leads to. */
export interface EndpointConnection {
  readonly target: Pointer
  /** Lower case; empty where none is needed, as for a private link service. */
  readonly subresources: Fact<readonly string[]>
  /** Somebody else has to approve it. */
  readonly manual: Fact<boolean>
  readonly span: Span
}

export interface PrivateEndpoint extends Entity {
  readonly kind: 'private-endpoint'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly subnet: Pointer
  readonly addresses: readonly AddressTerm[]
  /** Not empty: it may have further addresses, or others than these. */
  readonly moreAddresses: readonly Doubt[]
  readonly connections: readonly EndpointConnection[]
  /** Not empty: there may be others. */
  readonly moreConnections: readonly Doubt[]
}

type Part = PrivateEndpoint | ZoneGroup

const read = (
  of: Resource | ArmResource,
  facts: Pick<PrivateEndpoint, 'name' | 'resourceGroup' | 'location'>,
  subnet: Value | undefined,
  configurations: Value | undefined,
  address: (body: Value) => Value | undefined,
  connections: Pick<PrivateEndpoint, 'connections' | 'moreConnections'>,
  sink: Sink,
): PrivateEndpoint => {
  const { blocks, more } = readBlocks(configurations)
  const sure = blocks.filter((block) => block.presence.certain)
  const written = sure.flatMap((block) => readAddress(address(block.body), { ...of, span: block.origin.span }, sink) ?? [])
  const unsure: readonly Doubt[] = [...more, ...blocks.flatMap((block) => (block.presence.certain ? [] : block.presence.doubts))]
  const what = `addresses of ${of.address}`
  const computed: Doubt = { reason: of.open ? 'external' : 'computed', what, span: of.span }
  const chosen: AddressTerm = {
    kind: 'atom',
    identity: `${of.address}.private_service_connection.0.private_ip_address`,
    doubts: [{ ...computed, what: `${of.address}.private_service_connection.0.private_ip_address` }],
    origin: of.origin,
  }
  return {
    kind: 'private-endpoint',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    ...connections,
    subnet: readPointer(subnet, of.origin, true),
    addresses: written.length > 0 ? written : [chosen],
    // Without a configuration Azure chooses, one address for each member of the resource: https://learn.microsoft.com/azure/private-link/private-endpoint-overview
    moreAddresses: written.length > 0 ? unsure : [computed, ...unsure],
  }
}

interface ConnectionWords {
  readonly target: (body: Value) => Value | undefined
  readonly subresources: (body: Value) => Value | undefined
  readonly manual: (body: Value, of: Resource | ArmResource) => Fact<boolean>
}

const lowerCase = (fact: Fact<readonly string[]>): Fact<readonly string[]> =>
  fact.known
    ? { ...fact, value: fact.value.map((text) => text.toLowerCase()) }
    : fact.among === undefined
      ? fact
      : { ...fact, among: fact.among.map((texts) => texts.map((text) => text.toLowerCase())) }

const connectionsIn = (
  value: Value | undefined,
  of: Resource | ArmResource,
  words: ConnectionWords,
): Pick<PrivateEndpoint, 'connections' | 'moreConnections'> => {
  const { blocks, more } = readBlocks(value)
  const sure = blocks.filter((block) => block.presence.certain)
  return {
    connections: sure.map((block) => ({
      target: readPointer(words.target(block.body), block.origin, true),
      subresources: lowerCase(readTexts(words.subresources(block.body)) ?? known([], block.origin)),
      manual: words.manual(block.body, of),
      span: block.origin.span,
    })),
    moreConnections: [
      ...more,
      ...blocks.flatMap(({ presence }) => (presence.certain ? [] : presence.doubts)),
      ...(of.open ? [{ reason: 'external' as const, what: `what \`${of.address}\` leads to`, span: of.span }] : []),
    ],
  }
}

const azurermConnection: ConnectionWords = {
  target: (body) =>
    isAbsent(at(body, 'private_connection_resource_id'))
      ? at(body, 'private_connection_resource_alias')
      : at(body, 'private_connection_resource_id'),
  subresources: (body) => at(body, 'subresource_names'),
  manual: (body, of) => orElse(readSwitch(at(body, 'is_manual_connection')), of, 'is_manual_connection', false),
}

const armConnection = (manual: boolean): ConnectionWords => ({
  target: (body) => at(body, 'properties', 'privateLinkServiceId'),
  subresources: (body) => at(body, 'properties', 'groupIds'),
  manual: (_body, of) => known(manual, of.origin),
})

const zonesIn = (value: Value | undefined, id: (item: Value) => Value | undefined): Pick<ZoneGroup, 'zones' | 'more'> => {
  if (isAbsent(value)) return { zones: [], more: [] }
  if (value.kind === 'list') return { zones: value.items.map((item) => readPointer(id(item), item.origin, true)), more: [] }
  const why: readonly Doubt[] = value.kind === 'unknown' ? value.causes : value.kind === 'reference' ? [value.doubt] : []
  return {
    zones: [],
    more: why.length > 0 ? why : [{ reason: 'error', what: `a ${value.kind} where zones belong`, span: value.origin.span }],
  }
}

const azurermGroups = (resource: Resource): readonly ZoneGroup[] => {
  const { blocks, more } = readBlocks(at(resource.body, 'private_dns_zone_group'))
  const group = (presence: ZoneGroup['presence'], span: Span, zones: Pick<ZoneGroup, 'zones' | 'more'>): ZoneGroup => ({
    kind: 'zone-group',
    address: resource.address,
    endpoint: selfOf(resource),
    presence: bothPresent(resource.presence, presence),
    span,
    ...zones,
  })
  return [
    ...blocks.map(({ body, presence, origin }) =>
      group(
        presence,
        origin.span,
        zonesIn(at(body, 'private_dns_zone_ids'), (item) => item),
      ),
    ),
    ...(more.length === 0 ? [] : [group({ certain: false, doubts: more }, resource.span, { zones: [], more })]),
  ]
}

/** Of a subnet whose policies do not let groups count, rules decide nothing for the endpoint. */
const groupsCount = (endpoint: PrivateEndpoint, network: PrivateEndpointSurroundings): Fact<boolean> => {
  const { options, doubts, origin } = network.link(endpoint.subnet, 'subnet')
  const [only] = options
  if (options.length === 1 && only?.to === 'entity' && only.entity.groupPolicies !== undefined) return only.entity.groupPolicies
  return notKnown(doubts, origin, [false, true])
}

const leadsTo = (endpoint: PrivateEndpoint): Fact<readonly string[]> => {
  const facts = endpoint.connections.map(({ subresources }) => subresources)
  const doubts = [...endpoint.moreConnections, ...facts.flatMap((fact) => (fact.known ? [] : fact.doubts))]
  if (doubts.length > 0) return notKnown(doubts, { span: endpoint.span })
  return known(
    facts.flatMap((fact) => (fact.known ? fact.value : [])),
    facts[0]?.origin ?? { span: endpoint.span },
  )
}

export type PrivateEndpointSurroundings = SubnetSurroundings & { link(pointer: Pointer, kind: 'subnet'): Link<Subnet> }

const spotsOf = (
  endpoint: PrivateEndpoint,
  network: PrivateEndpointSurroundings,
): { readonly spots: readonly Spot<Subnet>[]; readonly more: readonly [] } => ({
  spots: [
    {
      label: '',
      subnet: network.link(endpoint.subnet, 'subnet'),
      region: endpoint.location,
      presence: endpoint.presence,
      span: endpoint.subnet.origin.span,
    },
  ],
  more: [],
})

const bothConnections = (resource: ArmResource): Pick<PrivateEndpoint, 'connections' | 'moreConnections'> => {
  const own = connectionsIn(at(resource.properties, 'privateLinkServiceConnections'), resource, armConnection(false))
  const manual = connectionsIn(at(resource.properties, 'manualPrivateLinkServiceConnections'), resource, armConnection(true))
  return {
    connections: [...own.connections, ...manual.connections],
    moreConnections: mergeDoubts(own.moreConnections, manual.moreConnections),
  }
}

export const privateEndpoint: KindDefinition<PrivateEndpoint, Part, PrivateEndpointSurroundings> = {
  kind: 'private-endpoint',
  azurerm: {
    azurerm_private_endpoint: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        at(resource.body, 'subnet_id'),
        at(resource.body, 'ip_configuration'),
        (body) => at(body, 'private_ip_address'),
        connectionsIn(at(resource.body, 'private_service_connection'), resource, azurermConnection),
        sink,
      ),
      ...azurermGroups(resource),
    ],
  },
  arm: {
    'Microsoft.Network/privateEndpoints': (resource, sink) => [
      read(
        resource,
        {
          name: resource.name,
          location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
          resourceGroup: resource.resourceGroup,
        },
        at(resource.properties, 'subnet', 'id'),
        at(resource.properties, 'ipConfigurations'),
        (body) => at(body, 'properties', 'privateIPAddress'),
        bothConnections(resource),
        sink,
      ),
    ],
    'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': (resource) => [
      {
        kind: 'zone-group',
        ...joinOf(resource),
        endpoint: resource.parent,
        ...zonesIn(at(resource.properties, 'privateDnsZoneConfigs'), (item) => at(item, 'properties', 'privateDnsZoneId')),
      },
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the private endpoint', read: (endpoint) => endpoint.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (endpoint) => endpoint.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (endpoint) => endpoint.resourceGroup },
    {
      name: 'subresources',
      type: 'list<string>',
      about: 'parts of the resource that it leads to: `vault`, `blob`',
      read: leadsTo,
    },
    {
      name: 'groupsCount',
      type: 'bool',
      about: 'whether network security groups of its subnet count for it',
      read: groupsCount,
    },
  ],
  points: spotsOf,
  pointers: ({ subnet }) => [{ pointer: subnet, kind: 'subnet' }],
}

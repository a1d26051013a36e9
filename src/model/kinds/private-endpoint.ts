/** Private endpoints, with their addresses as far as they are known. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Doubt, Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readBlocks, readLocation, readText } from '../read-value.ts'

export interface PrivateEndpoint extends Entity {
  readonly kind: 'private-endpoint'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly subnet: Pointer
  readonly addresses: readonly AddressTerm[]
  /** Not empty: it may have further addresses, or others than these. */
  readonly moreAddresses: readonly Doubt[]
}

const read = (
  of: Resource | ArmResource,
  facts: Pick<PrivateEndpoint, 'name' | 'resourceGroup' | 'location'>,
  subnet: Value | undefined,
  configurations: Value | undefined,
  address: (body: Value) => Value | undefined,
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
    subnet: readPointer(subnet, of.origin, true),
    addresses: written.length > 0 ? written : [chosen],
    // Without a configuration Azure chooses, one address for each member of the resource: https://learn.microsoft.com/azure/private-link/private-endpoint-overview
    moreAddresses: written.length > 0 ? unsure : [computed, ...unsure],
  }
}

export const privateEndpoint: KindDefinition<PrivateEndpoint, PrivateEndpoint, unknown> = {
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
        sink,
      ),
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
        sink,
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the private endpoint', read: (endpoint) => endpoint.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (endpoint) => endpoint.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (endpoint) => endpoint.resourceGroup },
  ],
  pointers: ({ subnet }) => [{ pointer: subnet, kind: 'subnet' }],
}

/** NAT gateways, and the subnets whose way to Internet they are. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Entity, Fact } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource, RoutingAttachment } from '../kind.ts'
import { readPointer } from '../read-pointer.ts'
import { at, orElse, readLocation, readText } from '../read-value.ts'

export interface NatGateway extends Entity {
  readonly kind: 'nat-gateway'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
}

const entity = (of: Resource | ArmResource, facts: Pick<NatGateway, 'name' | 'location' | 'resourceGroup'>): NatGateway => ({
  kind: 'nat-gateway',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
})

export const natGateway: KindDefinition<NatGateway, NatGateway | RoutingAttachment, unknown> = {
  kind: 'nat-gateway',
  azurerm: {
    azurerm_nat_gateway: (resource) => [
      entity(resource, {
        name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
        location: orElse(readLocation(at(resource.body, 'location'), normaliseRegion), resource, 'location'),
        resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
      }),
    ],
    azurerm_subnet_nat_gateway_association: ({ address, body, origin, presence, span }) => [
      {
        kind: 'routing-attachment',
        address,
        subnet: readPointer(at(body, 'subnet_id'), origin, true),
        targetKind: 'nat-gateway',
        target: readPointer(at(body, 'nat_gateway_id'), origin, true),
        presence,
        span,
      },
    ],
  },
  arm: {
    'Microsoft.Network/natGateways': (resource) => [
      entity(resource, {
        name: resource.name,
        location: orElse(readLocation(resource.location, normaliseRegion), resource, 'location'),
        resourceGroup: resource.resourceGroup,
      }),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the NAT gateway', read: (gateway) => gateway.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (gateway) => gateway.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (gateway) => gateway.resourceGroup },
  ],
}

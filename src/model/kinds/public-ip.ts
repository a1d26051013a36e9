/** Public IP addresses. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import type { Doubt, Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import type { Entity, Fact } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { at, orElse, readLocation, readText, refine, reject } from '../read-value.ts'

export interface PublicIp extends Entity {
  readonly kind: 'public-ip'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  readonly sku: Fact<'basic' | 'standard'>
  readonly allocation: Fact<'static' | 'dynamic'>
  readonly version: Fact<'ipv4' | 'ipv6'>
}

const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (text: string): T | undefined =>
    words.find((word) => word === text.toLowerCase())

const read = (
  of: Resource | ArmResource,
  name: Fact<string>,
  resourceGroup: Fact<string>,
  values: Record<'location' | 'sku' | 'allocation' | 'version', Value | undefined>,
  sink: Sink,
): PublicIp => {
  const bad = reject(sink, 'model/bad-value', (shown) => `${shown} is nothing that a public IP address can be`)
  // Further SKUs appear (`StandardV2`): https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
  const other = (shown: string, span: Span): Doubt => ({ reason: 'unsupported', what: `the SKU ${shown}`, span })
  const sku = readText(values.sku)
  const allocation = readText(values.allocation)
  const version = readText(values.version)
  return {
    kind: 'public-ip',
    id: of.address,
    name,
    presence: of.presence,
    span: of.span,
    open: of.open,
    location: orElse(readLocation(values.location, normaliseRegion), of, 'location'),
    resourceGroup,
    // `Standard` since azurerm 4.0, `Basic` before: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/4.0-upgrade-guide
    sku: orElse(sku === undefined ? undefined : refine(sku, oneOf('basic', 'standard'), other), of, 'sku'),
    allocation: orElse(allocation === undefined ? undefined : refine(allocation, oneOf('static', 'dynamic'), bad), of, 'allocation_method'),
    // IPv4 unless it is said: https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses
    version: orElse(version === undefined ? undefined : refine(version, oneOf('ipv4', 'ipv6'), bad), of, 'ip_version', 'ipv4'),
  }
}

export const publicIp: KindDefinition<PublicIp, PublicIp, unknown> = {
  kind: 'public-ip',
  azurerm: {
    azurerm_public_ip: (resource, sink) => [
      read(
        resource,
        orElse(readText(at(resource.body, 'name')), resource, 'name'),
        orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        {
          location: at(resource.body, 'location'),
          sku: at(resource.body, 'sku'),
          // https://github.com/hashicorp/terraform-provider-azurerm/blob/v1.44.0/website/docs/r/public_ip.html.markdown (`public_ip_address_allocation`, deprecated)
          allocation: at(resource.body, 'allocation_method') ?? at(resource.body, 'public_ip_address_allocation'),
          version: at(resource.body, 'ip_version'),
        },
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/publicIPAddresses': (resource, sink) => [
      read(
        resource,
        resource.name,
        resource.resourceGroup,
        {
          location: resource.location,
          sku: at(resource.body, 'sku', 'name'),
          allocation: at(resource.properties, 'publicIPAllocationMethod'),
          version: at(resource.properties, 'publicIPAddressVersion'),
        },
        sink,
      ),
    ],
  },
  fields: [
    { name: 'name', type: 'string', about: 'name of the public IP address', read: (ip) => ip.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (ip) => ip.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (ip) => ip.resourceGroup },
    { name: 'sku', type: 'string', about: '`basic` or `standard`', read: (ip) => ip.sku },
    { name: 'allocation', type: 'string', about: '`static` or `dynamic`', read: (ip) => ip.allocation },
  ],
}

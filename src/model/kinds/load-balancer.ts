/** Load balancers with their frontends, rules and pools; they are no points: security rules filter at the machines behind them. */
import { normaliseRegion } from '../../azure/service-tags.ts'
import { type Doubt, mergeDoubts, type Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import type { Span } from '../../text/source.ts'
import type { AddressTerm, Entity, Fact, Pointer } from '../entity.ts'
import type { ArmResource, KindDefinition, Resource } from '../kind.ts'
import { readAddress } from '../read-address.ts'
import { armBalancerParts, type BalancerPart } from '../read-balancer.ts'
import { readPointer } from '../read-pointer.ts'
import { at, type Block, orElse, readBlocks, readLocation, readText } from '../read-value.ts'

export interface Frontend {
  readonly name: Fact<string>
  readonly subnet: Pointer
  readonly publicIp: Pointer
  /** Absent where it has a public one; known by name where Azure chooses it. */
  readonly privateAddress: AddressTerm | undefined
  readonly span: Span
}

export interface LoadBalancer extends Entity {
  readonly kind: 'load-balancer'
  readonly location: Fact<string>
  readonly resourceGroup: Fact<string>
  /** Lower case: `basic`, `standard`, `gateway`. */
  readonly sku: Fact<string>
  readonly frontends: readonly Frontend[]
  /** Not empty: there may be further ones. */
  readonly moreFrontends: readonly Doubt[]
}

const lowerCase = (fact: Fact<string>): Fact<string> => (fact.known ? { ...fact, value: fact.value.toLowerCase() } : fact)

const read = (
  of: Resource | ArmResource,
  facts: Pick<LoadBalancer, 'name' | 'resourceGroup'>,
  values: Record<'location' | 'sku' | 'frontends', Value | undefined>,
  words: {
    readonly inside: (block: Block) => Value | undefined
    readonly subnet: readonly string[]
    readonly publicIp: readonly string[]
    readonly address: string
    readonly ordered: boolean
  },
  sink: Sink,
): LoadBalancer => {
  const { blocks, more } = readBlocks(values.frontends)
  const sku = readText(values.sku)
  const outside: readonly Doubt[] = of.open ? [{ reason: 'external', what: `frontends of ${of.address}`, span: of.span }] : []
  return {
    kind: 'load-balancer',
    id: of.address,
    presence: of.presence,
    span: of.span,
    open: of.open,
    ...facts,
    location: orElse(readLocation(values.location, normaliseRegion), of, 'location'),
    // `Standard` since azurerm 4.0, `Basic` before: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/lb
    sku: orElse(sku === undefined ? undefined : lowerCase(sku), of, 'sku'),
    frontends: blocks
      .filter((block) => block.presence.certain)
      .map((block, index): Frontend => {
        const owner = { address: of.address, open: of.open, span: block.origin.span, origin: block.origin }
        const subnet = readPointer(at(words.inside(block), ...words.subnet), block.origin)
        // Others find them in the order in which azurerm has them; Azure may give several in another.
        const place = words.ordered || blocks.length === 1 ? index : `#${index}`
        const attribute = `${of.address}.frontend_ip_configuration.${place}.private_ip_address`
        const chosen: AddressTerm = {
          kind: 'atom',
          identity: attribute,
          doubts: [{ reason: 'computed', what: attribute, span: block.origin.span }],
          origin: block.origin,
        }
        return {
          name: orElse(readText(at(block.body, 'name')), { ...of, origin: block.origin }, 'name'),
          subnet,
          publicIp: readPointer(at(words.inside(block), ...words.publicIp), block.origin),
          privateAddress:
            subnet.by === 'nothing' ? undefined : (readAddress(at(words.inside(block), words.address), owner, sink) ?? chosen),
          span: block.origin.span,
        }
      }),
    moreFrontends: mergeDoubts(more, outside, ...blocks.map(({ presence }) => (presence.certain ? [] : presence.doubts))),
  }
}

export const loadBalancer: KindDefinition<LoadBalancer, LoadBalancer | BalancerPart, unknown> = {
  kind: 'load-balancer',
  azurerm: {
    azurerm_lb: (resource, sink) => [
      read(
        resource,
        {
          name: orElse(readText(at(resource.body, 'name')), resource, 'name'),
          resourceGroup: orElse(readText(at(resource.body, 'resource_group_name')), resource, 'resource_group_name'),
        },
        {
          location: at(resource.body, 'location'),
          sku: at(resource.body, 'sku'),
          frontends: at(resource.body, 'frontend_ip_configuration'),
        },
        {
          inside: (block) => block.body,
          subnet: ['subnet_id'],
          publicIp: ['public_ip_address_id'],
          address: 'private_ip_address',
          ordered: true,
        },
        sink,
      ),
    ],
  },
  arm: {
    'Microsoft.Network/loadBalancers': (resource, sink) => [
      read(
        resource,
        { name: resource.name, resourceGroup: resource.resourceGroup },
        {
          location: resource.location,
          sku: at(resource.body, 'sku', 'name'),
          frontends: at(resource.properties, 'frontendIPConfigurations'),
        },
        {
          inside: (block) => at(block.body, 'properties'),
          subnet: ['subnet', 'id'],
          publicIp: ['publicIPAddress', 'id'],
          address: 'privateIPAddress',
          ordered: false,
        },
        sink,
      ),
      ...armBalancerParts(resource, sink),
    ],
  },
  pointers: (balancer) =>
    balancer.frontends.flatMap(({ subnet, publicIp }) => [
      { pointer: subnet, kind: 'subnet' },
      { pointer: publicIp, kind: 'public-ip' },
    ]),
  fields: [
    { name: 'name', type: 'string', about: 'name of the load balancer', read: (balancer) => balancer.name },
    { name: 'location', type: 'string', about: 'region: lower case, no spaces', read: (balancer) => balancer.location },
    { name: 'resourceGroup', type: 'string', about: 'name of the resource group', read: (balancer) => balancer.resourceGroup },
    { name: 'sku', type: 'string', about: '`basic`, `standard` or `gateway`', read: (balancer) => balancer.sku },
  ],
}

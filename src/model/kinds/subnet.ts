/** Subnets, inside their virtual network's block and as resources of their own. */
import { delegationName } from '../../azure/delegations.ts'
import type { Value } from '../../eval/value.ts'
import type { Sink } from '../../text/diagnostic.ts'
import { type AddressTerm, type Entity, type Fact, known, type Link, notKnown, type Pointer } from '../entity.ts'
import type { ArmResource, Extension, KindDefinition, NsgAttachment, Resource, Spot } from '../kind.ts'
import { readPrefixes } from '../read-address.ts'
import { byName, readPointer } from '../read-pointer.ts'
import { at, isAbsent, negated, orElse, readBlocks, readSwitch, readText, readTexts, refine } from '../read-value.ts'

export interface Subnet extends Entity {
  readonly kind: 'subnet'
  readonly virtualNetwork: Pointer
  readonly prefixes: Fact<readonly AddressTerm[]>
  /** As written in the subnet itself; associations come by the network: ask `Network.nsgOf`. */
  readonly inlineNsg: Pointer
  /** Service names: `Microsoft.Web/serverFarms`. */
  readonly delegations: Fact<readonly string[]>
  readonly serviceEndpoints: Fact<readonly string[]>
  /** As written in the subnet itself; associations come by the network: ask `Routing`. */
  readonly inlineRouteTable: Pointer
  readonly inlineNatGateway: Pointer
  /** Routes of whoever calls private endpoints in it may prevail over the endpoints' own. */
  readonly routePolicies: Fact<boolean>
  /** Network security groups count for the private endpoints in it; absent: not read. */
  readonly groupPolicies?: Fact<boolean>
  /** It can give no addresses to private link services; absent: not read. */
  readonly servicePolicies?: Fact<boolean>
  /** It has a way to Internet though nothing gives it one; absent: not said. */
  readonly defaultOutbound?: Fact<boolean>
}

/** Names out of blocks: `delegation { service_delegation { name } }` and the like. */
const namesOf = (
  value: Value | undefined,
  of: Resource | ArmResource,
  attribute: string,
  nameIn: (block: Value) => Value | undefined,
): Fact<readonly string[]> => {
  if (isAbsent(value)) return orElse<readonly string[]>(undefined, of, attribute, [])
  const { blocks, more } = readBlocks(value)
  const names = blocks.map((block) => orElse(readText(nameIn(block.body)), of, attribute))
  const doubts = [
    ...more,
    ...blocks.flatMap((block) => (block.presence.certain ? [] : block.presence.doubts)),
    ...names.flatMap((name) => (name.known ? [] : name.doubts)),
  ]
  if (doubts.length > 0) return notKnown(doubts, value.origin)
  return known(
    names.flatMap((name) => (name.known ? [name.value] : [])),
    value.origin,
  )
}

const serviceIn = (block: Value): Value | undefined => {
  const inner = at(block, 'service_delegation')
  return inner?.kind === 'list' ? at(inner.items[0], 'name') : at(inner, 'name')
}

const routeTable = (of: Resource | ArmResource, id: Value | undefined): readonly Extension[] => {
  const pointer = readPointer(id, of.origin)
  if (pointer.by === 'nothing') return []
  const self: Pointer = { by: 'address', address: of.address, origin: of.origin }
  return [{ kind: 'extension', address: of.address, virtualNetworks: [], subnets: [self], span: of.span, routed: true }]
}

type Policies = 'routes' | 'groups'

/** https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy */
const countsFor =
  (what: Policies) =>
  (text: string): boolean | undefined => {
    const word = text.toLowerCase()
    if (word === 'enabled' || word === 'disabled') return word === 'enabled'
    if (word === 'routetableenabled') return what === 'routes'
    return word === 'networksecuritygroupenabled' ? what === 'groups' : undefined
  }

const policiesOf = (what: Policies, of: Resource | ArmResource, attribute: string, value: Value | undefined): Fact<boolean> | undefined => {
  const text = readText(value)
  return text === undefined
    ? undefined
    : refine(text, countsFor(what), (shown, span) => ({ reason: 'error', what: `\`${attribute}\` of \`${of.address}\`: ${shown}`, span }))
}

/** What azurerm takes where nothing is written has changed: https://registry.terraform.io/providers/hashicorp/azurerm/3.100.0/docs/resources/subnet, https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/subnet */
const azurermPolicies = (policy: Policies, resource: Resource): Fact<boolean> => {
  const { address, body, origin, span } = resource
  const name = 'private_endpoint_network_policies'
  const what = `\`${name}\` of \`${address}\`, which versions of azurerm set differently where it is not written`
  return (
    policiesOf(policy, resource, name, at(body, name)) ??
    readSwitch(at(body, 'private_endpoint_network_policies_enabled')) ??
    negated(readSwitch(at(body, 'enforce_private_link_endpoint_network_policies'))) ??
    notKnown<boolean>([{ reason: resource.open ? 'external' : 'unsupported', what, span }], origin, [false, true])
  )
}

/** As conditions compare them. */
const asAzureWrites = (fact: Fact<readonly string[]>): Fact<readonly string[]> =>
  fact.known
    ? { ...fact, value: fact.value.map(delegationName) }
    : fact.among === undefined
      ? fact
      : { ...fact, among: fact.among.map((names) => names.map(delegationName)) }

/** https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access */
const defaultOutbound = (value: Value | undefined): Pick<Subnet, 'defaultOutbound'> => {
  const fact = readSwitch(value)
  return fact === undefined ? {} : { defaultOutbound: fact }
}

/** On unless it is said otherwise; the older attribute said the opposite: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/subnet, https://registry.terraform.io/providers/hashicorp/azurerm/3.117.0/docs/resources/subnet */
const azurermServicePolicies = (resource: Resource): Fact<boolean> =>
  readSwitch(at(resource.body, 'private_link_service_network_policies_enabled')) ??
  negated(readSwitch(at(resource.body, 'enforce_private_link_service_network_policies'))) ??
  orElse(undefined, resource, 'private_link_service_network_policies_enabled', true)

/** https://learn.microsoft.com/azure/templates/microsoft.network/virtualnetworks/subnets ("privateLinkServiceNetworkPolicies") */
const armServicePolicies = (resource: ArmResource): Fact<boolean> => {
  const name = 'privateLinkServiceNetworkPolicies'
  const text = readText(at(resource.properties, name))
  const fact =
    text === undefined
      ? undefined
      : refine(
          text,
          (word) => (word.toLowerCase() === 'enabled' ? true : word.toLowerCase() === 'disabled' ? false : undefined),
          (shown, span) => ({ reason: 'error', what: `\`${name}\` of \`${resource.address}\`: ${shown}`, span }),
        )
  return orElse(fact, resource, name, true)
}

const armPolicies = (policy: Policies, resource: ArmResource): Fact<boolean> => {
  const name = 'privateEndpointNetworkPolicies'
  return orElse(policiesOf(policy, resource, name, at(resource.properties, name)), resource, name, false)
}

const entity = (of: Resource | ArmResource, facts: Omit<Subnet, 'kind' | 'id' | 'presence' | 'span' | 'open'>): Subnet => ({
  kind: 'subnet',
  id: of.address,
  presence: of.presence,
  span: of.span,
  open: of.open,
  ...facts,
})

/** A subnet in azurerm's words; inside a virtual network's block some attributes have other names. */
export const readAzurermSubnet = (resource: Resource, virtualNetwork: Pointer, sink: Sink): readonly (Subnet | Extension)[] => {
  const { body } = resource
  const endpoints = readTexts(at(body, 'service_endpoints'))
  const nsgId =
    // `security_group` inside a virtual network; `…_id` until azurerm 2.0; `…_id_wo` since 4.x: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/subnet
    [at(body, 'security_group'), at(body, 'network_security_group_id'), at(body, 'network_security_group_id_wo')].find(
      (value) => !isAbsent(value),
    )
  const routeTableId = [at(body, 'route_table_id'), at(body, 'route_table_id_wo')].find((value) => !isAbsent(value))
  return [
    entity(resource, {
      name: orElse(readText(at(body, 'name')), resource, 'name'),
      virtualNetwork,
      // `address_prefix` until azurerm 3.0: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/3.0-upgrade-guide
      prefixes: readPrefixes(
        { single: ['address_prefix', at(body, 'address_prefix')], list: ['address_prefixes', at(body, 'address_prefixes')] },
        resource,
        sink,
      ),
      inlineNsg: readPointer(nsgId, resource.origin),
      delegations: asAzureWrites(namesOf(at(body, 'delegation'), resource, 'delegation', serviceIn)),
      serviceEndpoints: endpoints ?? namesOf(at(body, 'service_endpoint'), resource, 'service_endpoints', (block) => at(block, 'service')),
      inlineRouteTable: readPointer(routeTableId, resource.origin),
      inlineNatGateway: readPointer(at(body, 'nat_gateway_id'), resource.origin),
      routePolicies: azurermPolicies('routes', resource),
      groupPolicies: azurermPolicies('groups', resource),
      servicePolicies: azurermServicePolicies(resource),
      ...defaultOutbound(at(body, 'default_outbound_access_enabled')),
    }),
    ...routeTable(resource, routeTableId),
  ]
}

/** A subnet in Azure's words, on its own or inside a virtual network. */
export const readArmSubnet = (resource: ArmResource, sink: Sink): readonly (Subnet | Extension)[] => {
  const { properties } = resource
  return [
    entity(resource, {
      name: resource.name,
      virtualNetwork: resource.parent,
      prefixes: readPrefixes(
        { single: ['addressPrefix', at(properties, 'addressPrefix')], list: ['addressPrefixes', at(properties, 'addressPrefixes')] },
        resource,
        sink,
      ),
      inlineNsg: readPointer(at(properties, 'networkSecurityGroup', 'id'), resource.origin),
      delegations: asAzureWrites(
        namesOf(at(properties, 'delegations'), resource, 'delegations', (block) => at(block, 'properties', 'serviceName')),
      ),
      serviceEndpoints: namesOf(at(properties, 'serviceEndpoints'), resource, 'serviceEndpoints', (block) => at(block, 'service')),
      inlineRouteTable: readPointer(at(properties, 'routeTable', 'id'), resource.origin),
      inlineNatGateway: readPointer(at(properties, 'natGateway', 'id'), resource.origin),
      routePolicies: armPolicies('routes', resource),
      groupPolicies: armPolicies('groups', resource),
      servicePolicies: armServicePolicies(resource),
      ...defaultOutbound(at(properties, 'defaultOutboundAccess')),
    }),
    ...routeTable(resource, at(properties, 'routeTable', 'id')),
  ]
}

const readSeparate = (resource: Resource, sink: Sink): readonly (Subnet | Extension)[] => {
  const name = readText(at(resource.body, 'virtual_network_name'))
  const resourceGroup = readText(at(resource.body, 'resource_group_name'))
  const id = at(resource.body, 'virtual_network_id')
  const pointer =
    name === undefined && !isAbsent(id)
      ? readPointer(id, resource.origin, true)
      : byName(orElse(name, resource, 'virtual_network_name'), resource.origin, { resourceGroup, subscription: resource.subscription })
  return readAzurermSubnet(resource, pointer, sink)
}

/** What fields and points of a subnet ask of the network. */
export interface SubnetSurroundings {
  link(pointer: Pointer, kind: 'virtual-network'): Link<Entity & { readonly location: Fact<string>; readonly resourceGroup: Fact<string> }>
  nsgOf(of: Subnet): Link<Entity>
}

const ofVirtualNetwork =
  (pick: (network: Entity & { readonly location: Fact<string>; readonly resourceGroup: Fact<string> }) => Fact<string>) =>
  (subnet: Subnet, network: SubnetSurroundings): Fact<string> => {
    const { options, doubts, origin } = network.link(subnet.virtualNetwork, 'virtual-network')
    const [first] = options
    return options.length === 1 && first?.to === 'entity' ? pick(first.entity) : notKnown(doubts, origin)
  }

/** A subnet is in the region of its virtual network: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
export const regionOf = ofVirtualNetwork((network) => network.location)

const hasNsg = (subnet: Subnet, network: SubnetSurroundings): Fact<boolean> => {
  const { options, doubts, origin } = network.nsgOf(subnet)
  const none = options.filter((option) => option.to === 'none').length
  return none === options.length ? known(false, origin) : none === 0 ? known(true, origin) : notKnown(doubts, origin, [false, true])
}

const spotsOf = (subnet: Subnet, network: SubnetSurroundings): { readonly spots: readonly Spot<Subnet>[]; readonly more: readonly [] } => ({
  spots: [
    {
      label: '',
      subnet: { options: [{ to: 'entity', entity: subnet }], origin: { span: subnet.span }, doubts: [] },
      region: regionOf(subnet, network),
      presence: subnet.presence,
      span: subnet.span,
    },
  ],
  more: [],
})

export const subnet: KindDefinition<Subnet, Subnet | Extension | NsgAttachment, SubnetSurroundings> = {
  kind: 'subnet',
  azurerm: { azurerm_subnet: readSeparate },
  arm: { 'Microsoft.Network/virtualNetworks/subnets': readArmSubnet },
  fields: [
    { name: 'name', type: 'string', about: 'name of the subnet', read: (entity) => entity.name },
    { name: 'location', type: 'string', about: 'region of its virtual network: lower case, no spaces', read: regionOf },
    {
      name: 'resourceGroup',
      type: 'string',
      about: 'resource group of its virtual network',
      read: ofVirtualNetwork((network) => network.resourceGroup),
    },
    { name: 'virtualNetwork', type: 'string', about: 'name of its virtual network', read: ofVirtualNetwork((network) => network.name) },
    {
      name: 'delegations',
      type: 'list<string>',
      about: 'services it is delegated to: `Microsoft.Web/serverFarms`',
      read: (entity) => entity.delegations,
    },
    {
      name: 'serviceEndpoints',
      type: 'list<string>',
      about: 'services with an endpoint: `Microsoft.Storage`',
      read: (entity) => entity.serviceEndpoints,
    },
    { name: 'nsg', type: 'bool', about: 'whether a network security group is attached to it', read: hasNsg },
  ],
  points: spotsOf,
}

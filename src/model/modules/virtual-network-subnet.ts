/** The subnet of the Azure Verified Module for virtual networks: its folder, and how the module itself calls it. */
import { firm, input, output, unread } from './stand-in-text.ts'
import type { Generation } from './virtual-network.ts'

const id = 'object({ id = string })'
const delegation = 'list(object({ name = string, service_delegation = object({ name = string }) }))'
const located = 'list(object({ service = string, locations = optional(list(string), ["*"]) }))'
const pools = 'list(object({ pool_id = string }))'

/** Names of the inputs that each generation has for these. */
const delegationNames = ({ delegations }: Generation): readonly string[] =>
  delegations === 'either' ? ['delegation', 'delegations'] : [delegations]
const endpointTypes = ({ endpoints }: Generation): readonly (readonly [string, string])[] => {
  if (endpoints === 'set') return [['service_endpoints', 'set(string)']]
  if (endpoints === 'located') return [['service_endpoints_with_location', located]]
  // Since 0.20.0 the other one is refused where it is set.
  if (endpoints === 'named') return [['service_endpoints', 'set(string)']]
  return [
    ['service_endpoints', 'list(string)'],
    ['service_endpoints_with_location', located],
  ]
}

/** The type of one element of `subnets`, as far as it is read. */
export const subnetType = (of: Generation): string =>
  `object({
    name = string
    ${of.onePrefix ? 'address_prefix = optional(string)\n    address_prefixes = optional(list(string))' : 'address_prefixes = list(string)'}
    nat_gateway = optional(${id})
    network_security_group = optional(${id})
    route_table = optional(${id})
    service_endpoint_policies = optional(map(${id}))
    private_endpoint_network_policies = optional(string, "Enabled")
    private_link_service_network_policies_enabled = optional(bool, true)
    default_outbound_access_enabled = optional(bool, false)
    ${of.policySwitch ? 'private_endpoint_network_policies_enabled = optional(bool, true)' : ''}
    ${of.pools === undefined ? '' : `ipam_pools = optional(${pools})`}
${delegationNames(of)
  .map((name) => `    ${name} = optional(${delegation})\n`)
  .join('')}${endpointTypes(of)
  .map(([name, type]) => `    ${name} = optional(${type})\n`)
  .join('')}  })`

/** Arguments of the call, beside the network that it is in. */
export const subnetInputs = (of: Generation): string =>
  [
    'name',
    ...(of.onePrefix ? ['address_prefix'] : []),
    'address_prefixes',
    'nat_gateway',
    'network_security_group',
    'route_table',
    'service_endpoint_policies',
    'private_endpoint_network_policies',
    'private_link_service_network_policies_enabled',
    'default_outbound_access_enabled',
    ...(of.policySwitch ? ['private_endpoint_network_policies_enabled'] : []),
    ...(of.pools === undefined ? [] : ['ipam_pools']),
    ...endpointTypes(of).map(([name]) => name),
    ...(of.delegations === 'either' ? [] : delegationNames(of)),
  ]
    .map((name) => `  ${name} = each.value.${name}\n`)
    .join('') +
  (of.delegations === 'either' ? '  delegations = each.value.delegations != null ? each.value.delegations : each.value.delegation\n' : '')

const delegationsOf = (name: string, otherwise: string): string =>
  `var.${name} == null ? ${otherwise} : [for one in var.${name} : { name = one.name, properties = { serviceName = one.service_delegation.name } }]`

const endpointsOf = ({ endpoints }: Generation): string => {
  const named = 'var.service_endpoints == null ? null : [for one in var.service_endpoints : { service = one }]'
  const located = '[for one in var.service_endpoints_with_location : { service = one.service, locations = one.locations }]'
  if (endpoints === 'set' || endpoints === 'named') return named
  return `var.service_endpoints_with_location != null ? ${located} : ${endpoints === 'located' ? 'null' : `(${named})`}`
}

const resource = (of: Generation, label: string, count: string, addresses: string): string => `
resource "azapi_resource" "${label}" {
  ${count}
  type      = "Microsoft.Network/virtualNetworks/subnets@2024-07-01"
  name      = var.name
  parent_id = ${of.parent === 'object' ? 'var.virtual_network.resource_id' : 'var.parent_id'}
  body = {
    properties = merge({
${addresses}
      delegations = local.delegations
      defaultOutboundAccess = var.default_outbound_access_enabled
      natGateway = var.nat_gateway == null ? null : { id = var.nat_gateway.id }
      networkSecurityGroup = var.network_security_group == null ? null : { id = var.network_security_group.id }
      routeTable = var.route_table == null ? null : { id = var.route_table.id }
      serviceEndpoints = local.endpoints == null ? null : [for one in local.endpoints : { service = one.service }]
      serviceEndpointPolicies = var.service_endpoint_policies == null ? null : [for one in var.service_endpoint_policies : { id = one.id }]
      privateLinkServiceNetworkPolicies = var.private_link_service_network_policies_enabled == false ? "Disabled" : "Enabled"
    }, ${of.policySwitch ? 'var.private_endpoint_network_policies_enabled ? ' : ''}{ privateEndpointNetworkPolicies = var.private_endpoint_network_policies }${of.policySwitch ? ' : {}' : ''})
  }
}
`

const plain = (of: Generation): string => {
  const unless = of.pools === undefined ? '' : 'var.ipam_pools != null ? null : '
  return [
    ...(of.onePrefix ? [`      addressPrefix = ${unless}var.address_prefix`] : []),
    `      addressPrefixes = ${unless}var.address_prefixes`,
  ].join('\n')
}
const pooled =
  '      ipamPoolPrefixAllocations = var.ipam_pools == null ? null : [for pool in var.ipam_pools : { pool = { id = pool.pool_id } }]'

const resources = (of: Generation): string => {
  if (of.pools === undefined) return resource(of, 'subnet', '', plain(of))
  if (of.pools === 'inline') return resource(of, 'subnet', '', `${pooled}\n${plain(of)}`)
  return `${resource(of, 'subnet', 'count = var.ipam_pools == null ? 1 : 0', plain(of))}
${resource(of, 'subnet_ipam', 'count = var.ipam_pools == null ? 0 : 1', pooled)}
moved {
  from = azapi_resource.subnet
  to   = azapi_resource.subnet[0]
}
`
}

const outputs = (of: Generation): string => {
  const own = of.pools === 'apart' ? 'azapi_resource.subnet[0]' : 'azapi_resource.subnet'
  const either = (value: (own: string) => string): string =>
    of.pools === 'apart' ? `var.ipam_pools == null ? ${value(own)} : ${value('azapi_resource.subnet_ipam[0]')}` : value(own)
  const gateway = (one: string): string => `try(${one}.body.properties.applicationGatewayIPConfigurations.id, null)`
  const prefixesOf = (side: 'output' | 'body'): string =>
    `${own}.${side}.properties.addressPrefixes, [${own}.${side}.properties.addressPrefix]`
  const prefixes =
    of.pools === 'apart'
      ? `var.ipam_pools != null ? azapi_resource.subnet_ipam[0].output.properties.addressPrefixes : try(${prefixesOf('output')}${of.writtenPrefixes ? `, ${prefixesOf('body')}` : ''})`
      : `var.ipam_pools != null ? try(${own}.output.properties.addressPrefixes, []) : (var.address_prefixes != null ? var.address_prefixes : (var.address_prefix != null ? [var.address_prefix] : []))`
  return `${
    of.peerings === 'parts'
      ? output(
          'name',
          either((one) => `${one}.name`),
        )
      : ''
  }${output(
    'resource',
    either((one) => one),
  )}${output(
    'resource_id',
    either((one) => `${one}.id`),
  )}\
${of.pools === undefined ? '' : output('address_prefixes', prefixes)}\
${output('application_gateway_ip_configuration_resource_id', either(gateway))}`
}

export const subnetFolder = (of: Generation): string => `${firm('name', 'string')}\
${of.parent === 'object' ? firm('virtual_network', 'object({ resource_id = string })') : firm('parent_id', 'string')}\
${of.onePrefix ? input('address_prefix', 'string', 'null') + input('address_prefixes', 'list(string)', 'null') : firm('address_prefixes', 'list(string)')}\
${input('nat_gateway', id, 'null')}${input('network_security_group', id, 'null')}${input('route_table', id, 'null')}\
${input('service_endpoint_policies', `map(${id})`, 'null')}${firm('private_endpoint_network_policies', 'string', '"Enabled"')}\
${firm('private_link_service_network_policies_enabled', 'bool', 'true')}${firm('default_outbound_access_enabled', 'bool', 'false')}\
${of.policySwitch ? firm('private_endpoint_network_policies_enabled', 'bool', 'true') : ''}\
${of.pools === undefined ? '' : input('ipam_pools', pools, 'null')}\
${[...new Set(['delegation', ...delegationNames(of)])].map((name) => input(name, delegation, 'null')).join('')}\
${endpointTypes(of)
  .map(([name, type]) => input(name, type, 'null'))
  .join('')}\
${unread(`role_assignments sharing_scope ${of.parent === 'object' ? 'subscription_id' : ''} retry timeouts ${of.endpoints === 'named' ? 'service_endpoints_with_location' : ''} ${of.unread.includes('ignore_body_changes') ? 'ignore_body_changes' : ''}`)}
locals {
  endpoints = ${endpointsOf(of)}
  delegations = ${of.delegations === 'delegation' ? delegationsOf('delegation', '[]') : delegationsOf('delegations', `(${delegationsOf('delegation', '[]')})`)}
}
${resources(of)}
${outputs(of)}`

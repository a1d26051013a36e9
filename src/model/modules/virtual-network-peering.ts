/** The peering of the Azure Verified Module for virtual networks: its folder, and how the module itself calls it. */
import { firm, input, output, unread } from './stand-in-text.ts'
import type { Generation } from './virtual-network.ts'

const spaces = 'list(object({ address_prefix = string }))'
const subnets = 'list(object({ subnet_name = string }))'

/** Inputs with type and default, of each direction. */
const switches = ({ peerings }: Generation): readonly (readonly [string, string, string])[] => [
  ['allow_forwarded_traffic', 'bool', 'false'],
  ['allow_gateway_transit', 'bool', 'false'],
  ['allow_virtual_network_access', 'bool', 'true'],
  ['use_remote_gateways', 'bool', 'false'],
  ...(peerings === 'whole'
    ? []
    : ([
        ['do_not_verify_remote_gateways', 'bool', 'false'],
        ['enable_only_ipv6_peering', 'bool', 'false'],
        // One version has another default for the element than for the input of the submodule.
        ['peer_complete_vnets', 'bool', 'true'],
      ] as const)),
]
const partial = ({ peerings }: Generation): readonly (readonly [string, string])[] =>
  peerings === 'parts'
    ? [
        ['local_peered_address_spaces', spaces],
        ['remote_peered_address_spaces', spaces],
        ['local_peered_subnets', subnets],
        ['remote_peered_subnets', subnets],
      ]
    : []
const directions = ['', 'reverse_'] as const
const hasSync = ({ follows }: Generation): boolean => follows === true

export const peeringType = (of: Generation): string =>
  `object({
    name = string
    remote_virtual_network_resource_id = string
    create_reverse_peering = optional(bool, false)
    reverse_name = optional(string)
${directions
  .flatMap((direction) => [
    ...switches(of).map(
      ([name, type, fallback]) =>
        `    ${direction}${name} = optional(${type}, ${name === 'peer_complete_vnets' && of.peerings === 'switched' ? 'false' : fallback})\n`,
    ),
    ...partial(of).map(([name, type]) => `    ${direction}${name} = optional(${type})\n`),
  ])
  .join('')}${hasSync(of) ? '    sync_remote_address_space_enabled = optional(bool, false)\n' : ''}  })`

export const peeringInputs = (of: Generation): string =>
  [
    'name',
    'create_reverse_peering',
    'reverse_name',
    ...directions.flatMap((direction) => [...switches(of), ...partial(of)].map(([name]) => direction + name)),
    ...(hasSync(of) ? ['sync_remote_address_space_enabled'] : []),
  ]
    .map((name) => `  ${name} = each.value.${name}\n`)
    .join('')

const armNames: Readonly<Record<string, string>> = {
  allow_forwarded_traffic: 'allowForwardedTraffic',
  allow_gateway_transit: 'allowGatewayTransit',
  allow_virtual_network_access: 'allowVirtualNetworkAccess',
  use_remote_gateways: 'useRemoteGateways',
  do_not_verify_remote_gateways: 'doNotVerifyRemoteGateways',
  enable_only_ipv6_peering: 'enableOnlyIPv6Peering',
  peer_complete_vnets: 'peerCompleteVnets',
}

const own = ({ parent }: Generation): string => (parent === 'object' ? 'var.virtual_network.resource_id' : 'var.parent_id')
const remote = ({ parent }: Generation): string =>
  parent === 'object' ? 'var.remote_virtual_network.resource_id' : 'var.remote_virtual_network_id'

/** `label`: of both directions, the reverse one with a word before it. */
const pair = (
  of: Generation,
  labels: readonly [string, string],
  counts: readonly [string, string],
  more: (direction: string) => string,
): string =>
  directions
    .map((direction, at) => {
      const [from, to] = at === 0 ? [own(of), remote(of)] : [remote(of), of.follows ? `azapi_resource.${labels[0]}[0].parent_id` : own(of)]
      return `
resource "azapi_resource" "${labels[at]}" {
  ${counts[at] === '' ? '' : `count = ${counts[at]} ? 1 : 0`}
  type      = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-07-01"
  name      = var.${direction}name
  parent_id = ${from}
  body = {
    properties = {
      remoteVirtualNetwork = { id = ${to} }
${switches(of)
  .map(([name]) => `      ${armNames[name]} = var.${direction}${name}\n`)
  .join('')}${more(direction)}    }
  }
}
`
    })
    .join('')

const some = (direction: string, what: string): string =>
  ['local', 'remote']
    .map((side) => `length(var.${direction}${side}_peered_${what} == null ? [] : var.${direction}${side}_peered_${what}) > 0`)
    .join(' && ')

const sync = (of: Generation, labels: readonly (readonly [string, string])[]): string =>
  hasSync(of)
    ? labels
        .map(
          ([label, when]) => `
resource "azapi_update_resource" "${label}" {
  count       = var.sync_remote_address_space_enabled && ${when} ? 1 : 0
  type        = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-07-01"
  resource_id = azapi_resource.${label}[0].id
}
`,
        )
        .join('')
    : ''

const inParts = (of: Generation): string => {
  const prefixes = (direction: string): string =>
    ['local', 'remote']
      .map(
        (side) =>
          `      ${side}AddressSpace = { addressPrefixes = [for one in var.${direction}${side}_peered_address_spaces : one.address_prefix] }\n`,
      )
      .join('')
  const names = (direction: string): string =>
    ['local', 'remote']
      .map((side) => `      ${side}SubnetNames = [for one in var.${direction}${side}_peered_subnets : one.subnet_name]\n`)
      .join('')
  const chosen = (attribute: string): string =>
    `local.whole ? azapi_resource.this[0].${attribute} : local.by_space ? azapi_resource.address_space_peering[0].${attribute} : azapi_resource.subnet_peering[0].${attribute}`
  const chosenReverse = (attribute: string): string =>
    `!var.create_reverse_peering ? null : var.reverse_peer_complete_vnets ? azapi_resource.reverse[0].${attribute} : local.reverse_by_space ? azapi_resource.reverse_address_space_peering[0].${attribute} : azapi_resource.reverse_subnet_peering[0].${attribute}`
  return `
locals {
  whole = var.peer_complete_vnets
  by_space = !var.peer_complete_vnets && ${some('', 'address_spaces')}
  by_subnet = !var.peer_complete_vnets && ${some('', 'subnets')}
  reverse_whole = var.create_reverse_peering && var.reverse_peer_complete_vnets
  reverse_by_space = var.create_reverse_peering && !var.reverse_peer_complete_vnets && ${some('reverse_', 'address_spaces')}
  reverse_by_subnet = var.create_reverse_peering && !var.reverse_peer_complete_vnets && ${some('reverse_', 'subnets')}
}
${pair(of, ['this', 'reverse'], ['local.whole', 'local.reverse_whole'], () => '')}
${pair(of, ['address_space_peering', 'reverse_address_space_peering'], ['local.by_space', 'local.reverse_by_space'], prefixes)}
${pair(of, ['subnet_peering', 'reverse_subnet_peering'], ['local.by_subnet', 'local.reverse_by_subnet'], names)}
${sync(of, [
  ['this', 'local.whole'],
  ['reverse', 'local.reverse_whole'],
  ['address_space_peering', 'local.by_space'],
  ['reverse_address_space_peering', 'local.reverse_by_space'],
  ['subnet_peering', 'local.by_subnet'],
  ['reverse_subnet_peering', 'local.reverse_by_subnet'],
])}
${output('name', chosen('name'))}${output('resource_id', chosen('id'))}\
${output('reverse_name', chosenReverse('name'))}${output('reverse_resource_id', chosenReverse('id'))}`
}

const asWhole = (of: Generation): string => {
  const reverse = (attribute: string): string => `var.create_reverse_peering ? azapi_resource.reverse[0]${attribute} : null`
  return `${pair(of, ['this', 'reverse'], ['', 'var.create_reverse_peering'], () => '')}
${output('name', 'azapi_resource.this.name')}${output('resource', 'azapi_resource.this')}${output('resource_id', 'azapi_resource.this.id')}\
${output('reverse_name', reverse('.name'))}${output('reverse_resource', reverse(''))}${output('reverse_resource_id', reverse('.id'))}`
}

export const peeringFolder = (of: Generation): string => `${firm('name', 'string')}\
${
  of.parent === 'object'
    ? firm('virtual_network', 'object({ resource_id = string })') + firm('remote_virtual_network', 'object({ resource_id = string })')
    : firm('parent_id', 'string') + firm('remote_virtual_network_id', 'string')
}\
${firm('create_reverse_peering', 'bool', 'false')}${input('reverse_name', 'string', 'null')}\
${directions
  .flatMap((direction) => [
    ...switches(of).map(([name, type, fallback]) => firm(direction + name, type, fallback)),
    ...partial(of).map(([name, type]) => input(direction + name, type, '[]')),
  ])
  .join('')}\
${hasSync(of) ? firm('sync_remote_address_space_enabled', 'bool', 'false') : ''}\
${unread(`retry timeouts ${of.parent === 'object' ? 'subscription_id' : ''} ${hasSync(of) ? 'sync_remote_address_space_triggers' : ''} ${of.unread.includes('ignore_body_changes') ? 'ignore_body_changes' : ''}`)}\
${of.peerings === 'parts' ? inParts(of) : asWhole(of)}`

/** The Azure Verified Module for virtual networks, with its submodules for subnets and peerings. https://github.com/Azure/terraform-azurerm-avm-res-network-virtualnetwork */
import type { KnownModule, StandIn } from '../../eval/stand-in.ts'
import { firm, input, output, unread } from './stand-in-text.ts'
import { peeringFolder, peeringInputs, peeringType } from './virtual-network-peering.ts'
import { subnetFolder, subnetInputs, subnetType } from './virtual-network-subnet.ts'

/** What tells its versions apart, as far as networks go. */
export interface Generation {
  /** Submodules take their network as an object, or its id. */
  readonly parent: 'object' | 'id'
  readonly delegations: 'delegation' | 'either' | 'delegations'
  /** Service endpoints by name alone, also with locations, or only so. */
  readonly endpoints: 'set' | 'either' | 'located' | 'named'
  /** Addresses from a pool: of the same resource, or of one of its own. */
  readonly pools?: 'inline' | 'apart'
  /** What it says the addresses are falls back on what was asked for. */
  readonly writtenPrefixes?: true
  /** Whether one prefix may be given in place of a list. */
  readonly onePrefix: boolean
  readonly policySwitch?: true
  readonly peerings: 'whole' | 'switched' | 'parts'
  readonly unread: string
  /** A reverse peering leads to the network of the peering that it is the reverse of; without that there is none. */
  readonly follows?: true
  /** Its outputs for subnets and peerings are taken for each other. */
  readonly swapped?: true
}

const common = 'ddos_protection_plan diagnostic_settings enable_telemetry lock role_assignments tags'
const later = `${common} bgp_community enable_vm_protection encryption extended_location flow_timeout_in_minutes`

const root = (of: Generation): string => `${input('name', 'string', 'null')}${firm('location', 'string')}\
${of.pools === undefined ? firm('address_space', 'set(string)') : input('address_space', 'set(string)', 'null')}\
${of.parent === 'object' ? input('resource_group_name', 'string') + input('subscription_id', 'string', 'null') : input('parent_id', 'string')}\
${of.pools === undefined ? '' : input('ipam_pools', 'list(object({ id = string }))', 'null')}\
${input('subnets', `map(${subnetType(of)})`, '{}')}${firm('peerings', `map(${peeringType(of)})`, '{}')}\
${input('dns_servers', 'object({ dns_servers = list(string) })', 'null')}${unread(of.unread)}
${of.parent === 'object' ? 'data "azurerm_client_config" "this" {}\n' : ''}
resource "azapi_resource" "vnet" {
  type      = "Microsoft.Network/virtualNetworks@2024-07-01"
  name      = var.name
  location  = var.location
  parent_id = ${
    of.parent === 'object'
      ? '"/subscriptions/${coalesce(var.subscription_id, data.azurerm_client_config.this.subscription_id)}/resourceGroups/${var.resource_group_name}"'
      : 'var.parent_id'
  }
  body = {
    properties = {
      addressSpace = ${
        of.pools === undefined
          ? '{ addressPrefixes = var.address_space }'
          : `merge(
        var.ipam_pools == null ? {} : { ipamPoolPrefixAllocations = [for pool in var.ipam_pools : { pool = { id = pool.id } }] },
        var.ipam_pools == null ? { addressPrefixes = var.address_space == null ? [] : var.address_space } : {}
      )`
      }
      dhcpOptions = var.dns_servers == null ? null : { dnsServers = var.dns_servers.dns_servers }
    }
  }
}

module "subnet" {
  source   = "./modules/subnet"
  for_each = var.subnets
  ${of.parent === 'object' ? 'virtual_network = { resource_id = azapi_resource.vnet.id }' : 'parent_id = azapi_resource.vnet.id'}
${subnetInputs(of)}}

module "peering" {
  source   = "./modules/peering"
  for_each = var.peerings
  ${of.parent === 'object' ? 'virtual_network = { resource_id = azapi_resource.vnet.id }' : 'parent_id = azapi_resource.vnet.id'}
  ${
    of.parent === 'object'
      ? 'remote_virtual_network = { resource_id = each.value.remote_virtual_network_resource_id }'
      : 'remote_virtual_network_id = each.value.remote_virtual_network_resource_id'
  }
${peeringInputs(of)}}

${output('name', 'azapi_resource.vnet.name')}${output('resource', 'azapi_resource.vnet')}${output('resource_id', 'azapi_resource.vnet.id')}\
${output(of.swapped ? 'peerings' : 'subnets', 'module.subnet')}${output(of.swapped ? 'subnets' : 'peerings', 'module.peering')}\
${
  of.pools === undefined
    ? ''
    : output(
        'address_spaces',
        'var.ipam_pools == null ? var.address_space : azapi_resource.vnet.output.properties.addressSpace.addressPrefixes',
      )
}`

/** Its texts are made when they are asked for: most runs ask for none. */
const standIn = (versions: string, of: Generation): StandIn => {
  let made: StandIn['folders'] | undefined
  return {
    versions: versions.split(' '),
    get folders() {
      made ??= { '': root(of), 'modules/subnet': subnetFolder(of), 'modules/peering': peeringFolder(of) }
      return made
    },
  }
}

const first: Generation = {
  parent: 'object',
  delegations: 'delegation',
  endpoints: 'set',
  onePrefix: false,
  peerings: 'whole',
  unread: common,
}
const second: Generation = { ...first, onePrefix: true, peerings: 'parts', unread: later }
const third: Generation = { ...second, unread: `${later} retry timeouts` }
const fourth: Generation = { ...third, parent: 'id', delegations: 'delegations', endpoints: 'either' }
const fifth: Generation = { ...fourth, follows: true, pools: 'apart', endpoints: 'located' }

const sixth: Generation = { ...fifth, endpoints: 'named', policySwitch: true, writtenPrefixes: true }

export const virtualNetwork: KnownModule = {
  name: 'azure/avm-res-network-virtualnetwork/azurerm',
  repository: 'azure/terraform-azurerm-avm-res-network-virtualnetwork',
  standIns: [
    standIn('0.2.0', { ...first, swapped: true }),
    standIn('0.2.1 0.2.2 0.2.3 0.2.4', first),
    standIn('0.3.0', { ...second, peerings: 'switched' }),
    standIn('0.4.0 0.4.1 0.4.2 0.5.0 0.6.0 0.7.0 0.7.1 0.7.2 0.8.0 0.8.1', second),
    standIn('0.9.0 0.9.1 0.9.2', third),
    standIn('0.9.3', { ...third, delegations: 'either' }),
    standIn('0.10.0', { ...third, delegations: 'either', endpoints: 'either' }),
    standIn('0.11.0 0.12.0', fourth),
    standIn('0.13.0', { ...fourth, follows: true }),
    standIn('0.14.0 0.14.1', { ...fourth, follows: true, pools: 'inline' }),
    standIn('0.15.0 0.16.0', fifth),
    standIn('0.17.0 0.17.1 0.18.0 0.18.1 0.18.2 0.19.0', { ...fifth, writtenPrefixes: true }),
    standIn('0.20.0', sixth),
    standIn('0.21.0 0.22.0 0.22.1', { ...sixth, unread: `${fifth.unread} ignore_body_changes` }),
  ],
}

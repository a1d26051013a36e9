/** Generated networks that the bench measures: each a record of files, by path. */

/** Judges where Internet traffic of each subnet goes; it is for anyone's network, so it is not among those that ship. */
const tunnelPolicy = `policy: tunnel
title: Internet traffic goes through the hub
for: subnet
rules:
  - id: forced-tunnel
    kind: forced-tunnel
    severity: error
    at: subnet
    require:
      - id: management
        to: ApiManagement
        next-hop: internet
      - id: storage
        to: Storage
        any-of: [service-endpoint, internet]
    allow-only: required
`

const provider = `provider "azurerm" {
  features {}
}
`
const hubNetwork = `resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
`

/** 397 routes to an appliance, the default route, and the ways that are needed beside it: as many as Azure takes. */
const tableOf = (name, label, count) => `resource "azurerm_route_table" "${label}" {
${count}  name                = ${name}
  location            = "westeurope"
  resource_group_name = "rg"
  route {
    name                   = "default"
    address_prefix         = "0.0.0.0/0"
    next_hop_type          = "VirtualAppliance"
    next_hop_in_ip_address = "10.0.0.4"
  }
  route {
    name           = "management"
    address_prefix = "ApiManagement"
    next_hop_type  = "Internet"
  }
  route {
    name           = "storage"
    address_prefix = "Storage"
    next_hop_type  = "Internet"
  }
  dynamic "route" {
    for_each = range(397)
    content {
      name                   = "r\${route.value}"
      address_prefix         = "172.\${16 + floor(route.value / 256)}.\${route.value % 256}.0/24"
      next_hop_type          = "VirtualAppliance"
      next_hop_in_ip_address = "10.0.0.4"
    }
  }
}
`

const endpointsLine = (endpoints) =>
  endpoints === 0
    ? ''
    : `  service_endpoints    = [${['Microsoft.Storage', 'Microsoft.Sql', 'Microsoft.KeyVault', 'Microsoft.EventHub']
        .slice(0, endpoints)
        .map((name) => `"${name}"`)
        .join(', ')}]\n`

/** All by `count`. `own`: a route table for each spoke, else ten for all of them. */
export const hubByCount = (spokes, { own, endpoints = 0 }) => ({
  'tunnel.yaml': tunnelPolicy,
  'main.tf': `${provider}${hubNetwork}
locals {
  spokes = ${spokes}
}
${tableOf(own ? `"t\${count.index}"` : '"t${count.index}"', 't', `  count               = ${own ? 'local.spokes' : '10'}\n`)}
resource "azurerm_virtual_network" "spoke" {
  count               = local.spokes
  name                = "s\${count.index}"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.\${1 + floor(count.index / 250)}.\${count.index % 250}.0/24"]
}
resource "azurerm_virtual_network_peering" "to" {
  count                     = local.spokes
  name                      = "to\${count.index}"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.hub.name
  remote_virtual_network_id = azurerm_virtual_network.spoke[count.index].id
}
resource "azurerm_virtual_network_peering" "from" {
  count                     = local.spokes
  name                      = "from"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.spoke[count.index].name
  remote_virtual_network_id = azurerm_virtual_network.hub.id
}
resource "azurerm_subnet" "all" {
  count                = 6 * local.spokes
  name                 = "n\${count.index % 6}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.spoke[floor(count.index / 6)].name
  address_prefixes     = [cidrsubnet(azurerm_virtual_network.spoke[floor(count.index / 6)].address_space[0], 3, count.index % 6)]
${endpointsLine(endpoints)}}
resource "azurerm_subnet_route_table_association" "all" {
  count          = 6 * local.spokes
  subnet_id      = azurerm_subnet.all[count.index].id
  route_table_id = azurerm_route_table.t[floor(count.index / 6)${own ? '' : ' % 10'}].id
}
`,
})

/** A module for each spoke. */
export const hubByModules = (spokes, { own, endpoints = 0 }) => ({
  'tunnel.yaml': tunnelPolicy,
  'main.tf': `${provider}${hubNetwork}
${own ? '' : tableOf('"t${count.index}"', 't', '  count               = 10\n')}
module "spoke" {
  source   = "./spoke"
  for_each = { for spoke in range(${spokes}) : "s\${spoke}" => spoke }
  name     = each.key
  space    = "10.\${1 + floor(each.value / 250)}.\${each.value % 250}.0/24"
  hub      = { id = azurerm_virtual_network.hub.id, name = azurerm_virtual_network.hub.name }
${own ? '' : '  table    = azurerm_route_table.t[each.value % 10].id\n'}}
`,
  'spoke/main.tf': `variable "name" {
  type = string
}
variable "space" {
  type = string
}
variable "hub" {
  type = object({ id = string, name = string })
}
${own ? tableOf('"t-${var.name}"', 'own', '') : 'variable "table" {\n  type = string\n}\n'}
resource "azurerm_virtual_network" "this" {
  name                = var.name
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = [var.space]
}
resource "azurerm_virtual_network_peering" "to" {
  name                      = "to-\${var.name}"
  resource_group_name       = "rg"
  virtual_network_name      = var.hub.name
  remote_virtual_network_id = azurerm_virtual_network.this.id
}
resource "azurerm_virtual_network_peering" "from" {
  name                      = "from"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.this.name
  remote_virtual_network_id = var.hub.id
}
resource "azurerm_subnet" "this" {
  for_each             = toset(["0", "1", "2", "3", "4", "5"])
  name                 = "n\${each.key}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [cidrsubnet(var.space, 3, tonumber(each.key))]
${endpointsLine(endpoints)}}
resource "azurerm_subnet_route_table_association" "this" {
  for_each       = azurerm_subnet.this
  subnet_id      = each.value.id
  route_table_id = ${own ? 'azurerm_route_table.own.id' : 'var.table'}
}
`,
})

/** The same in Bicep, by loops. */
export const hubInBicep = (spokes, { own, endpoints = 0 }) => ({
  'tunnel.yaml': tunnelPolicy,
  'main.bicep': `param location string = 'westeurope'
var count = ${spokes}
var endpoints = [${['Microsoft.Storage', 'Microsoft.Sql', 'Microsoft.KeyVault', 'Microsoft.EventHub']
    .slice(0, endpoints)
    .map((name) => `{ service: '${name}' }`)
    .join(', ')}]

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: location
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } }
}

resource tables 'Microsoft.Network/routeTables@2024-05-01' = [for i in range(0, ${own ? 'count' : '10'}): {
  name: 't\${i}'
  location: location
  properties: {
    routes: concat([
      {
        name: 'default'
        properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.0.4' }
      }
      {
        name: 'management'
        properties: { addressPrefix: 'ApiManagement', nextHopType: 'Internet' }
      }
      {
        name: 'storage'
        properties: { addressPrefix: 'Storage', nextHopType: 'Internet' }
      }
    ], map(range(0, 397), n => {
      name: 'r\${n}'
      properties: { addressPrefix: '172.\${16 + n / 256}.\${n % 256}.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.0.4' }
    }))
  }
}]

resource spokes 'Microsoft.Network/virtualNetworks@2024-05-01' = [for i in range(0, count): {
  name: 's\${i}'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.\${1 + i / 250}.\${i % 250}.0/24'] }
    subnets: [for n in range(0, 6): {
      name: 'n\${n}'
      properties: {
        addressPrefix: cidrSubnet('10.\${1 + i / 250}.\${i % 250}.0/24', 27, n)
        routeTable: { id: tables[${own ? 'i' : 'i % 10'}].id }
        serviceEndpoints: endpoints
      }
    }]
  }
}]

resource to 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = [for i in range(0, count): {
  parent: hub
  name: 'to\${i}'
  properties: { remoteVirtualNetwork: { id: spokes[i].id } }
}]

resource from 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = [for i in range(0, count): {
  parent: spokes[i]
  name: 'from'
  properties: { remoteVirtualNetwork: { id: hub.id } }
}]
`,
})

/** A hub with a resolver and a ruleset, and networks that are linked to the ruleset and to every zone; Terraform takes 10,000 instances of one resource here. */
export const namesOfMany = (networks, zones, rules) => {
  const perBlock = Math.max(1, Math.floor(10_000 / zones))
  const blocks = Math.ceil(networks / perBlock)
  return {
    'main.tf': `${provider}resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "out" {
  name                 = "out"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.1.0/28"]
  delegation {
    name = "resolver"
    service_delegation {
      name = "Microsoft.Network/dnsResolvers"
    }
  }
}
resource "azurerm_private_dns_resolver" "hub" {
  name                = "hub"
  resource_group_name = "rg"
  location            = "westeurope"
  virtual_network_id  = azurerm_virtual_network.hub.id
}
resource "azurerm_private_dns_resolver_outbound_endpoint" "out" {
  name                    = "out"
  private_dns_resolver_id = azurerm_private_dns_resolver.hub.id
  location                = "westeurope"
  subnet_id               = azurerm_subnet.out.id
}
resource "azurerm_private_dns_resolver_dns_forwarding_ruleset" "all" {
  name                                       = "all"
  resource_group_name                        = "rg"
  location                                   = "westeurope"
  private_dns_resolver_outbound_endpoint_ids = [azurerm_private_dns_resolver_outbound_endpoint.out.id]
}
resource "azurerm_private_dns_resolver_forwarding_rule" "all" {
  count                     = ${rules}
  name                      = "r\${count.index}"
  dns_forwarding_ruleset_id = azurerm_private_dns_resolver_dns_forwarding_ruleset.all.id
  domain_name               = "d\${count.index}.corp.example."
  target_dns_servers {
    ip_address = "192.168.0.4"
  }
}
resource "azurerm_virtual_network" "all" {
  count               = ${networks}
  name                = "v\${count.index}"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.\${1 + floor(count.index / 250)}.\${count.index % 250}.0/24"]
}
resource "azurerm_private_dns_resolver_virtual_network_link" "all" {
  count                     = ${networks}
  name                      = "l\${count.index}"
  dns_forwarding_ruleset_id = azurerm_private_dns_resolver_dns_forwarding_ruleset.all.id
  virtual_network_id        = azurerm_virtual_network.all[count.index].id
}
resource "azurerm_private_dns_zone" "all" {
  count               = ${zones}
  name                = "z\${count.index}.internal.example"
  resource_group_name = "rg"
}
resource "azurerm_private_dns_a_record" "all" {
  count               = ${zones}
  name                = "www"
  zone_name           = azurerm_private_dns_zone.all[count.index].name
  resource_group_name = "rg"
  ttl                 = 300
  records             = ["10.0.2.4"]
}
${Array.from({ length: blocks }, (_, block) => {
  const here = Math.min(perBlock, networks - block * perBlock)
  return `resource "azurerm_private_dns_zone_virtual_network_link" "b${block}" {
  count                 = ${here * zones}
  name                  = "l\${floor(count.index / ${zones})}"
  resource_group_name   = "rg"
  private_dns_zone_name = azurerm_private_dns_zone.all[count.index % ${zones}].name
  virtual_network_id    = azurerm_virtual_network.all[${block * perBlock} + floor(count.index / ${zones})].id
}
`
}).join('')}`,
  }
}

/** A repository of published modules: each with a child, types of its own, and two files that deploy it with values. */
export const bicepMonorepo = (modules) => {
  const files = {
    'types.bicep': `@export()
type lockType = {
  @description('Optional. The name of the lock.')
  name: string?
  @description('Optional. The kind of the lock.')
  kind: ('CanNotDelete' | 'None' | 'ReadOnly')?
}
`,
  }
  for (let at = 0; at < modules; at++) {
    const folder = `modules/m${at}`
    files[`${folder}/main.bicep`] = `metadata name = 'Network ${at}'
targetScope = 'resourceGroup'
import { lockType } from '../../types.bicep'

@description('Required. The name of the network.')
param name string
param location string = resourceGroup().location
param addressPrefixes string[]
param lock lockType?
param rules ruleType[] = []
${Array.from(
  { length: 40 },
  (_, index) => `
@description('Optional. What option ${index} is for, in words that say enough to be read by those who deploy it.')
@minLength(1)
param option${index} string = 'value-${index}'`,
).join('')}

var tags = {
${Array.from({ length: 40 }, (_, index) => `  'tag-${index}': '\${name}-\${option${index}}'`).join('\n')}
}
var subnets = [for i in range(0, 4): {
  name: '\${name}-\${i}'
  addressPrefix: cidrSubnet(addressPrefixes[0], 24, i)
}]

resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-\${name}'
  location: location
  tags: tags
  properties: {
    securityRules: [for rule in rules: {
      name: rule.name
      properties: {
        priority: rule.priority
        direction: rule.?direction ?? 'Inbound'
        access: rule.?access ?? 'Allow'
        protocol: 'Tcp'
        sourcePortRange: '*'
        sourceAddressPrefix: rule.source
        destinationPortRange: rule.port
        destinationAddressPrefix: '*'
      }
    }]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: { addressSpace: { addressPrefixes: addressPrefixes } }
}

@batchSize(1)
module child 'subnet/main.bicep' = [for (subnet, index) in subnets: {
  name: '\${uniqueString(deployment().name, location)}-\${index}'
  params: {
    networkName: network.name
    name: subnet.name
    addressPrefix: subnet.addressPrefix
    groupId: index == 3 ? null : group.id
  }
}]

resource locked 'Microsoft.Authorization/locks@2020-05-01' = if (!empty(lock ?? {}) && lock.?kind != 'None') {
  name: lock.?name ?? 'lock-\${name}'
  properties: { level: lock.?kind ?? '' }
  scope: network
}

output resourceId string = network.id
output subnetIds string[] = [for index in range(0, 4): child[index].outputs.resourceId]

@export()
type ruleType = {
  name: string
  priority: int
  direction: ('Inbound' | 'Outbound')?
  access: ('Allow' | 'Deny')?
  source: string
  port: string
}
`
    files[`${folder}/subnet/main.bicep`] = `param networkName string
param name string
param addressPrefix string
param groupId string?

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = { name: networkName }

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: network
  name: name
  properties: {
    addressPrefix: addressPrefix
    networkSecurityGroup: empty(groupId) ? null : { id: groupId }
  }
}

output resourceId string = subnet.id
`
    for (const [kind, rules] of [
      ['defaults', 0],
      ['max', 40],
    ])
      files[`${folder}/tests/${kind}/main.test.bicep`] = `targetScope = 'subscription'
param location string = deployment().location
param suffix string = '${kind}${at}'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-\${suffix}'
  location: location
}

module tested '../../main.bicep' = {
  scope: group
  name: '\${uniqueString(deployment().name, location)}-test'
  params: {
    name: 'vnet-\${suffix}'
    addressPrefixes: ['10.${at % 250}.0.0/16']
    lock: { kind: 'CanNotDelete', name: 'mine' }
    rules: [${Array.from(
      { length: rules },
      (_, rule) => `
      {
        name: 'rule-${rule}'
        priority: ${100 + rule}
        access: '${rule % 5 === 0 ? 'Deny' : 'Allow'}'
        source: '${rule % 7 === 0 ? 'Internet' : `10.${rule}.0.0/24`}'
        port: '${1000 + rule}'
      }`,
    ).join('')}
    ]
  }
}
`
  }
  return files
}

/** The Azure Verified Modules of Bicep for private endpoints and private DNS zones. https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/network */
import type { KnownModule } from '../../eval/stand-in.ts'
import { always, module, own, standIn, unread } from './bicep-text.ts'

// ── private endpoint ──

/** `group`: the parameters that say it, and the configurations in them. */
const privateEndpoint = (group: {
  readonly inputs: string
  readonly isThere: string
  readonly name: string
  readonly zones: string
}): string => `param name string
param subnetResourceId string
param location string = resourceGroup().location
param applicationSecurityGroupResourceIds array?
param customNetworkInterfaceName string?
param ipConfigurations array?
param manualPrivateLinkServiceConnections array?
param privateLinkServiceConnections array?
${group.inputs}${always}${unread('customDnsConfigs ipVersionType')}
resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-05-01' = {
  name: name
  location: location
  properties: {
    applicationSecurityGroups: [for id in (applicationSecurityGroupResourceIds ?? []): { id: id }]
    customNetworkInterfaceName: customNetworkInterfaceName ?? ''
    ipConfigurations: ipConfigurations ?? []
    manualPrivateLinkServiceConnections: manualPrivateLinkServiceConnections ?? []
    privateLinkServiceConnections: privateLinkServiceConnections ?? []
    subnet: { id: subnetResourceId }
  }
}

module privateEndpoint_privateDnsZoneGroup 'private-dns-zone-group/main.bicep' = if (!empty(${group.isThere})) {
  name: '\${uniqueString(deployment().name)}-PrivateEndpoint-PrivateDnsZoneGroup'
  params: {
    name: ${group.name}
    privateEndpointName: privateEndpoint.name
    privateDnsZoneConfigs: ${group.zones}
  }
}

${own('privateEndpoint')}`

const zoneGroup = `param privateEndpointName string
param privateDnsZoneConfigs array
param name string = 'default'

resource privateEndpoint 'Microsoft.Network/privateEndpoints@2025-05-01' existing = {
  name: privateEndpointName
}

resource privateDnsZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = {
  name: name
  parent: privateEndpoint
  properties: {
    privateDnsZoneConfigs: [for config in privateDnsZoneConfigs: {
      name: config.?name ?? last(split(config.privateDnsZoneResourceId, '/'))
      properties: { privateDnsZoneId: config.privateDnsZoneResourceId }
    }]
  }
}
`
const zonesById = {
  inputs: 'param privateDnsZoneGroupName string?\nparam privateDnsZoneResourceIds array?\n',
  isThere: 'privateDnsZoneResourceIds',
  name: "privateDnsZoneGroupName ?? 'default'",
  zones: 'map(privateDnsZoneResourceIds ?? [], id => { privateDnsZoneResourceId: id })',
}
const zonesByConfiguration = {
  inputs: 'param privateDnsZoneGroup object?\n',
  isThere: 'privateDnsZoneGroup',
  name: 'privateDnsZoneGroup.?name',
  zones: 'privateDnsZoneGroup!.privateDnsZoneGroupConfigs',
}

// ── private DNS zone ──

/** Kinds of records, each with the property that holds them. */
const records = [
  ['A', 'aRecords'],
  ['AAAA', 'aaaaRecords'],
  ['CNAME', 'cnameRecord'],
  ['MX', 'mxRecords'],
  ['PTR', 'ptrRecords'],
  ['SRV', 'srvRecords'],
  ['TXT', 'txtRecords'],
] as const

const recordsOf = ([type, property]: readonly [string, string]): string => `
module privateDnsZone_${type} '${type.toLowerCase()}/main.bicep' = [for (record, index) in (${type.toLowerCase()} ?? []): {
  name: '\${uniqueString(deployment().name, location)}-PrivateDnsZone-${type}Record-\${index}'
  params: {
    privateDnsZoneName: privateDnsZone.name
    name: record.name
    ${property}: record.?${property}
  }
}]
`

const recordFolder = ([type, property]: readonly [string, string]): string => `param privateDnsZoneName string
param name string
param ${property} ${property.endsWith('s') ? 'array' : 'object'}?

resource privateDnsZone 'Microsoft.Network/privateDnsZones@2020-06-01' existing = {
  name: privateDnsZoneName
}

resource ${type} 'Microsoft.Network/privateDnsZones/${type}@2020-06-01' = {
  name: name
  parent: privateDnsZone
  properties: {
    ${property}: ${property}
  }
}
`

const privateDnsZone = `param name string
param location string = 'global'
param virtualNetworkLinks array?
${records.map(([type]) => `param ${type.toLowerCase()} array?\n`).join('')}${always}${unread('soa')}
resource privateDnsZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: name
  location: location
}

module privateDnsZone_virtualNetworkLinks 'virtual-network-link/main.bicep' = [for (link, index) in (virtualNetworkLinks ?? []): {
  name: '\${uniqueString(deployment().name, location)}-PrivateDnsZone-VNetLink-\${index}'
  params: {
    privateDnsZoneName: privateDnsZone.name
    name: link.?name ?? '\${last(split(link.virtualNetworkResourceId, '/'))}-vnetlink'
    virtualNetworkResourceId: link.virtualNetworkResourceId
    registrationEnabled: link.?registrationEnabled ?? false
    resolutionPolicy: link.?resolutionPolicy
  }
}]
${records.map(recordsOf).join('')}
${own('privateDnsZone')}`

const link = `param privateDnsZoneName string
param name string = '\${last(split(virtualNetworkResourceId, '/'))}-vnetlink'
param virtualNetworkResourceId string
param registrationEnabled bool = false
param location string = 'global'
param resolutionPolicy string?
${unread('tags enableTelemetry')}
resource privateDnsZone 'Microsoft.Network/privateDnsZones@2020-06-01' existing = {
  name: privateDnsZoneName
}

resource virtualNetworkLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  name: name
  parent: privateDnsZone
  location: location
  properties: {
    registrationEnabled: registrationEnabled
    resolutionPolicy: resolutionPolicy
    virtualNetwork: { id: virtualNetworkResourceId }
  }
}

output name string = virtualNetworkLink.name
output resourceId string = virtualNetworkLink.id
`

export const bicepPrivateModules: readonly KnownModule[] = [
  module('private-endpoint', [
    standIn('0.3.0 0.3.1 0.3.2 0.3.3 0.4.0 0.4.1 0.4.2 0.4.3 0.5.0 0.6.0 0.6.1', {
      '': privateEndpoint(zonesById),
      'private-dns-zone-group': zoneGroup,
    }),
    standIn('0.7.0 0.7.1 0.8.0 0.8.1 0.9.0 0.9.1 0.10.0 0.10.1 0.11.0 0.11.1 0.12.0 0.12.1', {
      '': privateEndpoint(zonesByConfiguration),
      'private-dns-zone-group': zoneGroup,
    }),
  ]),
  module('private-dns-zone', [
    standIn('0.2.0 0.2.1 0.2.2 0.2.3 0.2.4 0.2.5 0.3.0 0.3.1 0.4.0 0.5.0 0.6.0 0.7.0 0.7.1 0.8.0 0.8.1', {
      '': privateDnsZone,
      'virtual-network-link': link,
      ...Object.fromEntries(records.map((record) => [record[0].toLowerCase(), recordFolder(record)])),
    }),
  ]),
]

/** The Azure Verified Module of Bicep for API Management. https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/api-management/service */
import type { KnownModule, StandIn } from '../../eval/stand-in.ts'

/** What tells its versions apart, as far as networks go. */
interface Generation {
  readonly capacity: number
  readonly zones: 'zones array = [1, 2]' | 'availabilityZones array = [1, 2, 3]'
  /** As they are given, or word by word. */
  readonly locations: string
  readonly endpoints?: true
}

const unread = `apis apiVersionSets authorizationServers backends caches certificates customProperties diagnosticSettings enableClientCertificate
enableDeveloperPortal enableTelemetry hostnameConfigurations identityProviders lock loggers managedIdentities minApiVersion namedValues newGuidValue
notificationSenderEmail policies portalsettings products publicNetworkAccess restore roleAssignments subscriptions tags apiDiagnostics serviceDiagnostics
workspaces`

const connection = (suffix: string): string => `[{
      name: endpoint.?privateLinkServiceConnectionName ?? '\${last(split(service.id, '/'))}-\${endpoint.?service ?? 'gateway'}-\${index}'
      properties: { privateLinkServiceId: service.id, groupIds: [endpoint.?service ?? 'Gateway']${suffix} }
    }]`

const endpoints = `param privateEndpoints array?

module service_privateEndpoints 'br/public:avm/res/network/private-endpoint:0.12.1' = [for (endpoint, index) in (privateEndpoints ?? []): {
  name: '\${uniqueString(deployment().name, location)}-service-PrivateEndpoint-\${index}'
  scope: resourceGroup(
    split(endpoint.?resourceGroupResourceId ?? resourceGroup().id, '/')[2],
    split(endpoint.?resourceGroupResourceId ?? resourceGroup().id, '/')[4]
  )
  params: {
    name: endpoint.?name ?? 'pep-\${last(split(service.id, '/'))}-\${endpoint.?service ?? 'gateway'}-\${index}'
    subnetResourceId: endpoint.subnetResourceId
    location: endpoint.?location ?? reference(split(endpoint.subnetResourceId, '/subnets/')[0], '2020-06-01', 'Full').location
    applicationSecurityGroupResourceIds: endpoint.?applicationSecurityGroupResourceIds
    customNetworkInterfaceName: endpoint.?customNetworkInterfaceName
    ipConfigurations: endpoint.?ipConfigurations
    privateDnsZoneGroup: endpoint.?privateDnsZoneGroup
    privateLinkServiceConnections: endpoint.?isManualConnection != true ? ${connection('')} : null
    manualPrivateLinkServiceConnections: endpoint.?isManualConnection == true ? ${connection(', requestMessage: endpoint.?manualConnectionRequestMessage')} : null
  }
}]
`

const text = (of: Generation): string => `param name string
param location string = resourceGroup().location
param publisherEmail string
param publisherName string
param sku string = 'Premium'
param skuCapacity int = ${of.capacity}
param ${of.zones}
param subnetResourceId string?
param virtualNetworkType string = 'None'
param publicIpAddressResourceId string?
param additionalLocations array?
param disableGateway bool = false
${unread
  .split(/\s+/)
  .map((name) => `param ${name} object?\n`)
  .join('')}
resource service 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  sku: {
    name: sku
    capacity: contains(sku, 'Consumption') ? 0 : contains(sku, 'Developer') ? 1 : skuCapacity
  }
  zones: contains(sku, 'Premium') ? ${of.zones.split(' ')[0]} : []
  properties: {
    publisherEmail: publisherEmail
    publisherName: publisherName
    disableGateway: disableGateway
    additionalLocations: ${of.locations}
    virtualNetworkType: virtualNetworkType
    virtualNetworkConfiguration: !empty(subnetResourceId) ? { subnetResourceId: subnetResourceId } : null
    publicIpAddressId: ${of.zones.startsWith('zones') ? '!empty(publicIpAddressResourceId) ? publicIpAddressResourceId : null' : 'publicIpAddressResourceId'}
  }
}
${of.endpoints ? endpoints : ''}
output name string = service.name
output resourceId string = service.id
output resourceGroupName string = resourceGroup().name
output location string = service.location
`

const standIn = (versions: string, of: Generation): StandIn => ({ versions: versions.split(' '), folders: { '': text(of) } })

const early: Generation = {
  capacity: 2,
  zones: 'zones array = [1, 2]',
  locations: "contains(sku, 'Premium') ? (additionalLocations ?? []) : []",
}
const later: Generation = {
  capacity: 3,
  zones: 'availabilityZones array = [1, 2, 3]',
  locations: `contains(sku, 'Premium') && !empty(additionalLocations) ? map((additionalLocations ?? []), one => {
      location: one.location
      sku: one.sku
      disableGateway: one.?disableGateway
      natGatewayState: one.?natGatewayState
      publicIpAddressId: one.?publicIpAddressResourceId
      virtualNetworkConfiguration: one.?virtualNetworkConfiguration
    }) : []`,
}

export const bicepApiManagement: KnownModule = {
  name: 'avm/res/api-management/service',
  standIns: [
    standIn('0.2.2 0.3.0 0.4.0 0.5.0 0.6.0 0.6.1 0.6.2 0.8.0 0.9.0 0.9.1', early),
    standIn('0.11.0 0.11.1 0.11.2', later),
    standIn('0.12.0 0.13.0 0.14.0 0.14.1 0.14.2 0.14.3 0.14.4', { ...later, endpoints: true }),
  ],
}

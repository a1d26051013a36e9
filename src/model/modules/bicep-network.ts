/** The Azure Verified Modules of Bicep for networks: virtual network, security group, route table. https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/network */
import type { KnownModule } from '../../eval/stand-in.ts'
import { always, module, own, standIn, unread } from './bicep-text.ts'

// ── virtual network ──

const subnetInputs = `addressPrefix addressPrefixes ipamPoolPrefixAllocations natGatewayResourceId networkSecurityGroupResourceId
privateEndpointNetworkPolicies routeTableResourceId serviceEndpoints defaultOutboundAccess delegation privateLinkServiceNetworkPolicies serviceEndpointPolicies`.split(
  /\s+/,
)

const fromPool = `contains(addressPrefixes[0], '/Microsoft.Network/networkManagers/')
      ? { ipamPoolPrefixAllocations: [{ pool: { id: addressPrefixes[0] } }] }
      : { addressPrefixes: addressPrefixes }`

/** `pools`: the first prefix may be the id of a pool. */
const virtualNetwork = (pools: boolean): string => `param name string
param location string = resourceGroup().location
param addressPrefixes array
param subnets array?
param peerings array?
param dnsServers array?
param ipamPoolNumberOfIpAddresses string?
${always}${unread(`virtualNetworkBgpCommunity ddosProtectionPlanResourceId vnetEncryption vnetEncryptionEnforcement flowTimeoutInMinutes enableVmProtection
enablePrivateEndpointVNetPolicies ipAllocations`)}
resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' = {
  name: name
  location: location
  properties: {
    addressSpace: ${pools ? fromPool : '{ addressPrefixes: addressPrefixes }'}
    dhcpOptions: !empty(dnsServers) ? { dnsServers: dnsServers } : null
  }
}

module virtualNetwork_subnets 'subnet/main.bicep' = [for (subnet, index) in (subnets ?? []): {
  name: '\${uniqueString(subscription().id, resourceGroup().id, location, name)}-subnet-\${index}'
  params: {
    virtualNetworkName: virtualNetwork.name
    name: subnet.name
${subnetInputs.map((input) => `    ${input}: subnet.?${input}\n`).join('')}  }
}]

module virtualNetwork_peering_local 'virtual-network-peering/main.bicep' = [for (peering, index) in (peerings ?? []): {
  name: '\${uniqueString(subscription().id, resourceGroup().id, location, name)}-virtualNetworkPeering-local-\${index}'
  params: {
    localVnetName: virtualNetwork.name
    remoteVirtualNetworkResourceId: peering.remoteVirtualNetworkResourceId
    name: peering.?name
    allowForwardedTraffic: peering.?allowForwardedTraffic
    allowGatewayTransit: peering.?allowGatewayTransit
    allowVirtualNetworkAccess: peering.?allowVirtualNetworkAccess
    useRemoteGateways: peering.?useRemoteGateways
    enableOnlyIPv6Peering: peering.?enableOnlyIPv6Peering
  }
}]

module virtualNetwork_peering_remote 'virtual-network-peering/main.bicep' = [for (peering, index) in (peerings ?? []): if (peering.?remotePeeringEnabled ?? false) {
  name: '\${uniqueString(subscription().id, resourceGroup().id, location, name)}-virtualNetworkPeering-remote-\${index}'
  scope: resourceGroup(split(peering.remoteVirtualNetworkResourceId, '/')[2], split(peering.remoteVirtualNetworkResourceId, '/')[4])
  params: {
    localVnetName: last(split(peering.remoteVirtualNetworkResourceId, '/'))
    remoteVirtualNetworkResourceId: virtualNetwork.id
    name: peering.?remotePeeringName
    allowForwardedTraffic: peering.?remotePeeringAllowForwardedTraffic
    allowGatewayTransit: peering.?remotePeeringAllowGatewayTransit
    allowVirtualNetworkAccess: peering.?remotePeeringAllowVirtualNetworkAccess
    useRemoteGateways: peering.?remotePeeringUseRemoteGateways
    enableOnlyIPv6Peering: peering.?enableOnlyIPv6Peering
  }
}]

${own('virtualNetwork')}
output subnetNames array = [for (subnet, index) in (subnets ?? []): virtualNetwork_subnets[index].outputs.name]
output subnetResourceIds array = [for (subnet, index) in (subnets ?? []): virtualNetwork_subnets[index].outputs.resourceId]
`

/** `policies`: how they are passed on. */
const subnet = (policies: (name: string) => string): string => `param name string
param virtualNetworkName string
param addressPrefix string?
param addressPrefixes array?
param ipamPoolPrefixAllocations array?
param natGatewayResourceId string?
param networkSecurityGroupResourceId string?
param routeTableResourceId string?
param serviceEndpoints array = []
param delegation string?
param privateEndpointNetworkPolicies string?
param privateLinkServiceNetworkPolicies string?
param serviceEndpointPolicies array?
param defaultOutboundAccess bool?
${unread('roleAssignments enableTelemetry sharingScope applicationGatewayIPConfigurations ipAllocations serviceGateway')}
resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: virtualNetworkName
}

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2025-05-01' = {
  name: name
  parent: virtualNetwork
  properties: {
    addressPrefix: addressPrefix
    addressPrefixes: addressPrefixes
    ipamPoolPrefixAllocations: ipamPoolPrefixAllocations
    networkSecurityGroup: !empty(networkSecurityGroupResourceId) ? { id: networkSecurityGroupResourceId } : null
    routeTable: !empty(routeTableResourceId) ? { id: routeTableResourceId } : null
    natGateway: !empty(natGatewayResourceId) ? { id: natGatewayResourceId } : null
    serviceEndpoints: [for endpoint in serviceEndpoints: { service: endpoint }]
    delegations: !empty(delegation) ? [{ name: delegation, properties: { serviceName: delegation } }] : []
    privateEndpointNetworkPolicies: ${policies('privateEndpointNetworkPolicies')}
    privateLinkServiceNetworkPolicies: ${policies('privateLinkServiceNetworkPolicies')}
    serviceEndpointPolicies: serviceEndpointPolicies
    defaultOutboundAccess: defaultOutboundAccess
  }
}

output resourceGroupName string = resourceGroup().name
output name string = subnet.name
output resourceId string = subnet.id
output addressPrefix string = subnet.properties.?addressPrefix ?? ''
output addressPrefixes array = subnet.properties.?addressPrefixes ?? []
`

const peering = `param name string = 'peer-\${localVnetName}-\${last(split(remoteVirtualNetworkResourceId, '/'))}'
param localVnetName string
param remoteVirtualNetworkResourceId string
param allowForwardedTraffic bool = true
param allowGatewayTransit bool = false
param allowVirtualNetworkAccess bool = true
param useRemoteGateways bool = false
param enableOnlyIPv6Peering bool = false
${unread('doNotVerifyRemoteGateways enableTelemetry')}
resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: localVnetName
}

resource virtualNetworkPeering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2025-05-01' = {
  name: name
  parent: virtualNetwork
  properties: {
    allowForwardedTraffic: allowForwardedTraffic
    allowGatewayTransit: allowGatewayTransit
    allowVirtualNetworkAccess: allowVirtualNetworkAccess
    useRemoteGateways: useRemoteGateways
    enableOnlyIPv6Peering: enableOnlyIPv6Peering
    remoteVirtualNetwork: { id: remoteVirtualNetworkResourceId }
  }
}

output resourceGroupName string = resourceGroup().name
output name string = virtualNetworkPeering.name
output resourceId string = virtualNetworkPeering.id
`

const networks = (pools: boolean, policies = (name: string): string => name): Readonly<Record<string, string>> => ({
  '': virtualNetwork(pools),
  subnet: subnet(policies),
  'virtual-network-peering': peering,
})

// ── network security group ──

const sides = ['source', 'destination']

const securityGroup = `param name string
param location string = resourceGroup().location
param securityRules array?
param flushConnection bool = false
${always}
resource networkSecurityGroup 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: name
  location: location
  properties: {
    flushConnection: flushConnection
    securityRules: [for rule in securityRules ?? []: {
      name: rule.name
      properties: {
        access: rule.properties.access
        direction: rule.properties.direction
        priority: rule.properties.priority
        protocol: rule.properties.protocol
${sides
  .map(
    (side) => `        ${side}AddressPrefix: rule.properties.?${side}AddressPrefix ?? ''
        ${side}AddressPrefixes: rule.properties.?${side}AddressPrefixes ?? []
        ${side}ApplicationSecurityGroups: map(rule.properties.?${side}ApplicationSecurityGroupResourceIds ?? [], id => { id: id })
        ${side}PortRange: rule.properties.?${side}PortRange ?? ''
        ${side}PortRanges: rule.properties.?${side}PortRanges ?? []
`,
  )
  .join('')}      }
    }]
  }
}

${own('networkSecurityGroup')}`

// ── route table ──

const routeTable = `param name string
param location string = resourceGroup().location
param routes array?
param disableBgpRoutePropagation bool = false
${always}
resource routeTable 'Microsoft.Network/routeTables@2024-07-01' = {
  name: name
  location: location
  properties: {
    routes: routes
    disableBgpRoutePropagation: disableBgpRoutePropagation
  }
}

${own('routeTable')}`

export const bicepNetworkModules: readonly KnownModule[] = [
  module('virtual-network', [
    standIn(
      '0.3.0 0.4.0 0.4.1',
      networks(false, (name) => `!empty(${name}) ? ${name} : null`),
    ),
    standIn('0.5.0 0.5.1 0.5.2 0.5.3 0.5.4 0.6.0 0.6.1', networks(false)),
    standIn('0.7.0 0.7.1 0.7.2 0.8.0 0.8.1 0.9.0 0.10.0 0.10.1', networks(true)),
  ]),
  module('network-security-group', [standIn('0.3.0 0.3.1 0.4.0 0.5.0 0.5.1 0.5.2 0.5.3', { '': securityGroup })]),
  module('route-table', [standIn('0.1.0 0.2.0 0.2.1 0.2.2 0.2.3 0.3.0 0.4.0 0.4.1 0.5.0', { '': routeTable })]),
]

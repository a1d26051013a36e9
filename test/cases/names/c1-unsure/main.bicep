param location string = 'westeurope'

@description('Which part of the resource the endpoint leads to.')
param subresources string[]

var subnets = [
  { name: 'workloads', prefix: '10.1.1.0/24' }
  { name: 'endpoints', prefix: '10.1.9.0/24' }
]

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [
      for subnet in subnets: {
        name: subnet.name
        properties: { addressPrefix: subnet.prefix }
      }
    ]
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'main'
  location: location
  properties: {
    sku: {
      family: 'A'
      name: 'standard'
    }
    tenantId: subscription().tenantId
    enableRbacAuthorization: true
    publicNetworkAccess: 'Disabled'
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'main'
  location: location
  properties: {
    subnet: {
      id: apps::endpoints.id
    }
    privateLinkServiceConnections: [
      {
        name: 'main'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: subresources
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'

  resource toApps 'virtualNetworkLinks' = {
    name: 'vaults-apps'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: apps.id }
    }
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'vault'
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}

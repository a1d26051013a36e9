// The zone is that of another service.

param location string = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
  }

  resource workloads 'subnets' = {
    name: 'workloads'
    properties: { addressPrefixes: ['10.1.1.0/24'] }
  }

  resource endpoints 'subnets' = {
    name: 'endpoints'
    properties: {
      addressPrefixes: ['10.1.9.0/24']
    }
    dependsOn: [workloads]
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
  name: 'vault'
  location: location
  properties: {
    subnet: {
      id: apps::endpoints.id
    }
    privateLinkServiceConnections: [
      {
        name: 'vault'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: ['vault']
        }
      }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'blobs'
        properties: {
          privateDnsZoneId: blobs.id
        }
      }
    ]
  }
}

resource blobs 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.blob.${environment().suffixes.storage}'
  location: 'global'

  resource toApps 'virtualNetworkLinks' = {
    name: 'blobs-apps'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: apps.id }
    }
  }
}

// No zone group; and the zone of another cloud for the second.

param location string = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }
}

resource workloads 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: apps
  name: 'workloads'
  properties: {
    addressPrefix: '10.1.1.0/24'
  }
}

resource endpoints 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: apps
  name: 'endpoints'
  properties: {
    addressPrefix: '10.1.9.0/24'
  }
  dependsOn: [workloads]
}

resource first 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'first'
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

resource firstEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'first'
  location: location
  properties: {
    subnet: {
      id: endpoints.id
    }
    privateLinkServiceConnections: [
      {
        name: 'first'
        properties: {
          privateLinkServiceId: first.id
          groupIds: ['vault']
        }
      }
    ]
  }
}

resource second 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'second'
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

resource secondEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'second'
  location: location
  properties: {
    subnet: {
      id: endpoints.id
    }
    privateLinkServiceConnections: [
      {
        name: 'second'
        properties: {
          privateLinkServiceId: second.id
          groupIds: ['vault']
        }
      }
    ]
  }
}

resource secondGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: secondEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'vault'
        properties: {
          privateDnsZoneId: government.id
        }
      }
    ]
  }
}

resource government 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.vaultcore.usgovcloudapi.net'
  location: 'global'
}

resource governmentToApps 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: government
  name: 'government-apps'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: apps.id
    }
  }
}

// The name leads to the public address, which is open as well.

var location = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.1.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'workloads'
        properties: {
          addressPrefix: '10.1.1.0/24'
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.1.9.0/24'
        }
      }
    ]
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
    publicNetworkAccess: 'Enabled'
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'vault'
  location: location
  properties: {
    subnet: {
      id: '${apps.id}/subnets/endpoints'
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

// No zone group, and a record that somebody wrote.

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

resource vault 'Microsoft.KeyVault/vaults@2022-07-01' = {
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
      id: resourceId('Microsoft.Network/virtualNetworks/subnets', apps.name, 'endpoints')
    }
    privateLinkServiceConnections: [
      {
        name: 'main'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: ['vault']
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
}

resource zoneToApps 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  name: '${zone.name}/vaults-apps'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: apps.id
    }
  }
}

resource record 'Microsoft.Network/privateDnsZones/A@2020-06-01' = {
  parent: zone
  name: vault.name
  properties: {
    ttl: 300
    aRecords: [
      {
        ipv4Address: endpoint.properties.customDnsConfigs[0].ipAddresses[0]
      }
    ]
  }
}

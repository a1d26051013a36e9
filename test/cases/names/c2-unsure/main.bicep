// Whom the spoke asks is given.

param location string = 'westeurope'

param dnsServers array

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
  }
}

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    dhcpOptions: {
      dnsServers: dnsServers
    }
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

resource hubToApps 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'hub-apps'
  properties: {
    remoteVirtualNetwork: {
      id: apps.id
    }
    allowVirtualNetworkAccess: true
  }
}

resource appsToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: apps
  name: 'apps-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hub.id
    }
    allowVirtualNetworkAccess: true
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
          groupIds: ['vault']
        }
      }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  name: '${endpoint.name}/default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'privatelink-vaultcore-azure-net'
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'

  resource toHub 'virtualNetworkLinks' = {
    name: 'vaults-hub'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: hub.id }
    }
  }
}

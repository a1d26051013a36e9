// The zone is linked to the hub alone, and the spoke asks the inbound endpoint there.

param location string = 'westeurope'

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'inbound'
        properties: {
          addressPrefix: '10.0.2.0/28'
          delegations: [
            {
              name: 'resolver'
              properties: { serviceName: 'Microsoft.Network/dnsResolvers' }
            }
          ]
        }
      }
      {
        name: 'outbound'
        properties: {
          addressPrefix: '10.0.2.16/28'
          delegations: [
            {
              name: 'resolver'
              properties: { serviceName: 'Microsoft.Network/dnsResolvers' }
            }
          ]
        }
      }
    ]
  }

  resource inbound 'subnets' existing = {
    name: 'inbound'
  }

  resource outbound 'subnets' existing = {
    name: 'outbound'
  }
}

resource resolver 'Microsoft.Network/dnsResolvers@2022-07-01' = {
  name: 'resolver'
  location: location
  properties: {
    virtualNetwork: { id: hub.id }
  }

  resource inbound 'inboundEndpoints' = {
    name: 'inbound'
    location: location
    properties: {
      ipConfigurations: [
        {
          privateIpAllocationMethod: 'Dynamic'
          subnet: { id: hub::inbound.id }
        }
      ]
    }
  }

  resource outbound 'outboundEndpoints' = {
    name: 'outbound'
    location: location
    properties: {
      subnet: { id: hub::outbound.id }
    }
  }
}

resource ruleset 'Microsoft.Network/dnsForwardingRulesets@2022-07-01' = {
  name: 'ruleset'
  location: location
  properties: {
    dnsResolverOutboundEndpoints: [
      {
        id: resolver::outbound.id
      }
    ]
  }
}

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    dhcpOptions: {
      dnsServers: [resolver::inbound.properties.ipConfigurations[0].privateIpAddress]
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

  resource zoneGroup 'privateDnsZoneGroups' = {
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

// The group counts for the endpoint, and denies the subnet of the app.

param location string = 'westeurope'

resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'endpoints'
  location: location
  properties: {
    securityRules: [
      {
        name: 'apps'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '10.1.2.0/24'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    subnets: [
      {
        name: 'integration'
        properties: {
          addressPrefix: '10.1.2.0/24'
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.Web/serverFarms'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.1.9.0/24'
          networkSecurityGroup: {
            id: group.id
          }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }

  resource integration 'subnets' existing = {
    name: 'integration'
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

  resource toApps 'virtualNetworkLinks' = {
    name: 'vaults-apps'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: apps.id }
    }
  }
}

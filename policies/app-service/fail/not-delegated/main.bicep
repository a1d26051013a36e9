// The subnet is delegated to nobody.

var location = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.1.2.0/24'
        }
      }
    ]
  }
}

resource plan 'Microsoft.Web/serverfarms@2023-12-01' existing = {
  name: 'plan'
}

resource web 'Microsoft.Web/sites@2024-11-01' = {
  name: 'web'
  location: location
  kind: 'app,linux'
  properties: {
    serverFarmId: plan.id
    virtualNetworkSubnetId: resourceId('Microsoft.Network/virtualNetworks/subnets', apps.name, 'apps')
    outboundVnetRouting: {
      allTraffic: true
    }
  }
}

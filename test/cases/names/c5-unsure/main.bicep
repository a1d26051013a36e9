param location string = 'westeurope'

param service string

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }

  resource integration 'subnets' = {
    name: 'apps'
    properties: {
      addressPrefix: '10.1.2.0/24'
      delegations: [
        {
          name: 'apps'
          properties: {
            serviceName: service
          }
        }
      ]
    }
  }
}

resource plan 'Microsoft.Web/serverfarms@2023-12-01' existing = {
  name: 'plan'
}

resource web 'Microsoft.Web/sites@2023-12-01' = {
  name: 'web'
  location: location
  kind: 'app,linux'
  properties: {
    serverFarmId: plan.id
    virtualNetworkSubnetId: apps::integration.id
    vnetRouteAllEnabled: true
  }
}

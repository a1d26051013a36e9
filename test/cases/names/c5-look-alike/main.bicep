param location string = 'westeurope'

// Integrated by a resource of its own; what goes to public addresses goes elsewhere, which is a note.

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
            serviceName: 'Microsoft.Web/serverFarms'
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
    siteConfig: {
      vnetRouteAllEnabled: false
    }
  }

  resource integration 'networkConfig' = {
    name: 'virtualNetwork'
    properties: {
      subnetResourceId: apps::integration.id
      swiftSupported: true
    }
  }
}

// The subnet is somebody else's.

param location string = resourceGroup().location

param subnetId string

resource plan 'Microsoft.Web/serverfarms@2023-12-01' existing = {
  name: 'plan'
}

resource web 'Microsoft.Web/sites@2023-12-01' = {
  name: 'web'
  location: location
  kind: 'app,linux'
  properties: {
    serverFarmId: plan.id
    virtualNetworkSubnetId: subnetId
    vnetRouteAllEnabled: true
  }
}

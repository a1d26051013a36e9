param location string = 'westeurope'

module hub 'modules/hub.bicep' = {
  name: 'hub'
  params: {
    location: location
  }
}

module app 'modules/spoke.bicep' = {
  name: 'spoke-app'
  params: {
    name: 'app'
    prefix: '10.1.0.0/16'
    location: location
    hubId: hub.outputs.networkId
    firewall: hub.outputs.firewallAddress
  }
}

resource hubToApp 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  name: 'vnet-hub/hub-to-app'
  properties: {
    remoteVirtualNetwork: { id: app.outputs.id }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

module data 'modules/spoke.bicep' = {
  name: 'spoke-data'
  params: {
    name: 'data'
    prefix: '10.2.0.0/16'
    location: location
    hubId: hub.outputs.networkId
    firewall: hub.outputs.firewallAddress
  }
}

resource hubToData 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  name: 'vnet-hub/hub-to-data'
  properties: {
    remoteVirtualNetwork: { id: data.outputs.id }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

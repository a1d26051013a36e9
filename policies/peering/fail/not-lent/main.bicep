resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource toSpoke 'virtualNetworkPeerings' = {
    name: 'hub-to-spoke'
    properties: {
      remoteVirtualNetwork: { id: spoke.id }
      allowVirtualNetworkAccess: true
    }
  }
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-spoke'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }

  resource toHub 'virtualNetworkPeerings' = {
    name: 'spoke-to-hub'
    properties: {
      remoteVirtualNetwork: { id: hub.id }
      allowVirtualNetworkAccess: true
      useRemoteGateways: true
    }
  }
}

param transit bool

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    virtualNetworkPeerings: [
      {
        name: 'hub-to-spoke'
        properties: {
          remoteVirtualNetwork: { id: resourceId('Microsoft.Network/virtualNetworks', 'vnet-spoke') }
          allowVirtualNetworkAccess: true
          allowGatewayTransit: transit
        }
      }
    ]
  }
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-spoke'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    virtualNetworkPeerings: [
      {
        name: 'spoke-to-hub'
        properties: {
          remoteVirtualNetwork: { id: resourceId('Microsoft.Network/virtualNetworks', 'vnet-hub') }
          allowVirtualNetworkAccess: true
          useRemoteGateways: true
        }
      }
    ]
  }
}

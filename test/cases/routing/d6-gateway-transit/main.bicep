param transit bool
param location string = 'westeurope'

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource toBroken 'virtualNetworkPeerings' = {
    name: 'hub-to-broken'
    properties: { remoteVirtualNetwork: { id: broken.id }, allowVirtualNetworkAccess: true }
  }

  resource toMended 'virtualNetworkPeerings' = {
    name: 'hub-to-mended'
    properties: {
      remoteVirtualNetwork: { id: mended.id }
      allowVirtualNetworkAccess: true
      allowGatewayTransit: true
    }
  }

  resource toUnknown 'virtualNetworkPeerings' = {
    name: 'hub-to-unknown'
    properties: {
      remoteVirtualNetwork: { id: other.id }
      allowVirtualNetworkAccess: true
      allowGatewayTransit: transit
    }
  }

  resource toAlike 'virtualNetworkPeerings' = {
    name: 'hub-to-alike'
    properties: { remoteVirtualNetwork: { id: alike.id }, allowVirtualNetworkAccess: true }
  }
}

resource broken 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-broken'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource brokenToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: broken
  name: 'broken-to-hub'
  properties: {
    remoteVirtualNetwork: { id: hub.id }
    allowVirtualNetworkAccess: true
    useRemoteGateways: true
  }
}

resource mended 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-mended'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.30.0.0/16'] }
  }
}

resource mendedToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  name: '${mended.name}/mended-to-hub'
  properties: {
    remoteVirtualNetwork: { id: hub.id }
    allowVirtualNetworkAccess: true
    useRemoteGateways: true
  }
}

resource other 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-unknown'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.40.0.0/16'] }
  }

  resource toHub 'virtualNetworkPeerings' = {
    name: 'unknown-to-hub'
    properties: {
      remoteVirtualNetwork: { id: hub.id }
      allowVirtualNetworkAccess: true
      useRemoteGateways: true
    }
  }
}

resource alike 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-alike'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.50.0.0/16'] }
  }

  resource toHub 'virtualNetworkPeerings' = {
    name: 'alike-to-hub'
    properties: { remoteVirtualNetwork: { id: hub.id }, allowVirtualNetworkAccess: true }
  }
}

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'GatewaySubnet', properties: { addressPrefix: '10.0.0.0/27' } }]
  }

  resource toSpoke 'virtualNetworkPeerings' = {
    name: 'hub'
    properties: {
      remoteVirtualNetwork: { id: spoke.id }
      allowVirtualNetworkAccess: true
    }
  }
}

resource gateway 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'g'
  location: 'westeurope'
  properties: {
    gatewayType: 'Vpn'
    enableBgp: false
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: '${hub.id}/subnets/GatewaySubnet' }
          publicIPAddress: { id: resourceId('Microsoft.Network/publicIPAddresses', 'p') }
        }
      }
    ]
  }
}

resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'g'
  location: 'westeurope'
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [{ name: 'apps', properties: { addressPrefix: '10.1.1.0/24', networkSecurityGroup: { id: group.id } } }]
  }
}

// Twenty-five subnets of two networks each, every pair of which is asked: the twin of main.tf.

var spokes = ['app', 'data']

resource closed 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-closed'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'nobody'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource hub 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-hub'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'snet-hub', properties: { addressPrefix: '10.0.0.0/24' } }]
  }
}

resource app 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-app'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [for index in range(0, 25): { name: 'snet-app-${index}', properties: { addressPrefix: '10.1.${index}.0/24' } }]
  }
}

resource data 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-data'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.2.0.0/16'] }
    subnets: [for index in range(0, 25): {
      name: 'snet-data-${index}'
      properties: {
        addressPrefix: '10.2.${index}.0/24'
        networkSecurityGroup: index == 24 ? { id: closed.id } : null
      }
    }]
  }
}

resource in_ 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = [for (name, index) in spokes: {
  parent: hub
  name: 'to-${name}'
  properties: { remoteVirtualNetwork: { id: [app.id, data.id][index] }, allowVirtualNetworkAccess: true }
}]

resource appOut 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = {
  parent: app
  name: 'to-hub'
  properties: { remoteVirtualNetwork: { id: hub.id }, allowVirtualNetworkAccess: true }
}

resource dataOut 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = {
  parent: data
  name: 'to-hub'
  properties: { remoteVirtualNetwork: { id: hub.id }, allowVirtualNetworkAccess: true }
}

resource over 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = {
  parent: app
  name: 'to-data'
  properties: { remoteVirtualNetwork: { id: data.id }, allowVirtualNetworkAccess: true }
}

resource back 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = {
  parent: data
  name: 'to-app'
  properties: { remoteVirtualNetwork: { id: app.id }, allowVirtualNetworkAccess: true }
}

resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'apim'
  properties: {
    addressPrefixes: ['10.0.1.0/24']
    networkSecurityGroup: { id: apimGroup.id }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: 'westeurope'
  properties: {
    securityRules: [
      ...map([{ name: 'd', port: '*', src: '*', access: 'Deny' }, { name: 'm', port: '3443', src: 'ApiManagement' }], (item, at) => {
        name: item.name
        properties: {
          priority: 100 + 10 * at
          direction: item.?dir ?? 'Inbound'
          access: item.?access ?? 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: item.port
          sourceAddressPrefix: item.src
          destinationAddressPrefix: '*'
        }
      })
    ]
  }
}

resource mainApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim'
  location: 'westeurope'
  sku: { name: 'Premium', capacity: 1 }
  properties: {
    publisherName: 'x'
    publisherEmail: 'x@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
  }
}

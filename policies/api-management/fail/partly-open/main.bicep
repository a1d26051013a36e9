resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-apim'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    networkSecurityGroup: { id: apimGroup.id }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'clients'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: 'VirtualNetwork'
        }
      }
      {
        name: 'management'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '3443'
          sourceAddressPrefix: 'ApiManagement'
          destinationAddressPrefix: '10.20.1.0/25'
        }
      }
      {
        name: 'monitor'
        properties: {
          priority: 200
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'AzureMonitor'
        }
      }
      {
        name: 'deny-1886'
        properties: {
          priority: 210
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '1886'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'AzureMonitor'
        }
      }
    ]
  }
}

resource mainApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-main'
  location: 'westeurope'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'External'
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
  }
}

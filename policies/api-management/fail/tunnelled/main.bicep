resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: 'westeurope'
  properties: {
    securityRules: [
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
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'deny-all'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-apim'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: apimRoutes.id }
  }
}

resource apimRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-apim'
  location: 'westeurope'
  properties: {
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
      {
        name: 'partner'
        properties: {
          addressPrefix: '203.0.113.0/24'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

resource apimApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-apim'
  location: 'westeurope'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
  }
}

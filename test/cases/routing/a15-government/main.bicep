resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'usgovvirginia'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: 'usgovvirginia'
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

resource brokenSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-broken'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: brokenRoutes.id }
  }
}

resource brokenRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-broken'
  location: 'usgovvirginia'
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
        name: 'west-europe'
        properties: {
          addressPrefix: '51.145.179.78/32'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

resource brokenApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-broken'
  location: 'usgovvirginia'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: brokenSubnet.id }
  }
}

resource mendedSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-mended'
  properties: {
    addressPrefixes: ['10.20.2.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: mendedRoutes.id }
  }
}

resource mendedRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-mended'
  location: 'usgovvirginia'
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
        name: 'management'
        properties: {
          addressPrefix: 'ApiManagement'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

resource mendedApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-mended'
  location: 'usgovvirginia'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: mendedSubnet.id }
  }
}

resource unknownSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-unknown'
  properties: {
    addressPrefixes: ['10.20.3.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: unknownRoutes.id }
  }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-unknown'
  location: 'usgovvirginia'
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
        name: 'virginia'
        properties: {
          addressPrefix: '52.227.222.92/32'
          nextHopType: 'Internet'
        }
      }
      {
        name: 'global-1'
        properties: {
          addressPrefix: '52.127.42.160/32'
          nextHopType: 'Internet'
        }
      }
      {
        name: 'global-2'
        properties: {
          addressPrefix: '52.127.34.192/32'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

resource unknownApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-unknown'
  location: 'usgovvirginia'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: unknownSubnet.id }
  }
}

resource alikeSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-alike'
  properties: {
    addressPrefixes: ['10.20.4.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: alikeRoutes.id }
  }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: 'usgovvirginia'
  properties: {
    routes: [
      {
        name: 'west-europe'
        properties: {
          addressPrefix: '51.145.179.78/32'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

resource alikeApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-alike'
  location: 'usgovvirginia'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: alikeSubnet.id }
  }
}

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

resource brokenSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-broken'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
  }
}

resource brokenApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-broken'
  location: 'westeurope'
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
  location: 'westeurope'
  properties: {
    routes: [
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
  location: 'westeurope'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: mendedSubnet.id }
  }
}

resource alikeSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-alike'
  properties: {
    addressPrefixes: ['10.20.3.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: alikeRoutes.id }
  }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'office'
        properties: {
          addressPrefix: '10.9.0.0/16'
          nextHopType: 'None'
        }
      }
    ]
  }
}

resource alikeApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-alike'
  location: 'westeurope'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: alikeSubnet.id }
  }
}

resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'GatewaySubnet'
  properties: {
    addressPrefixes: ['10.20.255.0/27']
  }
}

resource mainVpn 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'vgw-main'
  location: 'westeurope'
  properties: {
    gatewayType: 'ExpressRoute'
    sku: { name: 'Standard', tier: 'Standard' }
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: { id: gatewaySubnet.id }
          publicIPAddress: { id: gatewayAddress.id }
        }
      }
    ]
  }
}

resource gatewayAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-gateway'
  location: 'westeurope'
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

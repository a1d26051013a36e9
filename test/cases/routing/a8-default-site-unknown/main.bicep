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

resource unknownSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-unknown'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.Sql' }, { service: 'Microsoft.EventHub' }, { service: 'Microsoft.KeyVault' }]
    networkSecurityGroup: { id: apimGroup.id }
    routeTable: { id: unknownRoutes.id }
  }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-unknown'
  location: 'westeurope'
  properties: {
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualNetworkGateway'
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

resource unknownApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-unknown'
  location: 'westeurope'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: unknownSubnet.id }
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
    gatewayType: 'Vpn'
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    enableBgp: bgp
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

param bgp bool

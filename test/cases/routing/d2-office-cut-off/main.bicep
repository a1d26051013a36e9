@description('Whether routes of the gateway come into the subnet.')
param propagation bool

@secure()
param sharedKey string

var location = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }

  resource gatewaySubnet 'subnets' = {
    name: 'GatewaySubnet'
    properties: { addressPrefix: '10.20.255.0/27' }
  }

  resource broken 'subnets' = {
    name: 'snet-broken'
    properties: {
      addressPrefix: '10.20.1.0/24'
      routeTable: { id: brokenRoutes.id }
    }
  }

  resource mended 'subnets' = {
    name: 'snet-mended'
    properties: {
      addressPrefix: '10.20.2.0/24'
      routeTable: { id: mendedRoutes.id }
    }
  }

  resource undecided 'subnets' = {
    name: 'snet-unknown'
    properties: {
      addressPrefix: '10.20.3.0/24'
      routeTable: { id: unknownRoutes.id }
    }
  }

  resource alike 'subnets' = {
    name: 'snet-alike'
    properties: {
      addressPrefix: '10.20.4.0/24'
      routeTable: { id: alikeRoutes.id }
    }
  }
}

resource gatewayAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-gateway'
  location: location
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'vgw-main'
  location: location
  properties: {
    gatewayType: 'Vpn'
    vpnType: 'RouteBased'
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    enableBgp: false
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: { id: vnet::gatewaySubnet.id }
          publicIPAddress: { id: gatewayAddress.id }
        }
      }
    ]
  }
}

resource office 'Microsoft.Network/localNetworkGateways@2024-05-01' = {
  name: 'lgw-office'
  location: location
  properties: {
    gatewayIpAddress: '198.51.100.1'
    localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/16'] }
  }
}

resource connection 'Microsoft.Network/connections@2024-05-01' = {
  name: 'con-office'
  location: location
  properties: {
    connectionType: 'IPsec'
    virtualNetworkGateway1: { id: gateway.id, properties: {} }
    localNetworkGateway2: { id: office.id, properties: {} }
    sharedKey: sharedKey
  }
}

resource brokenRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-broken'
  location: location
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      { name: 'partner', properties: { addressPrefix: '10.40.0.0/16', nextHopType: 'None' } }
    ]
  }
}

// The table leads there itself.
resource mendedRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-mended'
  location: location
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      { name: 'office', properties: { addressPrefix: '192.168.0.0/16', nextHopType: 'VirtualNetworkGateway' } }
    ]
  }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-unknown'
  location: location
  properties: {
    disableBgpRoutePropagation: !propagation
  }
}

// Everything goes to an appliance, the office too.
resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: location
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'default'
        properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' }
      }
    ]
  }
}

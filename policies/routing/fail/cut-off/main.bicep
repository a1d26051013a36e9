@secure()
param sharedKey string

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'snet-app'
        properties: {
          addressPrefix: '10.20.1.0/24'
          routeTable: { id: routes.id }
        }
      }
      {
        name: 'GatewaySubnet'
        properties: { addressPrefix: '10.20.255.0/27' }
      }
    ]
  }
}

resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {
  parent: vnet
  name: 'GatewaySubnet'
}

resource routes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-app'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'partner'
        properties: {
          addressPrefix: '10.40.0.0/16'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.20.1.4'
        }
      }
    ]
  }
}

resource address 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-gateway'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'vgw-main'
  location: 'westeurope'
  properties: {
    gatewayType: 'Vpn'
    vpnType: 'RouteBased'
    enableBgp: false
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: { id: gatewaySubnet.id }
          publicIPAddress: { id: address.id }
        }
      }
    ]
  }
}

resource office 'Microsoft.Network/localNetworkGateways@2024-05-01' = {
  name: 'lgw-office'
  location: 'westeurope'
  properties: {
    gatewayIpAddress: '198.51.100.1'
    localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/16'] }
  }
}

resource connection 'Microsoft.Network/connections@2024-05-01' = {
  name: 'con-office'
  location: 'westeurope'
  properties: {
    connectionType: 'IPsec'
    virtualNetworkGateway1: { id: gateway.id, properties: {} }
    localNetworkGateway2: { id: office.id, properties: {} }
    sharedKey: sharedKey
  }
}

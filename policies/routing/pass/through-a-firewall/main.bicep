@secure()
param sharedKey string

var firewall = '10.0.1.4'
var leads = {
  default: '0.0.0.0/0'
  office: '192.168.0.0/16'
}

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource gatewaySubnet 'subnets' = {
    name: 'GatewaySubnet'
    properties: { addressPrefix: '10.0.255.0/27' }
  }

  resource toSpoke 'virtualNetworkPeerings' = {
    name: 'hub-to-spoke'
    properties: {
      remoteVirtualNetwork: { id: spoke.id }
      allowVirtualNetworkAccess: true
      allowGatewayTransit: true
    }
  }
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-spoke'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }

  resource app 'subnets' = {
    name: 'snet-app'
    properties: {
      addressPrefix: '10.20.1.0/24'
      routeTable: { id: routes.id }
    }
  }
}

resource spokeToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: spoke
  name: 'spoke-to-hub'
  properties: {
    remoteVirtualNetwork: { id: hub.id }
    allowVirtualNetworkAccess: true
    useRemoteGateways: true
    allowForwardedTraffic: true
  }
}

resource routes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-app'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
    routes: map(items(leads), lead => {
      name: lead.key
      properties: {
        addressPrefix: lead.value
        nextHopType: 'VirtualAppliance'
        nextHopIpAddress: firewall
      }
    })
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
          subnet: { id: hub::gatewaySubnet.id }
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
    localNetworkAddressSpace: { addressPrefixes: [leads.office] }
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

param name string
param prefix string
param location string
param hubId string
param firewall string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${name}'
  location: location
  properties: {
    addressSpace: { addressPrefixes: [prefix] }
    subnets: [
      {
        name: 'snet-${name}'
        properties: {
          addressPrefix: cidrSubnet(prefix, 24, 0)
          routeTable: { id: routes.id }
        }
      }
    ]
  }
}

resource routes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-${name}'
  location: location
  properties: {
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: firewall
        }
      }
    ]
  }
}

resource toHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: network
  name: '${name}-to-hub'
  properties: {
    remoteVirtualNetwork: { id: hubId }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

output id string = network.id
output name string = network.name

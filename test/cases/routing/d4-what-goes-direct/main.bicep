param location string = 'westeurope'

var firewall = '10.0.1.4'
var networks = {
  hub: '10.0.0.0/16'
  other: '10.30.0.0/16'
}

resource main 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource others 'Microsoft.Network/virtualNetworks@2024-05-01' = [
  for network in items(networks): {
    name: 'vnet-${network.key}'
    location: location
    properties: {
      addressSpace: { addressPrefixes: [network.value] }
    }
  }
]

resource out 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = [
  for (network, i) in items(networks): {
    parent: main
    name: 'main-to-${network.key}'
    properties: {
      allowVirtualNetworkAccess: true
      remoteVirtualNetwork: { id: others[i].id }
    }
  }
]

resource back 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = [
  for (network, i) in items(networks): {
    parent: others[i]
    name: '${network.key}-to-main'
    properties: {
      allowVirtualNetworkAccess: true
      remoteVirtualNetwork: { id: main.id }
    }
  }
]

resource toldSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: main
  name: 'snet-told'
  properties: {
    addressPrefix: '10.20.1.0/24'
    routeTable: { id: toldRoutes.id }
  }
}

resource toldRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-told'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: firewall } }
    ]
  }
}

resource mendedSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: main
  name: 'snet-mended'
  properties: {
    addressPrefix: '10.20.2.0/24'
    routeTable: { id: mendedRoutes.id }
  }
}

resource mendedRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-mended'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: firewall } }
      { name: 'other', properties: { addressPrefix: networks.other, nextHopType: 'VirtualAppliance', nextHopIpAddress: firewall } }
    ]
  }
}

resource alikeSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: main
  name: 'snet-alike'
  properties: {
    addressPrefix: '10.20.3.0/24'
    routeTable: { id: alikeRoutes.id }
  }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: location
  properties: {
    routes: [
      { name: 'office', properties: { addressPrefix: '10.9.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: firewall } }
    ]
  }
}

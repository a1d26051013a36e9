// A hub of Virtual WAN brings the routes that it decides on: the twin of main.tf.

resource wan 'Microsoft.Network/virtualWans@2024-01-01' = {
  name: 'wan-main'
  location: 'westeurope'
  properties: {}
}

resource hub 'Microsoft.Network/virtualHubs@2024-01-01' = {
  name: 'hub-main'
  location: 'westeurope'
  properties: { virtualWan: { id: wan.id }, addressPrefix: '10.100.0.0/23' }
}

resource connection 'Microsoft.Network/virtualHubs/hubVirtualNetworkConnections@2024-01-01' = {
  parent: hub
  name: 'to-main'
  properties: { remoteVirtualNetwork: { id: network.id }, enableInternetSecurity: true }
}

resource intent 'Microsoft.Network/virtualHubs/routingIntent@2024-01-01' = {
  parent: hub
  name: 'intent'
  properties: { routingPolicies: [{ name: 'internet', destinations: ['Internet'], nextHop: firewall.id }] }
}

resource firewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-hub'
  location: 'westeurope'
  properties: { sku: { name: 'AZFW_Hub', tier: 'Standard' }, virtualHub: { id: hub.id } }
}

resource gateway 'Microsoft.Network/vpnGateways@2024-01-01' = {
  name: 'vpn-hub'
  location: 'westeurope'
  properties: { virtualHub: { id: hub.id } }
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } }
}

resource main 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: network
  name: 'snet-main'
  properties: { addressPrefix: '10.1.0.0/24' }
}

resource table 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-own'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
    routes: [{ name: 'web', properties: { addressPrefix: '203.0.113.0/24', nextHopType: 'Internet' } }]
  }
}

resource own 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: network
  name: 'snet-own'
  properties: { addressPrefix: '10.1.1.0/24', routeTable: { id: table.id } }
}

resource alikeNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-alike'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.2.0.0/16'] } }
}

resource alike 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: alikeNetwork
  name: 'snet-alike'
  properties: { addressPrefix: '10.2.0.0/24' }
}

@secure()
param sharedKey string
param location string = 'westeurope'

var appliance = '10.0.1.4'
var officePrefixes = ['192.168.0.0/16']

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      { name: 'GatewaySubnet', properties: { addressPrefix: '10.20.255.0/27' } }
      { name: 'snet-told', properties: { addressPrefix: '10.20.1.0/24', routeTable: { id: told.id } } }
      { name: 'snet-alike', properties: { addressPrefix: '10.20.2.0/24', routeTable: { id: alike.id } } }
    ]
  }
}

resource gatewayIp 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
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
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    ipConfigurations: [
      {
        name: 'vnetGatewayConfig'
        properties: {
          subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', vnet.name, 'GatewaySubnet') }
          publicIPAddress: { id: gatewayIp.id }
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
    localNetworkAddressSpace: { addressPrefixes: officePrefixes }
  }
}

resource connection 'Microsoft.Network/connections@2024-05-01' = {
  name: 'con-office'
  location: location
  properties: {
    connectionType: 'IPsec'
    virtualNetworkGateway1: { id: gateway.id }
    localNetworkGateway2: { id: office.id }
    sharedKey: sharedKey
  }
}

resource told 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-told'
  location: location
  properties: {
    disableBgpRoutePropagation: false
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: appliance } }
    ]
  }
}

resource alike 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: location
  properties: {
    disableBgpRoutePropagation: false
    routes: [
      for (prefix, index) in concat(['0.0.0.0/0'], officePrefixes): {
        name: 'to-firewall-${index}'
        properties: { addressPrefix: prefix, nextHopType: 'VirtualAppliance', nextHopIpAddress: appliance }
      }
    ]
  }
}

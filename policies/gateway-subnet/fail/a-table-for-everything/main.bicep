resource everywhere 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-everywhere'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.20.1.4'
        }
      }
    ]
  }
}

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-main'
  location: 'westeurope'
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'GatewaySubnet'
        properties: {
          addressPrefix: '10.20.255.0/27'
          routeTable: { id: everywhere.id }
          networkSecurityGroup: { id: nsg.id }
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
    gatewayType: 'ExpressRoute'
    sku: { name: 'Standard', tier: 'Standard' }
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: { id: vnet.properties.subnets[0].id }
          publicIPAddress: { id: address.id }
        }
      }
    ]
  }
}

@description('Address space of the spokes.')
param spokes string

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'GatewaySubnet'
  properties: {
    addressPrefix: '10.20.255.0/27'
    routeTable: { id: table.id }
  }
}

resource table 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-gateway'
  location: 'westeurope'

  resource toSpokes 'routes' = {
    name: 'spokes'
    properties: {
      addressPrefix: spokes
      nextHopType: 'VirtualAppliance'
      nextHopIpAddress: '10.20.1.4'
    }
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
          subnet: { id: gatewaySubnet.id }
          publicIPAddress: { id: address.id }
        }
      }
    ]
  }
}

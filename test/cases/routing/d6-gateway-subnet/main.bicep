param propagation bool

var location = 'westeurope'

resource brokenNetwork 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-broken'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'GatewaySubnet'
        properties: {
          addressPrefix: '10.20.255.0/27'
          routeTable: { id: brokenRoutes.id }
        }
      }
    ]
  }
}

resource brokenRoutes 'Microsoft.Network/routeTables@2023-11-01' = {
  name: 'rt-broken'
  location: location
  properties: {
    disableBgpRoutePropagation: true
  }
}

resource brokenDefault 'Microsoft.Network/routeTables/routes@2023-11-01' = {
  parent: brokenRoutes
  name: 'default'
  properties: {
    addressPrefix: '0.0.0.0/0'
    nextHopType: 'Internet'
  }
}

resource mendedNetwork 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-mended'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.30.0.0/16'] }
    subnets: [
      {
        name: 'GatewaySubnet'
        properties: {
          addressPrefix: '10.30.255.0/27'
          routeTable: { id: mendedRoutes.id }
        }
      }
    ]
  }
}

resource mendedRoutes 'Microsoft.Network/routeTables@2023-11-01' = {
  name: 'rt-mended'
  location: location
  properties: {
    routes: [
      {
        name: 'spoke'
        properties: {
          addressPrefix: '10.60.0.0/16'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.30.1.4'
        }
      }
    ]
  }
}

resource unknownNetwork 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-unknown'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.40.0.0/16'] }
    subnets: [
      {
        name: 'GatewaySubnet'
        properties: {
          addressPrefix: '10.40.255.0/27'
          routeTable: { id: unknownRoutes.id }
        }
      }
    ]
  }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2023-11-01' = {
  name: 'rt-unknown'
  location: location
  properties: {
    disableBgpRoutePropagation: propagation ? false : true
  }
}

resource alikeNetwork 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-alike'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.50.0.0/16'] }
    subnets: [
      {
        name: 'snet-alike'
        properties: {
          addressPrefix: '10.50.1.0/24'
          routeTable: { id: alikeRoutes.id }
        }
      }
    ]
  }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2023-11-01' = {
  name: 'rt-alike'
  location: location
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

param location string = 'westeurope'
param second string

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
    subnets: [
      {
        name: 'snet-app'
        properties: {
          addressPrefix: '10.20.1.0/24'
          routeTable: {
            id: appRoutes.id
          }
        }
      }
      {
        name: 'snet-maybe'
        properties: {
          addressPrefix: '10.20.2.0/24'
          routeTable: {
            id: maybeRoutes.id
          }
        }
      }
    ]
  }
}

resource appRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-app'
  location: location
  properties: {
    routes: [
      {
        name: 'whole'
        properties: {
          addressPrefix: '10.40.0.0/23'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
      {
        name: 'first'
        properties: {
          addressPrefix: '10.40.0.0/24'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.5'
        }
      }
      {
        name: 'second'
        properties: {
          addressPrefix: '10.40.1.0/24'
          nextHopType: 'None'
        }
      }
      {
        name: 'dns'
        properties: {
          addressPrefix: '168.63.129.16/32'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
      {
        name: 'half'
        properties: {
          addressPrefix: '10.50.0.0/23'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
      {
        name: 'quarter'
        properties: {
          addressPrefix: '10.50.0.0/24'
          nextHopType: 'None'
        }
      }
    ]
  }
}

resource maybeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-maybe'
  location: location

  resource whole 'routes' = {
    name: 'whole'
    properties: {
      addressPrefix: '10.60.0.0/23'
      nextHopType: 'VirtualAppliance'
      nextHopIpAddress: '10.0.1.4'
    }
  }

  resource first 'routes' = {
    name: 'first'
    properties: {
      addressPrefix: '10.60.0.0/24'
      nextHopType: 'None'
    }
  }

  resource other 'routes' = {
    name: 'second'
    properties: {
      addressPrefix: second
      nextHopType: 'None'
    }
  }
}

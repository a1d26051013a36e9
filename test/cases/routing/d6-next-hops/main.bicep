param appliance string
param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      { name: 'snet-shared', properties: { addressPrefix: '10.20.9.0/24' } }
      { name: 'snet-broken', properties: { addressPrefix: '10.20.1.0/24', routeTable: { id: brokenRoutes.id } } }
      { name: 'snet-told', properties: { addressPrefix: '10.20.2.0/24', routeTable: { id: toldRoutes.id } } }
      { name: 'snet-mended', properties: { addressPrefix: '10.20.3.0/24', routeTable: { id: mendedRoutes.id } } }
      { name: 'snet-unknown', properties: { addressPrefix: '10.20.4.0/24', routeTable: { id: unknownRoutes.id } } }
      { name: 'snet-alike', properties: { addressPrefix: '10.20.5.0/24', routeTable: { id: alikeRoutes.id } } }
    ]
  }

  resource shared 'subnets' existing = {
    name: 'snet-shared'
  }
}

resource nic 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'nic-appliance'
  location: location
  properties: {
    enableIPForwarding: true
    ipConfigurations: [
      {
        name: 'own'
        properties: {
          subnet: { id: vnet::shared.id }
          privateIPAllocationMethod: 'Static'
          privateIPAddress: '10.20.9.4'
        }
      }
    ]
  }
}

func toAppliance(address string) object => {
  name: 'default'
  properties: {
    addressPrefix: '0.0.0.0/0'
    nextHopType: 'VirtualAppliance'
    nextHopIpAddress: address
  }
}

resource brokenRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-broken'
  location: location
  properties: { routes: [toAppliance('10.20.1.4')] }
}

resource toldRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-told'
  location: location
  properties: { routes: [toAppliance('10.20.9.5')] }
}

resource mendedRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-mended'
  location: location
  properties: { routes: [toAppliance('10.20.9.4')] }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-unknown'
  location: location
  properties: { routes: [toAppliance(appliance)] }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: location
  properties: { routes: [toAppliance('10.0.1.4')] }
}

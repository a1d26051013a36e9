param queueTable string
param location string = 'westeurope'

type subnetSettings = {
  name: string
  prefix: string
  table: string
}

var subnets subnetSettings[] = [
  { name: 'snet-web', prefix: '10.20.1.0/24', table: 'rt-shared' }
  { name: 'snet-data', prefix: '10.20.2.0/24', table: 'rt-shared' }
  { name: 'snet-api', prefix: '10.20.3.0/24', table: 'rt-api' }
  { name: 'snet-cache', prefix: '10.20.4.0/24', table: 'rt-other' }
]

resource tables 'Microsoft.Network/routeTables@2024-05-01' = [
  for name in ['rt-shared', 'rt-api', 'rt-other']: {
    name: name
    location: location
    properties: {
      routes: [
        {
          name: 'office'
          properties: {
            addressPrefix: '10.9.0.0/16'
            nextHopType: 'VirtualAppliance'
            nextHopIpAddress: '10.0.1.4'
          }
        }
      ]
    }
  }
]

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.20.0.0/16'
      ]
    }
  }
}

@batchSize(1)
resource snets 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = [
  for subnet in subnets: {
    parent: vnet
    name: subnet.name
    properties: {
      addressPrefix: subnet.prefix
      routeTable: {
        id: resourceId('Microsoft.Network/routeTables', subnet.table)
      }
    }
    dependsOn: [
      tables
    ]
  }
]

resource queueRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: queueTable
  location: location
  properties: {
    routes: [
      {
        name: 'office'
        properties: {
          addressPrefix: '10.9.0.0/16'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
    ]
  }
}

resource queue 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'snet-queue'
  properties: {
    addressPrefix: '10.20.5.0/24'
    routeTable: {
      id: queueRoutes.id
    }
  }
  dependsOn: [
    snets
  ]
}

param forwarding bool
param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource machines 'subnets' = {
    name: 'snet-machines'
    properties: { addressPrefix: '10.0.9.0/24' }
  }

  resource data 'subnets' = {
    name: 'snet-data'
    properties: { addressPrefix: '10.0.8.0/24' }
  }

  resource alike 'subnets' = {
    name: 'snet-alike'
    properties: { addressPrefix: '10.0.4.0/24' }
  }
}

var served = [
  { name: 'broken', prefix: '10.0.1.0/24', forwards: false }
  { name: 'mended', prefix: '10.0.2.0/24', forwards: true }
  { name: 'unknown', prefix: '10.0.3.0/24', forwards: forwarding }
]

resource subnets 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = [
  for (one, i) in served: {
    parent: vnet
    name: 'snet-${one.name}'
    properties: {
      addressPrefix: one.prefix
      routeTable: { id: tables[i].id }
    }
  }
]

resource machineNics 'Microsoft.Network/networkInterfaces@2024-05-01' = [
  for one in served: {
    name: 'nic-${one.name}'
    location: location
    properties: {
      enableIPForwarding: one.forwards
      ipConfigurations: [
        {
          name: 'main'
          properties: {
            subnet: { id: vnet::machines.id }
            privateIPAllocationMethod: 'Dynamic'
          }
        }
      ]
    }
  }
]

// The addresses are those that the interfaces will have.
resource tables 'Microsoft.Network/routeTables@2024-05-01' = [
  for (one, i) in served: {
    name: 'rt-${one.name}'
    location: location
    properties: {
      routes: [
        {
          name: 'data'
          properties: {
            addressPrefix: '10.0.8.0/24'
            nextHopType: 'VirtualAppliance'
            nextHopIpAddress: machineNics[i].properties.ipConfigurations[0].properties.privateIPAddress
          }
        }
      ]
    }
  }
]

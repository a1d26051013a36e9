param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-api'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource forwarders 'subnets' = {
    name: 'snet-forwarders'
    properties: {
      addressPrefix: '10.0.2.0/24'
    }
  }

  resource nat 'subnets' = {
    name: 'snet-nat'
    properties: {
      addressPrefix: '10.0.3.0/24'
      privateLinkServiceNetworkPolicies: 'Disabled'
    }
  }
}

resource linkService 'Microsoft.Network/privateLinkServices@2024-05-01' = {
  name: 'pls-api'
  location: location
  properties: {
    destinationIPAddress: '10.0.2.20'
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          primary: true
          privateIPAllocationMethod: 'Dynamic'
          subnet: { id: vnet::nat.id }
        }
      }
    ]
    visibility: { subscriptions: ['00000000-0000-0000-0000-000000000001'] }
  }
}

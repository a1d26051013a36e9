@description('Name of the API Management instance; other names are made from it.')
param name string = 'apim-orders'

param location string = 'westeurope'

param publisherName string = 'Orders team'

param publisherEmail string = 'orders@example.com'

@description('Address space of the virtual network; the first /24 of it is API Management\'s.')
param addressSpace string = '10.20.0.0/16'

module network 'network.bicep' = {
  name: 'network'
  params: {
    name: name
    location: location
    addressSpace: addressSpace
  }
}

resource publicIp 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-${name}'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
    dnsSettings: {
      domainNameLabel: name
    }
  }
}

resource apiManagement 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  sku: {
    name: 'Premium'
    capacity: 1
  }
  properties: {
    publisherName: publisherName
    publisherEmail: publisherEmail
    publicIpAddressId: publicIp.id
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: {
      subnetResourceId: network.outputs.subnetId
    }
  }
}

@description('Region of everything in this file.')
param location string = 'westeurope'

module network 'network.bicep' = {
  name: 'network'
  params: {
    location: location
  }
}

resource publicAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-apim-shop'
  location: location
  sku: { name: 'Standard' }
  properties: {
    publicIPAllocationMethod: 'Static'
    dnsSettings: { domainNameLabel: 'apim-shop' }
  }
}

resource apim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-shop'
  location: location
  sku: { name: 'Premium', capacity: 1 }
  properties: {
    publisherName: 'Shop team'
    publisherEmail: 'shop@example.com'
    publicIpAddressId: publicAddress.id
    virtualNetworkType: 'External'
    virtualNetworkConfiguration: { subnetResourceId: network.outputs.subnetId }
  }
}

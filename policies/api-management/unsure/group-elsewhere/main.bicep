resource shared 'Microsoft.Network/networkSecurityGroups@2024-05-01' existing = {
  name: 'nsg-shared'
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }

  resource apimSubnet 'subnets' = {
    name: 'snet-apim'
    properties: {
      addressPrefix: '10.20.1.0/24'
      networkSecurityGroup: { id: shared.id }
    }
  }
}

resource apim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-main'
  location: 'westeurope'
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'External'
    virtualNetworkConfiguration: { subnetResourceId: vnet::apimSubnet.id }
  }
}

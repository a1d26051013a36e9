resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-apim'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    delegations: [
      {
        name: 'api-management'
        properties: { serviceName: 'Microsoft.Web/hostingEnvironments' }
      }
    ]
    networkSecurityGroup: { id: apimGroup.id }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'storage'
        properties: {
          priority: 200
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'Storage'
        }
      }
      {
        name: 'deny-internet'
        properties: {
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'Internet'
        }
      }
    ]
  }
}

resource mainApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-main'
  location: 'westeurope'
  sku: { name: 'PremiumV2', capacity: 1 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
  }
}

resource mainGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-main'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'no-internet'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'web'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '198.51.100.0/24'
          destinationAddressPrefix: '10.0.1.0/24'
        }
      }
      {
        name: 'office'
        properties: {
          priority: 300
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.50.0.0/16'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'no-office'
        properties: {
          priority: 310
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.50.0.0/16'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'office-again'
        properties: {
          priority: 320
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.50.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource mainSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'main'
  properties: {
    addressPrefixes: ['10.0.1.0/24']
    networkSecurityGroup: { id: mainGroup.id }
  }
}

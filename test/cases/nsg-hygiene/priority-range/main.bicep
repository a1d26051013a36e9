resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource failsSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'fails'
  properties: {
    addressPrefixes: ['10.0.1.0/24']
    networkSecurityGroup: { id: failsGroup.id }
  }
}

resource failsGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-fails'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'first'
        properties: {
          priority: 99
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'last'
        properties: {
          priority: 4097
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource holdsSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'holds'
  properties: {
    addressPrefixes: ['10.0.2.0/24']
    networkSecurityGroup: { id: holdsGroup.id }
  }
}

resource holdsGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-holds'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'first'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'last'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

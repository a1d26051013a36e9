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
        name: 'yes'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'no'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource failsWrittenOtherwiseSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'fails-written-otherwise'
  properties: {
    addressPrefixes: ['10.0.2.0/24']
    networkSecurityGroup: { id: failsWrittenOtherwiseGroup.id }
  }
}

resource failsWrittenOtherwiseGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-fails-written-otherwise'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'yes'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '0-65535'
          sourceAddressPrefix: '0.0.0.0/0'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'no'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource alikeSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'alike'
  properties: {
    addressPrefixes: ['10.0.3.0/24']
    networkSecurityGroup: { id: alikeGroup.id }
  }
}

resource alikeGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-alike'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'yes'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'no'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'back'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

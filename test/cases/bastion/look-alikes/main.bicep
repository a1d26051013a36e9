resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource bastionSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'AzureBastionSubnet'
  properties: {
    addressPrefixes: ['10.0.2.0/26']
    networkSecurityGroup: { id: bastionGroup.id }
  }
}

resource bastionGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-bastion'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'https'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'data-plane'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRanges: ['5701', '8080']
          sourceAddressPrefix: '10.0.0.0/16'
          destinationAddressPrefix: '10.0.2.0/26'
        }
      }
      {
        name: 'rest'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'network'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '10.0.2.0/26'
          destinationAddressPrefix: '10.0.0.0/16'
        }
      }
      {
        name: 'web'
        properties: {
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['80', '443']
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'Internet'
        }
      }
      {
        name: 'rest-out'
        properties: {
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource bastionAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-bastion'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource mainBastion 'Microsoft.Network/bastionHosts@2024-05-01' = {
  name: 'bas-main'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: {
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: bastionSubnet.id }
          publicIPAddress: { id: bastionAddress.id }
        }
      }
    ]
  }
}

resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
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
    networkSecurityGroup: { id: openGroup.id }
  }
}

resource openGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-open'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['22', '443']
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource closedGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-closed'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'web'
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
    ]
  }
}

resource mainSet 'Microsoft.Compute/virtualMachineScaleSets@2024-07-01' = {
  name: 'set'
  location: 'westeurope'
  sku: {
    name: 'Standard_D2s_v5'
    capacity: 2
  }
  properties: {
    virtualMachineProfile: {
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'main'
            properties: {
              primary: true
              networkSecurityGroup: { id: closedGroup.id }
              ipConfigurations: [
                {
                  name: 'main'
                  properties: {
                    primary: true
                    subnet: { id: mainSubnet.id }
                  }
                }
              ]
            }
          }
        ]
      }
    }
  }
}

var rules = { https: { priority: 100, port: '443' }, ssh: { priority: 110, port: '22' } }

resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource webSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'web'
  properties: {
    addressPrefixes: ['10.0.1.0/24']
    networkSecurityGroup: { id: webGroup.id }
  }
}

resource webGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-web'
  location: 'westeurope'
  properties: {
    securityRules: [
      ...map(items(rules), item => {
        name: item.key
        properties: {
          priority: item.value.priority
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: item.value.port
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      })
    ]
  }
}

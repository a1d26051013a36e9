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
        name: 'control-plane'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'GatewayManager'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'load-balancer'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'AzureLoadBalancer'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'network'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          destinationAddressPrefix: 'VirtualNetwork'
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
    ]
  }
}

resource privateBastion 'Microsoft.Network/bastionHosts@2024-05-01' = {
  name: 'bas-private'
  location: 'westeurope'
  sku: { name: 'Premium' }
  properties: {
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: bastionSubnet.id }
        }
      }
    ]
  }
}

resource developerBastion 'Microsoft.Network/bastionHosts@2024-05-01' = {
  name: 'bas-developer'
  location: 'westeurope'
  sku: { name: 'Developer' }
  properties: {
    virtualNetwork: { id: mainNetwork.id }
  }
}

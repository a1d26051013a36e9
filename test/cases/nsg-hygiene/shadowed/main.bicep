param range string

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
        name: 'closed'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '10.0.0.0/8'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'office'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.50.2.0/24'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource failsTogetherSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'fails-together'
  properties: {
    addressPrefixes: ['10.0.2.0/24']
    networkSecurityGroup: { id: failsTogetherGroup.id }
  }
}

resource failsTogetherGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-fails-together'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'low'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '0-1023'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'high'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '1024-65535'
          sourceAddressPrefix: '*'
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
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'all'
        properties: {
          priority: 210
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '10.9.0.0/16'
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
    addressPrefixes: ['10.0.3.0/24']
    networkSecurityGroup: { id: holdsGroup.id }
  }
}

resource holdsGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-holds'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'office'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.50.2.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'closed'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '10.0.0.0/8'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource unsureSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'unsure'
  properties: {
    addressPrefixes: ['10.0.4.0/24']
    networkSecurityGroup: { id: unsureGroup.id }
  }
}

resource unsureGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-unsure'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'closed'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: range
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'office'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.50.2.0/24'
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
    addressPrefixes: ['10.0.5.0/24']
    networkSecurityGroup: { id: alikeGroup.id }
  }
}

resource alikeGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-alike'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'tcp'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '10.0.0.0/8'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'udp'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Udp'
          sourcePortRange: '*'
          destinationPortRange: '53'
          sourceAddressPrefix: '10.50.2.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'eighties'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Udp'
          sourcePortRange: '*'
          destinationPortRange: '80-89'
          sourceAddressPrefix: '192.168.0.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'nineties'
        properties: {
          priority: 130
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Udp'
          sourcePortRange: '*'
          destinationPortRange: '91-99'
          sourceAddressPrefix: '192.168.0.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'both'
        properties: {
          priority: 140
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Udp'
          sourcePortRange: '*'
          destinationPortRange: '80-99'
          sourceAddressPrefix: '192.168.0.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'half'
        properties: {
          priority: 150
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Udp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '172.16.0.0/13'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'whole'
        properties: {
          priority: 160
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Udp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '172.16.0.0/12'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

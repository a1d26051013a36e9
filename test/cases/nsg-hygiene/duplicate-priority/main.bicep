param debug bool

param priority int

resource debugRule 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = if (debug) {
  parent: unsureGroup
  name: 'debug'
  properties: {
    priority: 100
    direction: 'Inbound'
    access: 'Allow'
    protocol: 'Tcp'
    sourcePortRange: '*'
    destinationPortRange: '2345'
    sourceAddressPrefix: '10.0.0.0/16'
    destinationAddressPrefix: '*'
  }
}

resource httpsRule 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = {
  parent: unsureGroup
  name: 'https'
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
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.0.0.0/16'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource failsNotKnownSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'fails-not-known'
  properties: {
    addressPrefixes: ['10.0.2.0/24']
    networkSecurityGroup: { id: failsNotKnownGroup.id }
  }
}

resource failsNotKnownGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-fails-not-known'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'web'
        properties: {
          priority: priority
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
        name: 'ssh'
        properties: {
          priority: priority
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '10.0.0.0/16'
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
    addressPrefixes: ['10.0.3.0/24']
    networkSecurityGroup: { id: unsureGroup.id }
  }
}

resource unsureGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-unsure'
  location: 'westeurope'
  properties: {
    securityRules: []
  }
}

resource alikeSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'alike'
  properties: {
    addressPrefixes: ['10.0.4.0/24']
    networkSecurityGroup: { id: alikeGroup.id }
  }
}

resource alikeGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-alike'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'in'
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
        name: 'out'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '25'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'Internet'
        }
      }
    ]
  }
}

resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource redundantSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'redundant'
  properties: {
    addressPrefixes: ['10.0.1.0/24']
    networkSecurityGroup: { id: redundantGroup.id }
  }
}

resource redundantGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-redundant'
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
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'everywhere'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.0.0/16'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource neededSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'needed'
  properties: {
    addressPrefixes: ['10.0.2.0/24']
    networkSecurityGroup: { id: neededGroup.id }
  }
}

resource neededGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-needed'
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
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'others'
        properties: {
          priority: 150
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.0.0/17'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'everywhere'
        properties: {
          priority: 200
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.0.0/16'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource byDefaultSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'by-default'
  properties: {
    addressPrefixes: ['10.0.3.0/24']
    networkSecurityGroup: { id: byDefaultGroup.id }
  }
}

resource byDefaultGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-by-default'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'network'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          destinationAddressPrefix: 'VirtualNetwork'
        }
      }
    ]
  }
}

resource portsSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'ports'
  properties: {
    addressPrefixes: ['10.0.4.0/24']
    networkSecurityGroup: { id: portsGroup.id }
  }
}

resource portsGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-ports'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'ping'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Icmp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'ping-all'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Deny'
          protocol: 'Icmp'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '192.168.0.0/16'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource familiesSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'families'
  properties: {
    addressPrefixes: ['10.0.5.0/24']
    networkSecurityGroup: { id: familiesGroup.id }
  }
}

resource familiesGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-families'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'apart'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '192.168.7.0/24'
          destinationAddressPrefix: '2001:db8::/32'
        }
      }
      {
        name: 'six'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '2001:db8:1::/48'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource spareGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-spare'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'from-https'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '443'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'both-families'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Udp'
          sourcePortRange: '1024-65535'
          destinationPortRange: '53'
          sourceAddressPrefixes: ['192.168.0.0/16', '2001:db8::/32']
          destinationAddressPrefixes: ['10.0.0.0/8']
        }
      }
    ]
  }
}

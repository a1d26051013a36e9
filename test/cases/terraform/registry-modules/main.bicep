param jump string

module guarded 'br/public:avm/res/network/network-security-group:0.5.1' = {
  name: 'guarded'
  params: {
    name: 'nsg-guarded'
    location: 'westeurope'
    securityRules: [
      {
        name: 'admin'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRanges: ['22']
        }
      }
    ]
  }
}

module undecided 'br/public:avm/res/network/network-security-group:0.5.1' = {
  name: 'undecided'
  params: {
    name: 'nsg-undecided'
    location: 'westeurope'
    securityRules: [
      {
        name: 'jump'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: jump
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '3389'
        }
      }
    ]
  }
}

module network 'br/public:avm/res/network/virtual-network:0.7.0' = {
  name: 'network'
  params: {
    name: 'vnet'
    location: 'westeurope'
    addressPrefixes: ['10.0.0.0/16']
    subnets: [
      {
        name: 'web'
        addressPrefix: '10.0.1.0/24'
        networkSecurityGroupResourceId: guarded.outputs.resourceId
      }
      {
        name: 'jump'
        addressPrefix: '10.0.2.0/24'
        networkSecurityGroupResourceId: undecided.outputs.resourceId
      }
    ]
  }
}

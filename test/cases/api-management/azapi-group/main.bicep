var rules = {
  inbound: [
    { name: 'management', access: 'Allow', protocol: 'Tcp', ports: ['3443'], from: 'ApiManagement', to: 'VirtualNetwork' }
    { name: 'lb', access: 'Allow', protocol: 'Tcp', ports: ['6390', '6391'], from: 'AzureLoadBalancer', to: 'VirtualNetwork' }
  ]
  outbound: [
    { name: 'storage', access: 'Allow', protocol: 'Tcp', ports: ['443'], from: 'VirtualNetwork', to: 'Storage' }
    { name: 'sql', access: 'Allow', protocol: 'Tcp', ports: ['1433'], from: 'VirtualNetwork', to: 'Sql' }
    { name: 'kv', access: 'Allow', protocol: 'Tcp', ports: ['443'], from: 'VirtualNetwork', to: 'AzureKeyVault' }
    { name: 'monitor', access: 'Allow', protocol: 'Tcp', ports: ['443', '1886'], from: 'VirtualNetwork', to: 'AzureMonitor' }
    { name: 'cert', access: 'Allow', protocol: 'Tcp', ports: ['80'], from: 'VirtualNetwork', to: 'Internet' }
  ]
}

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg'
  location: 'westeurope'
}

@batchSize(1)
resource inbound 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for (rule, i) in rules.inbound: {
    parent: nsg
    name: rule.name
    properties: {
      priority: 100 + 10 * i
      direction: 'Inbound'
      access: rule.access
      protocol: rule.protocol
      sourceAddressPrefix: rule.from
      sourcePortRange: '*'
      destinationAddressPrefix: rule.to
      destinationPortRanges: rule.ports
    }
  }
]

@batchSize(1)
resource outbound 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for (rule, i) in rules.outbound: {
    parent: nsg
    name: rule.name
    properties: {
      priority: 100 + 10 * i
      direction: 'Outbound'
      access: rule.access
      protocol: rule.protocol
      sourceAddressPrefix: rule.from
      sourcePortRange: '*'
      destinationAddressPrefix: rule.to
      destinationPortRanges: rule.ports
    }
  }
]

resource denyAll 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for direction in ['Inbound', 'Outbound']: {
    parent: nsg
    name: 'deny-${toLower(direction)}'
    properties: {
      priority: 4096
      direction: direction
      access: 'Deny'
      protocol: '*'
      sourceAddressPrefix: '*'
      sourcePortRange: '*'
      destinationAddressPrefix: '*'
      destinationPortRange: '*'
    }
  }
]

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'apim'
        properties: {
          addressPrefix: '10.0.1.0/24'
          networkSecurityGroup: { id: nsg.id }
        }
      }
    ]
  }
}

resource apim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim'
  location: 'westeurope'
  sku: { name: 'Premium', capacity: 1 }
  properties: {
    publisherName: 'x'
    publisherEmail: 'x@example.com'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: vnet.properties.subnets[0].id }
  }
}

param name string

param location string

param addressSpace string

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${name}'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [addressSpace]
    }
  }

  resource apim 'subnets' = {
    name: 'snet-apim'
    properties: {
      addressPrefix: cidrSubnet(addressSpace, 24, 0)
      networkSecurityGroup: {
        id: securityGroup.id
      }
    }
  }
}

resource securityGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: location
}

var inboundRules = {
  'allow-clients': { priority: 100, access: 'Allow', protocol: 'Tcp', source: 'VirtualNetwork', ports: ['443'] }
  'deny-internet': { priority: 200, access: 'Deny', protocol: '*', source: 'Internet', ports: ['*'] }
  'allow-management': { priority: 210, access: 'Allow', protocol: 'Tcp', source: 'ApiManagement', ports: ['3443'] }
  'allow-load-balancer': { priority: 220, access: 'Allow', protocol: 'Tcp', source: 'AzureLoadBalancer', ports: ['6390', '6391'] }
}

resource inbound 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for rule in items(inboundRules): {
    parent: securityGroup
    name: rule.key
    properties: {
      direction: 'Inbound'
      priority: rule.value.priority
      access: rule.value.access
      protocol: rule.value.protocol
      sourceAddressPrefix: rule.value.source
      sourcePortRange: '*'
      destinationAddressPrefix: 'VirtualNetwork'
      destinationPortRanges: rule.value.ports
    }
  }
]

var outboundRules = {
  'allow-storage': { priority: 100, destination: 'Storage', ports: ['443'] }
  'allow-sql': { priority: 110, destination: 'Sql', ports: ['1443'] }
  'allow-key-vault': { priority: 120, destination: 'AzureKeyVault', ports: ['443'] }
  'allow-entra': { priority: 130, destination: 'AzureActiveDirectory', ports: ['443'] }
  'allow-event-hubs': { priority: 140, destination: 'EventHub', ports: ['443', '5671', '5672'] }
  'allow-monitor': { priority: 150, destination: 'AzureMonitor', ports: ['443'] }
  'allow-certificates': { priority: 160, destination: 'Internet', ports: ['80'] }
}

resource outbound 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for rule in items(outboundRules): {
    parent: securityGroup
    name: rule.key
    properties: {
      direction: 'Outbound'
      priority: rule.value.priority
      access: 'Allow'
      protocol: 'Tcp'
      sourceAddressPrefix: 'VirtualNetwork'
      sourcePortRange: '*'
      destinationAddressPrefix: rule.value.destination
      destinationPortRanges: rule.value.ports
    }
  }
]

resource denyInternetOutbound 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = {
  parent: securityGroup
  name: 'deny-internet-outbound'
  properties: {
    direction: 'Outbound'
    priority: 4000
    access: 'Deny'
    protocol: '*'
    sourceAddressPrefix: '*'
    sourcePortRange: '*'
    destinationAddressPrefix: 'Internet'
    destinationPortRange: '*'
  }
}

output subnetId string = virtualNetwork::apim.id

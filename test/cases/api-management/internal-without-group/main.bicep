resource apimAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-${name}'
  location: location
  sku: { name: 'Standard' }
  properties: {
    publicIPAllocationMethod: 'Static'
    dnsSettings: { domainNameLabel: name }
  }
}

resource mainApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  sku: { name: 'Premium', capacity: 1 }
  properties: {
    publisherName: publisherName
    publisherEmail: publisherEmail
    publicIpAddressId: apimAddress.id
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
  }
}

param name string = 'apim-orders'

param location string = 'westeurope'

param publisherName string = 'Orders team'

param publisherEmail string = 'orders@example.com'

param addressSpace string = '10.20.0.0/16'

resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${name}'
  location: location
  properties: {
    addressSpace: { addressPrefixes: [addressSpace] }
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-apim'
  properties: {
    addressPrefixes: [cidrSubnet(addressSpace, 24, 0)]
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: location
  properties: {
    securityRules: []
  }
}

var inboundRules = { 'allow-clients': { priority: 100, access: 'Allow', protocol: 'Tcp', source: 'VirtualNetwork', ports: ['443'] }, 'deny-internet': { priority: 200, access: 'Deny', protocol: '*', source: 'Internet', ports: ['*'] }, 'allow-management': { priority: 190, access: 'Allow', protocol: 'Tcp', source: 'ApiManagement', ports: ['3443'] }, 'allow-load-balancer': { priority: 220, access: 'Allow', protocol: 'Tcp', source: 'AzureLoadBalancer', ports: ['6390', '6391'] } }

resource inboundRule 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [for item in items(inboundRules): {
  parent: apimGroup
  name: item.key
  properties: {
    priority: item.value.priority
    direction: 'Inbound'
    access: item.value.access
    protocol: item.value.protocol
    sourcePortRange: '*'
    destinationPortRanges: item.value.ports
    sourceAddressPrefix: item.value.source
    destinationAddressPrefix: 'VirtualNetwork'
  }
}]

var outboundRules = { 'allow-storage': { priority: 100, destination: 'Storage', ports: ['443'] }, 'allow-sql': { priority: 110, destination: 'Sql', ports: ['1433'] }, 'allow-key-vault': { priority: 120, destination: 'AzureKeyVault', ports: ['443'] }, 'allow-entra': { priority: 130, destination: 'AzureActiveDirectory', ports: ['443'] }, 'allow-event-hubs': { priority: 140, destination: 'EventHub', ports: ['443', '5671', '5672'] }, 'allow-monitor': { priority: 150, destination: 'AzureMonitor', ports: ['443', '1886'] }, 'allow-certificates': { priority: 160, destination: 'Internet', ports: ['80'] } }

resource outboundRule 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [for item in items(outboundRules): {
  parent: apimGroup
  name: item.key
  properties: {
    priority: item.value.priority
    direction: 'Outbound'
    access: 'Allow'
    protocol: 'Tcp'
    sourcePortRange: '*'
    destinationPortRanges: item.value.ports
    sourceAddressPrefix: 'VirtualNetwork'
    destinationAddressPrefix: item.value.destination
  }
}]

resource denyInternetOutboundRule 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = {
  parent: apimGroup
  name: 'deny-internet-outbound'
  properties: {
    priority: 4000
    direction: 'Outbound'
    access: 'Deny'
    protocol: '*'
    sourcePortRange: '*'
    destinationPortRange: '*'
    sourceAddressPrefix: '*'
    destinationAddressPrefix: 'Internet'
  }
}

param location string

var inbound = {
  'allow-clients': { priority: 100, source: ['198.51.100.0/24', '203.0.113.0/25'], ports: ['443'] }
  'allow-own-units': { priority: 110, source: ['10.20.1.0/24'], ports: ['4290', '6381-6383'] }
  'allow-management': { priority: 120, source: ['ApiManagement'], ports: ['3443'] }
  'allow-load-balancer': { priority: 130, source: ['AzureLoadBalancer'], ports: ['6390', '6391'] }
}

var outbound = {
  'allow-storage': { priority: 100, destination: 'Storage', ports: ['443'] }
  'allow-sql': { priority: 110, destination: 'Sql', ports: ['1433'] }
  'allow-key-vault': { priority: 120, destination: 'AzureKeyVault', ports: ['443'] }
  'allow-entra': { priority: 130, destination: 'AzureActiveDirectory', ports: ['443'] }
  'allow-event-hubs': { priority: 140, destination: 'EventHub', ports: ['443', '5671', '5672'] }
  'allow-monitor': { priority: 150, destination: 'AzureMonitor', ports: ['443', '1886'] }
  'allow-certificates': { priority: 160, destination: 'Internet', ports: ['80'] }
  'allow-connectors': { priority: 170, destination: 'AzureConnectors', ports: ['443'] }
  'allow-own-units-out': { priority: 180, destination: '10.20.0.0/16', ports: ['4290', '6380-6383'] }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-apim-shop'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: vnet
  name: 'snet-apim'
  properties: {
    addressPrefix: '10.20.1.0/24'
    networkSecurityGroup: { id: nsg.id }
    routeTable: { id: routes.outputs.id }
    serviceEndpoints: map(['EventHub', 'KeyVault', 'Sql', 'Storage'], service => { service: 'Microsoft.${service}' })
  }
}

module routes 'routes.bicep' = {
  name: 'routes'
  params: {
    location: location
  }
}

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: location
}

@batchSize(1)
resource inboundRules 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for rule in items(inbound): {
    parent: nsg
    name: rule.key
    properties: {
      direction: 'Inbound'
      priority: rule.value.priority
      access: 'Allow'
      protocol: startsWith(rule.key, 'allow-own-units') ? '*' : 'Tcp'
      sourcePortRange: '*'
      sourceAddressPrefix: length(rule.value.source) == 1 ? rule.value.source[0] : null
      sourceAddressPrefixes: length(rule.value.source) == 1 ? null : rule.value.source
      destinationAddressPrefix: '10.20.1.0/24'
      destinationPortRanges: rule.value.ports
    }
  }
]

resource denyInbound 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = {
  parent: nsg
  name: 'deny-everything-else'
  properties: {
    direction: 'Inbound'
    priority: 4000
    access: 'Deny'
    protocol: '*'
    sourcePortRange: '*'
    sourceAddressPrefix: '*'
    destinationAddressPrefix: '*'
    destinationPortRange: '*'
  }
}

@batchSize(1)
resource outboundRules 'Microsoft.Network/networkSecurityGroups/securityRules@2024-05-01' = [
  for rule in items(outbound): {
    parent: nsg
    name: rule.key
    properties: {
      direction: 'Outbound'
      priority: rule.value.priority
      access: 'Allow'
      protocol: startsWith(rule.key, 'allow-own-units') ? '*' : 'Tcp'
      sourcePortRange: '*'
      sourceAddressPrefix: '10.20.1.0/24'
      destinationAddressPrefix: rule.value.destination
      destinationPortRanges: rule.value.ports
    }
  }
]

output subnetId string = subnet.id

param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource open 'subnets' = {
    name: 'open'
    properties: {
      addressPrefix: '10.0.1.0/24'
      networkSecurityGroup: { id: openGroup.id }
    }
  }

  resource closed 'subnets' = {
    name: 'closed'
    properties: {
      addressPrefix: '10.0.2.0/24'
      networkSecurityGroup: { id: closedGroup.id }
    }
  }
}

resource openGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-open'
  location: location
  properties: {
    securityRules: [
      {
        name: 'management'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'GatewayManager'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '65200-65535'
        }
      }
      {
        name: 'probes'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'web'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
    ]
  }
}

resource openAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-open'
  location: location
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

var openGatewayName = 'agw-open'

resource openGateway 'Microsoft.Network/applicationGateways@2024-05-01' = {
  name: openGatewayName
  location: location
  properties: {
    sku: { name: 'Standard_v2', tier: 'Standard_v2', capacity: 2 }
    gatewayIPConfigurations: [
      { name: 'gateway', properties: { subnet: { id: vnet::open.id } } }
    ]
    frontendIPConfigurations: [
      { name: 'public', properties: { publicIPAddress: { id: openAddress.id } } }
    ]
    frontendPorts: [
      { name: 'web', properties: { port: 443 } }
    ]
    httpListeners: [
      {
        name: 'web'
        properties: {
          frontendIPConfiguration: { id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', openGatewayName, 'public') }
          frontendPort: { id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', openGatewayName, 'web') }
          protocol: 'Http'
        }
      }
    ]
    backendAddressPools: [
      { name: 'backends' }
    ]
    backendHttpSettingsCollection: [
      { name: 'http', properties: { port: 80, protocol: 'Http', cookieBasedAffinity: 'Disabled', requestTimeout: 30 } }
    ]
    requestRoutingRules: [
      {
        name: 'main'
        properties: {
          priority: 100
          ruleType: 'Basic'
          httpListener: { id: resourceId('Microsoft.Network/applicationGateways/httpListeners', openGatewayName, 'web') }
          backendAddressPool: { id: resourceId('Microsoft.Network/applicationGateways/backendAddressPools', openGatewayName, 'backends') }
          backendHttpSettings: { id: resourceId('Microsoft.Network/applicationGateways/backendHttpSettingsCollection', openGatewayName, 'http') }
        }
      }
    ]
  }
}

resource closedGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-closed'
  location: location
  properties: {
    securityRules: [
      {
        name: 'management'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'GatewayManager'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '65200-65535'
        }
      }
      {
        name: 'probes'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'web'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'no-network'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource closedAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-closed'
  location: location
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

var closedGatewayName = 'agw-closed'

resource closedGateway 'Microsoft.Network/applicationGateways@2024-05-01' = {
  name: closedGatewayName
  location: location
  properties: {
    sku: { name: 'Standard_v2', tier: 'Standard_v2', capacity: 2 }
    gatewayIPConfigurations: [
      { name: 'gateway', properties: { subnet: { id: vnet::closed.id } } }
    ]
    frontendIPConfigurations: [
      { name: 'public', properties: { publicIPAddress: { id: closedAddress.id } } }
    ]
    frontendPorts: [
      { name: 'web', properties: { port: 443 } }
    ]
    httpListeners: [
      {
        name: 'web'
        properties: {
          frontendIPConfiguration: { id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', closedGatewayName, 'public') }
          frontendPort: { id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', closedGatewayName, 'web') }
          protocol: 'Http'
        }
      }
    ]
    backendAddressPools: [
      { name: 'backends' }
    ]
    backendHttpSettingsCollection: [
      { name: 'http', properties: { port: 80, protocol: 'Http', cookieBasedAffinity: 'Disabled', requestTimeout: 30 } }
    ]
    requestRoutingRules: [
      {
        name: 'main'
        properties: {
          priority: 100
          ruleType: 'Basic'
          httpListener: { id: resourceId('Microsoft.Network/applicationGateways/httpListeners', closedGatewayName, 'web') }
          backendAddressPool: { id: resourceId('Microsoft.Network/applicationGateways/backendAddressPools', closedGatewayName, 'backends') }
          backendHttpSettings: { id: resourceId('Microsoft.Network/applicationGateways/backendHttpSettingsCollection', closedGatewayName, 'http') }
        }
      }
    ]
  }
}

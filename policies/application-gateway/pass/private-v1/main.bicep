resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'gateway'
  properties: {
    addressPrefixes: ['10.0.1.0/24']
    networkSecurityGroup: { id: gatewayGroup.id }
  }
}

resource gatewayGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-gateway'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'gateway-manager'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '65503-65534'
          sourceAddressPrefix: 'GatewayManager'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'probes'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: 'AzureLoadBalancer'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'web'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '8080'
          sourceAddressPrefix: '10.0.0.0/16'
          destinationAddressPrefix: '10.0.1.0/24'
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

resource mainGateway 'Microsoft.Network/applicationGateways@2024-05-01' = {
  name: 'agw'
  location: 'westeurope'
  properties: {
    sku: {
      name: 'Standard_Medium'
      tier: 'Standard_Medium'
      capacity: 2
    }
    gatewayIPConfigurations: [
      {
        name: 'gateway'
        properties: {
          subnet: { id: gatewaySubnet.id }
        }
      }
    ]
    frontendIPConfigurations: [
      {
        name: 'private'
        properties: {
          subnet: { id: gatewaySubnet.id }
          privateIPAddress: '10.0.1.200'
          privateIPAllocationMethod: 'Static'
        }
      }
    ]
    frontendPorts: [
      {
        name: 'port-8080'
        properties: {
          port: 8080
        }
      }
    ]
    httpListeners: [
      {
        name: 'web'
        properties: {
          frontendIPConfiguration: { id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', 'agw', 'private') }
          frontendPort: { id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', 'agw', 'port-8080') }
          protocol: 'Http'
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'backends'
        properties: {

        }
      }
    ]
    backendHttpSettingsCollection: [
      {
        name: 'http'
        properties: {
          port: 80
          protocol: 'Http'
          requestTimeout: 30
        }
      }
    ]
  }
}

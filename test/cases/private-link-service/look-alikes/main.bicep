param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-api'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource forwarders 'subnets' = {
    name: 'snet-forwarders'
    properties: {
      addressPrefix: '10.0.2.0/24'
      networkSecurityGroup: { id: forwardersGroup.id }
    }
  }

  resource apim 'subnets' = {
    name: 'snet-apim'
    properties: {
      addressPrefix: '10.0.4.0/24'
      networkSecurityGroup: { id: apimGroup.id }
    }
  }

  resource nat 'subnets' = {
    name: 'snet-nat'
    properties: {
      addressPrefix: '10.0.3.0/24'
      privateLinkServiceNetworkPolicies: 'Disabled'
    }
  }

  resource other 'subnets' = {
    name: 'snet-other'
    properties: {
      addressPrefix: '10.0.5.0/24'
      privateLinkServiceNetworkPolicies: 'Enabled'
    }
  }
}

var balancerName = 'lb-forwarders'

resource balancer 'Microsoft.Network/loadBalancers@2024-05-01' = {
  name: balancerName
  location: location
  sku: { name: 'Standard' }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: vnet::forwarders.id }
          privateIPAllocationMethod: 'Static'
          privateIPAddress: '10.0.2.10'
        }
      }
    ]
    backendAddressPools: [
      {
        name: 'forwarders'
      }
    ]
    probes: [
      {
        name: 'https'
        properties: { protocol: 'Tcp', port: 443, intervalInSeconds: 15, numberOfProbes: 2 }
      }
    ]
    loadBalancingRules: [
      {
        name: 'https'
        properties: {
          protocol: 'Tcp'
          frontendPort: 443
          backendPort: 443
          frontendIPConfiguration: { id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', balancerName, 'main') }
          backendAddressPool: { id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', balancerName, 'forwarders') }
          probe: { id: resourceId('Microsoft.Network/loadBalancers/probes', balancerName, 'https') }
        }
      }
    ]
  }
}

resource forwarder 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'nic-forwarder'
  location: location
  properties: {
    enableIPForwarding: true
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: vnet::forwarders.id }
          privateIPAllocationMethod: 'Dynamic'
          loadBalancerBackendAddressPools: [{ id: balancer.properties.backendAddressPools[0].id }]
        }
      }
    ]
  }
}

resource forwardersGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-forwarders'
  location: location
  properties: {
    securityRules: [
      {
        name: 'no-consumers'
        properties: {
          priority: 105
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '10.9.0.0/16'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'callers'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '10.0.3.0/24'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'probe'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource linkService 'Microsoft.Network/privateLinkServices@2024-05-01' = {
  name: 'pls-api'
  location: location
  properties: {
    loadBalancerFrontendIpConfigurations: [{ id: balancer.properties.frontendIPConfigurations[0].id }]
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          primary: true
          privateIPAllocationMethod: 'Dynamic'
          subnet: { id: vnet::nat.id }
        }
      }
    ]
    visibility: { subscriptions: ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'] }
    autoApproval: { subscriptions: ['00000000-0000-0000-0000-000000000002'] }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: location
  properties: {
    securityRules: [
      {
        name: 'no-service'
        properties: {
          priority: 105
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '10.0.3.0/24'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        name: 'forwarders'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '10.0.2.0/24'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource apim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-internal'
  location: location
  sku: { name: 'Developer', capacity: 1 }
  properties: {
    publisherName: 'Contoso'
    publisherEmail: 'api@contoso.example'
    virtualNetworkType: 'Internal'
    virtualNetworkConfiguration: { subnetResourceId: vnet::apim.id }
  }
}

resource consumer 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-consumer'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.9.0.0/16'] }
  }

  resource endpoints 'subnets' = {
    name: 'snet-consumer'
    properties: {
      addressPrefix: '10.9.3.0/24'
      privateEndpointNetworkPolicies: 'Disabled'
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'pe-api'
  location: location
  properties: {
    subnet: { id: consumer::endpoints.id }
    privateLinkServiceConnections: [
      {
        name: 'api'
        properties: { privateLinkServiceId: linkService.id }
      }
    ]
  }
}

resource otherBalancer 'Microsoft.Network/loadBalancers@2024-05-01' = {
  name: 'lb-other'
  location: location
  sku: { name: 'Basic' }
  properties: {
    frontendIPConfigurations: [
      { name: 'main', properties: { subnet: { id: vnet::other.id } } }
    ]
  }

  resource others 'backendAddressPools' = {
    name: 'others'
    properties: {
      loadBalancerBackendAddresses: [
        { name: 'other', properties: { virtualNetwork: { id: vnet.id }, ipAddress: '10.0.5.4' } }
      ]
    }
  }
}

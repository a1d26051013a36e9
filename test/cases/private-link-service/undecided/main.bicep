param sku string
param access string
param approved string[]
param region string
param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-api'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.0.0.0/16'
      ]
    }
  }
}

resource forwarders 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = {
  parent: vnet
  name: 'snet-forwarders'
  properties: {
    addressPrefix: '10.0.2.0/24'
    networkSecurityGroup: { id: forwardersGroup.id }
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = {
  parent: vnet
  name: 'snet-apim'
  properties: {
    addressPrefix: '10.0.4.0/24'
    networkSecurityGroup: { id: apimGroup.id }
  }
}

resource nat 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = {
  parent: vnet
  name: 'snet-nat'
  properties: {
    addressPrefix: '10.0.3.0/24'
    privateLinkServiceNetworkPolicies: 'Disabled'
  }
}

var balancerName = 'lb-forwarders'

resource balancer 'Microsoft.Network/loadBalancers@2024-05-01' = {
  name: balancerName
  location: location
  sku: { name: sku }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: forwarders.id }
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
          subnet: { id: forwarders.id }
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
  location: region
  properties: {
    loadBalancerFrontendIpConfigurations: [{ id: balancer.properties.frontendIPConfigurations[0].id }]
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          primary: true
          privateIPAllocationMethod: 'Dynamic'
          subnet: { id: nat.id }
        }
      }
    ]
    visibility: { subscriptions: ['00000000-0000-0000-0000-000000000001'] }
    autoApproval: { subscriptions: approved }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: location
  properties: {
    securityRules: [
      {
        name: 'forwarders'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: access
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
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
  }
}

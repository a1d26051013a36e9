param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-api'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'snet-forwarders'
        properties: {
          addressPrefix: '10.0.2.0/24'
          networkSecurityGroup: { id: forwardersGroup.id }
        }
      }
      {
        name: 'snet-nat'
        properties: {
          addressPrefix: '10.0.3.0/24'
          privateLinkServiceNetworkPolicies: 'Disabled'
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
          subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', vnet.name, 'snet-forwarders') }
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
          subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', vnet.name, 'snet-forwarders') }
          privateIPAllocationMethod: 'Dynamic'
          loadBalancerBackendAddressPools: [{ id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', balancer.name, 'forwarders') }]
        }
      }
    ]
  }
}

resource linkService 'Microsoft.Network/privateLinkServices@2024-05-01' = {
  name: 'pls-api'
  location: location
  properties: {
    loadBalancerFrontendIpConfigurations: [{ id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', balancer.name, 'main') }]
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          primary: true
          privateIPAllocationMethod: 'Dynamic'
          subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', vnet.name, 'snet-nat') }
        }
      }
    ]
    visibility: { subscriptions: ['00000000-0000-0000-0000-000000000001'] }
  }
}

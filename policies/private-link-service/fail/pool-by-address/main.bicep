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
  sku: { name: 'Standard' }
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
        properties: {
          loadBalancerBackendAddresses: [
            {
              name: 'forwarder'
              properties: {
                virtualNetwork: { id: vnet.id }
                ipAddress: '10.0.2.4'
              }
            }
          ]
        }
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
          subnet: { id: nat.id }
        }
      }
    ]
    visibility: { subscriptions: ['*'] }
  }
}

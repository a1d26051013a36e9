param group string
param policies bool
param subscriptions string[]
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
    networkSecurityGroup: {
      id: group
    }
  }
}

resource nat 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = {
  parent: vnet
  name: 'snet-nat'
  properties: {
    addressPrefix: '10.0.3.0/24'
    privateLinkServiceNetworkPolicies: policies ? 'Enabled' : 'Disabled'
  }
}

resource balancer 'Microsoft.Network/loadBalancers@2023-11-01' = {
  name: 'lb-forwarders'
  location: location
  sku: {
    name: 'Standard'
    tier: 'Regional'
  }
  properties: {
    frontendIPConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: {
            id: forwarders.id
          }
          privateIPAddress: '10.0.2.10'
          privateIPAllocationMethod: 'Static'
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
        properties: {
          protocol: 'Tcp'
          port: 443
        }
      }
    ]
    loadBalancingRules: [
      {
        name: 'https'
        properties: {
          frontendIPConfiguration: {
            id: '${resourceId('Microsoft.Network/loadBalancers', 'lb-forwarders')}/frontendIPConfigurations/main'
          }
          backendAddressPools: [
            {
              id: '${resourceId('Microsoft.Network/loadBalancers', 'lb-forwarders')}/backendAddressPools/forwarders'
            }
          ]
          probe: {
            id: '${resourceId('Microsoft.Network/loadBalancers', 'lb-forwarders')}/probes/https'
          }
          protocol: 'Tcp'
          frontendPort: 443
          backendPort: 443
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
    visibility: { subscriptions: subscriptions }
  }
}

param location string = 'westeurope'

@description('Where the DNS resolver answers.')
param inboundAddress string = '10.0.2.4'

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
    subnets: [
      {
        name: 'AzureFirewallSubnet'
        properties: {
          addressPrefix: '10.0.1.0/26'
        }
      }
      {
        name: 'inbound'
        properties: {
          addressPrefix: '10.0.2.0/28'
          delegations: [{ name: 'resolver', properties: { serviceName: 'Microsoft.Network/dnsResolvers' } }]
        }
      }
      {
        name: 'outbound'
        properties: {
          addressPrefix: '10.0.2.16/28'
          delegations: [{ name: 'resolver', properties: { serviceName: 'Microsoft.Network/dnsResolvers' } }]
        }
      }
    ]
  }
}

module firewall 'firewall.bicep' = {
  name: 'firewall'
  params: {
    location: location
    networkName: hub.name
    dnsServers: [inboundAddress]
  }
}

module resolver 'resolver.bicep' = {
  name: 'resolver'
  params: {
    location: location
    networkName: hub.name
    inboundAddress: inboundAddress
    firewallAddress: firewall.outputs.address
  }
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    dhcpOptions: {
      dnsServers: [firewall.outputs.address]
    }
  }
}

resource hubToSpoke 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'hub-spoke'
  properties: {
    allowVirtualNetworkAccess: true
    remoteVirtualNetwork: {
      id: spoke.id
    }
  }
}

resource spokeToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: spoke
  name: 'spoke-hub'
  properties: {
    allowVirtualNetworkAccess: true
    remoteVirtualNetwork: {
      id: hub.id
    }
  }
}

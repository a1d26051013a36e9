param location string = resourceGroup().location

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'inbound'
        properties: {
          addressPrefix: '10.0.2.0/28'
          delegations: [
            {
              name: 'resolver'
              properties: { serviceName: 'Microsoft.Network/dnsResolvers' }
            }
          ]
        }
      }
      {
        name: 'outbound'
        properties: {
          addressPrefix: '10.0.2.16/28'
          delegations: [
            {
              name: 'resolver'
              properties: { serviceName: 'Microsoft.Network/dnsResolvers' }
            }
          ]
        }
      }
      {
        name: 'AzureFirewallSubnet'
        properties: { addressPrefix: '10.0.1.0/26' }
      }
    ]
  }

  resource inbound 'subnets' existing = {
    name: 'inbound'
  }

  resource outbound 'subnets' existing = {
    name: 'outbound'
  }
}

resource resolver 'Microsoft.Network/dnsResolvers@2022-07-01' = {
  name: 'resolver'
  location: location
  properties: {
    virtualNetwork: { id: hub.id }
  }

  resource inbound 'inboundEndpoints' = {
    name: 'inbound'
    location: location
    properties: {
      ipConfigurations: [
        {
          privateIpAllocationMethod: 'Static'
          privateIpAddress: '10.0.2.4'
          subnet: { id: hub::inbound.id }
        }
      ]
    }
  }

  resource outbound 'outboundEndpoints' = {
    name: 'outbound'
    location: location
    properties: {
      subnet: { id: hub::outbound.id }
    }
  }
}

resource firewallAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'firewall'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource firewallPolicy 'Microsoft.Network/firewallPolicies@2024-05-01' = {
  name: 'firewall'
  location: location
  properties: {
    sku: {
      tier: 'Standard'
    }
    dnsSettings: {
      enableProxy: true
    }
  }
}

resource firewall 'Microsoft.Network/azureFirewalls@2024-05-01' = {
  name: 'firewall'
  location: location
  properties: {
    sku: {
      name: 'AZFW_VNet'
      tier: 'Standard'
    }
    firewallPolicy: {
      id: firewallPolicy.id
    }
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: {
            id: '${hub.id}/subnets/AzureFirewallSubnet'
          }
          publicIPAddress: {
            id: firewallAddress.id
          }
        }
      }
    ]
  }
}

resource ruleset 'Microsoft.Network/dnsForwardingRulesets@2022-07-01' = {
  name: 'ruleset'
  location: location
  properties: {
    dnsResolverOutboundEndpoints: [
      {
        id: resolver::outbound.id
      }
    ]
  }

  resource corp 'forwardingRules' = {
    name: 'corp'
    properties: {
      domainName: 'corp.example.'
      forwardingRuleState: 'Enabled'
      targetDnsServers: [
        { ipAddress: '10.100.0.4', port: 53 }
      ]
    }
  }

  resource toHub 'virtualNetworkLinks' = {
    name: 'hub'
    properties: {
      virtualNetwork: { id: hub.id }
    }
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
      dnsServers: [firewall.properties.ipConfigurations[0].properties.privateIPAddress]
    }
  }
}

resource hubToSpoke 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  name: '${hub.name}/hub-spoke'
  properties: {
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: false
    allowGatewayTransit: false
    useRemoteGateways: false
    remoteVirtualNetwork: { id: spoke.id }
  }
}

resource spokeToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  name: '${spoke.name}/spoke-hub'
  properties: {
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: false
    allowGatewayTransit: false
    useRemoteGateways: false
    remoteVirtualNetwork: { id: hub.id }
  }
}

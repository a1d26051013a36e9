// What is forwarded to the endpoint is answered by the zone that is linked to its network.

param location string = 'westeurope'

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
    ]
  }

  resource inbound 'subnets' existing = {
    name: 'inbound'
  }

  resource outbound 'subnets' existing = {
    name: 'outbound'
  }
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }
}

resource hubToSpoke 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'hub-spoke'
  properties: {
    remoteVirtualNetwork: {
      id: spoke.id
    }
    allowVirtualNetworkAccess: true
  }
}

resource spokeToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: spoke
  name: 'spoke-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hub.id
    }
    allowVirtualNetworkAccess: true
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
        { ipAddress: '10.0.2.4', port: 53 }
      ]
    }
  }
}

resource links 'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks@2022-07-01' = [
  for (name, index) in ['hub', 'spoke']: {
    parent: ruleset
    name: name
    properties: {
      virtualNetwork: {
        id: index == 0 ? hub.id : spoke.id
      }
    }
  }
]

resource corpZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'corp.example'
  location: 'global'

  resource toHub 'virtualNetworkLinks' = {
    name: 'corp-hub'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: hub.id }
    }
  }
}

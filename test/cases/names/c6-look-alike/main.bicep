// The rule leads to the endpoint of its own network, where the zone answers first.

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
        { ipAddress: resolver::inbound.properties.ipConfigurations[0].privateIpAddress, port: 53 }
      ]
    }
  }
}

resource rulesetToHub 'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks@2022-07-01' = {
  parent: ruleset
  name: 'hub'
  properties: {
    virtualNetwork: {
      id: hub.id
    }
  }
}

resource corpZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'corp.example'
  location: 'global'
}

resource corpZoneToHub 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: corpZone
  name: 'corp-hub'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: hub.id
    }
  }
}

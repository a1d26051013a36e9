param location string

param networkName string

param inboundAddress string

param firewallAddress string

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName

  resource inboundSubnet 'subnets' existing = {
    name: 'inbound'
  }

  resource outboundSubnet 'subnets' existing = {
    name: 'outbound'
  }
}

resource resolver 'Microsoft.Network/dnsResolvers@2022-07-01' = {
  name: 'resolver'
  location: location
  properties: {
    virtualNetwork: {
      id: network.id
    }
  }

  resource inbound 'inboundEndpoints' = {
    name: 'inbound'
    location: location
    properties: {
      ipConfigurations: [
        {
          privateIpAllocationMethod: 'Static'
          privateIpAddress: inboundAddress
          subnet: {
            id: network::inboundSubnet.id
          }
        }
      ]
    }
  }

  resource outbound 'outboundEndpoints' = {
    name: 'outbound'
    location: location
    properties: {
      subnet: {
        id: network::outboundSubnet.id
      }
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

  // Names of the office, by way of the firewall, whose logs tell who asked.
  resource office 'forwardingRules' = {
    name: 'office'
    properties: {
      domainName: 'corp.example.'
      forwardingRuleState: 'Enabled'
      targetDnsServers: [
        {
          ipAddress: firewallAddress
          port: 53
        }
      ]
    }
  }

  resource hubLink 'virtualNetworkLinks' = {
    name: 'hub'
    properties: {
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

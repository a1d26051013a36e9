// Whether the ruleset is linked is given.

param location string = 'westeurope'

param linked bool

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
  }
}

resource inboundSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: hub
  name: 'inbound'
  properties: {
    addressPrefix: '10.0.2.0/28'
    delegations: [
      {
        name: 'resolver'
        properties: {
          serviceName: 'Microsoft.Network/dnsResolvers'
        }
      }
    ]
  }
}

resource outboundSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: hub
  name: 'outbound'
  properties: {
    addressPrefix: '10.0.2.16/28'
    delegations: [
      {
        name: 'resolver'
        properties: {
          serviceName: 'Microsoft.Network/dnsResolvers'
        }
      }
    ]
  }
}

resource resolver 'Microsoft.Network/dnsResolvers@2022-07-01' = {
  name: 'resolver'
  location: location
  properties: {
    virtualNetwork: {
      id: hub.id
    }
  }
}

resource inbound 'Microsoft.Network/dnsResolvers/inboundEndpoints@2022-07-01' = {
  parent: resolver
  name: 'inbound'
  location: location
  properties: {
    ipConfigurations: [
      {
        privateIpAllocationMethod: 'Static'
        privateIpAddress: '10.0.2.4'
        subnet: {
          id: inboundSubnet.id
        }
      }
    ]
  }
}

resource outbound 'Microsoft.Network/dnsResolvers/outboundEndpoints@2022-07-01' = {
  parent: resolver
  name: 'outbound'
  location: location
  properties: {
    subnet: {
      id: outboundSubnet.id
    }
  }
}

resource ruleset 'Microsoft.Network/dnsForwardingRulesets@2022-07-01' = {
  name: 'ruleset'
  location: location
  properties: {
    dnsResolverOutboundEndpoints: [
      {
        id: outbound.id
      }
    ]
  }
}

resource corp 'Microsoft.Network/dnsForwardingRulesets/forwardingRules@2022-07-01' = {
  parent: ruleset
  name: 'corp'
  properties: {
    domainName: 'corp.example.'
    forwardingRuleState: 'Enabled'
    targetDnsServers: [
      {
        ipAddress: '10.0.2.4'
        port: 53
      }
    ]
  }
}

resource rulesetToHub 'Microsoft.Network/dnsForwardingRulesets/virtualNetworkLinks@2022-07-01' = if (linked) {
  parent: ruleset
  name: 'hub'
  properties: {
    virtualNetwork: {
      id: hub.id
    }
  }
}

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
    subnets: [
      {
        name: 'inbound'
        properties: {
          addressPrefix: '10.0.0.0/28'
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
      {
        name: 'outbound'
        properties: {
          addressPrefix: '10.0.0.16/28'
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
    ]
  }
}

resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'spoke'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    subnets: [
    ]
  }
}

resource resolver 'Microsoft.Network/dnsResolvers@2022-07-01' = {
  name: 'hub'
  location: 'westeurope'
  properties: {
    virtualNetwork: {
      id: hub.id
    }
  }

  resource inbound 'inboundEndpoints' = {
    name: 'inbound'
    location: 'westeurope'
    properties: {
      ipConfigurations: [
        {
          privateIpAllocationMethod: 'Dynamic'
          subnet: {
            id: '${hub.id}/subnets/inbound'
          }
        }
      ]
    }
  }

  resource outbound 'outboundEndpoints' = {
    name: 'outbound'
    location: 'westeurope'
    properties: {
      subnet: {
        id: '${hub.id}/subnets/outbound'
      }
    }
  }
}

resource ruleset 'Microsoft.Network/dnsForwardingRulesets@2022-07-01' = {
  name: 'hub'
  location: 'westeurope'
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
      targetDnsServers: [
        {
          ipAddress: '192.168.0.4'
        }
      ]
    }
  }

  resource toSpoke 'virtualNetworkLinks' = {
    name: 'spoke'
    properties: {
      virtualNetwork: {
        id: spoke.id
      }
    }
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'azure.example'
  location: 'global'

  resource toSpoke 'virtualNetworkLinks' = {
    name: 'corp'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: spoke.id
      }
    }
  }
}

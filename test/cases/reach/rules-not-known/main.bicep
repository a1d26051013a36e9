@description('What the firewall lets through.')
param ports string[]
param location string = 'westeurope'

var spokes = [
  { name: 'app', network: '10.1.0.0/16', subnet: '10.1.0.0/24' }
  { name: 'data', network: '10.2.0.0/16', subnet: '10.2.0.0/24' }
]

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'AzureFirewallSubnet'
        properties: { addressPrefix: cidrSubnet('10.0.0.0/16', 26, 0) }
      }
    ]
  }
}

resource networks 'Microsoft.Network/virtualNetworks@2024-05-01' = [
  for spoke in spokes: {
    name: 'vnet-${spoke.name}'
    location: location
    properties: {
      addressSpace: { addressPrefixes: [spoke.network] }
      subnets: [
        {
          name: 'snet-${spoke.name}'
          properties: {
            addressPrefix: spoke.subnet
            routeTable: { id: spokeRoutes.id }
          }
        }
      ]
    }
  }
]

resource fromHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = [
  for (spoke, i) in spokes: {
    parent: hub
    name: 'hub-to-${spoke.name}'
    properties: {
      remoteVirtualNetwork: { id: networks[i].id }
      allowVirtualNetworkAccess: true
      allowForwardedTraffic: true
    }
  }
]

resource toHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = [
  for (spoke, i) in spokes: {
    parent: networks[i]
    name: '${spoke.name}-to-hub'
    properties: {
      remoteVirtualNetwork: { id: hub.id }
      allowVirtualNetworkAccess: true
      allowForwardedTraffic: true
    }
  }
]

resource firewallPolicy 'Microsoft.Network/firewallPolicies@2024-05-01' = {
  name: 'fwp-hub'
  location: location
  properties: {
    sku: {
      tier: 'Standard'
    }
  }
}

resource platformRules 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-05-01' = {
  parent: firewallPolicy
  name: 'platform'
  properties: {
    priority: 200
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
        name: 'inside'
        priority: 100
        action: {
          type: 'Allow'
        }
        rules: [
          {
            ruleType: 'NetworkRule'
            name: 'private'
            ipProtocols: ['TCP']
            sourceAddresses: ['10.0.0.0/8', '192.168.0.0/16']
            destinationAddresses: ['10.0.0.0/8', '192.168.0.0/16']
            destinationPorts: ports
          }
        ]
      }
    ]
  }
}

resource firewallAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-firewall'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource firewall 'Microsoft.Network/azureFirewalls@2024-05-01' = {
  name: 'afw-hub'
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
            id: hub.properties.subnets[0].id
          }
          publicIPAddress: {
            id: firewallAddress.id
          }
        }
      }
    ]
  }
}

resource spokeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-spokes'
  location: location
  properties: {
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: firewall.properties.ipConfigurations[0].properties.privateIPAddress
        }
      }
    ]
  }
}

param location string = 'westeurope'

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource firewallSubnet 'subnets' = {
    name: 'AzureFirewallSubnet'
    properties: {
      addressPrefix: '10.0.0.0/26'
    }
  }

  resource toApp 'virtualNetworkPeerings' = {
    name: 'hub-to-app'
    properties: {
      remoteVirtualNetwork: { id: app.id }
      allowVirtualNetworkAccess: true
      allowForwardedTraffic: true
    }
  }

  resource toData 'virtualNetworkPeerings' = {
    name: 'hub-to-data'
    properties: {
      remoteVirtualNetwork: { id: data.id }
      allowVirtualNetworkAccess: true
      allowForwardedTraffic: true
    }
  }
}

resource app 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-app'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
  }

  resource workload 'subnets' = {
    name: 'snet-app'
    properties: {
      addressPrefix: '10.1.0.0/24'
      routeTable: { id: spokeRoutes.id }
    }
  }

  resource toHub 'virtualNetworkPeerings' = {
    name: 'app-to-hub'
    properties: {
      remoteVirtualNetwork: { id: hub.id }
      allowVirtualNetworkAccess: true
      allowForwardedTraffic: true
    }
  }
}

resource data 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-data'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.2.0.0/16'] }
  }

  resource workload 'subnets' = {
    name: 'snet-data'
    properties: {
      addressPrefix: '10.2.0.0/24'
      routeTable: { id: spokeRoutes.id }
    }
  }

  resource toHub 'virtualNetworkPeerings' = {
    name: 'data-to-hub'
    properties: {
      remoteVirtualNetwork: { id: hub.id }
      allowVirtualNetworkAccess: true
      allowForwardedTraffic: true
    }
  }
}

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
            destinationPorts: ['443']
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
            id: hub::firewallSubnet.id
          }
          publicIPAddress: {
            id: firewallAddress.id
          }
        }
      }
    ]
  }
}

resource inHub 'Microsoft.Network/azureFirewalls@2024-05-01' existing = {
  name: 'afw-hub'
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
          nextHopIpAddress: inHub.properties.ipConfigurations[0].properties.privateIPAddress
        }
      }
    ]
  }
}

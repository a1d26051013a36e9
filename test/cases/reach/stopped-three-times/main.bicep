// Two groups and the firewall stand in the way of the same packets: the twin of main.tf.

resource appGroup 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-app'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'no-admin'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource dataGroup 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {
  name: 'nsg-data'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'nobody'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}

resource hub 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-hub'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.0.0.0/26' } }]
  }

  resource firewallSubnet 'subnets' existing = { name: 'AzureFirewallSubnet' }
}

resource address 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-firewall'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource policy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-hub'
  location: 'westeurope'
  properties: {}

  resource platform 'ruleCollectionGroups' = {
    name: 'platform'
    properties: {
      priority: 200
      ruleCollections: [
        {
          ruleCollectionType: 'FirewallPolicyFilterRuleCollection'
          name: 'inside'
          priority: 100
          action: { type: 'Allow' }
          rules: [
            {
              ruleType: 'NetworkRule'
              name: 'private'
              ipProtocols: ['TCP']
              sourceAddresses: ['10.0.0.0/8']
              destinationAddresses: ['10.0.0.0/8']
              destinationPorts: ['443']
            }
          ]
        }
      ]
    }
  }
}

resource firewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-hub'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: policy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: hub::firewallSubnet.id }, publicIPAddress: { id: address.id } } }
    ]
  }
}

resource table 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-spokes'
  location: 'westeurope'
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

var spokes = [
  { name: 'app', number: 1, group: appGroup.id }
  { name: 'data', number: 2, group: dataGroup.id }
]

resource spoke 'Microsoft.Network/virtualNetworks@2024-01-01' = [for one in spokes: {
  name: 'vnet-${one.name}'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.${one.number}.0.0/16'] }
    subnets: [
      {
        name: 'snet-${one.name}'
        properties: {
          addressPrefix: '10.${one.number}.0.0/24'
          routeTable: { id: table.id }
          networkSecurityGroup: { id: one.group }
        }
      }
    ]
  }
}]

resource out 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = [for (one, index) in spokes: {
  parent: spoke[index]
  name: 'to-hub'
  properties: { remoteVirtualNetwork: { id: hub.id }, allowVirtualNetworkAccess: true, allowForwardedTraffic: true }
}]

resource in_ 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01' = [for (one, index) in spokes: {
  parent: hub
  name: 'to-${one.name}'
  properties: { remoteVirtualNetwork: { id: spoke[index].id }, allowVirtualNetworkAccess: true, allowForwardedTraffic: true }
}]

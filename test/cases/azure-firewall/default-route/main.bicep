// Firewalls whose default route leads elsewhere than to Internet: the twin of main.tf.
param nextHop string
param keepOut bool

resource brokenNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-broken'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] } }
}

resource brokenTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-broken'
  location: 'westeurope'
  properties: {
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.20.9.4' } }
    ]
  }
}

resource broken 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: brokenNetwork
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.20.0.0/26'
    routeTable: { id: brokenTable.id }
  }
}

resource brokenIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-broken'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource brokenFirewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-broken'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: brokenPolicy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: broken.id }, publicIPAddress: { id: brokenIp.id } } }
    ]
  }
}

resource brokenPolicy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-broken'
  location: 'westeurope'
  properties: {}
}

resource brokenGroup 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-01-01' = {
  parent: brokenPolicy
  name: 'published'
  properties: {
    priority: 200
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyNatRuleCollection'
        name: 'web'
        priority: 100
        action: { type: 'DNAT' }
        rules: [
          {
            ruleType: 'NatRule'
            name: 'web'
            ipProtocols: ['TCP']
            sourceAddresses: ['*']
            destinationAddresses: [brokenIp.properties.ipAddress]
            destinationPorts: ['443']
            translatedAddress: '10.99.0.4'
            translatedPort: '443'
          }
        ]
      }
    ]
  }
}

resource tabledNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-tabled'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.21.0.0/16'] } }
}

resource tabledTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-tabled'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: false
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.21.9.4' } }
    ]
  }
}

resource tabled 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: tabledNetwork
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.21.0.0/26'
  }
}

resource tabledManagement 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: tabledNetwork
  name: 'AzureFirewallManagementSubnet'
  properties: {
    addressPrefix: '10.21.0.64/26'
    routeTable: { id: tabledTable.id }
  }
}

resource tabledIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-tabled'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource tabledManagementIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-tabledManagement'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource tabledFirewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-tabled'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: tabledPolicy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: tabled.id }, publicIPAddress: { id: tabledIp.id } } }
    ]
    managementIpConfiguration: { name: 'management', properties: { subnet: { id: tabledManagement.id }, publicIPAddress: { id: tabledManagementIp.id } } }
  }
}

resource tabledPolicy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-tabled'
  location: 'westeurope'
  properties: {}
}

resource mendedNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-mended'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.30.0.0/16'] } }
}

resource mendedTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-mended'
  location: 'westeurope'
  properties: {
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.30.9.4' } }
    ]
  }
}

resource mendedManagementTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-mendedManagement'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }
    ]
  }
}

resource mended 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: mendedNetwork
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.30.0.0/26'
    routeTable: { id: mendedTable.id }
  }
}

resource mendedManagement 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: mendedNetwork
  name: 'AzureFirewallManagementSubnet'
  properties: {
    addressPrefix: '10.30.0.64/26'
    routeTable: { id: mendedManagementTable.id }
  }
}

resource mendedIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-mended'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource mendedManagementIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-mendedManagement'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource mendedFirewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-mended'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: mendedPolicy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: mended.id }, publicIPAddress: { id: mendedIp.id } } }
    ]
    managementIpConfiguration: { name: 'management', properties: { subnet: { id: mendedManagement.id }, publicIPAddress: { id: mendedManagementIp.id } } }
  }
}

resource mendedPolicy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-mended'
  location: 'westeurope'
  properties: {}
}

resource unknownNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-unknown'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.40.0.0/16'] } }
}

resource unknownTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-unknown'
  location: 'westeurope'
  properties: {
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: nextHop } }
    ]
  }
}

resource unknown 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: unknownNetwork
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.40.0.0/26'
    routeTable: { id: unknownTable.id }
  }
}

resource unknownIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-unknown'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource unknownFirewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-unknown'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: unknownPolicy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: unknown.id }, publicIPAddress: { id: unknownIp.id } } }
    ]
  }
}

resource unknownPolicy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-unknown'
  location: 'westeurope'
  properties: {}
}

resource unknownGroup 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-01-01' = {
  parent: unknownPolicy
  name: 'published'
  properties: {
    priority: 200
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyNatRuleCollection'
        name: 'web'
        priority: 100
        action: { type: 'DNAT' }
        rules: [
          {
            ruleType: 'NatRule'
            name: 'web'
            ipProtocols: ['TCP']
            sourceAddresses: ['*']
            destinationAddresses: [unknownIp.properties.ipAddress]
            destinationPorts: ['443']
            translatedAddress: '10.99.0.4'
            translatedPort: '443'
          }
        ]
      }
    ]
  }
}

resource undecidedNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-undecided'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.41.0.0/16'] } }
}

resource undecidedManagementTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-undecidedManagement'
  location: 'westeurope'
  properties: {
    disableBgpRoutePropagation: keepOut
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }
    ]
  }
}

resource undecided 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: undecidedNetwork
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.41.0.0/26'
  }
}

resource undecidedManagement 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: undecidedNetwork
  name: 'AzureFirewallManagementSubnet'
  properties: {
    addressPrefix: '10.41.0.64/26'
    routeTable: { id: undecidedManagementTable.id }
  }
}

resource undecidedIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-undecided'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource undecidedManagementIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-undecidedManagement'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource undecidedFirewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-undecided'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: undecidedPolicy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: undecided.id }, publicIPAddress: { id: undecidedIp.id } } }
    ]
    managementIpConfiguration: { name: 'management', properties: { subnet: { id: undecidedManagement.id }, publicIPAddress: { id: undecidedManagementIp.id } } }
  }
}

resource undecidedPolicy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-undecided'
  location: 'westeurope'
  properties: {}
}

resource alikeNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-alike'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.50.0.0/16'] } }
}

resource alikeTable 'Microsoft.Network/routeTables@2024-01-01' = {
  name: 'rt-alike'
  location: 'westeurope'
  properties: {
    routes: [
      { name: 'r0', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }
      { name: 'r1', properties: { addressPrefix: '10.60.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.50.9.4' } }
    ]
  }
}

resource alike 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: alikeNetwork
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.50.0.0/26'
    routeTable: { id: alikeTable.id }
  }
}

resource alikeIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-alike'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource alikeFirewall 'Microsoft.Network/azureFirewalls@2024-01-01' = {
  name: 'afw-alike'
  location: 'westeurope'
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' }
    firewallPolicy: { id: alikePolicy.id }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: alike.id }, publicIPAddress: { id: alikeIp.id } } }
    ]
  }
}

resource alikePolicy 'Microsoft.Network/firewallPolicies@2024-01-01' = {
  name: 'fwp-alike'
  location: 'westeurope'
  properties: {}
}

resource alikeGroup 'Microsoft.Network/firewallPolicies/ruleCollectionGroups@2024-01-01' = {
  parent: alikePolicy
  name: 'published'
  properties: {
    priority: 200
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyNatRuleCollection'
        name: 'web'
        priority: 100
        action: { type: 'DNAT' }
        rules: [
          {
            ruleType: 'NatRule'
            name: 'web'
            ipProtocols: ['TCP']
            sourceAddresses: ['*']
            destinationAddresses: [alikeIp.properties.ipAddress]
            destinationPorts: ['443']
            translatedAddress: '10.99.0.4'
            translatedPort: '443'
          }
        ]
      }
    ]
  }
}

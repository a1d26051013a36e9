param location string = 'westeurope'

resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-hub'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.0.0.0/16']
    }
  }
}

resource firewallSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: hub
  name: 'AzureFirewallSubnet'
  properties: {
    addressPrefix: '10.0.0.0/26'
  }
}

resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: hub
  name: 'GatewaySubnet'
  properties: {
    addressPrefix: '10.0.1.0/27'
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
            id: firewallSubnet.id
          }
          publicIPAddress: {
            id: firewallAddress.id
          }
        }
      }
    ]
  }
}

resource gatewayAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: 'pip-gateway'
  location: location
  sku: {
    name: 'Standard'
  }
  properties: {
    publicIPAllocationMethod: 'Static'
  }
}

resource gateway 'Microsoft.Network/virtualNetworkGateways@2024-05-01' = {
  name: 'vgw-hub'
  location: location
  properties: {
    gatewayType: 'Vpn'
    vpnType: 'RouteBased'
    enableBgp: false
    sku: {
      name: 'VpnGw1'
      tier: 'VpnGw1'
    }
    ipConfigurations: [
      {
        name: 'default'
        properties: {
          subnet: {
            id: gatewaySubnet.id
          }
          publicIPAddress: {
            id: gatewayAddress.id
          }
        }
      }
    ]
  }
}

resource office 'Microsoft.Network/localNetworkGateways@2024-05-01' = {
  name: 'lgw-office'
  location: location
  properties: {
    gatewayIpAddress: '198.51.100.9'
    localNetworkAddressSpace: {
      addressPrefixes: ['192.168.0.0/16']
    }
  }
}

resource toOffice 'Microsoft.Network/connections@2024-05-01' = {
  name: 'cn-office'
  location: location
  properties: {
    connectionType: 'IPsec'
    virtualNetworkGateway1: {
      id: gateway.id
      properties: {}
    }
    localNetworkGateway2: {
      id: office.id
      properties: {}
    }
  }
}

resource app 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-app'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }
}

resource appSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: app
  name: 'snet-app'
  properties: {
    addressPrefix: '10.1.0.0/24'
    routeTable: {
      id: appRoutes.id
    }
  }
}

resource data 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-data'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.2.0.0/16']
    }
  }
}

resource dataSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: data
  name: 'snet-data'
  properties: {
    addressPrefix: '10.2.0.0/24'
  }
}

resource hubToApp 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'hub-to-app'
  properties: {
    remoteVirtualNetwork: {
      id: app.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

resource appToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: app
  name: 'app-to-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hub.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

resource hubToData 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: hub
  name: 'hub-to-data'
  properties: {
    remoteVirtualNetwork: {
      id: data.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

resource dataToHub 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: data
  name: 'data-to-hub'
  properties: {
    remoteVirtualNetwork: {
      id: hub.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

resource appToData 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: app
  name: 'app-to-data'
  properties: {
    remoteVirtualNetwork: {
      id: data.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

resource dataToApp 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: data
  name: 'data-to-app'
  properties: {
    remoteVirtualNetwork: {
      id: app.id
    }
    allowVirtualNetworkAccess: true
    allowForwardedTraffic: true
  }
}

resource appRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-app'
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
      {
        name: 'data'
        properties: {
          addressPrefix: '10.2.0.0/16'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: firewall.properties.ipConfigurations[0].properties.privateIPAddress
        }
      }
    ]
  }
}

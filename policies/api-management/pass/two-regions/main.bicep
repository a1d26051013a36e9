resource mainNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
  }
}

resource apimSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: mainNetwork
  name: 'snet-apim'
  properties: {
    addressPrefixes: ['10.20.1.0/24']
    networkSecurityGroup: { id: apimGroup.id }
  }
}

resource apimGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'clients'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '10.20.1.0/24'
        }
      }
      {
        name: 'management'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '3443'
          sourceAddressPrefix: 'ApiManagement'
          destinationAddressPrefix: '10.20.1.0/24'
        }
      }
      {
        name: 'load-balancer'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['6390', '6391']
          sourceAddressPrefix: 'AzureLoadBalancer'
          destinationAddressPrefix: '10.20.1.0/24'
        }
      }
      {
        name: 'units'
        properties: {
          priority: 130
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRanges: ['4290', '6381-6383']
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: '10.20.1.0/24'
        }
      }
      {
        name: 'deny-inbound'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'storage'
        properties: {
          priority: 200
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'Storage.WestEurope'
        }
      }
      {
        name: 'sql'
        properties: {
          priority: 210
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '1433'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'Sql.WestEurope'
        }
      }
      {
        name: 'key-vault'
        properties: {
          priority: 220
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'AzureKeyVault'
        }
      }
      {
        name: 'monitor'
        properties: {
          priority: 230
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['443', '1886']
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'AzureMonitor'
        }
      }
      {
        name: 'certificates'
        properties: {
          priority: 240
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '80'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'Internet'
        }
      }
      {
        name: 'event-hubs'
        properties: {
          priority: 250
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['443', '5671', '5672']
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'EventHub.WestEurope'
        }
      }
      {
        name: 'entra'
        properties: {
          priority: 260
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'AzureActiveDirectory'
        }
      }
      {
        name: 'connectors'
        properties: {
          priority: 270
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.20.1.0/24'
          destinationAddressPrefix: 'AzureConnectors'
        }
      }
      {
        name: 'deny-internet'
        properties: {
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'Internet'
        }
      }
    ]
  }
}

resource northNetwork 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-north'
  location: 'northeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.30.0.0/16'] }
  }
}

resource northSubnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  parent: northNetwork
  name: 'snet-apim-north'
  properties: {
    addressPrefixes: ['10.30.1.0/24']
    networkSecurityGroup: { id: northGroup.id }
  }
}

resource northGroup 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-apim-north'
  location: 'northeurope'
  properties: {
    securityRules: [
      {
        name: 'clients'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: 'Internet'
          destinationAddressPrefix: '10.30.1.0/24'
        }
      }
      {
        name: 'management'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '3443'
          sourceAddressPrefix: 'ApiManagement'
          destinationAddressPrefix: '10.30.1.0/24'
        }
      }
      {
        name: 'load-balancer'
        properties: {
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['6390', '6391']
          sourceAddressPrefix: 'AzureLoadBalancer'
          destinationAddressPrefix: '10.30.1.0/24'
        }
      }
      {
        name: 'units'
        properties: {
          priority: 130
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRanges: ['4290', '6381-6383']
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: '10.30.1.0/24'
        }
      }
      {
        name: 'deny-inbound'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
      {
        name: 'storage'
        properties: {
          priority: 200
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'Storage.NorthEurope'
        }
      }
      {
        name: 'sql'
        properties: {
          priority: 210
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '1433'
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'Sql.NorthEurope'
        }
      }
      {
        name: 'key-vault'
        properties: {
          priority: 220
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'AzureKeyVault'
        }
      }
      {
        name: 'monitor'
        properties: {
          priority: 230
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['443', '1886']
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'AzureMonitor'
        }
      }
      {
        name: 'certificates'
        properties: {
          priority: 240
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '80'
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'Internet'
        }
      }
      {
        name: 'event-hubs'
        properties: {
          priority: 250
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRanges: ['443', '5671', '5672']
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'EventHub.NorthEurope'
        }
      }
      {
        name: 'entra'
        properties: {
          priority: 260
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'AzureActiveDirectory'
        }
      }
      {
        name: 'connectors'
        properties: {
          priority: 270
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '443'
          sourceAddressPrefix: '10.30.1.0/24'
          destinationAddressPrefix: 'AzureConnectors'
        }
      }
      {
        name: 'deny-internet'
        properties: {
          priority: 4000
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourcePortRange: '*'
          destinationPortRange: '*'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: 'Internet'
        }
      }
    ]
  }
}

resource mainApim 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: 'apim-main'
  location: 'westeurope'
  sku: { name: 'Premium', capacity: 2 }
  properties: {
    publisherName: 'Example'
    publisherEmail: 'api@example.com'
    virtualNetworkType: 'External'
    virtualNetworkConfiguration: { subnetResourceId: apimSubnet.id }
    additionalLocations: [
      {
        location: 'northeurope'
        sku: { name: 'Premium', capacity: 2 }
        virtualNetworkConfiguration: { subnetResourceId: northSubnet.id }
      }
    ]
  }
}

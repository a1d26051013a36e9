param prefix string
param location string = 'westeurope'

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-main'
  location: location

  resource inside 'securityRules' = {
    name: 'inside'
    properties: {
      priority: 100
      direction: 'Inbound'
      access: 'Allow'
      protocol: '*'
      sourceAddressPrefix: 'VirtualNetwork'
      sourcePortRange: '*'
      destinationAddressPrefix: '*'
      destinationPortRange: '*'
    }
  }

  resource outside 'securityRules' = {
    name: 'outside'
    properties: {
      priority: 200
      direction: 'Inbound'
      access: 'Deny'
      protocol: '*'
      sourceAddressPrefix: '*'
      sourcePortRange: '*'
      destinationAddressPrefix: '*'
      destinationPortRange: '*'
    }
  }
}

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'snet-broken'
        properties: {
          addressPrefix: '10.20.1.0/24'
          networkSecurityGroup: { id: nsg.id }
          routeTable: { id: brokenRoutes.id }
        }
      }
      {
        name: 'snet-mended'
        properties: {
          addressPrefix: '10.20.2.0/24'
          networkSecurityGroup: { id: nsg.id }
        }
      }
      {
        name: 'snet-unknown'
        properties: {
          addressPrefix: '10.20.3.0/24'
          networkSecurityGroup: { id: nsg.id }
          routeTable: { id: unknownRoutes.id }
        }
      }
      {
        name: 'snet-alike'
        properties: {
          addressPrefix: '10.20.4.0/24'
          networkSecurityGroup: { id: nsg.id }
          routeTable: { id: alikeRoutes.id }
        }
      }
    ]
  }
}

resource brokenRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-broken'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }
    ]
  }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-unknown'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: prefix, nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }
    ]
  }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: location
  properties: {
    routes: [
      { name: 'office', properties: { addressPrefix: '10.9.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' } }
    ]
  }
}

param location string = 'westeurope'
param hop string

var gateways = [
  { name: 'broken', prefix: '10.0.1.0/24', sku: 'Standard_v2' }
  { name: 'mended', prefix: '10.0.2.0/24', sku: 'Standard_v2' }
  { name: 'unknown', prefix: '10.0.3.0/24', sku: 'Standard_v2' }
  { name: 'alike', prefix: '10.0.4.0/24', sku: 'Standard_v2' }
  { name: 'old', prefix: '10.0.5.0/24', sku: 'Standard_Medium' }
]

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }
}

@batchSize(1)
resource subnets 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = [
  for gateway in gateways: {
    parent: vnet
    name: gateway.name
    properties: {
      addressPrefix: gateway.prefix
      routeTable: { id: resourceId('Microsoft.Network/routeTables', 'rt-${gateway.name}') }
    }
  }
]

resource addresses 'Microsoft.Network/publicIPAddresses@2024-05-01' = [
  for gateway in gateways: {
    name: 'pip-${gateway.name}'
    location: location
    sku: { name: 'Standard' }
    properties: { publicIPAllocationMethod: 'Static' }
  }
]

resource applicationGateways 'Microsoft.Network/applicationGateways@2024-05-01' = [
  for (gateway, i) in gateways: {
    name: 'agw-${gateway.name}'
    location: location
    properties: {
      sku: { name: gateway.sku, tier: gateway.sku == 'Standard_v2' ? 'Standard_v2' : 'Standard', capacity: 2 }
      gatewayIPConfigurations: [{ name: 'gateway', properties: { subnet: { id: subnets[i].id } } }]
      frontendIPConfigurations: [{ name: 'public', properties: { publicIPAddress: { id: addresses[i].id } } }]
      frontendPorts: [{ name: 'web', properties: { port: 443 } }]
      httpListeners: [
        {
          name: 'web'
          properties: {
            frontendIPConfiguration: { id: resourceId('Microsoft.Network/applicationGateways/frontendIPConfigurations', 'agw-${gateway.name}', 'public') }
            frontendPort: { id: resourceId('Microsoft.Network/applicationGateways/frontendPorts', 'agw-${gateway.name}', 'web') }
            protocol: 'Http'
          }
        }
      ]
      backendAddressPools: [{ name: 'backends' }]
      backendHttpSettingsCollection: [{ name: 'http', properties: { port: 80, protocol: 'Http', requestTimeout: 30 } }]
    }
  }
]

resource brokenRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-broken'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' } }
    ]
  }
}

resource mendedRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-mended'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }
    ]
  }
}

resource unknownRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-unknown'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: hop } }
    ]
  }
}

resource alikeRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-alike'
  location: location
  properties: {
    routes: [
      { name: 'partner', properties: { addressPrefix: '203.0.113.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' } }
    ]
  }
}

resource oldRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-old'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' } }
    ]
  }
}

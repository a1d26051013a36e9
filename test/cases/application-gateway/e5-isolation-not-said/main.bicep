param location string = 'westeurope'

var gateways = [
  { name: 'tunnelled', prefix: '10.0.1.0/24', sku: 'Standard_v2' }
  { name: 'straight', prefix: '10.0.2.0/24', sku: 'Standard_v2' }
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

resource tunnelledRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-tunnelled'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.9.4' } }
    ]
  }
}

resource straightRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-straight'
  location: location
  properties: {
    routes: [
      { name: 'default', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }
    ]
  }
}

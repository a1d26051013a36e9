// What is in a gateway's subnet, how large it is, what it is called, and routes that hold it: the twin of main.tf.
param prefix string
param jump bool

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
      { name: 'r0', properties: { addressPrefix: '10.20.0.0/16', nextHopType: 'None' } }
    ]
  }
}

resource broken 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: brokenNetwork
  name: 'GatewaySubnet'
  properties: {
    addressPrefix: '10.20.255.0/28'
    routeTable: { id: brokenTable.id }
  }
}

resource brokenNic 'Microsoft.Network/networkInterfaces@2024-01-01' = {
  name: 'nic-jump'
  location: 'westeurope'
  properties: {
    ipConfigurations: [{ name: 'main', properties: { subnet: { id: broken.id } } }]
  }
}

resource misnamedNetwork 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: 'vnet-misnamed'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.21.0.0/16'] } }
}

resource misnamed 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: misnamedNetwork
  name: 'snet-gateway'
  properties: {
    addressPrefix: '10.21.255.0/27'
  }
}

resource misnamedIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-misnamed'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource misnamedGateway 'Microsoft.Network/virtualNetworkGateways@2024-01-01' = {
  name: 'vgw-misnamed'
  location: 'westeurope'
  properties: {
    gatewayType: 'Vpn'
    enableBgp: false
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: misnamed.id }, publicIPAddress: { id: misnamedIp.id } } }
    ]
  }
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
      { name: 'r0', properties: { addressPrefix: '10.60.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.30.1.4' } }
      { name: 'r1', properties: { addressPrefix: '10.30.1.0/24', nextHopType: 'None' } }
    ]
  }
}

resource mended 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: mendedNetwork
  name: 'GatewaySubnet'
  properties: {
    addressPrefix: '10.30.255.0/27'
    routeTable: { id: mendedTable.id }
  }
}

resource mendedIp 'Microsoft.Network/publicIPAddresses@2024-01-01' = {
  name: 'pip-mended'
  location: 'westeurope'
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource mendedGateway 'Microsoft.Network/virtualNetworkGateways@2024-01-01' = {
  name: 'vgw-mended'
  location: 'westeurope'
  properties: {
    gatewayType: 'Vpn'
    enableBgp: false
    sku: { name: 'VpnGw1', tier: 'VpnGw1' }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: mended.id }, publicIPAddress: { id: mendedIp.id } } }
    ]
  }
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
      { name: 'r0', properties: { addressPrefix: '10.40.0.0/16', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.40.1.4' } }
    ]
  }
}

resource unknown 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: unknownNetwork
  name: 'GatewaySubnet'
  properties: {
    addressPrefix: prefix
    routeTable: { id: unknownTable.id }
  }
}

resource unknownNic 'Microsoft.Network/networkInterfaces@2024-01-01' = if (jump) {
  name: 'nic-jump'
  location: 'westeurope'
  properties: {
    ipConfigurations: [{ name: 'main', properties: { subnet: { id: unknown.id } } }]
  }
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
      { name: 'r0', properties: { addressPrefix: '10.50.0.0/16', nextHopType: 'None' } }
    ]
  }
}

resource alike 'Microsoft.Network/virtualNetworks/subnets@2024-01-01' = {
  parent: alikeNetwork
  name: 'snet-alike'
  properties: {
    addressPrefix: '10.50.255.0/28'
    routeTable: { id: alikeTable.id }
  }
}

resource alikeNic 'Microsoft.Network/networkInterfaces@2024-01-01' = {
  name: 'nic-alike'
  location: 'westeurope'
  properties: {
    ipConfigurations: [{ name: 'main', properties: { subnet: { id: alike.id } } }]
  }
}

// What the outbound type asks of the subnet is not there.

param location string = 'westeurope'

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-clusters'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
  }

  resource system 'subnets' = {
    name: 'snet-system'
    properties: {
      addressPrefix: '10.1.0.0/24'
      routeTable: { id: applianceRoutes.id }
    }
  }

  resource bare 'subnets' = {
    name: 'snet-bare'
    properties: {
      addressPrefix: '10.1.1.0/24'
    }
  }

  resource straight 'subnets' = {
    name: 'snet-straight'
    properties: {
      addressPrefix: '10.1.2.0/24'
      routeTable: { id: straightRoutes.id }
    }
  }
}

resource applianceRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-appliance'
  location: location
  properties: {
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.0.4'
        }
      }
    ]
  }
}

resource straightRoutes 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-straight'
  location: location
  properties: {
    routes: [
      {
        name: 'default'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

resource routedCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-routed'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'routed'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        vnetSubnetID: network::system.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userDefinedRouting'
    }
  }
}

resource users 'Microsoft.ContainerService/managedClusters/agentPools@2024-09-01' = {
  parent: routedCluster
  name: 'users'
  properties: {
    vmSize: 'Standard_D4s_v5'
    count: 3
    vnetSubnetID: network::bare.id
  }
}

resource straightCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-straight'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'straight'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        vnetSubnetID: network::straight.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userDefinedRouting'
    }
  }
}

resource nowhereCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-nowhere'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'nowhere'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userDefinedRouting'
    }
  }
}

resource natCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-nat'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'nat'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        vnetSubnetID: network::bare.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userAssignedNATGateway'
    }
  }
}

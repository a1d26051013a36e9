// One cluster sends by a firewall, its second pool too; one by a NAT gateway; one as AKS sets it up.

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

  resource users 'subnets' = {
    name: 'snet-users'
    properties: {
      addressPrefix: '10.1.1.0/24'
      routeTable: { id: applianceRoutes.id }
    }
  }

  resource nat 'subnets' = {
    name: 'snet-nat'
    properties: {
      addressPrefix: '10.1.2.0/24'
      natGateway: { id: mainGateway.id }
    }
  }

  resource plain 'subnets' = {
    name: 'snet-plain'
    properties: {
      addressPrefix: '10.1.3.0/24'
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

resource mainGateway 'Microsoft.Network/natGateways@2024-05-01' = {
  name: 'ng-main'
  location: location
  sku: { name: 'Standard' }
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
    vnetSubnetID: network::users.id
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
        vnetSubnetID: network::nat.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userAssignedNATGateway'
    }
  }
}

resource plainCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-plain'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'plain'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        vnetSubnetID: network::plain.id
      }
    ]
  }
}

resource managedCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-managed'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'managed'
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
      outboundType: 'managedNATGateway'
    }
  }
}

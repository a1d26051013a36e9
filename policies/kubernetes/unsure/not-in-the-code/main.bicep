// The table of one subnet, the subnet of another cluster and the way of a third are not in the code.

param outboundType string
param routeTableId string
param subnetId string
param location string = 'westeurope'

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-clusters'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
  }

  resource given 'subnets' = {
    name: 'snet-given'
    properties: {
      addressPrefix: '10.1.0.0/24'
      routeTable: { id: routeTableId }
    }
  }

  resource bare 'subnets' = {
    name: 'snet-bare'
    properties: {
      addressPrefix: '10.1.1.0/24'
    }
  }
}

resource givenCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-given'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'given'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        vnetSubnetID: network::given.id
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userDefinedRouting'
    }
  }
}

resource elsewhereCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-elsewhere'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'elsewhere'
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D4s_v5'
        count: 3
        vnetSubnetID: subnetId
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
        vnetSubnetID: subnetId
      }
    ]
    networkProfile: {
      networkPlugin: 'azure'
      outboundType: 'userAssignedNATGateway'
    }
  }
}

resource openCluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: 'aks-open'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: 'open'
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
      outboundType: outboundType
    }
  }
}

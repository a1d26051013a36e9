// A subnet that is called as a group would be.

var location = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }

  resource nsg 'subnets' = {
    name: 'nsg'
    properties: {
      addressPrefix: '10.1.1.0/24'
    }
  }
}

resource watcher 'Microsoft.Network/networkWatchers@2024-05-01' existing = {
  name: 'watcher'
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  scope: resourceGroup('00000000-0000-0000-0000-000000000000', 'logs')
  name: 'logs'
}

resource flowLog 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  parent: watcher
  name: 'apps'
  location: location
  properties: {
    targetResourceId: apps::nsg.id
    storageId: storage.id
    enabled: true
  }
}

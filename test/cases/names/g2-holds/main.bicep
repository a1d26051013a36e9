param location string = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  scope: resourceGroup('00000000-0000-0000-0000-000000000000', 'logs')
  name: 'logs'
}

resource flowLog 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  name: 'watcher/apps'
  location: location
  properties: {
    targetResourceId: apps.id
    storageId: storage.id
    enabled: true
  }
}

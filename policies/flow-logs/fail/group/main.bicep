// The flow log of a group.

param location string = 'westeurope'

resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'apps'
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  scope: resourceGroup('00000000-0000-0000-0000-000000000000', 'logs')
  name: 'logs'
}

resource flowLog 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  name: 'watcher/apps'
  location: location
  properties: {
    targetResourceId: resourceId('Microsoft.Network/networkSecurityGroups', group.name)
    storageId: storage.id
    enabled: true
  }
}

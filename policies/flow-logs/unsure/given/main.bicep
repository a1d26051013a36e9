// What is logged is given.

param location string = resourceGroup().location

param target string

param workspace string

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
    targetResourceId: target
    storageId: storage.id
    enabled: true
    flowAnalyticsConfiguration: {
      networkWatcherFlowAnalyticsConfiguration: {
        enabled: true
        workspaceId: '00000000-0000-0000-0000-000000000001'
        workspaceRegion: location
        workspaceResourceId: workspace
        trafficAnalyticsInterval: 10
      }
    }
  }
}

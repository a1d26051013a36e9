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

resource watcher 'Microsoft.Network/networkWatchers@2024-05-01' existing = {
  name: 'watcher'
}

resource flowLog 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  parent: watcher
  name: 'apps'
  location: location
  properties: {
    targetResourceId: apps.id
    storageId: resourceId('00000000-0000-0000-0000-000000000000', 'logs', 'Microsoft.Storage/storageAccounts', 'logs')
    enabled: true
    flowAnalyticsConfiguration: {
      networkWatcherFlowAnalyticsConfiguration: {
        enabled: false
        workspaceId: '00000000-0000-0000-0000-000000000001'
        workspaceRegion: location
        workspaceResourceId: resourceId('22222222-2222-2222-2222-222222222222', 'logs', 'Microsoft.OperationalInsights/workspaces', 'main')
        trafficAnalyticsInterval: 10
      }
    }
  }
}

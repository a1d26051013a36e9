// Whose subscription this is, is not said.

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

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  scope: resourceGroup('00000000-0000-0000-0000-000000000000', 'logs')
  name: 'logs'
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  scope: resourceGroup('22222222-2222-2222-2222-222222222222', 'logs')
  name: 'main'
}

resource flowLog 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  parent: watcher
  name: 'apps'
  location: location
  properties: {
    targetResourceId: apps.id
    storageId: storage.id
    enabled: true
    flowAnalyticsConfiguration: {
      networkWatcherFlowAnalyticsConfiguration: {
        enabled: true
        workspaceId: '00000000-0000-0000-0000-000000000001'
        workspaceRegion: location
        workspaceResourceId: workspace.id
        trafficAnalyticsInterval: 10
      }
    }
  }
}

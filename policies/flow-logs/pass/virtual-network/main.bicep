// The flow log of a virtual network, read by traffic analytics.

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

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'workspace'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
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
    targetResourceId: apps.id
    storageId: storage.id
    enabled: true
    flowAnalyticsConfiguration: {
      networkWatcherFlowAnalyticsConfiguration: {
        enabled: true
        workspaceId: workspace.properties.customerId
        workspaceRegion: location
        workspaceResourceId: workspace.id
        trafficAnalyticsInterval: 10
      }
    }
  }
}

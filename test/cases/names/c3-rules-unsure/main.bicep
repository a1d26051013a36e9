param first string
param last string
param rules string[]
param unmatched string

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: 'westeurope'
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    subnets: [
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.1.9.0/24'
        }
      }
    ]
  }
}

resource orders 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'orders'
  location: 'westeurope'
}

resource rule 'Microsoft.Sql/servers/firewallRules@2023-08-01' = {
  parent: orders
  name: 'rule'
  properties: {
    startIpAddress: first
    endIpAddress: last
  }
}

resource ordersEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'orders'
  location: 'westeurope'
  properties: {
    subnet: {
      id: '${vnet.id}/subnets/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: 'orders'
        properties: {
          privateLinkServiceId: orders.id
          groupIds: ['sqlServer']
        }
      }
    ]
  }
}

resource events 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: 'events'
  location: 'westeurope'
}

resource ruleSet 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {
  parent: events
  name: 'default'
  properties: {
    defaultAction: 'Deny'
    ipRules: [
      for rule in rules: {
        ipMask: rule
      }
    ]
  }
}

resource eventsEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'events'
  location: 'westeurope'
  properties: {
    subnet: {
      id: '${vnet.id}/subnets/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: 'events'
        properties: {
          privateLinkServiceId: events.id
          groupIds: ['namespace']
        }
      }
    ]
  }
}

resource web 'Microsoft.Web/sites@2024-04-01' = {
  name: 'web'
  location: 'westeurope'
  properties: {
    publicNetworkAccess: 'Enabled'
    siteConfig: {
      ipSecurityRestrictionsDefaultAction: unmatched
      ipSecurityRestrictions: [
        {
          ipAddress: '20.61.99.0/24'
          action: 'Allow'
          priority: 100
        }
      ]
    }
  }
}

resource webEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'web'
  location: 'westeurope'
  properties: {
    subnet: {
      id: '${vnet.id}/subnets/endpoints'
    }
    privateLinkServiceConnections: [
      {
        name: 'web'
        properties: {
          privateLinkServiceId: web.id
          groupIds: ['sites']
        }
      }
    ]
  }
}

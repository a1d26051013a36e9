param location string

// Whatever leaves the subnet is inspected by the firewall of the hub, which another team runs.
resource table 'Microsoft.Network/routeTables@2024-05-01' = {
  name: 'rt-apim'
  location: location
  properties: {
    disableBgpRoutePropagation: true
    routes: [
      {
        name: 'everything-to-firewall'
        properties: {
          addressPrefix: '0.0.0.0/0'
          nextHopType: 'VirtualAppliance'
          nextHopIpAddress: '10.0.1.4'
        }
      }
      {
        name: 'office-to-internet'
        properties: {
          addressPrefix: '198.51.100.0/24'
          nextHopType: 'Internet'
        }
      }
      {
        name: 'activation-to-internet'
        properties: {
          addressPrefix: '23.102.135.246/32'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}

output id string = table.id

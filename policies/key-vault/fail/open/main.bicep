// Open to everybody, and to nobody.

param location string = 'westeurope'

var vaults = [
  { name: 'open', access: 'Enabled' }
  { name: 'shut', access: 'Disabled' }
]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = [
  for one in vaults: {
    name: one.name
    location: location
    properties: {
      sku: {
        family: 'A'
        name: 'standard'
      }
      tenantId: tenant().tenantId
      publicNetworkAccess: one.access
    }
  }
]

// Whether it is public is given.

param location string = resourceGroup().location

@allowed(['Enabled', 'Disabled'])
param publicAccess string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'main'
  location: location
  properties: {
    sku: {
      family: 'A'
      name: 'standard'
    }
    tenantId: subscription().tenantId
    enableRbacAuthorization: true
    publicNetworkAccess: publicAccess
  }
}

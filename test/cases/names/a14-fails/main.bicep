// Azure's own resolver knows no corporate zone.

param location string = resourceGroup().location

resource apim 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apim'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
  }
}

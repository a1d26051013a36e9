// The server stands in the virtual network, as its address says.

var location = 'westeurope'

resource apim 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apim'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    dhcpOptions: {
      dnsServers: ['10.1.2.4']
    }
  }
}

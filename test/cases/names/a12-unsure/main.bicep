// Nothing says whom the server asks.

var location = 'westeurope'

var dnsServer = cidrHost('10.1.2.0/24', 3)

resource apim 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apim'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    dhcpOptions: {
      dnsServers: [dnsServer]
    }
  }
}

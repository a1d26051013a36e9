// The server stands on-premises, where Azure's resolver does not answer.

param location string = 'westeurope'

param dnsServers string[] = ['10.100.0.4']

resource apim 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apim'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: ['10.1.0.0/16']
    }
    dhcpOptions: {
      dnsServers: dnsServers
    }
  }
}

targetScope = 'subscription'

module network 'network.bicep' = {
  scope: resourceGroup('11111111-1111-1111-1111-111111111111', 'network')
  name: 'network'
}

module network 'network/main.bicep' = {
  name: 'network'
  params: {
    adminPorts: ['22']
  }
}

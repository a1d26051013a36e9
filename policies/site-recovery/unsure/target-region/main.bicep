param publicKey string
param here string = 'westeurope'
param there string

resource networkHere 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-here'
  location: here
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
  }

  resource machines 'subnets' = {
    name: 'here'
    properties: {
      addressPrefix: '10.0.1.0/24'
      networkSecurityGroup: { id: groupHere.id }
    }
  }
}

resource networkThere 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-there'
  location: there
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [
      {
        name: 'there'
        properties: {
          addressPrefix: '10.1.1.0/24'
        }
      }
    ]
  }
}

resource groupHere 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-here'
  location: here
  properties: {
    securityRules: [
      {
        name: 'storage'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'Storage.WestEurope'
          destinationPortRange: '443'
        }
      }
      {
        name: 'entra'
        properties: {
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzureActiveDirectory'
          destinationPortRange: '443'
        }
      }
      {
        name: 'monitoring'
        properties: {
          priority: 120
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'EventHub.NorthEurope'
          destinationPortRange: '443'
        }
      }
      {
        name: 'site-recovery'
        properties: {
          priority: 130
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzureSiteRecovery'
          destinationPortRange: '443'
        }
      }
      {
        name: 'agent'
        properties: {
          priority: 140
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'GuestAndHybridManagement'
          destinationPortRange: '443'
        }
      }
      {
        name: 'vault'
        properties: {
          priority: 150
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'AzureKeyVault'
          destinationPortRange: '443'
        }
      }
      {
        name: 'rest'
        properties: {
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource nic 'Microsoft.Network/networkInterfaces@2024-05-01' = {
  name: 'nic-vm'
  location: here
  properties: {
    ipConfigurations: [
      {
        name: 'main'
        properties: {
          subnet: { id: networkHere::machines.id }
          privateIPAllocationMethod: 'Dynamic'
        }
      }
    ]
  }
}

resource vm 'Microsoft.Compute/virtualMachines@2024-07-01' = {
  name: 'vm'
  location: here
  properties: {
    hardwareProfile: { vmSize: 'Standard_D2s_v5' }
    osProfile: {
      computerName: 'vm'
      adminUsername: 'operator'
      linuxConfiguration: {
        disablePasswordAuthentication: true
        ssh: {
          publicKeys: [{ path: '/home/operator/.ssh/authorized_keys', keyData: publicKey }]
        }
      }
    }
    storageProfile: {
      osDisk: {
        createOption: 'FromImage'
        caching: 'ReadWrite'
        managedDisk: { storageAccountType: 'Premium_LRS' }
      }
    }
    networkProfile: {
      networkInterfaces: [{ id: nic.id }]
    }
  }
}

resource vault 'Microsoft.RecoveryServices/vaults@2024-04-01' existing = {
  name: 'vault'

  resource fabricHere 'replicationFabrics' existing = {
    name: 'here'

    resource containerHere 'replicationProtectionContainers' existing = {
      name: 'here'
    }
  }

  resource fabricThere 'replicationFabrics' existing = {
    name: 'there'

    resource containerThere 'replicationProtectionContainers' existing = {
      name: 'there'
    }
  }

  resource policy 'replicationPolicies' existing = {
    name: 'policy'
  }
}

resource replicated 'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems@2024-04-01' = {
  parent: vault::fabricHere::containerHere
  name: 'vm'
  properties: {
    policyId: vault::policy.id
    providerSpecificDetails: {
      instanceType: 'A2A'
      fabricObjectId: vm.id
      recoveryContainerId: vault::fabricThere::containerThere.id
      recoveryResourceGroupId: subscriptionResourceId('Microsoft.Resources/resourceGroups', 'there')
      recoveryAzureNetworkId: networkThere.id
      recoverySubnetName: 'there'
    }
  }
}

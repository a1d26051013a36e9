param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [
      {
        name: 'whole'
        properties: {
          addressPrefix: '10.0.1.0/24'
          networkSecurityGroup: { id: whole.id }
        }
      }
      {
        name: 'rule'
        properties: {
          addressPrefix: '10.0.2.0/24'
          networkSecurityGroup: { id: rule.id }
        }
      }
      {
        name: 'line'
        properties: {
          addressPrefix: '10.0.3.0/24'
          networkSecurityGroup: { id: line.id }
        }
      }
      {
        name: 'expired'
        properties: {
          addressPrefix: '10.0.4.0/24'
          networkSecurityGroup: { id: expired.id }
        }
      }
      {
        name: 'bare'
        properties: {
          addressPrefix: '10.0.5.0/24'
          networkSecurityGroup: { id: bare.id }
        }
      }
    ]
  }
}

// Both ports, because the group is the subject.
// vnetproof:ignore no-admin-ports until 2026-06-30: jump host moves to Bastion, NET-42
resource whole 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-whole'
  location: location
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '22'
        }
      }
      {
        name: 'rdp'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '3389'
        }
      }
    ]
  }
}

resource rule 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-rule'
  location: location
  properties: {
    securityRules: [
      // vnetproof:ignore no-admin-ports/open until 2026-06-30: ssh alone, NET-43
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '22'
        }
      }
      {
        name: 'rdp'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '3389'
        }
      }
    ]
  }
}

resource line 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-line'
  location: location
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '22'
        }
      }
      {
        name: 'rdp'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '3389' // vnetproof:ignore no-admin-ports/open/rdp until 2026-06-30: rdp alone, NET-44
        }
      }
    ]
  }
}

// vnetproof:ignore no-admin-ports until 2025-12-31: too late
resource expired 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-expired'
  location: location
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '22'
        }
      }
      {
        name: 'rdp'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '3389'
        }
      }
    ]
  }
}

/* vnetproof:ignore no-admin-ports */
resource bare 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-bare'
  location: location
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '22'
        }
      }
      {
        name: 'rdp'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '3389'
        }
      }
    ]
  }
}

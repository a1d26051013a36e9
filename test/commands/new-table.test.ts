/** A subnet whose default route is learned and that has no route table gets one with the route that is missing, in the language of the subnet, proved; none where that cannot be proved. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Finding } from '../../src/policy/policy.ts'
import type { Report } from '../../src/report/report.ts'
import { applyEdits } from '../../src/text/edit.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const settings = {
  'vnetproof.yaml': 'policies: [./tunnel.yaml]\nassume: assumptions.yaml\n',
  'assumptions.yaml': 'on-premises:\n  advertises: [0.0.0.0/0]\n',
  'tunnel.yaml': `policy: tunnel
for: subnet
where: name == "snet-app"
rules:
  - id: straight
    kind: forced-tunnel
    severity: error
    at: subnet
    require:
      - { id: control, to: AzureMonitor, next-hop: internet }
`,
}

const judged = (texts: Readonly<Record<string, string>>): Report =>
  check({ workspace: memoryWorkspace({ ...settings, ...texts }), paths: [''], version: '0', today: '2026-01-01', now: () => 0 })

const findingOf = (report: Report): Finding | undefined => report.findings.find(({ code }) => code === 'tunnel/straight/control')

/** The texts with the fix, once it is made and what it mends holds. */
const fixed = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const finding = findingOf(judged(texts))
  expect(finding?.outcome).toBe('fails')
  expect(finding?.fix?.title).toBe('add route table `rt-app` with a route from `AzureMonitor` to Internet')
  const after = { ...texts, ...Object.fromEntries(applyEdits(finding!.fix!.edits)!) }
  const again = judged(after)
  expect(again.diagnostics).toEqual([])
  expect(again.judgements.map(({ code, outcome }) => `${outcome} ${code}`)).toEqual(['holds tunnel/straight/control'])
  return after
}

const inTerraform = (more = ''): string => `provider "azurerm" {
  features {}
}

resource "azurerm_virtual_network" "main" {
  name                = "vnet-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "vgw-main"
  resource_group_name = "rg-network"
  location            = "westeurope"
  type                = "ExpressRoute"
  sku                 = "Standard"

  ip_configuration {
    subnet_id = azurerm_subnet.gateway.id
  }
}

resource "azurerm_subnet" "app" {
  name                 = "snet-app"
  resource_group_name  = "rg-network"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/24"]
}
${more}`

const inBicep = (subnets: string, more: string): string => `param location string = 'westeurope'

resource vnet 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'vnet-main'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
${subnets}  }
}
${more}
resource gateway 'Microsoft.Network/virtualNetworkGateways@2023-11-01' = {
  name: 'vgw-main'
  location: location
  properties: {
    gatewayType: 'ExpressRoute'
    sku: { name: 'Standard', tier: 'Standard' }
    ipConfigurations: [
      { name: 'main', properties: { subnet: { id: resourceId('Microsoft.Network/virtualNetworks/subnets', vnet.name, 'GatewaySubnet') } } }
    ]
  }
}
`

describe('a table for a subnet that has none', () => {
  test('in Terraform stands behind the subnet', () => {
    expect(fixed({ 'main.tf': inTerraform() })['main.tf']).toBe(
      `${inTerraform().trimEnd()}

resource "azurerm_route_table" "app" {
  name                = "rt-app"
  resource_group_name = "rg-network"
  location            = "westeurope"

  route {
    name           = "azure-monitor"
    address_prefix = "AzureMonitor"
    next_hop_type  = "Internet"
  }
}

resource "azurerm_subnet_route_table_association" "app" {
  subnet_id      = azurerm_subnet.app.id
  route_table_id = azurerm_route_table.app.id
}
`,
    )
  })

  const table = `
resource appRoutes 'Microsoft.Network/routeTables@2023-11-01' = {
  name: 'rt-app'
  location: location
  properties: {
    routes: [
      {
        name: 'azure-monitor'
        properties: {
          addressPrefix: 'AzureMonitor'
          nextHopType: 'Internet'
        }
      }
    ]
  }
}
`

  test('in Bicep, of a subnet in the list of its network', () => {
    const subnets = (more: string): string => `    subnets: [
      {
        name: 'GatewaySubnet'
        properties: { addressPrefix: '10.20.255.0/27' }
      }
      {
        name: 'snet-app'
        properties: {
          addressPrefix: '10.20.1.0/24'${more}
        }
      }
    ]
`
    const added = '\n          routeTable: { id: appRoutes.id }'
    expect(fixed({ 'main.bicep': inBicep(subnets(''), '') })['main.bicep']).toBe(inBicep(subnets(added), table))
  })

  test('in Bicep, of a subnet that is a resource', () => {
    const subnets = (more: string): string => `
resource gatewaySubnet 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = {
  parent: vnet
  name: 'GatewaySubnet'
  properties: { addressPrefix: '10.20.255.0/27' }
}

resource app 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = {
  parent: vnet
  name: 'snet-app'
  properties: { addressPrefix: '10.20.1.0/24'${more} }
}
`
    expect(fixed({ 'main.bicep': inBicep('', subnets('')) })['main.bicep']).toBe(
      inBicep('', subnets(', routeTable: { id: appRoutes.id }') + table),
    )
  })

  test('is not proposed where a loop makes the subnet, or where a group would let more pass by it', () => {
    const loop = `
resource subnets 'Microsoft.Network/virtualNetworks/subnets@2023-11-01' = [
  for (name, i) in ['GatewaySubnet', 'snet-app']: {
    parent: vnet
    name: name
    properties: { addressPrefix: cidrSubnet('10.20.0.0/16', 24, i) }
  }
]
`
    const inLoop = findingOf(judged({ 'main.bicep': inBicep('', loop) }))
    expect([inLoop?.outcome, inLoop?.fix]).toEqual(['fails', undefined])
    // What routes lead to is in \`VirtualNetwork\`: https://learn.microsoft.com/azure/virtual-network/service-tags-overview
    const grouped = findingOf(
      judged({
        'main.tf': inTerraform(`
resource "azurerm_network_security_group" "app" {
  name                = "nsg-app"
  resource_group_name = "rg-network"
  location            = "westeurope"
}

resource "azurerm_subnet_network_security_group_association" "app" {
  subnet_id                 = azurerm_subnet.app.id
  network_security_group_id = azurerm_network_security_group.app.id
}
`),
      }),
    )
    expect([grouped?.outcome, grouped?.fix]).toEqual(['fails', undefined])
  })
})

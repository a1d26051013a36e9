/** Outbound types of Kubernetes clusters; verdicts are written by hand from https://learn.microsoft.com/azure/aks/egress-udr and https://learn.microsoft.com/azure/aks/nat-gateway. */
import { describe, expect, it, test } from 'vitest'
import { judgeText } from '../support/judge.ts'

const subnet = (name: string, third: number): string => `
resource "azurerm_subnet" "${name}" {
  name                 = "snet-${name}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.${third}.0/24"]
}
`
const base = `
variable "unknown" {}

resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["10.20.0.0/16"]
}
${subnet('nodes', 1)}${subnet('other', 2)}`

const table = (prefix: string, hop: string, more = ''): string => `
resource "azurerm_route_table" "nodes" {
  name                = "rt"
  resource_group_name = "rg"
  location            = "westeurope"
  ${more}

  route {
    name           = "default"
    address_prefix = ${prefix}
    next_hop_type  = ${hop}
    next_hop_in_ip_address = ${hop.includes('Appliance') ? '"10.0.0.4"' : 'null'}
  }
}

resource "azurerm_subnet_route_table_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  route_table_id = azurerm_route_table.nodes.id
}
`
const firewalled = table('"0.0.0.0/0"', '"VirtualAppliance"')
const gateway = `${subnet('gateway', 255).replace('snet-gateway', 'GatewaySubnet')}
resource "azurerm_virtual_network_gateway" "main" {
  name                = "gateway"
  resource_group_name = "rg"
  location            = "westeurope"
  type                = "ExpressRoute"
  sku                 = "ErGw1AZ"

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway.id
    public_ip_address_id = "x"
  }
}
`
const nat = `
resource "azurerm_subnet_nat_gateway_association" "nodes" {
  subnet_id      = azurerm_subnet.nodes.id
  nat_gateway_id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/natGateways/ng"
}
`
const cluster = (type: string, pool = 'vnet_subnet_id = azurerm_subnet.nodes.id', more = ''): string => `
resource "azurerm_kubernetes_cluster" "main" {
  name                = "aks"
  resource_group_name = "rg"
  location            = "westeurope"
  ${more}

  default_node_pool {
    name = "system"
    ${pool}
  }

  network_profile {
    outbound_type = ${type}
  }
}
`
const pool = (more: string, of = 'azurerm_kubernetes_cluster.main.id'): string => `
resource "azurerm_kubernetes_cluster_node_pool" "users" {
  name                  = "users"
  kubernetes_cluster_id = ${of}
  ${more}
}
`
const azapi = (properties: string, sku = ''): string => `
resource "azapi_resource" "main" {
  type      = "Microsoft.ContainerService/managedClusters@2024-09-01"
  name      = "aks"
  parent_id = "/subscriptions/0/resourceGroups/rg"
  location  = "westeurope"
  body = {
    ${sku}
    properties = {
      ${properties}
    }
  }
}
`
const routed = cluster('"userDefinedRouting"')
const profiles = 'agentPoolProfiles = [{ name = "system", vnetSubnetID = azurerm_subnet.nodes.id }]'
const outcome = (text: string, item: string): string =>
  judgeText(base + text, { shipped: ['kubernetes'] }).outcome(`kubernetes/outbound/${item}`) ?? 'nothing'

describe('a cluster that sends by routes of its own', () => {
  it.each<readonly [name: string, text: string, expected: string]>([
    ['an appliance', routed + firewalled, 'holds'],
    ['a gateway', routed + table('"0.0.0.0/0"', '"VirtualNetworkGateway"'), 'holds'],
    ['no table', routed, 'fails'],
    ['a default route to Internet', routed + table('"0.0.0.0/0"', '"Internet"'), 'fails'],
    ['a default route to nowhere', routed + table('"0.0.0.0/0"', '"None"'), 'fails'],
    ['a route to something else', routed + table('"10.0.0.0/8"', '"VirtualAppliance"'), 'fails'],
    ['half of a default route', routed + table('"0.0.0.0/1"', '"VirtualAppliance"'), 'unsure'],
    ['a prefix that is not known', routed + table('var.unknown', '"VirtualAppliance"'), 'unsure'],
    ['a next hop that is not known', routed + table('"0.0.0.0/0"', 'var.unknown'), 'unsure'],
    ['a gateway that may bring one', routed + gateway, 'unsure'],
    [
      'a gateway whose routes the table keeps out',
      routed + gateway + table('"10.0.0.0/8"', '"VirtualAppliance"', 'bgp_route_propagation_enabled = false'),
      'fails',
    ],
    ['no subnet', cluster('"userDefinedRouting"', ''), 'fails'],
    ['a subnet that is not known', cluster('"userDefinedRouting"', 'vnet_subnet_id = var.unknown'), 'unsure'],
    [
      'a subnet of elsewhere',
      cluster(
        '"userDefinedRouting"',
        `vnet_subnet_id = "/subscriptions/0/resourceGroups/x/providers/Microsoft.Network/virtualNetworks/v/subnets/s"`,
      ),
      'unsure',
    ],
    ['a type that is not known, and no route', cluster('var.unknown'), 'unsure'],
    ['a type that is not known, and a route', cluster('var.unknown') + firewalled, 'holds'],
    ['one of two types, neither of which asks for it', cluster('var.unknown == 1 ? "loadBalancer" : "none"'), 'nothing'],
    ['one of two types, one of which asks for it', cluster('var.unknown == 1 ? "loadBalancer" : "userDefinedRouting"'), 'unsure'],
    ['a cluster that may not be', cluster('"userDefinedRouting"', undefined, 'count = var.unknown == 1 ? 1 : 0'), 'unsure'],
    ['as AKS sets it up', cluster('"loadBalancer"'), 'nothing'],
    ['nothing written', cluster('null'), 'nothing'],
    ['a second pool without a route', routed + firewalled + pool('vnet_subnet_id = azurerm_subnet.other.id'), 'fails'],
    ['a second pool with one', routed + firewalled + pool('vnet_subnet_id = azurerm_subnet.nodes.id'), 'holds'],
    ['a second pool that says no subnet', routed + firewalled + pool(''), 'holds'],
    ['a pool that may be of this cluster', routed + firewalled + pool('vnet_subnet_id = azurerm_subnet.other.id', 'var.unknown'), 'unsure'],
    ['by azapi, without a route', azapi(`networkProfile = { outboundType = "UserDefinedRouting" }\n${profiles}`), 'fails'],
    ['by azapi, with one', azapi(`networkProfile = { outboundType = "userDefinedRouting" }\n${profiles}`) + firewalled, 'holds'],
    ['by azapi, without pools', azapi('networkProfile = { outboundType = "userDefinedRouting" }'), 'unsure'],
    ['by azapi, nothing written', azapi(profiles), 'nothing'],
    ['an automatic one, nothing written', azapi(profiles, 'sku = { name = "Automatic", tier = "Standard" }'), 'nothing'],
  ])('%s', (_, text, expected) => {
    expect(outcome(text, 'outbound-route')).toBe(expected)
  })
})

describe('a cluster that sends by a NAT gateway of its own', () => {
  const by = cluster('"userAssignedNATGateway"')
  it.each<readonly [name: string, text: string, expected: string]>([
    ['none', by, 'fails'],
    ['one of elsewhere', by + nat, 'holds'],
    ['one of elsewhere, perhaps', by + nat.replace('subnet_id ', 'count = var.unknown == 1 ? 1 : 0\n  subnet_id '), 'unsure'],
    ['a route does not help', by + firewalled, 'fails'],
    ['no subnet', cluster('"userAssignedNATGateway"', ''), 'fails'],
    ['another type', cluster('"managedNATGateway"', ''), 'nothing'],
  ])('%s', (_, text, expected) => {
    expect(outcome(text, 'outbound-nat')).toBe(expected)
  })
})

test('a change that is not followed leaves the way of a cluster open, and names itself', () => {
  const text = `${routed}${firewalled}
resource "azapi_update_resource" "way" {
  type        = "Microsoft.ContainerService/managedClusters@2024-09-01"
  resource_id = azurerm_kubernetes_cluster.main.id
  body = {
    properties = var.unknown
  }
}
`
  const judged = judgeText(base + text, { shipped: ['kubernetes'] })
  expect(judged.outcome('kubernetes/outbound/outbound-route')).toBe('unsure')
  expect(judged.finding('kubernetes/outbound/outbound-route').doubts.map(({ what }) => what)).toContain('azapi_update_resource.way')
})

test('who fails, and what is underlined', () => {
  const judged = judgeText(base + routed + table('"0.0.0.0/0"', '"Internet"'), { shipped: ['kubernetes'] })
  const finding = judged.finding('kubernetes/outbound/outbound-route')
  expect(finding.judgement.subject).toBe('azurerm_kubernetes_cluster.main (azurerm_subnet.nodes)')
  expect(judged.underlined('kubernetes/outbound/outbound-route')).toBe('"userDefinedRouting"')
  expect(finding.message).toContain('has no default route to an appliance or gateway')
})

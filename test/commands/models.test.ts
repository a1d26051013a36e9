/** A hub in one repository, a spoke in another: the hub's exported model settles what the spoke's code only refers to. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { modelOf } from '../../src/commands/model.ts'
import { openRoots } from '../../src/commands/open-roots.ts'
import { regionOf } from '../../src/model/kinds/subnet.ts'
import { modelJson } from '../../src/report/model/json.ts'
import { effectiveRoutes } from '../../src/semantics/routes.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { folderWith } from '../support/folder.ts'
import { flow } from '../support/network.ts'
import { source } from '../support/source.ts'

const one = '11111111-1111-1111-1111-111111111111'
const two = '22222222-2222-2222-2222-222222222222'
const idOf = (subscription: string, name: string): string =>
  `/subscriptions/${subscription}/resourceGroups/${name}/providers/Microsoft.Network/virtualNetworks/${name}`

const hub = (more = '') => source`
  resource "azurerm_virtual_network" "hub" {
    name                = "hub"
    resource_group_name = "hub"
    location            = "westeurope"
    address_space       = ["10.0.0.0/16"]
  }
  resource "azurerm_virtual_network_peering" "spoke" {
    name                      = "spoke"
    resource_group_name       = "hub"
    virtual_network_name      = azurerm_virtual_network.hub.name
    remote_virtual_network_id = "${idOf(two, 'spoke')}"
    allow_gateway_transit     = true
  }
  ${more}
`
const gateway = source`
  resource "azurerm_subnet" "gateway" {
    name                 = "GatewaySubnet"
    resource_group_name  = "hub"
    virtual_network_name = azurerm_virtual_network.hub.name
    address_prefixes     = ["10.0.255.0/27"]
  }
  resource "azurerm_virtual_network_gateway" "vpn" {
    name                = "vpn"
    resource_group_name = "hub"
    location            = "westeurope"
    type                = "Vpn"
    sku                 = "VpnGw1"
    ip_configuration {
      subnet_id = azurerm_subnet.gateway.id
    }
  }
  resource "azurerm_local_network_gateway" "office" {
    name                = "office"
    resource_group_name = "hub"
    location            = "westeurope"
    gateway_address     = "203.0.113.1"
    address_space       = ["192.168.0.0/16"]
  }
  resource "azurerm_virtual_network_gateway_connection" "office" {
    name                       = "office"
    resource_group_name        = "hub"
    location                   = "westeurope"
    type                       = "IPsec"
    virtual_network_gateway_id = azurerm_virtual_network_gateway.vpn.id
    local_network_gateway_id   = azurerm_local_network_gateway.office.id
  }
`
const endpoint = source`
  resource "azurerm_subnet" "data" {
    name                 = "data"
    resource_group_name  = "hub"
    virtual_network_name = azurerm_virtual_network.hub.name
    address_prefixes     = ["10.0.7.0/24"]
  }
  resource "azurerm_private_endpoint" "vault" {
    name                = "vault"
    resource_group_name = "hub"
    location            = "westeurope"
    subnet_id           = azurerm_subnet.data.id
    private_service_connection {
      name                           = "vault"
      is_manual_connection           = false
      private_connection_resource_id = "/subscriptions/${one}/resourceGroups/x/providers/Microsoft.KeyVault/vaults/v"
    }
    ip_configuration {
      name               = "vault"
      private_ip_address = "10.0.7.7"
    }
  }
`
const spoke = (remote = `"${idOf(one, 'hub')}"`, uses = false) => source`
  resource "azurerm_virtual_network" "spoke" {
    name                = "spoke"
    resource_group_name = "spoke"
    location            = "westeurope"
    address_space       = ["10.1.0.0/16"]
  }
  resource "azurerm_subnet" "app" {
    name                 = "app"
    resource_group_name  = "spoke"
    virtual_network_name = azurerm_virtual_network.spoke.name
    address_prefixes     = ["10.1.1.0/24"]
  }
  resource "azurerm_network_security_group" "app" {
    name                = "app"
    resource_group_name = "spoke"
    location            = "westeurope"
  }
  resource "azurerm_subnet_network_security_group_association" "app" {
    subnet_id                 = azurerm_subnet.app.id
    network_security_group_id = azurerm_network_security_group.app.id
  }
  resource "azurerm_virtual_network_peering" "hub" {
    name                      = "hub"
    resource_group_name       = "spoke"
    virtual_network_name      = azurerm_virtual_network.spoke.name
    remote_virtual_network_id = ${remote}
    use_remote_gateways       = ${uses}
  }
`
const data = source`
  provider "azurerm" {
    alias           = "hub"
    subscription_id = "${one}"
    features {}
  }
  data "azurerm_virtual_network" "hub" {
    provider            = azurerm.hub
    name                = "hub"
    resource_group_name = "hub"
  }
`

const exported = (code: string): string => {
  const { roots } = modelOf({ workspace: diskWorkspace(folderWith({ 'main.tf': code })), paths: [''], libraries: true })
  return modelJson(roots, '0')
}

const assumptions = `models: [ { file: ./hub.model.json, subscription: ${one} } ]\nsubscription: ${two}\n`
const requestOf = (code: string, model: string, said = assumptions) => ({
  workspace: diskWorkspace(folderWith({ 'main.tf': code, 'hub.model.json': model, 'a.yaml': said })),
  paths: [''],
  libraries: true,
  assume: 'a.yaml',
})
const open = (code: string, model: string, said?: string) => {
  const mistakes: Diagnostic[] = []
  const sink = (diagnostic: Diagnostic): void => void mistakes.push(diagnostic)
  const { worlds } = openRoots(requestOf(code, model, said), { mistakes: sink, told: () => undefined })
  const { network, world } = worlds[0]!.world
  const app = network.ofKind('subnet').find(({ id }) => id === 'azurerm_subnet.app')!
  const point = { subnet: app, region: regionOf(app, network) }
  return {
    mistakes: mistakes.map(({ code: slug, message }) => `${slug}: ${message}`),
    ask: (address: string) => world.judge(point, flow(`out subnet -> ${address} tcp 443`), 'allow').outcome,
    leansOn: world.judge(point, flow('out subnet -> 10.99.0.1 tcp 443'), 'allow').leansOn,
    routes: effectiveRoutes(network, app)
      .filter(({ route }) => ['peering', 'gateway', 'private-endpoint', 'unknown'].includes(route.sort))
      .map(({ route, state }) => `${state} ${route.sort} ${route.destination}`),
  }
}

describe('a hub of another repository', () => {
  test.each([
    ['by id', spoke()],
    ['by a data source', data + spoke('data.azurerm_virtual_network.hub.id')],
  ])('%s', (_, code) => {
    const { ask, routes, leansOn, mistakes } = open(code, exported(hub()))
    expect(mistakes).toEqual([])
    expect([ask('10.0.3.3'), ask('10.99.0.1')]).toEqual(['holds', 'fails'])
    expect(routes).toEqual(['active peering 10.0.0.0/16'])
    expect(leansOn).toEqual(['assumed: networks are as `hub.model.json` says (a.yaml:1)'])
  })

  test('nothing is known of it without the model', () => {
    const { ask } = open(spoke(), exported(hub()), '{}\n')
    expect([ask('10.0.3.3'), ask('10.1.9.9')]).toEqual(['unsure', 'holds'])
  })

  test('its gateways and private endpoints are those that it has', () => {
    const { ask, routes } = open(spoke(undefined, true), exported(hub(gateway + endpoint)))
    expect([ask('192.168.3.3'), ask('10.99.0.1')]).toEqual(['holds', 'fails'])
    expect(routes).toEqual(
      ['active peering 10.0.0.0/16', 'active gateway 192.168.0.0/16', 'active private-endpoint 10.0.7.7/32'].map((line) =>
        line.replace('/32', ''),
      ),
    )
  })

  test('what it does not know is not known here', () => {
    const unknownSpace = hub().replace('["10.0.0.0/16"]', 'var.space')
    expect(open(spoke(), exported(`variable "space" {}\n${unknownSpace}`)).ask('10.0.3.3')).toBe('unsure')
    const wan = `${hub()}\nresource "azurerm_virtual_hub_connection" "c" {\n  name                      = "c"\n  virtual_hub_id            = "x"\n  remote_virtual_network_id = azurerm_virtual_network.hub.id\n}\n`
    const { routes } = open(spoke(undefined, true), exported(wan))
    expect(routes).toContain('unsure gateway any address')
  })

  test('a data source of another subscription means another', () => {
    const code = data.replace(/ +provider += azurerm.hub\n/, '') + spoke('data.azurerm_virtual_network.hub.id')
    expect(open(code, exported(hub())).ask('10.0.3.3')).toBe('unsure')
  })

  test('without its subscription an id may mean another', () => {
    expect(open(spoke(), exported(hub()), 'models: hub.model.json\n').ask('10.0.3.3')).toBe('unsure')
    const elsewhere = `models: [ { file: hub.model.json, subscription: ${two} } ]\nsubscription: ${two}\n`
    expect(open(spoke(), exported(hub()), elsewhere).ask('10.0.3.3')).toBe('unsure')
  })

  test('the other side may lead elsewhere where nobody says what this code deploys to', () => {
    expect(open(spoke(), exported(hub()), assumptions.replace(/subscription: 2.*\n/, '')).ask('10.0.3.3')).toBe('unsure')
  })

  test('what the code declares itself is as it declares it', () => {
    const both = hub() + spoke('azurerm_virtual_network.hub.id')
    const other = exported(hub().replace('10.0.0.0/16', '10.5.0.0/16'))
    const { ask, leansOn } = open(both, other, assumptions.replace(one, two))
    expect([ask('10.5.3.3'), leansOn]).toEqual(['fails', []])
  })

  test('is not judged here', () => {
    const policy = 'policy: p\nfor: subnet\nrules: [ { id: r, kind: nsg-matrix, severity: error, at: subnet, nsg: required } ]\n'
    const request = requestOf(spoke(), exported(hub(endpoint)))
    const workspace = diskWorkspace(
      folderWith({ 'main.tf': spoke(), 'hub.model.json': exported(hub(endpoint)), 'a.yaml': assumptions, 'p/p.yaml': policy }),
    )
    const report = check({ ...request, workspace, policies: ['./p'], version: '0', today: '2026-01-01', now: () => 0 })
    expect(report.judgements.map(({ subject, outcome }) => [subject, outcome])).toEqual([['azurerm_subnet.app', 'holds']])
    expect(report.diagnostics.filter(({ code: slug }) => slug.startsWith('model/'))).toEqual([])
  })

  test.each([
    ['{}', 'missing-key'],
    ['[]', 'wrong-type'],
    ['{"format": 2}', 'unknown-format'],
    ['{', 'syntax'],
  ])('a file that says %s is a mistake', (model, slug) => {
    expect(open(spoke(), model).mistakes.join('\n')).toContain(slug)
  })

  test('a file that is not there is a mistake', () => {
    expect(open(spoke(), '', 'models: gone.json\n').mistakes).toEqual(['assumptions/unreadable: `gone.json` cannot be read'])
  })
})

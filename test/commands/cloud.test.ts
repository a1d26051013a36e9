/** Which cloud code is judged in: what is vouched for, what any region or provider says, else the public one, and then that is told. */
import { expect, it } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { folderWith } from '../support/folder.ts'

/** Outcome of `private-endpoint/dns/zone`, and whether it leans on the cloud being the public one by default. */
const zoneOf = (files: Readonly<Record<string, string>>, path: string, assumptions?: string) => {
  const folder = folderWith(assumptions === undefined ? files : { ...files, 'assumptions.yaml': assumptions })
  const report = check({
    workspace: diskWorkspace(folder),
    paths: [path],
    policies: ['private-endpoint'],
    ...(assumptions === undefined ? {} : { assume: 'assumptions.yaml' }),
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  })
  expect(report.mistakes).toEqual([])
  // What is asked of names leans on the cloud as zones do: it fails only where these do.
  const fails = report.judgements.filter(({ code, outcome }) => code.startsWith('private-endpoint/dns/') && outcome === 'fails')
  const [found, ...more] = report.judgements.filter(({ code }) => code === 'private-endpoint/dns/zone')
  expect(more).toEqual([])
  if (found?.outcome === 'unsure') expect(fails).toEqual([])
  return [found?.outcome, found?.leansOn?.some((one) => one.includes('public one')) === true ? 'by default' : 'said']
}

const bicep = (zone: string, more = '') => ({
  'main.bicep': `param location string = resourceGroup().location
param account string
${more}
resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = { name: ${zone}, location: 'global' }
resource store 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: account
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
}
resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: 'v'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 's', properties: { addressPrefix: '10.0.1.0/24' } }]
  }
}
resource endpoint 'Microsoft.Network/privateEndpoints@2023-11-01' = {
  name: 'e'
  location: location
  properties: {
    subnet: { id: '\${network.id}/subnets/s' }
    privateLinkServiceConnections: [{ name: 'c', properties: { privateLinkServiceId: store.id, groupIds: ['blob'] } }]
  }
  resource records 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: 'c', properties: { privateDnsZoneId: zone.id } }] }
  }
}
`,
})
const publicZone = "'privatelink.blob.core.windows.net'"
const chinaZone = "'privatelink.blob.core.chinacloudapi.cn'"
const suffix = "'privatelink.blob.${environment().suffixes.storage}'"
const ofElsewhere = {
  'main.bicep': bicep(publicZone)['main.bicep'].replace(
    'zone.id',
    "'/subscriptions/0/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.chinacloudapi.cn'",
  ),
}
const inChina = `resource ip 'Microsoft.Network/publicIPAddresses@2023-11-01' = { name: 'ip', location: 'chinanorth3' }`

it.each<[string, Readonly<Record<string, string>>, string | undefined, readonly [string, string]]>([
  ['nothing is said', bicep(publicZone), undefined, ['holds', 'by default']],
  ['a function gives the name, and nothing is said', bicep(suffix), undefined, ['holds', 'by default']],
  ['only a zone speaks for another cloud', bicep(chinaZone), undefined, ['unsure', 'said']],
  ['only a zone that is elsewhere does', ofElsewhere, undefined, ['unsure', 'said']],
  ['a region of another resource says China', bicep(chinaZone, inChina), undefined, ['holds', 'said']],
  ['it says so, and the name is that of the public cloud', bicep(publicZone, inChina), undefined, ['fails', 'said']],
  ['it says so, and a function gives the name', bicep(suffix, inChina), undefined, ['holds', 'said']],
  ['China is vouched for', bicep(chinaZone), 'cloud: china\n', ['holds', 'said']],
  ['China is vouched for, and a function gives the name', bicep(suffix), 'cloud: china\n', ['holds', 'said']],
  ['the public cloud is vouched for', bicep(chinaZone), 'cloud: public\n', ['fails', 'said']],
])('Bicep: %s', (_, files, assumptions, wanted) => {
  expect(zoneOf(files, 'main.bicep', assumptions)).toEqual(wanted)
})

const terraform = (zone: string, environment: string) => ({
  'main.tf': `provider "azurerm" {
  features {}
  ${environment}
}
variable "location" { type = string }
variable "cloud" { type = string }
resource "azurerm_virtual_network" "v" {
  name                = "v"
  location            = var.location
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "s" {
  name                 = "s"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.v.name
  address_prefixes     = ["10.0.1.0/24"]
}
resource "azurerm_private_dns_zone" "z" {
  name                = "${zone}"
  resource_group_name = "rg"
}
resource "azurerm_storage_account" "a" {
  name                     = "account"
  location                 = var.location
  resource_group_name      = "rg"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
resource "azurerm_private_endpoint" "e" {
  name                = "e"
  location            = var.location
  resource_group_name = "rg"
  subnet_id           = azurerm_subnet.s.id
  private_service_connection {
    name                           = "c"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_storage_account.a.id
    subresource_names              = ["blob"]
  }
  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [azurerm_private_dns_zone.z.id]
  }
}
`,
})

it.each<[string, Readonly<Record<string, string>>, readonly [string, string]]>([
  ['no provider says one', terraform('privatelink.blob.core.windows.net', ''), ['holds', 'by default']],
  ['the provider says China', terraform('privatelink.blob.core.chinacloudapi.cn', 'environment = "china"'), ['holds', 'said']],
  [
    'the provider says China, and the zone is of the public cloud',
    terraform('privatelink.blob.core.windows.net', 'environment = "china"'),
    ['fails', 'said'],
  ],
  ['the provider says what is not known', terraform('privatelink.blob.core.windows.net', 'environment = var.cloud'), ['unsure', 'said']],
])('Terraform: %s', (_, files, wanted) => {
  expect(zoneOf(files, '')).toEqual(wanted)
})

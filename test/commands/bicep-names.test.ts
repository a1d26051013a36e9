/** What templates say in Azure's own words of apps, endpoints and subnets: settings spread over resources, children by id, elements of lists. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const outcomesIn = (file: string, text: string, policy: string): readonly string[] =>
  check({
    workspace: memoryWorkspace({ [file]: text }),
    paths: [''],
    policies: [policy],
    version: '0',
    today: '2026-01-01',
    now: () => 0,
  }).judgements.map(({ outcome, code }) => `${outcome} ${code.split('/').at(-1)}`)

const integrated = `
param given bool
param settings object
resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [{
      name: 'apps'
      properties: {
        addressPrefix: '10.1.2.0/24'
        delegations: [{ name: 'apps', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
      }
    }]
  }
}
`

const routeAll = (text: string): string | undefined =>
  outcomesIn('main.bicep', integrated + text, 'app-service').find((one) => one.endsWith('route-all'))

const site = (properties: string, more = ''): string => `
resource web 'Microsoft.Web/sites@2024-11-01' = {
  name: 'web'
  location: 'westeurope'
  properties: {
    virtualNetworkSubnetId: apps.properties.subnets[0].id
    ${properties}
  }
  ${more}
}
`

const config = (name: string, properties: string): string => `
  resource more 'config' = {
    name: ${name}
    properties: ${properties}
  }
`

// https://learn.microsoft.com/azure/app-service/configure-vnet-integration-routing
describe('all that an app sends goes by its subnet', () => {
  test.each([
    ['nothing is said', site(''), 'fails'],
    ['said false', site('vnetRouteAllEnabled: false'), 'fails'],
    ['of the site', site('vnetRouteAllEnabled: true'), 'holds'],
    ['given', site('vnetRouteAllEnabled: given'), 'unsure'],
    ['of all traffic', site('outboundVnetRouting: { allTraffic: true }'), 'holds'],
    ['of application traffic', site('outboundVnetRouting: { applicationTraffic: true }'), 'holds'],
    ['of pulled images alone', site('outboundVnetRouting: { imagePullTraffic: true }'), 'fails'],
    ['in its configuration', site('siteConfig: { vnetRouteAllEnabled: true }'), 'holds'],
    ['as a variable', site("siteConfig: { appSettings: [{ name: 'WEBSITE_VNET_ROUTE_ALL', value: '1' }] }"), 'holds'],
    ['as a variable that is off', site("siteConfig: { appSettings: [{ name: 'WEBSITE_VNET_ROUTE_ALL', value: '0' }] }"), 'fails'],
    ['as another variable', site("siteConfig: { appSettings: [{ name: 'WEBSITE_RUN_FROM_PACKAGE', value: '1' }] }"), 'fails'],
    ['by a resource of its own', site('', config("'web'", '{ vnetRouteAllEnabled: true }')), 'holds'],
    ['twice, and not alike', site('vnetRouteAllEnabled: true', config("'web'", '{ vnetRouteAllEnabled: false }')), 'unsure'],
    ['by variables of their own', site('', config("'appsettings'", "{ WEBSITE_VNET_ROUTE_ALL: '1' }")), 'holds'],
    ['by variables that are given', site('', config("'appsettings'", 'settings')), 'unsure'],
    ['by a resource of its own that says something else', site('', config("'web'", '{ alwaysOn: true }')), 'fails'],
    ['by a resource that is no setting', site('', config("'logs'", '{ vnetRouteAllEnabled: true }')), 'fails'],
  ])('%s', (_, text, expected) => {
    expect(routeAll(text)).toBe(`${expected} route-all`)
  })

  test.each([
    ['', 'fails'],
    ['site_config {\n vnet_route_all_enabled = true\n }', 'holds'],
    ['app_settings = { WEBSITE_VNET_ROUTE_ALL = "1" }', 'holds'],
    ['app_settings = { WEBSITE_VNET_ROUTE_ALL = 1 }', 'holds'],
    ['app_settings = var.settings', 'unsure'],
  ])('in Terraform: %s', (settings, expected) => {
    const text = `
provider "azurerm" {
  features {}
}
variable "settings" { type = map(string) }
resource "azurerm_subnet" "apps" {
  name                 = "apps"
  resource_group_name  = "network"
  virtual_network_name = "apps"
  address_prefixes     = ["10.1.2.0/24"]
}
resource "azurerm_linux_web_app" "web" {
  name                      = "web"
  location                  = "westeurope"
  resource_group_name       = "apps"
  virtual_network_subnet_id = azurerm_subnet.apps.id
  ${settings}
}
`
    expect(outcomesIn('main.tf', text, 'app-service')).toContain(`${expected} route-all`)
  })
})

const network = (subnets: string, more = ''): string => `
resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] }, subnets: [${subnets}] }
  ${more}
}
resource shut 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'shut'
  location: 'westeurope'
  properties: {
    securityRules: [{
      name: 'nobody'
      properties: {
        priority: 100, direction: 'Inbound', access: 'Deny', protocol: '*'
        sourceAddressPrefix: '*', sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*'
      }
    }]
  }
}
`
const subnet = (name: string, prefix: string, more = ''): string => `{ name: '${name}', properties: { addressPrefix: '${prefix}'${more} } }`
const shut = ", networkSecurityGroup: { id: shut.id }, privateEndpointNetworkPolicies: 'Enabled'"
const endpoint = (id: string): string => `
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'main'
  location: 'westeurope'
  properties: { sku: { family: 'A', name: 'standard' }, tenantId: tenant().tenantId, publicNetworkAccess: 'Disabled' }
}
resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'vault'
  location: 'westeurope'
  properties: {
    subnet: { id: ${id} }
    privateLinkServiceConnections: [{ name: 'vault', properties: { privateLinkServiceId: vault.id, groupIds: ['vault'] } }]
  }
}
`
const clients = (text: string): string | undefined =>
  outcomesIn('main.bicep', text, 'private-endpoint').find((one) => one.endsWith('clients'))

describe('a subnet by its place in the list', () => {
  const [a, b] = [subnet('a', '10.1.1.0/24', shut), subnet('b', '10.1.2.0/24')]
  test('is any of them: Azure does not say in which order it lists them', () => {
    expect(clients(network(`${a}, ${b}`) + endpoint('apps.properties.subnets[1].id'))).toBe('unsure clients')
    const both = `${subnet('a', '10.1.1.0/24')}, ${b}`
    expect(clients(network(both) + endpoint('apps.properties.subnets[1].id'))).toBe('holds clients')
    expect(clients(network(`${a}, ${subnet('b', '10.1.2.0/24', shut)}`) + endpoint('apps.properties.subnets[0].id'))).toBe('fails clients')
  })
  test('is any of the others too that are children of their own', () => {
    const child = `resource c 'subnets' = { name: 'c', properties: { addressPrefix: '10.1.3.0/24'${shut} } }`
    expect(clients(network(b, child) + endpoint('apps.properties.subnets[0].id'))).not.toBe('holds clients')
    expect(clients(network(b) + endpoint('apps.properties.subnets[0].id'))).toBe('holds clients')
  })
})

describe('endpoints of a resolver by their ids', () => {
  const hub = (outbound: string): string => `
param other string
resource hub 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'hub'
  location: 'westeurope'
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [${subnet('in', '10.0.2.0/28')}, ${subnet('out', '10.0.2.16/28')}] }
}
resource resolver 'Microsoft.Network/dnsResolvers@2022-07-01' = {
  name: 'resolver'
  location: 'westeurope'
  properties: { virtualNetwork: { id: hub.id } }
  resource inbound 'inboundEndpoints' = {
    name: 'inbound'
    location: 'westeurope'
    properties: { ipConfigurations: [{ privateIpAllocationMethod: 'Static', privateIpAddress: '10.0.2.4', subnet: { id: '\${hub.id}/subnets/in' } }] }
  }
  resource outbound 'outboundEndpoints' = {
    name: 'outbound'
    location: 'westeurope'
    properties: { subnet: { id: '\${hub.id}/subnets/out' } }
  }
}
resource ruleset 'Microsoft.Network/dnsForwardingRulesets@2022-07-01' = {
  name: 'ruleset'
  location: 'westeurope'
  properties: { dnsResolverOutboundEndpoints: [{ id: ${outbound} }] }
  resource corp 'forwardingRules' = {
    name: 'corp'
    properties: {
      domainName: 'corp.example.'
      targetDnsServers: [{ ipAddress: resolver::inbound.properties.ipConfigurations[0].privateIpAddress }]
    }
  }
  resource link 'virtualNetworkLinks' = { name: 'hub', properties: { virtualNetwork: { id: hub.id } } }
}
`
  const loop = (outbound: string): readonly string[] =>
    outcomesIn('main.bicep', hub(outbound), 'dns-resolver').filter((one) => one.endsWith(' loop'))
  test('the one that is meant decides from where a ruleset asks', () => {
    expect(loop('resolver::outbound.id')).toEqual(['fails loop'])
    expect(loop("resourceId('Microsoft.Network/dnsResolvers/outboundEndpoints', 'resolver', 'outbound')")).toEqual(['fails loop'])
    expect(loop("'${resolver.id}/outboundEndpoints/outbound'")).toEqual(['fails loop'])
  })
  test('of another resolver none is meant', () => {
    expect(loop("resourceId('Microsoft.Network/dnsResolvers/outboundEndpoints', 'elsewhere', 'outbound')")).toEqual(['unsure loop'])
    expect(loop('other')).toEqual(['unsure loop'])
  })
})

describe('a storage account by its private endpoint', () => {
  const storage = (zone: string, part = 'blob'): string => `
resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
    subnets: [${subnet('clients', '10.1.1.0/24')}, ${subnet('endpoints', '10.1.9.0/24')}]
  }
}
resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'files'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: { publicNetworkAccess: 'Disabled' }
}
resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'files'
  location: 'westeurope'
  properties: {
    subnet: { id: '\${apps.id}/subnets/endpoints' }
    privateLinkServiceConnections: [{ name: 'blob', properties: { privateLinkServiceId: account.id, groupIds: ['${part}'] } }]
  }
  resource records 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: 'blob', properties: { privateDnsZoneId: zone.id } }] }
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: ${zone}
  location: 'global'
  resource link 'virtualNetworkLinks' = {
    name: 'apps'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: apps.id } }
  }
}
`
  test('is wrong where each of them is', () => {
    const given = (...names: readonly string[]): readonly string[] =>
      outcomesIn('main.bicep', `@allowed(['${names.join("', '")}'])\nparam given string\n${storage('given')}`, 'private-endpoint')
    expect(given('privatelink.file.core.windows.net', 'privatelink.web.core.windows.net')).toContain('fails zone')
    expect(given('privatelink.file.core.windows.net', 'privatelink.blob.core.windows.net')).toContain('unsure zone')
  })

  // Zones that others have as well, each with a public name of its own: https://learn.microsoft.com/azure/private-link/private-endpoint-dns
  test.each(['blob', 'file', 'queue', 'table', 'dfs', 'web'])('%s is found by its public name', (part) => {
    const outcomes = (zone: string): readonly string[] => outcomesIn('main.bicep', storage(zone, part), 'private-endpoint')
    expect(outcomes(`'privatelink.${part}.core.windows.net'`)).toEqual(expect.arrayContaining(['holds zone', 'holds resolution']))
    expect(outcomes("'privatelink.vaultcore.azure.net'")).toEqual(expect.arrayContaining(['fails zone', 'fails resolution']))
  })
})

describe('an endpoint whose target is given', () => {
  const linked = `
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.vaultcore.azure.net'
  location: 'global'
  resource link 'virtualNetworkLinks' = {
    name: 'apps'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: apps.id } }
  }
}
resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: { privateDnsZoneConfigs: [{ name: 'vault', properties: { privateDnsZoneId: zone.id } }] }
}
`
  const told = (target: string, more: string): readonly string[] => {
    const text = `param target string\nparam here bool\n${network(subnet('a', '10.1.1.0/24'))}${endpoint('apps.properties.subnets[0].id')}${more}`
    const { findings, judgements } = check({
      workspace: memoryWorkspace({ 'main.bicep': text.replace('privateLinkServiceId: vault.id', `privateLinkServiceId: ${target}`) }),
      paths: [''],
      policies: ['private-endpoint'],
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    })
    return judgements
      .filter(({ code }) => code.includes('/dns/'))
      .map(({ code, outcome }) => {
        const doubts = findings.filter((one) => one.code === code).flatMap((one) => one.doubts.map(({ what }) => what))
        return [outcome, code.split('/').at(-1), ...doubts].join(' ')
      })
  }
  test('is not known by the name of what says it, be there a vault or not', () => {
    expect(told('target', '')).toEqual(['unsure resolution `target`'])
    expect(told('target', linked)).toEqual(['unsure zone `target`', 'unsure resolution `target`'])
    expect(told('vault.id', linked)).toEqual(['holds zone', 'holds resolution'])
  })
  test('holds where each of those that it may be is found', () => {
    const second = `
resource other 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'other'
  location: 'westeurope'
  properties: { sku: { family: 'A', name: 'standard' }, tenantId: tenant().tenantId, publicNetworkAccess: 'Disabled' }
}
`
    expect(told('here ? vault.id : other.id', linked + second)).toContain('holds zone')
  })
})

describe('a name that is made once', () => {
  test('is the same wherever the parameter stands', () => {
    const once = (name: string): string =>
      `param suffix string = uniqueString(utcNow())\nparam other string = uniqueString(utcNow())\n${network(subnet('a', '10.1.1.0/24'))}${endpoint('apps.properties.subnets[0].id')}`
        .replace("name: 'main'", "name: 'kv-${suffix}'")
        .replace('privateLinkServiceId: vault.id', `privateLinkServiceId: resourceId('Microsoft.KeyVault/vaults', '${name}')`)
    const access = (name: string): string | undefined =>
      outcomesIn('main.bicep', once(name), 'private-endpoint').find((one) => one.endsWith('public-access'))
    expect(access('kv-${suffix}')).toBe('holds public-access')
    expect(access('kv-${other}')).not.toBe('holds public-access')
  })
})

describe('the subscription that is deployed to, where somebody vouches for it', () => {
  const [here, there] = ['11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222']
  const workspace = `/subscriptions/${there}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/main`
  const storage = '/subscriptions/s/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/logs'
  const files = {
    'main.bicep': `
resource watcher 'Microsoft.Network/networkWatchers@2024-05-01' existing = { name: 'watcher' }
resource log 'Microsoft.Network/networkWatchers/flowLogs@2024-05-01' = {
  parent: watcher
  name: 'apps'
  location: 'westeurope'
  properties: {
    targetResourceId: resourceId('Microsoft.Network/virtualNetworks', 'apps')
    storageId: '${storage}'
    enabled: true
    flowAnalyticsConfiguration: { networkWatcherFlowAnalyticsConfiguration: { enabled: true, workspaceResourceId: '${workspace}' } }
  }
}
`,
    'main.tf': `
provider "azurerm" {
  features {}
}
resource "azurerm_network_watcher_flow_log" "apps" {
  name                 = "apps"
  resource_group_name  = "network"
  network_watcher_name = "watcher"
  target_resource_id   = "/subscriptions/s/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/apps"
  storage_account_id   = "${storage}"
  enabled              = true

  traffic_analytics {
    enabled               = true
    workspace_resource_id = "${workspace}"
  }
}
`,
  }
  const provider = (file: keyof typeof files, subscription: string | undefined): readonly string[] =>
    check({
      workspace: memoryWorkspace({
        [file]: files[file],
        ...(subscription === undefined ? {} : { 'assumed.yaml': `subscription: ${subscription}\n` }),
      }),
      paths: [''],
      policies: ['flow-logs'],
      ...(subscription === undefined ? {} : { assume: 'assumed.yaml' }),
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    }).judgements.flatMap(({ code, outcome }) => (code.endsWith('/provider') ? [outcome] : []))
  test.each(['main.bicep', 'main.tf'] as const)('decides in %s where a workspace is', (file) => {
    expect(provider(file, undefined)).toEqual(['unsure'])
    expect(provider(file, here)).toEqual(['fails'])
    expect(provider(file, there)).toEqual(['holds'])
  })
})

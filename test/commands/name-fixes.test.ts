/** Fixes of findings about names, in Terraform and Bicep: each is written as its neighbours are, and the code holds once it is made; where nobody but the author can say how, the help says exactly what to write. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Finding } from '../../src/policy/policy.ts'
import type { Report } from '../../src/report/report.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { mended } from '../support/mend.ts'
import '../support/prepare.ts'

type Files = Readonly<Record<string, string>>

const judged = (files: Files, policies: readonly string[]): Report =>
  check({ workspace: memoryWorkspace(files), paths: [''], policies, version: '0', today: '2026-01-01', now: () => 0 })

const failing = (report: Report): readonly Finding[] =>
  report.findings.filter(({ outcome, severity }) => outcome === 'fails' && severity !== 'note')

/** What is put into the file that has that name, in order; the code holds with it. */
const fixed = (files: Files, policies: readonly string[], codes: readonly string[]): readonly string[] => {
  const report = judged(files, policies)
  expect(report.mistakes).toEqual([])
  const findings = failing(report)
  expect(findings.map(({ code }) => code).sort()).toEqual(codes)
  expect(findings.filter(({ fix }) => fix === undefined).map(({ code, help }) => [code, help])).toEqual([])
  const after = mended(files, findings)
  const again = judged(after, policies)
  expect(failing(again)).toEqual([])
  expect(again.findings.filter(({ outcome }) => outcome === 'unsure')).toEqual([])
  expect(again.diagnostics).toEqual(report.diagnostics)
  return [...new Set(findings.map(({ fix }) => fix!.edits.map(({ text }) => text).join('\n')))]
}

/** The help of the one finding that has no fix. */
const helped = (files: Files, policies: readonly string[]): string => {
  const [finding, ...more] = failing(judged(files, policies))
  expect(more).toEqual([])
  expect(finding!.fix).toBeUndefined()
  return finding!.help!
}

const provider = 'provider "azurerm" {\n  features {}\n}\n'
const network = (name: string, space: string, more = ''): string => `
resource "azurerm_virtual_network" "${name}" {
  name                = "${name}"
  location            = "westeurope"
  resource_group_name = "net"
  address_space       = ["${space}"]${more}
}
`
const vault = (access = ''): string => `
resource "azurerm_subnet" "endpoints" {
  name                 = "endpoints"
  resource_group_name  = "net"
  virtual_network_name = azurerm_virtual_network.apps.name
  address_prefixes     = ["10.1.9.0/24"]
}

resource "azurerm_key_vault" "a" {
  name                = "vault-a"
  location            = "westeurope"
  resource_group_name = "apps"
  sku_name            = "standard"
  tenant_id           = "00000000-0000-0000-0000-000000000000"${access}
}
`
const closed = '\n\n  public_network_access_enabled = false'
const endpoint = (group: string): string => `
resource "azurerm_private_endpoint" "a" {
  name                = "a"
  location            = "westeurope"
  resource_group_name = "apps"
  subnet_id           = azurerm_subnet.endpoints.id

  private_service_connection {
    name                           = "a"
    is_manual_connection           = false
    private_connection_resource_id = azurerm_key_vault.a.id
    subresource_names              = ["vault"]
  }${group}
}
`
const groupOf = (zone: string): string => `

  private_dns_zone_group {
    name                 = "zones"
    private_dns_zone_ids = [azurerm_private_dns_zone.${zone}.id]
  }`
const zone = (label: string, name: string): string => `
resource "azurerm_private_dns_zone" "${label}" {
  name                = "${name}"
  resource_group_name = "dns"
}
`
const link = (label: string, to: string): string => `
resource "azurerm_private_dns_zone_virtual_network_link" "${label}_${to}" {
  name = "${label}-${to}"

  resource_group_name   = var.dns_group
  private_dns_zone_name = azurerm_private_dns_zone.${label}.name
  virtual_network_id    = azurerm_virtual_network.${to}.id
}
`
const apps = network('apps', '10.1.0.0/16')
const right = 'privatelink.vaultcore.azure.net'
const terraform = (...parts: readonly string[]): Files => ({ 'main.tf': provider + parts.join('') })
const policies = ['private-endpoint']

describe('in Terraform', () => {
  test('a zone is linked as it is linked elsewhere', () => {
    const group = 'variable "dns_group" {\n  type    = string\n  default = "dns"\n}\n'
    const code = terraform(
      group,
      apps,
      network('hub', '10.0.0.0/16'),
      vault(closed),
      endpoint(groupOf('vaults')),
      zone('vaults', right),
      link('vaults', 'hub'),
    )
    expect(fixed(code, policies, ['private-endpoint/dns/resolution'])).toEqual([
      `

resource "azurerm_private_dns_zone_virtual_network_link" "vaults_apps" {
  name = "vaults-apps"

  resource_group_name   = var.dns_group
  private_dns_zone_name = azurerm_private_dns_zone.vaults.name
  virtual_network_id    = azurerm_virtual_network.apps.id
}`,
    ])
  })

  test('a zone that is linked to nothing is linked behind it', () => {
    const [edit] = fixed(terraform(apps, vault(closed), endpoint(groupOf('vaults')), zone('vaults', right)), policies, [
      'private-endpoint/dns/resolution',
    ])
    expect(edit).toContain('  resource_group_name   = azurerm_private_dns_zone.vaults.resource_group_name\n')
  })

  test('records are put into the zone that is there', () => {
    const code = terraform(
      apps,
      vault(closed),
      endpoint(''),
      zone('vaults', right),
      link('vaults', 'apps').replace('var.dns_group', '"dns"'),
    )
    expect(fixed(code, policies, ['private-endpoint/dns/resolution'])).toEqual([
      '\n\n  private_dns_zone_group {\n    name                 = "default"\n    private_dns_zone_ids = [azurerm_private_dns_zone.vaults.id]\n  }',
    ])
  })

  test('link and records where both are missing', () => {
    const edits = fixed(terraform(apps, vault(closed), endpoint(''), zone('vaults', right)), policies, ['private-endpoint/dns/resolution'])
    expect(edits[0]).toContain('private_dns_zone_group')
    expect(edits[0]).toContain('azurerm_private_dns_zone_virtual_network_link')
  })

  test('the right zone in place of the wrong one', () => {
    const blob = zone('blobs', 'privatelink.blob.core.windows.net')
    const code = terraform(
      apps,
      vault(closed),
      endpoint(groupOf('blobs')),
      blob,
      zone('vaults', right),
      link('vaults', 'apps').replace('var.dns_group', '"dns"'),
    )
    expect(fixed(code, policies, ['private-endpoint/dns/resolution', 'private-endpoint/dns/zone'])).toEqual([
      '[azurerm_private_dns_zone.vaults.id]',
    ])
  })

  test('a zone that is nobody else’s gets the right name', () => {
    const code = terraform(
      apps,
      vault(closed),
      endpoint(groupOf('vaults')),
      zone('vaults', 'privatelink.vault.azure.net'),
      link('vaults', 'apps').replace('var.dns_group', '"dns"'),
    )
    expect(fixed(code, policies, ['private-endpoint/dns/resolution', 'private-endpoint/dns/zone'])).toEqual([`"${right}"`])
  })

  test('public access is switched off where it is written, and where it is not', () => {
    const rest = [endpoint(groupOf('vaults')), zone('vaults', right), link('vaults', 'apps').replace('var.dns_group', '"dns"')]
    const codes = ['private-endpoint/exposure/public-access']
    expect(fixed(terraform(apps, vault(), ...rest), policies, codes)).toEqual([closed])
    expect(fixed(terraform(apps, vault('\n\n  public_network_access_enabled = true'), ...rest), policies, codes)).toEqual(['false'])
  })

  test('what an old provider may not know is not written', () => {
    const rest = [endpoint(groupOf('vaults')), zone('vaults', right), link('vaults', 'apps').replace('var.dns_group', '"dns"')]
    const asking = (version: string): string =>
      `terraform {\n  required_providers {\n    azurerm = {\n      source  = "hashicorp/azurerm"\n      version = "${version}"\n    }\n  }\n}\n`
    const help = 'switch its public network access off, or let its firewall deny whom no rule names'
    expect(helped(terraform(asking('~> 2.80'), apps, vault(), ...rest), policies)).toBe(help)
    expect(helped(terraform(asking('>= 3.0, < 5.0'), apps, vault(), ...rest), policies)).toBe(help)
    expect(fixed(terraform(asking('~> 4.1'), apps, vault(), ...rest), policies, ['private-endpoint/exposure/public-access'])).toEqual([
      closed,
    ])
  })

  test('a public resolver is taken off', () => {
    const asks = network('apps', '10.1.0.0/16', '\n  dns_servers         = ["8.8.8.8", "1.1.1.1"]')
    const code = terraform(
      asks,
      vault(closed),
      endpoint(groupOf('vaults')),
      zone('vaults', right),
      link('vaults', 'apps').replace('var.dns_group', '"dns"'),
    )
    expect(fixed(code, policies, ['private-endpoint/dns/resolution'])).toEqual(['[]'])
  })

  test('what an input decides is nobody’s to write', () => {
    const code = terraform(
      'variable "zones" {\n  type = set(string)\n}\n',
      apps,
      vault('\n\n  public_network_access_enabled = var.open\n').replace('var.open', 'local.open'),
      '\nlocals {\n  open = true\n}\n',
      endpoint(groupOf('vaults')),
      zone('vaults', right),
      link('vaults', 'apps').replace('var.dns_group', '"dns"'),
    )
    expect(helped(code, policies)).toBe('switch its public network access off, or let its firewall deny whom no rule names')
  })

  test('where there is no zone at all, the help says which, and where to link it', () => {
    expect(helped(terraform(apps, vault(closed), endpoint('')), policies)).toBe(
      `declare the private DNS zone \`${right}\` and link it to \`azurerm_virtual_network.apps\`, and give \`azurerm_private_endpoint.a\` a zone group with the zone \`${right}\``,
    )
  })

  test('zones of several copies are not linked by a fix, and the help says which', () => {
    const many = zone('vaults', right).replace('{\n', '{\n  count               = 1\n')
    const code = terraform(apps, vault(closed), endpoint(groupOf('vaults').replace('vaults.id', 'vaults[0].id')), many)
    expect(helped(code, policies)).toBe(
      `link zone \`azurerm_private_dns_zone.vaults[0]\` (\`${right}\`) to \`azurerm_virtual_network.apps\`: it is linked to nothing that is known`,
    )
  })
})

const forwarding = `policy: names
for: virtual-network
rules:
  - id: office
    kind: dns-forwarding
    severity: error
    names: [{ id: corp, name: "*.corp.example", expect: forwarded, to: 10.100.0.4 }]
`
const resolver = (target: string): string => `${network('hub', '10.0.0.0/16')}
resource "azurerm_subnet" "outbound" {
  name                 = "outbound"
  resource_group_name  = "net"
  virtual_network_name = azurerm_virtual_network.hub.name
  address_prefixes     = ["10.0.2.16/28"]
}

resource "azurerm_private_dns_resolver" "hub" {
  name                = "hub"
  resource_group_name = "net"
  location            = "westeurope"
  virtual_network_id  = azurerm_virtual_network.hub.id
}

resource "azurerm_private_dns_resolver_outbound_endpoint" "hub" {
  name                    = "outbound"
  private_dns_resolver_id = azurerm_private_dns_resolver.hub.id
  location                = "westeurope"
  subnet_id               = azurerm_subnet.outbound.id
}

resource "azurerm_private_dns_resolver_dns_forwarding_ruleset" "hub" {
  name                                       = "hub"
  resource_group_name                        = "net"
  location                                   = "westeurope"
  private_dns_resolver_outbound_endpoint_ids = [azurerm_private_dns_resolver_outbound_endpoint.hub.id]
}

resource "azurerm_private_dns_resolver_forwarding_rule" "office" {
  name                      = "office"
  dns_forwarding_ruleset_id = azurerm_private_dns_resolver_dns_forwarding_ruleset.hub.id
  domain_name               = "corp.example."
  enabled                   = true

  target_dns_servers {
    ip_address = ${target}
    port       = 53
  }
}

resource "azurerm_private_dns_resolver_virtual_network_link" "hub" {
  name                      = "hub"
  dns_forwarding_ruleset_id = azurerm_private_dns_resolver_dns_forwarding_ruleset.hub.id
  virtual_network_id        = azurerm_virtual_network.hub.id
}
`

describe('targets of rules', () => {
  const files = (target: string): Files => ({ ...terraform(resolver(target)), 'names.yaml': forwarding })

  test('the wanted server in place of another', () => {
    expect(fixed(files('"10.100.0.5"'), ['./names.yaml'], ['names/office/corp'])).toEqual(['"10.100.0.4"'])
  })

  test('what stands elsewhere is not written over', () => {
    const code = files('local.office')
    const elsewhere = { ...code, 'main.tf': `${code['main.tf']}\nlocals {\n  office = "10.100.0.5"\n}\n` }
    expect(helped(elsewhere, ['./names.yaml'])).toBe('let `azurerm_private_dns_resolver_forwarding_rule.office` forward to 10.100.0.4')
  })
})

const bicep = (parts: {
  readonly zone?: string
  readonly group?: string
  readonly link?: string
  readonly access?: string
  readonly servers?: string
}): Files => ({
  'main.bicep': `param location string = 'westeurope'

resource apps 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'apps'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] }${parts.servers ?? ''}
    subnets: [
      { name: 'endpoints', properties: { addressPrefix: '10.1.9.0/24' } }
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'vault-a'
  location: location
  properties: {
    tenantId: '00000000-0000-0000-0000-000000000000'
    sku: { family: 'A', name: 'standard' }${parts.access ?? "\n    publicNetworkAccess: 'Disabled'"}
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'a'
  location: location
  properties: {
    subnet: { id: apps.properties.subnets[0].id }
    privateLinkServiceConnections: [
      {
        name: 'a'
        properties: {
          privateLinkServiceId: vault.id
          groupIds: ['vault']
        }
      }
    ]
  }
}
${
  parts.zone ??
  `
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: '${right}'
  location: 'global'
}
`
}${
  parts.group ??
  `
resource group 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: 'vaults', properties: { privateDnsZoneId: zone.id } }
    ]
  }
}
`
}${
  parts.link ??
  `
resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: zone
  name: 'apps'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: apps.id }
  }
}
`
}`,
})

describe('in Bicep', () => {
  test('nothing is wrong where nothing is missing', () => {
    expect(judged(bicep({}), policies).findings.filter(({ severity }) => severity !== 'note')).toEqual([])
  })

  test('a zone is linked by a child of it', () => {
    expect(fixed(bicep({ link: '' }), policies, ['private-endpoint/dns/resolution'])).toEqual([
      `

resource zoneAppsLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: zone
  name: 'zone-apps'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: apps.id
    }
  }
}`,
    ])
  })

  test('records are put into the zone that is there', () => {
    expect(fixed(bicep({ group: '' }), policies, ['private-endpoint/dns/resolution'])).toEqual([
      `

resource endpointZoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: 'zone'
        properties: {
          privateDnsZoneId: zone.id
        }
      }
    ]
  }
}`,
    ])
  })

  test('the right zone in place of the wrong one, or the right name for the only one', () => {
    const wrong =
      "\nresource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {\n  name: 'privatelink.vault.azure.net'\n  location: 'global'\n}\n"
    const codes = ['private-endpoint/dns/resolution', 'private-endpoint/dns/zone']
    expect(fixed(bicep({ zone: wrong }), policies, codes)).toEqual([`'${right}'`])
    const other = `${wrong.replace('resource zone', 'resource wrong')}${wrong.replace('privatelink.vault.azure.net', right)}`
    const files = bicep({ zone: other })
    expect(
      fixed({ 'main.bicep': files['main.bicep']!.replace('privateDnsZoneId: zone.id', 'privateDnsZoneId: wrong.id') }, policies, codes),
    ).toEqual(['zone.id'])
  })

  test('public access is switched off where it is written, and where it is not', () => {
    const codes = ['private-endpoint/exposure/public-access']
    expect(fixed(bicep({ access: '' }), policies, codes)).toEqual(["\n    publicNetworkAccess: 'Disabled'"])
    expect(fixed(bicep({ access: "\n    publicNetworkAccess: 'Enabled'" }), policies, codes)).toEqual(["'Disabled'"])
  })

  test('a public resolver is taken off', () => {
    expect(
      fixed(bicep({ servers: "\n    dhcpOptions: { dnsServers: ['8.8.8.8'] }" }), policies, ['private-endpoint/dns/resolution']),
    ).toEqual(['[]'])
  })

  test('what stands for several, or hangs on a condition, is left to the author', () => {
    const files = bicep({ link: '' })
    const looped = {
      'main.bicep': files['main.bicep']!.replace("privateDnsZones@2024-06-01' = {", "privateDnsZones@2024-06-01' = if (true) {"),
    }
    expect(helped(looped, policies)).toContain('link zone `zone`')
  })
})

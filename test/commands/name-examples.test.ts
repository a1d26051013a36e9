/** The examples about names say what their READMEs tell, and hold once each is mended as written there. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Report } from '../../src/report/report.ts'
import { positionAt } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { mended as proposed } from '../support/mend.ts'

type Files = Readonly<Record<string, string>>

const filesOf = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /\.(?:tf|bicep)$/.test(name))
      .map((name) => [`${folder}/${name}`, readFileSync(`${folder}/${name}`, 'utf8')]),
  )
const judged = (files: Files): Report =>
  check({ workspace: memoryWorkspace(files), paths: [''], version: '0', today: '2026-01-01', now: () => 0 })
const open = (report: Report): readonly string[] => [...new Set(report.findings.map(({ code, outcome }) => `${outcome} ${code}`))].sort()

const link = `
resource "azurerm_private_dns_zone_virtual_network_link" "vaults_apps" {
  name                  = "vaults-apps"
  resource_group_name   = "dns"
  private_dns_zone_name = azurerm_private_dns_zone.vaults.name
  virtual_network_id    = azurerm_virtual_network.apps.id
}
`
const allow = `security_rule {
    name                       = "clients"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "VirtualNetwork"
    destination_address_prefix = "*"
  }

  security_rule {`

const linkInBicep = `
resource vaultsToApps 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = {
  parent: vaults
  name: 'vaults-apps'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: apps.id
    }
  }
}
`
const allowInBicep = `securityRules: [
      {
        name: 'clients'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }`

interface Mend {
  readonly file: string
  readonly with: (text: string) => string
}

const examples: readonly { readonly folder: string; readonly codes: readonly string[]; readonly mend: readonly Mend[] }[] = [
  {
    folder: 'examples/key-vault-private-endpoint',
    codes: ['private-endpoint/dns/resolution', 'private-endpoint/exposure/public-access', 'private-endpoint/nsg/clients'],
    mend: [
      { file: 'main.tf', with: (text) => text + link },
      {
        file: 'main.tf',
        with: (text) =>
          text.replace('sku_name            = "standard"', 'sku_name            = "standard"\n  public_network_access_enabled = false'),
      },
      { file: 'main.tf', with: (text) => text.replace('security_rule {', allow) },
    ],
  },
  {
    folder: 'examples/key-vault-private-endpoint-bicep',
    codes: ['private-endpoint/dns/resolution', 'private-endpoint/exposure/public-access', 'private-endpoint/nsg/clients'],
    mend: [
      { file: 'network.bicep', with: (text) => text + linkInBicep },
      {
        file: 'main.bicep',
        with: (text) => text.replace('enableRbacAuthorization: true', "enableRbacAuthorization: true\n    publicNetworkAccess: 'Disabled'"),
      },
      { file: 'network.bicep', with: (text) => text.replace('securityRules: [', allowInBicep) },
    ],
  },
  {
    folder: 'examples/hub-dns-resolver',
    codes: ['dns-resolver/forwarding/loop'],
    mend: [
      {
        file: 'main.tf',
        with: (text) =>
          text.replace('ip_address = azurerm_firewall.main.ip_configuration[0].private_ip_address', 'ip_address = "10.100.0.4"'),
      },
    ],
  },
  {
    folder: 'examples/hub-dns-resolver-bicep',
    codes: ['dns-resolver/forwarding/loop'],
    mend: [{ file: 'resolver.bicep', with: (text) => text.replace('ipAddress: firewallAddress', "ipAddress: '10.100.0.4'") }],
  },
]

describe.each(examples)('$folder', ({ folder, codes, mend }) => {
  const files = filesOf(folder)
  const report = judged(files)
  const readme = readFileSync(`${folder}/README.md`, 'utf8')
  const mended = (from: Files, one: Mend): Files => {
    const path = `${folder}/${one.file}`
    const text = one.with(from[path]!)
    expect(text).not.toBe(from[path])
    return { ...from, [path]: text }
  }

  test('fails as its README tells, and nothing else is open', () => {
    expect(report.mistakes).toEqual([])
    expect(report.diagnostics).toEqual([])
    expect(open(report)).toEqual(codes.map((code) => `fails ${code}`))
    expect([...readme.matchAll(/^\| `([\w/-]+)` \|/gm)].map((match) => match[1]).sort()).toEqual(codes)
  })

  test('what the README prints is what is printed', () => {
    const printed = report.findings.flatMap(({ severity, code, message, span }) => {
      const { line, column } = positionAt(span.file, span.start)
      return [`${severity}[${code}]: ${message}`, `   ┌─ ${span.file.path}:${line}:${column}`]
    })
    const shown = /```text\n([\s\S]*?)\n```/.exec(readme)?.[1]
    if (shown !== undefined) expect(shown.split('\n')).toEqual(printed)
    else expect(folder).not.toMatch(/bicep/)
  })

  test('each mistake is mended by the fix that is proposed', () => {
    for (const { fix, help } of report.findings) {
      expect(fix).toBeDefined()
      expect(help).toBeUndefined()
    }
    const all = proposed(files, report.findings)
    expect(open(judged(all))).toEqual([])
    for (const code of codes) {
      const one = proposed(
        files,
        report.findings.filter((finding) => finding.code === code),
      )
      expect(open(judged(one))).toEqual(codes.filter((other) => other !== code).map((other) => `fails ${other}`))
    }
  })

  test('each mistake is mended as the README says', () => {
    for (const [index, one] of mend.entries())
      expect(open(judged(mended(files, one)))).toEqual(codes.filter((_, other) => other !== index).map((code) => `fails ${code}`))
    expect(open(judged(mend.reduce(mended, files)))).toEqual([])
  })
})

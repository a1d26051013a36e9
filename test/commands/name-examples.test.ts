/** The examples about names say what their READMEs tell, and hold once each is mended as written there. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import type { Report } from '../../src/report/report.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const judged = (text: string): Report =>
  check({ workspace: memoryWorkspace({ 'main.tf': text }), paths: [''], version: '0', today: '2026-01-01', now: () => 0 })
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

const examples = [
  {
    folder: 'examples/key-vault-private-endpoint',
    codes: ['private-endpoint/dns/resolution', 'private-endpoint/exposure/public-access', 'private-endpoint/nsg/clients'],
    mend: [
      (text: string) => text + link,
      (text: string) =>
        text.replace('sku_name            = "standard"', 'sku_name            = "standard"\n  public_network_access_enabled = false'),
      (text: string) => text.replace('security_rule {', allow),
    ],
  },
  {
    folder: 'examples/hub-dns-resolver',
    codes: ['dns-resolver/forwarding/loop'],
    mend: [(text: string) => text.replace('ip_address = "10.0.1.4"', 'ip_address = "10.100.0.4"')],
  },
]

describe.each(examples)('$folder', ({ folder, codes, mend }) => {
  const text = readFileSync(`${folder}/main.tf`, 'utf8')
  const report = judged(text)

  test('fails as its README tells, and nothing else is open', () => {
    expect(report.mistakes).toEqual([])
    expect(report.diagnostics).toEqual([])
    expect(open(report)).toEqual(codes.map((code) => `fails ${code}`))
    const readme = readFileSync(`${folder}/README.md`, 'utf8')
    expect([...readme.matchAll(/^\| `([\w/-]+)` \|/gm)].map((match) => match[1]).sort()).toEqual(codes)
  })

  test('each mistake is mended as the README says', () => {
    for (const [index, one] of mend.entries())
      expect(open(judged(one(text)))).toEqual(codes.filter((_, other) => other !== index).map((code) => `fails ${code}`))
    expect(open(judged(mend.reduce((all, one) => one(all), text)))).toEqual([])
  })
})

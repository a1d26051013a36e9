import { describe, expect, test } from 'vitest'
import { text } from '../../src/report/outputs/text.ts'
import { packetText } from '../../src/report/wording.ts'
import type { Packet } from '../../src/semantics/flow.ts'
import { emptyReport, finding, fullReport, reportOf, waivedReport } from '../support/report.ts'

const plainly = { colour: false }

const expected = `error[api-management/nsg/management]: \`deny-management\` denies tcp 3443 from ApiManagement to subnet apim
   ┌─ infra/network.tf:7:16
 7 │     access   = "Deny"
   │                ^^^^^^ denied by this rule
 8 │   }
   │
   = subject     azurerm_api_management.main in infra
   = witness     13.69.229.80:49152 (ApiManagement) → 10.0.2.4:3443/tcp
   = decided by  rule \`deny-management\` (priority 200) of \`azurerm_network_security_group.apim\` denies it at the subnet, infra/network.tf:4:3
   = why         portal, PowerShell and deployments reach the management endpoint
   = help        allow ApiManagement on tcp 3443 with a priority below 200
   = policy      policies/api-management/policy.yaml:5   https://learn.microsoft.com/azure/api-management/virtual-network-reference

warning[api-management/nsg/monitor]: tcp 1886 to AzureMonitor is denied
   ┌─ infra/network.tf:4:3
 4 │ ╭   security_rule {
 5 │ │     name     = "deny-management"
 6 │ │     priority = 200
 7 │ │     access   = "Deny"
 8 │ │   }
   │ ╰─ by this rule
   │
   = subject   azurerm_api_management.main in infra
   = policy    policies/api-management/policy.yaml:5   https://learn.microsoft.com/azure/api-management/virtual-network-reference

warning[model/unknown-tag]: there is no service tag \`ApiManagment\`
   ┌─ infra/network.tf:2:10
 2 │   name = "nsg-apim"
   │          ^^^^^^^^^^
   │
   = help      did you mean \`ApiManagement\`?

unsure: 2 judgements wait for one unknown
   ┌─ infra/variables.tf:1:1
 1 │ variable "clients" {
   │ ^^^^^^^^^^^^^^^^^^
 2 │   type = list(string)
   │
   = unknown   \`var.clients\` has no value here, infra/variables.tf:1:1
   = blocks    api-management/nsg/clients, partners (azurerm_api_management.main)

note[api-management/declared/flows]: 2 flows pass by default rules alone
   = at        infra/network.tf:2:3
   = at        infra/network.tf:5:5

· 1 module source not read: \`Azure/avm-res-network-virtualnetwork/azurerm\` (3 calls)
· Azure Policy and changes in the portal are outside what is judged

1 root · 14 resources of 9 kinds · 37 judgements: 31 hold, 4 fail, 2 unsure · 84 ms
`

describe('the report for a terminal', () => {
  test('what is waived is counted in the last line', () => {
    expect(text.render(waivedReport, { colour: false }).trimEnd().split('\n').at(-1)).toBe(
      '1 root · 14 resources of 9 kinds · 34 judgements: 31 hold, 1 fails, 0 unsure, 2 waived (1 of them unsure) · 84 ms',
    )
  })

  test('tells each failure with its source, each unknown once, notes in groups, and counts last', () => {
    expect(text.render(fullReport, plainly)).toBe(expected)
  })

  test('shows paths as they would be typed, but those of shipped policies as they are', () => {
    const shown = text.render(fullReport, { colour: false, showPath: (path) => `../${path}` })
    expect(shown).toContain('┌─ ../infra/network.tf:7:16')
    expect(shown).toContain('denies it at the subnet, ../infra/network.tf:4:3')
    expect(shown).toContain('= policy      policies/api-management/policy.yaml:5')
  })

  test('is the same text with colours as without', () => {
    const coloured = text.render(fullReport, { colour: true })
    expect(coloured).toContain('\u001b[1;31merror[api-management/nsg/management]\u001b[0m')
    expect(coloured.replace(/\u001b\[[\d;]*m/g, '')).toBe(expected)
  })

  test('says so when there is no Terraform at all', () => {
    expect(text.render(emptyReport, plainly)).toBe(
      '· no Terraform, Bicep or template here: nothing to judge\n\n0 roots · 0 resources · 0 judgements: 0 hold, 0 fail, 0 unsure · 84 ms\n',
    )
  })

  test('nothing in a message, label or name reaches the terminal as a control', () => {
    const nasty = 'a\u001b[31m\u0007\r\n::error::b\u202ec\u009b1m\u2028d'
    const report = reportOf([finding('p/r/i', 'fails', nasty, { label: nasty, help: nasty, why: nasty, about: nasty, leansOn: [nasty] })])
    const shown = text.render(report, plainly)
    expect(shown.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u)
    expect(shown).toContain('error[p/r/i]: a␛[31m␇␍␊::error::b\\u{202e}c\\u{9b}1m\\u{2028}d\n')
    expect(shown).not.toMatch(/^::/m)
  })
})

describe('a packet in words', () => {
  test.each<[Packet, string]>([
    [
      {
        protocol: 'tcp',
        source: '198.51.100.7',
        sourceName: 'Internet',
        sourcePort: 49152,
        destination: '10.0.2.4',
        destinationName: 'subnet apim (10.0.2.0/24)',
        destinationPort: 443,
      },
      '198.51.100.7:49152 (Internet) → 10.0.2.4:443/tcp in subnet apim (10.0.2.0/24)',
    ],
    [
      { protocol: 'udp', sourceName: 'ApiManagement', sourcePort: 1, destination: 'fd00::4', destinationPort: 53 },
      'ApiManagement:1 → [fd00::4]:53/udp',
    ],
    [{ protocol: 'icmp', source: 'fd00::1', destination: 'fd00::4' }, 'fd00::1 → fd00::4 icmp'],
    [{ protocol: 'esp', source: '10.0.0.1', sourceName: '10.0.0.1' }, '10.0.0.1 → any address esp'],
  ])('%#', (packet, words) => {
    expect(packetText(packet)).toBe(words)
  })
})

/** Each row of the port matrix broken, mended and unknown; expected values are those of the published table, written out by hand. */
import { describe, expect, test } from 'vitest'
import { type Service, service } from '../support/api-management.ts'
import { type Judging, judgeText as judgeAll } from '../support/judge.ts'

const judgeText = (files: Parameters<typeof judgeAll>[0], options: Judging = {}) =>
  judgeAll(files, { ...options, shipped: ['api-management'] })

/** What the group must let in for an external service before anything else is asked. */
const clients = 'clients 110 Inbound Allow Tcp Internet VirtualNetwork 443'
const management = 'management 120 Inbound Allow Tcp ApiManagement VirtualNetwork 3443'

interface Row {
  readonly id: string
  readonly direction: 'Inbound' | 'Outbound'
  readonly protocol: 'Tcp' | 'Udp'
  readonly far: string
  readonly ports: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly service?: Service
}

const regions = `
  additional_location {
    location = "northeurope"
    virtual_network_configuration {
      subnet_id = azurerm_subnet.apim.id
    }
  }`

/** https://learn.microsoft.com/azure/api-management/virtual-network-reference (2025-06-17) */
const rows: readonly Row[] = [
  { id: 'management', direction: 'Inbound', protocol: 'Tcp', far: 'ApiManagement', ports: '3443', severity: 'error' },
  { id: 'clients', direction: 'Inbound', protocol: 'Tcp', far: 'Internet', ports: '443', severity: 'error' },
  { id: 'load-balancer', direction: 'Inbound', protocol: 'Tcp', far: 'AzureLoadBalancer', ports: '6390', severity: 'error' },
  {
    id: 'traffic-manager',
    direction: 'Inbound',
    protocol: 'Tcp',
    far: 'AzureTrafficManager',
    ports: '443',
    severity: 'error',
    service: { blocks: regions },
  },
  { id: 'storage', direction: 'Outbound', protocol: 'Tcp', far: 'Storage', ports: '443', severity: 'error' },
  { id: 'sql', direction: 'Outbound', protocol: 'Tcp', far: 'Sql', ports: '1433', severity: 'error' },
  { id: 'key-vault', direction: 'Outbound', protocol: 'Tcp', far: 'AzureKeyVault', ports: '443', severity: 'error' },
  { id: 'monitor', direction: 'Outbound', protocol: 'Tcp', far: 'AzureMonitor', ports: '443,1886', severity: 'error' },
  { id: 'certificates', direction: 'Outbound', protocol: 'Tcp', far: 'Internet', ports: '80', severity: 'error' },
  { id: 'machine-health', direction: 'Inbound', protocol: 'Tcp', far: 'AzureLoadBalancer', ports: '6391', severity: 'note' },
  { id: 'entra', direction: 'Outbound', protocol: 'Tcp', far: 'AzureActiveDirectory', ports: '443', severity: 'note' },
  { id: 'connectors', direction: 'Outbound', protocol: 'Tcp', far: 'AzureConnectors', ports: '443', severity: 'note' },
  { id: 'event-hubs', direction: 'Outbound', protocol: 'Tcp', far: 'EventHub', ports: '443,5671,5672', severity: 'note' },
  { id: 'external-cache', direction: 'Outbound', protocol: 'Tcp', far: 'VirtualNetwork', ports: '6380', severity: 'note' },
  { id: 'internal-cache-in', direction: 'Inbound', protocol: 'Tcp', far: 'VirtualNetwork', ports: '6381-6383', severity: 'note' },
  { id: 'internal-cache-out', direction: 'Outbound', protocol: 'Tcp', far: 'VirtualNetwork', ports: '6381-6383', severity: 'note' },
  { id: 'rate-limits-in', direction: 'Inbound', protocol: 'Udp', far: 'VirtualNetwork', ports: '4290', severity: 'note' },
  { id: 'rate-limits-out', direction: 'Outbound', protocol: 'Udp', far: 'VirtualNetwork', ports: '4290', severity: 'note' },
]

const line = (row: Row, name: string, priority: number, access: string, ports = row.ports): string => {
  const [source, destination] = row.direction === 'Inbound' ? [row.far, '*'] : ['*', row.far]
  return `${name} ${priority} ${row.direction} ${access} ${row.protocol} ${source} ${destination} ${ports}`
}

describe.each(rows)('A1: $id', (row) => {
  const code = `api-management/nsg/${row.id}`
  const judged = (...rules: readonly string[]) => judgeText(service({ rules: [...rules, clients, management], ...row.service }))

  test('broken: fails at the rule that denies', () => {
    const result = judged(line(row, 'no-way', 105, 'Deny'))
    expect(result.outcome(code)).toBe('fails')
    const finding = result.finding(code)
    expect(finding.severity).toBe(row.severity)
    expect(result.underlined(code)).toBe('"Deny"')
    expect(finding.decidedBy.at(-1)).toMatchObject({ kind: 'rule', access: 'deny', rule: { name: { value: 'no-way' } } })
    expect(finding.message).toContain('`no-way` (priority 105)')
    expect(finding.packet).toMatchObject({ protocol: row.protocol.toLowerCase() })
    expect(finding.doubts).toEqual([])
  })

  test('mended: holds', () => {
    const result = judged(line(row, 'no-way', 105, 'Deny'), line(row, 'let-pass', 100, 'Allow'))
    expect(result.outcome(code)).toBe('holds')
  })

  test('unknown: is unsure and names what is unknown', () => {
    const result = judged(line(row, 'no-way', 105, 'var.unknown'))
    expect(result.outcome(code)).toBe('unsure')
    expect(result.finding(code).doubts.map((doubt) => doubt.what)).toEqual(['var.unknown'])
  })
})

describe('A1: default rules', () => {
  test('an external service without rules: nothing from Internet and not the management endpoint', () => {
    const result = judgeText(service({ rules: [] }))
    for (const id of ['management', 'clients']) {
      expect(result.outcome(`api-management/nsg/${id}`)).toBe('fails')
      expect(result.finding(`api-management/nsg/${id}`).decidedBy.at(-1)).toMatchObject({ kind: 'default-rule', name: 'DenyAllInBound' })
      expect(result.finding(`api-management/nsg/${id}`).message).toContain('`DenyAllInBound` (priority 65500)')
    }
    expect(result.underlined('api-management/nsg/management')).toContain('azurerm_network_security_group')
    for (const id of ['load-balancer', 'storage', 'sql', 'key-vault', 'monitor', 'certificates', 'event-hubs'])
      expect(result.outcome(`api-management/nsg/${id}`)).toBe('holds')
  })

  test('an internal service needs no clients from Internet and warns where they get in', () => {
    const closed = judgeText(service({ mode: 'Internal', rules: [management] }))
    expect(closed.outcome('api-management/nsg/clients')).toBeUndefined()
    expect(closed.outcome('api-management/nsg/internet-clients')).toBe('holds')
    const open = judgeText(service({ mode: 'Internal', rules: [management, clients] }))
    expect(open.outcome('api-management/nsg/internet-clients')).toBe('fails')
    expect(open.finding('api-management/nsg/internet-clients').severity).toBe('warning')
    expect(open.underlined('api-management/nsg/internet-clients')).toBe('"443"')
  })

  test('what passes by default rules alone is one note, which only counts what is needed', () => {
    const result = judgeText(service({ rules: [clients, management] }))
    const finding = result.finding('api-management/nsg/declared')
    expect(finding.severity).toBe('note')
    expect(finding.message).toContain('`storage`, `sql`, `key-vault`, `monitor`, `certificates`')
    expect(finding.message).not.toContain('`entra`')
    expect(result.findings.filter((each) => each.code.endsWith('/declared'))).toHaveLength(1)
  })
})

describe('A1: tiers and modes', () => {
  test('Developer needs no load balancer probe', () => {
    const deny = 'no-probe 105 Inbound Deny * AzureLoadBalancer * *'
    const result = judgeText(service({ sku: 'Developer_1', rules: [deny, clients, management] }))
    expect(result.outcome('api-management/nsg/load-balancer')).toBeUndefined()
    expect(result.outcome('api-management/nsg/management')).toBe('holds')
  })

  test('Traffic Manager is asked for with several locations only', () => {
    expect(judgeText(service({ rules: [clients, management] })).outcome('api-management/nsg/traffic-manager')).toBeUndefined()
    const several = judgeText(service({ rules: [clients, management], blocks: regions }))
    expect(several.outcome('api-management/nsg/traffic-manager')).toBe('holds')
    expect(
      several.judgements.filter((judgement) => judgement.code.endsWith('/traffic-manager')).map((judgement) => judgement.subject),
    ).toEqual(['azurerm_api_management.main (westeurope)', 'azurerm_api_management.main (northeurope)'])
  })

  test('each location is judged with its own regional tags', () => {
    const deny = 'no-storage 200 Outbound Deny * * Storage *'
    const west = 'storage-west 150 Outbound Allow Tcp * Storage.WestEurope 443'
    const result = judgeText(service({ rules: [clients, management, west, deny], blocks: regions }))
    const outcomes = result.judgements.filter((judgement) => judgement.code === 'api-management/nsg/storage').map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['holds', 'fails'])
  })

  test.each(['None', 'Consumption_0', 'BasicV2_1', 'Standard_1'])('%s: nothing is asked', (what) => {
    const result = judgeText(service(what === 'None' ? { mode: 'None' } : { sku: what }))
    expect(result.judgements).toEqual([])
  })

  test('Premium v2 inside a network needs a group and Storage, nothing of the classic table', () => {
    const deny = 'deny-out 200 Outbound Deny * * * *'
    const broken = judgeText(service({ sku: 'PremiumV2_1', mode: 'Internal', rules: [deny] }))
    expect(broken.outcome('api-management/v2-injection/storage')).toBe('fails')
    expect(broken.judgements.map(({ code }) => code).filter((code) => !code.includes('/dns/'))).toEqual([
      'api-management/v2-injection/attached',
      'api-management/v2-injection/storage',
    ])
    const mended = judgeText(
      service({ sku: 'PremiumV2_1', mode: 'Internal', rules: [deny, 'storage 100 Outbound Allow Tcp * Storage 443'] }),
    )
    expect(mended.outcome('api-management/v2-injection/storage')).toBe('holds')
  })

  test('integration of v2 tiers needs a group and no rules', () => {
    const deny = 'deny-out 200 Outbound Deny * * * *'
    const result = judgeText(service({ sku: 'StandardV2_1', mode: 'External', rules: [deny] }))
    expect(result.judgements.filter(({ code }) => !code.includes('/dns/')).map(({ code, outcome }) => [code, outcome])).toEqual([
      ['api-management/v2-integration/attached', 'holds'],
    ])
    const none = judgeText(service({ sku: 'StandardV2_1', mode: 'External', nsg: 'none' }))
    expect(none.outcome('api-management/v2-integration/attached')).toBe('fails')
  })

  test('an unknown tier makes every judgement unsure and names it', () => {
    const result = judgeText(service({ sku: 'var.unknown', rules: [clients, management] }))
    expect(new Set(result.judgements.map(({ outcome }) => outcome))).toEqual(new Set(['unsure']))
    expect(result.judgements.length).toBeGreaterThan(10)
    for (const finding of result.findings) expect(finding.doubts.map((doubt) => doubt.what)).toContain('var.unknown')
  })

  test('an unknown mode too', () => {
    const result = judgeText(service({ mode: 'var.unknown', rules: [clients, management] }))
    expect(result.outcome('api-management/nsg/storage')).toBe('unsure')
    expect(result.outcome('api-management/nsg/internet-clients')).toBe('unsure')
    expect(result.finding('api-management/nsg/storage').doubts.map((doubt) => doubt.what)).toEqual(['var.unknown'])
  })
})

describe('A1: regions', () => {
  const deny = 'no-storage 200 Outbound Deny Tcp * Storage 443'
  const outcome = (location: string, tag: string): string | undefined =>
    judgeText(service({ location, rules: [clients, management, `storage 100 Outbound Allow Tcp * ${tag} 443`, deny] })).outcome(
      'api-management/nsg/storage',
    )
  test.each([
    ['westeurope', 'Storage', 'holds'],
    ['westeurope', 'Storage.WestEurope', 'holds'],
    ['West Europe', 'storage.westeurope', 'holds'],
    ['westeurope', 'Storage.NorthEurope', 'fails'],
    ['var.unknown', 'Storage', 'holds'],
    ['var.unknown', 'Storage.WestEurope', 'unsure'],
  ])('%s and a rule for %s: %s', (location, tag, expected) => {
    expect(outcome(location, tag)).toBe(expected)
  })
})

describe('A3: which subnet is not decided', () => {
  const two = (rules: readonly string[]): string =>
    service({ rules })
      .replace('subnet_id = azurerm_subnet.apim.id', 'subnet_id = var.secured ? azurerm_subnet.apim.id : azurerm_subnet.other.id')
      .replace('variable "secured" {}', 'variable "secured" { type = bool }') +
    'resource "azurerm_subnet" "other" {\n  name = "other"\n  resource_group_name = "rg"\n  virtual_network_name = azurerm_virtual_network.main.name\n  address_prefixes = ["10.0.3.0/24"]\n}\n'
  test('what holds at both holds, what differs is unsure and names the choice', () => {
    const result = judgeText(two([clients, management]))
    expect(result.outcome('api-management/nsg/storage')).toBe('holds')
    expect(result.outcome('api-management/nsg/attached')).toBe('unsure')
    expect(result.finding('api-management/nsg/attached').doubts.map((doubt) => doubt.what)).toContain('var.secured')
  })
})

describe('A2: only in part', () => {
  test.each([
    ['one of several ports', 'monitor', 'monitor 100 Outbound Allow Tcp * AzureMonitor 443', 'tcp 1886'],
    ['another region', 'storage', 'storage 100 Outbound Allow Tcp * Storage.NorthEurope 443', '`Storage.WestEurope'],
    ['the wrong protocol', 'sql', 'sql 100 Outbound Allow Udp * Sql 1433', 'tcp 1433'],
  ])('%s', (_, id, allow, words) => {
    const deny = 'deny-out 200 Outbound Deny * * * *'
    const result = judgeText(service({ rules: [clients, management, allow, deny] }))
    expect(result.outcome(`api-management/nsg/${id}`)).toBe('fails')
    const { message } = result.finding(`api-management/nsg/${id}`)
    expect(message).toContain(words)
    if (id === 'monitor') expect(message).not.toContain('443')
  })

  test('half of the subnet', () => {
    const half = 'management 120 Inbound Allow Tcp ApiManagement 10.0.2.0/25 3443'
    const result = judgeText(service({ rules: [clients, half] }))
    expect(result.outcome('api-management/nsg/management')).toBe('fails')
    expect(result.finding('api-management/nsg/management').message).toContain('10.0.2.128/25')
  })

  test('a rule narrowed to the subnet holds', () => {
    const narrow = 'management 120 Inbound Allow Tcp ApiManagement 10.0.2.0/24 3443'
    expect(judgeText(service({ rules: [clients, narrow] })).outcome('api-management/nsg/management')).toBe('holds')
  })

  test('an earlier deny that overlaps', () => {
    const deny = 'block-ports 100 Inbound Deny Tcp * * 3000-3500'
    const result = judgeText(service({ rules: [deny, clients, management] }))
    expect(result.outcome('api-management/nsg/management')).toBe('fails')
    expect(result.finding('api-management/nsg/management').message).toContain('`block-ports`')
  })
})

describe('A3: no group at all', () => {
  const code = 'api-management/nsg/attached'
  test('fails at the subnet', () => {
    const result = judgeText(service({ nsg: 'none' }))
    expect(result.outcome(code)).toBe('fails')
    expect(result.underlined(code)).toContain('azurerm_subnet')
    expect(result.finding(code).severity).toBe('error')
  })
  test('holds with one', () => expect(judgeText(service({ rules: [clients, management] })).outcome(code)).toBe('holds'))
  test('is unsure where the association may not exist', () => {
    const result = judgeText(service({ nsg: 'maybe', rules: [clients, management] }))
    expect(result.outcome(code)).toBe('unsure')
    expect(result.finding(code).doubts.map((doubt) => doubt.what)).toEqual(['var.secured'])
  })
})

describe('A16: rules of older tables are notes', () => {
  test.each([
    ['old-azure-cloud', 'old 300 Outbound Allow Tcp VirtualNetwork AzureCloud 443,12000'],
    ['old-storage-files', 'old 300 Outbound Allow Tcp VirtualNetwork Storage 445'],
    ['old-smtp', 'old 300 Outbound Allow Tcp VirtualNetwork Internet 25,587,25028'],
    ['old-redis-in', 'old 300 Inbound Allow Tcp VirtualNetwork VirtualNetwork 6381-6383'],
    ['old-redis-out', 'old 300 Outbound Allow Tcp VirtualNetwork VirtualNetwork 6381-6383'],
    ['old-load-balancer', 'old 300 Inbound Allow Tcp AzureLoadBalancer VirtualNetwork *'],
  ])('%s', (id, rule) => {
    const code = `api-management/nsg/${id}`
    const result = judgeText(service({ rules: [clients, management, rule] }), { configuration: 'severity: { api-management: error }\n' })
    expect(result.outcome(code)).toBe('fails')
    expect(result.finding(code).severity).toBe('note')
    expect(result.finding(code).message).toContain('rule `old`')
    expect(judgeText(service({ rules: [clients, management] })).outcome(code)).toBeUndefined()
  })

  test('broad rules, denies and the other direction are none', () => {
    const rules = [
      'a 300 Outbound Allow Tcp * Storage *',
      'b 310 Outbound Deny Tcp * AzureCloud 12000',
      'c 320 Inbound Allow Tcp Storage * 445',
    ]
    const result = judgeText(service({ rules: [clients, management, ...rules] }))
    expect(result.judgements.filter((judgement) => judgement.code.includes('/old-'))).toEqual([])
  })
})

describe('near misses', () => {
  const near = (rule: string): string | undefined => {
    const result = judgeText(service({ rules: [clients, rule] }))
    return result.outcome('api-management/nsg/near-miss') === undefined ? undefined : result.finding('api-management/nsg/near-miss').message
  }
  test.each([
    ['sql 300 Outbound Allow Tcp * Sql 1443', '`1443`: did you mean `1433`?'],
    ['sql 300 Outbound Allow Tcp * Sql 1343', '`1343`: did you mean `1433`?'],
    ['sql 300 Outbound Allow Tcp * Sql 1521', undefined],
    ['mgmt 300 Inbound Allow Tcp ApiManagement * 443', undefined],
    ['mgmt 300 Inbound Allow Tcp ApiManagement * 3434', '`3434`: did you mean `3443`?'],
    ['kv 300 Outbound Allow Tcp * AzureKeyVault 433', '`433`: did you mean `443`?'],
    ['mgmt 300 Inbound Allow Udp ApiManagement * 3443', 'did you mean `Tcp`?'],
    ['mgmt 300 Outbound Allow Tcp ApiManagement * 3443', 'did you mean `Inbound`?'],
    ['hub 300 Outbound Allow Tcp * EventHub 5671', undefined],
    ['web 300 Inbound Allow Tcp Internet * 8443', undefined],
    ['sql 300 Outbound Deny Tcp * Sql 1443', undefined],
  ])('%s', (rule, message) => {
    if (message === undefined) expect(near(rule)).toBeUndefined()
    else expect(near(rule)).toContain(message)
  })
})

describe('settings', () => {
  const configuration = 'settings: { api-management: { clients: [203.0.113.0/24, AzureFrontDoor.Backend] } }\n'
  test('given clients must all pass', () => {
    const narrow = 'clients 110 Inbound Allow Tcp 203.0.113.0/25 VirtualNetwork 443'
    expect(judgeText(service({ rules: [narrow, management] })).outcome('api-management/nsg/clients')).toBe('holds')
    const result = judgeText(service({ rules: [narrow, management] }), { configuration })
    expect(result.outcome('api-management/nsg/clients')).toBe('fails')
    const all = ['a 110 Inbound Allow Tcp 203.0.113.0/24 * 443', 'b 111 Inbound Allow Tcp AzureFrontDoor.Backend * 443']
    expect(judgeText(service({ rules: [...all, management] }), { configuration }).outcome('api-management/nsg/clients')).toBe('holds')
  })

  test('severities are overridden by the longest beginning of a code', () => {
    const severity = 'severity: { api-management: note, api-management/nsg: warning, api-management/nsg/clients: error }\n'
    const result = judgeText(service({ rules: [] }), { configuration: severity })
    expect(result.finding('api-management/nsg/clients').severity).toBe('error')
    expect(result.finding('api-management/nsg/management').severity).toBe('warning')
  })
})

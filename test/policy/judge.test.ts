/** Policies of a team against small networks: points, conditions, exceptions, settings. */
import { describe, expect, test } from 'vitest'
import { securityRule, service } from '../support/api-management.ts'
import { judgeText } from '../support/judge.ts'
import { source } from '../support/source.ts'

const network = (rules: readonly string[], more = '', prefixes = '"10.0.1.0/24"'): string => `
resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  location            = "westeurope"
  resource_group_name = "rg"
  address_space       = ["10.0.0.0/16"]
}
resource "azurerm_subnet" "app" {
  name                 = "app"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = [${prefixes}]
}
resource "azurerm_network_security_group" "app" {
  name                = "nsg-app"
  location            = "westeurope"
  resource_group_name = "rg"
${rules.map(securityRule).join('\n')}
}
resource "azurerm_subnet_network_security_group_association" "app" {
  subnet_id                 = azurerm_subnet.app.id
  network_security_group_id = azurerm_network_security_group.app.id
}
variable "unknown" {}
${more}
`

const policy = (flows: string, top = 'for: subnet', rule = ''): string =>
  `policy: p\n${top}\nrules:\n  - id: r\n    kind: nsg-matrix\n    severity: error\n    ${rule}\n    flows:\n${flows
    .trim()
    .split('\n')
    .map((line) => `      ${line.trim()}`)
    .join('\n')}\n`

const ssh = '- { id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22, 3389], expect: deny }'

describe('what a team bans', () => {
  test('eight lines ban SSH from Internet', () => {
    const broken = judgeText(network(['ssh-in 100 Inbound Allow Tcp * * 22']), { policies: [policy(ssh)] })
    expect(broken.outcome('p/r/ssh')).toBe('fails')
    expect(broken.underlined('p/r/ssh')).toBe('"22"')
    const finding = broken.finding('p/r/ssh')
    expect(finding.message).toBe('rule `ssh-in` (priority 100) lets `Internet` reach `azurerm_subnet.app` (10.0.1.0/24) on tcp 22')
    expect(finding.label).toBe('lets it pass')
    expect(finding.packet).toMatchObject({ protocol: 'tcp', destinationPort: 22 })
    expect(finding.policySpan.file.path).toBe('policy-0.yaml')
    const mended = judgeText(network(['ssh-in 100 Inbound Allow Tcp VirtualNetwork * 22']), { policies: [policy(ssh)] })
    expect(mended.outcome('p/r/ssh')).toBe('holds')
    const open = judgeText(network(['ssh-in 100 Inbound Allow Tcp var.unknown * 22']), { policies: [policy(ssh)] })
    expect(open.outcome('p/r/ssh')).toBe('unsure')
    expect(open.finding('p/r/ssh').message).toBe(
      'it is not known whether nothing from `Internet` reaches `azurerm_subnet.app` (10.0.1.0/24) on tcp 22',
    )
  })

  test('a subnet without a group fails, and the remedy is to attach one', () => {
    const bare = network([]).replace(/resource "azurerm_subnet_network[^}]*\}/, '')
    const finding = judgeText(bare, { policies: [policy(ssh)] }).finding('p/r/ssh')
    expect(finding.message).toContain('no network security group is attached')
    expect(finding.help).toContain('`azurerm_subnet.app`')
  })

  test('`for: nsg`: where it is attached; attached to nothing is told once', () => {
    const lone =
      'resource "azurerm_network_security_group" "lone" {\n  name = "lone"\n  location = "westeurope"\n  resource_group_name = "rg"\n}'
    const result = judgeText(network(['ssh-in 100 Inbound Allow Tcp * * 22'], lone), {
      policies: [policy(`${ssh}\n${ssh.replace('id: ssh', 'id: again')}`, 'for: nsg')],
    })
    expect(result.judgements.map(({ code, subject, outcome }) => [code, subject, outcome])).toContainEqual([
      'p/r/ssh',
      'azurerm_network_security_group.app',
      'fails',
    ])
    expect(
      result.told.map(({ code, severity, message }) => [code, severity, message.includes('`azurerm_network_security_group.lone`')]),
    ).toEqual([['policy/attached-to-nothing', 'note', true]])
  })

  test('`for: network-interface`: the group of the subnet and that of the interface', () => {
    const nic = `
resource "azurerm_network_interface" "vm" {
  name                = "nic"
  location            = "westeurope"
  resource_group_name = "rg"
  ip_configuration {
    name                          = "a"
    subnet_id                     = azurerm_subnet.app.id
    private_ip_address_allocation = "Static"
    private_ip_address            = "10.0.1.9"
  }
}
resource "azurerm_network_security_group" "nic" {
  name                = "nsg-nic"
  location            = "westeurope"
  resource_group_name = "rg"
}
resource "azurerm_network_interface_security_group_association" "vm" {
  network_interface_id      = azurerm_network_interface.vm.id
  network_security_group_id = azurerm_network_security_group.nic.id
}`
    const own = ssh.replace('to: subnet', 'to: subject')
    const result = judgeText(network(['ssh-in 100 Inbound Allow Tcp * * 22'], nic), { policies: [policy(own, 'for: network-interface')] })
    expect(result.outcome('p/r/ssh')).toBe('holds')
    const without = judgeText(
      network(['ssh-in 100 Inbound Allow Tcp * * 22'], nic.replace(/resource "azurerm_network_interface_security[\s\S]*/, '')),
      {
        policies: [policy(own, 'for: network-interface')],
      },
    )
    expect(without.outcome('p/r/ssh')).toBe('fails')
    expect(without.finding('p/r/ssh').message).toContain('10.0.1.9')
  })
})

describe('near side', () => {
  test('only packets that reach the subnet count', () => {
    // The rule lets Internet reach addresses that are not here.
    const elsewhere = network(['ssh-in 100 Inbound Allow Tcp * 10.0.2.0/24 22'])
    for (const to of ['any', 'vnet', 'subnet'])
      expect(judgeText(elsewhere, { policies: [policy(ssh.replace('to: subnet', `to: ${to}`))] }).outcome('p/r/ssh')).toBe('holds')
  })

  test('prefixes of other subnets are not asked about', () => {
    const other = policy(ssh.replace('to: subnet', 'to: 10.0.2.0/24'))
    const result = judgeText(network(['ssh-in 100 Inbound Allow Tcp * * 22']), { policies: [other] })
    expect(result.outcome('p/r/ssh')).toBeUndefined()
    expect(result.told).toEqual([])
    const wider = judgeText(network(['ssh-in 100 Inbound Allow Tcp * * 22']), {
      policies: [policy(ssh.replace('to: subnet', 'to: 10.0.0.0/16'))],
    })
    expect(wider.outcome('p/r/ssh')).toBe('fails')
  })

  test('where the prefixes are not known, a failure is not proved', () => {
    const text = network(['ssh-in 100 Inbound Allow Tcp * * 22'], '', 'var.unknown')
    const result = judgeText(text, { policies: [policy(ssh.replace('to: subnet', 'to: 10.0.2.0/24'))] })
    expect(result.outcome('p/r/ssh')).toBe('unsure')
    expect(result.finding('p/r/ssh').doubts.map((doubt) => doubt.what)).toContain('var.unknown')
    expect(judgeText(text, { policies: [policy(ssh)] }).outcome('p/r/ssh')).toBe('fails')
  })
})

describe('`except`', () => {
  const flows = (when = ''): string => source`
    - { id: web, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [443], expect: allow${when} }
    - { id: nothing-else, direction: inbound, from: Internet, to: subnet, expect: deny, except: web }
  `
  const web = 'web 100 Inbound Allow Tcp Internet * 443'

  test('takes the packets of other flows out first', () => {
    expect(judgeText(network([web]), { policies: [policy(flows())] }).outcome('p/r/nothing-else')).toBe('holds')
    const more = judgeText(network([web, 'more 110 Inbound Allow Tcp Internet * 8443']), { policies: [policy(flows())] })
    expect(more.outcome('p/r/nothing-else')).toBe('fails')
    expect(more.finding('p/r/nothing-else').message).toContain('`more`')
  })

  test('leaves out flows that do not count', () => {
    expect(judgeText(network([web]), { policies: [policy(flows(', when: \'name == "other"\''))] }).outcome('p/r/nothing-else')).toBe(
      'fails',
    )
    expect(judgeText(network([web]), { policies: [policy(flows(', when: \'name == "app"\''))] }).outcome('p/r/nothing-else')).toBe('holds')
  })

  test('tries both where it is not known whether a flow counts', () => {
    const named = network([web]).replace('name                 = "app"', 'name                 = var.unknown')
    const result = judgeText(named, { policies: [policy(flows(', when: \'name == "app"\''))] })
    expect(result.outcome('p/r/nothing-else')).toBe('unsure')
    expect(result.finding('p/r/nothing-else').doubts.map((doubt) => doubt.what)).toEqual(['var.unknown'])
    const closed = network([]).replace('name                 = "app"', 'name                 = var.unknown')
    expect(judgeText(closed, { policies: [policy(flows(', when: \'name == "app"\''))] }).outcome('p/r/nothing-else')).toBe('holds')
  })

  test('a flow of which nothing is left is not judged, and that is told', () => {
    const all = source`
      - { id: all, direction: inbound, from: any, to: subnet, expect: some }
      - { id: rest, direction: inbound, from: Internet, to: subnet, expect: deny, except: all }
    `
    const result = judgeText(network([]), { policies: [policy(all)] })
    expect(result.outcome('p/r/rest')).toBeUndefined()
    expect(result.told.map(({ code, severity }) => [code, severity])).toEqual([['policy/empty-flow', 'note']])
  })
})

describe('conditions', () => {
  test('an unsure `where` makes every judgement at best unsure', () => {
    const named = network(['ssh-in 100 Inbound Allow Tcp * * 22']).replace(
      'name                 = "app"',
      'name                 = var.unknown',
    )
    const result = judgeText(named, { policies: [policy(ssh, 'for: subnet\nwhere: name == "app"')] })
    expect(result.judgements.map(({ outcome }) => outcome)).toEqual(['unsure'])
    expect(result.finding('p/r/ssh').doubts.map((doubt) => doubt.what)).toEqual(['var.unknown'])
    expect(judgeText(network([]), { policies: [policy(ssh, 'for: subnet\nwhere: name == "other"')] }).judgements).toEqual([])
  })

  test('`when` of a rule counts for all of its flows', () => {
    expect(judgeText(network([]), { policies: [policy(ssh, 'for: subnet', 'when: name == "other"')] }).judgements).toEqual([])
  })

  test('a resource that may not exist cannot fail', () => {
    const maybe = service({ nsg: 'none' }).replace(
      'resource "azurerm_api_management" "main" {',
      'resource "azurerm_api_management" "main" {\n  count = var.secured ? 1 : 0',
    )
    const result = judgeText(maybe)
    expect(result.outcome('api-management/nsg/attached')).toBe('unsure')
    expect(result.outcome('api-management/nsg/storage')).toBe('holds')
    expect(result.finding('api-management/nsg/attached').doubts.map((doubt) => doubt.what)).toContain('var.secured')
  })

  test('locations that are not known are one unsure judgement', () => {
    const blocks =
      'dynamic "additional_location" {\n    for_each = var.unknown\n    content {\n      location = additional_location.value\n    }\n  }'
    const result = judgeText(service({ rules: [], blocks }))
    const places = result.judgements.filter((judgement) => judgement.code === 'api-management/nsg/places')
    expect(places.map(({ outcome }) => outcome)).toEqual(['unsure'])
    expect(result.outcome('api-management/nsg/management')).toBe('fails')
  })
})

describe('settings', () => {
  const text = policy(
    '- { id: f, direction: inbound, from: "${hosts}", to: subnet, protocol: tcp, ports: "${ports}", expect: deny }',
    'for: subnet\nsettings: { hosts: {}, ports: { default: [22] }, more: { default: "${hosts}" } }',
  )

  test('not set: not judged, and told once', () => {
    const result = judgeText(network([]), { policies: [text] })
    expect(result.judgements).toEqual([])
    expect(result.told.map(({ code, severity }) => [code, severity])).toEqual([['policy/setting-not-set', 'note']])
    expect(result.told[0]!.help).toContain('settings: { p: { hosts: … } }')
  })

  test('given, with defaults beside', () => {
    const rules = ['a 100 Inbound Allow Tcp 203.0.113.0/24 * 22']
    expect(judgeText(network(rules), { policies: [text], configuration: 'settings: { p: { hosts: 203.0.113.7 } }' }).outcome('p/r/f')).toBe(
      'fails',
    )
    expect(
      judgeText(network(rules), { policies: [text], configuration: 'settings: { p: { hosts: 203.0.113.7, ports: [80, 90-95] } }' }).outcome(
        'p/r/f',
      ),
    ).toBe('holds')
  })

  test('by default from another setting, and from a table', () => {
    const chain = policy(
      '- { id: f, direction: inbound, from: "${a}", to: subnet, expect: deny }',
      'for: subnet\nsettings: { a: { default: ["${b}", 203.0.113.0/24] }, b: { data: addresses/carrier-grade-nat } }',
    )
    expect(judgeText(network(['x 100 Inbound Allow * 100.64.3.4 * *']), { policies: [chain] }).outcome('p/r/f')).toBe('fails')
    expect(judgeText(network(['x 100 Inbound Allow * 198.51.100.0/24 * *']), { policies: [chain] }).outcome('p/r/f')).toBe('holds')
  })
})

describe('remedies', () => {
  test('name a rule for the flow alone, before what denies, at a free priority', () => {
    const allow = '- { id: f, direction: inbound, from: ApiManagement, to: subnet, protocol: tcp, ports: [3443], expect: allow }'
    const rules = [
      'deny 200 Inbound Deny * * * *',
      'a 190 Inbound Allow Tcp Internet * 443',
      'b 180 Inbound Allow Tcp Internet * 80',
      'out 170 Outbound Deny * * * *',
    ]
    const { help } = judgeText(network(rules), { policies: [policy(allow)] }).finding('p/r/f')
    expect(help).toBe(
      'add to `azurerm_network_security_group.app` a rule `Allow` Inbound `Tcp` from `ApiManagement` to `10.0.1.0/24` port 3443, at a free priority such as 170',
    )
  })

  test('say what has to move where nothing can come before', () => {
    const allow = '- { id: f, direction: inbound, from: ApiManagement, to: subnet, protocol: tcp, ports: [3443], expect: allow }'
    const { help } = judgeText(network(['deny 100 Inbound Deny * * * *']), { policies: [policy(allow)] }).finding('p/r/f')
    expect(help).toContain('before `deny`, which needs a later priority than 100')
    expect(help).not.toContain('free priority')
  })

  test('say no number where rules are not known', () => {
    const rules = ['deny 200 Inbound Deny * * * *', 'x 150 Inbound var.unknown Tcp * * 8080'].map((line) =>
      line.replace(' 150 ', ' var.unknown '),
    )
    const allow = '- { id: f, direction: inbound, from: ApiManagement, to: subnet, protocol: tcp, ports: [3443], expect: allow }'
    expect(judgeText(network(rules), { policies: [policy(allow)] }).finding('p/r/f').help).toContain('at a priority below 200')
  })
})

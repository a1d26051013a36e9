import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { diskWorkspace } from '../../src/shell/disk-workspace.ts'
import { base, failing, judged, mended, policyOf } from '../support/mend.ts'
import { source } from '../support/source.ts'
import '../support/prepare.ts'

const group = (body: string): string => `resource "azurerm_network_security_group" "main" {
  name                = "nsg"
  location            = "westeurope"
  resource_group_name = "rg"
${body}}
`

const rule = (name: string, priority: number, words: string, ports: string, source: string, destination: string): string => {
  const [direction, access, protocol] = words.split(' ')
  return `
  security_rule {
    name                       = "${name}"
    priority                   = ${priority}
    direction                  = "${direction}"
    access                     = "${access}"
    protocol                   = "${protocol}"
    source_port_range          = "*"
    ${ports}
    source_address_prefix      = "${source}"
    destination_address_prefix = "${destination}"
  }
`
}
const port = (text: string): string => `destination_port_range     = "${text}"`
const closed = rule('deny-out', 4000, 'Outbound Deny *', port('*'), '*', '*')

const sql = 'id: sql, direction: outbound, from: subnet, to: Sql, protocol: tcp, ports: [1433], expect: allow'
const https = 'id: https, direction: inbound, from: 192.168.0.0/16, to: subnet, protocol: tcp, ports: [443], expect: allow'
const ssh = 'id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny'

/** What stands in the file of rules once every fix is made; the fixed code is judged and formatted. */
const fixed = (rules: string, policy: string, network = base()): string => {
  const files = { 'network.tf': network, 'rules.tf': rules }
  const report = judged(files, policy)
  expect(report.mistakes).toEqual([])
  const findings = failing(report)
  expect(findings.length).toBeGreaterThan(0)
  expect(findings.filter(({ fix }) => fix === undefined).map(({ code, help }) => [code, help])).toEqual([])
  const after = mended(files, findings)
  expect(failing(judged(after, policy))).toEqual([])
  return after['rules.tf']!
}

const noFix = (rules: string, policy: string, network = base()): void => {
  const findings = failing(judged({ 'network.tf': network, 'rules.tf': rules }, policy))
  expect(findings.length).toBeGreaterThan(0)
  for (const { fix, help } of findings) {
    expect(fix).toBeUndefined()
    expect(help).toBeDefined()
  }
}

describe('a literal that is wrong is replaced', () => {
  test('a mistyped port', () => {
    const rules = (number: string): string => group(rule('sql', 100, 'Outbound Allow Tcp', port(number), '10.0.1.0/24', 'Sql') + closed)
    expect(fixed(rules('1443'), policyOf(sql))).toBe(rules('1433'))
  })

  test('one port of several, in a list', () => {
    const rules = (list: string): string =>
      group(rule('sql', 100, 'Outbound Allow Tcp', `destination_port_ranges    = ${list}`, '*', 'Sql') + closed)
    expect(fixed(rules('["1443", "11000"]'), policyOf(sql))).toBe(rules('["1433", "11000"]'))
  })

  test('a mistyped port of a rule for all regions becomes the flow of one', () => {
    const rules = (number: string, tag: string): string =>
      group(rule('sql', 100, 'Outbound Allow Tcp', port(number), '10.0.1.0/24', tag) + closed)
    const regional = sql.replace('to: Sql', 'to: Sql@region')
    expect(fixed(rules('1443', 'Sql'), policyOf(regional))).toBe(rules('1433', 'Sql.WestEurope'))
  })

  test('the other protocol', () => {
    const rules = (protocol: string): string => group(rule('sql', 100, `Outbound Allow ${protocol}`, port('1433'), '*', 'Sql') + closed)
    expect(fixed(rules('Udp'), policyOf(sql))).toBe(rules('Tcp'))
  })

  test('the other direction', () => {
    const rules = (direction: string): string => group(rule('sql', 100, `${direction} Allow Tcp`, port('1433'), '*', 'Sql') + closed)
    expect(fixed(rules('Inbound'), policyOf(sql))).toBe(rules('Outbound'))
  })

  test('allow for deny, where the rule is the flow', () => {
    const rules = (access: string): string => group(rule('ssh', 100, `Inbound ${access} Tcp`, port('22'), 'Internet', '*'))
    expect(fixed(rules('Allow'), policyOf(ssh))).toBe(rules('Deny'))
  })

  test('a rule that comes after the one that denies goes before it', () => {
    const rules = (priority: number): string =>
      group(rule('sql', priority, 'Outbound Allow Tcp', port('1433'), '*', 'Sql') + closed.replace('4000', '300'))
    expect(fixed(rules(310), policyOf(sql))).toBe(rules(290))
  })

  test('ports of the flow that its rule leaves out', () => {
    const rules = (list: string): string =>
      group(rule('sql', 100, 'Outbound Allow Tcp', `destination_port_ranges    = ${list}`, '*', 'Sql') + closed)
    const both = sql.replace('[1433]', '[1433, 11000-11999]')
    expect(fixed(rules('["1433"]'), policyOf(both))).toBe(rules('["1433", "11000-11999"]'))
    const lines = (last: string): string => rules(`[\n      "1433",${last}\n    ]`)
    expect(fixed(lines(''), policyOf(both))).toBe(lines('\n      "11000-11999",'))
  })
})

describe('a rule is added', () => {
  test('as a block behind the last block, in the order and with the near side of its neighbours', () => {
    const rules = source`
      resource "azurerm_network_security_group" "main" {
        name                = "nsg"
        location            = "westeurope"
        resource_group_name = "rg"

        security_rule {
          access                     = "Allow"
          destination_address_prefix = azurerm_subnet.app.address_prefixes[0]
          destination_port_range     = "8443"
          direction                  = "Inbound"
          name                       = "AllowAdmin"
          priority                   = 100
          protocol                   = "Tcp"
          source_address_prefix      = "10.9.0.0/16"
          source_port_range          = "*"
        } # for the night shift

        tags = {
          a = "b"
        }
      }
    `
    const both = https.replace('[443]', '[443, 8080]')
    expect(fixed(rules, policyOf(both))).toBe(
      rules.replace(
        '} # for the night shift\n',
        `} # for the night shift

  security_rule {
    access                     = "Allow"
    destination_address_prefix = azurerm_subnet.app.address_prefixes[0]
    destination_port_ranges    = ["443", "8080"]
    direction                  = "Inbound"
    name                       = "AllowHttps"
    priority                   = 4090
    protocol                   = "Tcp"
    source_address_prefix      = "192.168.0.0/16"
    source_port_range          = "*"
  }
`,
      ),
    )
  })

  test('as the first block of a group without rules', () => {
    expect(fixed(group(''), policyOf(https))).toBe(
      group(rule('allow-https', 4090, 'Inbound Allow Tcp', port('443'), '192.168.0.0/16', '10.0.1.0/24')),
    )
  })

  test('as a resource of its own where the others are', () => {
    const rules = source`
      resource "azurerm_network_security_group" "main" {
        name                = "nsg"
        location            = "westeurope"
        resource_group_name = "rg"
      }

      resource "azurerm_network_security_rule" "deny_ssh" {
        name                        = "deny-ssh"
        resource_group_name         = "rg"
        network_security_group_name = azurerm_network_security_group.main.name

        priority                   = 100
        direction                  = "Inbound"
        access                     = "Deny"
        protocol                   = "Tcp"
        source_port_range          = "*"
        destination_port_range     = "22"
        source_address_prefix      = "*"
        destination_address_prefix = "*"
      }
    `
    const denied = rules.replace('"22"', '"443"')
    expect(fixed(denied.replace('= 100', '= 200'), policyOf(https))).toBe(`${denied.replace('= 100', '= 200')}
resource "azurerm_network_security_rule" "allow_https" {
  name                        = "allow-https"
  resource_group_name         = "rg"
  network_security_group_name = azurerm_network_security_group.main.name

  priority                   = 190
  direction                  = "Inbound"
  access                     = "Allow"
  protocol                   = "Tcp"
  source_port_range          = "*"
  destination_port_range     = "443"
  source_address_prefix      = "192.168.0.0/16"
  destination_address_prefix = "*"
}
`)
  })

  const dynamic = (rules: string, over = 'local.rules'): string =>
    `${rules}
${group(`
  dynamic "security_rule" {
    for_each = ${over}
    content {
      name                       = security_rule.value.name
      priority                   = security_rule.value.priority
      direction                  = "Outbound"
      access                     = security_rule.value.access
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = security_rule.value.port
      source_address_prefix      = "*"
      destination_address_prefix = security_rule.value.to
    }
  }
`)}`

  test('as an object of the list that the rules are made of', () => {
    const list = (more: string): string =>
      dynamic(`locals {
  rules = [
    { name = "allow_storage", priority = 100, access = "Allow", port = 443, to = "Storage" },
    { name = "deny_all", priority = "4000", access = "Deny", port = "*", to = "*" },${more}
  ]
}
`)
    expect(fixed(list(''), policyOf(sql))).toBe(
      list('\n    { name = "allow_sql", priority = 3990, access = "Allow", port = 1433, to = "Sql" },'),
    )
  })

  test('behind an object without a comma, and behind a comment', () => {
    const list = (comma: string, more: string): string =>
      dynamic(`locals {
  rules = [
    { name = "deny-all", priority = 4000, access = "Deny", port = "*", to = "*" }${comma} # everything else${more}
  ]
}
`)
    expect(fixed(list('', ''), policyOf(sql))).toBe(
      list(',', '\n    { name = "allow-sql", priority = 3990, access = "Allow", port = "1433", to = "Sql" }'),
    )
  })

  const keyed = (rules: string): string => dynamic(rules).replace('security_rule.value.name', 'security_rule.key')

  test('as an entry of a map whose lines are aligned, which move where its name is the longest', () => {
    const map = (space: string, more: string): string =>
      keyed(`locals {
  rules = {
    storage${space}  = { priority = 100, access = "Allow", port = "443", to = "Storage" }
    all-rest${space} = { priority = 4000, access = "Deny", port = "*", to = "*" }${more}
  }
}
`)
    expect(fixed(map('', ''), policyOf(sql))).toBe(
      map(' ', '\n    allow-sql = { priority = 3990, access = "Allow", port = "1433", to = "Sql" }'),
    )
  })

  test('as an entry of several lines', () => {
    const map = (more: string): string =>
      keyed(`locals {
  rules = {
    "deny-all" = {
      priority = 4000
      access   = "Deny"
      port     = "*"
      to       = "*"
    }${more}
  }
}
`)
    expect(fixed(map(''), policyOf(sql))).toBe(
      map(`
    "allow-sql" = {
      priority = 3990
      access   = "Allow"
      port     = "1433"
      to       = "Sql"
    }`),
    )
  })

  test('in the default of a variable, through a `for`', () => {
    const variable = (more: string): string =>
      dynamic(
        `variable "rules" {
  default = [
    { name = "deny-all", priority = 4000, access = "Deny", port = "*", to = "*" }${more}
  ]
}
`,
        '{ for rule in var.rules : rule.name => rule }',
      )
    expect(fixed(variable(''), policyOf(sql))).toBe(
      variable(',\n    { name = "allow-sql", priority = 3990, access = "Allow", port = "1433", to = "Sql" }'),
    )
  })

  test('as a block where the objects differ in their attributes', () => {
    const rules = dynamic(`locals {
  rules = [
    { name = "allow-storage", priority = 100, access = "Allow", port = "443", to = "Storage", note = "x" },
    { name = "deny-all", priority = 4000, access = "Deny", port = "*", to = "*" },
  ]
}
`)
    const block = rule('allow-sql', 3990, 'Outbound Allow Tcp', port('1433'), '10.0.1.0/24', 'Sql')
    expect(fixed(rules, policyOf(sql))).toBe(`${rules.slice(0, rules.lastIndexOf('}'))}${block}}\n`)
  })

  test('with line ends as the file has them', () => {
    const rules = group(rule('other', 100, 'Inbound Allow Tcp', port('80'), '10.9.0.0/16', '*')).replaceAll('\n', '\r\n')
    const after = fixed(rules, policyOf(https))
    expect(after.replaceAll('\r\n', '')).not.toContain('\n')
    expect(after).toContain('"allow-https"')
  })
})

describe('the one group that is free is attached to the one subnet without a group', () => {
  const attached = `policy: p
title: p
for: network-interface
rules:
  - id: r
    kind: nsg-matrix
    severity: error
    at: subnet
    nsg: required
    flows:
      - { id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }
`
  const machine = `${base(false)}
resource "azurerm_network_interface" "app" {
  name                = "app"
  location            = "westeurope"
  resource_group_name = "rg"

  ip_configuration {
    name                          = "one"
    subnet_id                     = azurerm_subnet.app.id
    private_ip_address_allocation = "Dynamic"
  }
}
`
  const association = `
resource "azurerm_subnet_network_security_group_association" "app" {
  subnet_id                 = azurerm_subnet.app.id
  network_security_group_id = azurerm_network_security_group.main.id
}
`
  test('as an association', () => {
    const files = { 'network.tf': machine, 'rules.tf': group('') }
    const findings = failing(judged(files, attached))
    expect(findings.map(({ code }) => code)).toEqual(['p/r/attached', 'p/r/ssh'])
    // One fix for both.
    expect(new Set(findings.map(({ fix }) => fix?.edits)).size).toBe(1)
    const after = mended(files, findings)
    expect(after['rules.tf']).toBe(`${group('')}${association}`)
    expect(failing(judged(after, attached))).toEqual([])
  })

  test('of two groups neither', () => {
    noFix(`${group('')}\n${group('').replace('"main"', '"second"').replace('"nsg"', '"second"')}`, attached, machine)
  })
})

test('addresses that are told apart by their place in the code are the same ones when a fix moves them', () => {
  const network = base().replace('["10.0.1.0/24"]', '[cidrsubnet(var.space, 8, 1)]').replace('["10.0.0.0/16"]', '[var.space]')
  const rules = group(rule('other', 100, 'Inbound Allow Tcp', port('80'), '10.9.0.0/16', '*') + closed.replace('Outbound', 'Inbound'))
  const files = { 'main.tf': `${rules}\nvariable "space" {}\n${network}` }
  const findings = failing(judged(files, policyOf(https)))
  expect(findings.map(({ fix }) => fix?.title)).toEqual(['add rule `allow-https` with priority 3990'])
  expect(failing(judged(mended(files, findings), policyOf(https)))).toEqual([])
})

describe('no fix is better than a doubtful one', () => {
  test('where another subnet has the group, the rule is for the flow alone', () => {
    const two = `${base()}
resource "azurerm_subnet" "other" {
  name                 = "other"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "other" {
  subnet_id                 = azurerm_subnet.other.id
  network_security_group_id = azurerm_network_security_group.main.id
}
`
    const rules = group(rule('own', 100, 'Inbound Allow Tcp', port('80'), '10.9.0.0/16', '*'))
    const near = https.replace('to: subnet', 'to: 10.0.1.0/24')
    const added = rule('allow-https', 4090, 'Inbound Allow Tcp', port('443'), '192.168.0.0/16', '10.0.1.0/24')
    expect(fixed(rules, policyOf(near), two)).toBe(`${rules.slice(0, rules.lastIndexOf('}'))}${added}}\n`)
  })

  test('a rule that would let more pass than the flow is not turned into it', () => {
    // Port and source are wider than the flow: only a rule of its own is left.
    const rules = group(rule('sql', 100, 'Outbound Allow *', port('1443'), '*', 'Sql') + closed)
    const added = rule('allow-sql', 3990, 'Outbound Allow Tcp', port('1433'), '*', 'Sql')
    expect(fixed(rules, policyOf(sql))).toBe(`${rules.slice(0, rules.lastIndexOf('}'))}${added}}\n`)
  })

  test('where a rule of the group is in doubt', () => {
    const doubtful = `${rule('maybe', 110, 'Outbound Allow Tcp', port('443'), '*', 'Storage')}`.replace('"Allow"', 'var.access')
    noFix(`variable "access" {}\n${group(doubtful + closed.replace('4000', '100'))}`, policyOf(sql))
  })

  test('where nothing comes before the first priority', () => {
    noFix(group(closed.replace('4000', '100')), policyOf(sql))
  })

  test('where two protocols take two rules', () => {
    noFix(group(closed), policyOf(sql.replace('protocol: tcp', 'protocol: [tcp, udp]')))
  })

  test('where a needed flow would be stopped', () => {
    const rules = group(rule('ssh', 100, 'Inbound Allow Tcp', port('22'), 'Internet', '*'))
    const admin = 'id: admin, direction: inbound, from: 198.51.100.0/24, to: subnet, protocol: tcp, ports: [22], expect: allow'
    noFix(rules, policyOf(ssh, admin))
  })

  test('where the code is not of the root: values from a file of variables stay', () => {
    const rules = `variable "port" {}\n${group(rule('sql', 100, 'Outbound Allow Tcp', 'destination_port_range     = var.port', '10.0.1.0/24', 'Sql') + closed)}`
    const files = { 'network.tf': base(), 'rules.tf': rules, 'terraform.tfvars': 'port = "1443"\n' }
    const findings = failing(judged(files, policyOf(sql)))
    expect(findings.flatMap(({ fix }) => fix?.edits ?? []).map(({ span }) => span.file.path)).toEqual(['rules.tf'])
  })

  test('where something else reads the literal', () => {
    const rules = `${group(rule('sql', 100, 'Outbound Allow Tcp', 'destination_port_range     = local.port', '10.0.1.0/24', 'Sql') + closed)}
locals {
  port = "1443"
}

resource "azurerm_network_security_group" "other" {
  name                = "other"
  location            = "westeurope"
  resource_group_name = "rg"
${rule('sql', 100, 'Outbound Allow Tcp', 'destination_port_range     = local.port', '10.0.2.0/24', 'Sql')}${closed}}
`
    const more = `${base()}
resource "azurerm_subnet" "other" {
  name                 = "other"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.0.2.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "other" {
  subnet_id                 = azurerm_subnet.other.id
  network_security_group_id = azurerm_network_security_group.other.id
}
`
    // The change of the local would open the port for the other group: a rule of its own does not.
    const near = sql.replace('from: subnet', 'from: 10.0.1.0/24')
    expect(fixed(rules, policyOf(near), more)).toContain('port = "1443"')
  })
})

test('the fixes of one group go together: priorities and names are apart', () => {
  const flows = [sql, sql.replaceAll('sql', 'storage').replace('Sql', 'Storage'), https, https.replace('https', 'again')]
  expect(fixed(group(closed), policyOf(...flows)).match(/priority += \d+/g)).toEqual([
    'priority                   = 4000',
    'priority                   = 4090',
    'priority                   = 3990',
    'priority                   = 3980',
  ])
})

const terraform = spawnSync('terraform', ['version'], { env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' } }).status === 0

describe('the example', () => {
  const workspace = diskWorkspace('examples/apim-internal')
  const run = (files: Readonly<Record<string, string>> = {}) =>
    check({
      workspace: {
        list: workspace.list,
        read: (path) => (files[path] === undefined ? workspace.read(path) : { ok: true, text: files[path]! }),
      },
      paths: [''],
      version: '0',
      today: '2026-01-01',
      now: () => 0,
    })

  test('has a fix for each error, and holds once they are made', () => {
    const findings = failing(run())
    expect(findings.map(({ code, fix }) => [code, fix?.title])).toEqual([
      ['api-management/nsg/management', 'ask rule `allow-management` earlier: priority 190 in place of 210'],
      ['api-management/nsg/monitor', 'let rule `allow-monitor` allow port 1886, too'],
      ['api-management/nsg/sql', 'open port 1433 in place of 1443 by rule `allow-sql`, for `Sql.WestEurope` alone'],
    ])
    expect(failing(run(mended({}, findings)))).toEqual([])
  })

  test.skipIf(!terraform)('is formatted as before', () => {
    const report = run()
    const texts = mended({}, report.findings)
    const formatted = spawnSync('terraform', ['fmt', '-'], {
      input: texts['network.tf'],
      encoding: 'utf8',
      env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' },
    })
    expect(formatted.stdout).toBe(texts['network.tf'])
  })
})

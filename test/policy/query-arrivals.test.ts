/** Questions to DNS servers that the code has: security groups where these stand let them in, or not; verdicts are written by hand. */
import { describe, expect, it } from 'vitest'
import { judgeText } from '../support/judge.ts'

const policy = `policy: names
for: subnet
rules:
  - id: dns
    kind: dns-forwarding
    severity: error
    queries: { id: queries }
`

const network = (name: string, space: string, more = ''): string => `
resource "azurerm_virtual_network" "${name}" {
  name                = "${name}"
  resource_group_name = "rg"
  location            = "westeurope"
  address_space       = ["${space}"]
  ${more}
}
`
const subnet = (name: string, of: string, prefix: string): string => `
resource "azurerm_subnet" "${name}" {
  name                 = "${name}"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.${of}.name
  address_prefixes     = ["${prefix}"]
}
`
const peering = (from: string, to: string): string => `
resource "azurerm_virtual_network_peering" "${from}" {
  name                      = "${from}"
  resource_group_name       = "rg"
  virtual_network_name      = azurerm_virtual_network.${from}.name
  remote_virtual_network_id = azurerm_virtual_network.${to}.id
}
`
const group = (name: string, rules: string): string => `
resource "azurerm_network_security_group" "${name}" {
  name                = "${name}"
  resource_group_name = "rg"
  location            = "westeurope"
  ${rules}
}
`
const rule = (name: string, priority: number, access: string, protocol: string, port: string, source: string): string => `
  security_rule {
    name                       = "${name}"
    priority                   = ${priority}
    direction                  = "Inbound"
    access                     = "${access}"
    protocol                   = "${protocol}"
    source_port_range          = "*"
    destination_port_range     = "${port}"
    source_address_prefix      = "${source}"
    destination_address_prefix = "*"
  }
`
const onSubnet = (name: string, of: string): string => `
resource "azurerm_subnet_network_security_group_association" "${of}" {
  subnet_id                 = azurerm_subnet.${of}.id
  network_security_group_id = azurerm_network_security_group.${name}.id
}
`
const machine = (address: string): string => `
resource "azurerm_network_interface" "dns" {
  name                = "dns"
  resource_group_name = "rg"
  location            = "westeurope"

  ip_configuration {
    name                          = "main"
    subnet_id                     = azurerm_subnet.servers.id
    private_ip_address_allocation = "${address === '' ? 'Dynamic' : 'Static'}"
    ${address === '' ? '' : `private_ip_address = "${address}"`}
  }
}
`
const onMachine = (name: string): string => `
resource "azurerm_network_interface_security_group_association" "dns" {
  network_interface_id      = azurerm_network_interface.dns.id
  network_security_group_id = azurerm_network_security_group.${name}.id
}
`
const hub = network('hub', '10.0.0.0/16') + subnet('servers', 'hub', '10.0.1.0/24')
const spoke = network('spoke', '10.1.0.0/16', 'dns_servers = ["10.0.1.4"]') + subnet('apps', 'spoke', '10.1.1.0/24')
const joined = hub + spoke + peering('hub', 'spoke') + peering('spoke', 'hub')
const deny = rule('nobody', 4000, 'Deny', '*', '*', '*')
const lets = (protocol: string) => rule('dns', 100, 'Allow', protocol, '53', '10.1.0.0/16')

const outcome = (text: string): string => {
  const { judgements } = judgeText(text, { policies: [policy] })
  return judgements.find(({ subject, code }) => subject === 'azurerm_subnet.apps' && code === 'names/dns/queries')?.outcome ?? 'nothing'
}

describe('questions come in where the server stands', () => {
  it.each<readonly [name: string, text: string, expected: string]>([
    ['no group', joined, 'holds'],
    ['a group with its default rules, peered', joined + group('g', '') + onSubnet('g', 'servers'), 'holds'],
    ['nobody is let in', joined + group('g', deny) + onSubnet('g', 'servers'), 'fails'],
    ['both protocols are', joined + group('g', lets('*') + deny) + onSubnet('g', 'servers'), 'holds'],
    ['udp alone is', joined + group('g', lets('Udp') + deny) + onSubnet('g', 'servers'), 'fails'],
    [
      'another network is',
      joined + group('g', rule('dns', 100, 'Allow', '*', '53', '10.9.0.0/16') + deny) + onSubnet('g', 'servers'),
      'fails',
    ],
    ["the machine's own group lets nobody in", joined + machine('10.0.1.4') + group('g', deny) + onMachine('g'), 'fails'],
    ['that of another machine does', joined + machine('10.0.1.5') + group('g', deny) + onMachine('g'), 'holds'],
    ['that of a machine whose address Azure chooses does', joined + machine('') + group('g', deny) + onMachine('g'), 'unsure'],
    ['only one side is peered', hub + spoke + peering('spoke', 'hub') + group('g', deny) + onSubnet('g', 'servers'), 'unsure'],
    ['it is not peered: the server is somewhere else', hub + spoke + group('g', deny) + onSubnet('g', 'servers'), 'holds'],
    [
      'who is let in is given',
      `variable "from" {}\n${joined}${group('g', rule('dns', 100, 'Allow', '*', '53', 'X').replace('"X"', 'var.from') + deny)}${onSubnet('g', 'servers')}`,
      'unsure',
    ],
  ])('%s', (_, text, expected) => {
    expect(outcome(text)).toBe(expected)
  })

  it('the rule that stops them is told', () => {
    const { findings } = judgeText(joined + group('g', deny) + onSubnet('g', 'servers'), { policies: [policy] })
    const [found] = findings.filter(({ judgement }) => judgement.subject === 'azurerm_subnet.apps')
    expect(found?.message).toBe(
      'questions from `azurerm_subnet.apps` do not come in at the DNS server 10.0.1.4: rule `nobody` (priority 4000) denies them',
    )
    expect(found?.help).toBe('allow udp and tcp 53 from `azurerm_subnet.apps` into `azurerm_subnet.servers` before it')
  })
})

/** `vnetproof routes` from the command line to the table that is told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'
import { source } from '../support/source.ts'

const code = source`
  resource "azurerm_virtual_network" "hub" {
    name                = "hub"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["10.0.0.0/16"]
  }

  resource "azurerm_subnet" "app" {
    name                 = "snet-app"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.hub.name
    address_prefixes     = ["10.0.1.0/24"]
  }

  resource "azurerm_route_table" "app" {
    name                = "rt-app"
    resource_group_name = "net"
    location            = "westeurope"

    route {
      name                   = "default"
      address_prefix         = "0.0.0.0/0"
      next_hop_type          = "VirtualAppliance"
      next_hop_in_ip_address = "10.0.9.4"
    }
  }

  resource "azurerm_subnet_route_table_association" "app" {
    subnet_id      = azurerm_subnet.app.id
    route_table_id = azurerm_route_table.app.id
  }
`

const folder = folderWith({ 'infra/main.tf': code })

const run = async (...argv: readonly string[]) => {
  let stdout = ''
  let stderr = ''
  const exit = await runTerminal(['routes', ...argv], {
    cwd: folder,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    now: () => 0,
  })
  return { exit, stdout, stderr }
}

describe('vnetproof routes', () => {
  test('tells each route, where it is written, and why it is not in force', async () => {
    for (const name of ['azurerm_subnet.app', 'SNET-APP']) {
      const { exit, stdout } = await run(name, 'infra')
      expect(exit).toBe(0)
      const lines = stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | ').trim())
      expect(lines[0]).toBe('infra: azurerm_subnet.app (10.0.1.0/24)')
      expect(lines).toContain('active | user | 0.0.0.0/0 | virtual appliance 10.0.9.4 | default | infra/main.tf:20:3')
      expect(lines).toContain(
        'inactive | system | 0.0.0.0/0 | internet | gives way at the same prefix to the user route to 0.0.0.0/0 (`default`), infra/main.tf:20:3',
      )
      expect(lines).toContain('active | system | 10.0.0.0/16 | virtual network | infra/main.tf:1:1')
    }
  })

  test('as JSON, in a file', async () => {
    expect(await run('snet-app', '--format', 'json', '--output', 'routes.json')).toEqual({ exit: 0, stdout: '', stderr: '' })
    expect(JSON.parse(readFileSync(join(folder, 'routes.json'), 'utf8'))).toMatchObject(
      [
        {
          root: 'infra',
          subnet: 'azurerm_subnet.app',
          routes: [{ state: 'active', source: 'user', destination: '0.0.0.0/0', leads: true }],
        },
      ].map(({ routes, ...rest }) => ({ ...rest, routes: expect.arrayContaining(routes.map((route) => expect.objectContaining(route))) })),
    )
  })

  test('mistakes', async () => {
    expect((await run()).stderr).toContain('no subnet is given')
    expect((await run('azurerm_subnet.apps')).stderr).toContain('did you mean `azurerm_subnet.app`?')
    expect((await run('what-is-that')).stderr).toContain('there is no subnet `what-is-that`; known are `azurerm_subnet.app`')
    expect((await run('snet-app', '--fail-on', 'error')).stderr).toContain('`--fail-on` is no option of `vnetproof routes`')
    expect((await run('snet-app', '--format', 'sarif')).stderr).toContain('there is no format `sarif`')
    for (const argv of [[], ['nothing'], ['snet-app', '--output', 'no/where.txt']]) expect((await run(...argv)).exit).toBe(2)
  })
})

describe('assumptions', () => {
  const gateway = source`
    resource "azurerm_subnet" "gateway" {
      name                 = "GatewaySubnet"
      resource_group_name  = "net"
      virtual_network_name = azurerm_virtual_network.hub.name
      address_prefixes     = ["10.0.255.0/27"]
    }

    resource "azurerm_virtual_network_gateway" "er" {
      name                = "er"
      resource_group_name = "net"
      location            = "westeurope"
      type                = "ExpressRoute"
      sku                 = "Standard"

      ip_configuration {
        subnet_id            = azurerm_subnet.gateway.id
        public_ip_address_id = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/publicIPAddresses/er"
      }
    }
  `
  const spoken = folderWith({
    'main.tf': `${code}\n${gateway}`,
    'some.yaml': 'on-premises:\n  advertises:\n    - 10.9.0.0/16\n',
    'none.yaml': 'on-premises: { advertises: [] }\n',
    'wrong.yaml': 'on-premises: { advertise: [] }\n',
  })
  const configured = folderWith({
    'main.tf': `${code}\n${gateway}`,
    'vnetproof.yaml': 'assume: ./network/assumptions.yaml\n',
    'network/assumptions.yaml': 'on-premises: { advertises: 10.8.0.0/16 }\n',
  })
  const runIn = async (cwd: string, ...argv: readonly string[]) => {
    let stdout = ''
    let stderr = ''
    const exit = await runTerminal(['routes', 'azurerm_subnet.app', ...argv], {
      cwd,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      environment: {},
      now: () => 0,
    })
    const lines = stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | ').trim())
    const leansOn = lines.filter((line) => line.startsWith('leans on '))
    return { exit, stderr, learned: lines.filter((line) => line.includes('virtual network gateway')), leansOn }
  }

  test('settle what gateways learn', async () => {
    expect((await runIn(spoken, 'main.tf')).learned).toEqual([expect.stringMatching(/^unsure \| gateway \| any address \|/)])
    expect(await runIn(spoken, 'main.tf', '--assume', 'none.yaml')).toEqual({
      exit: 0,
      stderr: '',
      learned: [],
      leansOn: ['leans on assumed: gateways learn nothing by BGP (none.yaml:1)'],
    })
    expect((await runIn(spoken, 'main.tf', '--assume', 'some.yaml')).learned).toEqual([
      'active | gateway | 10.9.0.0/16 | virtual network gateway | some.yaml:3:7',
    ])
  })

  test('are read where the configuration names them', async () => {
    expect((await runIn(configured)).learned).toEqual([
      'active | gateway | 10.8.0.0/16 | virtual network gateway | network/assumptions.yaml:1:28',
    ])
  })

  test('that do not read are mistakes', async () => {
    expect(await runIn(spoken, 'main.tf', '--assume', 'wrong.yaml')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('`advertise`'),
    })
    expect(await runIn(spoken, 'main.tf', '--assume', 'gone.yaml')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('`gone.yaml`'),
    })
  })
})

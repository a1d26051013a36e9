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
        'inactive | system | 0.0.0.0/0 | internet | same prefix: the user route to 0.0.0.0/0 (`default`), infra/main.tf:20:3',
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
    expect((await run('snet-app', '--fail-on', 'error')).stderr).toContain('`--fail-on` is no option of `vnetproof routes`')
    expect((await run('snet-app', '--format', 'sarif')).stderr).toContain('there is no format `sarif`')
    for (const argv of [[], ['nothing'], ['snet-app', '--output', 'no/where.txt']]) expect((await run(...argv)).exit).toBe(2)
  })
})

/** `vnetproof explain` from the command line to the way that is told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'
import { source } from '../support/source.ts'

const code = source`
  resource "azurerm_virtual_network" "main" {
    name                = "main"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["10.0.0.0/16"]
  }

  resource "azurerm_subnet" "web" {
    name                 = "snet-web"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.main.name
    address_prefixes     = ["10.0.1.0/24"]
  }

  resource "azurerm_subnet" "data" {
    name                 = "snet-data"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.main.name
    address_prefixes     = ["10.0.2.0/24"]
  }

  resource "azurerm_network_security_group" "data" {
    name                = "nsg-data"
    resource_group_name = "net"
    location            = "westeurope"

    security_rule {
      name                       = "only-web"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "Allow"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = "5432"
      source_address_prefix      = "10.0.1.0/24"
      destination_address_prefix = "*"
    }

    security_rule {
      name                       = "nobody-else"
      priority                   = 200
      direction                  = "Inbound"
      access                     = "Deny"
      protocol                   = "*"
      source_port_range          = "*"
      destination_port_range     = "*"
      source_address_prefix      = "*"
      destination_address_prefix = "*"
    }
  }

  resource "azurerm_subnet_network_security_group_association" "data" {
    subnet_id                 = azurerm_subnet.data.id
    network_security_group_id = azurerm_network_security_group.data.id
  }
`

const folder = folderWith({ 'infra/main.tf': code })

const run = (...argv: readonly string[]) => runIn(folder, ...argv)

const runIn = async (cwd: string, ...argv: readonly string[]) => {
  let stdout = ''
  let stderr = ''
  const exit = await runTerminal(['explain', ...argv], {
    cwd,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    now: () => 0,
  })
  return { exit, stdout, stderr }
}

describe('vnetproof explain', () => {
  test('tells the way hop by hop, and what decides it', async () => {
    for (const from of ['subnet:snet-web', 'SNET-WEB', 'azurerm_subnet.web', '10.0.1.9']) {
      const { exit, stdout } = await run('--from', from, '--to', 'snet-data:5432')
      expect(exit).toBe(0)
      expect(stdout).toContain('delivered: ')
      expect(stdout).toMatch(/into azurerm_subnet\.data: rule `only-web` \(priority 100\) .* allows it .*infra\/main\.tf:27:3/)
      expect(stdout).toContain('back: the reply comes back the same way')
    }
  })

  test('tells where it ends', async () => {
    const { exit, stdout } = await run('--from', 'snet-web', '--to', '10.0.2.7:22')
    expect(exit).toBe(0)
    expect(stdout).toMatch(/dropped: 10\.0\.1\.\d+:49152 .* → 10\.0\.2\.7:22\/tcp/)
    expect(stdout).toMatch(/rule `nobody-else` \(priority 200\) .* denies it/)
  })

  test('tells all that stops a packet, where that is more than one thing', async () => {
    const shut = source`
      resource "azurerm_network_security_group" "web" {
        name                = "nsg-web"
        resource_group_name = "net"
        location            = "westeurope"

        security_rule {
          name                       = "no-admin"
          priority                   = 100
          direction                  = "Outbound"
          access                     = "Deny"
          protocol                   = "*"
          source_port_range          = "*"
          destination_port_range     = "22"
          source_address_prefix      = "*"
          destination_address_prefix = "*"
        }
      }

      resource "azurerm_subnet_network_security_group_association" "web" {
        subnet_id                 = azurerm_subnet.web.id
        network_security_group_id = azurerm_network_security_group.web.id
      }
    `
    const twice = folderWith({ 'main.tf': code + shut })
    const ask = ['--from', 'snet-web', '--to', 'snet-data']
    const { stdout } = await runIn(twice, ...ask.with(3, 'snet-data:22'))
    expect(stdout.slice(stdout.indexOf('stopped'))).toMatch(
      /^stopped 2 times on its way: 10\.0\.1\.\d+:49152 .*:22\/tcp .*\n +1\. the packet is denied on its way out of `azurerm_subnet\.web` +main\.tf:61:3\n +2\. the packet is denied on its way into `azurerm_subnet\.data` +main\.tf:39:3\n +without these it arrives\n$/,
    )
    const [path] = JSON.parse((await runIn(twice, ...ask.with(3, 'snet-data:22'), '--format', 'json')).stdout)
    expect(path.stopped).toMatchObject({ arrives: true, stops: [{ line: 'main.tf:61:3' }, { line: 'main.tf:39:3' }] })
    expect((await runIn(twice, ...ask.with(3, 'snet-data:22'), '--format', 'markdown')).stdout).toContain('**stopped 2 times on its way')
    // One thing is told with the way that it ends.
    for (const to of ['snet-data:23', 'snet-data:5432']) expect((await runIn(twice, ...ask.with(3, to))).stdout).not.toContain('stopped')
  })

  test('tells routes that are beaten, and why', async () => {
    const { stdout } = await run('--from', 'snet-web', '--to', '8.8.8.8:443')
    expect(stdout).toContain('system route to 0.0.0.0/0 → internet')
    expect(stdout).toContain('leaves to Internet')
    const { stdout: inside } = await run('--from', 'snet-web', '--to', '10.0.2.7:5432')
    expect(inside).toContain('not system route to 0.0.0.0/0 → internet: less specific')
  })

  test('is told to programs, and in Markdown', async () => {
    const { exit, stdout } = await run('--from', 'snet-web', '--to', 'snet-data:5432', '--format', 'json')
    expect(exit).toBe(0)
    const [path] = JSON.parse(stdout)
    expect(path.parts).toHaveLength(1)
    expect(path.parts[0]).toMatchObject({ fate: 'delivered', sure: true })
    expect(path.parts[0].ways[0].hops.map((hop: { kind: string }) => hop.kind)).toEqual(['filter', 'route', 'filter'])
    expect(path.parts[0].ways[0].returns[0].fate).toBe('symmetric')
    const file = join(folder, 'path.md')
    expect((await run('--from', 'snet-web', '--to', 'snet-data:22', '--format', 'markdown', '--output', file)).exit).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('**dropped**')
  })

  test('says what is meant where a name is mistyped, and what is possible', async () => {
    const mistyped = await run('--from', 'snet-wbe', '--to', 'snet-data:5432')
    expect(mistyped.exit).toBe(2)
    expect(mistyped.stderr).toContain('did you mean `snet-web`?')
    const unknown = await run('--from', 'snet-web', '--to', 'something-else-entirely:1')
    expect(unknown.exit).toBe(2)
    expect(unknown.stderr).toContain('it can be an address, a service tag or a name of what receives')
    expect((await run('--from', 'snet-web', '--to', 'Storag:443')).stderr).toContain('did you mean `Storage`?')
    expect((await run('--from', 'snet-web', '--to', 'snet-data:99999')).stderr).toContain('cannot be read')
    expect((await run('--from', 'snet-web')).stderr).toContain('needs two ends')
    expect((await run('--from', 'snet-web', '--to', '10.0.2.4', '--protocol', 'tpc')).stderr).toContain('known are `tcp`, `udp`')
  })
})

describe('what is not asked well', () => {
  test('an end that is empty is told as such, and service tags are not listed as ends', async () => {
    expect((await run('--from', 'snet-web', '--to', '')).stderr).toContain('`--to` is empty')
    const { stderr } = await run('--from', 'snet-web', '--to', 'qqqqqqq')
    expect(stderr).toContain('`azurerm_subnet.data`')
    expect(stderr).not.toMatch(/AzureFrontDoor|AzureMonitor/)
  })

  test('a label stands for an address with its kind', async () => {
    const { stdout } = await run('--from', 'subnet:web', '--to', 'subnet:data')
    expect(stdout).toContain('azurerm_subnet.web → azurerm_subnet.data')
  })
})

test('several ways tell their common reason once, and service tags without their regions', async () => {
  const tunnel = `${code}
    variable "appliance" {
      type = bool
    }

    resource "azurerm_route_table" "web" {
      name                = "rt"
      resource_group_name = "net"
      location            = "westeurope"

      route {
        name                   = "out"
        address_prefix         = "0.0.0.0/0"
        next_hop_type          = var.appliance ? "VirtualAppliance" : "Internet"
        next_hop_in_ip_address = var.appliance ? "10.9.9.9" : null
      }
    }

    resource "azurerm_subnet_route_table_association" "web" {
      subnet_id      = azurerm_subnet.web.id
      route_table_id = azurerm_route_table.web.id
    }
  `
  let stdout = ''
  await runTerminal(['explain', '--from', 'snet-web', '--to', 'Storage:443'], {
    cwd: folderWith({ 'main.tf': tunnel }),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => true },
    environment: {},
    now: () => 0,
  })
  expect(stdout).toMatch(/one of 2 ways, as `var\.appliance` has no value here/)
  expect(stdout).toMatch(/way 1/)
  expect(stdout).toMatch(/way 2/)
  expect(stdout).not.toMatch(/perhaps:/)
})

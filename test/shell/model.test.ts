/** `vnetproof model` from the command line to the picture and the data that are told. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { readModel } from '../../src/policy/model-file.ts'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'
import { parseFlowchart } from '../support/mermaid.ts'
import { fileOf, source } from '../support/source.ts'

const run = async (cwd: string, ...argv: readonly string[]) => {
  let stdout = ''
  let stderr = ''
  const exit = await runTerminal(['model', ...argv], {
    cwd,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    now: () => 0,
  })
  return { exit, stdout, stderr }
}

const network = (name: string, space: string): string => source`
  resource "azurerm_virtual_network" "${name}" {
    name                = "vnet-${name}"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["${space}"]
  }
`
const subnet = (name: string, of: string, prefix: string, azureName = name): string => source`
  resource "azurerm_subnet" "${name}" {
    name                 = "${azureName}"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.${of}.name
    address_prefixes     = ["${prefix}"]
  }
`
const peering = (from: string, to: string, more = ''): string => source`
  resource "azurerm_virtual_network_peering" "${from}-${to}" {
    name                      = "${from}-${to}"
    resource_group_name       = "net"
    virtual_network_name      = azurerm_virtual_network.${from}.name
    remote_virtual_network_id = azurerm_virtual_network.${to}.id
    ${more}
  }
`
const hubAndSpoke = [
  'terraform {\n  backend "local" {}\n}\n',
  network('hub', '10.0.0.0/16'),
  subnet('gateway', 'hub', '10.0.0.0/27', 'GatewaySubnet'),
  subnet('firewall', 'hub', '10.0.1.0/26', 'AzureFirewallSubnet'),
  network('spoke', '10.1.0.0/16'),
  subnet('app', 'spoke', '10.1.1.0/24'),
  subnet('data', 'spoke', '10.1.2.0/24'),
  peering('hub', 'spoke', 'allow_gateway_transit = true'),
  peering('spoke', 'hub', 'use_remote_gateways = true'),
  source`
    resource "azurerm_firewall" "main" {
      name                = "afw"
      resource_group_name = "net"
      location            = "westeurope"
      sku_name            = "AZFW_VNet"
      sku_tier            = "Standard"
      ip_configuration {
        name      = "main"
        subnet_id = azurerm_subnet.firewall.id
      }
    }
    resource "azurerm_virtual_network_gateway" "vpn" {
      name                = "vpn"
      resource_group_name = "net"
      location            = "westeurope"
      type                = "Vpn"
      sku                 = "VpnGw1"
      ip_configuration {
        subnet_id = azurerm_subnet.gateway.id
      }
    }
    resource "azurerm_route_table" "app" {
      name                = "app"
      resource_group_name = "net"
      location            = "westeurope"
      route {
        name                   = "all"
        address_prefix         = "0.0.0.0/0"
        next_hop_type          = "VirtualAppliance"
        next_hop_in_ip_address = azurerm_firewall.main.ip_configuration[0].private_ip_address
      }
    }
    resource "azurerm_subnet_route_table_association" "app" {
      subnet_id      = azurerm_subnet.app.id
      route_table_id = azurerm_route_table.app.id
    }
  `,
].join('\n')

const picture = `flowchart LR
  subgraph n0["vnet-hub<br>10.0.0.0/16"]
    n0f0[["Azure Firewall<br>afw"]]
    n0g0{{"VPN gateway<br>vpn"}}
    n0s0["AzureFirewallSubnet<br>10.0.1.0/26<br>0.0.0.0/0 to Internet"]
    n0s1["GatewaySubnet<br>10.0.0.0/27<br>0.0.0.0/0 to Internet"]
  end
  subgraph n1["vnet-spoke<br>10.1.0.0/16"]
    n1s0["app<br>10.1.1.0/24<br>0.0.0.0/0 to firewall afw"]
    n1s1["data<br>10.1.2.0/24<br>0.0.0.0/0 to Internet"]
  end
  n1s0 -->|"0.0.0.0/0"| n0f0
  n0 <-->|"peering, remote gateways"| n1
`

const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../../schema/model.schema.json', import.meta.url)), 'utf8')) as object
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)

describe('a picture', () => {
  test('of hub and spoke', async () => {
    expect(await run(folderWith({ 'main.tf': hubAndSpoke }), '--format', 'mermaid')).toEqual({ exit: 0, stdout: picture, stderr: '' })
    expect(parseFlowchart(picture.trimEnd()).edges).toHaveLength(2)
  })

  test('of two roots is two pictures in one', async () => {
    const folder = folderWith({ 'a/main.tf': hubAndSpoke, 'b/main.tf': hubAndSpoke })
    const { groups, edges } = parseFlowchart((await run(folder, '--format', 'mermaid')).stdout.trimEnd())
    expect([...groups].map(([id, lines]) => `${id} ${lines.join(' ')}`)).toEqual([
      'r0 a',
      'r0n0 vnet-hub 10.0.0.0/16',
      'r0n1 vnet-spoke 10.1.0.0/16',
      'r1 b',
      'r1n0 vnet-hub 10.0.0.0/16',
      'r1n1 vnet-spoke 10.1.0.0/16',
    ])
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual(['r0n1s0 r0n0f0', 'r0n0 r0n1', 'r1n1s0 r1n0f0', 'r1n0 r1n1'])
  })

  const many = (networks: number, subnets: number): string =>
    [
      'terraform {\n  backend "local" {}\n}\n',
      network('hub', '10.0.0.0/16'),
      ...Array.from({ length: networks }, (_, at) =>
        [
          network(`s${at}`, `10.${at + 1}.0.0/16`),
          ...Array.from({ length: subnets }, (__, index) => subnet(`s${at}-${index}`, `s${at}`, `10.${at + 1}.${index}.0/24`)),
          peering('hub', `s${at}`),
          peering(`s${at}`, 'hub'),
        ].join('\n'),
      ),
    ].join('\n')

  test('counts subnets where there are more than a reader follows', async () => {
    const forty = parseFlowchart((await run(folderWith({ 'main.tf': many(8, 5) }), '--format', 'mermaid')).stdout.trimEnd())
    expect([...forty.nodes.values()].filter((lines) => lines.length === 3)).toHaveLength(40)
    const more = parseFlowchart((await run(folderWith({ 'main.tf': many(9, 5) }), '--format', 'mermaid')).stdout.trimEnd())
    expect(more.nodes.get('n1all')).toEqual(['5 subnets, 0.0.0.0/0:', '5 to Internet'])
    expect(more.nodes.size).toBe(10)
    expect(more.edges).toHaveLength(9)
  })

  test('is a table where it would be a tangle', async () => {
    const { stdout } = await run(folderWith({ 'main.tf': many(61, 1) }), '--format', 'mermaid')
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('| virtual network | prefixes | subnets | peerings | where 0.0.0.0/0 leads |')
    expect(lines).toHaveLength(2 + 62)
    expect(lines).toContain('| <code>azurerm_virtual_network.s9</code> | <code>10.10.0.0/16</code> | 1 | 1 | 1 to Internet |')
  })

  test.each([
    'x"] --> y["',
    '"`**bold**`"',
    '<img src=x onerror=alert(1)>',
    '</code><script>',
    '%%{init: {"theme":"x"}}%%',
    'a]\nend\nclick n0 "javascript:alert(1)"',
    '#quot;#35;',
    '```\nbroken',
    'end',
    '\u202eetis live\u0007',
    '{{7*7}}',
    ';style n0 fill:#f00',
    '@octocat #1 :tada:',
  ])('keeps the name %j text', async (name) => {
    const code = `${hubAndSpoke.replace('"vnet-spoke"', JSON.stringify(name).replaceAll('%{', '%%{'))}`
    const { stdout, exit } = await run(folderWith({ 'main.tf': code }), '--format', 'mermaid')
    expect(exit).toBe(0)
    const { groups, nodes, edges } = parseFlowchart(stdout.trimEnd())
    expect([groups.size, nodes.size, edges.length]).toEqual([2, 6, 2])
    const shown = groups.get('n1')![0]!
    if (/^[\x20-\x7e]*$/.test(name)) expect(shown).toBe(name)
    else expect(shown).not.toMatch(/[\n\u202e\u0007]/)
  })

  test('has nothing that is sensitive', async () => {
    const code = hubAndSpoke
      .replace('"vnet-spoke"', 'var.secret')
      .concat('variable "secret" {\n  default   = "top-secret-name"\n  sensitive = true\n}\n')
    const folder = folderWith({ 'main.tf': code })
    for (const format of ['json', 'mermaid']) expect((await run(folder, '--format', format)).stdout).not.toContain('top-secret')
  })

  test('needs something to draw', async () => {
    const folder = folderWith({ 'main.tf': 'terraform {\n  backend "local" {}\n}\nresource "azurerm_resource_group" "a" {}\n' })
    expect(await run(folder, '--format', 'mermaid')).toMatchObject({ exit: 2, stderr: expect.stringContaining('no virtual network') })
    expect((await run(folder, '--format', 'sarif')).stderr).toContain('there is no format `sarif`')
  })
})

describe('as JSON', () => {
  test('it is of the published form, and is read back', async () => {
    const { stdout } = await run(folderWith({ 'main.tf': hubAndSpoke }))
    const model = JSON.parse(stdout)
    expect(isValid(model) ? [] : isValid.errors).toEqual([])
    expect(model).toMatchObject({
      format: 1,
      tool: { name: 'vnetproof' },
      roots: [
        {
          root: '.',
          virtualNetworks: [
            {
              address: 'azurerm_virtual_network.hub',
              line: 'main.tf:5',
              name: 'vnet-hub',
              resourceGroup: 'net',
              prefixes: ['10.0.0.0/16'],
              open: false,
              gateways: [{ address: 'azurerm_virtual_network_gateway.vpn', type: 'vpn', bgp: false, connections: [], clients: [] }],
              peerings: [
                { to: { address: 'azurerm_virtual_network.spoke' }, connected: true, allowGatewayTransit: true, useRemoteGateways: false },
              ],
              more: [],
            },
            {
              address: 'azurerm_virtual_network.spoke',
              subnets: [
                {
                  name: 'app',
                  routeTable: 'azurerm_route_table.app',
                  networkSecurityGroup: null,
                  defaultRoute: {
                    hops: [{ kind: 'virtual-appliance', address: { unknown: [expect.stringContaining('azurerm_firewall.main')] } }],
                    dependsOn: [],
                  },
                },
                { name: 'data', routeTable: null, defaultRoute: { hops: [{ kind: 'internet' }], dependsOn: [] } },
              ],
            },
          ],
          otherSubnets: [],
          firewalls: [{ name: 'afw', virtualNetwork: 'azurerm_virtual_network.hub' }],
          routeTables: [
            { name: 'app', routes: [{ name: 'all', destination: '0.0.0.0/0', nextHop: 'virtual-appliance' }], propagation: true },
          ],
          assumed: [],
          unread: [],
        },
      ],
    })
    const told: unknown[] = []
    const read = readModel(fileOf(stdout, 'hub.model.json', 'json'), (diagnostic) => void told.push(diagnostic))
    expect(told).toEqual([])
    expect(read?.roots[0]?.networks.map(({ address }) => address)).toEqual(['azurerm_virtual_network.hub', 'azurerm_virtual_network.spoke'])
  })

  test('what is not known says why', async () => {
    const code = hubAndSpoke.replace('["10.1.0.0/16"]', '[var.space]').concat('variable "space" {}\n')
    const [root] = JSON.parse((await run(folderWith({ 'main.tf': code }))).stdout).roots
    expect(root.virtualNetworks[1].prefixes).toEqual([{ unknown: ['var.space'] }])
  })
})

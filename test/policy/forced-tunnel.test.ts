/** Forced tunnelling of API Management, route by route; verdicts are written by hand from https://learn.microsoft.com/azure/api-management/virtual-network-reference and the scenarios of its forced-tunnelling page. */
import { describe, expect, it } from 'vitest'
import type { TagSnapshot } from '../../src/semantics/flow.ts'
import { readTagSnapshot } from '../../src/semantics/service-tags.ts'
import { type Judging, judgeText } from '../support/judge.ts'

interface Scene {
  readonly routes?: readonly string[]
  readonly mode?: 'Internal' | 'External'
  readonly region?: string
  readonly endpoints?: readonly string[]
  readonly table?: string
  readonly more?: string
  readonly clients?: string
  readonly exemptions?: string
  readonly snapshot?: TagSnapshot
}

const hops: Readonly<Record<string, string>> = {
  appliance: 'VirtualAppliance',
  gateway: 'VirtualNetworkGateway',
  internet: 'Internet',
  none: 'None',
  local: 'VnetLocal',
}
const value = (text: string): string => (/^(var|azurerm_)/.test(text) ? text : `"${text}"`)

/** `0.0.0.0/0 appliance 10.0.1.4`. */
const route = (text: string, index: number): string => {
  const [prefix, hop, address] = text.split(' ')
  return `
  route {
    name           = "route-${index}"
    address_prefix = ${value(prefix!)}
    next_hop_type  = ${value(hops[hop!] ?? hop!)}
    ${address === undefined ? '' : `next_hop_in_ip_address = ${value(address)}`}
  }`
}

const terraform = ({ routes = [], mode = 'Internal', region = 'westeurope', endpoints = [], table = '', more = '' }: Scene): string => `
resource "azurerm_virtual_network" "main" {
  name                = "vnet"
  resource_group_name = "rg"
  location            = "${region}"
  address_space       = ["10.20.0.0/16"]
}

resource "azurerm_subnet" "apim" {
  name                 = "snet-apim"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.0.0/24"]
  service_endpoints    = ${JSON.stringify(endpoints.map((name) => `Microsoft.${name}`))}
}

resource "azurerm_route_table" "apim" {
  name                = "rt"
  resource_group_name = "rg"
  location            = "${region}"
  ${table}
${routes.map(route).join('\n')}
}

resource "azurerm_subnet_route_table_association" "apim" {
  subnet_id      = azurerm_subnet.apim.id
  route_table_id = azurerm_route_table.apim.id
}

resource "azurerm_api_management" "main" {
  name                 = "apim"
  resource_group_name  = "rg"
  location             = "${region}"
  publisher_name       = "x"
  publisher_email      = "x@example.com"
  sku_name             = "Developer_1"
  virtual_network_type = "${mode}"

  virtual_network_configuration {
    subnet_id = azurerm_subnet.apim.id
  }
}

variable "unknown" {}
${more}
`

const judged = (scene: Scene) => {
  const settings = [
    ...(scene.clients === undefined ? [] : [`clients: [${scene.clients}]`]),
    ...(scene.exemptions === undefined ? [] : [`exemptions: [${scene.exemptions}]`]),
  ]
  const options: Judging = {
    shipped: ['api-management'],
    ...(settings.length === 0 ? {} : { configuration: `settings: { api-management: { ${settings.join(', ')} } }` }),
    ...(scene.snapshot === undefined ? {} : { snapshot: scene.snapshot }),
  }
  return judgeText(terraform(scene), options)
}

const outcome = (scene: Scene, item: string): string => judged(scene).outcome(`api-management/forced-tunnel/${item}`) ?? 'not judged'

const tunnel = '0.0.0.0/0 appliance 10.0.1.4'
const tag = 'ApiManagement internet'

const gatewayOf = (more: string, type = 'Vpn'): string => `
resource "azurerm_subnet" "gateway" {
  name                 = "GatewaySubnet"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.255.0/27"]
}

resource "azurerm_virtual_network_gateway" "main" {
  name                = "gateway"
  resource_group_name = "rg"
  location            = "westeurope"
  type                = "${type}"
  sku                 = "VpnGw1"
  ${more}

  ip_configuration {
    subnet_id            = azurerm_subnet.gateway.id
    public_ip_address_id = "x"
  }
}
`
const site = `
resource "azurerm_local_network_gateway" "office" {
  name                = "office"
  resource_group_name = "rg"
  location            = "westeurope"
  gateway_address     = "198.51.100.1"
  address_space       = ["192.168.0.0/16"]
}
`

describe('the way back to the management endpoint', () => {
  it.each<readonly [name: string, scene: Scene, expected: string]>([
    ['no route to the tag', { routes: [tunnel] }, 'fails'],
    ['a route to the tag', { routes: [tunnel, tag] }, 'holds'],
    [
      'beside service endpoints, whose tags it has no address in common with',
      { routes: [tunnel, tag], endpoints: ['Storage', 'Sql'] },
      'holds',
    ],
    ['a route to the tag that leads to the appliance too', { routes: [tunnel, 'ApiManagement appliance 10.0.1.4'] }, 'fails'],
    ['a route to the tag whose next hop is not known', { routes: [tunnel, 'ApiManagement var.unknown'] }, 'unsure'],
    ['a route to something that is not known', { routes: [tunnel, 'var.unknown internet'] }, 'unsure'],
    ['a tunnel that is not known to be one', { routes: ['0.0.0.0/0 var.unknown'] }, 'unsure'],
    ['no default route: Internet is reached directly', { routes: ['10.0.0.0/8 appliance 10.0.1.4'] }, 'not judged'],
    ['a default route to Internet', { routes: ['0.0.0.0/0 internet'] }, 'not judged'],
    ['a partner behind the appliance is no tunnel', { routes: ['20.50.0.0/16 appliance 10.0.1.4'] }, 'not judged'],
    ['the default route in two halves', { routes: ['0.0.0.0/1 appliance 10.0.1.4', '128.0.0.0/1 appliance 10.0.1.4'] }, 'fails'],
    ['everything dropped', { routes: ['0.0.0.0/0 none'] }, 'fails'],
    ['a tunnel to a gateway', { routes: ['0.0.0.0/0 gateway'] }, 'fails'],
    ['the tag of another region', { routes: [tunnel, 'ApiManagement.NorthEurope internet'] }, 'fails'],
    // Whether the rest of the tag is needed is documented nowhere.
    ['the tag of the own region alone', { routes: [tunnel, 'ApiManagement.WestEurope internet'] }, 'unsure'],
    ['the address that was published for the region', { routes: [tunnel, '51.145.179.78/32 internet'] }, 'unsure'],
    ['that address led to an appliance', { routes: [tunnel, '51.145.179.78/32 appliance 10.0.1.5'] }, 'fails'],
    ['the address of another region', { routes: [tunnel, '52.142.95.35/32 internet'] }, 'fails'],
    ['addresses for Windows activation alone', { routes: [tunnel, '23.102.135.246/32 internet'] }, 'fails'],
    ['a region for which none was published', { routes: [tunnel, '20.1.2.3/32 internet'], region: 'swedencentral' }, 'unsure'],
    ['and nothing led there at all', { routes: [tunnel], region: 'swedencentral' }, 'fails'],
    [
      'Virginia: addresses of the region and of the whole cloud',
      { routes: [tunnel, '52.227.222.92/32 internet'], region: 'usgovvirginia' },
      'unsure',
    ],
    ['Virginia: addresses of the public cloud', { routes: [tunnel, '51.145.179.78/32 internet'], region: 'usgovvirginia' }, 'fails'],
    ['China: an address of every region of it', { routes: [tunnel, '139.217.51.16/32 internet'], region: 'chinanorth3' }, 'unsure'],
    ['a gateway that may learn a default route', { more: gatewayOf('', 'ExpressRoute') }, 'unsure'],
    ['whose routes the table stops', { more: gatewayOf('', 'ExpressRoute'), table: 'bgp_route_propagation_enabled = false' }, 'not judged'],
    ['a VPN gateway that learns nothing', { more: gatewayOf('bgp_enabled = false') }, 'not judged'],
  ])('%s', (_name, scene, expected) => {
    expect(outcome(scene, 'control-plane')).toBe(expected)
  })

  it('tells both ways, the packet, and the line that decides', () => {
    const { finding, underlined } = judged({ routes: ['10.0.0.0/8 appliance 10.0.1.4', tunnel] })
    const { message, packet, span, remedy } = finding('api-management/forced-tunnel/control-plane')
    expect(message).toBe(
      'asymmetric: requests from `ApiManagement` reach `azurerm_subnet.apim` (10.20.0.0/24) on tcp 3443 from Internet, and their replies leave by the appliance `10.0.1.4`, by route `route-1` (0.0.0.0/0)',
    )
    expect(packet).toMatchObject({ source: '10.20.0.4', sourcePort: 3443, destinationName: 'ApiManagement', protocol: 'tcp' })
    expect(underlined('api-management/forced-tunnel/control-plane')).toBe('route')
    expect(span.file.text.slice(span.start).startsWith('route {\n    name           = "route-1"')).toBe(true)
    expect(remedy?.()).toMatchObject({ kind: 'route', destinations: ['ApiManagement'], nextHop: 'internet' })
  })

  it('names what it depends on, and nothing else', () => {
    const { finding } = judged({ routes: [tunnel, 'ApiManagement var.unknown'] })
    expect(finding('api-management/forced-tunnel/control-plane').doubts.map(({ what }) => what)).toEqual(['var.unknown'])
  })
})

describe('addresses in place of the tag, with a file of service tags', () => {
  const file = {
    cloud: 'Public',
    changeNumber: 1,
    values: [
      { name: 'ApiManagement', properties: { addressPrefixes: ['20.0.0.0/30', '20.1.0.0/31'] } },
      { name: 'ApiManagement.WestEurope', properties: { addressPrefixes: ['20.0.0.0/31'] } },
    ],
  }
  const snapshot = readTagSnapshot(file, '2026-06-26')!

  it.each<readonly [name: string, routes: readonly string[], expected: string]>([
    ['all of the region', ['20.0.0.0/32 internet', '20.0.0.1/32 internet'], 'holds'],
    ['half of it', ['20.0.0.0/32 internet'], 'fails'],
  ])('%s, where none of them was published', (_name, routes, expected) => {
    expect(outcome({ routes: [tunnel, ...routes], snapshot }, 'control-plane')).toBe(expected)
  })

  const published = readTagSnapshot(
    {
      ...file,
      values: [
        { name: 'ApiManagement', properties: { addressPrefixes: ['51.145.179.78/31', '20.1.0.0/31'] } },
        { name: 'ApiManagement.WestEurope', properties: { addressPrefixes: ['51.145.179.78/31'] } },
      ],
    },
    '2026-06-26',
  )!
  it('hold where they are all that the tag has for the region, with a note', () => {
    const scene = { routes: [tunnel, '51.145.179.78/31 internet'], snapshot: published }
    expect(outcome(scene, 'control-plane')).toBe('holds')
    expect(judged(scene).finding('api-management/forced-tunnel/by-address').severity).toBe('note')
  })
  it('fail with the ones that are missing', () => {
    const { message } = judged({ routes: [tunnel, '51.145.179.78/32 internet'], snapshot: published }).finding(
      'api-management/forced-tunnel/control-plane',
    )
    expect(message).toContain('`ApiManagement` (51.145.179.79)')
  })
})

describe('clients of an external service', () => {
  const mode = 'External'
  it.each<readonly [name: string, scene: Scene, expected: string]>([
    ['are cut off, whoever they are', { mode, routes: [tunnel, tag] }, 'fails'],
    [
      'are cut off, whatever service endpoints lead elsewhere',
      { mode, routes: [tunnel, tag], endpoints: ['Storage', 'KeyVault'] },
      'fails',
    ],
    ['are cut off, whatever a service tag leads elsewhere', { mode, routes: [tunnel, tag, 'AzureCosmosDB none'] }, 'fails'],
    ['perhaps some of them are behind a service tag', { mode, routes: [tunnel, tag, 'AzureCosmosDB var.unknown'] }, 'unsure'],
    ['perhaps some of them have a route', { mode, routes: [tunnel, tag, 'var.unknown internet'], endpoints: ['Storage'] }, 'unsure'],
    ['some of them are not', { mode, routes: [tunnel, tag, '203.0.113.0/24 internet'] }, 'holds'],
    ['those that are named have routes', { mode, routes: [tunnel, tag, '203.0.113.0/24 internet'], clients: '203.0.113.0/24' }, 'holds'],
    ['half of those that are named', { mode, routes: [tunnel, tag, '203.0.113.0/25 internet'], clients: '203.0.113.0/24' }, 'fails'],
    ['private clients come another way', { mode, routes: [tunnel, tag], clients: '10.9.0.0/16' }, 'not judged'],
    ['an internal service has none in Internet', { routes: [tunnel, tag], clients: '203.0.113.0/24' }, 'not judged'],
    [
      'a route whose next hop is not known',
      { mode, routes: [tunnel, tag, '203.0.113.0/24 var.unknown'], clients: '203.0.113.0/24' },
      'unsure',
    ],
    ['without a tunnel', { mode, routes: [], clients: '203.0.113.0/24' }, 'not judged'],
  ])('%s', (_name, scene, expected) => {
    expect(outcome(scene, 'clients')).toBe(expected)
  })

  it('are a warning where nobody says who they are', () => {
    expect(judged({ mode, routes: [tunnel, tag] }).finding('api-management/forced-tunnel/clients').severity).toBe('warning')
  })

  it('tells which ranges are covered', () => {
    const scene = { mode, routes: [tunnel, tag, '198.51.100.0/24 internet'], clients: '198.51.100.0/24, 203.0.113.0/25' } as const
    const { message, remedy } = judged(scene).finding('api-management/forced-tunnel/clients')
    expect(message).toContain('requests from `203.0.113.0/25`')
    expect(message).toContain('only those to `198.51.100.0/24` leave for Internet')
    expect(remedy?.()).toMatchObject({ destinations: ['203.0.113.0/25'] })
  })
})

describe('what the service depends on', () => {
  const all = ['Storage', 'Sql', 'EventHub', 'KeyVault']
  const firewall = (rules: string): string => `
resource "azurerm_subnet" "firewall" {
  name                 = "AzureFirewallSubnet"
  resource_group_name  = "rg"
  virtual_network_name = azurerm_virtual_network.main.name
  address_prefixes     = ["10.20.1.0/26"]
}

resource "azurerm_firewall" "main" {
  name                = "fw"
  resource_group_name = "rg"
  location            = "westeurope"
  sku_name            = "AZFW_VNet"
  sku_tier            = "Standard"

  ip_configuration {
    name                 = "a"
    subnet_id            = azurerm_subnet.firewall.id
    private_ip_address   = "10.20.1.4"
    public_ip_address_id = "x"
  }
}

resource "azurerm_firewall_network_rule_collection" "main" {
  name                = "c"
  azure_firewall_name = azurerm_firewall.main.name
  resource_group_name = "rg"
  priority            = 100
  action              = "Allow"

  rule {
    name                  = "r"
    source_addresses      = ["*"]
    protocols             = ["TCP"]
    ${rules}
  }
}
`
  const here = '0.0.0.0/0 appliance 10.20.1.4'
  it.each<readonly [name: string, scene: Scene, expected: string]>([
    ['by service endpoints', { routes: [tunnel, tag], endpoints: all }, 'holds'],
    ['by routes to tags', { routes: [tunnel, 'Storage internet', 'Sql internet', 'EventHub internet', 'AzureKeyVault internet'] }, 'holds'],
    ['by half of each', { routes: [tunnel, 'Storage internet', 'Sql internet'], endpoints: ['EventHub', 'KeyVault'] }, 'holds'],
    ['through an appliance of which nothing is known', { routes: [tunnel, tag], endpoints: all.slice(1) }, 'unsure'],
    ['dropped', { routes: ['0.0.0.0/0 none', tag], endpoints: all.slice(1) }, 'fails'],
    [
      'through a firewall that lets them pass',
      {
        routes: [here, tag],
        more: firewall(
          'destination_addresses = ["Storage", "Sql", "EventHub", "AzureKeyVault"]\n destination_ports = ["443", "1433", "5671-5672"]',
        ),
      },
      'holds',
    ],
    [
      'through a firewall that lets but some of them pass',
      { routes: [here, tag], more: firewall('destination_addresses = ["Storage"]\n destination_ports = ["443"]') },
      'fails',
    ],
    [
      'through a firewall whose rules are not known',
      { routes: [here, tag], more: firewall('destination_addresses = var.unknown\n destination_ports = ["443", "1433", "5671-5672"]') },
      'unsure',
    ],
  ])('%s', (_name, scene, expected) => {
    expect(outcome(scene, 'dependencies')).toBe(expected)
  })

  it('names those that are lost and where they end', () => {
    const { message } = judged({ routes: ['0.0.0.0/0 none', tag], endpoints: all.slice(1) }).finding(
      'api-management/forced-tunnel/dependencies',
    )
    expect(message).toBe(
      'what `azurerm_subnet.apim` (10.20.0.0/24) sends to `Storage.WestEurope` is dropped by route `route-0` (0.0.0.0/0): there is no service endpoint, no route to Internet and no firewall that lets it pass',
    )
  })

  it('tells the others once, as a note', () => {
    const { findings } = judged({ routes: ['0.0.0.0/0 none', tag], endpoints: all })
    const others = findings.filter(({ code }) => code === 'api-management/forced-tunnel/other-dependencies')
    expect(others.map(({ severity, outcome: said }) => [severity, said])).toEqual([['note', 'fails']])
    expect(others[0]!.message).toContain('`AzureMonitor`, `AzureActiveDirectory`')
  })
})

describe('leaks', () => {
  it.each<readonly [name: string, scene: Scene, expected: string]>([
    ['a route that nobody lists', { routes: [tunnel, tag, '203.0.113.0/24 internet'] }, 'fails'],
    ['one that is listed', { routes: [tunnel, tag, '203.0.113.0/24 internet'], exemptions: '203.0.113.0/24' }, 'holds'],
    ['half of it', { routes: [tunnel, tag, '203.0.113.0/24 internet'], exemptions: '203.0.113.0/25' }, 'fails'],
    ['what the service needs', { routes: [tunnel, tag, 'Storage internet', 'AzureMonitor internet'] }, 'holds'],
    ['Windows activation', { routes: [tunnel, tag, '23.102.135.246/32 internet'] }, 'holds'],
    // Any public address may be one of a service tag that is asked for.
    ['a public prefix', { routes: [tunnel, tag, '20.1.0.0/16 internet'] }, 'unsure'],
    ['a private prefix leads nowhere', { routes: [tunnel, tag, '10.9.0.0/16 none'] }, 'holds'],
    ['a route to what is not known', { routes: [tunnel, tag, 'var.unknown internet'] }, 'unsure'],
    ['of clients of an external service', { mode: 'External', routes: [tunnel, tag, '203.0.113.0/24 internet'] }, 'holds'],
    ['a tag that nobody asks for', { routes: [tunnel, tag, 'AzureBackup internet'] }, 'fails'],
  ])('%s', (_name, scene, expected) => {
    expect(outcome(scene, 'leaks')).toBe(expected)
  })
})

describe('a gateway that packets are sent to', () => {
  const routes = ['0.0.0.0/0 gateway', tag]
  it.each<readonly [name: string, scene: Scene, expected: string]>([
    ['without default site and BGP', { routes, more: gatewayOf('bgp_enabled = false') }, 'fails'],
    [
      'with a default site',
      { routes, more: site + gatewayOf('default_local_network_gateway_id = azurerm_local_network_gateway.office.id') },
      'holds',
    ],
    ['with BGP', { routes, more: gatewayOf('bgp_enabled = true') }, 'unsure'],
    ['whose BGP is not known', { routes, more: gatewayOf('bgp_enabled = var.unknown') }, 'unsure'],
    ['for ExpressRoute', { routes, more: gatewayOf('', 'ExpressRoute') }, 'unsure'],
    ['that is nowhere in this code', { routes }, 'unsure'],
    ['that no route of the table leads to', { routes: [tunnel, tag], more: gatewayOf('bgp_enabled = false') }, 'not judged'],
  ])('%s', (_name, scene, expected) => {
    expect(outcome(scene, 'default-site')).toBe(expected)
  })

  it('is a warning at most', () => {
    expect(judged({ routes, more: gatewayOf('bgp_enabled = false') }).finding('api-management/forced-tunnel/default-site').severity).toBe(
      'warning',
    )
  })
})

describe('one table on subnets of two networks', () => {
  const second = terraform({})
    .replace(/resource "azurerm_route_table"[\s\S]*?\n\}\n/, '')
    .replace('variable "unknown" {}', '')
    .replaceAll('"main"', '"other"')
    .replaceAll('.main.', '.other.')
    .replaceAll('"apim"', '"other"')
    .replaceAll('azurerm_subnet.apim.', 'azurerm_subnet.other.')
    .replace('= "vnet"', '= "vnet-other"')
    .replace('"snet-apim"', '"snet-other"')
  const outcomes = (text: string): readonly string[] =>
    judgeText(text, { shipped: ['api-management'] })
      .judgements.filter(({ code }) => code === 'api-management/forced-tunnel/control-plane')
      .map(({ subject, outcome: said }) => `${said} ${subject}`)

  it('is judged for each of them', () => {
    expect(outcomes(terraform({ routes: [tunnel] }) + second)).toEqual([
      'fails azurerm_api_management.main',
      'fails azurerm_api_management.other',
    ])
  })

  it('leaves a gateway of one of them out of the other', () => {
    const gateway = gatewayOf('', 'ExpressRoute').replaceAll('virtual_network.main', 'virtual_network.other')
    expect(outcomes(terraform({ routes: ['10.0.0.0/8 appliance 10.0.1.4'] }) + second + gateway)).toEqual([
      'unsure azurerm_api_management.other',
    ])
  })

  it('and an endpoint of one subnet out of the other', () => {
    const text = terraform({ routes: ['0.0.0.0/0 none'], endpoints: ['Storage', 'Sql', 'EventHub', 'KeyVault'] }) + second
    const { judgements } = judgeText(text, { shipped: ['api-management'] })
    const said = judgements.filter(({ code }) => code === 'api-management/forced-tunnel/dependencies')
    expect(said.map(({ subject, outcome: one }) => `${one} ${subject}`)).toEqual([
      'holds azurerm_api_management.main',
      'fails azurerm_api_management.other',
    ])
  })
})

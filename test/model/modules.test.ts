import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { KnownModule, StandIn } from '../../src/eval/stand-in.ts'
import { parse } from '../../src/hcl/parse.ts'
import { pointsOf } from '../../src/model/kinds/index.ts'
import { bicepModules } from '../../src/model/modules/bicep-modules.ts'
import { terraformModules } from '../../src/model/modules/terraform-modules.ts'
import { createNetwork } from '../../src/model/network.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { fileOf, source } from '../support/source.ts'
import { configurationOf } from '../support/terraform.ts'

const standIns = terraformModules.flatMap((module) =>
  module.standIns.map((standIn): readonly [string, KnownModule, StandIn] => [`${module.name} ${standIn.versions[0]}`, module, standIn]),
)

describe('every stand-in', () => {
  test('is of versions that no other is of', () => {
    for (const { standIns: all } of terraformModules) {
      const versions = all.flatMap((one) => one.versions)
      expect(new Set(versions).size).toBe(versions.length)
      expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    }
  })

  test.each(standIns)('%s is code that is right, and calls nothing that is not there', (_, module, { folders, versions }) => {
    const problems: Diagnostic[] = []
    for (const [folder, text] of Object.entries(folders)) {
      parse(fileOf(text, `${folder}/main.tf`), (diagnostic) => problems.push(diagnostic))
      const labels = [...text.matchAll(/^(variable|output|module) "(\w+)"|^resource "(\w+)" "(\w+)"/gm)].map(([label]) => label)
      expect(labels.filter((label, at) => labels.indexOf(label) !== at)).toEqual([])
      const own = new Set([...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name))
      expect([...text.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name).filter((name) => !own.has(name))).toEqual([])
    }
    expect(problems).toEqual([])
    // With all that it needs given and unknown, there is nothing that evaluation cannot do.
    for (const folder of Object.keys(folders)) {
      const needed = [...folders[folder]!.matchAll(/^variable "(\w+)" \{([^\n]*)\n((?: {2}.*\n)*)/gm)].filter(
        ([, , head, body]) => !/\bdefault\b/.test(`${head}${body}`),
      )
      const given = needed.map(([, name]) => `  ${name} = var.${name}\n`).join('')
      const text = `${needed.map(([, name]) => `variable "${name}" {}\n`).join('')}module "m" {\n  source = "${module.name}${folder && `//${folder}`}"\n  version = "${versions[0]}"\n${given}}\n`
      const { declared, modulesNotRead, diagnostics } = configurationOf(text, terraformModules)
      expect(modulesNotRead).toEqual([])
      expect(diagnostics.map(({ message }) => message)).toEqual([])
      expect(declared.length).toBeGreaterThan(0)
      const unable: string[] = []
      createNetwork(declared, ({ message }) => unable.push(message))
      expect(unable).toEqual([])
    }
  })
})

/** What a subnet of the network has, by the version of the module. */
const shapes: readonly (readonly [version: string, place: string, subnet: string])[] = [
  ['0.2.4', 'resource_group_name = "rg"', 'azapi_resource.subnet'],
  ['0.8.1', 'resource_group_name = "rg"', 'azapi_resource.subnet'],
  ['0.12.0', 'parent_id = "/subscriptions/s/resourceGroups/rg"', 'azapi_resource.subnet'],
  ['0.15.0', 'parent_id = "/subscriptions/s/resourceGroups/rg"', 'azapi_resource.subnet[0]'],
  ['0.22.1', 'parent_id = "/subscriptions/s/resourceGroups/rg"', 'azapi_resource.subnet[0]'],
]

/** Entities that a link may lead to, by id. */
const only = (link: { readonly options: readonly { readonly to: string }[] }): unknown =>
  link.options.map((option) => ('entity' in option ? (option.entity as { readonly id: string }).id : option.to))

const networkOf = (text: string) => {
  const { declared, handedOver, modulesNotRead } = configurationOf(text, terraformModules)
  expect([modulesNotRead, [...handedOver]]).toEqual([[], []])
  return createNetwork(declared, () => {}, { handedOver })
}

describe('the classic modules', () => {
  test.each([
    ['2.3.0', '', 'subnet[0]', 'subnet[1]'],
    ['3.1.0', 'vnet_location = "westeurope"', 'subnet[0]', 'subnet[1]'],
    ['4.1.0', 'vnet_location = "westeurope"\n  use_for_each = false', 'subnet_count[0]', 'subnet_count[1]'],
    ['5.0.1', 'vnet_location = "westeurope"', 'subnet_for_each["a"]', 'subnet_for_each["b"]'],
  ])('vnet %s: groups by the name of the subnet', (version, more, a, b) => {
    const network = networkOf(source`
      resource "azurerm_network_security_group" "g" {
        name                = "g"
        location            = "westeurope"
        resource_group_name = "rg"
      }
      module "net" {
        source              = "Azure/vnet/azurerm"
        version             = "${version}"
        resource_group_name = "rg"
        address_space       = ["10.0.0.0/16"]
        subnet_names        = ["a", "b"]
        subnet_prefixes     = ["10.0.1.0/24", "10.0.2.0/24"]
        nsg_ids             = { b = azurerm_network_security_group.g.id }
        ${more}
      }
    `)
    const groups = network.ofKind('subnet').map((one) => [one.id, only(network.nsgOf(one))])
    expect(groups).toEqual([
      [`module.net.azurerm_subnet.${a}`, ['none']],
      [`module.net.azurerm_subnet.${b}`, ['azurerm_network_security_group.g']],
    ])
  })

  test("network and network-security-group: subnets by their place, rules by name, one's own and those of a service", () => {
    const network = networkOf(source`
      module "net" {
        source              = "Azure/network/azurerm"
        version             = "3.2.1"
        resource_group_name = "rg"
        subnet_names        = ["a"]
      }
      module "group" {
        source                = "Azure/network-security-group/azurerm"
        version               = "4.1.0"
        resource_group_name   = "rg"
        source_address_prefix = ["10.1.0.0/16"]
        predefined_rules      = [{ name = "SSH", priority = 500 }]
        custom_rules          = [{ name = "own", priority = 200, access = "Deny", destination_port_range = "443,8080-8090" }]
      }
      module "web" {
        source              = "Azure/network-security-group/azurerm//modules/HTTPS"
        version             = "4.1.0"
        resource_group_name = "rg"
      }
      resource "azurerm_subnet_network_security_group_association" "a" {
        subnet_id                 = module.net.vnet_subnets[0]
        network_security_group_id = module.group.network_security_group_id
      }
    `)
    const [a] = network.ofKind('subnet')
    expect([a!.id, only(network.nsgOf(a!))]).toEqual([
      'module.net.azurerm_subnet.subnet[0]',
      ['module.group.azurerm_network_security_group.nsg'],
    ])
    const rules = network.ofKind('nsg').map((group) => {
      const told = network
        .rulesOf(group)
        .rules.map(({ name, priority, access, destinationPorts }) => [name, priority, access, destinationPorts])
      return [group.id, told.map((facts) => facts.map((fact) => (fact.known ? fact.value : '?')))]
    })
    const port = (first: number, last = first) => ({ first, last })
    expect(rules).toEqual([
      [
        'module.group.azurerm_network_security_group.nsg',
        [
          ['own', 200, 'deny', [port(443), port(8080, 8090)]],
          ['SSH', 500, 'allow', [port(22)]],
        ],
      ],
      ['module.web.module.nsg.azurerm_network_security_group.nsg', [['HTTPS', 501, 'allow', [port(443)]]]],
    ])
  })
})

describe('services', () => {
  const subnets = source`
    module "net" {
      source                        = "Azure/subnets/azurerm"
      version                       = "1.0.0"
      resource_group_name           = "rg"
      virtual_network_name          = "net"
      virtual_network_location      = "westeurope"
      virtual_network_address_space = ["10.0.0.0/16"]
      subnets                       = { a = { address_prefixes = ["10.0.1.0/24"] }, b = { address_prefixes = ["10.0.2.0/24"] } }
    }
  `
  const [a, b] = ['module.net.azurerm_subnet.subnet["a"]', 'module.net.azurerm_subnet.subnet["b"]']
  const placesOf = (network: ReturnType<typeof networkOf>, kind: 'api-management' | 'application-gateway'): unknown =>
    network.ofKind(kind).map((one) => pointsOf(one, network).points.flatMap(({ places }) => places.map(({ subnet }) => subnet.id)))

  test('API Management is where it is told to be, with its other locations', () => {
    const network = networkOf(
      `${subnets}${source`
      module "api" {
        source                    = "Azure/avm-res-apimanagement-service/azurerm"
        version                   = "0.0.5"
        name                      = "api"
        location                  = "westeurope"
        resource_group_name       = "rg"
        publisher_email           = "a@example.com"
        sku_name                  = "Premium_1"
        virtual_network_type      = "Internal"
        virtual_network_subnet_id = module.net.vnet_subnets_name_id["a"]
        additional_location       = [{ location = "northeurope", virtual_network_configuration = { subnet_id = module.net.vnet_subnets_name_id["b"] } }]
      }
    `}`,
    )
    expect(placesOf(network, 'api-management')).toEqual([[a, b]])
  })

  test.each([
    [
      '0.5.2',
      `resource_group_name = "rg"
      backend_address_pools    = {}
      backend_http_settings    = {}
      request_routing_rules    = {}
      frontend_ports           = { web = { name = "web", port = 443 } }
      gateway_ip_configuration = { subnet_id = module.net.vnet_subnets_name_id["b"] }
      http_listeners           = { web = { name = "web", frontend_port_name = "web" } }`,
      'azurerm_application_gateway',
    ],
    [
      '0.5.3',
      `parent_id = "/subscriptions/s/resourceGroups/rg"
      gateway_ip_configurations  = [{ name = "one", properties = { subnet = { id = module.net.vnet_subnets_name_id["b"] } } }]
      frontend_ports             = [{ name = "web", properties = { port = 443 } }]
      frontend_ip_configurations = [{ name = "out", properties = { public_ip_address = { id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/p" } } }]
      http_listeners             = [{ name = "web", properties = { frontend_ip_configuration = { id = "/x/frontendIPConfigurations/out" }, frontend_port = { id = "/x/frontendPorts/web" } } }]
      sku                        = { tier = "Standard_v2" }`,
      'azapi_resource',
    ],
  ])('Application Gateway %s is where it is told to be, and listens', (version, more, type) => {
    const network = networkOf(`${subnets}
      module "gateway" {
      source   = "Azure/avm-res-network-applicationgateway/azurerm"
      version  = "${version}"
      name     = "gateway"
      location = "westeurope"
      ${more}
    }`)
    const [gateway] = network.ofKind('application-gateway')
    expect(gateway).toMatchObject({
      id: `module.gateway.${type}.this`,
      generation: { value: 'v2' },
      frontends: [{ value: 'public' }],
      listeners: [{ exposure: { value: 'public' }, port: { value: '443' } }],
      moreListeners: [],
    })
    expect(placesOf(network, 'application-gateway')).toEqual([[b]])
  })

  test('a private endpoint has its address, and a zone changes nothing', () => {
    const network = networkOf(
      `${subnets}${source`
      module "zone" {
        source                = "Azure/avm-res-network-privatednszone/azurerm"
        version               = "0.4.3"
        domain_name           = "privatelink.example.com"
        parent_id             = "/subscriptions/s/resourceGroups/rg"
        virtual_network_links = { net = { name = "net", virtual_network_id = module.net.vnet_id } }
      }
      module "endpoint" {
        source                         = "Azure/avm-res-network-privateendpoint/azurerm"
        version                        = "0.1.0"
        name                           = "endpoint"
        location                       = "westeurope"
        resource_group_name            = "rg"
        network_interface_name         = "nic"
        subnet_resource_id             = module.net.vnet_subnets_name_id["a"]
        private_connection_resource_id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/x"
        private_dns_zone_resource_ids  = [module.zone.resource_id]
        ip_configurations              = { one = { name = "one", private_ip_address = "10.0.1.9", subresource_name = "blob" } }
      }
    `}`,
    )
    const [endpoint] = network.ofKind('private-endpoint')
    expect(only(network.link(endpoint!.subnet, 'subnet'))).toEqual([a])
    expect(endpoint).toMatchObject({ addresses: [{ range: { first: 0x0a000109 } }], moreAddresses: [] })
    expect(network.ofKind('subnet').map((one) => [...network.mayHoldDefaultRoute(one), ...network.peersOf(one)])).toEqual([[], []])
  })
})

describe('a virtual network', () => {
  test.each(shapes)(
    'of version %s: subnets with group, table and delegation, a peering, and what it says of itself',
    (version, place, subnet) => {
      const { declared, handedOver } = configurationOf(
        source`
        module "nsg" {
          source              = "Azure/avm-res-network-networksecuritygroup/azurerm"
          version             = "0.5.1"
          name                = "nsg"
          location            = "westeurope"
          resource_group_name = "rg"
        }
        module "table" {
          source              = "Azure/avm-res-network-routetable/azurerm"
          version             = "0.5.0"
          name                = "table"
          location            = "westeurope"
          resource_group_name = "rg"
          routes              = { out = { name = "out", address_prefix = "0.0.0.0/0", next_hop_type = "VirtualAppliance", next_hop_in_ip_address = "10.9.0.4" } }
        }
        resource "azurerm_virtual_network" "hub" {
          name                = "hub"
          location            = "westeurope"
          resource_group_name = "rg"
          address_space       = ["10.9.0.0/16"]
        }
        module "vnet" {
          source        = "Azure/avm-res-network-virtualnetwork/azurerm"
          version       = "${version}"
          name          = "vnet"
          location      = "West Europe"
          ${place}
          address_space = ["10.0.0.0/16"]
          subnets = {
            a = {
              name                   = "a"
              address_prefixes       = ["10.0.1.0/24"]
              network_security_group = { id = module.nsg.resource_id }
              route_table            = { id = module.table.resource_id }
              service_endpoints      = ["Microsoft.Storage"]
            }
          }
          peerings = {
            hub = {
              name                               = "to-hub"
              remote_virtual_network_resource_id = azurerm_virtual_network.hub.id
              allow_gateway_transit              = true
              peer_complete_vnets                = true
            }
          }
        }
        resource "azurerm_network_interface" "n" {
          name                = "n"
          resource_group_name = "rg"
          location            = "westeurope"
          ip_configuration {
            name      = "one"
            subnet_id = module.vnet.subnets["a"].resource_id
          }
        }
      `,
        terraformModules,
      )
      const network = createNetwork(declared, () => {}, { handedOver })
      const [vnet, ...noMore] = network.ofKind('virtual-network').filter(({ id }) => id.startsWith('module.'))
      const [a, ...others] = network.ofKind('subnet')
      const only = (link: { readonly options: readonly { readonly to: string }[] }): unknown =>
        link.options.map((option) => ('entity' in option ? (option.entity as { readonly id: string }).id : option.to))
      expect([noMore, others]).toEqual([[], []])
      expect([vnet!.id, a!.id]).toEqual(['module.vnet.azapi_resource.vnet', `module.vnet.module.subnet["a"].${subnet}`])
      expect(vnet).toMatchObject({ name: { value: 'vnet' }, location: { value: 'westeurope' } })
      expect(a).toMatchObject({ name: { value: 'a' }, presence: { certain: true }, delegations: { value: [] } })
      expect(only(network.link(a!.virtualNetwork, 'virtual-network'))).toEqual([vnet!.id])
      expect(only(network.nsgOf(a!))).toEqual(['module.nsg.azurerm_network_security_group.this'])
      expect(only(network.routing.routeTableOf(a!))).toEqual(['module.table.azurerm_route_table.this'])
      expect(network.routing.routesIn(network.ofKind('route-table')[0]!)).toMatchObject({
        routes: [{ name: { value: 'out' }, nextHop: { value: 'virtual-appliance' } }],
        more: [],
      })
      expect(network.routing.peeringsOf(vnet!)).toMatchObject([
        { own: { switches: { allowGatewayTransit: { value: true }, useRemoteGateways: { value: false } } } },
      ])
      expect(network.interfacesIn(a!).map(({ nic, certain }) => [nic.id, certain])).toEqual([['azurerm_network_interface.n', true]])
      expect(handedOver.size).toBe(0)
    },
  )
})

test('the page about them says which they are', () => {
  const page = readFileSync(new URL('../../docs/modules.md', import.meta.url), 'utf8').toLowerCase()
  const rows = new Map(
    [...page.matchAll(/^\| \[`(?:br\/public:)?([^`]+)`\].*\| (\S+)(?: (?:to|and) (\S+))? \|$/gm)].map(([, name, first, last]) => [
      name,
      [first, last ?? first],
    ]),
  )
  const known = [...terraformModules, ...bicepModules].map(({ name, standIns: all }) => {
    const versions = all.flatMap((one) => one.versions)
    return [name, [versions[0], versions.at(-1)]] as const
  })
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(known))
})

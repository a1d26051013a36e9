import { describe, expect, test } from 'vitest'
import type { KnownModule, StandIn } from '../../src/eval/stand-in.ts'
import { parse } from '../../src/hcl/parse.ts'
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

/** Modules of the public registry that were not restored: what stands in for them, and where it does not. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, test } from 'vitest'
import type { TemplateConfiguration } from '../../src/arm/module.ts'
import { createBicepLoader } from '../../src/bicep/loader.ts'
import { evaluateBicep } from '../../src/bicep/module.ts'
import { parse } from '../../src/bicep/parse.ts'
import type { KnownModule } from '../../src/eval/stand-in.ts'
import { pointsOf } from '../../src/model/kinds/index.ts'
import { bicepModules } from '../../src/model/modules/bicep-modules.ts'
import { createNetwork, type Network } from '../../src/model/network.ts'
import type { Diagnostic } from '../../src/text/diagnostic.ts'
import { spanText } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { bicepFile } from '../support/bicep.ts'
import { source } from '../support/source.ts'

type Files = Readonly<Record<string, string>>

const evaluated = (
  main: string,
  known: readonly KnownModule[],
  files: Files = {},
): TemplateConfiguration & { readonly told: readonly string[] } => {
  const told: string[] = []
  const sink = ({ message }: Diagnostic): unknown => told.push(message)
  const loader = createBicepLoader(memoryWorkspace({ ...files, 'main.bicep': main }), sink, { known })
  return { ...evaluateBicep('main.bicep', new Map(), loader, sink), told }
}

const own: KnownModule = {
  name: 'avm/own',
  standIns: [
    {
      versions: ['1.0.0', '1.1.0'],
      folders: {
        '': source`
          param name string
          param groups array?
          resource net 'Example.Net/nets@2024-01-01' = {
            name: name
            properties: { first: empty(name) ? 'a' : 'b', second: empty(name) ? 'a' : 'b' }
          }
          module inside 'inside/main.bicep' = [for group in (groups ?? []): {
            name: 'inside'
            params: { group: group.id }
          }]
          output resourceId string = net.id
        `,
        inside: source`
          param group string
          resource part 'Example.Net/parts@2024-01-01' = {
            name: group
          }
        `,
      },
    },
  ],
}

const call = (reference: string, params = "name: 'n'"): string => `module it '${reference}' = {\n  name: 'it'\n  params: { ${params} }\n}\n`
const found = (main: string, files: Files = {}) => {
  const { declared, modulesNotRead } = evaluated(main, [own], files)
  return [declared.map(({ address }) => address), modulesNotRead.map(({ why }) => why)]
}
const absent = '`bicep restore` left no copy of it in the workspace'

describe('a module that was not restored', () => {
  test.each([
    ['br/public:avm/own:1.0.0', [['it.net'], []]],
    ['br:mcr.microsoft.com/bicep/avm/own:1.1.0', [['it.net'], []]],
    ['br/public:avm/own:2.0.0', [[], [`${absent}, and of its versions 1.0.0 to 1.1.0 are understood, not \`2.0.0\``]]],
    ['br/public:avm/other:1.0.0', [[], [absent]]],
    ['br:example.azurecr.io/bicep/avm/own:1.0.0', [[], [absent]]],
    ['ts:sub/group/own:1.0.0', [[], [absent]]],
  ])('%s', (reference, expected) => {
    expect(found(call(reference))).toEqual(expected)
  })

  test('what was restored goes before', () => {
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      parameters: { name: { type: 'string' } },
      resources: [{ type: 'Example.Net/restored', apiVersion: '2024-01-01', name: 'r' }],
    }
    const files = { '.bicep/br/mcr.microsoft.com/bicep$avm$own/1.0.0$/main.json': JSON.stringify(template) }
    const { declared } = evaluated(call('br/public:avm/own:1.0.0'), [own], files)
    expect(declared.map(({ type }) => type.split('@')[0])).toEqual(['Example.Net/restored'])
  })

  test('is written where it is called, and parts of it that are not known are told apart', () => {
    const main = `param it_name string\n${call('br/public:avm/own:1.0.0', "name: it_name, groups: [{ id: 'one' }]")}`
    const { declared, told } = evaluated(main, [own])
    expect(told).toEqual([])
    expect(declared.map(({ address, span }) => [address, spanText(span)])).toEqual([
      ['it.net', "it 'br/public:avm/own:1.0.0'"],
      ['it.inside[0].part', "it 'br/public:avm/own:1.0.0'"],
    ])
    const properties = declared[0]!.body.entries.get('properties')
    const parts = properties?.kind === 'object' ? ['first', 'second'].map((name) => properties.entries.get(name)!.origin.span) : []
    expect(new Set(parts.map(({ start }) => start)).size).toBe(1)
    expect(new Set(parts.map(({ part }) => part)).size).toBe(2)
  })

  test('is not handed what it is given, unless it is not understood', () => {
    const group = "resource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {\n  name: 'g'\n}\n"
    const handed = (version: string): readonly string[] => [
      ...evaluated(`${group}${call(`br/public:avm/own:${version}`, 'name: nsg.id')}`, [own]).handedOver.keys(),
    ]
    expect([handed('1.0.0'), handed('9.0.0')]).toEqual([[], ['nsg']])
  })
})

describe('the modules that are understood', () => {
  const all = bicepModules.flatMap(({ name, standIns }) =>
    standIns.map((standIn) => [`${name} ${standIn.versions[0]}`, name, standIn] as const),
  )

  test('have each version once', () => {
    for (const { standIns } of bicepModules) {
      const versions = standIns.flatMap((one) => one.versions)
      expect(new Set(versions).size).toBe(versions.length)
    }
  })

  test.each(all)('%s is code that is right', (_, name, { folders, versions }) => {
    const problems: Diagnostic[] = []
    for (const text of Object.values(folders)) parse(bicepFile(text), (diagnostic) => problems.push(diagnostic))
    expect(problems).toEqual([])
    const needed = [...folders['']!.matchAll(/^param (\w+) (\w+)$/gm)]
    const main = `${needed.map(([, param, type]) => `param ${param} ${type}\n`).join('')}module m 'br/public:${name}:${versions[0]}' = {
      name: 'm'
      params: { ${needed.map(([, param]) => `${param}: ${param}`).join(', ')} }
    }`
    const { declared, modulesNotRead, told } = evaluated(main, bicepModules)
    expect([modulesNotRead, told]).toEqual([[], []])
    expect(declared.length).toBeGreaterThan(0)
  })

  const ids = (link: { readonly options: readonly { readonly to: string }[] }): unknown =>
    link.options.map((option) => ('entity' in option ? (option.entity as { readonly id: string }).id : option.to))
  const networkOf = (main: string): Network => {
    const { declared, modulesNotRead, handedOver, told } = evaluated(main, bicepModules)
    expect([modulesNotRead, [...handedOver], told]).toEqual([[], [], []])
    return createNetwork(declared, () => {}, { handedOver })
  }

  test.each(['0.3.0', '0.6.1', '0.10.1'])(
    'virtual network %s: a service in its subnet, behind the group and the table of other modules',
    (version) => {
      const network = networkOf(`
      module nsg 'br/public:avm/res/network/network-security-group:0.5.0' = {
        name: 'nsg'
        params: {
          name: 'nsg'
          securityRules: [{ name: 'web', properties: { priority: 200, direction: 'Inbound', access: 'Deny', protocol: 'Tcp', sourceAddressPrefix: 'Internet', destinationPortRanges: ['443'] } }]
        }
      }
      module table 'br/public:avm/res/network/route-table:0.4.1' = {
        name: 'table'
        params: { name: 'table', routes: [{ name: 'out', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.0.4' } }] }
      }
      module net 'br/public:avm/res/network/virtual-network:${version}' = {
        name: 'net'
        params: {
          name: 'net'
          location: 'westeurope'
          addressPrefixes: ['10.0.0.0/16']
          subnets: [
            { name: 'a', addressPrefix: '10.0.1.0/24', networkSecurityGroupResourceId: nsg.outputs.resourceId, routeTableResourceId: table.outputs.resourceId }
            { name: 'b', addressPrefix: '10.0.2.0/24', delegation: 'Microsoft.Web/serverFarms' }
          ]
          peerings: [{ remoteVirtualNetworkResourceId: hub.id, useRemoteGateways: true, remotePeeringEnabled: true }]
        }
      }
      resource hub 'Microsoft.Network/virtualNetworks@2024-01-01' = {
        name: 'hub'
        location: 'westeurope'
        properties: { addressSpace: { addressPrefixes: ['10.9.0.0/16'] } }
      }
      module api 'br/public:avm/res/api-management/service:0.9.1' = {
        name: 'api'
        params: { name: 'api', publisherEmail: 'a@example.com', publisherName: 'a', virtualNetworkType: 'Internal', subnetResourceId: net.outputs.subnetResourceIds[0] }
      }
      module endpoint 'br/public:avm/res/network/private-endpoint:0.11.0' = {
        name: 'endpoint'
        params: { name: 'endpoint', subnetResourceId: net.outputs.subnetResourceIds[1] }
      }
      module zone 'br/public:avm/res/network/private-dns-zone:0.7.1' = {
        name: 'zone'
        params: { name: 'privatelink.example.com', virtualNetworkLinks: [{ virtualNetworkResourceId: net.outputs.resourceId }] }
      }
    `)
      const [a, b] = network.ofKind('subnet').filter(({ id }) => id.startsWith('net.'))
      expect([a!.id, b!.id]).toEqual(['net.virtualNetwork_subnets[0].subnet', 'net.virtualNetwork_subnets[1].subnet'])
      expect(ids(network.link(a!.virtualNetwork, 'virtual-network'))).toEqual(['net.virtualNetwork'])
      expect([ids(network.nsgOf(a!)), ids(network.nsgOf(b!))]).toEqual([['nsg.networkSecurityGroup'], ['none']])
      expect([ids(network.routing.routeTableOf(a!)), b!.delegations]).toMatchObject([
        ['table.routeTable'],
        { value: ['Microsoft.Web/serverFarms'] },
      ])
      const { rules, more } = network.rulesOf(network.ofKind('nsg')[0]!)
      expect([rules.map(({ name, priority, access }) => [name, priority, access]), more]).toMatchObject([
        [[{ value: 'web' }, { value: 200 }, { value: 'deny' }]],
        [],
      ])
      const places = network
        .ofKind('api-management')
        .map((one) => pointsOf(one, network).points.flatMap((point) => point.places.map(({ subnet }) => subnet.id)))
      expect(places).toEqual([[a!.id]])
      expect(network.ofKind('private-endpoint').map((one) => ids(network.link(one.subnet, 'subnet')))).toEqual([[b!.id]])
      const net = network.ofKind('virtual-network').find(({ id }) => id === 'net.virtualNetwork')!
      expect(network.routing.peeringsOf(net)).toMatchObject([
        { own: { switches: { useRemoteGateways: { value: true }, allowForwardedTraffic: { value: true } } } },
      ])
    },
  )
})

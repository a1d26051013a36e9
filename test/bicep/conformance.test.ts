/** A network in Bicep and the template that its compiler makes of it, written by hand: the comparison finds them equal, and finds whatever is changed in either. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { describe, expect, test } from 'vitest'
import { createTemplateLoader } from '../../src/arm/loader.ts'
import { evaluateTemplate } from '../../src/arm/module.ts'
import { createBicepLoader } from '../../src/bicep/loader.ts'
import { evaluateBicep } from '../../src/bicep/module.ts'
import type { Declared } from '../../src/eval/declared.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

type Compare = (
  ours: readonly Declared[],
  theirs: readonly Declared[],
) => { readonly differences: readonly string[]; readonly finer: readonly string[] }

const script = '../../scripts/compare-declared.mjs'
const { compareDeclared } = (await import(script)) as { readonly compareDeclared: Compare }

const main = `
param location string = resourceGroup().location
param prefix string
param servers array = ['10.0.0.4']
param withGateway bool
var rules = [{ name: 'web', port: 443 }, { name: 'ssh', port: 22 }]

resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '\${prefix}-nsg'
  location: location
  properties: {
    securityRules: [for (rule, i) in rules: {
      name: rule.name
      properties: { priority: 100 + i, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', destinationPortRange: string(rule.port) }
    }]
  }
}
resource table 'Microsoft.Network/routeTables@2024-05-01' = {
  name: '\${prefix}-routes'
  location: location
  properties: {
    routes: [{ name: 'out', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: servers[0] } }]
  }
}
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '\${prefix}-vnet'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    dhcpOptions: { dnsServers: servers }
    subnets: [
      { name: 'web', properties: { addressPrefix: cidrSubnet('10.0.0.0/16', 24, 1), networkSecurityGroup: { id: nsg.id }, routeTable: { id: table.id } } }
    ]
  }
}
resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: 'privatelink.blob.core.windows.net'
  location: 'global'
  resource link 'virtualNetworkLinks' = {
    name: 'link'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: vnet.id } }
  }
}
resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: '\${prefix}-pe'
  location: location
  properties: {
    subnet: { id: vnet.properties.subnets[0].id }
    privateLinkServiceConnections: [{ name: 'blob', properties: { groupIds: ['blob'], privateLinkServiceId: resourceId('Microsoft.Storage/storageAccounts', 'store') } }]
  }
}
resource gateway 'Microsoft.Network/natGateways@2024-05-01' = if (withGateway) {
  name: '\${prefix}-nat'
  location: location
  properties: { idleTimeoutInMinutes: 4 }
}
module spoke 'spoke.bicep' = {
  name: 'spoke'
  params: { name: '\${prefix}-spoke', hub: vnet.id }
}
`

const spoke = `
param name string
param hub string
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } }
}
resource peering 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-05-01' = {
  parent: vnet
  name: 'hub'
  properties: { allowForwardedTraffic: true, remoteVirtualNetwork: { id: hub } }
}
`

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
const version = '2024-05-01'
const named = (suffix: string): string => `[format('{0}-${suffix}', parameters('prefix'))]`
const idOf = (type: string, suffix: string): string =>
  `[resourceId('Microsoft.Network/${type}', format('{0}-${suffix}', parameters('prefix')))]`

/** As the compiler writes it, without symbolic names. */
const compiled = {
  $schema: schema,
  contentVersion: '1.0.0.0',
  parameters: {
    location: { type: 'string', defaultValue: '[resourceGroup().location]' },
    prefix: { type: 'string' },
    servers: { type: 'array', defaultValue: ['10.0.0.4'] },
    withGateway: { type: 'bool' },
  },
  variables: {
    rules: [
      { name: 'web', port: 443 },
      { name: 'ssh', port: 22 },
    ],
  },
  resources: [
    {
      type: 'Microsoft.Network/networkSecurityGroups',
      apiVersion: version,
      name: named('nsg'),
      location: "[parameters('location')]",
      properties: {
        copy: [
          {
            name: 'securityRules',
            count: "[length(variables('rules'))]",
            input: {
              name: "[variables('rules')[copyIndex('securityRules')].name]",
              properties: {
                priority: "[add(100, copyIndex('securityRules'))]",
                direction: 'Inbound',
                access: 'Allow',
                protocol: 'Tcp',
                destinationPortRange: "[string(variables('rules')[copyIndex('securityRules')].port)]",
              },
            },
          },
        ],
      },
    },
    {
      type: 'Microsoft.Network/routeTables',
      apiVersion: version,
      name: named('routes'),
      location: "[parameters('location')]",
      properties: {
        routes: [
          {
            name: 'out',
            properties: {
              addressPrefix: '0.0.0.0/0',
              nextHopType: 'VirtualAppliance',
              nextHopIpAddress: "[parameters('servers')[0]]",
            },
          },
        ],
      },
    },
    {
      type: 'Microsoft.Network/virtualNetworks',
      apiVersion: version,
      name: named('vnet'),
      location: "[parameters('location')]",
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        dhcpOptions: { dnsServers: "[parameters('servers')]" },
        subnets: [
          {
            name: 'web',
            properties: {
              addressPrefix: "[cidrSubnet('10.0.0.0/16', 24, 1)]",
              networkSecurityGroup: { id: idOf('networkSecurityGroups', 'nsg') },
              routeTable: { id: idOf('routeTables', 'routes') },
            },
          },
        ],
      },
      dependsOn: [idOf('networkSecurityGroups', 'nsg')],
    },
    {
      type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
      apiVersion: '2024-06-01',
      name: "[format('{0}/{1}', 'privatelink.blob.core.windows.net', 'link')]",
      location: 'global',
      properties: { registrationEnabled: false, virtualNetwork: { id: idOf('virtualNetworks', 'vnet') } },
    },
    {
      type: 'Microsoft.Network/privateDnsZones',
      apiVersion: '2024-06-01',
      name: 'privatelink.blob.core.windows.net',
      location: 'global',
    },
    {
      type: 'Microsoft.Network/privateEndpoints',
      apiVersion: version,
      name: named('pe'),
      location: "[parameters('location')]",
      properties: {
        subnet: {
          id: "[reference(resourceId('Microsoft.Network/virtualNetworks', format('{0}-vnet', parameters('prefix'))), '2024-05-01').subnets[0].id]",
        },
        privateLinkServiceConnections: [
          {
            name: 'blob',
            properties: { groupIds: ['blob'], privateLinkServiceId: "[resourceId('Microsoft.Storage/storageAccounts', 'store')]" },
          },
        ],
      },
    },
    {
      condition: "[parameters('withGateway')]",
      type: 'Microsoft.Network/natGateways',
      apiVersion: version,
      name: named('nat'),
      location: "[parameters('location')]",
      properties: { idleTimeoutInMinutes: 4 },
    },
    {
      type: 'Microsoft.Resources/deployments',
      apiVersion: '2025-04-01',
      name: 'spoke',
      properties: {
        expressionEvaluationOptions: { scope: 'inner' },
        mode: 'Incremental',
        parameters: { name: { value: named('spoke') }, hub: { value: idOf('virtualNetworks', 'vnet') } },
        template: {
          $schema: schema,
          contentVersion: '1.0.0.0',
          parameters: { name: { type: 'string' }, hub: { type: 'string' } },
          resources: [
            {
              type: 'Microsoft.Network/virtualNetworks',
              apiVersion: version,
              name: "[parameters('name')]",
              properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } },
            },
            {
              type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
              apiVersion: version,
              name: "[format('{0}/{1}', parameters('name'), 'hub')]",
              properties: { allowForwardedTraffic: true, remoteVirtualNetwork: { id: "[parameters('hub')]" } },
              dependsOn: ["[resourceId('Microsoft.Network/virtualNetworks', parameters('name'))]"],
            },
          ],
        },
      },
    },
  ],
}

const quiet = (): void => undefined

const compared = (template: string, code = main): readonly string[] => {
  const workspace = memoryWorkspace({ 'main.bicep': code, 'spoke.bicep': spoke, 'main.json': template })
  const ours = evaluateBicep('main.bicep', new Map(), createBicepLoader(workspace, quiet), quiet)
  const theirs = evaluateTemplate('main.json', new Map(), createTemplateLoader(workspace, quiet), quiet)
  expect(ours.declared.filter(({ mode }) => mode === 'managed')).toHaveLength(9)
  return compareDeclared(ours.declared, theirs.declared).differences
}

const text = JSON.stringify(compiled)

test('the two are equal', () => {
  expect(compared(text)).toEqual([])
})

describe('a change in the template is found:', () => {
  test.each([
    ['a priority', '[add(100, ', '[add(101, '],
    ['an order of rules', '[{"name":"web","port":443},{"name":"ssh","port":22}]', '[{"name":"ssh","port":22},{"name":"web","port":443}]'],
    ['an access', '"access":"Allow"', '"access":"Deny"'],
    ['a rule less', "[length(variables('rules'))]", '[1]'],
    ['a prefix of a route', '"addressPrefix":"0.0.0.0/0"', '"addressPrefix":"10.9.0.0/16"'],
    ['a next hop', "[parameters('servers')[0]]", '10.0.0.5'],
    ['an address space', '["10.0.0.0/16"]', '["10.0.0.0/16","10.2.0.0/16"]'],
    ['DNS servers', '"defaultValue":["10.0.0.4"]', '"defaultValue":["10.0.0.4","10.0.0.5"]'],
    ['a subnet', "[cidrSubnet('10.0.0.0/16', 24, 1)]", "[cidrSubnet('10.0.0.0/16', 24, 2)]"],
    ['which table a subnet has', idOf('routeTables', 'routes'), idOf('routeTables', 'other')],
    ['a zone', '"name":"privatelink.blob.core.windows.net"', '"name":"privatelink.file.core.windows.net"'],
    ['a link', '"registrationEnabled":false', '"registrationEnabled":true'],
    ['a sub-resource of an endpoint', '["blob"]', '["file"]'],
    ['what an endpoint leads to', "'store')", "'other')"],
    ['a condition', `"condition":"[parameters('withGateway')]",`, ''],
    ['a timeout', '"idleTimeoutInMinutes":4', '"idleTimeoutInMinutes":5'],
    ['a space within a module', '["10.1.0.0/16"]', '["10.3.0.0/16"]'],
    ['a peering', '"allowForwardedTraffic":true', '"allowForwardedTraffic":false'],
    ['what a module is given', `"hub":{"value":${JSON.stringify(idOf('virtualNetworks', 'vnet'))}}`, '"hub":{"value":"x"}'],
    ['a name', "format('{0}-nsg'", "format('{0}-group'"],
    ['a resource less', '"type":"Microsoft.Network/privateDnsZones"', '"existing":true,"type":"Microsoft.Network/privateDnsZones"'],
  ])('%s', (_, from, to) => {
    expect(text).toContain(from)
    expect(compared(text.replaceAll(from, to)).length).toBeGreaterThan(0)
  })
})

test('so is one in the code', () => {
  expect(compared(text, main.replace("access: 'Allow'", "access: 'Deny'"))).toEqual([
    'nsg.properties.securityRules[0].properties.access: "Deny"\n        in the template "Allow"',
    'nsg.properties.securityRules[1].properties.access: "Deny"\n        in the template "Allow"',
  ])
})

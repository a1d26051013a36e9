/** Files of Bicep as roots: which are found, with which parameters, how they are waived, compared, and what else stays out of it. */
import { describe, expect, test } from 'vitest'
import { check } from '../../src/commands/check.ts'
import { checkAgainst } from '../../src/commands/compare.ts'
import type { Report } from '../../src/report/report.ts'
import { spanText } from '../../src/text/source.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'

const policy = `
policy: no-admin-ports
title: No administration from Internet
for: subnet
rules:
  - id: open
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - { id: ssh, why: administration goes through Bastion, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }
`

const network = (access: string, name = 'web'): string => `
resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: '${name}-nsg'
  location: 'westeurope'
  properties: {
    securityRules: [
      {
        name: 'ssh'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: ${access}
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: '*'
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}'
  location: 'westeurope'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'a', properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: nsg.id } } }]
  }
}
`
const open = network("'Allow'")
const closed = network("'Deny'")

const request = (files: Readonly<Record<string, string>>, paths: readonly string[] = ['']) => ({
  workspace: memoryWorkspace({ 'policy.yaml': policy, ...files }),
  paths,
  policies: ['./policy.yaml'],
  version: '0',
  today: '2026-01-01',
  now: () => 0,
})
const checked = (files: Readonly<Record<string, string>>, paths?: readonly string[]): Report => check(request(files, paths))
const roots = ({ run }: Report): readonly string[] => run.roots.filter(({ judged }) => judged).map(({ name }) => name)
const verdicts = ({ judgements }: Report): readonly string[] => judgements.map(({ root, outcome }) => `${root} ${outcome}`)

describe('roots', () => {
  test('are files that nobody calls, each with its parameter files', () => {
    const report = checked({
      'main.bicep': "param access string\nmodule net 'net/main.bicep' = { params: { access: access } }\n",
      'net/main.bicep': `param access string\n${network('access')}`,
      'net/types.bicep': "@export()\ntype x = 'a'\n",
      'dev.bicepparam': "using 'main.bicep'\nparam access = 'Allow'\n",
      'env/prod.bicepparam': "using '../main.bicep'\nparam access = 'Deny'\n",
      'main.parameters.json': JSON.stringify({ parameters: { access: { value: 'Allow' } } }),
      'other.bicep': open,
    })
    expect(verdicts(report)).toEqual([
      'main.bicep (dev.bicepparam) fails',
      'main.bicep (env/prod.bicepparam) holds',
      'main.bicep (main.parameters.json) fails',
      'other.bicep fails',
    ])
  })

  test('are what is asked for', () => {
    const files = {
      'a/main.bicep': `param access string\n${network('access')}`,
      'a/one.bicepparam': "using 'main.bicep'\nparam access = 'Allow'\n",
      'a/two.bicepparam': "using 'main.bicep'\nparam access = 'Deny'\n",
      'b/main.bicep': "module net '../c/net.bicep' = {}\n",
      'c/net.bicep': open,
    }
    expect(roots(checked(files, ['b']))).toEqual(['b/main.bicep'])
    expect(roots(checked(files, ['c/net.bicep']))).toEqual(['c/net.bicep'])
    expect(verdicts(checked(files, ['a/two.bicepparam']))).toEqual(['a/main.bicep holds'])
  })

  test('are not what others call, where libraries are asked for too', () => {
    const files = { 'main.bicep': "module net 'net/main.bicep' = {}\n", 'net/main.bicep': closed }
    expect(roots(check({ ...request(files), libraries: true }))).toEqual(['main.bicep'])
    expect(roots(checked(files, ['net/main.bicep']))).toEqual(['net/main.bicep'])
  })

  test('are no templates that were compiled from them', () => {
    const compiled = JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [],
    })
    expect(roots(checked({ 'main.bicep': open, 'main.json': compiled, 'azuredeploy.json': compiled }))).toEqual([
      'azuredeploy.json',
      'main.bicep',
    ])
    expect(roots(checked({ 'main.bicep': open, 'main.json': compiled }, ['main.json']))).toEqual(['main.json'])
  })

  test('are those that the configuration names', () => {
    const report = checked({
      'vnetproof.yaml':
        'roots:\n  - { path: bicep/main.bicep, params: bicep/prod.bicepparam, name: prod }\n  - { path: bicep/main.bicep, params: dev.bicepparam }\n',
      'bicep/main.bicep': `param access string\n${network('access')}`,
      'bicep/prod.bicepparam': "using 'main.bicep'\nparam access = 'Deny'\n",
      'bicep/dev.bicepparam': "using 'main.bicep'\nparam access = 'Allow'\n",
      'other.bicep': open,
    })
    expect(verdicts(report)).toEqual(['bicep/main.bicep (prod) holds', 'bicep/main.bicep fails'])
  })

  test('and of Terraform stand beside one another', () => {
    const terraform = 'terraform {\n  backend "local" {}\n}\nresource "azurerm_virtual_network" "v" {\n  name = "v"\n}\n'
    expect(roots(checked({ 'main.bicep': open, 'infra/main.tf': terraform }))).toEqual(['infra', 'main.bicep'])
  })
})

test('a parameter that nothing gives leaves it unsure; both its values may settle it', () => {
  expect(verdicts(checked({ 'main.bicep': `param access string\n${network('access')}` }))).toEqual(['main.bicep unsure'])
  const both = checked({ 'main.bicep': `param deploy bool\n${network("deploy ? 'Allow' : 'allow'")}` })
  expect(verdicts(both)).toEqual(['main.bicep fails'])
})

test('code that could not be read leaves all of it unsure, and is told', () => {
  const report = checked({ 'main.bicep': `${closed}\nresource broken 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {\n  name:\n` })
  expect(verdicts(report)).toEqual(['main.bicep unsure'])
  expect(report.diagnostics.some(({ code, severity }) => code.startsWith('bicep/') && severity === 'error')).toBe(true)
})

test('waivers stand in comments', () => {
  const waived = open.replace(
    "destinationPortRange: '22'",
    "destinationPortRange: '22' // vnetproof:ignore no-admin-ports/open/ssh until 2026-12-31: it is a test",
  )
  const report = checked({ 'main.bicep': waived })
  expect(report.findings).toEqual([])
  expect(report.waived.map(({ finding }) => finding.code)).toEqual(['no-admin-ports/open/ssh'])
  expect(report.diagnostics.map(({ code }) => code)).toEqual([])
})

test('findings underline Bicep, and none is mended', () => {
  const [finding] = checked({ 'main.bicep': open }).findings
  expect(finding!.span.file.path).toBe('main.bicep')
  expect(spanText(finding!.span)).toContain('22')
  expect(finding!.fix).toBeUndefined()
})

describe('compared with a base', () => {
  const against = (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>): Report =>
    checkAgainst(
      { ...request(head) },
      { workspace: memoryWorkspace({ 'policy.yaml': policy, ...base }), revision: 'main', commit: 'c' },
      'all',
    )
  test('what is new is introduced, what is mended is fixed', () => {
    const introduced = against({ 'main.bicep': closed }, { 'main.bicep': open }).comparison!
    expect([introduced.introduced.size, introduced.fixed.length]).toEqual([1, 0])
    const fixed = against({ 'main.bicep': open }, { 'main.bicep': closed }).comparison!
    expect([fixed.introduced.size, fixed.fixed.length]).toEqual([0, 1])
    const same = against({ 'main.bicep': open }, { 'main.bicep': open }).comparison!
    expect([same.introduced.size, same.fixed.length, same.touched.size]).toEqual([0, 0, 0])
  })

  test('a module or a parameter file that changes touches those that use it', () => {
    const main = "module net 'net.bicep' = {}\n"
    const comparison = against({ 'main.bicep': main, 'net.bicep': closed }, { 'main.bicep': main, 'net.bicep': open }).comparison!
    expect([...comparison.touched]).toEqual(['main.bicep'])
    expect(comparison.introduced.size).toBe(1)
  })

  test('a root that is gone is settled', () => {
    expect(against({ 'main.bicep': open }, {}).comparison!.fixed.length).toBe(1)
  })
})

/** Bicep and templates made to hurt, on disk and from the command line: each ends in a word about it, in no crash, and in nothing read outside. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Bicep writes interpolations as JavaScript does
import { symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'

const secret = 'VERY-SECRET'

/** A group on a subnet with what is given for its name and for the sources of its rule. */
const network = (value: string): string => `
resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg'
  properties: {
    securityRules: [
      {
        name: 'r'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourcePortRange: '*'
          destinationPortRange: '22'
          sourceAddressPrefix: ${value}
          destinationAddressPrefix: '*'
        }
      }
    ]
  }
}
resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet'
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    subnets: [{ name: 'web', properties: { addressPrefix: '10.0.1.0/24', networkSecurityGroup: { id: nsg.id } } }]
  }
}
`

const policy = `
policy: ports
title: No administration from Internet
for: subnet
rules:
  - id: open
    kind: nsg-matrix
    severity: error
    at: subnet
    flows:
      - { id: ssh, why: Bastion, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: deny }
`

const checked = async (files: Readonly<Record<string, string>>, prepare: (folder: string) => void = () => undefined): Promise<string> => {
  const folder = folderWith({ 'outside/secret.json': JSON.stringify({ a: secret }), 'outside/mod.bicep': network(`'${secret}'`) })
  const code = folderWith({ ...files, 'policy.yaml': policy })
  prepare(code)
  symlinkSync(join(folder, 'outside'), join(code, 'linked'))
  let out = ''
  const write = (text: string): unknown => {
    out += text
    return true
  }
  const exit = await runTerminal(['check', '.', '--policies', './policy.yaml'], {
    cwd: code,
    stdout: { isTTY: false, write },
    stderr: { write },
    environment: {},
    now: () => 0,
  })
  expect([0, 1], out).toContain(exit)
  expect(out).not.toContain(secret)
  return out
}

const lines = (count: number, line: (at: number) => string): string => Array.from({ length: count }, (_, at) => line(at)).join('\n')

// Each is decided by nothing but the value that is attacked: what is not known of it leaves the one judgement unsure.
test.each([
  ['a list of ten thousand lists of ten thousand', 'flatten(map(range(0, 10000), a => range(0, 10000)))[0]', ''],
  ['lists within ten thousand lists', 'reduce(range(0, 10000), 1, (a, b) => [a])', ''],
  ['the text of such lists', "'${reduce(range(0, 10000), 1, (a, b) => [a])}'", ''],
  ['a list of a list twice, forty times', 't40[0]', `var t0 = ['x']\n${lines(40, (at) => `var t${at + 1} = [t${at}, t${at}]`)}`],
  [
    'an object of an object twice, forty times',
    'string(t40)',
    `var t0 = {}\n${lines(40, (at) => `var t${at + 1} = { a: t${at}, b: t${at} }`)}`,
  ],
  [
    'a text of many long texts',
    "replace(long, 'x', long)",
    `var t0 = 'xxxxxxxx'\n${lines(18, (at) => `var t${at + 1} = '\${t${at}}\${t${at}}'`)}\nvar long = t18`,
  ],
  ['JSON of many long texts', 'string(map(range(0, 10000), i => long))', `var long = '${'x'.repeat(100_000)}'`],
  ['names made of many long texts', "guid(join(map(range(0, 10000), i => long), ''))", `var long = '${'x'.repeat(100_000)}'`],
  ['a function that calls itself twice', 'string(f(100))', 'func f(n int) int => n < 2 ? n : f(n - 1) + f(n - 2)'],
  ['functions that call each other', 'f(100)', 'func f(n int) string => g(n)\nfunc g(n int) string => f(n)'],
  ['a width of two thousand million', "padLeft('a', 2000000000)", ''],
])(
  '%s',
  async (_, value, before) => {
    expect(await checked({ 'main.bicep': `${before}\n${network(value)}` })).toMatch(/1 judgement: 0 hold, 0 fail, 1 unsure/)
  },
  60_000,
)

test('ten thousand brackets', async () => {
  for (const unit of ['[', '{ a: ', '(', "'${"])
    expect(await checked({ 'main.bicep': `var a = ${unit.repeat(10_000)}\n${network("'*'")}` })).toMatch(/error\[bicep\/[a-z-]+\]/)
})

test('loops over a thousand million', async () => {
  const out = await checked({
    'main.bicep': "resource n 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [for i in range(0, 1000000001): { name: 'n${i}' }]\n",
  })
  expect(out).toContain('warning[bicep/loop]: the loop of `n` does not run: ')
})

test('modules that call themselves, and files that only import or call each other', async () => {
  expect(await checked({ 'main.bicep': "module me 'main.bicep' = {}\n" })).toContain('error[bicep/module-cycle]')
  const ring = await checked({ 'a.bicep': `module b 'b.bicep' = {}\n${network("'*'")}`, 'b.bicep': "module a 'a.bicep' = {}\n" })
  expect(ring).toContain('error[bicep/module-cycle]')
  expect(ring).toContain('error[ports/open/ssh]')
  expect(await checked({ 'main.bicep': `import * as me from 'main.bicep'\n${network("'*'")}` })).toContain('error[ports/open/ssh]')
})

test('files outside of the workspace, by their names and by links', async () => {
  const out = await checked({
    'main.bicep': `
var a = loadFileAsBase64('../../../.ssh/id')
var b = loadTextContent('/etc/passwd')
var c = loadJsonContent('linked/secret.json').a
module m 'linked/mod.bicep' = {}
${network("'${a}${b}${c}'")}`,
  })
  for (const path of ['../../../.ssh/id', '/etc/passwd', 'linked/secret.json'])
    expect(out).toContain(`\`${path}\` cannot be read: it lies outside the workspace`)
  expect(out).toContain('error[bicep/module-not-found]: module `linked/mod.bicep` is not read')
  expect(out).toMatch(/1 judgement: 0 hold, 0 fail, 1 unsure/)
})

test('a hundred million characters of JSON, and of Bicep', async () => {
  const grown = (name: string) => (folder: string) => truncateSync(join(folder, name), 100_000_000)
  const main = network("loadJsonContent('big.json').a")
  const json = await checked({ 'main.bicep': main, 'big.json': '{' }, grown('big.json'))
  expect(json).toContain('`big.json` cannot be read: it is too large')
  expect(json).toMatch(/1 judgement: 0 hold, 0 fail, 1 unsure/)
  expect(await checked({ 'main.bicep': main }, grown('main.bicep'))).toContain('error[bicep/unreadable-file]: `main.bicep` cannot be read')
})

test('templates that link to themselves, and names of definitions that are no text', async () => {
  const head = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0' }
  const link = { type: 'Microsoft.Resources/deployments', apiVersion: '2024-03-01', name: 'x' }
  const itself = {
    ...head,
    resources: [{ ...link, properties: { mode: 'Incremental', templateLink: { relativePath: 'azuredeploy.json' } } }],
  }
  expect(await checked({ 'azuredeploy.json': JSON.stringify(itself) })).toContain('1 module source not read: `azuredeploy.json`')
  const odd = { ...head, languageVersion: '2.0', definitions: {}, parameters: { p: { $ref: '#/definitions/%ff' } }, resources: {} }
  expect(await checked({ 'azuredeploy.json': JSON.stringify(odd) })).toContain('1 root')
})

/** `vnetproof init`: what it writes is read as it stands by the program itself, nothing that is there is touched, and what is filled in settles what it says. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readAssumptions } from '../../src/policy/assumptions-file.ts'
import { readConfiguration } from '../../src/policy/configuration.ts'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'
import { newRepository } from '../support/repository.ts'
import { source } from '../support/source.ts'

const run = async (cwd: string, ...argv: readonly string[]) => {
  let out = ''
  let err = ''
  const code = await runTerminal(argv, {
    cwd,
    stdout: { write: (part) => (out += part) },
    stderr: { write: (part) => (err += part) },
    environment: {},
    now: () => 0,
    today: '2026-01-01',
  })
  return { code, out, err }
}

interface Report {
  readonly mistakes: readonly unknown[]
  readonly run: { readonly roots: readonly { readonly name: string; readonly judged: boolean }[] }
  readonly findings: readonly {
    readonly code: string
    readonly subject: string
    readonly outcome: string
    readonly doubts: readonly { readonly what: string }[]
    readonly leansOn?: readonly string[]
  }[]
}

const report = async (cwd: string, ...more: readonly string[]): Promise<Report> =>
  JSON.parse((await run(cwd, 'check', '--format', 'json', ...more)).out) as Report

const judgedRoots = async (cwd: string): Promise<readonly string[]> =>
  (await report(cwd)).run.roots.flatMap(({ name, judged }) => (judged ? [name] : []))

const filesIn = (folder: string, at = ''): Record<string, string> =>
  Object.assign(
    {},
    ...readdirSync(join(folder, at), { withFileTypes: true }).map((entry) => {
      const path = at === '' ? entry.name : `${at}/${entry.name}`
      if (entry.name === '.git') return {}
      return entry.isDirectory() ? filesIn(folder, path) : entry.isFile() ? { [path]: readFileSync(join(folder, path), 'utf8') } : {}
    }),
  ) as Record<string, string>

const written = (before: Record<string, string>, after: Record<string, string>): readonly string[] =>
  Object.keys(after)
    .filter((path) => before[path] !== after[path])
    .sort()

/** What the program says of the two files. */
const mistakesIn = (folder: string): readonly string[] => {
  const told: string[] = []
  const file = (path: string) => ({ path, text: readFileSync(join(folder, path), 'utf8'), language: 'yaml' as const })
  readConfiguration(file('vnetproof.yaml'), ({ message }) => told.push(message))
  if (existsSync(join(folder, 'network/assumptions.yaml')))
    readAssumptions(file('network/assumptions.yaml'), ({ message }) => told.push(message))
  return told
}

const spoke = source`
  provider "azurerm" {
    features {}
  }
  resource "azurerm_virtual_network" "spoke" {
    name                = "spoke"
    resource_group_name = "net"
    location            = "westeurope"
    address_space       = ["10.1.0.0/16"]
  }
  resource "azurerm_subnet" "app" {
    name                 = "app"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.spoke.name
    address_prefixes     = ["10.1.1.0/24"]
  }
  resource "azurerm_network_security_group" "app" {
    name                = "app"
    resource_group_name = "net"
    location            = "westeurope"
  }
  resource "azurerm_subnet_network_security_group_association" "app" {
    subnet_id                 = azurerm_subnet.app.id
    network_security_group_id = azurerm_network_security_group.app.id
  }
`
const bicep = source`
  param location string = 'westeurope'
  resource spoke 'Microsoft.Network/virtualNetworks@2024-05-01' = {
    name: 'spoke'
    location: location
    properties: {
      addressSpace: { addressPrefixes: ['10.1.0.0/16'] }
      subnets: [{ name: 'app', properties: { addressPrefix: '10.1.1.0/24' } }]
    }
  }
`

describe('what it writes', () => {
  test('in a repository: a workflow, a configuration, and nothing the second time', async () => {
    const { folder } = newRepository({ 'infra/main.tf': spoke, 'bicep/main.bicep': bicep })
    const before = filesIn(folder)
    const first = await run(folder, 'init')
    const after = filesIn(folder)
    expect([first.code, first.err]).toEqual([0, ''])
    expect(written(before, after)).toEqual(['.github/workflows/vnetproof.yml', 'vnetproof.yaml'])
    expect(after['.github/workflows/vnetproof.yml']).toBe(readFileSync('examples/workflows/pull-requests.yml', 'utf8'))
    expect(mistakesIn(folder)).toEqual([])
    expect(first.out).toMatch(/^found +2 roots · 5 resources of /)
    expect(first.out).toContain('wrote   .github/workflows/vnetproof.yml: ')
    expect(first.out).toContain('next    `vnetproof check`')
    expect(first.out).toContain('`vnetproof check --base main`')
    expect(first.out.split('\n').length).toBeLessThan(10)
    expect(await judgedRoots(folder)).toEqual(['bicep/main.bicep', 'infra'])

    const second = await run(folder, 'init')
    expect(second.code).toBe(0)
    expect(filesIn(folder)).toEqual(after)
    expect(second.out).not.toContain('wrote')
    expect(second.out).toContain('kept    vnetproof.yaml: is there already')
  })

  test('in a folder of it: at the top, for that folder', async () => {
    const { folder } = newRepository({ 'infra/main.tf': spoke, 'other/main.tf': spoke })
    const { code, out } = await run(join(folder, 'infra'), 'init')
    expect(code).toBe(0)
    expect(out).toContain('wrote   ../vnetproof.yaml')
    const workflow = parse(readFileSync(join(folder, '.github/workflows/vnetproof.yml'), 'utf8')) as {
      jobs: { vnetproof: { steps: readonly { uses: string; with?: unknown }[] } }
    }
    expect(workflow.jobs.vnetproof.steps.map((step) => step.with)).toEqual([{ 'persist-credentials': false }, { paths: 'infra' }])
    expect(readFileSync(join(folder, 'vnetproof.yaml'), 'utf8')).not.toContain('other')
    const files = filesIn(folder)
    await run(join(folder, 'infra'), 'init')
    expect(filesIn(folder)).toEqual(files)
  })

  test('a folder whose name could be read as anything else is not named in the workflow', async () => {
    const { folder } = newRepository({ 'a${{ github.token }}, b/main.tf': spoke })
    expect((await run(join(folder, 'a${{ github.token }}, b'), 'init')).code).toBe(0)
    expect(readFileSync(join(folder, '.github/workflows/vnetproof.yml'), 'utf8')).toBe(
      readFileSync('examples/workflows/pull-requests.yml', 'utf8'),
    )
    expect(mistakesIn(folder)).toEqual([])
  })

  test('without git, where it is', async () => {
    const folder = folderWith({ 'main.bicep': bicep })
    const { code, out } = await run(folder, 'init')
    expect([code, Object.keys(filesIn(folder)).sort()]).toEqual([0, ['.github/workflows/vnetproof.yml', 'main.bicep', 'vnetproof.yaml']])
    expect(out).not.toContain('--base')
  })

  test('nothing where there is nothing', async () => {
    const folder = folderWith({ 'README.md': '# nothing\n' })
    expect(await run(folder, 'init')).toEqual({
      code: 0,
      out: 'no Terraform, Bicep or template here: nothing to judge, and nothing is written\n',
      err: '',
    })
    expect(Object.keys(filesIn(folder))).toEqual(['README.md'])
  })

  test('it takes no options of other commands', async () => {
    const folder = folderWith({ 'main.tf': spoke })
    const { code, err } = await run(folder, 'init', '--fail-on', 'never', '--config', 'a.yaml')
    expect(code).toBe(2)
    expect(err).toContain('`--fail-on` is no option of `vnetproof init`')
    expect(err).toContain('`--config` is no option of `vnetproof init`')
  })
})

describe('what is there stays', () => {
  test('a configuration in .github, and a workflow of another name that runs the program', async () => {
    const workflow = 'on: push\njobs:\n  a:\n    steps:\n      - uses: vnetproof/vnetproof@v1\n'
    const { folder } = newRepository({
      'main.tf': spoke,
      '.github/vnetproof.yaml': 'fail-on: warning\n',
      '.github/workflows/network.yaml': workflow,
    })
    const before = filesIn(folder)
    const { code, out } = await run(folder, 'init')
    expect([code, filesIn(folder)]).toEqual([0, before])
    expect(out).toContain('kept    .github/workflows/network.yaml')
    expect(out).toContain('kept    .github/vnetproof.yaml')
  })

  test('assumptions that a configuration names, and a line that it lacks is told', async () => {
    const { folder } = newRepository({
      'main.tf': spoke,
      'vnetproof.yaml': 'fail-on: warning\n',
      'network/assumptions.yaml': 'cloud: public\n',
    })
    const { out } = await run(folder, 'init')
    expect(out).toContain('kept    vnetproof.yaml: is there already; add `assume: network/assumptions.yaml` to it')
    expect(out).toContain('kept    network/assumptions.yaml: is there already')
    expect(readFileSync(join(folder, 'network/assumptions.yaml'), 'utf8')).toBe('cloud: public\n')
  })

  test('a configuration with a mistake is told, and nothing is written', async () => {
    const { folder } = newRepository({ 'main.tf': spoke, 'vnetproof.yaml': 'polices: [bastion]\n' })
    const before = filesIn(folder)
    const { code, err } = await run(folder, 'init')
    expect([code, filesIn(folder)]).toEqual([2, before])
    expect(err).toContain('did you mean `policies`?')
  })

  test('a folder with a configuration of its own gets no workflow, which nobody would read there', async () => {
    const { folder } = newRepository({ 'infra/main.tf': spoke, 'infra/vnetproof.yaml': 'fail-on: warning\n' })
    const { code, out } = await run(join(folder, 'infra'), 'init')
    expect([code, existsSync(join(folder, '.github')), existsSync(join(folder, 'infra/.github'))]).toEqual([0, false, false])
    expect(out).toContain('no workflow is written')
  })

  test('links that lead out are not written through', async () => {
    const outside = folderWith({})
    const { folder } = newRepository({ 'main.tf': spoke })
    symlinkSync(outside, join(folder, '.github'))
    symlinkSync(join(outside, 'stolen.yaml'), join(folder, 'vnetproof.yaml'))
    const { code, err, out } = await run(folder, 'init')
    expect(code).toBe(2)
    expect(err).toContain('leads out of the repository')
    expect(out).toContain('kept    vnetproof.yaml')
    expect(readdirSync(outside)).toEqual([])
  })
})

describe('roots', () => {
  const variables = 'variable "space" {\n  type = string\n}\nvariable "tag" {\n  default = "x"\n}\n'
  const code = spoke.replace('["10.1.0.0/16"]', '[var.space]') + variables
  const values = (space: string): string => `space = "${space}"\n`

  test('variable files that are alternatives are worlds of their own, and the other roots stay', async () => {
    const folder = folderWith({
      'infra/main.tf': code,
      'infra/env/prod.tfvars': values('10.1.0.0/16'),
      'infra/env/dev.tfvars': values('10.1.0.0/20'),
      'hub/main.tf': spoke,
      'main.bicep': bicep,
      'main.bicepparam': "using 'main.bicep'\nparam location = 'northeurope'\n",
    })
    expect((await run(folder, 'init')).code).toBe(0)
    expect(mistakesIn(folder)).toEqual([])
    const { roots } = parse(readFileSync(join(folder, 'vnetproof.yaml'), 'utf8')) as { roots: unknown }
    expect(roots).toEqual([
      { path: 'hub' },
      { path: 'infra', vars: ['env/dev.tfvars'], name: 'dev' },
      { path: 'infra', vars: ['env/prod.tfvars'], name: 'prod' },
      { path: 'main.bicep', params: 'main.bicepparam' },
    ])
    expect(await judgedRoots(folder)).toEqual(['hub', 'infra (dev)', 'infra (prod)', 'main.bicep'])
  })

  test.each([
    ['that are put together', { 'infra/a.tfvars': values('10.1.0.0/16'), 'infra/b.tfvars': 'tag = "b"\n' }],
    ['one of which lacks a value', { 'infra/a.tfvars': values('10.1.0.0/16'), 'infra/b.tfvars': '' }],
    ['that give what is not declared', { 'infra/a.tfvars': `${values('10.1.0.0/16')}other = 1\n` }],
    ['that show how', { 'infra/example.tfvars': values('10.1.0.0/16') }],
    ['that cannot be read', { 'infra/a.tfvars': 'space = \n' }],
  ])('variable files %s are told, not guessed', async (_, files) => {
    const folder = folderWith({ 'infra/main.tf': code, ...files })
    expect((await run(folder, 'init')).code).toBe(0)
    const text = readFileSync(join(folder, 'vnetproof.yaml'), 'utf8')
    expect(parse(text)).toEqual({ 'fail-on': 'error' })
    expect(text).toContain(
      `#   - { path: infra, vars: [${Object.keys(files)
        .map((path) => path.slice(6))
        .join(', ')}] }`,
    )
    expect(await judgedRoots(folder)).toEqual(['infra'])
  })

  test('where there are libraries only, these are judged', async () => {
    const library = spoke.replace(/^provider[\s\S]*?^}\n/m, '')
    const folder = folderWith({ 'main.tf': library, 'modules/a/main.tf': library })
    await run(folder, 'init')
    expect(mistakesIn(folder)).toEqual([])
    expect(await judgedRoots(folder)).toEqual(['.', 'modules/a'])
  })
})

const closed = source`
  policy: closed
  for: subnet
  rules:
    - id: open
      kind: nsg-matrix
      severity: error
      at: subnet
      flows:
        - { id: peers, direction: inbound, from: [10.0.0.0/16, 10.77.0.0/16], to: subnet, protocol: tcp, ports: [22], expect: deny }
    - id: way
      kind: reach
      severity: error
      at: subnet
      paths:
        - { id: out, to: "198.51.100.7", protocol: tcp, ports: [443], expect: reach }
`
const configuration = 'policies: [./p]\nassume: network/assumptions.yaml\n'

/** Lines that are statements once their `#` is gone; the first three are about the file. */
const uncommented = (text: string): string =>
  text
    .split('\n')
    .slice(3)
    .map((line) => line.replace(/^# ?/, ''))
    .join('\n')

const peering = (remote: string): string => source`
  resource "azurerm_virtual_network_peering" "hub" {
    name                      = "hub"
    resource_group_name       = "net"
    virtual_network_name      = azurerm_virtual_network.spoke.name
    remote_virtual_network_id = ${remote}
  }
`
const hubId = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub'
const gateway = source`
  resource "azurerm_subnet" "gateway" {
    name                 = "GatewaySubnet"
    resource_group_name  = "net"
    virtual_network_name = azurerm_virtual_network.spoke.name
    address_prefixes     = ["10.1.255.0/27"]
  }
  resource "azurerm_virtual_network_gateway" "main" {
    name                = "main"
    resource_group_name = "net"
    location            = "westeurope"
    type                = "ExpressRoute"
    sku                 = "Standard"
    ip_configuration {
      subnet_id            = azurerm_subnet.gateway.id
      public_ip_address_id = "/subscriptions/s/resourceGroups/net/providers/Microsoft.Network/publicIPAddresses/g"
    }
  }
`
const appliance = source`
  resource "azurerm_route_table" "app" {
    name                = "app"
    resource_group_name = "net"
    location            = "westeurope"
    route {
      name                   = "everything"
      address_prefix         = "0.0.0.0/0"
      next_hop_type          = "VirtualAppliance"
      next_hop_in_ip_address = "10.9.9.4"
    }
  }
  resource "azurerm_subnet_route_table_association" "app" {
    subnet_id      = azurerm_subnet.app.id
    route_table_id = azurerm_route_table.app.id
  }
`

describe('assumptions', () => {
  test.each<[string, string, string, Readonly<Record<string, string>>]>([
    ['a peering with an id', peering(`"${hubId}"`), 'open/peers', { PREFIX: '10.0.0.0/16', NETWORK: 'spoke' }],
    [
      'a peering with a variable',
      `variable "hub_id" {}\n${peering('var.hub_id')}`,
      'open/peers',
      { PREFIX: '10.0.0.0/16', NETWORK: 'spoke' },
    ],
    [
      'a peering with a data source',
      `data "azurerm_virtual_network" "hub" {\n  name = "hub"\n  resource_group_name = "hub"\n}\n${peering('data.azurerm_virtual_network.hub.id')}`,
      'open/peers',
      { PREFIX: '10.0.0.0/16', NETWORK: 'spoke' },
    ],
    ['a gateway that learns', gateway, 'open/peers', { PREFIX: '10.77.0.0/16' }],
    ['an appliance', appliance, 'way/out', { PREFIX: '198.51.100.0/24', PORT: '443', 'TRUE-OR-FALSE': 'false' }],
  ])(
    '%s: the statement is there as a comment, settles it when it is filled in, and is a mistake until it is',
    async (_, code, item, values) => {
      const folder = folderWith({ 'main.tf': spoke + code, 'p/closed.yaml': closed, 'vnetproof.yaml': 'policies: [./p]\n' })
      const outcome = async (): Promise<string | undefined> =>
        (await report(folder)).findings.find(({ code: id, subject }) => id === `closed/${item}` && subject === 'azurerm_subnet.app')
          ?.outcome
      expect(await outcome()).toBe('unsure')
      const { out } = await run(folder, 'init')
      expect(out).toContain('add `assume: network/assumptions.yaml` to it')
      const path = join(folder, 'network/assumptions.yaml')
      const text = readFileSync(path, 'utf8')
      writeFileSync(join(folder, 'vnetproof.yaml'), configuration)
      expect(mistakesIn(folder)).toEqual([])
      expect(await outcome()).toBe('unsure')

      writeFileSync(path, uncommented(text))
      const unfilled = await run(folder, 'check')
      expect(unfilled.code).toBe(2)

      // The same file may ask for other things too: what is not known of them is left out.
      const filled = uncommented(text).replace(/[A-Z][A-Z-]{3,}(?![\w.])/g, (word) => values[word] ?? word)
      writeFileSync(path, filled)
      expect(mistakesIn(folder)).toEqual([])
      expect(['fails', undefined]).toContain(await outcome())
      expect((await report(folder)).mistakes).toEqual([])
    },
  )

  test('servers that the code only names: the statement that findings propose is whole', async () => {
    const code = spoke.replace('["10.1.0.0/16"]', '["10.1.0.0/16"]\n  dns_servers         = ["10.1.1.9"]')
    const names = source`
      policy: names
      for: virtual-network
      rules:
        - id: dns
          kind: dns-forwarding
          severity: error
          at: virtual-network
          names: [{ id: entra, name: login.microsoftonline.com, expect: answered }]
    `
    const folder = folderWith({ 'main.tf': code, 'p/names.yaml': names, 'vnetproof.yaml': 'policies: [./p]\n' })
    const outcomes = async () => (await report(folder)).findings.map(({ code: id, outcome }) => [id, outcome])
    expect(await outcomes()).toEqual([['names/dns/entra', 'unsure']])
    await run(folder, 'init')
    const path = join(folder, 'network/assumptions.yaml')
    const text = readFileSync(path, 'utf8')
    expect(parse(uncommented(text))).toEqual({ 'dns-servers': { '10.1.1.9': { forwards: { '.': '168.63.129.16' } } } })
    writeFileSync(join(folder, 'vnetproof.yaml'), configuration)
    expect(await outcomes()).toEqual([['names/dns/entra', 'unsure']])
    writeFileSync(path, uncommented(text))
    expect(await outcomes()).toEqual([])
  })

  test('settings that nobody has given are proposed, and are a mistake until they are filled in', async () => {
    const folder = folderWith(
      Object.fromEntries(
        Object.entries(filesIn('examples/apim-internal')).map(([path, text]) => [path, text.replaceAll('Internal', 'External')]),
      ),
    )
    await run(folder, 'init')
    const text = readFileSync(join(folder, 'vnetproof.yaml'), 'utf8')
    const settings = text.slice(text.indexOf('# settings:'))
    const statements = settings.split('\n').map((line) => line.replace(/^# ?/, ''))
    expect(parse(statements.join('\n'))).toMatchObject({ settings: { 'api-management': { clients: ['PREFIX'] } } })
    for (const [index, line] of statements.entries()) {
      if (!line.startsWith('    ')) continue
      const policy = statements.slice(0, index).findLast((other) => /^ {2}\S/.test(other))!
      writeFileSync(join(folder, 'vnetproof.yaml'), ['settings:', policy, line, ''].join('\n'))
      expect((await report(folder)).mistakes, line).toHaveLength(1)
    }
  })

  test('names of others stay in their comment, whatever they hold', async () => {
    const evil = 'gw\\n\\n# x\\non-premises:\\n  advertises: []\\n\\u0085\\u2028cloud: china'
    const text = JSON.stringify({
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: 'Microsoft.Network/virtualNetworks',
          apiVersion: '2024-05-01',
          name: 'spoke',
          location: 'westeurope',
          properties: {
            addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
            subnets: [
              { name: 'GatewaySubnet', properties: { addressPrefix: '10.1.255.0/27' } },
              {
                name: 'app',
                properties: {
                  addressPrefix: '10.1.1.0/24',
                  networkSecurityGroup: { id: "[resourceId('Microsoft.Network/networkSecurityGroups', 'app')]" },
                },
              },
            ],
          },
        },
        { type: 'Microsoft.Network/networkSecurityGroups', apiVersion: '2024-05-01', name: 'app', location: 'westeurope', properties: {} },
        {
          type: 'Microsoft.Network/virtualNetworkGateways',
          apiVersion: '2024-05-01',
          name: JSON.parse(`"${evil}"`) as string,
          location: 'westeurope',
          properties: {
            gatewayType: 'ExpressRoute',
            sku: { name: 'Standard', tier: 'Standard' },
            ipConfigurations: [
              {
                name: 'a',
                properties: { subnet: { id: "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'spoke', 'GatewaySubnet')]" } },
              },
            ],
          },
        },
      ],
    })
    const folder = folderWith({ 'azuredeploy.json': text, 'p/closed.yaml': closed })
    mkdirSync(join(folder, '.github'))
    writeFileSync(join(folder, '.github/vnetproof.yaml'), configuration.replace(/^assume.*\n/m, ''))
    await run(folder, 'init')
    const skeleton = readFileSync(join(folder, 'network/assumptions.yaml'), 'utf8')
    expect(skeleton).toContain('learns')
    expect(skeleton.split(/[\n\r\u0085\u2028\u2029]/).filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
    expect(parse(skeleton)).toBe(null)
  })
})

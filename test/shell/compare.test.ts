/** Two revisions of one repository, from the command line to what a person and a program are told. */
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { newRepository, type Repository } from '../support/repository.ts'
import { source } from '../support/source.ts'

const policy = (expectation: string): string => source`
  policy: no-admin-ports
  title: No administration from Internet
  for: subnet
  rules:
    - id: open
      kind: nsg-matrix
      severity: error
      at: subnet
      declared: off
      flows:
        - { id: ssh, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [22], expect: ${expectation} }
        - { id: rdp, direction: inbound, from: Internet, to: subnet, protocol: tcp, ports: [3389], expect: ${expectation} }
`

const configuration = 'policies: [./policy.yaml]\n'

const rule = (name: string, priority: number, access: string, port: string): string => source`
  security_rule {
    name                       = "${name}"
    priority                   = ${priority}
    direction                  = "Inbound"
    access                     = "${access}"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "${port}"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
`

/** SSH from these sources. */
const sshFrom = (...sources: readonly string[]): string =>
  group(
    ...sources.map((from, index) =>
      ssh
        .replace('"ssh"', `"ssh-${index}"`)
        .replace('100', `${100 + index}`)
        .replace('source_address_prefix      = "*"', `source_address_prefix      = "${from}"`),
    ),
  )

const frame = source`
  provider "azurerm" {
    features {}
  }

  resource "azurerm_virtual_network" "main" {
    name                = "vnet"
    location            = "westeurope"
    resource_group_name = "rg"
    address_space       = ["10.0.0.0/16"]
  }

  resource "azurerm_subnet" "web" {
    name                 = "web"
    resource_group_name  = "rg"
    virtual_network_name = azurerm_virtual_network.main.name
    address_prefixes     = ["10.0.1.0/24"]
  }

  resource "azurerm_subnet_network_security_group_association" "web" {
    subnet_id                 = azurerm_subnet.web.id
    network_security_group_id = azurerm_network_security_group.web.id
  }
`

const group = (...rules: readonly string[]): string => source`
  resource "azurerm_network_security_group" "web" {
    name                = "nsg-web"
    location            = "westeurope"
    resource_group_name = "rg"
    ${rules.join('\n')}
  }
`

const ssh = rule('ssh', 100, 'Allow', '22')
const rdp = rule('rdp', 110, 'Allow', '3389')
const http = rule('http', 120, 'Allow', '80')
const law = { 'vnetproof.yaml': configuration, 'policy.yaml': policy('deny') }

const run = async (repository: Repository, line: string, cwd = repository.folder) => {
  let stdout = ''
  let stderr = ''
  const code = await runTerminal(line.split(' ').filter(Boolean), {
    cwd,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    now: () => 0,
    today: '2026-01-01',
  })
  return { code, stdout, stderr }
}

const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(readFileSync('schema/report.schema.json', 'utf8')),
)

interface Told {
  readonly code: string
  readonly subject: string
  readonly state?: string
}

/** What JSON says, in short: `ssh introduced`. */
const told = async (repository: Repository, more = '') => {
  const { code, stdout, stderr } = await run(repository, `check --base HEAD --format json ${more}`)
  expect(stderr).toBe('')
  const document = JSON.parse(stdout)
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
  const short = (list: readonly Told[]) =>
    list.map((one) => `${one.code.split('/').at(-1)}${one.state === undefined ? '' : ` ${one.state}`}`)
  const { introduced, stillThere, fixed } = document.summary
  return {
    code,
    verdict: document.verdict,
    findings: short(document.findings).sort(),
    fixed: short(document.fixed).sort(),
    counts: [introduced, stillThere, fixed],
    document,
  }
}

const repositoryOf = (files: Readonly<Record<string, string>>): Repository => newRepository({ ...law, ...files })

describe('compared with a base', () => {
  test('a rule that is broken here is introduced: exit code 1', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http) })
    repository.write({ 'net/nsg.tf': group(ssh, http) })
    expect(await told(repository)).toMatchObject({
      code: 1,
      verdict: 'fails',
      findings: ['ssh introduced'],
      fixed: [],
      counts: [1, 0, 0],
    })
    const { code, stdout } = await run(repository, 'check --base HEAD')
    expect(code).toBe(1)
    expect(stdout).toMatch(/= compared {4}new since HEAD/)
    expect(stdout).toContain('2 judgements: 1 holds, 1 fails, 0 unsure · 1 new, 0 still there, 0 fixed since HEAD · 0 ms')
  })

  test('what was broken before is still there: told, and no failure', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(ssh) })
    repository.write({ 'net/nsg.tf': group(ssh, http) })
    expect(await told(repository)).toMatchObject({ code: 0, verdict: 'holds', findings: ['ssh still-there'], counts: [0, 1, 0] })
    const { code, stdout } = await run(repository, 'check --base HEAD')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^still there since HEAD\[no-admin-ports\/open\/ssh\]: .* \(azurerm_subnet\.web.*net\/nsg\.tf:\d+:\d+\)$/m)
    expect((await told(repository, '--scope changed')).code).toBe(1)
    expect((await told(repository, '--scope all')).code).toBe(1)
    expect((await run(repository, 'check')).code).toBe(1)
  })

  test('one that is mended is fixed; beside a new one both are told', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(ssh) })
    repository.write({ 'net/nsg.tf': group(rdp) })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['rdp introduced'], fixed: ['ssh'], counts: [1, 0, 1] })
    repository.write({ 'net/nsg.tf': group(http) })
    expect(await told(repository)).toMatchObject({ code: 0, verdict: 'holds', findings: [], fixed: ['ssh'] })
    const { stdout } = await run(repository, 'check --base HEAD')
    expect(stdout).toMatch(/^fixed\[no-admin-ports\/open\/ssh\]: .*net\/nsg\.tf:\d+:\d+ in HEAD\)$/m)
  })

  test('what is waived here is not fixed, and what was waived there is not new', async () => {
    const waived = group(
      ssh.replace('security_rule {', 'security_rule { # vnetproof:ignore no-admin-ports/open/ssh until 2026-02-01: a test'),
    )
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(ssh) })
    repository.write({ 'net/nsg.tf': waived })
    const first = await told(repository)
    expect(first).toMatchObject({ code: 0, findings: [], fixed: [] })
    expect(first.document.waived).toHaveLength(1)
    repository.commit({})
    repository.write({ 'net/nsg.tf': group(ssh) })
    expect(await told(repository)).toMatchObject({ code: 0, findings: ['ssh still-there'], fixed: [] })
  })

  test('a resource that is taken away takes its findings with it', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(ssh), 'other/main.tf': frame + group(rdp) })
    repository.write({ 'net/main.tf': undefined, 'net/nsg.tf': undefined })
    expect(await told(repository)).toMatchObject({ code: 0, findings: ['rdp still-there'], fixed: ['ssh'] })
    expect((await told(repository)).document.comparison.notJudged).toBe(0)
  })

  test.each<readonly [string, Readonly<Record<string, string | undefined>>]>([
    ['files are renamed', { 'net/main.tf': undefined, 'net/nsg.tf': undefined, 'net/frame.tf': frame, 'net/group.tf': group(ssh, http) }],
    ['a resource moves to another file', { 'net/nsg.tf': undefined, 'net/main.tf': frame + group(ssh, http) }],
    ['rules change their order', { 'net/nsg.tf': group(http, ssh) }],
    ['rules change name and priority', { 'net/nsg.tf': group(http, rule('admin', 400, 'Allow', '22')) }],
    ['lines are added', { 'net/nsg.tf': `${'\n# more\n'.repeat(50)}${group(ssh, http)}` }],
  ])('nothing is introduced where %s', async (_what, change) => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(ssh, http) })
    repository.write(change)
    expect(await told(repository)).toMatchObject({ code: 0, findings: ['ssh still-there'], fixed: [], counts: [0, 1, 0] })
  })

  test.each<readonly [string, readonly string[], readonly string[], string, string]>([
    ['more addresses', ['20.1.0.0/16'], ['20.0.0.0/15'], 'introduced', 'new packets since HEAD'],
    ['other addresses', ['20.1.0.0/16'], ['20.2.0.0/16'], 'introduced', 'new packets since HEAD'],
    ['fewer addresses', ['20.0.0.0/15'], ['20.1.0.0/16'], 'still-there', 'still there since HEAD'],
    ['the same in two rules', ['20.0.0.0/15'], ['20.1.0.0/16', '20.0.0.0/16'], 'still-there', 'still there since HEAD'],
    ['a tag beside addresses', ['20.1.0.0/16'], ['20.1.0.0/16', 'Storage'], 'introduced', 'new packets since HEAD'],
    ['a part of a tag', ['Storage'], ['Storage.WestEurope'], 'still-there', 'still there since HEAD'],
    ['the whole of a tag', ['Storage.WestEurope'], ['Storage'], 'introduced', 'new packets since HEAD'],
  ])('a failure for %s', async (_what, before, after, state, words) => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': sshFrom(...before) })
    repository.write({ 'net/nsg.tf': sshFrom(...after) })
    expect(await told(repository)).toMatchObject({ code: state === 'introduced' ? 1 : 0, findings: [`ssh ${state}`], fixed: [] })
    expect((await run(repository, 'check --base HEAD')).stdout).toContain(words)
  })

  test('what held and depends on something unknown now is introduced; what was unknown and fails now is, too', async () => {
    const variable = 'variable "port" {\n  type = string\n}\n'
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http) })
    repository.write({ 'net/nsg.tf': variable + group(rule('x', 100, 'Allow', `\${var.port}`)) })
    expect(await told(repository)).toMatchObject({ code: 0, verdict: 'unsure', findings: ['rdp introduced', 'ssh introduced'] })
    expect((await told(repository, '--fail-on unsure')).code).toBe(1)
    repository.commit({})
    repository.write({ 'net/terraform.tfvars': 'port = "22"\n' })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'], fixed: ['rdp'] })
  })

  test('policies and configuration are those of the base', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http) })
    repository.write({ 'net/nsg.tf': group(ssh), 'policy.yaml': policy('allow') })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'] })
    repository.write({ 'policy.yaml': 'policy: [', 'vnetproof.yaml': 'policies: []\nfail-on: never\n' })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'] })
    repository.write({ 'policy.yaml': undefined, 'vnetproof.yaml': undefined })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'] })
  })

  test('where those of the base do not read, those at hand count, and that is told first', async () => {
    const repository = newRepository({ ...law, 'policy.yaml': 'policy: x\nfor: subnett\nrules: []\n', 'net/main.tf': frame + group(ssh) })
    repository.write({ 'policy.yaml': policy('deny'), 'net/main.tf': frame + group(ssh, rdp) })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['rdp introduced', 'ssh still-there'] })
    const { stdout } = await run(repository, 'check --base HEAD')
    expect(stdout).toMatch(/^warning: policies, configuration or service tags of `HEAD` do not read/)
    for (const format of ['markdown', 'github'])
      expect((await run(repository, `check --base HEAD --format ${format}`)).stdout).toContain('do not read')
  })

  test('what the base judges and nobody can judge here is not said to hold', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http) })
    repository.write({ 'net/main.tf': 'module "net" {\n  source = "Azure/network/azurerm"\n}\n', 'net/nsg.tf': undefined })
    expect(await told(repository)).toMatchObject({ code: 0, verdict: 'unsure', findings: [], document: { comparison: { notJudged: 2 } } })
    expect((await run(repository, 'check --base HEAD --format markdown')).stdout).toMatch(/^# VNetProof is not sure: 0 new/)
    expect((await told(repository, '--fail-on unsure')).code).toBe(1)
  })

  test('service tags that the base holds and that do not read are not quietly those at hand', async () => {
    const tags = {
      'tags_20260101.json': JSON.stringify({
        changeNumber: 1,
        cloud: 'Public',
        values: [{ name: 'Storage', id: 'Storage', properties: { addressPrefixes: ['20.0.0.0/16'] } }],
      }),
    }
    const repository = repositoryOf({ 'net/main.tf': frame + group(http), 'tags_20260101.json': 'x'.repeat(9_000_000) })
    repository.write(tags)
    const { stdout } = await run(repository, 'check --base HEAD --service-tags tags_20260101.json')
    expect(stdout).toMatch(
      /^warning: policies, configuration or service tags of `HEAD` do not read \(`tags_20260101.json` is no file of service tags/,
    )
  })

  test('a file that no longer reads fixes nothing, and counts as an error; one that did not read before does not', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(ssh) })
    repository.write({ 'net/nsg.tf': `${group(http)}\nresource {{` })
    expect(await told(repository)).toMatchObject({ code: 1, verdict: 'fails', fixed: [] })
    expect((await told(repository, '--fail-on never')).code).toBe(0)
    // The subject itself stands in the file that does not read.
    repository.write({ 'net/main.tf': 'provider "azurerm" {\n  features {}\n}\nresource {{', 'net/nsg.tf': group(http) })
    expect(await told(repository)).toMatchObject({ code: 1, fixed: [], document: { comparison: { notJudged: 2 } } })
    repository.commit({})
    repository.write({ 'net/main.tf': undefined, 'net/renamed.tf': 'provider "azurerm" {\n  features {}\n}\nresource {{' })
    expect(await told(repository)).toMatchObject({ code: 0, document: { comparison: { newlyUnread: [] } } })
  })

  test('a root that nobody touched is not in what changed', async () => {
    const repository = repositoryOf({
      'a/main.tf': frame + group(ssh),
      'b/main.tf': `${frame}module "group" {\n  source = "../shared"\n}\n`,
      'shared/main.tf': group(http),
    })
    repository.write({ 'README.md': 'more', 'a/README.md': 'more' })
    expect((await told(repository, '--scope changed')).code).toBe(0)
    repository.write({ 'a/extra.tf': '# more\n' })
    expect((await told(repository, '--scope changed')).code).toBe(1)
  })

  test('a module that changes touches the roots that use it', async () => {
    const call = `${frame.replace('azurerm_network_security_group.web.id', 'module.group.id')}module "group" {\n  source = "../shared"\n}\n`
    const output = 'output "id" {\n  value = azurerm_network_security_group.web.id\n}\n'
    const repository = repositoryOf({ 'a/main.tf': call, 'b/main.tf': call, 'shared/main.tf': group(http) + output })
    repository.write({ 'shared/main.tf': group(ssh) + output })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced', 'ssh introduced'] })
  })

  test('a module that is gone, in code that nobody touched, touches them too', async () => {
    const call = `${frame.replace('azurerm_network_security_group.web.id', 'module.group.id')}module "group" {\n  source = "../shared"\n}\n`
    const output = 'output "id" {\n  value = azurerm_network_security_group.web.id\n}\n'
    const repository = repositoryOf({ 'a/main.tf': call, 'shared/main.tf': group(ssh) + output })
    repository.write({ 'shared/main.tf': undefined })
    expect(await told(repository)).toMatchObject({ findings: ['rdp introduced', 'ssh still-there'], fixed: [] })
  })

  test('a file that an expression reads touches the root as well', async () => {
    const read = group(rule('x', 100, 'Allow', `\${trimspace(file("\${path.module}/port.txt"))}`))
    const repository = repositoryOf({ 'net/main.tf': frame + read, 'net/port.txt': '80\n' })
    repository.write({ 'net/port.txt': '22\n' })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'] })
  })

  test('a file that the root reads which gives another its values touches that one, and every other', async () => {
    const gives =
      'terraform {\n  backend "local" {}\n}\n\nvariable "port" {\n  type = string\n}\n\noutput "port" {\n  value = var.port\n}\n\nresource "azurerm_resource_group" "a" {\n  name     = "a"\n  location = "westeurope"\n}\n'
    const takes = `data "terraform_remote_state" "hub" {\n  backend = "local"\n  config = {\n    path = "../hub/terraform.tfstate"\n  }\n}\n\n${group(rule('x', 100, 'Allow', `\${data.terraform_remote_state.hub.outputs.port}`))}`
    const repository = repositoryOf({
      'hub/main.tf': gives,
      'hub/terraform.tfvars': 'port = "80"\n',
      'a/main.tf': frame + takes,
      'b/main.tf': frame + takes,
    })
    repository.write({ 'hub/terraform.tfvars': 'port = "22"\n' })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced', 'ssh introduced'] })
  })

  test('every format says what is new, still there and fixed', async () => {
    const repository = repositoryOf({ 'a/main.tf': frame + group(ssh), 'b/main.tf': frame + group(rdp) })
    repository.write({ 'a/main.tf': frame + group(ssh, rdp), 'b/main.tf': frame + group(http) })
    const counts = '1 new, 1 still there, 1 fixed since HEAD'
    expect((await run(repository, 'check --base HEAD')).stdout).toContain(counts)
    const markdown = (await run(repository, 'check --base HEAD --format markdown')).stdout
    expect(markdown.split('\n')[0]).toMatch(/^# VNetProof fails.*1 new.*1 still there.*1 fixed since HEAD$/)
    expect(markdown).toMatch(/## Not in scope\n\n- still there since HEAD · .*ssh/)
    expect(markdown).toMatch(/## Fixed\n\n- .*rdp/)
    const github = (await run(repository, 'check --base HEAD --format github')).stdout.trimEnd().split('\n')
    expect(github).toHaveLength(2)
    expect(github[0]).toMatch(/^::error title=no-admin-ports\/open\/rdp,file=a\/main\.tf.*%0Acompared: new since HEAD/)
    expect(github[1]).toBe(`::notice title=VNetProof::${counts}`)
    const [sarif] = JSON.parse((await run(repository, 'check --base HEAD --format sarif')).stdout).runs
    expect(
      sarif.results.map((result: { ruleId: string; properties: { state: string } }) => [result.ruleId, result.properties.state]),
    ).toEqual(
      expect.arrayContaining([
        ['no-admin-ports/open/ssh', 'still-there'],
        ['no-admin-ports/open/rdp', 'introduced'],
      ]),
    )
    expect(sarif.properties).toMatchObject({ introduced: 1, stillThere: 1, fixed: 1 })
  })

  test('from a folder inside the repository, with a policy outside of it', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame + group(http) })
    repository.write({ 'net/main.tf': frame + group(ssh) })
    const { code, stdout } = await run(repository, 'check --base HEAD --policies ../policy.yaml', join(repository.folder, 'net'))
    expect(code).toBe(1)
    expect(stdout).toContain('┌─ main.tf:')
    expect(stdout).toContain('1 new, 0 still there, 0 fixed since HEAD')
  })

  test('links of a hostile base do not hold it up, and names do not write into the report', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame + group(ssh) })
    symlinkSync('loop', join(repository.folder, 'loop'))
    symlinkSync('..', join(repository.folder, 'net/up'))
    symlinkSync('loop.tf', join(repository.folder, 'net/loop.tf'))
    repository.commit({ 'net/a\n::error::b.tf': 'resource {{', 'net/"quoted".tf': '# x\n' })
    const { code, stdout } = await run(repository, 'check --base HEAD --format text --format github')
    expect(code).toBe(0)
    expect(stdout).not.toMatch(/^::error::b/m)
    expect(stdout).toContain('0 fixed since HEAD')
  })

  test.each(['-x', '--output=x', 'nowhere'])('a base %j that is no revision is a mistake', async (revision) => {
    const repository = repositoryOf({ 'net/main.tf': frame + group(ssh) })
    const { code, stdout, stderr } = await run(repository, `check --base=${revision}`)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`\`--base ${revision}\` cannot be read: git knows no such revision here`)
  })

  test('a scope needs a base, and is one of three', async () => {
    const repository = repositoryOf({})
    expect((await run(repository, 'check --scope all')).stderr).toContain('it needs `--base`')
    expect((await run(repository, 'check --base HEAD --scope introducd')).stderr).toContain('did you mean `introduced`?')
  })
})

describe('what is judged is no more for the judged code to say than by what', () => {
  const bare = frame.replace(/provider "azurerm" \{[^}]*\}\s*\}/, '')
  const rooted = (path: string): string => `${configuration}roots: [{ path: ${path} }]\n`
  const gone = { 'net/main.tf': undefined, 'net/nsg.tf': undefined }

  test.each<readonly [string, Readonly<Record<string, string | undefined>>]>([
    ['has no provider any more', { 'net/main.tf': bare }],
    ['is called by code that nobody judges', { 'tests/main.tf': 'module "net" {\n  source = "../net"\n}\n' }],
    [
      'is called by its own module',
      { 'net/sub.tf': 'module "sub" {\n  source = "./sub"\n}\n', 'net/sub/main.tf': 'module "net" {\n  source = "../"\n}\n' },
    ],
    ['is called with a count of none', { 'all/main.tf': `${frame}module "net" {\n  source = "../net"\n  count  = 0\n}\n` }],
  ])('a root of the base that %s is judged', async (_what, change) => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http) })
    repository.write({ ...change, 'net/nsg.tf': group(ssh) })
    expect(await told(repository)).toMatchObject({ code: 1, verdict: 'fails', document: { comparison: { notJudged: 0 } } })
    expect((await told(repository)).findings).toContain('ssh introduced')
    // What it failed as a root it fails still.
    repository.commit({ ...Object.fromEntries(Object.keys(change).map((path) => [path, undefined])), 'net/main.tf': frame })
    repository.write(change)
    expect((await told(repository)).findings).toContain('ssh still-there')
  })

  test.each<readonly [string, string, Readonly<Record<string, string>>]>([
    [
      'as the configuration says there',
      rooted('net'),
      { 'other/main.tf': frame, 'other/nsg.tf': group(ssh), 'vnetproof.yaml': rooted('other') },
    ],
    ['as nobody says', rooted('net'), { 'other/main.tf': frame, 'other/nsg.tf': group(ssh) }],
    ['as a library', configuration, { 'other/main.tf': bare, 'other/nsg.tf': group(ssh) }],
  ])('a root of the base that is moved is judged where it is now, %s', async (_what, before, change) => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http), 'vnetproof.yaml': before })
    repository.write({ ...gone, ...change })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'] })
  })

  test('a root that is new and configured with its code is judged, with its variables', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http), 'vnetproof.yaml': rooted('net') })
    const port = `variable "port" {\n  type = string\n}\n${group(rule('x', 100, 'Allow', `\${var.port}`))}`
    repository.write({
      'other/main.tf': frame + port,
      'other/a.tfvars': 'port = "22"\n',
      'vnetproof.yaml': `${configuration}roots: [{ path: net }, { path: other, name: a, vars: a.tfvars }]\n`,
    })
    expect(await told(repository)).toMatchObject({ code: 1, findings: ['ssh introduced'] })
  })

  test('no number of roots that are named keeps out those of the base, and what is left out is told', async () => {
    const repository = repositoryOf({ 'net/main.tf': frame, 'net/nsg.tf': group(http) })
    const many = Array.from({ length: 300 }, (_, index) => `  - { path: other, name: w${index} }\n`).join('')
    repository.write({
      'net/main.tf': bare,
      'net/nsg.tf': group(ssh),
      'other/main.tf': bare,
      'vnetproof.yaml': `${configuration}roots:\n${many}`,
    })
    const { code, findings, document } = await told(repository)
    expect([code, findings.includes('ssh introduced')]).toEqual([1, true])
    expect(document.run.caveats).toContainEqual('101 more roots that are new or moved are not judged: the base names none of them')
  })

  test('what nobody judged before is not judged now, and neither is an example beside a root that is deleted', async () => {
    const repository = repositoryOf({
      'net/main.tf': frame,
      'net/nsg.tf': group(http),
      'example/main.tf': frame + group(ssh),
      'library/main.tf': bare + group(ssh),
      'vnetproof.yaml': rooted('net'),
    })
    repository.write({ ...gone, 'vnetproof.yaml': `${configuration}roots: [{ path: example }]\n`, 'library/more.tf': '# more\n' })
    expect(await told(repository)).toMatchObject({ code: 0, findings: [] })
  })
})

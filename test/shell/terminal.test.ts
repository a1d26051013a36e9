import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTerminal, type Terminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'
import { source } from '../support/source.ts'

const policy = source`
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

const network = (access: string): string => source`
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

  resource "azurerm_network_security_group" "web" {
    name                = "nsg-web"
    location            = "westeurope"
    resource_group_name = "rg"

    security_rule {
      name                       = "ssh"
      priority                   = 100
      direction                  = "Inbound"
      access                     = "${access}"
      protocol                   = "Tcp"
      source_port_range          = "*"
      destination_port_range     = "22"
      source_address_prefix      = "*"
      destination_address_prefix = "*"
    }
  }

  resource "azurerm_subnet_network_security_group_association" "web" {
    subnet_id                 = azurerm_subnet.web.id
    network_security_group_id = azurerm_network_security_group.web.id
  }
`

const folder = folderWith({
  'policy.yaml': policy,
  'open/main.tf': network('Allow'),
  'closed/main.tf': network('Deny'),
  'given/main.tf': `variable "access" {}\n${network('Allow').replace('"Allow"', 'var.access')}`,
  'given/allow.tfvars.json': '{"access": "Allow"}',
  'given/deny.tfvars': 'access = "Deny"',
  'empty/readme.md': '',
  'binary/main.tf': new Uint8Array([0xff, 0xfe]),
  'bad.yaml': 'policy: bad\nfor: subnett\nrules: []\n',
})

const run = async (line: string, more: Partial<Omit<Terminal, 'stdout'>> & { readonly isTTY?: boolean } = {}) => {
  let stdout = ''
  let stderr = ''
  const { isTTY = false, ...rest } = more
  const code = await runTerminal(line.split(' ').filter(Boolean), {
    cwd: folder,
    stdout: { isTTY, write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    now: () => 0,
    ...rest,
  })
  return { code, stdout, stderr }
}

describe('vnetproof at a terminal', () => {
  test('a network that lets SSH in fails with a packet and the rule; exit code 1', async () => {
    const { code, stdout, stderr } = await run('check open --policies ./policy.yaml')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^error\[no-admin-ports\/open\/ssh\]: /)
    expect(stdout).toContain('┌─ open/main.tf:')
    expect(stdout).toMatch(/= witness {5}\d+\.\d+\.\d+\.\d+:\d+ (\(.*\) )?→ 10\.0\.1\.\d+:22\/tcp/)
    expect(stdout).toMatch(
      /= decided by {2}rule `ssh` \(priority 100\) of `azurerm_network_security_group\.web` allows it at the subnet, open\/main\.tf:\d+:3/,
    )
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 root · 4 resources of 4 kinds · 1 judgement: 0 hold, 1 fails, 0 unsure · 0 ms')
    expect(stderr).toBe('')
  })

  test('one that keeps it out holds; exit code 0', async () => {
    const { code, stdout } = await run('check closed --policies ./policy.yaml')
    expect(code).toBe(0)
    expect(stdout).toContain('1 judgement: 1 holds, 0 fail, 0 unsure')
  })

  // https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
  test.each([
    ['', {}, '1 unsure'],
    ['', { TF_VAR_access: 'Allow', TF_VAR_other: '{' }, '1 fails'],
    ['', { TF_VAR_: 'x', TF_VAR_Access: 'Allow' }, '1 unsure'],
    ['--var-file given/deny.tfvars', { TF_VAR_access: 'Allow' }, '1 holds'],
    ['--var-file given/deny.tfvars --var-file given/allow.tfvars.json', {}, '1 fails'],
    ['--var access=Deny --var-file given/allow.tfvars.json', {}, '1 fails'],
    ['--var-file given/allow.tfvars.json --var access=Deny', {}, '1 holds'],
    ['--var access=Allow --var-file given/allow.tfvars.json --var access=Deny', {}, '1 holds'],
  ])('variables are set by %s and %o', async (line, environment, expected) => {
    expect((await run(`check given --policies ./policy.yaml ${line}`, { environment })).stdout).toContain(expected)
  })

  test('fail-on never changes the exit code, not the report', async () => {
    expect((await run('check open --policies ./policy.yaml --fail-on never')).code).toBe(0)
  })

  test('paths are told as they are typed, from wherever that is', async () => {
    const { code, stdout } = await run('check ../open --policies ../policy.yaml', { cwd: join(folder, 'empty') })
    expect(code).toBe(1)
    expect(stdout).toContain('┌─ ../open/main.tf:')
    expect(stdout).toMatch(/= policy {6}\.\.\/policy\.yaml:\d+/)
  })

  test('writes each format where it is wanted', async () => {
    const { code, stdout } = await run('check open --policies ./policy.yaml --format json --output report.json --format github')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^::error title=no-admin-ports\/open\/ssh,file=open\/main\.tf,line=\d+/)
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ version: 1, verdict: 'fails', exitCode: 1 })
  })

  test('a file that cannot be written is an error of its own', async () => {
    const { code, stderr } = await run('check closed --policies ./policy.yaml --output nowhere/report.txt')
    expect(code).toBe(2)
    expect(stderr).toContain('`nowhere/report.txt` cannot be written')
  })

  test('no Terraform at all is told, and is no failure', async () => {
    const { code, stdout } = await run('check empty')
    expect(code).toBe(0)
    expect(stdout).toContain('no Terraform, Bicep or template here: nothing to judge')
  })

  test('Terraform of which nothing can be read is exit code 2', async () => {
    const { code, stdout } = await run('check binary')
    expect(code).toBe(2)
    expect(stdout).toContain('none of 1 Terraform file could be read')
  })

  test('a bad policy is told at its place; exit code 2', async () => {
    const { code, stdout } = await run('check open --policies ./bad.yaml')
    expect(code).toBe(2)
    expect(stdout).toContain('┌─ bad.yaml:2:')
  })

  test('mistakes of the command line go to stderr; exit code 2', async () => {
    const { code, stdout, stderr } = await run('check nowhere')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe('error: there is no file or folder `nowhere`\n`vnetproof --help` says how it is used\n')
  })

  test('colours where a person looks, unless they said no', async () => {
    const colours = /\u001b\[/
    const line = 'check open --policies ./policy.yaml'
    expect((await run(line, { isTTY: true })).stdout).toMatch(colours)
    expect((await run(line)).stdout).not.toMatch(colours)
    expect((await run(line, { isTTY: true, environment: { NO_COLOR: '1' } })).stdout).not.toMatch(colours)
    expect((await run(`${line} --no-color`, { isTTY: true })).stdout).not.toMatch(colours)
  })

  test('in a workflow nothing in the text is a command', async () => {
    writeFileSync(join(folder, 'closed/hostile.tf'), '::error::x\n')
    const { stdout } = await run('check closed --policies ./policy.yaml', { environment: { GITHUB_ACTIONS: 'true' } })
    expect(stdout).toMatch(/^::stop-commands::([0-9a-f]{32})\n[\s\S]*\n::\1::\n$/)
  })
})

describe('vnetproof baseline', () => {
  const today = '2026-11-22'
  const policies = '--policies ./policy.yaml'

  test('writes what fails, and check with it is green until its end', async () => {
    const written = await run(`baseline open ${policies} --output base.yaml --until 2027-01-31 --reason known`, { today })
    expect(written).toEqual({
      code: 0,
      stdout: 'base.yaml: 1 waiver until 2027-01-31; name it in vnetproof.yaml as `waivers:`, or with `--waivers`\n',
      stderr: '',
    })
    const check = `check open ${policies} --waivers base.yaml`
    const green = await run(check, { today: '2027-01-31' })
    expect([green.code, green.stdout.includes('1 waived')]).toEqual([0, true])
    const red = await run(check, { today: '2027-02-01' })
    expect([red.code, red.stdout.includes('warning[waivers/expired]')]).toEqual([1, true])
  })

  test('goes to the terminal when no file is named', async () => {
    const { code, stdout } = await run(`baseline open ${policies}`, { today })
    expect(code).toBe(0)
    expect(stdout).toContain('until: "2027-02-20"')
  })

  test('never writes over a file', async () => {
    writeFileSync(join(folder, 'mine.yaml'), '[]\n')
    const { code, stderr } = await run(`baseline open ${policies} --output mine.yaml`, { today })
    expect([code, stderr]).toEqual([2, 'error: `mine.yaml` is there already: remove it, or name another file\n'])
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('[]\n')
  })

  test('writes nothing where the work could not be done', async () => {
    const { code, stdout, stderr } = await run('baseline open --policies ./bad.yaml --output none.yaml', { today })
    expect([code, stdout, existsSync(join(folder, 'none.yaml'))]).toEqual([2, '', false])
    expect(stderr).toContain('bad.yaml:2:')
  })

  test('a day that is past, or an option of the other command, is a mistake', async () => {
    expect((await run(`baseline open ${policies} --until 2026-11-21`, { today })).stderr).toContain('that day is past')
    expect((await run('baseline open --until soon', { today })).stderr).toContain('`--until` cannot be `soon`')
    expect((await run('baseline open --format json')).stderr).toContain('`--format` is no option of `vnetproof baseline`')
    expect((await run('check open --until 2027-01-01')).stderr).toContain('`--until` is no option of `vnetproof check`')
  })
})

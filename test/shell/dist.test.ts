/** What is shipped, as it is run: the committed bundles under this Node.js, in folders with nothing else in them. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { folderWith } from '../support/folder.ts'

const place = folderWith()
beforeAll(() => cpSync(resolve('dist'), join(place, 'dist'), { recursive: true }))

const run = (bundle: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(place, 'dist', bundle, 'index.js'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...environment },
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}

const emptyFolder = (name: string): string => {
  const folder = join(place, name)
  mkdirSync(folder)
  return folder
}

const withExample = (name: string): string => {
  const folder = emptyFolder(name)
  cpSync(resolve('examples/apim-internal'), join(folder, 'infra'), { recursive: true })
  return folder
}

describe('the command as shipped', () => {
  test('says its version, and nothing of what it would need', () => {
    expect(run('cli', ['--version'], emptyFolder('version'))).toEqual({
      status: 0,
      stdout: `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`,
      stderr: '',
    })
  })

  test('fails on the example, and writes it as JSON', () => {
    const folder = withExample('command')
    const { status, stdout, stderr } = run('cli', ['check', 'infra', '--format', 'json'], folder)
    expect([status, stderr]).toEqual([1, ''])
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'fails', exitCode: 1, run: { roots: [{ name: 'infra', judged: true }] } })
  })

  test('in an empty folder there is nothing to judge', () => {
    expect(run('cli', ['check'], emptyFolder('empty'))).toMatchObject({ status: 0, stderr: '' })
  })

  test('a file that no reader of Terraform accepts is said to be rejected twice', () => {
    const folder = emptyFolder('broken')
    writeFileSync(join(folder, 'main.tf'), 'resource "azurerm_subnet" {{\n')
    const { stdout } = run('cli', ['check'], folder)
    expect(stdout).toContain("another reader of Terraform's grammar rejects this file as well")
  })
})

describe('the Action as shipped', () => {
  const start = (folder: string, inputs: Readonly<Record<string, string>> = {}) => {
    const output = join(folder, '.output')
    const summary = join(folder, '.summary')
    writeFileSync(output, '')
    writeFileSync(summary, '')
    const environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    }
    // Started from another folder than the workspace, as a step with a working directory would.
    const result = run('action', [], place, environment)
    const outputs = Object.fromEntries(
      [...readFileSync(output, 'utf8').matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map((match) => [match[1]!, match[3]!]),
    )
    return { ...result, outputs, summary: readFileSync(summary, 'utf8') }
  }

  test('fails on the example: annotations, summary, outputs, files', () => {
    const folder = withExample('action')
    const { status, stdout, outputs, summary } = start(folder, { 'json-file': 'report.json', 'sarif-file': 'report.sarif' })
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^::error title=api-management\/nsg\/[\w-]+,file=infra\/network\.tf,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?::/m,
    )
    expect(outputs).toMatchObject({ verdict: 'fails', 'json-file': 'report.json', 'sarif-file': 'report.sarif' })
    expect(summary).toContain('# VNetProof fails')
    expect(existsSync(join(folder, 'report.json')) && existsSync(join(folder, 'report.sarif'))).toBe(true)
  })

  test('a summary that cannot be written is a warning, the verdict stays', () => {
    const folder = withExample('unwritable')
    const { status, stdout } = start(folder, {})
    expect(status).toBe(1)
    const broken = run('action', [], folder, {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_STEP_SUMMARY: join(folder, 'no/such/folder'),
      GITHUB_OUTPUT: join(folder, '.output'),
    })
    expect(broken.status).toBe(1)
    expect(broken.stdout).toContain('::warning title=VNetProof::the job summary could not be written')
    expect(stdout).not.toContain('could not be written')
  })

  test('no name in the code under review is read as a command', () => {
    const folder = emptyFolder('hostile')
    writeFileSync(join(folder, 'main.tf'), '::set-output name=verdict::holds\n::add-mask::x\n##[error]x\n')
    const { stdout } = start(folder)
    const outside = stdout.replace(/::stop-commands::([0-9a-f]{32})\n[\s\S]*?\n::\1::\n/g, '')
    for (const line of outside.split('\n').filter(Boolean)) expect(line).toMatch(/^::(error|warning|notice) title=/)
  })

  test('an empty workspace is green', () => {
    const { status, outputs } = start(emptyFolder('green'))
    expect([status, outputs.verdict]).toEqual([0, 'holds'])
  })
})

test('bundles hold their licences and no path of the machine that built them', () => {
  for (const bundle of ['action', 'cli', 'second-opinion']) {
    const folder = resolve('dist', bundle)
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['index.js', 'licenses.txt', 'package.json']))
    for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file), 'utf8')).not.toContain(process.cwd())
  }
})

/** `vnetproof policies` from the command line to what is told. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'

const folder = folderWith()

const run = async (...argv: readonly string[]) => {
  let stdout = ''
  let stderr = ''
  const exit = await runTerminal(['policies', ...argv], {
    cwd: folder,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    now: () => 0,
  })
  return { exit, stdout, stderr }
}

describe('policies', () => {
  test('lists what ships, for what, and the rules by severity', async () => {
    const { exit, stdout } = await run()
    expect(exit).toBe(0)
    expect(stdout).toContain(
      'private-endpoint\n  Private endpoints that names lead to\n  for    private-endpoint\n  rules  error: dns, exposure, nsg; note: rules\n',
    )
    const { stdout: json } = await run('--format', 'json')
    const names = (JSON.parse(json) as readonly { readonly name: string }[]).map(({ name }) => name)
    expect(names).toContain('key-vault')
  })

  test('tells one policy whole', async () => {
    const { stdout } = await run('private-endpoint')
    expect(stdout).toMatch(/^private-endpoint: Private endpoints that names lead to\n/)
    expect(stdout).toContain('clients  who has to reach private endpoints, as prefixes (no default; used by nsg)')
    expect(stdout).toMatch(/private-endpoint\/dns\/resolution {2}the public name of the resource leads to it/)
    const file = 'policy.json'
    expect((await run('api-management', '--format', 'json', '--output', file)).exit).toBe(0)
    const [policy] = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    expect(policy.settings.find((one: { name: string }) => one.name === 'exemptions').preset.from).toBe('default')
  })

  test('tells what rules of a kind say, and what conditions may name', async () => {
    const { stdout } = await run('--fields', 'private-endpoint')
    expect(stdout).toMatch(/^rules of kind private-endpoint: /)
    expect(stdout).toContain('resources of kind private-endpoint: azurerm_private_endpoint;')
    expect(stdout).toMatch(/ {2}public-access +nobody reaches the resource/)
    const { stdout: json } = await run('--fields', 'azurerm_key_vault', '--format', 'json')
    expect(JSON.parse(json).resource.fields.map(({ name }: { name: string }) => name)).toContain('publicAccess')
    expect((await run('--fields', 'resource')).stdout).toContain('private-link-target')
  })

  test('what is not there is told with what is meant', async () => {
    const mistaken = await run('key-valt')
    expect(mistaken.exit).toBe(2)
    expect(mistaken.stderr).toContain('there is no policy `key-valt`; did you mean `key-vault`?')
    expect((await run('--fields', 'subnets')).stderr).toContain('did you mean `subnet`?')
    expect((await run('--fields', 'key-vault')).stderr).toContain('`key-vault` is a policy, which is for `private-link-target`')
    expect((await run('key-vault', 'peering')).stderr).toContain('takes one name, not 2')
    expect((await run('key-vault', '--fields', 'subnet')).stderr).toContain('ask for one of them')
    expect((await run('--base', 'main')).stderr).toContain('`--base` is no option of `vnetproof policies`')
  })
})

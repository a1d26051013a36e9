/** Plans named at a terminal: where they lie, which root they are of, and what is said of files that are none. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { azurermPlan } from '../support/azurerm-plan.ts'
import { folderWith } from '../support/folder.ts'

const code = readFileSync(new URL('../fixtures/plans/network/main.tf', import.meta.url), 'utf8')

const run = async (
  cwd: string,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> => {
  let out = ''
  let err = ''
  const exit = await runTerminal(argv, {
    cwd,
    stdout: { write: (part) => (out += part) },
    stderr: { write: (part) => (err += part) },
    environment: {},
    now: () => 0,
    today: '2026-01-01',
  })
  return { code: exit, out, err }
}

const repository = (files: Readonly<Record<string, string | Uint8Array>> = {}): string =>
  folderWith({ 'a/main.tf': code, 'b/main.tf': code, '.git/HEAD': '', ...files })

describe('vnetproof check --plan', () => {
  test('judges the root by the plan that lies in it', async () => {
    const { code: exit, out } = await run(
      repository({ 'a/plan.json': azurermPlan('10.1.0.0/16', false) }),
      'check',
      '--plan',
      'a/plan.json',
      'a',
    )
    expect(exit).toBe(1)
    expect(out).toContain('a/main.tf:')
    expect(out).toContain('values of `a` come from its plan (`a/plan.json`)')
    expect(out).not.toContain('plan.json:')
  })

  test('takes one from outside of the repository, for the root that is named', async () => {
    const plan = join(folderWith({ 'p.json': azurermPlan('Internet', true) }), 'p.json')
    const { out, err } = await run(repository(), 'check', '--plan', `b=${plan}`)
    expect(err).toBe('')
    expect(out).toContain('values of `b` come from its plan')
  })

  test('shows nothing that is sensitive where only the plan is there', async () => {
    const folder = folderWith({ 'plan.json': azurermPlan('Internet', true).replaceAll('p@example.org', 'hush-hush') })
    for (const format of ['text', 'json', 'sarif', 'markdown', 'github']) {
      const { out } = await run(folder, 'check', '--plan', 'plan.json', '--format', format)
      if (format !== 'github') expect(out).toContain('plan.json')
      expect(out).not.toContain('hush')
    }
  })

  test.each<[string, string | Uint8Array, string]>([
    ['a plan as Terraform keeps it', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 8, 0, 0xff, 0xfe]), 'no text in UTF-8'],
    ['what PowerShell redirects', Buffer.from('\ufeff{"format_version":"1.2"}', 'utf16le'), 'no text in UTF-8'],
    ['a file that is too large', `"${' '.repeat(64_000_000)}"`, 'it is too large'],
    ['what `terraform plan -json` prints', '{"@level":"info"}\n{"@level":"info"}\n', 'no JSON'],
  ])('cannot use %s', async (_, content, why) => {
    const { code: exit, out } = await run(repository({ 'a/plan.json': content }), 'check', 'a', '--plan', 'a/plan.json')
    expect(exit).toBe(2)
    expect(out).toContain(why)
    expect(out).toContain('terraform show -json')
  })

  test('cannot use what is not there', async () => {
    const { code: exit, out } = await run(repository(), 'check', 'a', '--plan', 'a/plan.jsn')
    expect([exit, out.includes('it is not there')]).toEqual([2, true])
  })

  test('needs a file', async () => {
    expect((await run(repository(), 'check', '--plan', 'a=')).err).toContain('`--plan a=` is not of the form `file` or `root=file`')
  })
})

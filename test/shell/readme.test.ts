import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { runTerminal } from '../../src/shell/terminal.ts'
import { folderWith } from '../support/folder.ts'

const output = async (line: string, cwd = process.cwd()): Promise<{ readonly code: number; readonly text: string }> => {
  let text = ''
  const code = await runTerminal(line.split(' '), {
    cwd,
    stdout: { write: (part) => (text += part) },
    stderr: { write: () => undefined },
    environment: {},
    now: () => 0,
  })
  return { code, text }
}

/** The only thing that differs from run to run. */
const timeless = (text: string): string => text.replace(/\d+ ms$/gm, '… ms')

describe('what the documents show', () => {
  test("README's output is the real one, with parts left out where it says so", async () => {
    const block = /^```text\n\$ vnetproof (.+)\n([\s\S]*?)^```$/m.exec(readFileSync('README.md', 'utf8'))
    const { text } = await output(block![1]!)
    const parts = timeless(block![2]!).split(/^…\n/m)
    expect(parts.length).toBeGreaterThan(1)
    let at = 0
    for (const part of parts) {
      const found = timeless(text).indexOf(part.trim(), at)
      expect(found, part).toBeGreaterThanOrEqual(at)
      at = found + part.trim().length
    }
  })

  test('its policy and its configuration are read without a mistake', async () => {
    const blocks = [...readFileSync('README.md', 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
    const policy = blocks.find((block) => /^policy:/m.test(block))!
    const configuration = blocks.find((block) => /^policies:/m.test(block))!
    const folder = folderWith({
      'vnetproof.yaml': configuration,
      'network/policies/no-admin-ports.yaml': policy,
      'infra/main.tf': readFileSync('examples/apim-internal/network.tf', 'utf8'),
      'infra/env/prod.tfvars': '',
      'infra/env/dev.tfvars': '',
    })
    const { code, text } = await output('check --format json', folder)
    const report = JSON.parse(text) as { mistakes: unknown[]; failOn: string; judgements: { root: string; code: string }[] }
    expect([code, report.mistakes, report.failOn]).toEqual([0, [], 'warning'])
    expect(report.judgements.map(({ root, code: judged }) => `${root} ${judged}`)).toEqual([
      'infra (prod) no-admin-ports/open/ssh-rdp',
      'infra (dev) no-admin-ports/open/ssh-rdp',
    ])
  })

  test('the example fails for the three reasons that its README gives', async () => {
    const { code, text } = await output('check examples/apim-internal --format json')
    const { findings } = JSON.parse(text) as { findings: { code: string; severity: string; outcome: string }[] }
    expect(code).toBe(1)
    expect(
      findings
        .filter(({ severity, outcome }) => severity === 'error' && outcome === 'fails')
        .map((finding) => finding.code)
        .sort(),
    ).toEqual(['api-management/nsg/management', 'api-management/nsg/monitor', 'api-management/nsg/sql'])
  })
})

/** Waivers in the code that the base does not have: told, and without effect where the configuration says so. */
import { describe, expect, test } from 'vitest'
import { checkAgainst } from '../../src/commands/compare.ts'
import { json } from '../../src/report/outputs/json.ts'
import { text } from '../../src/report/outputs/text.ts'
import { exitCodeOf } from '../../src/report/verdict.ts'
import { memoryWorkspace } from '../../src/text/workspace.ts'
import { networkOf, noAdminPorts, openGroup, today } from '../support/waivers.ts'

type Files = Readonly<Record<string, string>>

const compared = (before: Files, after: Files, inline?: 'head' | 'base') => {
  const law = {
    'policy.yaml': noAdminPorts,
    'vnetproof.yaml': `policies: [./policy.yaml]\n${inline === undefined ? '' : `inline-waivers: ${inline}\n`}`,
  }
  const report = checkAgainst(
    { workspace: memoryWorkspace({ ...law, ...after }), paths: [], version: '0', today, now: () => 0 },
    { workspace: memoryWorkspace({ ...law, ...before }), revision: 'main', commit: 'b'.repeat(40) },
    'introduced',
  )
  expect(report.mistakes).toEqual([])
  return {
    report,
    isNew: report.comparison?.newWaivers.map(({ code, span }) => `${code} ${span.file.path}`),
    waived: report.waived.map(({ finding }) => finding.judgement.code.split('/')[2]).sort(),
    exitCode: exitCodeOf(report),
  }
}

const waiver = '# vnetproof:ignore no-admin-ports until 2027-03-01: moves to Bastion\n'
const network = (...notes: readonly Parameters<typeof openGroup>[2][]): string =>
  networkOf(...notes.map((note, index) => openGroup('abc'[index]!, index + 1, note)))
const empty = networkOf()

describe('a waiver in the code', () => {
  test('that the base has is no news, wherever its line is', () => {
    const before = { 'main.tf': network({ above: waiver }) }
    const after = { 'main.tf': `# one more line\n\n${before['main.tf']}` }
    for (const inline of ['head', 'base'] as const)
      expect(compared(before, after, inline)).toMatchObject({ isNew: [], waived: ['rdp', 'ssh'], exitCode: 0 })
  })

  test('that is new counts and is told; with `base` it does not count and is told', () => {
    const before = { 'main.tf': empty }
    const after = { 'main.tf': network({ above: waiver }) }
    for (const inline of [undefined, 'head'] as const)
      expect(compared(before, after, inline)).toMatchObject({ isNew: ['no-admin-ports main.tf'], waived: ['rdp', 'ssh'], exitCode: 0 })
    const strict = compared(before, after, 'base')
    expect(strict).toMatchObject({ isNew: ['no-admin-ports main.tf'], waived: [], exitCode: 1 })
    // Of a waiver without effect nobody says that it waives nothing for want of a finding.
    expect(strict.report.diagnostics.filter(({ code }) => code.startsWith('waivers/'))).toEqual([])
  })

  test.each<[string, string, string]>([
    ['a new end', waiver, waiver.replace('2027', '2028')],
    ['another reason', waiver, waiver.replace('moves', 'moved')],
    ['a wider code', waiver.replace('ports until', 'ports/open until'), waiver],
  ])('with %s is new', (_, old, now) => {
    const [before, after] = [old, now].map((above) => ({ 'main.tf': network({ above }) }))
    expect(compared(before!, after!, 'base')).toMatchObject({ isNew: ['no-admin-ports main.tf'], waived: [] })
  })

  test('that stands above other code is new', () => {
    const before = { 'main.tf': network({ above: waiver }, {}) }
    const after = { 'main.tf': network({}, { above: waiver }) }
    expect(compared(before, after, 'base')).toMatchObject({ isNew: ['no-admin-ports main.tf'], waived: [] })
    expect(compared(before, { 'main.tf': network({ above: waiver }, { above: waiver }) }, 'base')).toMatchObject({
      isNew: ['no-admin-ports main.tf'],
      waived: ['rdp', 'ssh'],
    })
  })

  test('in a rule is known by all of the rule, of which others may look alike', () => {
    const behind = (port: string) => ({ behind: { [port]: ` ${waiver.trimEnd()}` } })
    const before = { 'main.tf': network(behind('22')) }
    expect(compared(before, { 'main.tf': network(behind('22')) }, 'base')).toMatchObject({ isNew: [], waived: ['ssh'] })
    expect(compared(before, { 'main.tf': network(behind('3389')) }, 'base')).toMatchObject({
      isNew: ['no-admin-ports main.tf'],
      waived: [],
    })
  })

  test('in another file is new, and so is one in a file of the base that does not read', () => {
    const before = { 'main.tf': network({ above: waiver }) }
    expect(compared(before, { 'other.tf': before['main.tf'] }).isNew).toEqual(['no-admin-ports other.tf'])
  })

  test('in a root that nobody touched is no news', () => {
    const still = network({ above: waiver })
    expect(compared({ 'a/main.tf': still, 'b/main.tf': empty }, { 'a/main.tf': still, 'b/main.tf': `${empty}\n` }, 'base')).toMatchObject({
      isNew: [],
      waived: ['rdp', 'ssh'],
    })
  })

  test('that waives nothing for want of a reason, an end or by its end is no news', () => {
    const above = '# vnetproof:ignore no-admin-ports until 2026-11-21: why\n# vnetproof:ignore no-admin-ports: why\n'
    expect(compared({ 'main.tf': empty }, { 'main.tf': network({ above }) }).isNew).toEqual([])
  })

  test('leads the text, and is in the JSON with its place', () => {
    const { report } = compared({ 'main.tf': empty }, { 'main.tf': network({ above: waiver }) }, 'base')
    expect(text.render(report, { colour: false }).split('\n')[0]).toBe(
      'warning: a waiver of `no-admin-ports` is new since main and does not count, for only those of the base do: moves to Bastion (main.tf:29:3)',
    )
    expect(JSON.parse(json.render(report, { colour: false })).comparison.newWaivers).toEqual([
      {
        code: 'no-admin-ports',
        reason: 'moves to Bastion',
        until: '2027-03-01',
        counts: false,
        location: { file: 'main.tf', line: 29, column: 3, endLine: 29, endColumn: expect.any(Number) },
      },
    ])
  })
})

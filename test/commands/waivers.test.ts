import { describe, expect, test } from 'vitest'
import { baselineOf } from '../../src/commands/baseline.ts'
import type { Report } from '../../src/report/report.ts'
import { exitCodeOf, tallyOf, verdictOf } from '../../src/report/verdict.ts'
import { tallyText } from '../../src/report/wording.ts'
import { budget } from '../../src/text/budget.ts'
import { positionAt } from '../../src/text/source.ts'
import { checked, checkedAsConfigured, networkOf, openGroup, today } from '../support/waivers.ts'

const short = (list: Report['findings']): readonly string[] =>
  list.map(({ code, judgement }) => `${code.split('/').at(-1)} ${judgement.subject.split('.').at(-1)}`).sort()
const waivedOf = (report: Report): readonly string[] => short(report.waived.map(({ finding }) => finding))
const told = (report: Report): readonly string[] =>
  report.diagnostics.filter(({ code }) => code.startsWith('waivers/')).map(({ code, severity }) => `${severity} ${code}`)

const entry = (more: Readonly<Record<string, string>>): string =>
  `- ${JSON.stringify({ code: 'no-admin-ports', subject: 'azurerm_network_security_group.a', reason: 'why', until: '2027-03-01', ...more })}\n`

const two = networkOf(openGroup('a', 1), openGroup('b', 2))

describe('a waiver in the code', () => {
  test('above a block covers its findings, and says why and until when', () => {
    const above = '# vnetproof:ignore no-admin-ports until 2027-03-01: moves to Bastion, NET-42\n'
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { above }), openGroup('b', 2)) })
    expect(waivedOf(report)).toEqual(['rdp a', 'ssh a'])
    expect(short(report.findings)).toEqual(['rdp b', 'ssh b'])
    expect(report.waived[0]?.waiver).toMatchObject({ reason: 'moves to Bastion, NET-42', until: '2027-03-01' })
    expect(told(report)).toEqual([])
  })

  test('at the end of a line that begins a block covers that block, and its code alone', () => {
    const behind = {
      '22': ' # vnetproof:ignore no-admin-ports/open/ssh until 2027-03-01: why',
      '3389': ' # vnetproof:ignore other until 2027-03-01: why',
    }
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { behind })) })
    expect(waivedOf(report)).toEqual(['ssh a'])
    expect(short(report.findings)).toEqual(['rdp a'])
  })

  test('what is waived counts neither for the verdict nor for the exit code, and is counted', () => {
    const above = '# vnetproof:ignore no-admin-ports until 2027-03-01: why\n'
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { above })) })
    expect([verdictOf(report), exitCodeOf(report)]).toEqual(['holds', 0])
    expect(tallyOf(report)).toMatchObject({ judgements: 2, fails: 0, waived: { fails: 2, unsure: 0 } })
    expect(tallyText(tallyOf(report))).toBe('2 judgements: 0 hold, 0 fail, 0 unsure, 2 waived')
  })

  test('an unsure judgement is waived as well, and told in the counts', () => {
    const above = '# vnetproof:ignore no-admin-ports until 2027-03-01: why\n'
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { above, access: 'var.access' })) }, { failOn: 'unsure' })
    expect(report.waived.map(({ finding }) => finding.outcome)).toEqual(['unsure', 'unsure'])
    expect(exitCodeOf(report)).toBe(0)
    expect(tallyText(tallyOf(report))).toBe('2 judgements: 0 hold, 0 fail, 0 unsure, 2 waived (all unsure)')
  })

  test.each([
    ['past its end', 'no-admin-ports until 2026-11-21: why', ['warning waivers/expired']],
    ['without a reason', 'no-admin-ports until 2027-03-01', ['warning waivers/no-reason']],
    ['without an end', 'no-admin-ports: why', ['warning waivers/no-end']],
    ['that is malformed', 'no-admin-ports till 2027-03-01: why', ['warning waivers/malformed']],
    ['of another code', 'no-admin-ports/closed until 2027-03-01: why', ['note waivers/unused']],
    ['of half a word', 'no-admin-ports/op until 2027-03-01: why', ['note waivers/unused']],
  ])('%s waives nothing, and is told', (_, words, expected) => {
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { above: `# vnetproof:ignore ${words}\n` })) })
    expect(report.waived).toEqual([])
    expect(short(report.findings)).toEqual(['rdp a', 'ssh a'])
    expect(told(report)).toEqual(expected)
    expect(exitCodeOf(report)).toBe(1)
  })

  test('counts on its last day', () => {
    const above = `# vnetproof:ignore no-admin-ports until ${today}: why\n`
    expect(waivedOf(checked({ 'main.tf': networkOf(openGroup('a', 1, { above })) }))).toHaveLength(2)
  })

  test('of a policy that does not exist is told with the one that was meant', () => {
    const above = '# vnetproof:ignore api-managment until 2027-03-01: why\n'
    const files = {
      'main.tf': networkOf(openGroup('a', 1, { above })),
      'vnetproof.yaml': 'policies: [./policy.yaml]\n',
    }
    const report = checkedAsConfigured(files)
    expect(told(report)).toEqual(['warning waivers/unknown-code'])
    expect(report.diagnostics.find(({ code }) => code === 'waivers/unknown-code')?.help).toBe('did you mean `api-management`?')
  })

  test('in a string or a heredoc is none', () => {
    const text = 'locals {\n  a = "# vnetproof:ignore x"\n  b = <<EOT\n# vnetproof:ignore x\nEOT\n}\n'
    expect(told(checked({ 'main.tf': networkOf() + text }))).toEqual([])
  })

  test('in a module that several roots call is told once and used by any', () => {
    const group = openGroup('a', 1, { above: '# vnetproof:ignore no-admin-ports until 2027-03-01: why\n' })
    const root = 'provider "azurerm" {\n  features {}\n}\nmodule "m" {\n  source = "../m"\n  access = "x"\n}\n'
    const report = checked({ 'm/main.tf': networkOf(group).replace(/provider[\s\S]*?\n}\n/, ''), 'one/main.tf': root, 'two/main.tf': root })
    expect(report.waived.map(({ finding }) => finding.judgement.root).sort()).toEqual(['one', 'one', 'two', 'two'])
    expect(told(report)).toEqual([])
  })
})

describe('a waiver in a file', () => {
  test('waives its subject, by name or pattern, in the file that the configuration names', () => {
    const files = { 'main.tf': two, 'vnetproof.yaml': 'waivers: network/waivers.yaml\n' }
    expect(waivedOf(checked({ ...files, 'network/waivers.yaml': entry({}) }))).toEqual(['rdp a', 'ssh a'])
    const rdp = entry({ code: 'no-admin-ports/open/rdp', subject: '*', root: '.' })
    expect(waivedOf(checked({ ...files, 'network/waivers.yaml': rdp }))).toEqual(['rdp a', 'rdp b'])
    expect(waivedOf(checked({ ...files, 'network/waivers.yaml': entry({ root: 'elsewhere' }) }))).toEqual([])
  })

  test('asked for by name it replaces those of the configuration', () => {
    const files = {
      'main.tf': two,
      'vnetproof.yaml': 'waivers: one.yaml\n',
      'one.yaml': entry({}),
      'two.yaml': entry({ code: 'no-admin-ports/open/ssh' }),
    }
    expect(waivedOf(checked(files, { waivers: ['two.yaml'] }))).toEqual(['ssh a'])
    expect(waivedOf(checked(files, { waivers: [] }))).toEqual([])
  })

  test('a file that is not there, or is wrong, is a mistake', () => {
    for (const [text, code] of [
      [undefined, 'waivers/unreadable'],
      ['- { code: x }\n', 'waivers/missing-key'],
    ] as const) {
      const report = checked({ 'main.tf': two, ...(text === undefined ? {} : { 'w.yaml': text }) }, { waivers: ['w.yaml'] })
      expect(report.mistakes.map((one) => one.code)).toEqual([code])
      expect(exitCodeOf(report)).toBe(2)
    }
  })

  test('that meets nothing is a note, unless only a part was looked at', () => {
    const files = { 'infra/main.tf': two, 'w.yaml': entry({ subject: 'azurerm_network_security_group.gone' }) }
    expect(told(checked(files, { waivers: ['w.yaml'] }))).toEqual(['note waivers/unused'])
    expect(told(checked(files, { waivers: ['w.yaml'], paths: ['infra'] }))).toEqual([])
    const named = { ...files, 'w.yaml': entry({ subject: 'azurerm_network_security_group.gone', root: 'infra' }) }
    expect(told(checked(named, { waivers: ['w.yaml'], paths: ['infra'] }))).toEqual(['note waivers/unused'])
  })
})

describe('a baseline', () => {
  const baseline = (report: Report): string => baselineOf(report, { today })!.text

  test('silences old sins and no new ones, wherever they have moved', () => {
    const text = baseline(checked({ 'main.tf': two }))
    const moved = `# moved down\n\n\n${networkOf(openGroup('b', 2), openGroup('a', 1))}`
    const same = checked({ 'main.tf': moved, 'w.yaml': text }, { waivers: ['w.yaml'] })
    expect([same.waived.length, same.findings.length, exitCodeOf(same)]).toEqual([4, 0, 0])
    const grown = checked(
      { 'main.tf': networkOf(openGroup('a', 1), openGroup('b', 2), openGroup('c', 3)), 'w.yaml': text },
      { waivers: ['w.yaml'] },
    )
    expect(short(grown.findings)).toEqual(['rdp c', 'ssh c'])
    expect(exitCodeOf(grown)).toBe(1)
  })

  test('counts for ninety days, and not one more', () => {
    const text = baseline(checked({ 'main.tf': two }))
    const on = (day: string) => exitCodeOf(checked({ 'main.tf': two, 'w.yaml': text }, { waivers: ['w.yaml'], today: day }))
    expect([on('2027-02-20'), on('2027-02-21')]).toEqual([0, 1])
  })

  test('takes what fails at or above fail-on, and leaves out what is waived', () => {
    const count = (report: Report) => baselineOf(report, { today })?.count
    const doubtful = networkOf(openGroup('a', 1, { access: 'var.access' }))
    expect(count(checked({ 'main.tf': doubtful }))).toBe(0)
    expect(count(checked({ 'main.tf': doubtful }, { failOn: 'unsure' }))).toBe(2)
    expect(count(checked({ 'main.tf': two }, { failOn: 'never' }))).toBe(0)
    expect(count(checked({ 'main.tf': two, 'w.yaml': entry({}) }, { waivers: ['w.yaml'] }))).toBe(2)
  })

  test('is not written where it would be too long to read', () => {
    const report = checked({ 'main.tf': two })
    const many = Array.from({ length: 20_000 }, (_, n) => ({ ...report.judgements[0]!, subject: `x.n${n}` }))
    expect(baselineOf({ ...report, judgements: many }, { today })).toBeUndefined()
  })
})

describe('hostile waivers', () => {
  test('are bounded in number, and told', () => {
    const above = '# vnetproof:ignore no-admin-ports until 2027-03-01: why\n'.repeat(budget.inlineWaivers + 10)
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { above })) })
    expect(waivedOf(report)).toHaveLength(2)
    expect(told(report)).toEqual(['warning waivers/too-many'])
  })

  test('nested without end or never closed, they end', () => {
    const deep = '# vnetproof:ignore no-admin-ports until 2027-03-01: x\n[\n'.repeat(4_000)
    const report = checked({ 'main.tf': `${networkOf()}locals {\n  a = ${deep}` })
    expect(report.waived).toEqual([])
    expect(told(report)).toHaveLength(4_000)
  })

  test('by the hundred thousand in one comment, whole or spoilt, they are cut off', () => {
    const lines = (line: string): string => `/*\n${`${line}\n`.repeat(200_000)}*/\n`
    const whole = checked({
      'main.tf': networkOf(openGroup('a', 1, { above: lines('vnetproof:ignore no-admin-ports until 2027-03-01: x') })),
    })
    expect([waivedOf(whole).length, told(whole)]).toEqual([2, ['warning waivers/too-many']])
    const spoilt = checked({ 'main.tf': networkOf(openGroup('a', 1, { above: lines('vnetproof:ignore') })) })
    expect([spoilt.waived.length, told(spoilt).length]).toEqual([0, budget.fileDiagnostics + 1])
  })

  test('a comment of a million characters is read no further than it may', () => {
    const above = `# vnetproof:ignore no-admin-ports until 2027-03-01: ${'\u0007x'.repeat(500_000)}\n`
    const report = checked({ 'main.tf': networkOf(openGroup('a', 1, { above })) })
    expect(report.waived[0]!.waiver.reason.length).toBeLessThanOrEqual(budget.waiverReason)
    expect(positionAt(report.waived[0]!.waiver.span.file, report.waived[0]!.waiver.span.start).column).toBe(3)
  })
})
